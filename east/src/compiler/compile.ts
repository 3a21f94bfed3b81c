/** Compiling IR: check, generate, evaluate (spec/east-ir.md 8). */
import { builtinSignature } from "../builtins/catalogue.js";
import { isStackOverflow } from "../formats/paths.js";
import { type Checked, checkIR } from "../ir/check.js";
import { type AsyncFunctionIR, type FunctionIR, type IR, NO_SOURCE_MAP, type SourceMap } from "../ir/ir.js";
import { IRError } from "../ir/ir-error.js";
import { type PlatformFunction, platformByName } from "../ir/platform.js";
import { attachOrigin, type FunctionValue, functionOrigin, type Instantiate } from "../values/function.js";
import { Generator } from "./generate.js";
import { Unit } from "./unit.js";

export type CompileOptions = {
  /** Where the `loc_id`s of the IR lead. */
  sourceMap?: SourceMap | undefined;
  /**
   * What becomes of a platform function that is neither registered nor optional: `refuse`, the default, refuses the
   * program; with `raise` evaluating the node raises an East error, as the command line runners do.
   */
  unknownPlatform?: "refuse" | "raise";
};

/** The checks of spec/east-ir.md 4, without compiling. @throws IRError for an IR that breaks a rule. */
export function analyzeIR(
  ir: IR,
  platform: readonly PlatformFunction[] = [],
  options: CompileOptions = {},
): void {
  check(ir, platform, options);
}

/**
 * The JavaScript function for a Function without captures. It takes its arguments as they are, neither checked nor copied,
 * may be called any number of times, and carries the IR under `EAST_IR_SYMBOL`.
 *
 * @throws IRError for an IR that breaks a rule of spec/east-ir.md 4; Error when two platform functions have one name.
 */
export function compileFunctionIR(
  ir: FunctionIR,
  platform: readonly PlatformFunction[] = [],
  options: CompileOptions = {},
): FunctionValue {
  if (ir.type !== "Function") throw new Error(`Expected function expression, got a ${(ir as IR).type}`);
  return compileIR(ir, platform, options);
}

/** Likewise for an AsyncFunction: the result gives a promise. */
export function compileAsyncFunctionIR(
  ir: AsyncFunctionIR,
  platform: readonly PlatformFunction[] = [],
  options: CompileOptions = {},
): (...inputs: any[]) => Promise<unknown> {
  if (ir.type !== "AsyncFunction") {
    throw new Error(`Expected async function expression, got a ${(ir as IR).type}`);
  }
  return compileIR(ir, platform, options) as (...inputs: any[]) => Promise<unknown>;
}

/** Any program: a Function or AsyncFunction without captures, or a Block of Lets that ends in one. */
export function compileIR(
  ir: IR,
  platform: readonly PlatformFunction[] = [],
  options: CompileOptions = {},
): FunctionValue {
  const checked = check(ir, platform, options);
  return evaluate(ir, checked, platform, options.sourceMap)([]);
}

/**
 * Makes function values from data, for decoders. The IR is checked at once and compiled when the function is first
 * called, so that values can be read and written without what their functions need.
 */
export function instantiateWith(platform: readonly PlatformFunction[]): Instantiate {
  return (ir, captures, sourceMap) => {
    const checked = check(ir, platform, { sourceMap, unknownPlatform: "raise" }, true);
    if (captures.length !== ir.value.captures.length) {
      throw new Error(`function with ${ir.value.captures.length} captures is given ${captures.length}`);
    }
    let compiled: FunctionValue | undefined;
    const call: FunctionValue = (...inputs) => {
      compiled ??= evaluate(ir, checked, platform, sourceMap)(captures);
      return compiled(...inputs);
    };
    return attachOrigin(call, {
      ir,
      sourceMap,
      captures: () => (compiled === undefined ? [...captures] : (functionOrigin(compiled)?.captures() ?? [])),
    });
  };
}

/** `instantiateWith` no platform functions. */
export const instantiateFunction: Instantiate = instantiateWith([]);

function check(
  ir: IR,
  platform: readonly PlatformFunction[],
  { sourceMap, unknownPlatform }: CompileOptions,
  captures = false,
): Checked {
  return checkIR(ir, {
    builtin: builtinSignature,
    platform,
    unknownPlatform: unknownPlatform === "raise" ? "accept" : "refuse",
    sourceMap,
    captures,
  });
}

/** From checked IR to what makes its value from the values of its captures. */
function evaluate(
  ir: IR,
  { types }: Checked,
  platform: readonly PlatformFunction[],
  sourceMap: SourceMap = NO_SOURCE_MAP,
): (captures: readonly unknown[]) => FunctionValue {
  const unit = new Unit(types, sourceMap);
  const captures = ir.type === "Function" || ir.type === "AsyncFunction" ? ir.value.captures : [];
  try {
    const program = new Generator(unit, platformByName(platform)).program(ir, captures);
    const make = unit.evaluate(program);
    return (values) => make(...values) as FunctionValue;
  } catch (error) {
    if (isStackOverflow(error)) throw new IRError("IR is nested too deeply", { sourceMap, cause: error });
    // Beyond a limit of the engine, such as the number of parameters.
    if (error instanceof SyntaxError)
      throw new IRError(`IR is too large: ${error.message}`, { sourceMap, cause: error });
    throw error;
  }
}
