/**
 * Where in a value a reader stands: the trail of values begun and not finished, from the root to the current spot.
 * The paths of error messages come from it, and the locations that aliases name. What is shared between the text
 * forms: limits, and the shape of a message.
 */
import { Buffer } from "node:buffer";
import { FormatError } from "../errors.js";
import { printType } from "../types/print-type.js";
import { isTypeEqual } from "../types/relations.js";
import type { EastType } from "../types/types.js";

/** A type whose values have parts, as far as the location of a part goes. */
export interface Site {
  /** The type, if its values have identity, so that an alias may name them; never a Recursive type. */
  readonly container: EastType | undefined;
  /** What an error path shows for the part that is being read. */
  segment(unfinished: any, cursor: any): string;
  /** The steps of an alias location that lead to the part that is being read; the segment itself when absent. */
  steps?(unfinished: any, cursor: any): readonly string[];
}

/** A document that does not fit, before its message is made. `offset` is in UTF-16 units. */
export class Misfit extends Error {
  readonly reason: string;
  readonly offset: number;

  constructor(reason: string, offset: number) {
    super(reason);
    this.reason = reason;
    this.offset = offset;
  }
}

/**
 * Thrown at the first alias by a trail that keeps no locations: read again with one that does. Documents without
 * aliases, nearly all of them, then pay nothing for locations.
 */
class NeedsLocations extends Error {}

export const needsLocations = (error: unknown): boolean => error instanceof NeedsLocations;

/** Whether an error is the engine's, that calls nest too deeply. */
export const isStackOverflow = (error: unknown): boolean =>
  error instanceof RangeError && /call stack/i.test(error.message);

/**
 * Runs what nests as deep as a type or a value, where running out of stack is the fault of that.
 * @throws Error saying that `what` is nested too deeply.
 */
export function withinStack<T>(what: "type" | "value", run: () => T): T {
  try {
    return run();
  } catch (error) {
    if (isStackOverflow(error)) throw new Error(`the ${what} is nested too deeply`, { cause: error });
    throw error;
  }
}

/** A spot that steps from the root lead to, and the container that was begun there. */
class Location {
  readonly above: Location | undefined;
  readonly depth: number;
  readonly #below = new Map<string, Location>();
  target: { type: EastType; value: unknown } | undefined;

  constructor(above?: Location) {
    this.above = above;
    this.depth = above === undefined ? 0 : above.depth + 1;
  }

  at(step: string): Location | undefined {
    return this.#below.get(step);
  }

  to(step: string): Location {
    let location = this.#below.get(step);
    if (location === undefined) this.#below.set(step, (location = new Location(this)));
    return location;
  }
}

const LONG_PATH = 2500;

/** The unfinished values from the root to the current spot, each with a cursor that tells its parts apart. */
export class Trail {
  depth = 0;
  readonly sites: Site[] = [];
  readonly values: any[] = [];
  readonly cursors: any[] = [];
  /** The location of each value on the trail; undefined while none are kept. */
  readonly #locations: Location[] | undefined;

  constructor(withLocations: boolean) {
    this.#locations = withLocations ? [] : undefined;
  }

  get keepsLocations(): boolean {
    return this.#locations !== undefined;
  }

  open(site: Site, value: unknown, cursor: unknown): void {
    const { depth } = this;
    const locations = this.#locations;
    if (locations !== undefined) {
      const location = depth === 0 ? new Location() : this.#here(locations);
      locations[depth] = location;
      if (site.container !== undefined) location.target = { type: site.container, value };
    }
    this.sites[depth] = site;
    this.values[depth] = value;
    this.cursors[depth] = cursor;
    this.depth = depth + 1;
  }

  close(): void {
    this.depth--;
  }

  /** The path of the current spot, as errors show it. */
  path(): string {
    let path = "";
    for (let i = 0; i < this.depth; i++) {
      path += (this.sites[i] as Site).segment(this.values[i], this.cursors[i]);
    }
    // Nobody reads more of a deep path than its ends.
    return path.length <= 2 * LONG_PATH ? path : `${path.slice(0, LONG_PATH)}…${path.slice(-LONG_PATH)}`;
  }

  /**
   * The container that an alias names: from the current spot `up` steps towards the root, then along `steps`.
   * Containers count from the moment they are begun, so that cycles close.
   *
   * @throws Misfit at `offset` when there is none, or one of another type than `expected`.
   */
  resolve(alias: string, up: number, steps: readonly string[], expected: EastType, offset: number): unknown {
    const locations = this.#locations;
    if (locations === undefined) throw new NeedsLocations();
    const here = this.depth === 0 ? new Location() : this.#here(locations);
    if (up > here.depth) {
      throw new Misfit(`alias ${alias} goes up ${up} steps from a depth of ${here.depth}`, offset);
    }
    let location: Location | undefined = here;
    for (let i = 0; i < up; i++) location = location?.above;
    for (const step of steps) location = location?.at(step);
    const target = location?.target;
    if (target === undefined) {
      throw new Misfit(`alias ${alias} names no container that was begun before it`, offset);
    }
    if (!isTypeEqual(target.type, expected)) {
      const types = `expected ${printType(expected, "short")}, got ${printType(target.type, "short")}`;
      throw new Misfit(`alias ${alias} names a value of another type: ${types}`, offset);
    }
    return target.value;
  }

  /** The location of the current spot, within the value on top. */
  #here(locations: readonly Location[]): Location {
    const top = this.depth - 1;
    const site = this.sites[top] as Site;
    const value = this.values[top];
    const cursor = this.cursors[top];
    const steps = site.steps?.(value, cursor) ?? [site.segment(value, cursor)];
    return steps.reduce((location, step) => location.to(step), locations[top] as Location);
  }
}

/** Line and column of an offset: both from 1, only LF starts a line, and columns count UTF-8 bytes. */
export function lineAndColumn(text: string, offset: number): { line: number; column: number } {
  let line = 1;
  let start = 0;
  for (let next = text.indexOf("\n"); next >= 0 && next < offset; next = text.indexOf("\n", start)) {
    line++;
    start = next + 1;
  }
  return { line, column: 1 + Buffer.byteLength(text.slice(start, offset)) };
}

/** The error for a misfit (spec/east-values.md 4.6); JSON is always "at" line 1, column 1, there the path tells. */
export function formatError(
  format: "east" | "json",
  type: EastType,
  { reason, offset }: { reason: string; offset: number },
  path: string,
  text: string | undefined,
): FormatError {
  const { line, column } = text === undefined ? { line: 1, column: 1 } : lineAndColumn(text, offset);
  const where = `${path === "" ? "" : ` at ${path}`} (line ${line}, col ${column})`;
  const message = `Error occurred because ${reason}${where} while parsing value of type "${printType(type, "short")}"`;
  return new FormatError(format, message, {
    ...(text === undefined ? {} : { offset }),
    line,
    column,
    ...(path === "" ? {} : { path }),
  });
}

/** What stands at an offset, for "got …". */
export function found(text: string, offset: number): string {
  const point = text.codePointAt(offset);
  return point === undefined ? "end of input" : `'${String.fromCodePoint(point)}'`;
}
