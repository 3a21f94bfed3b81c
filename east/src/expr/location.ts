/**
 * Where in the user's source an expression was made.
 *
 * A stack is captured by every API call, so capturing keeps raw positions only; they are mapped to the TypeScript
 * source when IR is made or an error is reported. Frames of this package, of other packages and of Node are left out:
 * what remains is user code, innermost first.
 */
import { fileURLToPath } from "node:url";
import type { LocationValue } from "../ir/ir.js";
import { originalPosition } from "./source-maps.js";

/** A position in the user's source; lines and columns count from 1. */
export type Location = { filename: string; line: number; column: number };

/** A position as captured, in the JavaScript that runs; `filename` is what the engine calls the script. */
type RawLocation = Location & { readonly raw: true };

/** Positions, innermost first. */
export type LocationStack = readonly (RawLocation | Location)[];

/** Frames looked at, ours and Node's included. Deeper ones are the outermost and are cut off. */
const DEPTH = 100;

const here = import.meta.url;
// Bundled into another program this module no longer knows what else is its own: then only the bundle is.
const ownPrefix = here.endsWith("/expr/location.js") ? new URL("..", here).href : here;

let suspended = false;

/**
 * Builds something that belongs to no place in the user's source, whoever asks for it first: the library's functions.
 */
export function withoutLocations<R>(build: () => R): R {
  const before = suspended;
  suspended = true;
  try {
    return build();
  } finally {
    suspended = before;
  }
}

const NOWHERE: LocationStack = [];

/** The user's part of the present call stack. */
export function captureLocation(): LocationStack {
  if (suspended) return NOWHERE;
  const stack: RawLocation[] = [];
  for (const site of callSites()) {
    const filename = site.getFileName();
    if (typeof filename !== "string" || isForeign(filename)) continue;
    stack.push({ filename, line: site.getLineNumber() ?? 0, column: site.getColumnNumber() ?? 0, raw: true });
  }
  return stack;
}

function isForeign(filename: string): boolean {
  return (
    filename.startsWith("node:") ||
    filename.startsWith(ownPrefix) ||
    filename.includes("/node_modules/") ||
    filename.includes("\\node_modules\\")
  );
}

/** Swaps its own formatter in, so that neither the user's `Error.prepareStackTrace` nor Node's source maps run. */
function callSites(): NodeJS.CallSite[] {
  const { stackTraceLimit } = Error;
  const prepareStackTrace = Reflect.get(Error, "prepareStackTrace"); // undefined, unless the user has set one
  const holder: { stack?: NodeJS.CallSite[] } = {};
  Error.prepareStackTrace = (_error, sites) => sites;
  Error.stackTraceLimit = DEPTH;
  try {
    Error.captureStackTrace(holder, captureLocation);
    return holder.stack ?? []; // formats now, while the formatter is ours
  } finally {
    Error.prepareStackTrace = prepareStackTrace;
    Error.stackTraceLimit = stackTraceLimit;
  }
}

/** A captured stack in terms of the source that the user wrote, as IR holds it. */
export function resolveStack(stack: LocationStack): LocationValue[] {
  return stack.map((frame) => {
    const { filename, line, column } = resolved(frame);
    return { filename, line: BigInt(line), column: BigInt(column) };
  });
}

function resolved(frame: RawLocation | Location): Location {
  const { filename, line, column } = ("raw" in frame ? originalPosition(frame) : undefined) ?? frame;
  return { filename: filename.startsWith("file:") ? fileURLToPath(filename) : filename, line, column };
}

/** `file:line:column` of a stack's innermost frame, for messages. */
export function printPlace(stack: LocationStack): string {
  const [innermost] = stack;
  if (innermost === undefined) return "an unknown location";
  const { filename, line, column } = resolved(innermost);
  return `${filename}:${line}:${column}`;
}

/** What is wrong with a program that is being built, and where in the user's source. */
export function buildError(message: string, stack: LocationStack = captureLocation()): Error {
  return new Error(`${message} at ${printPlace(stack)}`);
}

/** What `make` gives; when it refuses, that is a mistake in the program at this place. */
export function located<R>(stack: LocationStack, make: () => R): R {
  try {
    return make();
  } catch (error) {
    throw buildError((error as Error).message, stack);
  }
}

/**
 * The position of the user's code that called; `skip` counts frames to leave out besides the caller's own.
 * `{filename: "<unknown>", line: 0, column: 0}` when there is none.
 */
export function get_location(skip = 1): Location {
  const frame = captureLocation()[skip - 1];
  return frame === undefined ? { filename: "<unknown>", line: 0, column: 0 } : resolved(frame);
}

/** `file line:column`. */
export function printLocation({ filename, line, column }: Location): string {
  return `${filename} ${line}:${column}`;
}

/** `file line:column`. */
export function printLocationValue({ filename, line, column }: LocationValue): string {
  return `${filename} ${line}:${column}`;
}
