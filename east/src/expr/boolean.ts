/** Boolean expressions (spec/east-api.md 3.1). */
import { BooleanType, type NeverType } from "../types/types.js";
import type { AST } from "./ast.js";
import { expressionBody } from "./block.js";
import type { BlockBuilder } from "./block-types.js";
import { unionOf } from "./branches.js";
import { builtin } from "./builtin.js";
import { ValueExpr } from "./comparison.js";
import { astOf, fromAst } from "./expr.js";
import type { ExprType, SubtypeExprOrValue, TypeOf } from "./expr-types.js";
import { toAst } from "./literal.js";
import { captureLocation, type LocationStack } from "./location.js";

type Operand = SubtypeExprOrValue<BooleanType>;
type LazyOperand = ($: BlockBuilder<NeverType>) => Operand;

export class BooleanExpr extends ValueExpr<BooleanType> {
  not(): BooleanExpr {
    return builtin("BooleanNot", [], this);
  }

  /** Whether both hold; `y` is evaluated only if this holds. */
  and(y: LazyOperand): BooleanExpr {
    const location = captureLocation();
    return choice(this, lazy(y, location), toAst(false, BooleanType, location), location);
  }

  /** Whether one of them holds; `y` is evaluated only if this does not. */
  or(y: LazyOperand): BooleanExpr {
    const location = captureLocation();
    return choice(this, toAst(true, BooleanType, location), lazy(y, location), location);
  }

  /** Whether both hold; both are evaluated. */
  bitAnd(y: Operand): BooleanExpr {
    return builtin("BooleanAnd", [], this, y);
  }

  /** Whether one of them holds; both are evaluated. */
  bitOr(y: Operand): BooleanExpr {
    return builtin("BooleanOr", [], this, y);
  }

  /** Whether exactly one of them holds. */
  bitXor(y: Operand): BooleanExpr {
    return builtin("BooleanXor", [], this, y);
  }

  /** The value of the first body if this holds, of the second otherwise. */
  ifElse<A, B>(
    then: ($: BlockBuilder<NeverType>) => A,
    otherwise: ($: BlockBuilder<NeverType>) => B,
  ): ExprType<TypeOf<A | B>> {
    const location = captureLocation();
    return choice(this, expressionBody(location, then), expressionBody(location, otherwise), location);
  }
}

function lazy(operand: LazyOperand, location: LocationStack): AST {
  return toAst(fromAst(expressionBody(location, operand)), BooleanType, location);
}

/** The one place where a choice between two expressions is written. */
function choice(condition: BooleanExpr, then: AST, otherwise: AST, location: LocationStack): any {
  return fromAst({
    ast_type: "IfElse",
    type: unionOf([then, otherwise], location),
    location,
    ifs: [{ predicate: astOf(condition), body: then }],
    else_body: otherwise,
  });
}
