/**
 * spec/east-builtins.md 5, String without regular expressions, Print, Parse and JSON. Positions count code points; most
 * texts have no surrogates, and then they are JavaScript's own positions.
 */
import { EastError, FormatError } from "../errors.js";
import { decodeJSONFor, encodeJSONFor } from "../formats/json/json.js";
import { parseFor, printFor } from "../formats/text/text.js";
import { printType } from "../types/print-type.js";
import { type EastType, isDataType } from "../types/types.js";
import { inline, run, runFor, type Section, total } from "./builtin.js";

const SURROGATE = /[\ud800-\udfff]/;

/** Counts code points; a lone surrogate, which hosts may pass in, counts as one. */
function codePoints(text: string, end = text.length): number {
  let count = end;
  for (let i = 1; i < end; i++) {
    if (isLow(text.charCodeAt(i)) && isHigh(text.charCodeAt(i - 1))) {
      count--;
      i++;
    }
  }
  return count;
}

const isHigh = (unit: number): boolean => unit >= 0xd800 && unit < 0xdc00;
const isLow = (unit: number): boolean => unit >= 0xdc00 && unit < 0xe000;

const length = (text: string): bigint => BigInt(SURROGATE.test(text) ? codePoints(text) : text.length);

const clamp = (position: bigint, size: number): number =>
  position <= 0n ? 0 : position >= BigInt(size) ? size : Number(position);

function substring(text: string, from: bigint, to: bigint): string {
  if (!SURROGATE.test(text)) return text.slice(clamp(from, text.length), clamp(to, text.length));
  const points = Array.from(text);
  return points.slice(clamp(from, points.length), clamp(to, points.length)).join("");
}

function indexOf(text: string, part: string): bigint {
  const index = text.indexOf(part);
  return BigInt(index <= 0 ? index : codePoints(text, index));
}

const ASCII = /^[\0-\x7f]*$/;

/**
 * Simple case mapping: one code point to one, whatever the neighbours. JavaScript has the full mapping, so what would
 * grow stays as it is, except for Greek letters with iota, whose simple mapping is the title case form.
 */
function upperCase(text: string): string {
  if (ASCII.test(text)) return text.toUpperCase();
  let result = "";
  for (const character of text) {
    const upper = character.toUpperCase();
    result += isOneCodePoint(upper) ? upper : withIotaBelow(character);
  }
  return result;
}

const isOneCodePoint = (text: string): boolean =>
  text.length === ((text.codePointAt(0) ?? 0) > 0xffff ? 2 : 1);

function withIotaBelow(character: string): string {
  const code = character.codePointAt(0) as number;
  if (code >= 0x1f80 && code <= 0x1faf && code % 16 < 8) return String.fromCodePoint(code + 8);
  if (code === 0x1fb3 || code === 0x1fc3 || code === 0x1ff3) return String.fromCodePoint(code + 9);
  return character;
}

/** Character by character, so that a sigma at the end of a word is like any other. */
function lowerCase(text: string): string {
  if (ASCII.test(text)) return text.toLowerCase();
  let result = "";
  for (const character of text) result += character === "\u0130" ? "i" : character.toLowerCase();
  return result;
}

const repeat = (text: string, times: bigint): string => (times <= 0n ? "" : text.repeat(Number(times)));

const split = (text: string, separator: string): string[] => {
  if (separator !== "") return text.split(separator);
  return text === "" ? [""] : Array.from(text);
};

/** Every occurrence; the replacement is plain text. */
function replace(text: string, search: string, replacement: string): string {
  if (search !== "") return text.split(search).join(replacement);
  return (
    replacement +
    Array.from(text)
      .map((character) => character + replacement)
      .join("")
  );
}

const encoder = new TextEncoder();

const encodeUtf8 = (text: string): Uint8Array => encoder.encode(text);

/** A byte order mark, then the units, low byte first. */
function encodeUtf16(text: string): Uint8Array {
  const bytes = new Uint8Array(2 * text.length + 2);
  const view = new DataView(bytes.buffer);
  view.setUint16(0, 0xfeff, true);
  for (let i = 0; i < text.length; i++) view.setUint16(2 * i + 2, text.charCodeAt(i), true);
  return bytes;
}

function parse(type: EastType) {
  const read = parseFor(type);
  return (text: string): unknown => {
    const result = read(text);
    if (!result.success) throw new EastError(`Failed to parse: ${result.error}`);
    return result.value;
  };
}

const decoder = new TextDecoder();

function printJSON(type: EastType) {
  const encode = encodeJSONFor(type);
  return (value: unknown): string => decoder.decode(encode(value));
}

function parseJSON(type: EastType) {
  const decode = decodeJSONFor(type);
  return (text: string): unknown => {
    try {
      return decode(encoder.encode(text));
    } catch (error) {
      if (!(error instanceof FormatError)) throw error;
      throw new EastError(error.message);
    }
  };
}

/** Only data can be read, and JSON has only data. */
const functions = (type: EastType): string | undefined =>
  isDataType(type) ? undefined : `functions cannot be read or written, in ${printType(type)}`;

const method = (name: string) => inline((text, ...operands) => `${text}.${name}(${operands.join(", ")})`);

export const string: Section = {
  StringConcat: ["(String, String) -> String", inline((a, b) => `(${a} + ${b})`)],
  // May exceed the longest string there is, as may the builtins below that copy text: a failure of the host.
  StringRepeat: ["(String, Integer) -> String", run(repeat)],
  StringLength: ["(String) -> Integer", total(length)],
  StringSubstring: ["(String, Integer, Integer) -> String", total(substring)],
  StringUpperCase: ["(String) -> String", total(upperCase)],
  StringLowerCase: ["(String) -> String", total(lowerCase)],
  StringSplit: ["(String, String) -> [String]", total(split)],
  StringTrim: ["(String) -> String", method("trim")],
  StringTrimStart: ["(String) -> String", method("trimStart")],
  StringTrimEnd: ["(String) -> String", method("trimEnd")],
  StringStartsWith: ["(String, String) -> Boolean", method("startsWith")],
  StringEndsWith: ["(String, String) -> Boolean", method("endsWith")],
  StringContains: ["(String, String) -> Boolean", method("includes")],
  StringIndexOf: ["(String, String) -> Integer", total(indexOf)],
  StringReplace: ["(String, String, String) -> String", run(replace)],
  StringEncodeUtf8: ["(String) -> Blob", total(encodeUtf8)],
  StringEncodeUtf16: ["(String) -> Blob", total(encodeUtf16)],
  ArrayStringJoin: ["([String], String) -> String", method("join")],
  Print: ["[T] (T) -> String", runFor((type) => printFor(type))],
  Parse: ["[T] (String) -> T", runFor(parse), "", functions],
  StringPrintJSON: ["[T] (T) -> String", runFor(printJSON), "", functions],
  StringParseJSON: ["[T] (String) -> T", runFor(parseJSON), "", functions],
};
