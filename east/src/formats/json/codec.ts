/**
 * What every type gives to East JSON: how its values are written as JSON text, and read from what `JSON.parse` made of
 * it. Reading the text itself, type by type, would spare the values between: a tenth to a quarter of the time, going
 * by East text, for a second JSON parser and for all the rules once more, which `fromJSONFor` needs on values anyway.
 */
import type { EastType } from "../../types/types.js";
import { Output } from "../output.js";
import { Misfit, Trail } from "../paths.js";

/** How deep values may nest, counting a recursive type as a level of its own; the root is level 1. */
export const MAX_LEVEL = 2048;

/** How values of one type are written and read. */
export interface JsonCodec {
  write(to: JsonWriter, value: any): void;
  read(from: JsonReader, json: unknown): unknown;
  /** The JSON of a value of a type without parts. */
  readonly plain: ((value: any) => string) | undefined;
}

/** Writes one value. */
export class JsonWriter extends Output {
  #level = 1;

  /** Before the parts of a value are written; `ascend` after. */
  descend(): void {
    this.flush();
    if (this.#level++ === MAX_LEVEL) {
      throw new Error(`the value is cyclic, or nested more than ${MAX_LEVEL} levels deep, so it has no JSON`);
    }
  }

  ascend(): void {
    this.#level--;
  }
}

/** Reads one value. */
export class JsonReader {
  readonly trail: Trail;
  readonly frozen: boolean;
  /** The JSON is ours to change. */
  readonly owned: boolean;
  #level = 1;

  constructor(frozen: boolean, owned: boolean, withLocations: boolean) {
    this.frozen = frozen;
    this.owned = owned;
    this.trail = new Trail(withLocations);
  }

  fail(expected: string, json: unknown): never {
    throw new Misfit(`expected ${expected}, got ${describe(json)}`, 0);
  }

  /** A list to be changed: the one that JSON.parse made, which has the right size already, or a copy. */
  own(json: unknown[]): unknown[] {
    return this.owned ? json : json.slice();
  }

  /** Before the parts of a value are read; `ascend` after. */
  descend(): void {
    if (this.#level++ === MAX_LEVEL) {
      throw new Misfit(`values may not be nested more than ${MAX_LEVEL} levels deep`, 0);
    }
  }

  ascend(): void {
    this.#level--;
  }

  /** The value on top of the trail is complete. */
  finish<T>(value: T): T {
    this.trail.close();
    return this.frozen ? Object.freeze(value) : value;
  }

  /** What stands where the array of a container is expected: an alias, or an error. */
  alias(type: EastType, json: unknown): unknown {
    const reference = isObject(json) && Object.keys(json).length === 1 ? json["$ref"] : undefined;
    if (typeof reference !== "string") this.fail(`an array for the ${type.type}`, json);
    const match = ALIAS.exec(reference);
    if (match === null) throw new Misfit(`alias ${describe(reference)} has not the form "N#steps"`, 0);
    const steps = match[2] as string;
    const unescaped = steps.split("/").map((step) => step.replaceAll("~1", "/").replaceAll("~0", "~"));
    return this.trail.resolve(reference, Number(match[1]), steps === "" ? [] : unescaped, type, 0);
  }
}

const ALIAS = /^(\d+)#([^]*)$/;

export type JsonObject = { readonly [name: string]: unknown };

export const isObject = (json: unknown): json is JsonObject =>
  typeof json === "object" && json !== null && !Array.isArray(json);

/** Whether an object has just these two members. */
export const hasMembers = (json: JsonObject, one: string, other: string): boolean =>
  json[one] !== undefined && json[other] !== undefined && Object.keys(json).length === 2;

/** A JSON value in a message. */
export function describe(json: unknown): string {
  if (Array.isArray(json)) return `an array of ${json.length}`;
  if (typeof json === "object" && json !== null) {
    const names = Object.keys(json)
      .slice(0, 5)
      .map((name) => JSON.stringify(brief(name)));
    return names.length === 0 ? "an empty object" : `an object with ${names.join(", ")}`;
  }
  return typeof json === "string" ? JSON.stringify(brief(json)) : String(json);
}

const brief = (text: string): string => (text.length <= 60 ? text : `${text.slice(0, 60)}…`);
