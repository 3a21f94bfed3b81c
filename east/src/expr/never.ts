/** Expressions that do not finish normally; they fit wherever a value is wanted. */
import type { NeverType } from "../types/types.js";
import { ValueExpr } from "./comparison.js";
import { NamesSymbol } from "./expr.js";

export class NeverExpr extends ValueExpr<NeverType> {
  get [NamesSymbol](): readonly never[] {
    return [];
  }
}
