/** Types without parts as JSON (spec/east-values.md 5), row by row. */
import { parseBlob, printBlob } from "../hex.js";
import {
  CANONICAL_LENGTH,
  canonicalInstant,
  decimalsAsMillis,
  instantOf,
  printInstant,
} from "../instants.js";
import { printNumber } from "../numbers.js";
import { Misfit } from "../paths.js";
import type { JsonCodec, JsonReader } from "./codec.js";

const scalar = <V>(plain: (value: V) => string, read: (from: JsonReader, json: unknown) => V): JsonCodec => ({
  plain,
  read,
  write: (to, value) => {
    to.out += plain(value);
  },
});

const noValues = (): never => {
  throw new Error("Never has no values to write");
};

export const neverJson = scalar<never>(noValues, (from: JsonReader, json: unknown) =>
  from.fail("no value, of type Never", json),
);

export const nullJson = scalar<null>(
  () => "null",
  (from: JsonReader, json: unknown) => (json === null ? null : from.fail("null", json)),
);

export const booleanJson = scalar<boolean>(
  (value) => (value ? "true" : "false"),
  (from: JsonReader, json: unknown) => (typeof json === "boolean" ? json : from.fail("true or false", json)),
);

export const integerJson = scalar<bigint>(
  (value) => `"${value.toString()}"`,
  (from: JsonReader, json: unknown) => {
    const value = typeof json === "string" ? parseInteger(json) : undefined;
    if (value === undefined) from.fail(`an Integer of 64 bits as a string, like "-5"`, json);
    return value;
  },
);

export const floatJson = scalar<number>(
  (value) => {
    if (value === 0) return Object.is(value, -0) ? '"-0.0"' : "0";
    return Number.isFinite(value) ? printNumber(value) : `"${value}"`;
  },
  (from: JsonReader, json: unknown) => {
    if (typeof json === "number") return json;
    const value = FLOAT_NAMES.get(json);
    if (value === undefined) from.fail('a number, or "NaN", "Infinity", "-Infinity" or "-0.0"', json);
    return value;
  },
);

const FLOAT_NAMES = new Map<unknown, number>([
  ["NaN", Number.NaN],
  ["Infinity", Number.POSITIVE_INFINITY],
  ["-Infinity", Number.NEGATIVE_INFINITY],
  ["-0.0", -0],
]);

export const stringJson = scalar<string>(quote, (from: JsonReader, json: unknown) => {
  if (typeof json !== "string") from.fail("a string", json);
  if (!isWellFormed(json)) {
    throw new Misfit("a String cannot hold half of a surrogate pair", 0);
  }
  return json;
});

export const dateTimeJson = scalar<Date>(
  (value) => {
    const time = value.getTime();
    if (!inRange(time))
      throw new Error(`${printInstant(value)} is outside of the years 0001 to 9999 that JSON allows`);
    return `"${printInstant(value)}+00:00"`;
  },
  (from: JsonReader, json: unknown) => {
    const time = typeof json === "string" ? parseRfc3339(json) : Number.NaN;
    if (!inRange(time)) {
      from.fail(
        'a date and time with a zone that exist, in the years 0001 to 9999, like "2025-01-02T03:04:05.678Z"',
        json,
      );
    }
    return new Date(time);
  },
);

export const blobJson = scalar<Uint8Array>(
  (value) => `"${printBlob(value)}"`,
  (from: JsonReader, json: unknown) => {
    const bytes = typeof json === "string" ? parseBlob(json) : undefined;
    if (bytes === undefined) from.fail("a string of 0x and two hex digits per byte", json);
    return bytes;
  },
);

/** A quote, a backslash, anything below a blank, or a surrogate. */
const ESCAPED = /[^ !#-[\]-\ud7ff\ue000-\uffff]/;

/** A JSON string; half a surrogate pair, which UTF-8 cannot hold, becomes U+FFFD. */
export function quote(value: string): string {
  return ESCAPED.test(value) ? JSON.stringify(toWellFormed(value)) : `"${value}"`;
}

// In every Node we run on, but not yet in the library of types that we compile with.
type Utf16 = { isWellFormed(): boolean; toWellFormed(): string };
const isWellFormed = (text: string): boolean => (text as unknown as Utf16).isWellFormed();
const toWellFormed = (text: string): string => (text as unknown as Utf16).toWellFormed();

/** An Integer in canonical form: no sign but one minus, no leading zeros, 64 bits. */
function parseInteger(text: string): bigint | undefined {
  const negative = text.charCodeAt(0) === 0x2d;
  const first = negative ? 1 : 0;
  const count = text.length - first;
  if (count < 1 || count > 19 || (text.charCodeAt(first) === 0x30 && text !== "0")) return undefined;
  let magnitude = 0;
  for (let i = first; i < text.length; i++) {
    const digit = text.charCodeAt(i) - 0x30;
    if (digit < 0 || digit > 9) return undefined;
    magnitude = magnitude * 10 + digit;
  }
  if (count <= 15) return BigInt(negative ? -magnitude : magnitude);
  const value = BigInt(text);
  return BigInt.asIntN(64, value) === value ? value : undefined;
}

const EARLIEST = instantOf(1, 1, 1, 0, 0, 0, 0);
const LATEST = instantOf(9999, 12, 31, 23, 59, 59, 999);
const inRange = (time: number): boolean => time >= EARLIEST && time <= LATEST;

const RFC_3339 =
  /^(\d{4})-(\d\d)-(\d\d)[Tt](\d\d):(\d\d):(\d\d)(?:\.(\d+))?(?:[Zz]|([+-])([01]\d|2[0-3]):([0-5]\d))$/;

const MINUTE = 60_000;
const DAY = 1440 * MINUTE;

/** Milliseconds since 1970, or NaN. Decimals are optional and cut to three, a zone is required. */
function parseRfc3339(text: string): number {
  const canonical = canonicalInstant(text, 0);
  if (
    canonical === canonical &&
    (text.length === CANONICAL_LENGTH + 6 || text.length === CANONICAL_LENGTH + 1)
  ) {
    if (text.endsWith("+00:00") || text.endsWith("Z")) return canonical;
  }
  const match = RFC_3339.exec(text);
  if (match === null) return Number.NaN;
  const part = (group: number): number => Number(match[group] ?? 0);
  // A leap second is the one after 23:59:59 in UTC.
  const leap = part(6) === 60;
  const civil = instantOf(
    part(1),
    part(2),
    part(3),
    part(4),
    part(5),
    leap ? 59 : part(6),
    decimalsAsMillis(match[7]),
  );
  const offset = (part(9) * 60 + part(10)) * MINUTE;
  const time = match[8] === "-" ? civil + offset : civil - offset;
  if (!leap) return time;
  const minuteOfDay = Math.floor((((time % DAY) + DAY) % DAY) / MINUTE);
  return minuteOfDay === 1439 ? time + 1000 : Number.NaN;
}
