/**
 * SortedMap and SortedSet: the containers East makes (spec/east-values.md 1.8, spec/east-api.md 1.5). They implement
 * the `Map` and `Set` interfaces, iterate in key order, and find keys with their own comparison, so that NaN and
 * struct keys work.
 *
 * Keys whose equality is JavaScript's own (String, Integer, Boolean) are found by hashing and sorted only when order
 * is asked for: building a dict costs a Map and one sort. All others are kept sorted from the start.
 */
import { compareBooleans, compareFloats, compareIntegers, compareStrings } from "./scalar-order.js";
import { type Comparison, SortedKeys } from "./sorted-keys.js";

const HASHED = new Set<Comparison<any>>([compareStrings, compareIntegers, compareBooleans]);

/** The order when none is given: strings by code point, numbers as Floats, everything else by `<`. */
export function compareByDefault(x: unknown, y: unknown): number {
  if (typeof x === "string" && typeof y === "string") return compareStrings(x, y);
  if (typeof x === "number" && typeof y === "number") return compareFloats(x, y);
  return (x as bigint) < (y as bigint) ? -1 : (x as bigint) > (y as bigint) ? 1 : 0;
}

/** Unique keys with values: hashed with a lazy order, or ordered from the start. */
class Table<K, V> {
  readonly compare: Comparison<K>;
  /** Present when keys hash: then it holds the values, and `#sorted` only orders the keys. */
  readonly #hash: Map<K, V> | undefined;
  readonly #sorted: SortedKeys<K, V>;
  /** Keys in `#hash` that are not in `#sorted` yet. */
  #pending: K[] = [];

  constructor(compare: Comparison<K>) {
    this.compare = compare;
    this.#hash = HASHED.has(compare) ? new Map() : undefined;
    this.#sorted = new SortedKeys(compare);
  }

  get size(): number {
    return this.#hash?.size ?? this.#sorted.size;
  }

  has(key: K): boolean {
    return this.#hash === undefined ? this.#sorted.has(key) : this.#hash.has(key);
  }

  get(key: K): V | undefined {
    return this.#hash === undefined ? this.#sorted.get(key) : this.#hash.get(key);
  }

  /** True when the key is new. */
  set(key: K, value: V): boolean {
    const hash = this.#hash;
    if (hash === undefined) return this.#sorted.set(key, value);
    const before = hash.size;
    hash.set(key, value);
    if (hash.size === before) return false;
    this.#pending.push(key);
    return true;
  }

  delete(key: K): boolean {
    const hash = this.#hash;
    if (hash === undefined) return this.#sorted.delete(key);
    if (!hash.has(key)) return false;
    this.#settle();
    hash.delete(key);
    this.#sorted.delete(key);
    return true;
  }

  clear(): void {
    this.#hash?.clear();
    this.#pending = [];
    this.#sorted.clear();
  }

  /** The content, given as keys that ascend strictly. Only for a fresh table. */
  fill(keys: readonly K[], values: readonly V[]): void {
    this.#sorted.rebuild(keys, values);
    if (this.#hash !== undefined)
      for (let i = 0; i < keys.length; i++) this.#hash.set(keys[i] as K, values[i] as V);
  }

  /** The content as lists: what `fill` takes. */
  lists(): { keys: K[]; values: V[] } {
    this.#settle();
    const { keys, values } = this.#sorted.lists();
    const hash = this.#hash;
    return { keys, values: hash === undefined ? values : keys.map((key) => hash.get(key) as V) };
  }

  minKey(): K | undefined {
    this.#settle();
    return this.#sorted.minKey();
  }

  maxKey(): K | undefined {
    this.#settle();
    return this.#sorted.maxKey();
  }

  *walk<R>(from: { key: K } | undefined, give: (key: K, value: V) => R): Generator<R, undefined, unknown> {
    this.#settle();
    const hash = this.#hash;
    if (hash === undefined) return yield* this.#sorted.walk(from, give);
    for (const key of this.#sorted.walk(from, (k) => k)) {
      yield give(key, hash.get(key) as V);
      // What was added meanwhile, ahead of the walk, is visited too.
      this.#settle();
    }
    return undefined;
  }

  /** Puts the pending keys in order: one by one when they are few, else by sorting everything anew. */
  #settle(): void {
    const pending = this.#pending;
    if (pending.length === 0) return;
    this.#pending = [];
    const hash = this.#hash as Map<K, V>;
    if (pending.length * 16 < hash.size) {
      for (const key of pending) this.#sorted.set(key, undefined as V);
      return;
    }
    const keys = sortKeys([...hash.keys()], this.compare);
    this.#sorted.rebuild(keys, new Array(keys.length));
  }
}

/** Sorts keys in place. The engine sorts strings fastest by UTF-16 units, which serves unless surrogates occur. */
export function sortKeys<K>(keys: K[], compare: Comparison<K>): K[] {
  const byUnits = compare === (compareStrings as Comparison<any>) && !keys.some(hasSurrogates);
  return byUnits ? keys.sort() : keys.sort(compare);
}

const SURROGATE = /[\ud800-\udfff]/;
const hasSurrogates = (key: unknown): boolean => SURROGATE.test(key as string);

const changeable = (container: SortedMap<any, any> | SortedSet<any>): void => {
  if (Object.isFrozen(container)) {
    throw new TypeError(`Cannot modify frozen ${container[Symbol.toStringTag]}`);
  }
};

const startAt = <K>(first: [] | [K?]): { key: K } | undefined =>
  first.length === 0 || first[0] === undefined ? undefined : { key: first[0] };

/** A Map in key order. Changing a frozen one throws a TypeError. */
export class SortedMap<K, V> implements Map<K, V> {
  readonly #table: Table<K, V>;

  constructor(entries: Iterable<readonly [K, V]> = [], compare: Comparison<K> = compareByDefault) {
    this.#table = new Table(compare);
    for (const [key, value] of entries) this.#table.set(key, value);
  }

  /** A map of keys that ascend strictly by `compare`, without looking at them again. */
  static ofSorted<K, V>(keys: readonly K[], values: readonly V[], compare: Comparison<K>): SortedMap<K, V> {
    const map = new SortedMap<K, V>([], compare);
    map.#table.fill(keys, values);
    return map;
  }

  /** The keys in order and their values, several times as fast as iterating. */
  static lists<K, V>(map: SortedMap<K, V>): { keys: K[]; values: V[] } {
    return map.#table.lists();
  }

  /** Items by the key a function gives them. */
  static groupBy<K, T>(
    items: Iterable<T>,
    keyOf: (item: T, index: number) => K,
    compare: Comparison<K> = compareByDefault,
  ): SortedMap<K, T[]> {
    const groups = new SortedMap<K, T[]>([], compare);
    let index = 0;
    for (const item of items) {
      const key = keyOf(item, index++);
      const group = groups.get(key);
      if (group === undefined) groups.set(key, [item]);
      else group.push(item);
    }
    return groups;
  }

  get compare(): Comparison<K> {
    return this.#table.compare;
  }

  get size(): number {
    return this.#table.size;
  }

  get [Symbol.toStringTag](): string {
    return "SortedMap";
  }

  has(key: K): boolean {
    return this.#table.has(key);
  }

  get(key: K): V | undefined {
    return this.#table.get(key);
  }

  set(key: K, value: V): this {
    changeable(this);
    this.#table.set(key, value);
    return this;
  }

  delete(key: K): boolean {
    changeable(this);
    return this.#table.delete(key);
  }

  clear(): void {
    changeable(this);
    this.#table.clear();
  }

  minKey(): K | undefined {
    return this.#table.minKey();
  }

  maxKey(): K | undefined {
    return this.#table.maxKey();
  }

  forEach(visit: (value: V, key: K, map: Map<K, V>) => void, self?: unknown): void {
    for (const [key, value] of this) visit.call(self, value, key, this);
  }

  /** From the first key not below `first`, if given; likewise `values` and `entries`. */
  keys(...first: [] | [K?]): MapIterator<K> {
    return this.#table.walk(startAt(first), (key) => key) as MapIterator<K>;
  }

  values(...first: [] | [K?]): MapIterator<V> {
    return this.#table.walk(startAt(first), (_, value) => value) as MapIterator<V>;
  }

  entries(...first: [] | [K?]): MapIterator<[K, V]> {
    return this.#table.walk(startAt(first), (key, value): [K, V] => [key, value]) as MapIterator<[K, V]>;
  }

  [Symbol.iterator](): MapIterator<[K, V]> {
    return this.entries();
  }
}

/** A Set in key order. Changing a frozen one throws a TypeError. */
export class SortedSet<K> implements Set<K> {
  readonly #table: Table<K, undefined>;

  constructor(values: Iterable<K> = [], compare: Comparison<K> = compareByDefault) {
    this.#table = new Table(compare);
    for (const value of values) this.#table.set(value, undefined);
  }

  /** A set of keys that ascend strictly by `compare`, without looking at them again. */
  static ofSorted<K>(keys: readonly K[], compare: Comparison<K>): SortedSet<K> {
    const set = new SortedSet<K>([], compare);
    set.#table.fill(keys, new Array(keys.length));
    return set;
  }

  /** The keys in order, several times as fast as iterating. */
  static list<K>(set: SortedSet<K>): K[] {
    return set.#table.lists().keys;
  }

  get compare(): Comparison<K> {
    return this.#table.compare;
  }

  get size(): number {
    return this.#table.size;
  }

  get [Symbol.toStringTag](): string {
    return "SortedSet";
  }

  has(key: K): boolean {
    return this.#table.has(key);
  }

  add(key: K): this {
    changeable(this);
    this.#table.set(key, undefined);
    return this;
  }

  delete(key: K): boolean {
    changeable(this);
    return this.#table.delete(key);
  }

  clear(): void {
    changeable(this);
    this.#table.clear();
  }

  minKey(): K | undefined {
    return this.#table.minKey();
  }

  maxKey(): K | undefined {
    return this.#table.maxKey();
  }

  forEach(visit: (value: K, key: K, set: Set<K>) => void, self?: unknown): void {
    for (const key of this) visit.call(self, key, key, this);
  }

  /** From the first key not below `first`, if given; likewise `values` and `entries`. */
  keys(...first: [] | [K?]): SetIterator<K> {
    return this.#table.walk(startAt(first), (key) => key) as SetIterator<K>;
  }

  values(...first: [] | [K?]): SetIterator<K> {
    return this.keys(...first);
  }

  entries(...first: [] | [K?]): SetIterator<[K, K]> {
    return this.#table.walk(startAt(first), (key): [K, K] => [key, key]) as SetIterator<[K, K]>;
  }

  [Symbol.iterator](): SetIterator<K> {
    return this.keys();
  }

  union(other: Iterable<K>): SortedSet<K> {
    return new SortedSet([...this, ...other], this.compare);
  }

  intersection(other: ReadonlySet<K>): SortedSet<K> {
    return this.#keeping((key) => other.has(key));
  }

  difference(other: ReadonlySet<K>): SortedSet<K> {
    return this.#keeping((key) => !other.has(key));
  }

  symmetricDifference(other: Iterable<K>): SortedSet<K> {
    const result = new SortedSet(this, this.compare);
    for (const key of other) if (!result.delete(key)) result.add(key);
    return result;
  }

  isSubsetOf(other: ReadonlySet<K>): boolean {
    return this.size <= other.size && this.#every((key) => other.has(key));
  }

  isSupersetOf(other: Iterable<K>): boolean {
    for (const key of other) if (!this.has(key)) return false;
    return true;
  }

  isDisjointFrom(other: ReadonlySet<K>): boolean {
    return this.#every((key) => !other.has(key));
  }

  #keeping(predicate: (key: K) => boolean): SortedSet<K> {
    return SortedSet.ofSorted([...this].filter(predicate), this.compare);
  }

  #every(predicate: (key: K) => boolean): boolean {
    for (const key of this) if (!predicate(key)) return false;
    return true;
  }
}
