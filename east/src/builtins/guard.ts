/**
 * What in-place builtins ask before they change a collection: is it frozen (spec/east-ir.md 10), is it locked by a loop
 * (6.1). And what builtins that walk a collection ask after each callback.
 */
import { EastError } from "../errors.js";

/**
 * The collections that loops are walking, one entry per loop. A list, because loops rarely nest deeply: adding and taking
 * away the last entry costs a tenth of what a WeakMap does. Loops of async functions end in any order.
 */
const locked: object[] = [];

export function lock(collection: object): void {
  locked.push(collection);
}

export function unlock(collection: object): void {
  if (locked[locked.length - 1] === collection) locked.pop();
  else locked.splice(locked.lastIndexOf(collection), 1);
}

/** Before overwriting a part. */
export function changing(collection: object): void {
  if (Object.isFrozen(collection)) {
    throw new EastError("cannot mutate a frozen value (task inputs are immutable) — copy first");
  }
}

export type Kind = "Array" | "Set" | "Dict";

/** Before anything that may change size, order or key set, even if it happens to change nothing. */
export function resizing(collection: object, kind: Kind): void {
  changing(collection);
  if (locked.length > 0 && locked.includes(collection)) throw resized(kind);
}

const resized = (kind: Kind): EastError => new EastError(`Cannot modify ${kind} during iteration`);

/**
 * After a callback of a builtin that walks an array without locking it: a callback may append, but not take away what is
 * still to be visited.
 */
export function stillHolds(array: readonly unknown[], size: number): void {
  if (array.length < size) throw resized("Array");
}

/** Likewise for a set or dict: gives its size now, if that is not below what it was. */
export function notSmaller(collection: { size: number }, size: number, kind: Kind): number {
  const now = collection.size;
  if (now < size) throw resized(kind);
  return now;
}
