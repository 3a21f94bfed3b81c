/**
 * Calls of builtins. The catalogue knows what each takes and gives, so a method is a name, type parameters and
 * arguments: literals, callbacks and narrower expressions are converted by the signature.
 */
import { builtinSignature } from "../builtins/catalogue.js";
import type { Signature } from "../ir/signature.js";
import { printType } from "../types/print-type.js";
import {
  ArrayType,
  DictType,
  type EastType,
  FunctionType,
  MatrixType,
  OptionType,
  RefType,
  SetType,
  structTypeOf,
  VectorType,
} from "../types/types.js";
import { astOf, fromAst, functionFrom, isExpr } from "./expr.js";
import type { FunctionExpr } from "./function.js";
import { kindOf, toAst } from "./literal.js";
import { buildError, captureLocation, type LocationStack, located } from "./location.js";

/** A function of whatever inputs and output. */
export type AnyFunctionExpr = FunctionExpr<any, any>;

/** Fills in signatures with types as the user makes them; the checker's table keeps one object per structure. */
const PLAIN_TYPES = {
  array: ArrayType,
  ref: RefType,
  set: SetType,
  dict: DictType,
  vector: VectorType,
  matrix: MatrixType,
  struct: structTypeOf,
  option: OptionType,
  function: FunctionType,
} as unknown as Parameters<Signature["output"]>[0];

/**
 * A Builtin node as an expression of the type that the catalogue gives. The result is `any`: methods declare what it is.
 *
 * @throws Error when an argument does not suit the signature.
 */
export function builtin(name: string, typeParameters: readonly EastType[], ...args: unknown[]): any {
  const location = captureLocation();
  const signature = builtinSignature(name);
  if (signature === undefined) throw new Error(`Unknown builtin function: ${name}`);
  // A type may not stand where the signature puts it: a mutable one as the key of a set.
  const { inputs, output } = located(location, () => ({
    inputs: signature.inputs.map((input) => input(PLAIN_TYPES, typeParameters)),
    output: signature.output(PLAIN_TYPES, typeParameters),
  }));
  return fromAst({
    ast_type: "Builtin",
    type: output,
    location,
    builtin: name,
    type_parameters: typeParameters,
    inputs,
    arguments: inputs.map((input, i) => toAst(args[i], input, location)),
  });
}

/**
 * A callback whose output type is that of what it returns, as a function expression. An East function in its place is
 * used as it is, where it takes these inputs.
 *
 * @throws Error when it is no function, or takes something else.
 */
export function callback(inputs: readonly EastType[], fn: unknown): AnyFunctionExpr {
  const location = captureLocation();
  if (!isExpr(fn))
    return fromAst(functionFrom("Function", inputs, undefined, bodyOf(fn, location), location));
  const { type } = astOf(fn);
  if (type.type !== "Function") {
    throw buildError(`Expected a function but got an expression of type ${printType(type)}`, location);
  }
  return fromAst(toAst(fn, FunctionType(inputs, type.output), location));
}

/** A callback whose output type is known, as a function expression. */
export function callbackTo(output: EastType, inputs: readonly EastType[], fn: unknown): AnyFunctionExpr {
  return fromAst(toAst(fn, FunctionType(inputs, output)));
}

function bodyOf(fn: unknown, location: LocationStack): ($: any, ...inputs: any[]) => unknown {
  if (typeof fn === "function") return fn as ($: any, ...inputs: any[]) => unknown;
  throw buildError(`Expected function but got ${kindOf(fn)}`, location);
}
