/** Dict expressions (spec/east-api.md 3.10). Callbacks get the value and its key; keys come in ascending order. */
import type { DictType, EastType, OptionType, SetType } from "../types/types.js";
import { expressionBody } from "./block.js";
import type { BlockBuilder } from "./block-types.js";
import { builtin } from "./builtin.js";
import { type Expr, fromAst, TypeSymbol } from "./expr.js";
import type { CallbackTo, ExprType, SubtypeExprOrValue, TypeOf } from "./expr-types.js";
import { KeyedExpr } from "./keyed.js";
import { toAst } from "./literal.js";
import { captureLocation } from "./location.js";
import type { NeverExpr } from "./never.js";
import type { NullExpr } from "./null.js";
import { str } from "./print.js";
import type { SetExpr } from "./set.js";

/** Gives the value of a key that is in both. */
type Combine<K extends EastType, V extends EastType, V2 extends EastType = V> = CallbackTo<
  V,
  [existing: V, value: V2, key: K]
>;

export class DictExpr<K extends EastType, V extends EastType> extends KeyedExpr<
  DictType<K, V>,
  K,
  [value: V, key: K]
> {
  /** The value of a key; if it is not there what `otherwise` gives, without it an error. */
  get(key: SubtypeExprOrValue<K>, otherwise?: CallbackTo<V, [key: K]>): ExprType<V> {
    return otherwise === undefined
      ? builtin("DictGet", this.#types, this, key)
      : builtin("DictGetOrDefault", this.#types, this, key, otherwise);
  }

  /** The value of a key, or the one given. */
  getOrDefault(key: SubtypeExprOrValue<K>, value: SubtypeExprOrValue<V>): ExprType<V> {
    return builtin("DictGetOrDefault", this.#types, this, key, () => value);
  }

  /** The value of a key if it is there. */
  tryGet(key: SubtypeExprOrValue<K>): ExprType<OptionType<V>> {
    return builtin("DictTryGet", this.#types, this, key);
  }

  /** The value of a key, which is first set to what `otherwise` gives if it is not there. */
  getOrInsert(key: SubtypeExprOrValue<K>, otherwise: CallbackTo<V, [key: K]>): ExprType<V> {
    return builtin("DictGetOrInsert", this.#types, this, key, otherwise);
  }

  /** A dict of the given keys; the value of one that is not there is what `otherwise` gives, without it an error. */
  getKeys(keys: SubtypeExprOrValue<SetType<K>>, otherwise?: CallbackTo<V, [key: K]>): DictExpr<K, V> {
    return builtin("DictGetKeys", this.#types, this, keys, otherwise ?? notFound);
  }

  /** The set of the keys, a new one. */
  keys(): SetExpr<K> {
    return builtin("DictKeys", this.#types, this);
  }

  /** Sets a new key; an error if it is there already. */
  insert(key: SubtypeExprOrValue<K>, value: SubtypeExprOrValue<V>): NullExpr {
    return builtin("DictInsert", this.#types, this, key, value);
  }

  /** Sets a key, if it is there already to what `combine` gives, without it to the new value. */
  insertOrUpdate(
    key: SubtypeExprOrValue<K>,
    value: SubtypeExprOrValue<V>,
    combine?: Combine<K, V>,
  ): NullExpr {
    return builtin("DictInsertOrUpdate", this.#types, this, key, value, combine ?? replace);
  }

  /** Sets a key that is there; an error if it is not. */
  update(key: SubtypeExprOrValue<K>, value: SubtypeExprOrValue<V>): NullExpr {
    return builtin("DictUpdate", this.#types, this, key, value);
  }

  /** Sets a key that is there and gives its old value; an error if it is not. */
  swap(key: SubtypeExprOrValue<K>, value: SubtypeExprOrValue<V>): ExprType<V> {
    return builtin("DictSwap", this.#types, this, key, value);
  }

  /** Takes a key out and gives its value; an error if it is not there. */
  pop(key: SubtypeExprOrValue<K>): ExprType<V> {
    return builtin("DictPop", this.#types, this, key);
  }

  /**
   * Sets a key to `combine(old, value, key)`. The old value of one that is not there is what `initial` gives,
   * without it an error.
   */
  merge<V2>(
    key: SubtypeExprOrValue<K>,
    value: V2,
    combine: Combine<K, V, TypeOf<V2>>,
    initial?: CallbackTo<V, [key: K]>,
  ): NullExpr {
    const other = toAst(value);
    const types = [...this.#types, other.type];
    return builtin("DictMerge", types, this, key, fromAst(other), combine, initial ?? notFound);
  }

  /** Merges each entry of another dict. */
  mergeAll<V2 extends EastType>(
    other: Expr<DictType<K, V2>>,
    combine: Combine<K, V, V2>,
    initial?: CallbackTo<V, [key: K]>,
  ): NullExpr {
    const { value } = toAst(other).type as DictType<K, V2>;
    return builtin("DictMergeAll", [...this.#types, value], this, other, combine, initial ?? notFound);
  }

  /** Sets all keys of another dict; the value of one that is in both is what `combine` gives, without it an error. */
  unionInPlace(other: SubtypeExprOrValue<DictType<K, V>>, combine?: Combine<K, V>): NullExpr {
    return builtin("DictUnionInPlace", this.#types, this, other, combine ?? inBoth);
  }

  /**
   * A new dict of all keys of both; the value of one that is in both is what `combine` gives, without it an error.
   */
  union(other: SubtypeExprOrValue<DictType<K, V>>, combine?: Combine<K, V>): DictExpr<K, V> {
    const body = ($: BlockBuilder<never>) => {
      const both = $.let<Expr>(this.copy()) as DictExpr<K, V>;
      $(both.unionInPlace(other, combine));
      return both;
    };
    return fromAst(expressionBody(captureLocation(), body));
  }

  get #types(): [K, V] {
    const { key, value } = this[TypeSymbol];
    return [key, value];
  }
}

type $ = BlockBuilder<never>;

const notFound = ($: $, key: Expr): NeverExpr => $.error(str`Key ${key} not found in dictionary`);

const inBoth = ($: $, _existing: Expr, _value: Expr, key: Expr): NeverExpr =>
  $.error(str`Key ${key} exists in both dictionaries`);

const replace = (_$: $, _existing: Expr, value: Expr): Expr => value;
