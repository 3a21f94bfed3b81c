/** spec/east-builtins.md 9, the Array builtins that call back for each element: folding, mapping, sorting, searching. */
import type { EastType } from "../types/types.js";
import { none, type option, some } from "../values/variant.js";
import { run, runFor, type Section } from "./builtin.js";
import * as collect from "./collect.js";
import { orderOf } from "./collect.js";
import { changing, resizing, stillHolds } from "./guard.js";
import { toTree } from "./tree.js";

type Items = any[];

/** A callback over elements and their indices. */
type Of<R> = (x: unknown, index: bigint) => R;

/** Visits as many elements as there were at the start, each read when its turn comes. */
const walk: collect.Walk = (items: Items, visit) => {
  const size = items.length;
  for (let i = 0; i < size; i++) {
    const enough = visit(items[i], BigInt(i)) === true;
    stillHolds(items, size);
    if (enough) return;
  }
};

// The most used ones have loops of their own, which run several times as fast as those over `walk`.

function map(items: Items, f: Of<unknown>): Items {
  const size = items.length;
  const mapped: Items = [];
  for (let i = 0; i < size; i++) {
    mapped.push(f(items[i], BigInt(i)));
    stillHolds(items, size);
  }
  return mapped;
}

function filter(items: Items, f: Of<boolean>): Items {
  const size = items.length;
  const kept: Items = [];
  for (let i = 0; i < size; i++) {
    const item = items[i];
    if (f(item, BigInt(i))) kept.push(item);
    stillHolds(items, size);
  }
  return kept;
}

function filterMap(items: Items, f: Of<option<unknown>>): Items {
  const size = items.length;
  const kept: Items = [];
  for (let i = 0; i < size; i++) {
    const mapped = f(items[i], BigInt(i));
    if (mapped.type === "some") kept.push(mapped.value);
    stillHolds(items, size);
  }
  return kept;
}

function fold(items: Items, init: unknown, f: (acc: unknown, x: unknown, index: bigint) => unknown): unknown {
  const size = items.length;
  let acc = init;
  for (let i = 0; i < size; i++) {
    acc = f(acc, items[i], BigInt(i));
    stillHolds(items, size);
  }
  return acc;
}

function mergeAll(
  items: Items,
  more: Items,
  combine: (old: unknown, value: unknown, index: bigint) => unknown,
): null {
  changing(items);
  const size = items.length;
  const both = Math.min(size, more.length);
  for (let i = 0; i < both; i++) {
    const merged = combine(items[i], more[i], BigInt(i));
    stillHolds(items, size);
    items[i] = merged;
    stillHolds(more, both);
  }
  return null;
}

/** The key of each element, in order. */
function keysOf(items: Items, by: (x: unknown) => unknown): Items {
  const size = items.length;
  const keys: Items = [];
  for (let i = 0; i < size; i++) {
    keys.push(by(items[i]));
    stillHolds(items, size);
  }
  return keys;
}

/** Elements in the order of their keys, those with equal keys as they were. */
function sortedBy(items: Items, keys: Items, order: (x: any, y: any) => number): Items {
  const indices: number[] = keys.map((_, i) => i);
  indices.sort((i, j) => order(keys[i], keys[j]));
  return indices.map((i) => items[i]);
}

function sort(_: EastType, key: EastType) {
  const order = orderOf(key);
  return (items: Items, by: (x: unknown) => unknown): Items => sortedBy(items, keysOf(items, by), order);
}

function sortInPlace(_: EastType, key: EastType) {
  const order = orderOf(key);
  return (items: Items, by: (x: unknown) => unknown): null => {
    resizing(items, "Array");
    const sorted = sortedBy(items, keysOf(items, by), order);
    for (let i = 0; i < sorted.length; i++) items[i] = sorted[i];
    return null;
  };
}

function isSorted(_: EastType, key: EastType) {
  const order = orderOf(key);
  return (items: Items, by: (x: unknown) => unknown): boolean => {
    let sorted = true;
    let last: unknown;
    walk(items, (item) => {
      const next = by(item);
      sorted = last === undefined || order(last, next) <= 0;
      last = next;
      return !sorted;
    });
    return sorted;
  };
}

/** How many elements of a sorted array have a key that `isBefore` the one sought. */
function countBefore(items: Items, by: (x: unknown) => unknown, isBefore: (key: unknown) => boolean): bigint {
  const size = items.length;
  let low = 0;
  let high = size;
  while (low < high) {
    const middle = (low + high) >>> 1;
    const before = isBefore(by(items[middle]));
    stillHolds(items, size);
    if (before) low = middle + 1;
    else high = middle;
  }
  return BigInt(low);
}

function findSorted(key: EastType) {
  const order = orderOf(key);
  type Find = (items: Items, sought: unknown, by: (x: unknown) => unknown) => bigint;
  const first: Find = (items, sought, by) => countBefore(items, by, (k) => order(k, sought) < 0);
  const last: Find = (items, sought, by) => countBefore(items, by, (k) => order(k, sought) <= 0);
  return { first, last };
}

function findSortedRange(_: EastType, key: EastType) {
  const { first, last } = findSorted(key);
  return (items: Items, sought: unknown, by: (x: unknown) => unknown): { start: bigint; end: bigint } => ({
    start: first(items, sought, by),
    end: last(items, sought, by),
  });
}

function findFirst(_: EastType, key: EastType) {
  const order = orderOf(key);
  return (items: Items, sought: unknown, by: (x: unknown) => unknown): option<bigint> => {
    let found: option<bigint> = none;
    walk(items, (item, index) => {
      if (order(by(item), sought) !== 0) return false;
      found = some(index);
      return true;
    });
    return found;
  };
}

export const arrayWalk: Section = {
  ArrayMergeAll: ["[T, T2] ([T], [T2], (T, T2, Integer) -> T) -> Null", run(mergeAll), "UL"],
  ArraySortInPlace: ["[T, T2] ([T], (T) -> T2) -> Null", runFor(sortInPlace), "SL"],
  ArraySort: ["[T, T2] ([T], (T) -> T2) -> [T]", runFor(sort)],
  ArraySortDefault: [
    "[T] ([T]) -> [T]",
    runFor((type) => (items: Items) => sortedBy(items, items, orderOf(type))),
  ],
  ArrayIsSorted: ["[T, T2] ([T], (T) -> T2) -> Boolean", runFor(isSorted), "L"],
  ArrayFindSortedFirst: [
    "[T, T2] ([T], T2, (T) -> T2) -> Integer",
    runFor((_, key) => findSorted(key).first),
    "L",
  ],
  ArrayFindSortedLast: [
    "[T, T2] ([T], T2, (T) -> T2) -> Integer",
    runFor((_, key) => findSorted(key).last),
    "L",
  ],
  ArrayFindSortedRange: [
    "[T, T2] ([T], T2, (T) -> T2) -> Struct{start: Integer, end: Integer}",
    runFor(findSortedRange),
    "L",
  ],
  ArrayFindFirst: ["[T, T2] ([T], T2, (T) -> T2) -> Opt Integer", runFor(findFirst), "L"],
  ArrayForEach: ["[T, T2] ([T], (T, Integer) -> T2) -> Null", run(collect.forEach(walk)), "L"],
  ArrayMap: ["[T, T2] ([T], (T, Integer) -> T2) -> [T2]", run(map), "L"],
  ArrayFilter: ["[T] ([T], (T, Integer) -> Boolean) -> [T]", run(filter), "L"],
  ArrayFilterMap: ["[T, T2] ([T], (T, Integer) -> Opt T2) -> [T2]", run(filterMap), "L"],
  ArrayFirstMap: ["[T, T2] ([T], (T, Integer) -> Opt T2) -> Opt T2", run(collect.firstMap(walk)), "L"],
  ArrayFold: ["[T, T2] ([T], T2, (T2, T, Integer) -> T2) -> T2", run(fold), "L"],
  ArrayMapReduce: [
    "[T, T2] ([T], (T, Integer) -> T2, (T2, T2) -> T2) -> T2",
    run(collect.mapReduce(walk, "array")),
    "L",
  ],
  ArrayToSet: [
    "[T, K2] ([T], (T, Integer) -> K2) -> Set K2",
    runFor((_, key) => collect.toSet(walk, key)),
    "L",
  ],
  ArrayToDict: [
    "[T, K2, T2] ([T], (T, Integer) -> K2, (T, Integer) -> T2, (T2, T2, K2) -> T2) -> Dict K2 T2",
    runFor((_, key) => collect.toDict(walk, key)),
    "L",
  ],
  ArrayFlattenToArray: ["[T, T2] ([T], (T, Integer) -> [T2]) -> [T2]", run(collect.flattenToArray(walk))],
  ArrayFlattenToSet: [
    "[T, K2] ([T], (T, Integer) -> Set K2) -> Set K2",
    runFor((_, key) => collect.flattenToSet(walk, key)),
    "L",
  ],
  ArrayFlattenToDict: [
    "[T, K2, T2] ([T], (T, Integer) -> Dict K2 T2, (T2, T2, K2) -> T2) -> Dict K2 T2",
    runFor((_, key) => collect.flattenToDict(walk, key)),
    "L",
  ],
  ArrayGroupFold: [
    "[T, K2, T2] ([T], (T, Integer) -> K2, (K2) -> T2, (T2, T, Integer) -> T2) -> Dict K2 T2",
    runFor((_, key) => collect.groupFold(walk, key)),
    "L",
  ],
  ArrayScan: ["[T, T2] ([T], T2, (T2, T, Integer) -> T2) -> [T2]", run(collect.scan(walk)), "L"],
  ArrayToTree: [
    "[T, K, N] ([T], (T, Integer) -> K, (T, Integer) -> Opt K, (T, Integer, [N]) -> N) -> [N]",
    runFor((_, key) => toTree(walk, key)),
    "L",
  ],
};
