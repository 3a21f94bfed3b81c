/** Errors with paths, at no cost to what succeeds: what fails is done again by code that keeps track of the path. */
import { FormatError } from "../../errors.js";
import { isStackOverflow } from "../paths.js";

/** Does something without keeping paths, and again with them when that fails, for the sake of the message. */
export function withPath<T>(work: (tracing: boolean) => T): T {
  try {
    return work(false);
  } catch (error) {
    if (error instanceof FormatError) throw traced(work) ?? error;
    // The limits on depth leave much room, but nobody knows how much stack the caller has left.
    throw isStackOverflow(error) ? new FormatError("beast2", "beast2: value nests too deeply") : error;
  }
}

function traced(work: (tracing: boolean) => unknown): FormatError | undefined {
  try {
    work(true);
    return undefined;
  } catch (error) {
    if (error instanceof FormatError) return error;
    // Tracing takes more stack, so at the limit of depth it may come no further than the stack allows.
    if (isStackOverflow(error)) return undefined;
    throw error;
  }
}
