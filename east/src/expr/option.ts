/** Options, the variants of `none` and `some`, have methods that other variants have not (spec/east-api.md 3.11). */
import { memberNames } from "../types/names.js";
import type { EastType, Fields, NullType, SomeType } from "../types/types.js";
import type { AST } from "./ast.js";
import type { BooleanExpr } from "./boolean.js";
import { astOf, type Expr, TypeSymbol } from "./expr.js";
import type { ExprType, SubtypeExprOrValue } from "./expr-types.js";
import { toAst } from "./literal.js";
import { captureLocation } from "./location.js";
import { VariantExpr as AnyVariantExpr, matched } from "./variant.js";

class OptionExpr<T extends EastType> extends AnyVariantExpr<{ none: NullType; some: T }> {
  isSome(): BooleanExpr {
    return this.hasTag("some");
  }

  isNone(): BooleanExpr {
    return this.hasTag("none");
  }

  /** The value of a `some`, otherwise the one given. */
  unwrapOr(value: SubtypeExprOrValue<T>): ExprType<T> {
    const location = captureLocation();
    const other = toAst(value, this[TypeSymbol].cases.some, location);
    return matched(this, location, (name, data) => (name === "some" ? astOf(data) : other));
  }
}

/** An expression of a variant. */
export type VariantExpr<C extends Fields> = AnyVariantExpr<C> &
  (C extends { readonly some: infer T extends EastType }
    ? Exclude<keyof C, "none" | "some"> extends never
      ? Pick<OptionExpr<T>, "isNone" | "isSome" | "unwrapOr">
      : unknown
    : unknown);
export const VariantExpr = AnyVariantExpr;

/** The expression of a tree of a variant type. */
export function variantExpr(ast: AST): Expr {
  return isOption(ast.type) ? new OptionExpr(ast) : new AnyVariantExpr(ast);
}

/** Whether a type is that of options, or of those that are never `none`. */
export function isOption(type: EastType): type is SomeType<EastType> {
  if (type.type !== "Variant" || !Object.hasOwn(type.cases, "some")) return false;
  return memberNames(type.cases).every((name) => OPTION_NAMES.has(name));
}

const OPTION_NAMES = new Set(["none", "some"]);
