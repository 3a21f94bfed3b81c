/** Expressions of recursive types (spec/east-api.md 2.8). */
import { type EastType, type RecursiveType, unfold } from "../types/types.js";
import { ValueExpr } from "./comparison.js";
import { astOf, fromAst, TypeSymbol } from "./expr.js";
import type { ExpandOnce, ExprType, SubtypeExprOrValue } from "./expr-types.js";
import { toAst } from "./literal.js";
import { captureLocation } from "./location.js";

export class RecursiveExpr<N extends EastType> extends ValueExpr<RecursiveType<N>> {
  /** The expression of the type's node, in which references are the recursive type again. */
  unwrap(): ExprType<ExpandOnce<N, RecursiveType<N>>> {
    const type = unfold(this[TypeSymbol]);
    return fromAst({
      ast_type: "UnwrapRecursive",
      type,
      location: captureLocation(),
      value: astOf(this),
    });
  }

  /** An expression or literal of the node as one of the recursive type: the inverse of `unwrap`. */
  static wrap<N extends EastType>(
    value: SubtypeExprOrValue<RecursiveType<N>>,
    type: RecursiveType<N>,
  ): RecursiveExpr<N> {
    const location = captureLocation();
    const node = toAst(value, unfold(type), location);
    return fromAst({ ast_type: "WrapRecursive", type, location, value: node });
  }
}
