/** The namespace in which East programs are written, exported as `East` (spec/east-api.md 1.11 and 3.14). */
import type { AsyncEastIR, EastIR } from "../compiler/east-ir.js";
import type { AsyncFunctionExpr, FunctionExpr } from "../expr/function.js";
import type { PlatformFunction } from "../ir/platform.js";
import type { EastType } from "../types/types.js";

export { asyncGenericPlatform, genericPlatform, typeParameter } from "../expr/generic-platform.js";
export { asyncPlatform, platform } from "../expr/platform.js";
export {
  asyncFunction,
  block,
  clamp,
  equal,
  error,
  function,
  greater,
  greaterEqual,
  is,
  less,
  lessEqual,
  match,
  max,
  min,
  notEqual,
  print,
  str,
  tryCatch,
  value,
} from "../expr/statics.js";
export { Array, Dict, Set } from "./collections.js";
export { Float } from "./float.js";
export { Integer } from "./integer.js";
export { String } from "./string.js";

/** A program as a JavaScript function; the host functions that it calls must be among those given. */
export function compile<I extends readonly EastType[], O extends EastType>(
  f: FunctionExpr<I, O>,
  platform: readonly PlatformFunction[],
): ReturnType<EastIR<I, O>["compile"]> {
  return f.toIR().compile(platform);
}

/** An asynchronous program as a JavaScript function that gives a promise. */
export function compileAsync<I extends readonly EastType[], O extends EastType>(
  f: AsyncFunctionExpr<I, O>,
  platform: readonly PlatformFunction[],
): ReturnType<AsyncEastIR<I, O>["compile"]> {
  return f.toIR().compile(platform);
}
