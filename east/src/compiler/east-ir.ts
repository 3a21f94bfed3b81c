/** Programs as the builder hands them out: IR with its source map, ready to compile (spec/east-api.md 1.9). */
import {
  type AsyncFunctionIR,
  type FunctionIR,
  type IR,
  IRType,
  LocationType,
  NO_SOURCE_MAP,
  type SourceMap,
} from "../ir/ir.js";
import type { PlatformFunction } from "../ir/platform.js";
import { ArrayType, type EastType } from "../types/types.js";
import type { ValueTypeOf } from "../types/value-types.js";
import { compileAsyncFunctionIR, compileFunctionIR } from "./compile.js";

/** Inputs and outputs may be given as East types or as the TypeScript types of their values. */
type HostValue<T> = [T] extends [EastType] ? ValueTypeOf<T> : T;
type HostValues<I extends readonly any[]> = { -readonly [K in keyof I]: HostValue<I[K]> };

/** A function without captures. */
export class EastIR<Inputs extends readonly any[] = any[], Output = any> {
  readonly ir: FunctionIR;
  readonly sourceMap: SourceMap;

  /** @throws Error when the IR is of another kind or has captures. Everything else `compile` checks. */
  constructor(ir: FunctionIR, sourceMap: SourceMap = NO_SOURCE_MAP) {
    if (ir.type !== "Function") throw new Error(`Expected function expression, got a ${(ir as IR).type}`);
    free(ir);
    this.ir = ir;
    this.sourceMap = sourceMap;
  }

  /**
   * The JavaScript function (spec/east-api.md 5.3).
   *
   * @throws IRError for an IR that breaks a rule of spec/east-ir.md 4; Error when two platform functions have one name.
   */
  compile(platform: readonly PlatformFunction[]): (...inputs: HostValues<Inputs>) => HostValue<Output> {
    const { sourceMap } = this;
    return compileFunctionIR(this.ir, platform, { sourceMap }) as (
      ...inputs: HostValues<Inputs>
    ) => HostValue<Output>;
  }
}

/** An async function without captures. */
export class AsyncEastIR<Inputs extends readonly any[] = any[], Output = any> {
  readonly ir: AsyncFunctionIR;
  readonly sourceMap: SourceMap;

  /** @throws Error when the IR is of another kind or has captures. Everything else `compile` checks. */
  constructor(ir: AsyncFunctionIR, sourceMap: SourceMap = NO_SOURCE_MAP) {
    if (ir.type !== "AsyncFunction") {
      throw new Error(`Expected async function expression, got a ${(ir as IR).type}`);
    }
    free(ir);
    this.ir = ir;
    this.sourceMap = sourceMap;
  }

  /** Like `EastIR.compile`; the function gives a promise. */
  compile(
    platform: readonly PlatformFunction[],
  ): (...inputs: HostValues<Inputs>) => Promise<HostValue<Output>> {
    const { sourceMap } = this;
    return compileAsyncFunctionIR(this.ir, platform, { sourceMap }) as (
      ...inputs: HostValues<Inputs>
    ) => Promise<HostValue<Output>>;
  }
}

function free(ir: FunctionIR | AsyncFunctionIR): void {
  if (ir.value.captures.length > 0) {
    throw new Error("Expected free function, without captured variables");
  }
}
