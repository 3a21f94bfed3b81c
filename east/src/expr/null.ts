/** Expressions of type Null: those that are evaluated for what they do. */
import type { NullType } from "../types/types.js";
import { ValueExpr } from "./comparison.js";

export class NullExpr extends ValueExpr<NullType> {}
