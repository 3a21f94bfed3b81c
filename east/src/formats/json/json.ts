/** East JSON: values of a type as JSON and back (spec/east-values.md 5, spec/east-api.md 1.8). */
import { printType } from "../../types/print-type.js";
import { asEastType, type EastTypeValue } from "../../types/type-value.js";
import { type EastType, isDataType } from "../../types/types.js";
import type { ValueTypeOf } from "../../types/value-types.js";
import { formatError, isStackOverflow, Misfit, needsLocations, withinStack } from "../paths.js";
import { decodeUtf8, encodeUtf8 } from "../utf8.js";
import { type JsonCodec, JsonReader, JsonWriter } from "./codec.js";
import { jsonCodec } from "./compile.js";
import { malformedJson } from "./syntax.js";

/**
 * A function from values of the type to what `JSON.parse` would give: null, booleans, numbers, strings, arrays and
 * plain objects, all of them new. Containers met twice are written in full each time.
 *
 * The function throws an Error for a cyclic value, and for one nested more than 2048 levels deep.
 *
 * @throws Error for a type with functions in it.
 */
export function toJSONFor<T extends EastType | EastTypeValue>(given: T): (value: ValueTypeOf<T>) => any {
  const write = writerFor(given);
  return (value) => JSON.parse(write(value));
}

/**
 * A function from values that JSON can hold to values of the type; it throws a FormatError with a path for those that
 * do not fit. With `frozen` the value is frozen all the way down, but for Blobs and packed numbers.
 *
 * @throws Error for a type with functions in it.
 */
export function fromJSONFor<T extends EastType | EastTypeValue>(
  given: T,
  frozen = false,
): (json: unknown) => ValueTypeOf<T> {
  const { type, codec } = codecOf(given);
  return (json) => read(type, codec, frozen, false, () => json);
}

/** Like `toJSONFor`, as the UTF-8 of compact JSON text, struct members in field order. */
export function encodeJSONFor<T extends EastType | EastTypeValue>(
  type: T,
): (value: ValueTypeOf<T>) => Uint8Array {
  const write = writerFor(type);
  return (value) => encodeUtf8(write(value));
}

/** Like `fromJSONFor`, from the UTF-8 of JSON text; what `JSON.parse` refuses is refused. */
export function decodeJSONFor<T extends EastType | EastTypeValue>(
  given: T,
  frozen = false,
): (bytes: Uint8Array) => ValueTypeOf<T> {
  const { type, codec } = codecOf(given);
  return (bytes) => {
    const text = decodeUtf8("json", bytes);
    return read(type, codec, frozen, true, () => parse(type, text));
  };
}

function codecOf(given: EastType | EastTypeValue): { type: EastType; codec: JsonCodec } {
  const type = asEastType(given);
  if (!isDataType(type)) throw new Error(`functions have no JSON, in ${printType(type)}`);
  return { type, codec: withinStack("type", () => jsonCodec(type)) };
}

function writerFor(given: EastType | EastTypeValue): (value: unknown) => string {
  const { codec } = codecOf(given);
  return (value) => {
    const to = new JsonWriter();
    withinStack("value", () => codec.write(to, value));
    return to.text();
  };
}

function parse(type: EastType, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    return fail(type, malformedJson(text), "");
  }
}

/** `owned`: what `json` gives is new each time and may be changed. */
function read(
  type: EastType,
  codec: JsonCodec,
  frozen: boolean,
  owned: boolean,
  json: () => unknown,
  withLocations = false,
): any {
  const from = new JsonReader(frozen, owned, withLocations);
  const root = json();
  try {
    return codec.read(from, root);
  } catch (error) {
    if (needsLocations(error)) return read(type, codec, frozen, owned, json, true);
    if (isStackOverflow(error)) return fail(type, "the value is nested too deeply", from.trail.path());
    if (error instanceof Misfit) return fail(type, error.reason, from.trail.path());
    throw error;
  }
}

/** Offsets mean nothing here: the path says where. */
function fail(type: EastType, reason: string, path: string): never {
  throw formatError("json", type, { reason, offset: 0 }, path, undefined);
}
