/**
 * spec/east-builtins.md 9, the Array builtins that do not walk the array with a callback: making, reading, changing. The
 * others are in array-walk.ts.
 */
import { EastError } from "../errors.js";
import { none, type option, some } from "../values/variant.js";
import { inline, run, type Section, total } from "./builtin.js";
import { changing, resizing } from "./guard.js";

type Items = any[];

const outOfBounds = (index: bigint): EastError => new EastError(`Array index ${index} out of bounds`);

/** An index beyond what a number holds exactly is far out of bounds, and stays so when it is rounded. */
const has = (items: Items, index: bigint): boolean => index >= 0n && Number(index) < items.length;

/** No East value is `undefined`, so one lookup tells whether the index is in bounds. */
function get(items: Items, index: bigint): unknown {
  const value = items[Number(index)];
  if (value === undefined) throw outOfBounds(index);
  return value;
}

function getOrDefault(items: Items, index: bigint, otherwise: (index: bigint) => unknown): unknown {
  const value = items[Number(index)];
  return value === undefined ? otherwise(index) : value;
}

function tryGet(items: Items, index: bigint): option<unknown> {
  const value = items[Number(index)];
  return value === undefined ? none : some(value);
}

function update(items: Items, index: bigint, value: unknown): null {
  changing(items);
  if (!has(items, index)) throw outOfBounds(index);
  items[Number(index)] = value;
  return null;
}

function merge(
  items: Items,
  index: bigint,
  value: unknown,
  combine: (old: unknown, value: unknown, index: bigint) => unknown,
): null {
  changing(items);
  const merged = combine(get(items, index), value, index);
  return update(items, index, merged); // the callback may have taken the place away
}

function pushLast(items: Items, value: unknown): null {
  resizing(items, "Array");
  items.push(value);
  return null;
}

function pushFirst(items: Items, value: unknown): null {
  resizing(items, "Array");
  items.unshift(value);
  return null;
}

function pop(items: Items, take: "pop" | "shift"): unknown {
  resizing(items, "Array");
  if (items.length === 0) throw new EastError("Cannot pop from empty Array");
  return items[take]();
}

/** `more` may be the array itself, so its size is taken first. */
function append(items: Items, more: Items): null {
  resizing(items, "Array");
  const size = more.length;
  for (let i = 0; i < size; i++) items.push(more[i]);
  return null;
}

function prepend(items: Items, more: Items): null {
  resizing(items, "Array");
  const all = more.concat(items);
  for (let i = 0; i < all.length; i++) items[i] = all[i];
  return null;
}

function clear(items: Items): null {
  resizing(items, "Array");
  items.length = 0;
  return null;
}

function reverseInPlace(items: Items): null {
  resizing(items, "Array");
  items.reverse();
  return null;
}

function generate(size: bigint, make: (index: bigint) => unknown): Items {
  const items: Items = [];
  for (let i = 0n; i < size; i++) items.push(make(i));
  return items;
}

function range(start: bigint, end: bigint, step: bigint): bigint[] {
  const items: bigint[] = [];
  if (step > 0n) for (let i = start; i < end; i += step) items.push(i);
  if (step < 0n) for (let i = start; i > end; i += step) items.push(i);
  return items;
}

function linspace(start: number, end: number, size: bigint): number[] {
  if (size === 1n) return [start];
  const step = (end - start) / (Number(size) - 1);
  const items: number[] = [];
  for (let i = 0; i < size; i++) items.push(start + i * step);
  return items;
}

const clamp = (position: bigint, size: number): number =>
  position >= BigInt(size) ? size : Number(position);

/** A negative start counts as 0, a negative end as the size. */
const slice = (items: Items, start: bigint, end: bigint): Items =>
  items.slice(
    start < 0n ? 0 : clamp(start, items.length),
    end < 0n ? items.length : clamp(end, items.length),
  );

function getKeys(items: Items, indices: bigint[], otherwise: (index: bigint) => unknown): Items {
  const size = indices.length;
  const found: Items = [];
  for (let i = 0; i < size && i < indices.length; i++) {
    found.push(getOrDefault(items, indices[i] as bigint, otherwise));
  }
  return found;
}

export const array: Section = {
  ArrayGenerate: ["[T] (Integer, (Integer) -> T) -> [T]", run(generate)],
  ArrayRange: ["(Integer, Integer, Integer) -> [Integer]", total(range)],
  ArrayLinspace: ["(Float, Float, Integer) -> [Float]", total(linspace)],
  ArraySize: ["[T] ([T]) -> Integer", inline((items) => `BigInt(${items}.length)`)],
  ArrayHas: ["[T] ([T], Integer) -> Boolean", total(has)],
  ArrayGet: ["[T] ([T], Integer) -> T", run(get)],
  ArrayGetOrDefault: ["[T] ([T], Integer, (Integer) -> T) -> T", run(getOrDefault)],
  ArrayTryGet: ["[T] ([T], Integer) -> Opt T", total(tryGet)],
  ArrayUpdate: ["[T] ([T], Integer, T) -> Null", run(update), "U"],
  ArrayMerge: ["[T, T2] ([T], Integer, T2, (T, T2, Integer) -> T) -> Null", run(merge), "U"],
  ArrayPushLast: ["[T] ([T], T) -> Null", run(pushLast), "S"],
  ArrayPushFirst: ["[T] ([T], T) -> Null", run(pushFirst), "S"],
  ArrayPopLast: ["[T] ([T]) -> T", run((items: Items) => pop(items, "pop")), "S"],
  ArrayPopFirst: ["[T] ([T]) -> T", run((items: Items) => pop(items, "shift")), "S"],
  ArrayAppend: ["[T] ([T], [T]) -> Null", run(append), "S"],
  ArrayPrepend: ["[T] ([T], [T]) -> Null", run(prepend), "S"],
  ArrayClear: ["[T] ([T]) -> Null", run(clear), "S"],
  ArrayReverseInPlace: ["[T] ([T]) -> Null", run(reverseInPlace), "S"],
  ArrayReverse: ["[T] ([T]) -> [T]", total((items: Items) => items.toReversed())],
  ArrayConcat: ["[T] ([T], [T]) -> [T]", total((items: Items, more: Items) => items.concat(more))],
  ArraySlice: ["[T] ([T], Integer, Integer) -> [T]", total(slice)],
  ArrayGetKeys: ["[T] ([T], [Integer], (Integer) -> T) -> [T]", run(getKeys)],
  ArrayCopy: ["[T] ([T]) -> [T]", total((items: Items) => items.slice())],
};
