/** Array expressions (spec/east-api.md 3.8). Callbacks get the element and its index. */
import type { ArrayType, EastType, IntegerType, OptionType, StringType } from "../types/types.js";
import { SearchingExpr } from "./array-search.js";
import type { BlockBuilder } from "./block-types.js";
import type { BooleanExpr } from "./boolean.js";
import { builtin } from "./builtin.js";
import {
  type ArrayResult,
  collectionType,
  type ElementOf,
  eachCallback,
  first,
  type Holding,
  type OptionResult,
  outputOf,
  type SomeOf,
  someType,
} from "./collection.js";
import { type Expr, fromAst, TypeSymbol } from "./expr.js";
import type { Callback, CallbackTo, ExprType, SubtypeExprOrValue, TypeOf } from "./expr-types.js";
import type { IntegerExpr } from "./integer.js";
import { toAst } from "./literal.js";
import type { NullExpr } from "./null.js";
import { str } from "./print.js";
import type { SetExpr } from "./set.js";
import type { StringExpr } from "./string.js";

type Index = SubtypeExprOrValue<IntegerType>;

/** What an element becomes, from what it is, another value and its index. */
type Combine<T extends EastType, V extends EastType> = CallbackTo<
  T,
  [existing: T, value: V, index: IntegerType]
>;

export class ArrayExpr<T extends EastType> extends SearchingExpr<T> {
  /** The number of elements. */
  length(): IntegerExpr {
    return this.size();
  }

  /** Whether the index is in bounds; negative ones never are. */
  has(index: Index): BooleanExpr {
    return builtin("ArrayHas", [this.#element], this, index);
  }

  /** The element at an index; out of bounds what `otherwise` gives, without it an error. */
  get(index: Index, otherwise?: CallbackTo<T, [index: IntegerType]>): ExprType<T> {
    return otherwise === undefined
      ? builtin("ArrayGet", [this.#element], this, index)
      : builtin("ArrayGetOrDefault", [this.#element], this, index, otherwise);
  }

  /** The same as `get`. */
  at(index: Index, otherwise?: CallbackTo<T, [index: IntegerType]>): ExprType<T> {
    return this.get(index, otherwise);
  }

  /** The element at an index; out of bounds the value given. */
  getOrDefault(index: Index, value: SubtypeExprOrValue<T>): ExprType<T> {
    return builtin("ArrayGetOrDefault", [this.#element], this, index, () => value);
  }

  /** The element at an index if it is in bounds. */
  tryGet(index: Index): ExprType<OptionType<T>> {
    return builtin("ArrayTryGet", [this.#element], this, index);
  }

  /** The elements at the given indices; out of bounds what `otherwise` gives, without it an error. */
  getKeys(
    indices: SubtypeExprOrValue<ArrayType<IntegerType>>,
    otherwise?: CallbackTo<T, [index: IntegerType]>,
  ): ArrayExpr<T> {
    return builtin("ArrayGetKeys", [this.#element], this, indices, otherwise ?? noElement);
  }

  /** Replaces the element at an index; an error out of bounds. */
  update(index: Index, element: SubtypeExprOrValue<T>): NullExpr {
    return builtin("ArrayUpdate", [this.#element], this, index, element);
  }

  /** Replaces the element at an index by `combine(old, value, index)`; an error out of bounds. */
  merge<V>(index: Index, value: V, combine: Combine<T, TypeOf<V>>): NullExpr {
    const other = toAst(value);
    return builtin("ArrayMerge", [this.#element, other.type], this, index, fromAst(other), combine);
  }

  /** Merges each element of another array; those that one of both has not are left alone. */
  mergeAll<V extends EastType>(other: Expr<ArrayType<V>>, combine: Combine<T, V>): NullExpr {
    const { value } = toAst(other).type as ArrayType<V>;
    return builtin("ArrayMergeAll", [this.#element, value], this, other, combine);
  }

  /** Adds an element at the end. */
  pushLast(element: SubtypeExprOrValue<T>): NullExpr {
    return builtin("ArrayPushLast", [this.#element], this, element);
  }

  /** Adds an element at the front. */
  pushFirst(element: SubtypeExprOrValue<T>): NullExpr {
    return builtin("ArrayPushFirst", [this.#element], this, element);
  }

  /** Takes the last element away and gives it; an error if there is none. */
  popLast(): ExprType<T> {
    return builtin("ArrayPopLast", [this.#element], this);
  }

  /** Takes the first element away and gives it; an error if there is none. */
  popFirst(): ExprType<T> {
    return builtin("ArrayPopFirst", [this.#element], this);
  }

  /** Adds all elements of another array at the end. */
  append(other: SubtypeExprOrValue<ArrayType<T>>): NullExpr {
    return builtin("ArrayAppend", [this.#element], this, other);
  }

  /** Adds all elements of another array at the front. */
  prepend(other: SubtypeExprOrValue<ArrayType<T>>): NullExpr {
    return builtin("ArrayPrepend", [this.#element], this, other);
  }

  /** A new array of the elements of both. */
  concat(other: SubtypeExprOrValue<ArrayType<T>>): ArrayExpr<T> {
    return builtin("ArrayConcat", [this.#element], this, other);
  }

  /**
   * A new array of the elements from `start` up to `end`, both clamped: a negative start to 0, a negative end to
   * the size.
   */
  slice(start: Index, end: Index): ArrayExpr<T> {
    return builtin("ArraySlice", [this.#element], this, start, end);
  }

  /** Turns the order round. */
  reverseInPlace(): NullExpr {
    return builtin("ArrayReverseInPlace", [this.#element], this);
  }

  /** A new array in the opposite order. */
  reverse(): ArrayExpr<T> {
    return builtin("ArrayReverse", [this.#element], this);
  }

  /** A new array of what the callback returns for each element. */
  map<R>(fn: Callback<[element: T, index: IntegerType], R>): ArrayExpr<TypeOf<R>> {
    const mapped = eachCallback(this, fn);
    return builtin("ArrayMap", [this.#element, outputOf(mapped)], this, mapped);
  }

  /** A new array of the values that the callback returns, without those that are `none`. */
  filterMap<R extends OptionResult>(fn: Callback<[element: T, index: IntegerType], R>): ArrayExpr<SomeOf<R>> {
    const mapped = eachCallback(this, fn);
    return builtin("ArrayFilterMap", [this.#element, someType(mapped)], this, mapped);
  }

  /** A new array of the elements of the arrays in it. */
  flatMap(this: Holding<ArrayType>): ArrayExpr<ElementOf<T>>;
  /** A new array of the elements of the arrays that the callback returns. */
  flatMap<R extends ArrayResult>(
    array: Callback<[element: T, index: IntegerType], R>,
  ): ArrayExpr<ElementOf<TypeOf<R>>>;
  flatMap(array?: unknown): unknown {
    const arrays = eachCallback(this, array ?? first);
    return builtin(
      "ArrayFlattenToArray",
      [this.#element, collectionType("Array", arrays).value],
      this,
      arrays,
    );
  }

  /** The set of the elements. */
  unique(): SetExpr<T> {
    return this.toSet() as never;
  }

  /** The elements as one text, with the separator between them. */
  stringJoin(this: Holding<StringType>, separator: SubtypeExprOrValue<StringType>): StringExpr {
    return builtin("ArrayStringJoin", [], this, separator);
  }

  /**
   * A forest of nodes of type `node`, each made by `build` from an element and the nodes of those whose `parent`
   * is its `key`; the result is the roots, in array order. An error if a key comes up again, or an element is its
   * own ancestor.
   */
  toTree<N extends EastType, K>(
    node: N,
    key: Callback<[element: T, index: IntegerType], K>,
    parent: CallbackTo<OptionType<TypeOf<K>>, [element: T, index: IntegerType]>,
    build: CallbackTo<N, [element: T, index: IntegerType, children: ArrayType<N>]>,
  ): ArrayExpr<N> {
    const keys = eachCallback(this, key);
    return builtin("ArrayToTree", [this.#element, outputOf(keys), node], this, keys, parent, build);
  }

  get #element(): T {
    return this[TypeSymbol].value;
  }
}

/** The default of `getKeys`. */
const noElement = ($: BlockBuilder<never>, index: Expr): Expr =>
  $.error(str`Cannot get key ${index} from array`);
