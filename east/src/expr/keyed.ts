/** The methods that set and dict expressions share and arrays have otherwise (spec/east-api.md 3.10). */
import type { ArrayType, DictType, EastType, OptionType, SetType } from "../types/types.js";
import type { ArrayExpr } from "./array.js";
import type { BooleanExpr } from "./boolean.js";
import {
  type ArrayResult,
  collectionType,
  type Each,
  type ElementOf,
  eachCallback,
  first,
  type Holding,
  invoke,
  type OptionResult,
  outputOf,
  type SomeOf,
  someType,
} from "./collection.js";
import type { DictExpr } from "./dict.js";
import type { Callback, CallbackTo, ExprType, SubtypeExprOrValue, TypeOf } from "./expr-types.js";
import { GroupingExpr } from "./grouping.js";
import type { NullExpr } from "./null.js";

/** `K` are the keys and `I` is what callbacks are given. */
export abstract class KeyedExpr<
  C extends DictType | SetType,
  K extends EastType,
  I extends Each,
> extends GroupingExpr<C, I> {
  /** Whether the key is in it. */
  has(key: SubtypeExprOrValue<K>): BooleanExpr {
    return invoke(this, "Has", [], key);
  }

  /** Takes a key out; an error if it is not there. */
  delete(key: SubtypeExprOrValue<K>): NullExpr {
    return invoke(this, "Delete", [], key);
  }

  /** Takes a key out if it is there, and tells whether it was. */
  tryDelete(key: SubtypeExprOrValue<K>): BooleanExpr {
    return invoke(this, "TryDelete", [], key);
  }

  /** A dict of what the callback returns for each key. */
  map<R>(fn: Callback<I, R>): DictExpr<K, TypeOf<R>> {
    const mapped = eachCallback(this, fn);
    return invoke(this, "Map", [outputOf(mapped)], mapped);
  }

  /** A dict of the values that the callback returns for each key, without those for which it is `none`. */
  filterMap<R extends OptionResult>(fn: Callback<I, R>): DictExpr<K, SomeOf<R>> {
    const mapped = eachCallback(this, fn);
    return invoke(this, "FilterMap", [someType(mapped)], mapped);
  }

  /** An array, in key order, of what the callback returns, or of what is in it. */
  toArray<R = ExprType<I[0]>>(element?: Callback<I, R>): ArrayExpr<TypeOf<R>> {
    const elements = eachCallback(this, element ?? first);
    return invoke(this, "ToArray", [outputOf(elements)], elements);
  }

  /** The elements of the arrays in it, in key order. */
  flattenToArray(this: Holding<ArrayType>): ArrayExpr<ElementOf<I[0]>>;
  /** The elements of the arrays that the callback returns, in key order. */
  flattenToArray<R extends ArrayResult>(array: Callback<I, R>): ArrayExpr<ElementOf<TypeOf<R>>>;
  flattenToArray(array?: unknown): unknown {
    const arrays = eachCallback(this, array ?? first);
    return invoke(this, "FlattenToArray", [collectionType("Array", arrays).value], arrays);
  }

  /**
   * A forest of nodes of type `node`, each made by `build` from an element and the nodes of those that name it as
   * their parent; the result is the roots. An error if an element is its own ancestor.
   */
  toTree<N extends EastType>(
    node: N,
    parent: CallbackTo<OptionType<K>, I>,
    build: CallbackTo<N, [...each: I, children: ArrayType<N>]>,
  ): ArrayExpr<N> {
    return invoke(this, "ToTree", [node], parent, build);
  }
}
