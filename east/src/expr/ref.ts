/** Expressions of mutable cells (spec/east-api.md 3.7). */
import type { EastType, FunctionType, RefType } from "../types/types.js";
import { builtin } from "./builtin.js";
import { ValueExpr } from "./comparison.js";
import { fromAst, TypeSymbol } from "./expr.js";
import type { ExprType, SubtypeExprOrValue, TypeOf } from "./expr-types.js";
import { toAst } from "./literal.js";
import type { NullExpr } from "./null.js";

export class RefExpr<T extends EastType> extends ValueExpr<RefType<T>> {
  /** The present content. */
  get(): ExprType<T> {
    return builtin("RefGet", [this[TypeSymbol].value], this);
  }

  /** Replaces the content. */
  update(value: SubtypeExprOrValue<T>): NullExpr {
    return builtin("RefUpdate", [this[TypeSymbol].value], this, value);
  }

  /** Replaces the content by `combine(content, value)`. */
  merge<V>(value: V, combine: SubtypeExprOrValue<FunctionType<[T, TypeOf<V>], T>>): NullExpr {
    const other = toAst(value);
    return builtin("RefMerge", [this[TypeSymbol].value, other.type], this, fromAst(other), combine);
  }
}
