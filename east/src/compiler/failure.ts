/**
 * Errors on their way through generated code: what an East program may catch, where it happened, and what passes through
 * to the host (spec/east-ir.md 6.3).
 */
import { EastError } from "../errors.js";
import { isStackOverflow } from "../formats/paths.js";
import type { LocationValue } from "../ir/ir.js";

/** The JavaScript stack is exhausted. A failure of the host: East programs cannot catch it. */
export class EastRecursionError extends Error {}

/**
 * What a thrown value means. Division of an Integer by zero is found by the engine, which spares each division a test.
 */
function meaning(thrown: unknown): unknown {
  if (!(thrown instanceof RangeError)) return thrown;
  if (thrown.message === "Division by zero") return new EastError("Division by zero");
  if (isStackOverflow(thrown)) {
    return new EastRecursionError("the East program recursed too deeply", { cause: thrown });
  }
  return thrown;
}

const NOWHERE: readonly LocationValue[] = [];

/**
 * At the end of every function body that may fail: the error to throw on. An East error has the location stack of
 * what was going on in this function appended, the node that raised it or the call through which it came.
 */
export function leave(thrown: unknown, location = NOWHERE): unknown {
  const error = meaning(thrown);
  if (error instanceof EastError) error.location.push(...location);
  return error;
}

/** At the beginning of every catch body: the East error, likewise; anything else is thrown on. */
export function caught(thrown: unknown, location = NOWHERE): EastError {
  const error = leave(thrown, location);
  if (!(error instanceof EastError)) throw error;
  return error;
}

/** The `stack` variable of a catch body. */
export const stackOf = (error: EastError): LocationValue[] => [...error.location];

/** An Error node as a statement, to be thrown, and within an expression. */
export const raise = (message: string): EastError => new EastError(message);

export function fail(message: string): never {
  throw new EastError(message);
}

/** What a platform function threw, as it goes on: an East error, with the original as its cause. */
export function fromHost(thrown: unknown): unknown {
  const error = meaning(thrown);
  if (error instanceof EastError || error instanceof EastRecursionError) return error;
  const message = error instanceof Error ? error.message : String(error);
  return new EastError(message, { cause: error });
}
