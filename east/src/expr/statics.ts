/** What makes expressions without a receiver: the members of `Expr`, most of which are `East`'s too (spec/east-api.md 1.12). */
import type { EastType, Fields, NeverType, VariantType } from "../types/types.js";
import { StringType } from "../types/types.js";
import { type AST, constant, nullValue } from "./ast.js";
import { errorAst, expressionBody, StackType } from "./block.js";
import type { BlockBuilder, StackExpr } from "./block-types.js";
import type { BooleanExpr } from "./boolean.js";
import { unionOf } from "./branches.js";
import { fromAst } from "./classes.js";
import { comparison } from "./comparison.js";
import { astOf, Expr as BaseExpr, functionFrom, isExpr, TypeSymbol } from "./expr.js";
import type { ExprType, ExprTypes, SubtypeExprOrValue, TypeOf } from "./expr-types.js";
import type { CallableAsyncFunctionExpr, CallableFunctionExpr } from "./function.js";
import { toAst } from "./literal.js";
import { captureLocation, type Location } from "./location.js";
import type { NeverExpr } from "./never.js";
import { print, str } from "./print.js";
import type { StringExpr } from "./string.js";
import { type Handlers, matchExpr, type ResultOf } from "./variant.js";

type ExpressionBody<R> = ($: BlockBuilder<NeverType>) => R;

/** With an output type the body returns that; without one its result decides. */
type FunctionBody<I extends readonly EastType[], O, R> = (
  $: BlockBuilder<O extends EastType ? O : NeverType>,
  ...inputs: ExprTypes<I>
) => O extends EastType ? SubtypeExprOrValue<O> | void : R;

type OutputOf<O, R> = O extends EastType ? O : TypeOf<R>;

/** A value as an expression, of the given type or of its own. */
export function value<T extends EastType>(given: SubtypeExprOrValue<T>, type: T): ExprType<T>;
export function value<V>(given: V): ExprType<TypeOf<V>>;
export function value(given: unknown, type?: EastType): unknown {
  const ast = toAst(given, type);
  return isExpr(given) && astOf(given) === ast ? given : fromAst(ast);
}

/** A function; without an output its type is that of what the body returns. */
function eastFunction<const I extends readonly EastType[] | [], O extends EastType | undefined, R>(
  inputs: I,
  output: O,
  body: FunctionBody<I, O, R>,
): CallableFunctionExpr<I, OutputOf<O, R>> {
  return fromAst(functionFrom("Function", inputs, output, body, captureLocation()));
}

/** A function that may call asynchronous ones and waits for them. */
export function asyncFunction<const I extends readonly EastType[] | [], O extends EastType | undefined, R>(
  inputs: I,
  output: O,
  body: FunctionBody<I, O, R>,
): CallableAsyncFunctionExpr<I, OutputOf<O, R>> {
  return fromAst(functionFrom("AsyncFunction", inputs, output, body, captureLocation()));
}

/** A comparison of expressions; of literals, if they come without their types. */
function compare(name: string, a: unknown, b: unknown): BooleanExpr {
  return comparison(name, isExpr(a) ? a : fromAst(toAst(a)), b);
}

/** Deep equality; NaN equals itself, -0.0 and 0.0 differ. */
export function equal<T extends EastType>(a: BaseExpr<T>, b: SubtypeExprOrValue<T>): BooleanExpr {
  return compare("Equal", a, b);
}

/** Not `equal`. */
export function notEqual<T extends EastType>(a: BaseExpr<T>, b: SubtypeExprOrValue<T>): BooleanExpr {
  return compare("NotEqual", a, b);
}

/** Whether the first comes before the second in East's total order. */
export function less<T extends EastType>(a: BaseExpr<T>, b: SubtypeExprOrValue<T>): BooleanExpr {
  return compare("Less", a, b);
}

/** Whether the first comes before the second in East's total order or equals it. */
export function lessEqual<T extends EastType>(a: BaseExpr<T>, b: SubtypeExprOrValue<T>): BooleanExpr {
  return compare("LessEqual", a, b);
}

/** Whether the first comes after the second in East's total order. */
export function greater<T extends EastType>(a: BaseExpr<T>, b: SubtypeExprOrValue<T>): BooleanExpr {
  return compare("Greater", a, b);
}

/** Whether the first comes after the second in East's total order or equals it. */
export function greaterEqual<T extends EastType>(a: BaseExpr<T>, b: SubtypeExprOrValue<T>): BooleanExpr {
  return compare("GreaterEqual", a, b);
}

/** Identity: the same object for mutable types and functions, the same value for others. */
export function is<T extends EastType>(a: BaseExpr<T>, b: SubtypeExprOrValue<T>): BooleanExpr {
  return compare("Is", a, b);
}

/** Calls a function of `count` inputs of one type, so that each is evaluated once (spec/east-ir.md 9.6). */
function choice(inputs: unknown[], body: (...inputs: BaseExpr[]) => unknown): any {
  const { type } = toAst(inputs[0]);
  const types = inputs.map(() => type);
  const fn = functionFrom("Function", types, type, (_$, ...args) => body(...args), captureLocation());
  return fromAst(fn)(...inputs);
}

const lesser = (x: BaseExpr, y: BaseExpr): BaseExpr =>
  less(y, x).ifElse(
    () => y,
    () => x,
  );

const larger = (x: BaseExpr, y: BaseExpr): BaseExpr =>
  less(x, y).ifElse(
    () => y,
    () => x,
  );

/** The lesser of two values; of equal ones the first. */
export function min<T extends EastType>(a: BaseExpr<T>, b: SubtypeExprOrValue<T>): ExprType<T> {
  return choice([a, b], lesser);
}

/** The greater of two values; of equal ones the first. */
export function max<T extends EastType>(a: BaseExpr<T>, b: SubtypeExprOrValue<T>): ExprType<T> {
  return choice([a, b], larger);
}

/** A value raised to `lowest` and then lowered to `highest`. */
export function clamp<T extends EastType>(
  given: BaseExpr<T>,
  lowest: SubtypeExprOrValue<T>,
  highest: SubtypeExprOrValue<T>,
): ExprType<T> {
  const clamped = (x: BaseExpr, lo: BaseExpr, hi: BaseExpr): BaseExpr =>
    less(x, lo).ifElse(
      () => lesser(lo, hi),
      () => lesser(x, hi),
    );
  return choice([given, lowest, highest], clamped);
}

/** An expression made of statements: what the body returns is its value. */
export function block<R>(body: ExpressionBody<R>): ExprType<TypeOf<R>> {
  return fromAst(expressionBody(captureLocation(), body));
}

/** An expression that raises an error. */
export function error(message: SubtypeExprOrValue<typeof StringType>, location?: Location): NeverExpr {
  return fromAst(errorAst(message, location === undefined ? captureLocation() : [location]));
}

/** The value of the handler of the variant's case. */
export function match<C extends Fields, H extends Handlers<C>>(
  variant: BaseExpr<VariantType<C>>,
  handlers: H,
): ExprType<TypeOf<ResultOf<H>>> {
  return matchExpr(variant, handlers);
}

/** The value of an expression, or of the handler when it raises an error. */
export function tryCatch<T extends EastType, R>(
  attempt: BaseExpr<T>,
  handler: ($: BlockBuilder<NeverType>, message: StringExpr, stack: StackExpr) => R,
): ExprType<TypeOf<ExprType<T> | R>> {
  const location = captureLocation();
  const try_body: AST = astOf(attempt);
  const message = constant(StringType, location);
  const stack = constant(StackType, location);
  const catch_body = expressionBody(location, handler, fromAst(message), fromAst(stack));
  const type = unionOf([try_body, catch_body], location);
  const finally_body = nullValue(location);
  return fromAst({
    ast_type: "TryCatch",
    type,
    location,
    try_body,
    message,
    stack,
    catch_body,
    finally_body,
  });
}

export { eastFunction as function, print, str };

/** An expression of East type `T`. */
export type Expr<T extends EastType = EastType> = BaseExpr<T>;

/** The base class of all expressions, with the functions that make them. */
export const Expr = Object.assign(BaseExpr, {
  type: <T extends EastType>(e: BaseExpr<T>): T => e[TypeSymbol],
  ast: astOf,
  from: value,
  fromAst: (ast: AST): BaseExpr => fromAst(ast),
  function: eastFunction,
  asyncFunction,
  print,
  str,
  equal,
  notEqual,
  less,
  lessEqual,
  greater,
  greaterEqual,
  is,
  min,
  max,
  clamp,
  block,
  error,
  match,
  tryCatch,
});
