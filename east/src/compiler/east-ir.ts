/** Programs as the builder hands them out: IR with its source map, ready to compile (spec/east-api.md 1.9). */
import { fromJSONFor, toJSONFor } from "../formats/json/json.js";
import {
  type AsyncFunctionIR,
  type FunctionIR,
  type IR,
  IRType,
  LocationType,
  type LocationValue,
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

/** The JSON form of a program (spec/east-ir.md 11.1). */
type ProgramJSON = { ir: unknown; source_map: { stacks: unknown } };

const StacksType = ArrayType(ArrayType(LocationType));

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
   * A program from what `toJSON` gives, from such a file's content, or from an IR value in East JSON on its own.
   *
   * @throws FormatError for what is no IR; Error as the constructor does.
   */
  static fromJSON<Inputs extends readonly any[] = any[], Output = any>(
    json: unknown,
  ): EastIR<Inputs, Output> {
    const { ir, sourceMap } = fromJSON(json);
    return new EastIR(ir as FunctionIR, sourceMap);
  }

  toJSON(): ProgramJSON {
    return toJSON(this);
  }

  /**
   * The JavaScript function (spec/east-api.md 5.3).
   *
   * @throws IRError for an IR that breaks a rule of spec/east-ir.md 4; Error when two platform functions have one name.
   */
  compile(platform: readonly PlatformFunction[]): (...inputs: HostValues<Inputs>) => HostValue<Output> {
    const { ir, sourceMap } = this;
    return compileFunctionIR(ir, platform, { sourceMap }) as (
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

  /** Like `EastIR.fromJSON`. */
  static fromJSON<Inputs extends readonly any[] = any[], Output = any>(
    json: unknown,
  ): AsyncEastIR<Inputs, Output> {
    const { ir, sourceMap } = fromJSON(json);
    return new AsyncEastIR(ir as AsyncFunctionIR, sourceMap);
  }

  toJSON(): ProgramJSON {
    return toJSON(this);
  }

  /** Like `EastIR.compile`; the function gives a promise. */
  compile(
    platform: readonly PlatformFunction[],
  ): (...inputs: HostValues<Inputs>) => Promise<HostValue<Output>> {
    const { ir, sourceMap } = this;
    return compileAsyncFunctionIR(ir, platform, { sourceMap }) as (
      ...inputs: HostValues<Inputs>
    ) => Promise<HostValue<Output>>;
  }
}

function free(ir: FunctionIR | AsyncFunctionIR): void {
  if (ir.value.captures.length > 0) {
    throw new Error("Expected free function, without captured variables");
  }
}

function toJSON({ ir, sourceMap }: { ir: IR; sourceMap: SourceMap }): ProgramJSON {
  const stacks = sourceMap.stacks as LocationValue[][];
  return { ir: toJSONFor(IRType)(ir), source_map: { stacks: toJSONFor(StacksType)(stacks) } };
}

/** An IR value has the members `type` and `value`, the wrapped form has `ir`; others are ignored there. */
function fromJSON(json: unknown): { ir: IR; sourceMap: SourceMap } {
  const readIR: (json: unknown) => IR = fromJSONFor(IRType);
  if (typeof json !== "object" || json === null || !Object.hasOwn(json, "ir")) {
    return { ir: readIR(json), sourceMap: NO_SOURCE_MAP };
  }
  const { ir, source_map } = json as Partial<ProgramJSON>;
  return {
    ir: readIR(ir),
    sourceMap:
      source_map === undefined ? NO_SOURCE_MAP : { stacks: fromJSONFor(StacksType)(source_map.stacks) },
  };
}
