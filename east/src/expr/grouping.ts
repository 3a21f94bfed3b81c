/**
 * The methods that group the elements of an array, set or dict (spec/east-api.md 3.9). The result is a dict with
 * an entry for each key that the first callback returns.
 */
import {
  ArrayType,
  BooleanType,
  DictType,
  type EastType,
  FloatType,
  IntegerType,
  SetType,
  StructType,
} from "../types/types.js";
import type { ArrayExpr } from "./array.js";
import type { BlockBuilder } from "./block-types.js";
import type { BooleanExpr } from "./boolean.js";
import { type AnyFunctionExpr, callback, callbackTo } from "./builtin.js";
import {
  asFloat,
  type CollectionType,
  type Each,
  eachCallback,
  first,
  type Holding,
  invoke,
  type NumberResult,
  type NumberType,
  numberType,
  outputOf,
  projected,
  projectedType,
  projection,
  shapeOf,
} from "./collection.js";
import { CollectionExpr, type Conflict } from "./collection-expr.js";
import type { DictExpr } from "./dict.js";
import type { Expr } from "./expr.js";
import type { Callback, CallbackTo, ExprType, TypeOf } from "./expr-types.js";
import type { IntegerExpr } from "./integer.js";
import { captureLocation, located } from "./location.js";
import { namingSome } from "./naming.js";
import type { SetExpr } from "./set.js";

export abstract class GroupingExpr<C extends CollectionType, I extends Each> extends CollectionExpr<C, I> {
  /**
   * What `fn` makes of the elements of each group, one after the other, beginning with what `init` returns for its
   * key.
   */
  groupReduce<G, A>(
    key: Callback<I, G>,
    init: Callback<[key: TypeOf<G>], A>,
    fn: CallbackTo<TypeOf<A>, [accumulator: TypeOf<A>, ...each: I]>,
  ): DictExpr<TypeOf<G>, TypeOf<A>> {
    const keys = eachCallback(this, key);
    const start = callback([outputOf(keys)], init);
    return invoke(this, "GroupFold", [outputOf(keys), outputOf(start)], keys, start, fn);
  }

  /** How many there are of each key; by default of each element, or each value of a dict. */
  groupSize<G = ExprType<I[0]>>(key?: Callback<I, G>): DictExpr<TypeOf<G>, IntegerType> {
    const keys = eachCallback(this, key ?? first);
    return invoke(this, "ToDict", [outputOf(keys), IntegerType], keys, () => 1n, added);
  }

  /** The sum of the numbers in each group. */
  groupSum<G>(this: Holding<NumberType>, key: Callback<I, G>): DictExpr<TypeOf<G>, I[0]>;
  /** The sum, for each group, of the numbers that the second callback returns. */
  groupSum<G, R extends NumberResult>(
    key: Callback<I, G>,
    number: Callback<I, R>,
  ): DictExpr<TypeOf<G>, TypeOf<R>>;
  groupSum(key: unknown, number?: unknown): unknown {
    const keys = eachCallback(this, key);
    const numbers = eachCallback(this, number ?? first);
    const type = numberType(this, "groupSum", numbers);
    return invoke(this, "ToDict", [outputOf(keys), type], keys, numbers, added);
  }

  /** The mean of the numbers in each group. */
  groupMean<G>(this: Holding<NumberType>, key: Callback<I, G>): DictExpr<TypeOf<G>, FloatType>;
  /** The mean, for each group, of the numbers that the second callback returns. */
  groupMean<G, R extends NumberResult>(
    key: Callback<I, G>,
    number: Callback<I, R>,
  ): DictExpr<TypeOf<G>, FloatType>;
  groupMean(key: unknown, number?: unknown): unknown {
    const keys = eachCallback(this, key);
    const fn = projection(this, number);
    numberType(this, "groupMean", fn);
    return namingSome([this, keys], [fn], (self, keyOf, numberOf) => {
      const one = (_$: unknown, ...each: Expr[]) => ({ sum: asFloat(projected(numberOf, each)), count: 1n });
      const totals = invoke(self, "ToDict", [outputOf(keys), Total], keyOf, one, totalled);
      return invoke(totals, "Map", [FloatType], (_$: unknown, total: TotalExpr) =>
        total.sum.divide(total.count.toFloat()),
      );
    });
  }

  /** Whether the predicate holds for all of a group. */
  groupEvery<G>(key: Callback<I, G>, test: CallbackTo<BooleanType, I>): DictExpr<TypeOf<G>, BooleanType> {
    return tested(this, key, test, true, (before, now) => before.and(now));
  }

  /** Whether the predicate holds for one of a group at least. */
  groupSome<G>(key: Callback<I, G>, test: CallbackTo<BooleanType, I>): DictExpr<TypeOf<G>, BooleanType> {
    return tested(this, key, test, false, (before, now) => before.or(now));
  }

  /** The elements of each group, or what the second callback makes of them. */
  groupToArrays<G, R = ExprType<I[0]>>(
    key: Callback<I, G>,
    value?: Callback<I, R>,
  ): DictExpr<TypeOf<G>, ArrayType<TypeOf<R>>> {
    const of = projection(this, value);
    const type = ArrayType(projectedType(this, of));
    return collected(this, key, [of], type, [], (_$, group: ArrayExpr<EastType>, each, valueOf) =>
      group.pushLast(projected(valueOf, each)),
    );
  }

  /** The set of the elements of each group, or of what the second callback makes of them. */
  groupToSets<G, R = ExprType<I[0]>>(
    key: Callback<I, G>,
    value?: Callback<I, R>,
  ): DictExpr<TypeOf<G>, SetType<TypeOf<R>>> {
    const of = projection(this, value);
    const type = located(captureLocation(), () => SetType(projectedType(this, of)));
    return collected(this, key, [of], type, new Set(), (_$, group: SetExpr<EastType>, each, keyOf) =>
      group.tryInsert(projected(keyOf, each)),
    );
  }

  /**
   * A dict of each group, under the keys that the second callback returns. For such a key that comes up again
   * `combine` gives the value; without it that is an error.
   */
  groupToDicts<G, K>(
    key: Callback<I, G>,
    innerKey: Callback<I, K>,
    value?: undefined,
    combine?: Conflict<TypeOf<K>, I[0]>,
  ): DictExpr<TypeOf<G>, DictType<TypeOf<K>, I[0]>>;
  /**
   * A dict for each group of the keys and values that the second and third callback return. For such a key that
   * comes up again `combine` gives the value; without it that is an error.
   */
  groupToDicts<G, K, R>(
    key: Callback<I, G>,
    innerKey: Callback<I, K>,
    value: Callback<I, R>,
    combine?: Conflict<TypeOf<K>, TypeOf<R>>,
  ): DictExpr<TypeOf<G>, DictType<TypeOf<K>, TypeOf<R>>>;
  groupToDicts(key: unknown, innerKey: unknown, value?: unknown, combine?: unknown): unknown {
    const inner = eachCallback(this, innerKey);
    const of = projection(this, value);
    const type = located(captureLocation(), () => DictType(outputOf(inner), projectedType(this, of)));
    const combined =
      combine === undefined ? undefined : callbackTo(type.value, [type.value, type.value, type.key], combine);
    return collected(
      this,
      key,
      [inner, of, combined],
      type,
      new Map(),
      ($, group: DictExpr<EastType, EastType>, each, keyOf, valueOf, merge) => {
        if (merge === undefined) return group.insert(projected(keyOf, each), projected(valueOf, each));
        const k = $.const(projected(keyOf, each));
        const v = $.const(projected(valueOf, each));
        return group.tryGet(k).match({
          some: (_$, old) => group.update(k, merge.call(old, v, k)),
          none: () => group.insert(k, v),
        });
      },
    );
  }
}

/** The sum of two, as a conflict callback. */
const added = (_$: unknown, a: IntegerExpr, b: IntegerExpr): IntegerExpr => a.add(b);

const Total = StructType({ sum: FloatType, count: IntegerType });
type TotalExpr = ExprType<typeof Total>;

const totalled = (_$: unknown, a: TotalExpr, b: TotalExpr) => ({
  sum: a.sum.add(b.sum),
  count: a.count.add(b.count),
});

function tested(
  collection: Expr,
  key: unknown,
  given: unknown,
  init: boolean,
  step: (before: BooleanExpr, now: () => BooleanExpr) => BooleanExpr,
): any {
  const keys = eachCallback(collection, key);
  const fn = callbackTo(BooleanType, shapeOf(collection).inputs, given);
  return namingSome([collection, keys], [fn], (self, keyOf, test) =>
    invoke(
      self,
      "GroupFold",
      [outputOf(keys), BooleanType],
      keyOf,
      () => init,
      (_$: unknown, before: BooleanExpr, ...each: Expr[]) => step(before, () => projected(test, each)),
    ),
  );
}

/**
 * Groups that are collections: each begins as a new `empty` one, and `add`, which is given the callbacks, fills
 * it.
 */
function collected(
  collection: Expr,
  key: unknown,
  callbacks: readonly (AnyFunctionExpr | undefined)[],
  type: EastType,
  empty: unknown,
  add: ($: BlockBuilder<any>, group: any, each: readonly Expr[], ...named: any[]) => Expr,
): any {
  const keys = eachCallback(collection, key);
  return namingSome([collection, keys], callbacks, (self, keyOf, ...named) =>
    invoke(
      self,
      "GroupFold",
      [outputOf(keys), type],
      keyOf,
      () => empty,
      ($: BlockBuilder<any>, group: Expr, ...each: Expr[]) => {
        $(add($, group, each, ...named));
        return group;
      },
    ),
  );
}
