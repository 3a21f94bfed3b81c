/**
 * The base of all expression classes: it holds the tree that an expression stands for and nothing else. Everything
 * internal is under symbols, so that completion shows the methods of a type only, and struct expressions may have
 * fields of any name.
 *
 * Expression classes make expressions of one another's types. They do so through `fromAst`, whose table of classes is
 * filled in by classes.ts, and mention each other as types only; so there are no import cycles.
 */
import type { EastType } from "../types/types.js";
import type { AST, AsyncFunctionAST, FunctionAST } from "./ast.js";
import type { LocationStack } from "./location.js";

/** Under this key an expression has its East type. */
export const TypeSymbol: unique symbol = Symbol("east.type");

/** Under this key struct and variant expressions have the names of their fields and cases. */
export const NamesSymbol: unique symbol = Symbol("east.names");

/** Under this key function expressions have how they are called. */
export const CallSymbol: unique symbol = Symbol("east.call");

const AstSymbol: unique symbol = Symbol("east.ast");

/** An expression of East type `T`. */
export abstract class Expr<T extends EastType = EastType> {
  constructor(ast: AST) {
    holdAst(this, ast);
  }

  // An accessor, because TypeScript leaves those of classes out of the type of a spread: `{...struct}` is its fields.
  get [TypeSymbol](): T {
    return astOf(this).type as T;
  }
}

/** Makes an object an expression; its prototype is that of an expression class. */
export function holdAst(target: object, ast: AST): void {
  // Not enumerable, so that spreading a struct expression copies its fields only.
  Object.defineProperty(target, AstSymbol, { value: ast });
}

/** The tree that an expression stands for. */
export function astOf(expression: Expr): AST {
  return (expression as unknown as { [AstSymbol]: AST })[AstSymbol];
}

export function isExpr(value: unknown): value is Expr {
  return value instanceof Expr;
}

/** Makes the expression that a tree stands for. */
export type ExprFactory = (ast: AST) => Expr;

/** What lower modules need from higher ones: the classes by type, and callbacks as functions. */
type Makers = {
  expression: ExprFactory;
  /** The function that a callback becomes; without an output it has the type of what the callback returns. */
  function: (
    kind: "Function" | "AsyncFunction",
    inputs: readonly EastType[],
    output: EastType | undefined,
    body: ($: any, ...inputs: any[]) => unknown,
    location: LocationStack,
  ) => FunctionAST | AsyncFunctionAST;
};

let makers: Makers;

/** Called once, by classes.ts. */
export function setMakers(all: Makers): void {
  makers = all;
}

/** The expression that a tree stands for, of the class for its type. Methods declare which it is. */
export function fromAst(ast: AST): any {
  return makers.expression(ast);
}

export const functionFrom: Makers["function"] = (...all) => makers.function(...all);
