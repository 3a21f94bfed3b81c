/** Types without parts as East text (spec/east-values.md 4.1 to 4.4), row by row. */
import { printString } from "../../types/print-type.js";
import { printBlob } from "../hex.js";
import { printInstant } from "../instants.js";
import { printNumber } from "../numbers.js";
import type { Reader, TextCodec } from "./codec.js";

const scalar = <V>(parse: (from: Reader) => V, plain: (value: V) => string): TextCodec => ({
  parse,
  plain,
  print: (to, value) => {
    to.out += plain(value);
    return undefined;
  },
  container: undefined,
});

const refuse = (): never => {
  throw new Error("Never has no values to print");
};

export const neverText = scalar<never>((from) => from.fail("Never has no values"), refuse);

export const nullText = scalar(
  (from) => from.null(),
  () => "null",
);

export const booleanText = scalar(
  (from) => from.boolean(),
  (value) => (value ? "true" : "false"),
);

export const integerText = scalar(
  (from) => from.integer(),
  (value) => value.toString(),
);

export const floatText = scalar((from) => from.float(), printFloat);

export const stringText = scalar((from) => from.string(), printString);

export const dateTimeText = scalar((from) => from.dateTime(), printInstant);

export const blobText = scalar((from) => from.blob(), printBlob);

/** Functions cannot be read; λ is for people only. */
export const functionText = scalar<unknown>(
  (from) => from.fail("functions have no text to parse"),
  () => "λ",
);

/** JavaScript's number text, with `.0` after what would look like an Integer. */
function printFloat(value: number): string {
  if (!Number.isInteger(value) || Math.abs(value) >= 1e21) return printNumber(value);
  return Object.is(value, -0) ? "-0.0" : `${printNumber(value)}.0`;
}
