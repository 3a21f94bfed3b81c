/** Functions that the host provides to East programs, as data (spec/east-ir.md 7, spec/east-api.md 1.11). */
import type { EastTypeValue } from "../types/type-value.js";

/**
 * A host function under its name. Without `typeParameters` it is plain: `inputs` and `output` are its signature and
 * `fn` takes the arguments. With `typeParameters` it is generic: `fn` takes one `EastType` per parameter and returns the
 * function for these types; it is called once per node of the program, when that is compiled, and the node's own types
 * are the signature, whatever `inputs` and `output` say.
 */
export type PlatformFunction = {
  name: string;
  inputs: EastTypeValue[];
  output: EastTypeValue;
  /** An `async` function may give a promise, or its result at once; a `sync` one must not give a promise. */
  type: "sync" | "async";
  fn: (...inputs: any[]) => any;
  typeParameters?: readonly string[];
};

/** By name. @throws Error when two have one name. */
export function platformByName(functions: readonly PlatformFunction[]): Map<string, PlatformFunction> {
  const byName = new Map<string, PlatformFunction>();
  for (const fn of functions) {
    if (byName.has(fn.name)) throw new Error(`Duplicate platform function definition for '${fn.name}'`);
    byName.set(fn.name, fn);
  }
  return byName;
}
