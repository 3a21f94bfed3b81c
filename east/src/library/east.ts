/** The namespace in which East programs are written (spec/east-api.md 1.11 and 3.14). */
import type { AsyncEastIR, EastIR } from "../compiler/east-ir.js";
import type { AsyncFunctionExpr, FunctionExpr } from "../expr/function.js";
import { asyncPlatform, platform } from "../expr/platform.js";
import { statics, value } from "../expr/statics.js";
import type { PlatformFunction } from "../ir/platform.js";
import type { EastType } from "../types/types.js";

/** A program as a JavaScript function. */
function compile<I extends readonly EastType[], O extends EastType>(
  f: FunctionExpr<I, O>,
  functions: readonly PlatformFunction[],
): ReturnType<EastIR<I, O>["compile"]> {
  return f.toIR().compile(functions);
}

/** An asynchronous program as a JavaScript function that gives a promise. */
function compileAsync<I extends readonly EastType[], O extends EastType>(
  f: AsyncFunctionExpr<I, O>,
  functions: readonly PlatformFunction[],
): ReturnType<AsyncEastIR<I, O>["compile"]> {
  return f.toIR().compile(functions);
}

export const East = {
  /** A value as an expression, of the given type or of its own. */
  value,
  ...statics,
  /** Declares a function that the host provides. */
  platform,
  /** Declares an asynchronous function that the host provides. */
  asyncPlatform,
  /** A program as a JavaScript function; the host functions that it calls must be among those given. */
  compile,
  /** An asynchronous program as a JavaScript function that gives a promise. */
  compileAsync,
};
