/**
 * Identity, equality and order of values (spec/east-values.md 3). A relation is made from its type once: closures per
 * type, kept in a WeakMap and registered before their parts are made, so that a recursive type finds itself.
 */
import { memberEntries } from "../types/names.js";
import { asEastType, type EastTypeValue } from "../types/type-value.js";
import { type EastType, mentions, unfold } from "../types/types.js";
import type { ValueTypeOf } from "../types/value-types.js";
import type { matrix, Packed } from "./matrix.js";
import type { ref } from "./ref.js";
import {
  compareBlobs,
  compareBooleans,
  compareDates,
  compareFloats,
  compareIntegers,
  compareStrings,
} from "./scalar-order.js";
import { SortedMap, SortedSet } from "./sorted.js";
import type { Comparison } from "./sorted-keys.js";
import type { variant } from "./variant.js";

type Order = -1 | 0 | 1;

/**
 * Pairs of containers entered in the current top-level call; meeting a pair again counts as equal, so that cyclic
 * values compare. Only types that can be cyclic pass one on.
 */
class Entered {
  readonly #pairs = new Map<object, Set<object>>();

  /** True when the pair is met for the first time. */
  enter(x: object, y: object): boolean {
    const partners = this.#pairs.get(x);
    if (partners === undefined) this.#pairs.set(x, new Set([y]));
    else if (partners.has(y)) return false;
    else partners.add(y);
    return true;
  }
}

/** The three relations of one type, as closures over those of its parts. */
type Relations = {
  is: (x: any, y: any) => boolean;
  equal: (x: any, y: any, entered?: Entered) => boolean;
  compare: (x: any, y: any, entered?: Entered) => Order;
};

const made = new WeakMap<EastType, Relations>();
const published = new WeakMap<EastType, Relations>();

/** What callers get: relations that bring the memory of cycles along where one is needed. */
function publicRelations(given: EastType | EastTypeValue): Relations {
  const type = asEastType(given);
  let relations = published.get(type);
  if (relations === undefined) {
    relations = relationsOf(type);
    if (mentions(type, (t) => t.type === "Recursive")) {
      const { is, equal, compare } = relations;
      relations = {
        is,
        equal: (x, y) => equal(x, y, new Entered()),
        compare: (x, y) => compare(x, y, new Entered()),
      };
    }
    published.set(type, relations);
  }
  return relations;
}

type Relation<T, R> = (x: ValueTypeOf<T>, y: ValueTypeOf<T>) => R;

/** Identity: the same object for mutable types and functions, the same value for others, but −0 is 0. */
export function isFor<T extends EastType | EastTypeValue>(type: T): Relation<T, boolean> {
  return publicRelations(type).is;
}

/** Deep equality; NaN equals NaN, −0 and 0 differ, any two functions are equal. */
export function equalFor<T extends EastType | EastTypeValue>(type: T): Relation<T, boolean> {
  return publicRelations(type).equal;
}

export function notEqualFor<T extends EastType | EastTypeValue>(type: T): Relation<T, boolean> {
  const { equal } = publicRelations(type);
  return (x, y) => !equal(x, y);
}

/** The total order: −1, 0 or 1. Consistent with `equalFor`. */
export function compareFor<T extends EastType | EastTypeValue>(type: T): Relation<T, Order> {
  return publicRelations(type).compare;
}

export function lessFor<T extends EastType | EastTypeValue>(type: T): Relation<T, boolean> {
  const compare = compareFor(type);
  return (x, y) => compare(x, y) < 0;
}

export function lessEqualFor<T extends EastType | EastTypeValue>(type: T): Relation<T, boolean> {
  const compare = compareFor(type);
  return (x, y) => compare(x, y) <= 0;
}

export function greaterFor<T extends EastType | EastTypeValue>(type: T): Relation<T, boolean> {
  const compare = compareFor(type);
  return (x, y) => compare(x, y) > 0;
}

export function greaterEqualFor<T extends EastType | EastTypeValue>(type: T): Relation<T, boolean> {
  const compare = compareFor(type);
  return (x, y) => compare(x, y) >= 0;
}

function relationsOf(type: EastType): Relations {
  let relations = made.get(type);
  if (relations === undefined) {
    relations = {} as Relations;
    made.set(type, relations);
    Object.assign(relations, makeRelations(type));
  }
  return relations;
}

const same = (x: unknown, y: unknown): boolean => x === y;

/** Equality and identity that are exactly order 0. */
const ordered = (compare: (x: any, y: any) => Order): Relations => {
  const equal = (x: unknown, y: unknown): boolean => compare(x, y) === 0;
  return { is: equal, equal, compare };
};

const sameValue = (compare: (x: any, y: any) => Order): Relations => ({ is: same, equal: same, compare });

const undefinedForNever = (): never => {
  throw new Error("Never has no values to compare");
};

function makeRelations(type: EastType): Relations {
  switch (type.type) {
    case "Never":
      return { is: undefinedForNever, equal: undefinedForNever, compare: undefinedForNever };
    case "Null":
      return { is: () => true, equal: () => true, compare: () => 0 };
    case "Boolean":
      return sameValue(compareBooleans);
    case "Integer":
      return sameValue(compareIntegers);
    case "Float":
      return { is: (x, y) => x === y || (x !== x && y !== y), equal: Object.is, compare: compareFloats };
    case "String":
      return sameValue(compareStrings);
    case "DateTime":
      return ordered(compareDates);
    case "Blob":
      return ordered(compareBlobs);
    case "Ref":
      return refRelations(relationsOf(type.value));
    case "Array":
      return arrayRelations(relationsOf(type.value));
    case "Set":
      return setRelations(relationsOf(type.key));
    case "Dict":
      return dictRelations(relationsOf(type.key), relationsOf(type.value));
    case "Struct":
      return structRelations(memberEntries(type.fields).map(([name, field]) => [name, relationsOf(field)]));
    case "Variant":
      return variantRelations(
        new Map(memberEntries(type.cases).map(([name, payload]) => [name, relationsOf(payload)])),
      );
    case "Vector":
      return vectorRelations(type.element);
    case "Matrix":
      return matrixRelations(type.element);
    case "Function":
    case "AsyncFunction":
      return { is: same, equal: () => true, compare: () => 0 };
    case "Recursive":
      return recursiveRelations(relationsOf(unfold(type)));
  }
}

/** The body's relations may still be in the making, so each is looked up when it is called. */
function recursiveRelations(body: Relations): Relations {
  return {
    is: (x, y) => body.is(x, y),
    equal: (x, y, entered) => body.equal(x, y, entered),
    compare: (x, y, entered) => body.compare(x, y, entered),
  };
}

/** Relations of a mutable container from the order of its contents and a test of equality. */
function containerRelations(
  equal: (x: any, y: any, entered: Entered | undefined) => boolean,
  compare: (x: any, y: any, entered: Entered | undefined) => Order,
): Relations {
  const known = (x: object, y: object, entered: Entered | undefined): boolean =>
    x === y || (entered !== undefined && !entered.enter(x, y));
  return {
    // Frozen containers have no identity that a program could tell from their content (spec/east-ir.md 10).
    is: (x, y) => x === y || (Object.isFrozen(x) && Object.isFrozen(y) && equal(x, y, new Entered())),
    equal: (x, y, entered) => known(x, y, entered) || equal(x, y, entered),
    compare: (x, y, entered) => (known(x, y, entered) ? 0 : compare(x, y, entered)),
  };
}

function refRelations(inner: Relations): Relations {
  return containerRelations(
    (x: ref, y: ref, entered) => inner.equal(x.value, y.value, entered),
    (x: ref, y: ref, entered) => inner.compare(x.value, y.value, entered),
  );
}

const bySize = (x: number, y: number): Order => (x < y ? -1 : x > y ? 1 : 0);

function arrayRelations(element: Relations): Relations {
  return containerRelations(
    (x: unknown[], y: unknown[], entered) => {
      if (x.length !== y.length) return false;
      for (let i = 0; i < x.length; i++) if (!element.equal(x[i], y[i], entered)) return false;
      return true;
    },
    (x: unknown[], y: unknown[], entered) => {
      const n = Math.min(x.length, y.length);
      for (let i = 0; i < n; i++) {
        const order = element.compare(x[i], y[i], entered);
        if (order !== 0) return order;
      }
      return bySize(x.length, y.length);
    },
  );
}

/**
 * The keys of a set in the order of their type. Sets and maps from the host may be native, in insertion order, or
 * sorted by something else.
 */
export function sortedKeys<K>(keys: ReadonlySet<K> | ReadonlyMap<K, unknown>, compare: Comparison<K>): K[] {
  const list = [...keys.keys()];
  const inOrder = (keys instanceof SortedSet || keys instanceof SortedMap) && keys.compare === compare;
  return inOrder ? list : list.sort(compare);
}

/** The entries of a map in the order of its key type. */
export function sortedEntries<K, V>(map: ReadonlyMap<K, V>, compare: Comparison<K>): [K, V][] {
  const list = [...map.entries()];
  return map instanceof SortedMap && map.compare === compare ? list : list.sort(([x], [y]) => compare(x, y));
}

function setRelations(key: Relations): Relations {
  const keysOf = (set: ReadonlySet<unknown>): unknown[] => sortedKeys(set, key.compare);
  const { equal, compare } = arrayRelations(key);
  return containerRelations(
    (x, y) => x.size === y.size && equal(keysOf(x), keysOf(y)),
    (x, y) => compare(keysOf(x), keysOf(y)),
  );
}

function dictRelations(key: Relations, value: Relations): Relations {
  const entriesOf = (map: ReadonlyMap<unknown, unknown>): [unknown, unknown][] =>
    sortedEntries(map, key.compare);
  const entry: Relations = {
    is: undefinedForNever, // entries are no values; nothing asks for their identity
    equal: ([k, v], [l, w], entered) => key.equal(k, l) && value.equal(v, w, entered),
    compare: ([k, v], [l, w], entered) => key.compare(k, l) || value.compare(v, w, entered),
  };
  const { equal, compare } = arrayRelations(entry);
  return containerRelations(
    (x, y, entered) => x.size === y.size && equal(entriesOf(x), entriesOf(y), entered),
    (x, y, entered) => compare(entriesOf(x), entriesOf(y), entered),
  );
}

type StructValue = Record<string, unknown>;

function structRelations(fields: [string, Relations][]): Relations {
  return {
    is: (x: StructValue, y: StructValue) => fields.every(([name, field]) => field.is(x[name], y[name])),
    equal: (x: StructValue, y: StructValue, entered) => {
      for (const [name, field] of fields) if (!field.equal(x[name], y[name], entered)) return false;
      return true;
    },
    compare: (x: StructValue, y: StructValue, entered) => {
      for (const [name, field] of fields) {
        const order = field.compare(x[name], y[name], entered);
        if (order !== 0) return order;
      }
      return 0;
    },
  };
}

function variantRelations(cases: Map<string, Relations>): Relations {
  const payload = (tag: string): Relations => {
    const relations = cases.get(tag);
    if (relations === undefined) throw new Error(`variant case '${tag}' is not in its type`);
    return relations;
  };
  return {
    is: (x: variant, y: variant) => x.type === y.type && payload(x.type).is(x.value, y.value),
    equal: (x: variant, y: variant, entered) =>
      x.type === y.type && payload(x.type).equal(x.value, y.value, entered),
    compare: (x: variant, y: variant, entered) =>
      compareStrings(x.type, y.type) || payload(x.type).compare(x.value, y.value, entered),
  };
}

function packedOrder(element: EastType): (x: Packed, y: Packed) => Order {
  const compare = element.type === "Float" ? compareFloats : (bySize as (x: any, y: any) => Order);
  return (x, y) => {
    const n = Math.min(x.length, y.length);
    for (let i = 0; i < n; i++) {
      const order = compare(x[i] as number, y[i] as number);
      if (order !== 0) return order;
    }
    return bySize(x.length, y.length);
  };
}

function vectorRelations(element: EastType): Relations {
  const compare = packedOrder(element);
  return { is: same, equal: (x, y) => compare(x, y) === 0, compare };
}

/** Rows first, then columns, then element by element. */
function matrixRelations(element: EastType): Relations {
  const order = packedOrder(element);
  const compare = (x: matrix, y: matrix): Order =>
    bySize(x.rows, y.rows) || bySize(x.cols, y.cols) || order(x.data, y.data);
  return { is: same, equal: (x, y) => compare(x, y) === 0, compare };
}
