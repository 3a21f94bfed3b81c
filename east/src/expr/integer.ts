/** Integer expressions (spec/east-api.md 3.2). Arithmetic with a Float operand gives a Float. */
import type { FloatType, IntegerType } from "../types/types.js";
import { builtin } from "./builtin.js";
import { ValueExpr } from "./comparison.js";
import { isExpr, TypeSymbol } from "./expr.js";
import type { SubtypeExprOrValue } from "./expr-types.js";
import type { FloatExpr } from "./float.js";

type IntegerOperand = SubtypeExprOrValue<IntegerType>;
type NumberOperand = IntegerOperand | SubtypeExprOrValue<FloatType>;

/** Float if the operand is. */
type Result<Y> = [Y] extends [IntegerOperand] ? IntegerExpr : FloatExpr;

export class IntegerExpr extends ValueExpr<IntegerType> {
  /** The sum, modulo 2^64. */
  add<Y extends NumberOperand>(y: Y): Result<Y> {
    return arithmetic("Add", this, y);
  }
  /** The difference, modulo 2^64. */
  subtract<Y extends NumberOperand>(y: Y): Result<Y> {
    return arithmetic("Subtract", this, y);
  }
  /** The product, modulo 2^64. */
  multiply<Y extends NumberOperand>(y: Y): Result<Y> {
    return arithmetic("Multiply", this, y);
  }
  /** The quotient, truncated towards zero; an error for 0n. */
  divide<Y extends NumberOperand>(y: Y): Result<Y> {
    return arithmetic("Divide", this, y);
  }
  /** The remainder, with this one's sign; an error for 0n. */
  remainder<Y extends NumberOperand>(y: Y): Result<Y> {
    return arithmetic("Remainder", this, y);
  }
  /** The power, modulo 2^64; 0 for a negative exponent. */
  pow<Y extends NumberOperand>(y: Y): Result<Y> {
    return arithmetic("Pow", this, y);
  }

  /** Short for `add`. */
  plus<Y extends NumberOperand>(y: Y): Result<Y> {
    return this.add(y);
  }
  /** Short for `subtract`. */
  minus<Y extends NumberOperand>(y: Y): Result<Y> {
    return this.subtract(y);
  }
  /** Short for `subtract`. */
  sub<Y extends NumberOperand>(y: Y): Result<Y> {
    return this.subtract(y);
  }
  /** Short for `multiply`. */
  times<Y extends NumberOperand>(y: Y): Result<Y> {
    return this.multiply(y);
  }
  /** Short for `multiply`. */
  mul<Y extends NumberOperand>(y: Y): Result<Y> {
    return this.multiply(y);
  }
  /** Short for `divide`. */
  div<Y extends NumberOperand>(y: Y): Result<Y> {
    return this.divide(y);
  }
  /** Short for `remainder`. */
  mod<Y extends NumberOperand>(y: Y): Result<Y> {
    return this.remainder(y);
  }
  /** Short for `remainder`. */
  rem<Y extends NumberOperand>(y: Y): Result<Y> {
    return this.remainder(y);
  }
  /** Short for `remainder`. */
  modulo<Y extends NumberOperand>(y: Y): Result<Y> {
    return this.remainder(y);
  }

  negate(): IntegerExpr {
    return builtin("IntegerNegate", [], this);
  }
  abs(): IntegerExpr {
    return builtin("IntegerAbs", [], this);
  }
  /** -1, 0 or 1. */
  sign(): IntegerExpr {
    return builtin("IntegerSign", [], this);
  }
  /** The floor of the logarithm of the absolute value; 0 for 0 and for a base up to 1. */
  log(base: IntegerOperand): IntegerExpr {
    return builtin("IntegerLog", [], this, base);
  }
  /** The nearest Float. */
  toFloat(): FloatExpr {
    return builtin("IntegerToFloat", [], this);
  }
}

function arithmetic(name: string, x: IntegerExpr, y: unknown): any {
  const float = typeof y === "number" || (isExpr(y) && y[TypeSymbol].type === "Float");
  return float ? builtin(`Float${name}`, [], x.toFloat(), y) : builtin(`Integer${name}`, [], x, y);
}
