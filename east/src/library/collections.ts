/** `East.Array`, `East.Set` and `East.Dict`: collections made from numbers (spec/east-api.md 3.14). */
import type { ArrayExpr } from "../expr/array.js";
import type { BlockBuilder } from "../expr/block-types.js";
import { builtin } from "../expr/builtin.js";
import type { DictExpr } from "../expr/dict.js";
import type { Expr } from "../expr/expr.js";
import type { CallbackTo, SubtypeExprOrValue } from "../expr/expr-types.js";
import type { NeverExpr } from "../expr/never.js";
import type { SetExpr } from "../expr/set.js";
import { str } from "../expr/statics.js";
import type { EastType, FloatType, IntegerType, NullType } from "../types/types.js";

type Int = SubtypeExprOrValue<IntegerType>;
type Float = SubtypeExprOrValue<FloatType>;

/** What is made of an index. */
type Make<T extends EastType> = CallbackTo<T, [index: IntegerType]>;

class ArrayLibrary {
  /** The integers from `start` up to `end`, which is left out, in steps; none if the step leads nowhere. */
  range(start: Int, end: Int, step: Int = 1n): ArrayExpr<IntegerType> {
    return builtin("ArrayRange", [], start, end, step);
  }

  /** `count` evenly spaced floats from `start` to `stop`, both included. */
  linspace(start: Float, stop: Float, count: Int): ArrayExpr<FloatType> {
    return builtin("ArrayLinspace", [], start, stop, count);
  }

  /** An array of `count` elements of a type. */
  generate<T extends EastType>(count: Int, type: T, element: Make<T>): ArrayExpr<T> {
    return builtin("ArrayGenerate", [type], count, element);
  }
}

class SetLibrary {
  /**
   * A set of keys of a type, made from `count` indices. `onConflict` is called for one that comes up again;
   * without it, that is an error.
   */
  generate<K extends EastType>(
    count: Int,
    type: K,
    key: Make<K>,
    onConflict?: CallbackTo<NullType, [key: K]>,
  ): SetExpr<K> {
    return builtin("SetGenerate", [type], count, key, onConflict ?? repeatedKey);
  }
}

class DictLibrary {
  /**
   * A dict of keys and values of two types, made from `count` indices. Where a key comes up again, `onConflict`
   * gives the value; without it that is an error.
   */
  generate<K extends EastType, V extends EastType>(
    count: Int,
    keyType: K,
    valueType: V,
    key: Make<K>,
    value: Make<V>,
    onConflict?: CallbackTo<V, [existing: V, value: V, key: K]>,
  ): DictExpr<K, V> {
    return builtin("DictGenerate", [keyType, valueType], count, key, value, onConflict ?? repeatedEntry);
  }
}

const repeatedKey = ($: BlockBuilder<never>, key: Expr): NeverExpr =>
  $.error(str`Duplicate key ${key} in set`);

const repeatedEntry = ($: BlockBuilder<never>, _existing: Expr, _value: Expr, key: Expr): NeverExpr =>
  $.error(str`Duplicate key ${key} in dict`);

export const Array = new ArrayLibrary();
export const Set = new SetLibrary();
export const Dict = new DictLibrary();
