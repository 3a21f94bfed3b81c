/**
 * Function values: JavaScript functions that carry the IR they were compiled from, so that they can be written as
 * data again (spec/east-ir.md 8, spec/east-api.md 5.6).
 */
import type { AsyncFunctionIR, FunctionIR, SourceMap } from "../ir/ir.js";

/** The property under which a compiled function holds its IR; not enumerable. */
export const EAST_IR_SYMBOL: unique symbol = Symbol.for("east.ir") as never;

const ORIGIN: unique symbol = Symbol("east.origin");

/** Where a function value comes from. */
export type FunctionOrigin = {
  ir: FunctionIR | AsyncFunctionIR;
  /** What the `loc_id`s of the IR refer to. */
  sourceMap: SourceMap;
  /** The present values of the IR's captures, in their order. */
  captures: () => unknown[];
};

export type FunctionValue = (...inputs: any[]) => unknown;

/** Attaches the origin to a function made by the compiler. */
export function attachOrigin<F extends FunctionValue>(fn: F, origin: FunctionOrigin): F {
  Object.defineProperty(fn, EAST_IR_SYMBOL, { value: origin.ir });
  Object.defineProperty(fn, ORIGIN, { value: origin });
  return fn;
}

/** A function value that cannot be called, for those who only pass data on: it can be printed and written again. */
export const latentFunction: Instantiate = (ir, captures, sourceMap) =>
  attachOrigin(
    () => {
      throw new Error("this function was decoded without being compiled");
    },
    { ir, sourceMap, captures: () => [...captures] },
  );

/** The origin of a function value; undefined for a function that did not come from the compiler. */
export function functionOrigin(fn: unknown): FunctionOrigin | undefined {
  return typeof fn === "function" ? (fn as { [ORIGIN]?: FunctionOrigin })[ORIGIN] : undefined;
}

/** Makes a function value from IR and captured values: what a decoder needs from the compiler. */
export type Instantiate = (
  ir: FunctionIR | AsyncFunctionIR,
  captures: readonly unknown[],
  sourceMap: SourceMap,
) => FunctionValue;
