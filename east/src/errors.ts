/**
 * The errors of this package. `EastError` is an error *of an East program*, which the program itself may catch;
 * a `FormatError` says where a document does not fit its format; both, and plain `Error`s for misuse of the API,
 * show what was expected and found.
 */
import type { LocationValue } from "./ir/ir.js";

/** Raised by a running East program (spec/east-ir.md 6.3, spec/east-api.md 1.10). */
export class EastError extends Error {
  /** The stack of East source positions, innermost first. */
  readonly location: LocationValue[];

  constructor(
    message: string,
    options: { location?: LocationValue | readonly LocationValue[]; cause?: unknown } = {},
  ) {
    super(message, options.cause === undefined ? {} : { cause: options.cause });
    const location = options.location ?? [];
    this.location = Array.isArray(location) ? [...location] : [location as LocationValue];
  }

  get eastMessage(): string {
    return this.message;
  }

  /** `file:line:column: message`, then the callers, outermost first. */
  get formattedMessage(): string {
    return this.toString();
  }

  override toString(): string {
    const at = (l: LocationValue): string => `${l.filename}:${l.line}:${l.column}`;
    const [innermost, ...callers] = this.location;
    if (innermost === undefined) return this.message;
    const head = `${at(innermost)}: ${this.message}`;
    if (callers.length === 0) return head;
    return [head, "Stack trace:", ...callers.toReversed().map((l) => `  at ${at(l)}`)].join("\n");
  }
}

/** Where a FormatError was met: an offset in bytes for binary forms, line and column from 1 for text. */
export type FormatPosition = {
  offset?: number;
  line?: number;
  column?: number;
  /** Steps from the root of the value, `.orders[3].paid`. */
  path?: string;
};

/** A document that does not fit its format or its type. The message already names the position. */
export class FormatError extends Error {
  readonly format: "beast2" | "csv" | "east" | "json";
  readonly position: FormatPosition;

  constructor(format: FormatError["format"], message: string, position: FormatPosition = {}) {
    super(message);
    this.format = format;
    this.position = position;
  }
}
