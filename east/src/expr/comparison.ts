/** What expressions of every type but structs have: comparison in East's total order (spec/east-api.md 3). */
import type { EastType } from "../types/types.js";
import type { BooleanExpr } from "./boolean.js";
import { builtin } from "./builtin.js";
import { Expr, TypeSymbol } from "./expr.js";
import type { SubtypeExprOrValue } from "./expr-types.js";

/** A comparison of whole values, by the type of the first. */
export function comparison(name: string, x: Expr, y: unknown): BooleanExpr {
  return builtin(name, [x[TypeSymbol]], x, y);
}

/** Comparison under the names that also vectors have. */
export class ComparableExpr<T extends EastType> extends Expr<T> {
  /** Deep equality; NaN equals itself, -0.0 and 0.0 differ. */
  equals(other: SubtypeExprOrValue<T>): BooleanExpr {
    return comparison("Equal", this, other);
  }
  /** Not `equals`. */
  notEquals(other: SubtypeExprOrValue<T>): BooleanExpr {
    return comparison("NotEqual", this, other);
  }
  lessThan(other: SubtypeExprOrValue<T>): BooleanExpr {
    return comparison("Less", this, other);
  }
  lessThanOrEqual(other: SubtypeExprOrValue<T>): BooleanExpr {
    return comparison("LessEqual", this, other);
  }
  greaterThan(other: SubtypeExprOrValue<T>): BooleanExpr {
    return comparison("Greater", this, other);
  }
  greaterThanOrEqual(other: SubtypeExprOrValue<T>): BooleanExpr {
    return comparison("GreaterEqual", this, other);
  }

  /** Short for `equals`. */
  equal(other: SubtypeExprOrValue<T>): BooleanExpr {
    return this.equals(other);
  }
  /** Short for `notEquals`. */
  ne(other: SubtypeExprOrValue<T>): BooleanExpr {
    return this.notEquals(other);
  }
  /** Short for `notEquals`. */
  notEqual(other: SubtypeExprOrValue<T>): BooleanExpr {
    return this.notEquals(other);
  }
  /** Short for `lessThan`. */
  less(other: SubtypeExprOrValue<T>): BooleanExpr {
    return this.lessThan(other);
  }
  /** Short for `lessThanOrEqual`. */
  lte(other: SubtypeExprOrValue<T>): BooleanExpr {
    return this.lessThanOrEqual(other);
  }
  /** Short for `lessThanOrEqual`. */
  le(other: SubtypeExprOrValue<T>): BooleanExpr {
    return this.lessThanOrEqual(other);
  }
  /** Short for `lessThanOrEqual`. */
  lessEqual(other: SubtypeExprOrValue<T>): BooleanExpr {
    return this.lessThanOrEqual(other);
  }
  /** Short for `greaterThan`. */
  greater(other: SubtypeExprOrValue<T>): BooleanExpr {
    return this.greaterThan(other);
  }
  /** Short for `greaterThanOrEqual`. */
  gte(other: SubtypeExprOrValue<T>): BooleanExpr {
    return this.greaterThanOrEqual(other);
  }
  /** Short for `greaterThanOrEqual`. */
  ge(other: SubtypeExprOrValue<T>): BooleanExpr {
    return this.greaterThanOrEqual(other);
  }
  /** Short for `greaterThanOrEqual`. */
  greaterEqual(other: SubtypeExprOrValue<T>): BooleanExpr {
    return this.greaterThanOrEqual(other);
  }
}

/** Comparison under all names: vectors have another meaning for the three here. */
export class ValueExpr<T extends EastType> extends ComparableExpr<T> {
  /** Short for `equals`. */
  eq(other: SubtypeExprOrValue<T>): BooleanExpr {
    return this.equals(other);
  }
  /** Short for `lessThan`. */
  lt(other: SubtypeExprOrValue<T>): BooleanExpr {
    return this.lessThan(other);
  }
  /** Short for `greaterThan`. */
  gt(other: SubtypeExprOrValue<T>): BooleanExpr {
    return this.greaterThan(other);
  }
}
