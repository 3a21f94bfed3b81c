/**
 * The methods of array expressions that compare elements: sorting, searching, extremes, and these for each group
 * (spec/east-api.md 3.8 and 3.9). Where a projection is left out elements are compared themselves.
 */
import { printType } from "../types/print-type.js";
import { ArrayType, type EastType, IntegerType, isDataType, OptionType, StructType } from "../types/types.js";
import { none, some } from "../values/variant.js";
import type { ArrayExpr } from "./array.js";
import type { BlockBuilder } from "./block-types.js";
import type { BooleanExpr } from "./boolean.js";
import { type AnyFunctionExpr, builtin, callback, callbackTo } from "./builtin.js";
import {
  eachCallback,
  first,
  outputOf,
  type Projection,
  projected,
  projectedType,
  projection,
} from "./collection.js";
import { comparison } from "./comparison.js";
import type { DictExpr } from "./dict.js";
import { type Expr, fromAst, isExpr, TypeSymbol } from "./expr.js";
import type { Callback, CallbackTo, ExprType, SubtypeExprOrValue, TypeOf } from "./expr-types.js";
import { GroupingExpr } from "./grouping.js";
import type { IntegerExpr } from "./integer.js";
import { toAst } from "./literal.js";
import { buildError } from "./location.js";
import { naming, namingSome } from "./naming.js";
import type { NullExpr } from "./null.js";
import type { StructExpr } from "./struct.js";

type Range = StructExpr<{ start: IntegerType; end: IntegerType }>;

export abstract class SearchingExpr<T extends EastType> extends GroupingExpr<
  ArrayType<T>,
  [element: T, index: IntegerType]
> {
  /** Sorts by the elements, or by what the callback makes of them; equal ones keep their order. */
  sortInPlace<R>(by?: Callback<[element: T], R>): NullExpr {
    return sorting(this, "ArraySortInPlace", by);
  }

  /** A new array, sorted by the elements, or by what the callback makes of them; equal ones keep their order. */
  sort<R>(by?: Callback<[element: T], R>): ArrayExpr<T> {
    return sorting(this, "ArraySort", by);
  }

  /** Whether the elements, or what the callback makes of them, are in ascending order. */
  isSorted<R>(by?: Callback<[element: T], R>): BooleanExpr {
    return sorting(this, "ArrayIsSorted", by);
  }

  /** In a sorted array, the index of the first element that is not less than the value; the size if there is none. */
  findSortedFirst(value: SubtypeExprOrValue<T>): IntegerExpr;
  /**
   * In an array sorted by what the callback returns, the index of the first element for which that is not less
   * than the value.
   */
  findSortedFirst<V>(value: V, by: CallbackTo<TypeOf<V>, [element: T]>): IntegerExpr;
  findSortedFirst(value: unknown, by?: unknown): unknown {
    return searching(this, "ArrayFindSortedFirst", value, by);
  }

  /** In a sorted array, the index of the first element that is greater than the value; the size if there is none. */
  findSortedLast(value: SubtypeExprOrValue<T>): IntegerExpr;
  /**
   * In an array sorted by what the callback returns, the index of the first element for which that is greater than
   * the value.
   */
  findSortedLast<V>(value: V, by: CallbackTo<TypeOf<V>, [element: T]>): IntegerExpr;
  findSortedLast(value: unknown, by?: unknown): unknown {
    return searching(this, "ArrayFindSortedLast", value, by);
  }

  /** In a sorted array, where the elements equal to the value are: from `start` up to `end`. */
  findSortedRange(value: SubtypeExprOrValue<T>): Range;
  /** In an array sorted by what the callback returns, where that is equal to the value: from `start` up to `end`. */
  findSortedRange<V>(value: V, by: CallbackTo<TypeOf<V>, [element: T]>): Range;
  findSortedRange(value: unknown, by?: unknown): unknown {
    return searching(this, "ArrayFindSortedRange", value, by);
  }

  /** The index of the first element that is equal to the value. */
  findFirst(value: SubtypeExprOrValue<T>): ExprType<OptionType<IntegerType>>;
  /** The index of the first element for which what the callback returns is equal to the value. */
  findFirst<V>(
    value: V,
    by: CallbackTo<TypeOf<V>, [element: T, index: IntegerType]>,
  ): ExprType<OptionType<IntegerType>>;
  findFirst(value: unknown, by?: unknown): unknown {
    return by === undefined || takesElementOnly(by)
      ? searching(this, "ArrayFindFirst", value, by)
      : matching(this, "ArrayFirstMap", value, by);
  }

  /** The indices of all elements that are equal to the value. */
  findAll(value: SubtypeExprOrValue<T>): ArrayExpr<IntegerType>;
  /** The indices of all elements for which what the callback returns is equal to the value. */
  findAll<V>(value: V, by: CallbackTo<TypeOf<V>, [element: T, index: IntegerType]>): ArrayExpr<IntegerType>;
  findAll(value: unknown, by?: unknown): unknown {
    return matching(this, "ArrayFilterMap", value, by);
  }

  /**
   * The index of the greatest element, or of that of which the callback makes the greatest; the first of equal
   * ones.
   */
  findMaximum<R>(by?: Callback<[element: T, index: IntegerType], R>): ExprType<OptionType<IntegerType>> {
    return extremeIndex(this, "GreaterEqual", by);
  }

  /** The index of the least element, or of that of which the callback makes the least; the first of equal ones. */
  findMinimum<R>(by?: Callback<[element: T, index: IntegerType], R>): ExprType<OptionType<IntegerType>> {
    return extremeIndex(this, "LessEqual", by);
  }

  /** The greatest element, or that of which the callback makes the greatest; an error if there is none. */
  maximum<R>(by?: Callback<[element: T, index: IntegerType], R>): ExprType<T> {
    return extreme(this, "GreaterEqual", by);
  }

  /** The least element, or that of which the callback makes the least; an error if there is none. */
  minimum<R>(by?: Callback<[element: T, index: IntegerType], R>): ExprType<T> {
    return extreme(this, "LessEqual", by);
  }

  /** The elements of each group. */
  groupBy<G>(key: Callback<[element: T, index: IntegerType], G>): DictExpr<TypeOf<G>, ArrayType<T>> {
    return this.groupToArrays(key) as never;
  }

  /** The index of the first of each group that is equal to the value. */
  groupFindFirst<G>(
    key: Callback<[element: T, index: IntegerType], G>,
    value: SubtypeExprOrValue<T>,
  ): DictExpr<TypeOf<G>, OptionType<IntegerType>>;
  /** The index of the first of each group for which what `by` returns is equal to the value. */
  groupFindFirst<G, V>(
    key: Callback<[element: T, index: IntegerType], G>,
    value: V,
    by: CallbackTo<TypeOf<V>, [element: T, index: IntegerType]>,
  ): DictExpr<TypeOf<G>, OptionType<IntegerType>>;
  groupFindFirst(key: unknown, value: unknown, by?: unknown): unknown {
    const type = OptionType(IntegerType);
    return groupMatching(this, key, value, by, type, none, (_$, found: FoundExpr, index, matches) =>
      found.isSome().ifElse(
        () => found,
        () => ifSome(matches, index),
      ),
    );
  }

  /** The indices of all in each group that are equal to the value. */
  groupFindAll<G>(
    key: Callback<[element: T, index: IntegerType], G>,
    value: SubtypeExprOrValue<T>,
  ): DictExpr<TypeOf<G>, ArrayType<IntegerType>>;
  /** The indices of all in each group for which what `by` returns is equal to the value. */
  groupFindAll<G, V>(
    key: Callback<[element: T, index: IntegerType], G>,
    value: V,
    by: CallbackTo<TypeOf<V>, [element: T, index: IntegerType]>,
  ): DictExpr<TypeOf<G>, ArrayType<IntegerType>>;
  groupFindAll(key: unknown, value: unknown, by?: unknown): unknown {
    const type = ArrayType(IntegerType);
    return groupMatching(
      this,
      key,
      value,
      by,
      type,
      [],
      ($, found: ArrayExpr<IntegerType>, index, matches) => {
        $.if(matches, ($) => $(found.pushLast(index)));
        return found;
      },
    );
  }

  /**
   * The index of the greatest of each group, or of that of which the callback makes the greatest; the first of
   * equal ones.
   */
  groupFindMaximum<G, R>(
    key: Callback<[element: T, index: IntegerType], G>,
    by?: Callback<[element: T, index: IntegerType], R>,
  ): DictExpr<TypeOf<G>, IntegerType> {
    return groupExtreme(this, "GreaterEqual", key, by, "index");
  }

  /**
   * The index of the least of each group, or of that of which the callback makes the least; the first of equal
   * ones.
   */
  groupFindMinimum<G, R>(
    key: Callback<[element: T, index: IntegerType], G>,
    by?: Callback<[element: T, index: IntegerType], R>,
  ): DictExpr<TypeOf<G>, IntegerType> {
    return groupExtreme(this, "LessEqual", key, by, "index");
  }

  /** The greatest of each group, or that of which the callback makes the greatest; the first of equal ones. */
  groupMaximum<G, R>(
    key: Callback<[element: T, index: IntegerType], G>,
    by?: Callback<[element: T, index: IntegerType], R>,
  ): DictExpr<TypeOf<G>, T> {
    return groupExtreme(this, "GreaterEqual", key, by, "elem");
  }

  /** The least of each group, or that of which the callback makes the least; the first of equal ones. */
  groupMinimum<G, R>(
    key: Callback<[element: T, index: IntegerType], G>,
    by?: Callback<[element: T, index: IntegerType], R>,
  ): DictExpr<TypeOf<G>, T> {
    return groupExtreme(this, "LessEqual", key, by, "elem");
  }
}

type FoundExpr = ExprType<OptionType<IntegerType>>;

const elementOf = (array: Expr<ArrayType>): EastType => array[TypeSymbol].value;

/** A builtin that is given the key of an element, which is data. */
function sorting(array: Expr<ArrayType>, name: string, by: unknown): any {
  const type = elementOf(array);
  const keys = callback([type], by ?? first);
  return builtin(name, [type, sortable(outputOf(keys))], array, keys);
}

/** A builtin that looks for a value among the keys of elements. */
function searching(array: Expr<ArrayType>, name: string, given: unknown, by: unknown): any {
  const type = elementOf(array);
  const { value, key, keys } = sought([type], given, by);
  return builtin(name, [type, sortable(key)], array, value, keys ?? first);
}

function sortable(type: EastType): EastType {
  if (isDataType(type)) return type;
  throw buildError(`Can only sort by data types, got ${printType(type)}`);
}

/** A value that is looked for, the type of it, and what it is compared with: without a callback the elements. */
function sought(
  each: readonly [EastType, ...EastType[]],
  given: unknown,
  by: unknown,
): { value: Expr; key: EastType; keys: Projection } {
  if (by === undefined) return { value: fromAst(toAst(given, each[0])), key: each[0], keys: undefined };
  const value = toAst(given);
  return { value: fromAst(value), key: value.type, keys: callbackTo(value.type, each, by) };
}

/** Whether `ArrayFindFirst` will do, whose callback is not given the index. */
function takesElementOnly(by: unknown): boolean {
  if (isExpr(by)) return (by as AnyFunctionExpr)[TypeSymbol].inputs?.length === 1;
  return typeof by === "function" && by.length === 2;
}

/** `some` of the index where the condition holds. */
const ifSome = (condition: BooleanExpr, index: IntegerExpr): FoundExpr =>
  condition.ifElse(
    () => some(index),
    () => none,
  );

/** A builtin that is given `some` index of each element that matches. */
function matching(array: Expr<ArrayType>, name: string, given: unknown, by: unknown): any {
  const { value, keys } = sought([elementOf(array), IntegerType], given, by);
  return namingSome([array], [value, keys], (self, wanted, keyOf) =>
    builtin(name, [elementOf(array), IntegerType], self, (_$: unknown, x: Expr, i: IntegerExpr) =>
      ifSome(comparison("Equal", projected(keyOf, [x, i]), wanted), i),
    ),
  );
}

/** A fold of each group, whose `step` is told whether an element matches. */
function groupMatching(
  array: Expr<ArrayType>,
  key: unknown,
  given: unknown,
  by: unknown,
  type: EastType,
  init: unknown,
  step: ($: BlockBuilder<never>, found: any, index: IntegerExpr, matches: BooleanExpr) => unknown,
): any {
  const groups = eachCallback(array, key);
  const { value, keys } = sought([elementOf(array), IntegerType], given, by);
  return namingSome([array, groups], [value, keys], (self, groupOf, wanted, keyOf) =>
    builtin(
      "ArrayGroupFold",
      [elementOf(array), outputOf(groups), type],
      self,
      groupOf,
      () => init,
      ($: BlockBuilder<never>, found: Expr, x: Expr, i: IntegerExpr) =>
        step($, found, i, comparison("Equal", projected(keyOf, [x, i]), wanted)),
    ),
  );
}

type Order = "GreaterEqual" | "LessEqual";

/** Combines two to the one that comes first, the first of equal ones: by themselves, or by a field of both. */
const better =
  (order: Order, field?: string) =>
  (_$: unknown, a: any, b: any): Expr =>
    (field === undefined ? comparison(order, a, b) : comparison(order, a[field], b[field])).ifElse(
      () => a,
      () => b,
    );

function extreme(array: Expr<ArrayType>, order: Order, given: unknown): any {
  const type = elementOf(array);
  if (given === undefined) return builtin("ArrayMapReduce", [type, type], array, first, better(order));
  const by = eachCallback(array, given);
  const Candidate = StructType({ element: type, key: outputOf(by) });
  return namingSome([array], [by], (self, keyOf) => {
    const candidate = (_$: unknown, x: Expr, i: Expr) => ({ element: x, key: keyOf.call(x, i) });
    return builtin("ArrayMapReduce", [type, Candidate], self, candidate, better(order, "key")).element;
  });
}

function extremeIndex(array: SearchingExpr<any>, order: Order, given: unknown): any {
  const by = projection(array, given);
  const key = by === undefined ? "value" : "key";
  const Candidate = StructType({ index: IntegerType, [key]: projectedType(array, by) });
  return naming([array, by], (self, keyOf) => {
    const candidate = (_$: unknown, x: Expr, i: Expr) => ({ index: i, [key]: projected(keyOf, [x, i]) });
    return self
      .size()
      .equals(0n)
      .ifElse(
        () => none,
        () =>
          some(
            builtin("ArrayMapReduce", [elementOf(array), Candidate], self, candidate, better(order, key))
              .index,
          ),
      );
  });
}

/** For each group the element, or the index, of the one that comes first. */
function groupExtreme(
  array: Expr<ArrayType>,
  order: Order,
  key: unknown,
  given: unknown,
  wanted: "elem" | "index",
): any {
  const keys = eachCallback(array, key);
  const by = projection(array, given);
  const type = wanted === "index" ? IntegerType : elementOf(array);
  const Candidate = StructType({ by: projectedType(array, by), [wanted]: type });
  return namingSome([array, keys], [by], (self, groupOf, keyOf) => {
    const candidate = (_$: unknown, x: Expr, i: Expr) => ({
      by: projected(keyOf, [x, i]),
      [wanted]: wanted === "index" ? i : x,
    });
    const types = [elementOf(array), outputOf(keys), Candidate];
    const candidates = builtin("ArrayToDict", types, self, groupOf, candidate, better(order, "by"));
    const give = (_$: unknown, found: any): Expr => found[wanted];
    return builtin("DictMap", [outputOf(keys), Candidate, type], candidates, give);
  });
}
