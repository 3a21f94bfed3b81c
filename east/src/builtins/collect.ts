/**
 * What Array, Set and Dict builtins that walk their collection have in common. A collection hands its elements to a
 * visitor as its callbacks get them: (element, index), (key), (value, key).
 */
import { EastError } from "../errors.js";
import type { EastType } from "../types/types.js";
import { compareFor } from "../values/compare.js";
import { SortedMap, SortedSet } from "../values/sorted.js";
import type { Comparison } from "../values/sorted-keys.js";
import { none, type option } from "../values/variant.js";
import { lock, unlock } from "./guard.js";

/** Gives every element to `visit` until it returns true. */
export type Walk = (collection: any, visit: (x: any, y: any) => boolean | void) => void;

/** A callback over elements. */
type Of<R> = (x: unknown, y: unknown) => R;

type Conflict = (old: unknown, value: unknown, key: unknown) => unknown;

/** The order of a key type, as the sorted containers take it. */
export const orderOf = (key: EastType): Comparison<any> => compareFor(key);

/** Sets the value of a key, or what the conflict callback makes of it and the one that is there. */
export function put(dict: Map<unknown, unknown>, key: unknown, value: unknown, conflict: Conflict): void {
  const old = dict.get(key);
  dict.set(key, old === undefined ? value : conflict(old, value, key));
}

/** Adds all entries of `more`, in its order. */
export function putAll(
  dict: Map<unknown, unknown>,
  more: ReadonlyMap<unknown, unknown>,
  conflict: Conflict,
): void {
  for (const [key, value] of more) put(dict, key, value, conflict);
}

export function forEach(walk: Walk) {
  return (collection: object, f: Of<unknown>): null => {
    lock(collection);
    try {
      walk(collection, (x, y) => {
        f(x, y);
      });
    } finally {
      unlock(collection);
    }
    return null;
  };
}

export function firstMap(walk: Walk) {
  return (collection: unknown, f: Of<option<unknown>>): option<unknown> => {
    let found: option<unknown> = none;
    walk(collection, (x, y) => {
      found = f(x, y);
      return found.type === "some";
    });
    return found;
  };
}

/** Maps each element just before combining it; `kind` as it stands in the message. */
export function mapReduce(walk: Walk, kind: string) {
  return (collection: unknown, f: Of<unknown>, combine: (acc: unknown, y: unknown) => unknown): unknown => {
    let result: unknown;
    walk(collection, (x, y) => {
      const mapped = f(x, y);
      result = result === undefined ? mapped : combine(result, mapped);
    });
    if (result === undefined) throw new EastError(`Cannot reduce empty ${kind} with no initial value`);
    return result;
  };
}

export type Fold = (acc: unknown, x: unknown, y: unknown) => unknown;

export function fold(walk: Walk) {
  return (collection: unknown, init: unknown, f: Fold): unknown => {
    let acc = init;
    walk(collection, (x, y) => {
      acc = f(acc, x, y);
    });
    return acc;
  };
}

/** Every accumulator of the fold, without the initial one. */
export function scan(walk: Walk) {
  return (collection: unknown, init: unknown, f: Fold): unknown[] => {
    const accs: unknown[] = [];
    let acc = init;
    walk(collection, (x, y) => {
      acc = f(acc, x, y);
      accs.push(acc);
    });
    return accs;
  };
}

export function toArray(walk: Walk) {
  return (collection: unknown, f: Of<unknown>): unknown[] => {
    const items: unknown[] = [];
    walk(collection, (x, y) => {
      items.push(f(x, y));
    });
    return items;
  };
}

export function toSet(walk: Walk, key: EastType) {
  const order = orderOf(key);
  return (collection: unknown, f: Of<unknown>): Set<unknown> => {
    const set = new SortedSet<unknown>([], order);
    walk(collection, (x, y) => {
      set.add(f(x, y));
    });
    return set;
  };
}

export function toDict(walk: Walk, key: EastType) {
  const order = orderOf(key);
  return (
    collection: unknown,
    keyOf: Of<unknown>,
    valueOf: Of<unknown>,
    conflict: Conflict,
  ): Map<unknown, unknown> => {
    const dict = new SortedMap<unknown, unknown>([], order);
    walk(collection, (x, y) => {
      const k = keyOf(x, y);
      put(dict, k, valueOf(x, y), conflict);
    });
    return dict;
  };
}

export function flattenToArray(walk: Walk) {
  return (collection: unknown, f: Of<unknown[]>): unknown[] => {
    const items: unknown[] = [];
    walk(collection, (x, y) => {
      for (const item of f(x, y)) items.push(item);
    });
    return items;
  };
}

export function flattenToSet(walk: Walk, key: EastType) {
  const order = orderOf(key);
  return (collection: unknown, f: Of<Set<unknown>>): Set<unknown> => {
    const set = new SortedSet<unknown>([], order);
    walk(collection, (x, y) => {
      for (const k of f(x, y)) set.add(k);
    });
    return set;
  };
}

export function flattenToDict(walk: Walk, key: EastType) {
  const order = orderOf(key);
  return (collection: unknown, f: Of<Map<unknown, unknown>>, conflict: Conflict): Map<unknown, unknown> => {
    const dict = new SortedMap<unknown, unknown>([], order);
    walk(collection, (x, y) => {
      putAll(dict, f(x, y), conflict);
    });
    return dict;
  };
}

/** `init` is called once per key, just before the first fold of that key. */
export function groupFold(walk: Walk, key: EastType) {
  const order = orderOf(key);
  return (
    collection: unknown,
    keyOf: Of<unknown>,
    init: (key: unknown) => unknown,
    f: Fold,
  ): Map<unknown, unknown> => {
    const groups = new SortedMap<unknown, unknown>([], order);
    walk(collection, (x, y) => {
      const k = keyOf(x, y);
      const found = groups.get(k);
      const acc = found === undefined ? init(k) : found;
      groups.set(k, f(acc, x, y));
    });
    return groups;
  };
}
