/** spec/east-builtins.md 11: Dict. */
import { EastError } from "../errors.js";
import { printFor } from "../formats/text/text.js";
import type { EastType } from "../types/types.js";
import { SortedMap, SortedSet } from "../values/sorted.js";
import { none, type option, some } from "../values/variant.js";
import { inline, run, runFor, type Section, total } from "./builtin.js";
import * as collect from "./collect.js";
import { orderOf, put } from "./collect.js";
import { changing, notSmaller, resizing } from "./guard.js";
import { toTree } from "./tree.js";

type Entries = Map<any, any>;
type Conflict = (old: unknown, value: unknown, key: unknown) => unknown;
type OfKey = (key: unknown) => unknown;

/** Keys inserted ahead of the walk are visited; taking any away ends it. */
const walk: collect.Walk = (entries: Entries, visit) => {
  let size = entries.size;
  for (const [key, value] of entries) {
    const enough = visit(value, key) === true;
    size = notSmaller(entries, size, "Dict");
    if (enough) return;
  }
};

function generate(type: EastType) {
  const order = orderOf(type);
  return (
    size: bigint,
    keyOf: (index: bigint) => unknown,
    valueOf: (index: bigint) => unknown,
    conflict: Conflict,
  ): Entries => {
    const entries = new SortedMap<unknown, unknown>([], order);
    for (let i = 0n; i < size; i++) {
      const key = keyOf(i);
      put(entries, key, valueOf(i), conflict);
    }
    return entries;
  };
}

/** Made from the key type: fails for an absent key, which it prints. */
function missing(type: EastType): (key: unknown) => never {
  const printKey = printFor(type);
  return (key) => {
    throw new EastError(`Dict does not contain key ${printKey(key)}`);
  };
}

// No East value is `undefined`, so one lookup tells whether the key is there.

function get(type: EastType) {
  const fail = missing(type);
  return (entries: Entries, key: unknown): unknown => {
    const value = entries.get(key);
    return value === undefined ? fail(key) : value;
  };
}

function getOrDefault(entries: Entries, key: unknown, otherwise: OfKey): unknown {
  const value = entries.get(key);
  return value === undefined ? otherwise(key) : value;
}

function tryGet(entries: Entries, key: unknown): option<unknown> {
  const value = entries.get(key);
  return value === undefined ? none : some(value);
}

function insert(type: EastType) {
  const printKey = printFor(type);
  return (entries: Entries, key: unknown, value: unknown): null => {
    resizing(entries, "Dict");
    if (entries.has(key)) throw new EastError(`Dict already contains key ${printKey(key)}`);
    entries.set(key, value);
    return null;
  };
}

function insertOrUpdate(entries: Entries, key: unknown, value: unknown, conflict: Conflict): null {
  resizing(entries, "Dict");
  put(entries, key, value, conflict);
  return null;
}

function getOrInsert(entries: Entries, key: unknown, otherwise: OfKey): unknown {
  resizing(entries, "Dict");
  const old = entries.get(key);
  if (old !== undefined) return old;
  const value = otherwise(key);
  entries.set(key, value);
  return value;
}

/** Gives the old value. */
function swap(type: EastType) {
  const fail = missing(type);
  return (entries: Entries, key: unknown, value: unknown): unknown => {
    changing(entries);
    const old = entries.get(key);
    if (old === undefined) return fail(key);
    entries.set(key, value);
    return old;
  };
}

function update(type: EastType) {
  const replace = swap(type);
  return (entries: Entries, key: unknown, value: unknown): null => {
    replace(entries, key, value);
    return null;
  };
}

function merge(entries: Entries, key: unknown, value: unknown, combine: Conflict, initial: OfKey): null {
  resizing(entries, "Dict");
  entries.set(key, combine(getOrDefault(entries, key, initial), value, key));
  return null;
}

function mergeAll(entries: Entries, more: Entries, combine: Conflict, initial: OfKey): null {
  resizing(entries, "Dict");
  for (const [key, value] of more) {
    entries.set(key, combine(getOrDefault(entries, key, initial), value, key));
  }
  return null;
}

function unionInPlace(entries: Entries, more: Entries, conflict: Conflict): null {
  resizing(entries, "Dict");
  collect.putAll(entries, more, conflict);
  return null;
}

function tryDelete(entries: Entries, key: unknown): boolean {
  resizing(entries, "Dict");
  return entries.delete(key);
}

/** Removes an entry and gives its value. */
function pop(type: EastType) {
  const fail = missing(type);
  return (entries: Entries, key: unknown): unknown => {
    resizing(entries, "Dict");
    const value = entries.get(key);
    if (value === undefined) return fail(key);
    entries.delete(key);
    return value;
  };
}

function remove(type: EastType) {
  const take = pop(type);
  return (entries: Entries, key: unknown): null => {
    take(entries, key);
    return null;
  };
}

function clear(entries: Entries): null {
  resizing(entries, "Dict");
  entries.clear();
  return null;
}

const keys = (type: EastType) => {
  const order = orderOf(type);
  return (entries: Entries): Set<unknown> => new SortedSet(entries.keys(), order);
};

function getKeys(type: EastType) {
  const order = orderOf(type);
  return (entries: Entries, wanted: ReadonlySet<unknown>, otherwise: OfKey): Entries => {
    const found = new SortedMap<unknown, unknown>([], order);
    for (const key of wanted) found.set(key, getOrDefault(entries, key, otherwise));
    return found;
  };
}

const copy = (type: EastType) => {
  const order = orderOf(type);
  return (entries: Entries): Entries => new SortedMap(entries, order);
};

type Of<R> = (value: unknown, key: unknown) => R;

function map(type: EastType) {
  const order = orderOf(type);
  return (entries: Entries, f: Of<unknown>): Entries => {
    const mapped = new SortedMap<unknown, unknown>([], order);
    walk(entries, (value, key) => {
      mapped.set(key, f(value, key));
    });
    return mapped;
  };
}

function filter(type: EastType) {
  const order = orderOf(type);
  return (entries: Entries, predicate: Of<boolean>): Entries => {
    const kept = new SortedMap<unknown, unknown>([], order);
    walk(entries, (value, key) => {
      if (predicate(value, key)) kept.set(key, value);
    });
    return kept;
  };
}

function filterMap(type: EastType) {
  const order = orderOf(type);
  return (entries: Entries, f: Of<option<unknown>>): Entries => {
    const kept = new SortedMap<unknown, unknown>([], order);
    walk(entries, (value, key) => {
      const mapped = f(value, key);
      if (mapped.type === "some") kept.set(key, mapped.value);
    });
    return kept;
  };
}

const fold = collect.fold(walk);
const scan = collect.scan(walk);

const keyOfEntry = (_: unknown, key: unknown): unknown => key;

export const dict: Section = {
  DictGenerate: [
    "[K, V] (Integer, (Integer) -> K, (Integer) -> V, (V, V, K) -> V) -> Dict K V",
    runFor(generate),
  ],
  DictSize: ["[K, V] (Dict K V) -> Integer", inline((entries) => `BigInt(${entries}.size)`)],
  DictHas: ["[K, V] (Dict K V, K) -> Boolean", inline((entries, key) => `${entries}.has(${key})`)],
  DictGet: ["[K, V] (Dict K V, K) -> V", runFor(get)],
  DictGetOrDefault: ["[K, V] (Dict K V, K, (K) -> V) -> V", run(getOrDefault)],
  DictTryGet: ["[K, V] (Dict K V, K) -> Opt V", total(tryGet)],
  DictInsert: ["[K, V] (Dict K V, K, V) -> Null", runFor(insert), "S"],
  DictInsertOrUpdate: ["[K, V] (Dict K V, K, V, (V, V, K) -> V) -> Null", run(insertOrUpdate), "S"],
  DictGetOrInsert: ["[K, V] (Dict K V, K, (K) -> V) -> V", run(getOrInsert), "S"],
  DictUpdate: ["[K, V] (Dict K V, K, V) -> Null", runFor(update), "U"],
  DictSwap: ["[K, V] (Dict K V, K, V) -> V", runFor(swap), "U"],
  DictMerge: ["[K, V, V2] (Dict K V, K, V2, (V, V2, K) -> V, (K) -> V) -> Null", run(merge), "S"],
  DictDelete: ["[K, V] (Dict K V, K) -> Null", runFor(remove), "S"],
  DictTryDelete: ["[K, V] (Dict K V, K) -> Boolean", run(tryDelete), "S"],
  DictPop: ["[K, V] (Dict K V, K) -> V", runFor(pop), "S"],
  DictClear: ["[K, V] (Dict K V) -> Null", run(clear), "S"],
  DictUnionInPlace: ["[K, V] (Dict K V, Dict K V, (V, V, K) -> V) -> Null", run(unionInPlace), "S"],
  DictMergeAll: ["[K, V, V2] (Dict K V, Dict K V2, (V, V2, K) -> V, (K) -> V) -> Null", run(mergeAll), "S"],
  DictKeys: ["[K, V] (Dict K V) -> Set K", runFor(keys)],
  DictGetKeys: ["[K, V] (Dict K V, Set K, (K) -> V) -> Dict K V", runFor(getKeys)],
  DictForEach: ["[K, V, T2] (Dict K V, (V, K) -> T2) -> Null", run(collect.forEach(walk)), "L"],
  DictCopy: ["[K, V] (Dict K V) -> Dict K V", runFor(copy)],
  DictMap: ["[K, V, V2] (Dict K V, (V, K) -> V2) -> Dict K V2", runFor(map), "L"],
  DictFilter: ["[K, V] (Dict K V, (V, K) -> Boolean) -> Dict K V", runFor(filter), "L"],
  DictFilterMap: ["[K, V, V2] (Dict K V, (V, K) -> Opt V2) -> Dict K V2", runFor(filterMap), "L"],
  DictFirstMap: ["[K, V, T2] (Dict K V, (V, K) -> Opt T2) -> Opt T2", run(collect.firstMap(walk)), "L"],
  DictMapReduce: [
    "[K, V, T2] (Dict K V, (V, K) -> T2, (T2, T2) -> T2) -> T2",
    run(collect.mapReduce(walk, "dictionary")),
    "L",
  ],
  DictReduce: [
    "[K, V, T2] (Dict K V, (T2, V, K) -> T2, T2) -> T2",
    run((entries: Entries, f: collect.Fold, init: unknown) => fold(entries, init, f)),
    "L",
  ],
  DictToArray: ["[K, V, T2] (Dict K V, (V, K) -> T2) -> [T2]", run(collect.toArray(walk)), "L"],
  DictToSet: [
    "[K, V, K2] (Dict K V, (V, K) -> K2) -> Set K2",
    runFor((_, __, key) => collect.toSet(walk, key)),
    "L",
  ],
  DictToDict: [
    "[K, V, K2, V2] (Dict K V, (V, K) -> K2, (V, K) -> V2, (V2, V2, K2) -> V2) -> Dict K2 V2",
    runFor((_, __, key) => collect.toDict(walk, key)),
    "L",
  ],
  DictFlattenToArray: [
    "[K, V, T2] (Dict K V, (V, K) -> [T2]) -> [T2]",
    run(collect.flattenToArray(walk)),
    "L",
  ],
  DictFlattenToSet: [
    "[K, V, K2] (Dict K V, (V, K) -> Set K2) -> Set K2",
    runFor((_, __, key) => collect.flattenToSet(walk, key)),
    "L",
  ],
  DictFlattenToDict: [
    "[K, V, K2, V2] (Dict K V, (V, K) -> Dict K2 V2, (V2, V2, K2) -> V2) -> Dict K2 V2",
    runFor((_, __, key) => collect.flattenToDict(walk, key)),
    "L",
  ],
  DictGroupFold: [
    "[K, V, K2, T2] (Dict K V, (V, K) -> K2, (K2) -> T2, (T2, V, K) -> T2) -> Dict K2 T2",
    runFor((_, __, key) => collect.groupFold(walk, key)),
    "L",
  ],
  DictScan: [
    "[K, V, T2] (Dict K V, (T2, V, K) -> T2, T2) -> [T2]",
    run((entries: Entries, f: collect.Fold, init: unknown) => scan(entries, init, f)),
    "L",
  ],
  DictToTree: [
    "[K, V, N] (Dict K V, (V, K) -> Opt K, (V, K, [N]) -> N) -> [N]",
    runFor((type) => {
      const tree = toTree(walk, type);
      return (entries: Entries, parent: Of<option<unknown>>, build: (...inputs: unknown[]) => unknown) =>
        tree(entries, keyOfEntry, parent, build);
    }),
    "L",
  ],
};
