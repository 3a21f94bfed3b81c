/** East text: printing and parsing the values of a type (spec/east-values.md 4, spec/east-api.md 1.8). */
import { FormatError } from "../../errors.js";
import { printType } from "../../types/print-type.js";
import { asEastType, EastTypeType, type EastTypeValue, fromEastTypeValue } from "../../types/type-value.js";
import { type EastType, isDataType } from "../../types/types.js";
import type { ValueTypeOf } from "../../types/value-types.js";
import {
  formatError,
  isStackOverflow,
  lineAndColumn,
  Misfit,
  needsLocations,
  withinStack,
} from "../paths.js";
import { decodeUtf8, encodeUtf8 } from "../utf8.js";
import { aliasTexts, mayAlias } from "./aliases.js";
import { Reader, type TextCodec, Writer } from "./codec.js";
import { textCodec } from "./compile.js";
import { inferType } from "./infer.js";
import { type Layout, layOut } from "./pretty.js";
import { END } from "./scanner.js";

/** What parsing gives: offsets are in UTF-16 units, `position` of a success is just behind the value. */
export type ParseResult<V> =
  | { success: true; value: V; position: number }
  | { success: false; error: string; position: number };

/**
 * A function that prints values of the type. With a layout it breaks lines for people; the text still parses to the
 * same value. Containers met twice are written as aliases, functions as λ.
 *
 * The function throws an Error for a value that has no text: one of Never, or with an invalid Date in it.
 */
export function printFor<T extends EastType | EastTypeValue>(
  given: T,
  pretty?: Layout,
): (value: ValueTypeOf<T>) => string {
  const type = asEastType(given);
  const codec = codecOf(type);
  const aliased = mayAlias(type);
  const print =
    codec.plain ??
    ((value) => new Writer(aliased ? () => aliasTexts(codec, value) : undefined).run(codec, value));
  return pretty === undefined ? print : (value) => layOut(print(value), pretty);
}

/**
 * A function that parses a whole text as a value of the type; it never throws for bad input. With `frozen` the value
 * is frozen all the way down, but for Blobs and packed numbers, which JavaScript cannot freeze.
 *
 * @throws Error for a type with functions in it.
 */
export function parseFor<T extends EastType | EastTypeValue>(
  given: T,
  frozen = false,
): (text: string) => ParseResult<ValueTypeOf<T>> {
  const { type, codec } = parserOf(given);
  return (text) => {
    try {
      return { success: true, ...read(type, codec, text, frozen) };
    } catch (error) {
      if (!(error instanceof FormatError)) throw error;
      return { success: false, error: error.message, position: error.position.offset as number };
    }
  };
}

/** Text as UTF-8. */
export function encodeEastFor<T extends EastType | EastTypeValue>(
  type: T,
): (value: ValueTypeOf<T>) => Uint8Array {
  const print = printFor(type);
  return (value) => encodeUtf8(print(value));
}

/**
 * A function that reads the UTF-8 of a whole text; it throws a FormatError for bad input.
 * @throws Error for a type with functions in it.
 */
export function decodeEastFor<T extends EastType | EastTypeValue>(
  given: T,
  frozen = false,
): (bytes: Uint8Array) => ValueTypeOf<T> {
  const { type, codec } = parserOf(given);
  return (bytes) => read(type, codec, decodeUtf8("east", bytes), frozen).value;
}

/**
 * The type and value of a text. Elements of collections are widened to one type; an empty one is a collection of Never.
 * @throws FormatError for bad input, and for refs and aliases.
 */
export function parseInferred(text: string, frozen = false): [EastType, any] {
  let type: EastType;
  try {
    type = inferType(text);
  } catch (error) {
    const { reason, offset } = misfitOf(error, 0);
    const { line, column } = lineAndColumn(text, offset);
    const message = `Error occurred because ${reason} (line ${line}, col ${column}) while inferring the type of a value`;
    throw new FormatError("east", message, { offset, line, column });
  }
  return [type, read(type, codecOf(type), text, frozen).value];
}

/**
 * A type from its text, `.Array .Integer`.
 * @throws FormatError when the text does not parse or says no valid type (spec/east-values.md 1.4).
 */
export function parseType(text: string): EastType {
  const { value } = read(EastTypeType, codecOf(EastTypeType), text, false);
  try {
    return fromEastTypeValue(value as EastTypeValue);
  } catch (error) {
    const reason = isStackOverflow(error) ? "the type is nested too deeply" : (error as Error).message;
    throw formatError("east", EastTypeType, { reason, offset: 0 }, "", text);
  }
}

const codecOf = (type: EastType): TextCodec => withinStack("type", () => textCodec(type));

function parserOf(given: EastType | EastTypeValue): { type: EastType; codec: TextCodec } {
  const type = asEastType(given);
  if (!isDataType(type)) throw new Error(`functions have no text to parse, in ${printType(type)}`);
  return { type, codec: codecOf(type) };
}

function read(
  type: EastType,
  codec: TextCodec,
  text: string,
  frozen: boolean,
  withLocations = false,
): { value: any; position: number } {
  const from = new Reader(text, frozen, withLocations);
  try {
    const value = from.run(codec);
    const position = from.pos;
    if (from.skip() !== END) from.fail("expected the end of the text");
    return { value, position };
  } catch (error) {
    if (needsLocations(error)) return read(type, codec, text, frozen, true);
    throw formatError("east", type, misfitOf(error, from.pos), from.trail.path(), text);
  }
}

/** An error met at an offset, as what the text does wrong; anything else than that is thrown on. */
function misfitOf(error: unknown, offset: number): { reason: string; offset: number } {
  if (error instanceof Misfit) return error;
  if (isStackOverflow(error)) return { reason: "the value is nested too deeply", offset };
  throw error;
}
