/** From registered platform functions to what generated code calls for a Platform node (spec/east-ir.md 7). */
import { EastError } from "../errors.js";
import type { PlatformFunction } from "../ir/platform.js";
import type { EastType } from "../types/types.js";
import { fromHost } from "./failure.js";

type HostFunction = (...inputs: any[]) => any;

/**
 * The host function for a node: of a generic one, the instance for the node's types. Its exceptions become East errors,
 * and where the program expects Null it gives null.
 */
export function linkPlatform(
  { name, type, fn, typeParameters }: PlatformFunction,
  types: readonly EastType[],
  output: EastType,
): HostFunction {
  const host: HostFunction = typeParameters === undefined ? fn : fn(...types);
  if (typeof host !== "function") {
    throw new Error(`platform function '${name}' is implemented by ${typeof host}, not by a function`);
  }
  const isNull = output.type === "Null";
  if (type === "async") {
    return async (...inputs) => {
      try {
        const result = await host(...inputs);
        return isNull ? null : result;
      } catch (error) {
        throw fromHost(error);
      }
    };
  }
  return (...inputs) => {
    const result = called(host, inputs);
    if (result instanceof Promise) {
      result.catch(() => {}); // its failure has no place to go
      throw new EastError(`platform function '${name}' is declared synchronous but gave a promise`);
    }
    return isNull ? null : result;
  };
}

function called(host: HostFunction, inputs: unknown[]): unknown {
  try {
    return host(...inputs);
  } catch (error) {
    throw fromHost(error);
  }
}
