/** The methods that array, set and dict expressions share (spec/east-api.md 3.8 and 3.10). */
import {
  type BooleanType,
  type DictType,
  type EastType,
  FloatType,
  type NeverType,
  NullType,
  type OptionType,
  type SetType,
} from "../types/types.js";
import { none, some } from "../values/variant.js";
import type { ArrayExpr } from "./array.js";
import type { BlockBuilder } from "./block-types.js";
import type { BooleanExpr } from "./boolean.js";
import {
  asFloat,
  type CollectionType,
  collectionType,
  type DictResult,
  type Each,
  eachCallback,
  first,
  fold,
  type Holding,
  ItemSymbol,
  invoke,
  type KeyOf,
  type Last,
  last,
  type NumberResult,
  type NumberType,
  numberType,
  type OptionResult,
  outputOf,
  predicate,
  projected,
  projection,
  type SetResult,
  type SomeOf,
  shapeOf,
  someType,
  type ValueOf,
  zeroOf,
} from "./collection.js";
import { ValueExpr } from "./comparison.js";
import type { DictExpr } from "./dict.js";
import { type Expr, fromAst } from "./expr.js";
import type { Callback, CallbackTo, ExprType, TypeOf } from "./expr-types.js";
import type { FloatExpr } from "./float.js";
import type { IntegerExpr } from "./integer.js";
import { toAst } from "./literal.js";
import { naming, namingSome } from "./naming.js";
import type { NeverExpr } from "./never.js";
import type { NullExpr } from "./null.js";
import type { VariantExpr } from "./option.js";
import { str } from "./print.js";
import type { SetExpr } from "./set.js";

/** Gives the value of a key that comes up again. */
export type Conflict<K extends EastType, V extends EastType> = CallbackTo<V, [existing: V, value: V, key: K]>;

/**
 * `I` is what callbacks are given. Of a method's overloads the most general comes last: TypeScript explains
 * mistakes by that.
 */
export abstract class CollectionExpr<C extends CollectionType, I extends Each> extends ValueExpr<C> {
  get [ItemSymbol](): I[0] {
    return shapeOf(this).inputs[0];
  }

  /** How many there are in it. */
  size(): IntegerExpr {
    return invoke(this, "Size");
  }

  /** A new collection with the same elements, which are not copied themselves. */
  copy(): ExprType<C> {
    return invoke(this, "Copy");
  }

  /** Takes everything out. */
  clear(): NullExpr {
    return invoke(this, "Clear");
  }

  /**
   * Calls back for each, and does not let the size change meanwhile. The callback returns something, if only null.
   */
  forEach<R>(fn: Callback<I, R>): NullExpr {
    const called = eachCallback(this, fn);
    return invoke(this, "ForEach", [outputOf(called)], called);
  }

  /** A new collection of those for which the predicate holds. */
  filter(keep: CallbackTo<BooleanType, I>): ExprType<C> {
    return invoke(this, "Filter", [], keep);
  }

  /** The first `some` that the callback returns, and `none` if it never does; later elements are not visited. */
  firstMap<R extends OptionResult>(fn: Callback<I, R>): ExprType<OptionType<SomeOf<R>>> {
    const mapped = eachCallback(this, fn);
    return invoke(this, "FirstMap", [someType(mapped)], mapped);
  }

  /** What the callback makes of `init` and all elements, one after the other. */
  reduce<R>(fn: CallbackTo<TypeOf<R>, [accumulator: TypeOf<R>, ...each: I]>, init: R): ExprType<TypeOf<R>> {
    const start = toAst(init);
    return fold(this, fromAst(start), start.type, fn);
  }

  /** What `reduce` has after each element, without `init`. */
  scan<R>(fn: CallbackTo<TypeOf<R>, [accumulator: TypeOf<R>, ...each: I]>, init: R): ArrayExpr<TypeOf<R>> {
    const start = toAst(init);
    return shapeOf(this).kind === "Array"
      ? invoke(this, "Scan", [start.type], fromAst(start), fn)
      : invoke(this, "Scan", [start.type], fn, fromAst(start));
  }

  /** Maps each element and combines the results, left to right; an error if there is none. */
  mapReduce<R>(
    map: Callback<I, R>,
    combine: CallbackTo<TypeOf<R>, [left: TypeOf<R>, right: TypeOf<R>]>,
  ): ExprType<TypeOf<R>> {
    const mapped = eachCallback(this, map);
    return invoke(this, "MapReduce", [outputOf(mapped)], mapped, combine);
  }

  /** Whether all in it are true; so it is when there is none. */
  every(this: Holding<BooleanType>): BooleanExpr;
  /** Whether the predicate holds for all; so it does when there is none. */
  every(test: CallbackTo<BooleanType, I>): BooleanExpr;
  every(test?: unknown): unknown {
    return found(this, "every", test, false).hasTag("none");
  }

  /** Whether one in it at least is true. */
  some(this: Holding<BooleanType>): BooleanExpr;
  /** Whether the predicate holds for one at least. */
  some(test: CallbackTo<BooleanType, I>): BooleanExpr;
  some(test?: unknown): unknown {
    return found(this, "some", test, true).hasTag("some");
  }

  /** The sum of the numbers in it; 0 when there is none. */
  sum(this: Holding<NumberType>): ExprType<I[0]>;
  /** The sum of the numbers that the callback returns; 0 when there is none. */
  sum<R extends NumberResult>(number: Callback<I, R>): ExprType<TypeOf<R>>;
  sum(number?: unknown): unknown {
    const fn = projection(this, number);
    const type = numberType(this, "sum", fn);
    return namingSome([this], [fn], (self, numberOf) =>
      fold(self, zeroOf(type), type, (_$: unknown, sum: IntegerExpr, ...each: Expr[]) =>
        sum.add(projected(numberOf, each)),
      ),
    );
  }

  /** The mean of the numbers in it; NaN when there is none. */
  mean(this: Holding<NumberType>): FloatExpr;
  /** The mean of the numbers that the callback returns; NaN when there is none. */
  mean<R extends NumberResult>(number: Callback<I, R>): FloatExpr;
  mean(number?: unknown): unknown {
    const fn = projection(this, number);
    numberType(this, "mean", fn);
    return naming([this, fn], (self, numberOf) => {
      const total = fold(self, 0, FloatType, (_$: unknown, sum: FloatExpr, ...each: Expr[]) =>
        sum.add(asFloat(projected(numberOf, each))),
      );
      return total.divide(self.size().toFloat());
    });
  }

  /** The set of what the callback returns, or of what is in it. */
  toSet<R = ExprType<I[0]>>(key?: Callback<I, R>): SetExpr<TypeOf<R>> {
    const keys = eachCallback(this, key ?? first);
    return invoke(this, "ToSet", [outputOf(keys)], keys);
  }

  /** The dict of what is in it, under its keys or indices. */
  toDict(key?: undefined, value?: undefined, onConflict?: Conflict<Last<I>, I[0]>): DictExpr<Last<I>, I[0]>;
  /**
   * The dict of what is in it, under the keys that the callback returns. For a key that comes up again
   * `onConflict` gives the value; without it that is an error.
   */
  toDict<K>(
    key: Callback<I, K>,
    value?: undefined,
    onConflict?: Conflict<TypeOf<K>, I[0]>,
  ): DictExpr<TypeOf<K>, I[0]>;
  /** The dict of the values that the callback returns, under its keys or indices. */
  toDict<V>(
    key: undefined,
    value: Callback<I, V>,
    onConflict?: Conflict<Last<I>, TypeOf<V>>,
  ): DictExpr<Last<I>, TypeOf<V>>;
  /**
   * The dict of the keys and values that the callbacks return. For a key that comes up again `onConflict` gives
   * the value; without it that is an error.
   */
  toDict<K, V>(
    key: Callback<I, K>,
    value: Callback<I, V>,
    onConflict?: Conflict<TypeOf<K>, TypeOf<V>>,
  ): DictExpr<TypeOf<K>, TypeOf<V>>;
  toDict(key?: unknown, value?: unknown, onConflict?: unknown): unknown {
    const keys = eachCallback(this, key ?? last);
    const values = eachCallback(this, value ?? first);
    const types = [outputOf(keys), outputOf(values)];
    return invoke(this, "ToDict", types, keys, values, onConflict ?? duplicate);
  }

  /** The union of the sets in it. */
  flattenToSet(this: Holding<SetType>): SetExpr<KeyOf<I[0]>>;
  /** The union of the sets that the callback returns. */
  flattenToSet<R extends SetResult>(set: Callback<I, R>): SetExpr<KeyOf<TypeOf<R>>>;
  flattenToSet(set?: unknown): unknown {
    const sets = eachCallback(this, set ?? first);
    return invoke(this, "FlattenToSet", [collectionType("Set", sets).key], sets);
  }

  /**
   * The union of the dicts in it. For a key that comes up again `onConflict` gives the value; without it, an
   * error.
   */
  flattenToDict(
    this: Holding<DictType>,
    dict?: undefined,
    onConflict?: Conflict<KeyOf<I[0]>, ValueOf<I[0]>>,
  ): DictExpr<KeyOf<I[0]>, ValueOf<I[0]>>;
  /** The union of the dicts that the callback returns, with `onConflict` as above. */
  flattenToDict<R extends DictResult>(
    dict: Callback<I, R>,
    onConflict?: Conflict<KeyOf<TypeOf<R>>, ValueOf<TypeOf<R>>>,
  ): DictExpr<KeyOf<TypeOf<R>>, ValueOf<TypeOf<R>>>;
  flattenToDict(dict?: unknown, onConflict?: unknown): unknown {
    const dicts = eachCallback(this, dict ?? first);
    const { key, value } = collectionType("Dict", dicts);
    return invoke(this, "FlattenToDict", [key, value], dicts, onConflict ?? duplicate);
  }
}

/** The default of `onConflict`. */
const duplicate = ($: BlockBuilder<NeverType>, _existing: Expr, _value: Expr, key: Expr): NeverExpr =>
  $.error(str`Cannot insert duplicate key ${key} into dict`);

/** `some` of null if there is an element whose test gives what is sought. */
function found(collection: Expr, method: string, given: unknown, sought: boolean): VariantExpr<Found> {
  const fn = predicate(collection, method, given);
  return namingSome([collection], [fn], (self, test) =>
    invoke(self, "FirstMap", [NullType], (_$: unknown, ...each: Expr[]) => {
      const holds: BooleanExpr = projected(test, each);
      return (sought ? holds : holds.not()).ifElse(
        () => some(null),
        () => none,
      );
    }),
  );
}

type Found = { none: NullType; some: NullType };
