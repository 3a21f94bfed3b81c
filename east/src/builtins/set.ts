/** spec/east-builtins.md 10: Set. */
import { EastError } from "../errors.js";
import { printFor } from "../formats/text/text.js";
import type { EastType } from "../types/types.js";
import { SortedMap, SortedSet } from "../values/sorted.js";
import type { option } from "../values/variant.js";
import { inline, run, runFor, type Section, total } from "./builtin.js";
import * as collect from "./collect.js";
import { orderOf } from "./collect.js";
import { notSmaller, resizing } from "./guard.js";
import { toTree } from "./tree.js";

type Keys = Set<any>;

/** Keys inserted ahead of the walk are visited; taking any away ends it. */
const walk: collect.Walk = (keys: Keys, visit) => {
  let size = keys.size;
  for (const key of keys) {
    const enough = visit(key, undefined) === true;
    size = notSmaller(keys, size, "Set");
    if (enough) return;
  }
};

function generate(type: EastType) {
  const order = orderOf(type);
  return (size: bigint, make: (index: bigint) => unknown, repeated: (key: unknown) => null): Keys => {
    const keys = new SortedSet<unknown>([], order);
    for (let i = 0n; i < size; i++) {
      const key = make(i);
      if (keys.has(key)) repeated(key);
      else keys.add(key);
    }
    return keys;
  };
}

/** True when the key is new. */
function tryInsert(keys: Keys, key: unknown): boolean {
  resizing(keys, "Set");
  if (keys.has(key)) return false;
  keys.add(key);
  return true;
}

function insert(type: EastType) {
  const printKey = printFor(type);
  return (keys: Keys, key: unknown): null => {
    if (!tryInsert(keys, key)) throw new EastError(`Set already contains key ${printKey(key)}`);
    return null;
  };
}

/** True when the key was there. */
function tryDelete(keys: Keys, key: unknown): boolean {
  resizing(keys, "Set");
  return keys.delete(key);
}

function remove(type: EastType) {
  const printKey = printFor(type);
  return (keys: Keys, key: unknown): null => {
    if (!tryDelete(keys, key)) throw new EastError(`Set does not contain key ${printKey(key)}`);
    return null;
  };
}

function unionInPlace(keys: Keys, more: Keys): null {
  resizing(keys, "Set");
  if (more !== keys) for (const key of more) keys.add(key);
  return null;
}

function clear(keys: Keys): null {
  resizing(keys, "Set");
  keys.clear();
  return null;
}

const copy = (type: EastType) => {
  const order = orderOf(type);
  return (keys: Keys): Keys => new SortedSet(keys, order);
};

/** The keys of a set for which something holds. A set that the host passed in may have an order of its own. */
const keeping = (type: EastType, predicate: (key: unknown, other: Keys) => boolean) => {
  const order = orderOf(type);
  return (keys: Keys, other: Keys): Keys => {
    const kept: unknown[] = [];
    for (const key of keys) if (predicate(key, other)) kept.push(key);
    return new SortedSet(kept, order);
  };
};

function union(type: EastType) {
  const order = orderOf(type);
  return (keys: Keys, other: Keys): Keys => {
    const all = new SortedSet<unknown>(keys, order);
    for (const key of other) all.add(key);
    return all;
  };
}

function symmetricDifference(type: EastType) {
  const only = keeping(type, (key, other) => !other.has(key));
  return (keys: Keys, other: Keys): Keys => {
    const either = only(keys, other);
    for (const key of only(other, keys)) either.add(key);
    return either;
  };
}

function isSubset(keys: Keys, other: Keys): boolean {
  for (const key of keys) if (!other.has(key)) return false;
  return true;
}

function isDisjoint(keys: Keys, other: Keys): boolean {
  for (const key of keys) if (other.has(key)) return false;
  return true;
}

/** A dict of what the callback gives for each key. */
function map(type: EastType) {
  const order = orderOf(type);
  return (keys: Keys, f: (key: unknown) => unknown): Map<unknown, unknown> => {
    const dict = new SortedMap<unknown, unknown>([], order);
    walk(keys, (key) => {
      dict.set(key, f(key));
    });
    return dict;
  };
}

function filterMap(type: EastType) {
  const order = orderOf(type);
  return (keys: Keys, f: (key: unknown) => option<unknown>): Map<unknown, unknown> => {
    const dict = new SortedMap<unknown, unknown>([], order);
    walk(keys, (key) => {
      const mapped = f(key);
      if (mapped.type === "some") dict.set(key, mapped.value);
    });
    return dict;
  };
}

function filter(type: EastType) {
  const order = orderOf(type);
  return (keys: Keys, predicate: (key: unknown) => boolean): Keys => {
    const kept = new SortedSet<unknown>([], order);
    walk(keys, (key) => {
      if (predicate(key)) kept.add(key);
    });
    return kept;
  };
}

const fold = collect.fold(walk);
const scan = collect.scan(walk);

const itself = (key: unknown): unknown => key;

export const set: Section = {
  SetGenerate: ["[K] (Integer, (Integer) -> K, (K) -> Null) -> Set K", runFor(generate)],
  SetSize: ["[K] (Set K) -> Integer", inline((keys) => `BigInt(${keys}.size)`)],
  SetHas: ["[K] (Set K, K) -> Boolean", inline((keys, key) => `${keys}.has(${key})`)],
  SetInsert: ["[K] (Set K, K) -> Null", runFor(insert), "S"],
  SetTryInsert: ["[K] (Set K, K) -> Boolean", run(tryInsert), "S"],
  SetDelete: ["[K] (Set K, K) -> Null", runFor(remove), "S"],
  SetTryDelete: ["[K] (Set K, K) -> Boolean", run(tryDelete), "S"],
  SetUnionInPlace: ["[K] (Set K, Set K) -> Null", run(unionInPlace), "S"],
  SetClear: ["[K] (Set K) -> Null", run(clear), "S"],
  SetUnion: ["[K] (Set K, Set K) -> Set K", runFor(union)],
  SetIntersect: [
    "[K] (Set K, Set K) -> Set K",
    runFor((type) => keeping(type, (key, other) => other.has(key))),
  ],
  SetDiff: ["[K] (Set K, Set K) -> Set K", runFor((type) => keeping(type, (key, other) => !other.has(key)))],
  SetSymDiff: ["[K] (Set K, Set K) -> Set K", runFor(symmetricDifference)],
  SetIsSubset: ["[K] (Set K, Set K) -> Boolean", total(isSubset)],
  SetIsDisjoint: ["[K] (Set K, Set K) -> Boolean", total(isDisjoint)],
  SetCopy: ["[K] (Set K) -> Set K", runFor(copy)],
  SetForEach: ["[K, T2] (Set K, (K) -> T2) -> Null", run(collect.forEach(walk)), "L"],
  SetMap: ["[K, T2] (Set K, (K) -> T2) -> Dict K T2", runFor(map), "L"],
  SetFilter: ["[K] (Set K, (K) -> Boolean) -> Set K", runFor(filter), "L"],
  SetFilterMap: ["[K, V2] (Set K, (K) -> Opt V2) -> Dict K V2", runFor(filterMap), "L"],
  SetFirstMap: ["[K, T2] (Set K, (K) -> Opt T2) -> Opt T2", run(collect.firstMap(walk)), "L"],
  SetMapReduce: [
    "[K, T2] (Set K, (K) -> T2, (T2, T2) -> T2) -> T2",
    run(collect.mapReduce(walk, "set")),
    "L",
  ],
  SetReduce: [
    "[K, T2] (Set K, (T2, K) -> T2, T2) -> T2",
    run((keys: Keys, f: collect.Fold, init: unknown) => fold(keys, init, f)),
    "L",
  ],
  SetToArray: ["[K, T2] (Set K, (K) -> T2) -> [T2]", run(collect.toArray(walk)), "L"],
  SetToSet: ["[K, K2] (Set K, (K) -> K2) -> Set K2", runFor((_, key) => collect.toSet(walk, key)), "L"],
  SetToDict: [
    "[K, K2, T2] (Set K, (K) -> K2, (K) -> T2, (T2, T2, K2) -> T2) -> Dict K2 T2",
    runFor((_, key) => collect.toDict(walk, key)),
    "L",
  ],
  SetFlattenToArray: ["[K, T2] (Set K, (K) -> [T2]) -> [T2]", run(collect.flattenToArray(walk)), "L"],
  SetFlattenToSet: [
    "[K, K2] (Set K, (K) -> Set K2) -> Set K2",
    runFor((_, key) => collect.flattenToSet(walk, key)),
    "L",
  ],
  SetFlattenToDict: [
    "[K, K2, T2] (Set K, (K) -> Dict K2 T2, (T2, T2, K2) -> T2) -> Dict K2 T2",
    runFor((_, key) => collect.flattenToDict(walk, key)),
    "L",
  ],
  SetGroupFold: [
    "[K, K2, T2] (Set K, (K) -> K2, (K2) -> T2, (T2, K) -> T2) -> Dict K2 T2",
    runFor((_, key) => collect.groupFold(walk, key)),
    "L",
  ],
  SetScan: [
    "[K, T2] (Set K, (T2, K) -> T2, T2) -> [T2]",
    run((keys: Keys, f: collect.Fold, init: unknown) => scan(keys, init, f)),
    "L",
  ],
  SetToTree: [
    "[K, N] (Set K, (K) -> Opt K, (K, [N]) -> N) -> [N]",
    runFor((type) => {
      const tree = toTree(walk, type);
      return (
        keys: Keys,
        parent: (key: unknown) => option<unknown>,
        build: (key: unknown, children: unknown[]) => unknown,
      ): unknown[] => tree(keys, itself, parent, (key, _, children) => build(key, children));
    }),
    "L",
  ],
};
