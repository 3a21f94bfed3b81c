/** Float expressions (spec/east-api.md 3.3). Integer operands are converted. */
import type { FloatType, IntegerType } from "../types/types.js";
import { builtin } from "./builtin.js";
import { ValueExpr } from "./comparison.js";
import { isExpr, TypeSymbol } from "./expr.js";
import type { SubtypeExprOrValue } from "./expr-types.js";
import type { IntegerExpr } from "./integer.js";

type NumberOperand = SubtypeExprOrValue<FloatType> | SubtypeExprOrValue<IntegerType>;

export class FloatExpr extends ValueExpr<FloatType> {
  add(y: NumberOperand): FloatExpr {
    return builtin("FloatAdd", [], this, asFloat(y));
  }
  subtract(y: NumberOperand): FloatExpr {
    return builtin("FloatSubtract", [], this, asFloat(y));
  }
  multiply(y: NumberOperand): FloatExpr {
    return builtin("FloatMultiply", [], this, asFloat(y));
  }
  /** The quotient; an infinity or NaN for 0.0. */
  divide(y: NumberOperand): FloatExpr {
    return builtin("FloatDivide", [], this, asFloat(y));
  }
  /** The remainder, with this one's sign. */
  remainder(y: NumberOperand): FloatExpr {
    return builtin("FloatRemainder", [], this, asFloat(y));
  }
  pow(y: NumberOperand): FloatExpr {
    return builtin("FloatPow", [], this, asFloat(y));
  }

  /** Short for `add`. */
  plus(y: NumberOperand): FloatExpr {
    return this.add(y);
  }
  /** Short for `subtract`. */
  minus(y: NumberOperand): FloatExpr {
    return this.subtract(y);
  }
  /** Short for `subtract`. */
  sub(y: NumberOperand): FloatExpr {
    return this.subtract(y);
  }
  /** Short for `multiply`. */
  times(y: NumberOperand): FloatExpr {
    return this.multiply(y);
  }
  /** Short for `multiply`. */
  mul(y: NumberOperand): FloatExpr {
    return this.multiply(y);
  }
  /** Short for `divide`. */
  div(y: NumberOperand): FloatExpr {
    return this.divide(y);
  }
  /** Short for `remainder`. */
  mod(y: NumberOperand): FloatExpr {
    return this.remainder(y);
  }
  /** Short for `remainder`. */
  rem(y: NumberOperand): FloatExpr {
    return this.remainder(y);
  }
  /** Short for `remainder`. */
  modulo(y: NumberOperand): FloatExpr {
    return this.remainder(y);
  }

  negate(): FloatExpr {
    return builtin("FloatNegate", [], this);
  }
  abs(): FloatExpr {
    return builtin("FloatAbs", [], this);
  }
  /** -1.0, 0.0 or 1.0; 0.0 for NaN. */
  sign(): FloatExpr {
    return builtin("FloatSign", [], this);
  }
  sqrt(): FloatExpr {
    return builtin("FloatSqrt", [], this);
  }
  exp(): FloatExpr {
    return builtin("FloatExp", [], this);
  }
  /** The natural logarithm. */
  log(): FloatExpr {
    return builtin("FloatLog", [], this);
  }
  sin(): FloatExpr {
    return builtin("FloatSin", [], this);
  }
  cos(): FloatExpr {
    return builtin("FloatCos", [], this);
  }
  tan(): FloatExpr {
    return builtin("FloatTan", [], this);
  }
  /** The same number as an Integer; an error when it is none or too large. */
  toInteger(): IntegerExpr {
    return builtin("FloatToInteger", [], this);
  }
}

function asFloat(y: NumberOperand): unknown {
  if (typeof y === "bigint") return Number(y);
  return isExpr(y) && y[TypeSymbol].type === "Integer" ? builtin("IntegerToFloat", [], y) : y;
}
