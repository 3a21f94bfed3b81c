/** Expressions of functions (spec/east-api.md 2.7 and 3.12). They can be called; a call uses the whole tree. */
import { AsyncEastIR, EastIR } from "../compiler/east-ir.js";
import type { AsyncFunctionType, EastType, FunctionType } from "../types/types.js";
import type { AST, AsyncFunctionAST, FunctionAST } from "./ast.js";
import { ValueExpr } from "./comparison.js";
import { astOf, CallSymbol, type Expr, fromAst, holdAst } from "./expr.js";
import type { ExprType, SubtypeExprOrValue } from "./expr-types.js";
import { toAst } from "./literal.js";
import { buildError, captureLocation } from "./location.js";
import { toProgram } from "./to-ir.js";

/** What may be passed for the inputs of a function. */
export type Inputs<I extends readonly EastType[]> = { -readonly [K in keyof I]: SubtypeExprOrValue<I[K]> };

export class FunctionExpr<I extends readonly EastType[], O extends EastType> extends ValueExpr<
  FunctionType<I, O>
> {
  get [CallSymbol](): (...inputs: Inputs<I>) => ExprType<O> {
    return (...inputs) => this.call(...inputs);
  }

  /** The result of calling the function. */
  call(...inputs: Inputs<I>): ExprType<O> {
    return callOf(astOf(this), inputs);
  }

  /**
   * The function as a program.
   *
   * @throws Error when it captures variables or breaks another rule of spec/east-ir.md 9.7; it names the places.
   */
  toIR(): EastIR<I, O> {
    const { ir, sourceMap } = toProgram(astOf(this) as FunctionAST);
    return new EastIR(ir, sourceMap);
  }
}

export class AsyncFunctionExpr<I extends readonly EastType[], O extends EastType> extends ValueExpr<
  AsyncFunctionType<I, O>
> {
  get [CallSymbol](): (...inputs: Inputs<I>) => ExprType<O> {
    return (...inputs) => this.call(...inputs);
  }

  /** The result of calling the function, which is awaited; only in asynchronous functions. */
  call(...inputs: Inputs<I>): ExprType<O> {
    return callOf(astOf(this), inputs);
  }

  /**
   * The function as a program.
   *
   * @throws Error when it captures variables or breaks another rule of spec/east-ir.md 9.7; it names the places.
   */
  toIR(): AsyncEastIR<I, O> {
    const { ir, sourceMap } = toProgram(astOf(this) as AsyncFunctionAST);
    return new AsyncEastIR(ir, sourceMap);
  }
}

/** A function expression; calling it is the same as its `call`. */
export type CallableFunctionExpr<I extends readonly EastType[], O extends EastType> = FunctionExpr<I, O> &
  ((...inputs: Inputs<I>) => ExprType<O>);

/** An async function expression; calling it is the same as its `call`. */
export type CallableAsyncFunctionExpr<I extends readonly EastType[], O extends EastType> = AsyncFunctionExpr<
  I,
  O
> &
  ((...inputs: Inputs<I>) => ExprType<O>);

/** The expression of a function type: a JavaScript function that is an instance of the class. */
export function callable(ast: AST): Expr {
  const { prototype }: { prototype: object } =
    ast.type.type === "Function" ? FunctionExpr : AsyncFunctionExpr;
  const fn = (...inputs: unknown[]): unknown => callOf(ast, inputs);
  Object.setPrototypeOf(fn, prototype);
  holdAst(fn, ast);
  return fn as unknown as Expr;
}

function callOf(ast: AST, inputs: readonly unknown[]): any {
  const location = captureLocation();
  const type = ast.type as FunctionType | AsyncFunctionType;
  if (inputs.length !== type.inputs.length) {
    throw buildError(`Expected ${type.inputs.length} arguments, got ${inputs.length}`, location);
  }
  return fromAst({
    ast_type: type.type === "Function" ? "Call" : "CallAsync",
    type: type.output,
    location,
    function: ast,
    arguments: type.inputs.map((input, i) => toAst(inputs[i], input, location)),
  });
}
