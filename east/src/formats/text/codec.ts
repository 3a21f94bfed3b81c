/**
 * What every type gives to East text, how its values are printed and parsed, and the machines that run it.
 *
 * Values of recursive types may nest deeper than the stack of calls reaches, so codecs do not call each other all the
 * way down. Past some levels a recursive type *defers*: it returns PENDING, so does every codec above it, and the
 * machine, its stack empty again, runs the deferred codec and then resumes those that wait, innermost first. What
 * waits is on the trail of the Reader, or on the Writer's own stack.
 */
import type { EastType } from "../../types/types.js";
import { Output } from "../output.js";
import { type Site, Trail } from "../paths.js";
import { aliasMark, pastStep, Scanner } from "./scanner.js";

/** Instead of a result: a part of the value must be run by the machine first. */
export const PENDING: unique symbol = Symbol("pending");

/** Levels of recursive types that call each other before one defers. */
const DIRECT_LEVELS = 100;

/** How values of one type are printed and parsed. */
export interface TextCodec {
  /** Reads the value at `from.pos`, where no blank stands; or PENDING. */
  parse(from: Reader): unknown;
  /** Writes a value; or PENDING. */
  print(to: Writer, value: any): typeof PENDING | undefined;
  /** The text of a value; only for types without recursion and without anything that could be aliased. */
  readonly plain: ((value: any) => string) | undefined;
  /** The type, if its values may be aliased. */
  readonly container: EastType | undefined;
  /** The parts that may be or hold containers, in the order in which they are printed. */
  parts?(value: any): Iterable<ValuePart>;
}

/** The codec of a type whose values have parts. */
export interface CompositeCodec extends TextCodec, Site {
  /** Goes on with the value on top of the trail, whose deferred part has been read. */
  resume(from: Reader, part: unknown): unknown;
  /** Goes on with a value whose deferred part has been written. */
  proceed(to: Writer, value: any, cursor: any): typeof PENDING | undefined;
}

/** A part of a finished value and how an alias steps into it. */
export type ValuePart = { codec: TextCodec; value: unknown; step: () => string };

/** Reads one document. */
export class Reader extends Scanner {
  readonly trail: Trail;
  readonly frozen: boolean;
  #level = 0;
  #deferred: TextCodec | undefined;

  constructor(text: string, frozen: boolean, withLocations: boolean) {
    super(text);
    this.frozen = frozen;
    this.trail = new Trail(withLocations);
  }

  /** Reads a value from the beginning; `pos` is then the offset behind it. */
  run(codec: TextCodec): unknown {
    const { trail } = this;
    this.skip();
    let value = codec.parse(this);
    for (;;) {
      if (value === PENDING) value = (this.#deferred as TextCodec).parse(this);
      else if (trail.depth === 0) return value;
      else value = (trail.sites[trail.depth - 1] as CompositeCodec).resume(this, value);
    }
  }

  /** Reads a value of a recursive type. */
  deeper(body: TextCodec): unknown {
    if (this.#level === DIRECT_LEVELS) {
      this.#deferred = body;
      return PENDING;
    }
    this.#level++;
    const value = body.parse(this);
    this.#level--;
    return value;
  }

  /** The value on top of the trail is complete. */
  finish<T>(value: T): T {
    this.trail.close();
    return this.frozen ? Object.freeze(value) : value;
  }

  /** A problem with the punctuation of the value on top of the trail, which is not one of its parts. */
  failBetweenParts(expected: string): never {
    this.trail.close();
    return this.fail(expected);
  }

  /** What stands where a container of `type` is expected and its opening `mark` is not: an alias, or an error. */
  alias(type: EastType, mark: string): unknown {
    const { text, pos: start } = this;
    const up = aliasMark(text, start);
    if (up === undefined) this.fail(`expected '${mark}' to begin the ${type.type}`);
    const steps: string[] = [];
    let pos = up.end;
    for (let next = pastStep(text, pos); next > pos; next = pastStep(text, pos)) {
      steps.push(text.slice(pos, next));
      pos = next;
    }
    const target = this.trail.resolve(text.slice(start, pos), up.steps, steps, type, start);
    this.pos = pos;
    return target;
  }

  /** Whether what is read now is part of a Dict's key, where ':' may follow a value. */
  inKey(): boolean {
    const { cursors, depth } = this.trail;
    for (let i = 0; i < depth; i++) if (cursors[i]?.inKey === true) return true;
    return false;
  }
}

type Waiting = { codec: CompositeCodec; value: unknown; cursor: unknown };

/** Writes one value. */
export class Writer extends Output {
  /** Containers met so far; undefined when no value of the type can hold one twice. */
  readonly #met: Set<object> | undefined;
  /** What to write for each container that is met again, in this order; found out when the first one is. */
  readonly #aliases: () => Iterator<string | undefined>;
  #alias: Iterator<string | undefined> | undefined;
  #level = 0;
  #deferred: { codec: TextCodec; value: unknown } | undefined;
  /** Who returned PENDING since the machine last ran, innermost first. */
  #suspended: Waiting[] = [];

  constructor(aliases: (() => Iterator<string | undefined>) | undefined) {
    super();
    this.#met = aliases === undefined ? undefined : new Set();
    this.#aliases = aliases ?? (() => [][Symbol.iterator]());
  }

  run(codec: TextCodec, value: unknown): string {
    const waiting: Waiting[] = [];
    let state = codec.print(this, value);
    for (;;) {
      if (state === PENDING) {
        for (let i = this.#suspended.length - 1; i >= 0; i--) waiting.push(this.#suspended[i] as Waiting);
        this.#suspended = [];
        const next = this.#deferred as { codec: TextCodec; value: unknown };
        state = next.codec.print(this, next.value);
      } else {
        const top = waiting.pop();
        if (top === undefined) return this.text();
        state = top.codec.proceed(this, top.value, top.cursor);
      }
    }
  }

  /** Writes a value of a recursive type. */
  deeper(body: TextCodec, value: unknown): typeof PENDING | undefined {
    if (this.#level === DIRECT_LEVELS) {
      this.#deferred = { codec: body, value };
      return PENDING;
    }
    this.flush();
    this.#level++;
    const state = body.print(this, value);
    this.#level--;
    return state;
  }

  /** Notes who waits for a part that is PENDING, and where to go on; innermost first. */
  suspend(codec: CompositeCodec, value: unknown, cursor: unknown): typeof PENDING {
    this.#suspended.push({ codec, value, cursor });
    return PENDING;
  }

  /** Writes an alias if a container was met before; else nothing. */
  aliased(container: object): boolean {
    const met = this.#met;
    if (met === undefined) return false;
    const before = met.size;
    met.add(container);
    if (met.size !== before) return false;
    this.#alias ??= this.#aliases();
    const alias: string | undefined = this.#alias.next().value;
    if (alias === undefined) return false;
    this.out += alias;
    return true;
  }
}

/** The text of one value; for parts without containers, such as keys. */
export function textOf(codec: TextCodec, value: unknown): string {
  return codec.plain === undefined ? new Writer(undefined).run(codec, value) : codec.plain(value);
}
