/** Errors with paths, at no cost to what succeeds: what fails is done again by code that keeps track of the path. */
import { FormatError } from "../../errors.js";

/** Does something without keeping paths, and again with them when that fails, for the sake of the message. */
export function withPath<T>(work: (tracing: boolean) => T): T {
  try {
    return work(false);
  } catch (error) {
    const problem = asFormatError(error);
    if (problem === undefined) throw error;
    try {
      work(true);
    } catch (traced) {
      // Tracing takes more stack, so at the limit of depth it may come no further than the stack allows.
      if (traced instanceof FormatError) throw traced;
    }
    throw problem;
  }
}

/** The limits on depth leave much room, but nobody knows how much stack the caller has left. */
function asFormatError(error: unknown): FormatError | undefined {
  if (error instanceof FormatError) return error;
  if (error instanceof RangeError && error.message.includes("call stack")) {
    return new FormatError("beast2", "beast2: value nests too deeply");
  }
  return undefined;
}
