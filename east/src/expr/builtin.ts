/**
 * Calls of builtins. The catalogue knows what each takes and gives, so a method is a name, type parameters and
 * arguments: literals, callbacks and narrower expressions are converted by the signature.
 */
import { builtinSignature } from "../builtins/catalogue.js";
import type { Signature } from "../ir/signature.js";
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
import type { AST } from "./ast.js";
import { astOf, type Expr, fromAst, functionFrom, isExpr, TypeSymbol } from "./expr.js";
import { toAst } from "./literal.js";
import { captureLocation, type LocationStack, located } from "./location.js";

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
 */
export function callback(inputs: readonly EastType[], fn: unknown): Expr<FunctionType> {
  const location = captureLocation();
  return fromAst(callbackAst(inputs, fn, location));
}

function callbackAst(inputs: readonly EastType[], fn: unknown, location: LocationStack): AST {
  if (isExpr(fn)) {
    const type = fn[TypeSymbol];
    return type.type === "Function" ? toAst(fn, FunctionType(inputs, type.output), location) : astOf(fn);
  }
  return functionFrom("Function", inputs, undefined, fn as never, location);
}
