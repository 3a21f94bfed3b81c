/**
 * Functions that the host provides (spec/east-api.md 1.11, spec/east-ir.md 7): declared here by name and type, called in
 * programs, and implemented for `East.compile`.
 */
import type { PlatformFunction } from "../ir/platform.js";
import { printType } from "../types/print-type.js";
import { toEastTypeValue } from "../types/type-value.js";
import type { EastType, NullType } from "../types/types.js";
import type { ValueTypeOf, ValueTypesOf } from "../types/value-types.js";
import { isNever } from "./ast.js";
import { fromAst } from "./expr.js";
import type { ExprType } from "./expr-types.js";
import type { Inputs } from "./function.js";
import { toAst } from "./literal.js";
import { buildError, captureLocation } from "./location.js";

export type PlatformOptions = {
  /** Programs compile without an implementation; only calling the function then fails. */
  optional?: boolean;
};

/** What an implementation gives: for Null anything that stands for nothing. */
type Given<O> = O extends NullType ? null | undefined | void : ValueTypeOf<O>;

/** A declared host function: called in programs, and given its implementation. */
export type PlatformDefinition<I extends readonly EastType[], O extends EastType> = ((
  ...inputs: Inputs<I>
) => ExprType<O>) & {
  implement(fn: (...inputs: ValueTypesOf<I>) => Given<O>): PlatformFunction;
};

/** A declared host function that gives its result later. */
export type AsyncPlatformDefinition<I extends readonly EastType[], O extends EastType> = ((
  ...inputs: Inputs<I>
) => ExprType<O>) & {
  implement(fn: (...inputs: ValueTypesOf<I>) => Promise<Given<O>> | Given<O>): PlatformFunction;
};

/** Declares a synchronous host function. */
export function platform<const I extends readonly EastType[] | [], O extends EastType>(
  name: string,
  inputs: I,
  output: O,
  options: PlatformOptions = {},
): PlatformDefinition<I, O> {
  return definition("sync", name, inputs, output, options) as PlatformDefinition<I, O>;
}

/** Declares an asynchronous host function; it can be called in asynchronous functions, which wait for it. */
export function asyncPlatform<const I extends readonly EastType[] | [], O extends EastType>(
  name: string,
  inputs: I,
  output: O,
  options: PlatformOptions = {},
): AsyncPlatformDefinition<I, O> {
  return definition("async", name, inputs, output, options) as AsyncPlatformDefinition<I, O>;
}

type Kind = PlatformFunction["type"];

function definition(
  type: Kind,
  name: string,
  inputs: readonly EastType[],
  output: EastType,
  options: PlatformOptions,
): unknown {
  const call = (...args: unknown[]): unknown => platformCall(type, name, [], inputs, output, options, args);
  const implement = (fn: (...inputs: any[]) => unknown): PlatformFunction => ({
    name,
    inputs: inputs.map(toEastTypeValue),
    output: toEastTypeValue(output),
    type,
    fn: output.type === "Null" ? nullAfter(type, fn) : fn,
  });
  return Object.assign(call, { implement });
}

/** The Platform node of a call. */
export function platformCall(
  type: Kind,
  name: string,
  typeParameters: readonly EastType[],
  inputs: readonly EastType[],
  output: EastType,
  options: PlatformOptions,
  args: readonly unknown[],
): unknown {
  const location = captureLocation();
  const whose = `Platform function ${name}`;
  if (args.length !== inputs.length) {
    throw buildError(`${whose} expected ${inputs.length} arguments, got ${args.length}`, location);
  }
  return fromAst({
    ast_type: "Platform",
    type: output,
    location,
    name,
    type_parameters: typeParameters,
    inputs,
    arguments: inputs.map((input, i) => {
      const ast = toAst(args[i], input, location);
      if (!isNever(ast)) return ast;
      throw buildError(`${whose} argument ${i} expected type ${printType(input)}, got Never type`, location);
    }),
    async: type === "async",
    optional: options.optional ?? false,
  });
}

/** Whatever the function gives, its result is null. */
export function nullAfter(type: Kind, fn: (...inputs: any[]) => unknown): (...inputs: any[]) => unknown {
  if (type === "async") {
    return async (...inputs) => {
      await fn(...inputs);
      return null;
    };
  }
  return (...inputs) => {
    fn(...inputs);
    return null;
  };
}
