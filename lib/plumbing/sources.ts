/**
 * Values from files and standard input, by form: Beast2, East text, JSON. The form follows from the file's extension or
 * its first bytes.
 */

import { readFile } from "node:fs/promises";
import { extname } from "node:path";
import {
  asEastType,
  decodeEastFor,
  decodeJSONFor,
  type EastType,
  isTypeEqual,
  parseInferred,
  parseType,
  printType,
} from "@elaraai/east";
import { DiskError } from "./disk.js";
import { E3Error, hasCode } from "./errors.js";
import { bytesDecode, valueEncode } from "./values.js";

export type SourceForm = "beast2" | "east" | "json";

const BY_EXTENSION: Readonly<Record<string, SourceForm>> = {
  ".beast": "beast2",
  ".beast2": "beast2",
  ".east": "east",
  ".json": "json",
};

/** What was given, and under which name people know it. */
export type Source = { name: string; bytes: Uint8Array };

/** The content of a file. @throws E3Error: `missing` where there is none, else a `DiskError` */
export async function sourceFile(path: string): Promise<Source> {
  try {
    return { name: path, bytes: await readFile(path) };
  } catch (error) {
    if (hasCode(error, "ENOENT"))
      throw new E3Error("missing", `there is no file '${path}'`, "check the path");
    throw new DiskError("read", path, (error as NodeJS.ErrnoException).code ?? "EIO", { cause: error });
  }
}

/** All that comes from a stream. */
export async function sourceStream(
  input: AsyncIterable<Uint8Array>,
  name = "standard input",
): Promise<Source> {
  const pieces: Uint8Array[] = [];
  for await (const piece of input) pieces.push(piece);
  return { name, bytes: Buffer.concat(pieces) };
}

/** The form of a source: by its extension, else by the magic of Beast2; text that is neither is East text. */
export function sourceForm({ name, bytes }: Source): SourceForm {
  const known = BY_EXTENSION[extname(name)];
  if (known !== undefined) return known;
  return Buffer.from(bytes.subarray(0, MAGIC.length)).equals(MAGIC) ? "beast2" : "east";
}

const MAGIC = Buffer.from([0x89, 0x45, 0x61, 0x73, 0x74, 0x0d, 0x0a]);

/**
 * A type as users write it, in East text.
 *
 * @throws E3Error (usage)
 */
export function typeOption(text: string): EastType {
  try {
    return parseType(text);
  } catch (error) {
    throw new E3Error(
      "usage",
      `'${text}' is no East type: ${(error as Error).message}`,
      "write it as .Array .Integer",
    );
  }
}

/**
 * The value of a source in canonical form.
 *
 * @param type what it must be
 * @param what says whose value it is to be, for the message: a dataset's path
 * @throws E3Error (failed) when it is of another type or does not parse; the message names both types
 */
export function sourceEncode(source: Source, type: EastType, what: string): Uint8Array {
  const refuse = (problem: string): E3Error =>
    new E3Error("failed", `'${source.name}' does not fit ${what}: ${problem}`, "give a value of that type");
  try {
    switch (sourceForm(source)) {
      case "beast2": {
        const { type: typeValue, value } = bytesDecode(source.bytes);
        const found = asEastType(typeValue);
        if (!isTypeEqual(found, type)) throw refuse(`expected ${printType(type)}, found ${printType(found)}`);
        return valueEncode(type, value);
      }
      case "json":
        return valueEncode(type, decodeJSONFor(type)(source.bytes));
      case "east":
        return valueEncode(type, decodeEastFor(type)(source.bytes));
    }
  } catch (error) {
    if (error instanceof E3Error) throw error;
    const found = foundType(source);
    const both = found === undefined ? "" : `expected ${printType(type)}, found ${found}: `;
    throw refuse(`${both}${(error as Error).message}`);
  }
}

/** What a text looks like, when it is a value of some other type. */
function foundType({ name, bytes }: Source): string | undefined {
  const text = new TextDecoder().decode(bytes);
  try {
    if (sourceForm({ name, bytes }) === "east") return printType(parseInferred(text)[0]);
    const value: unknown = JSON.parse(text);
    return `JSON ${value === null ? "null" : Array.isArray(value) ? "array" : typeof value}`;
  } catch {
    return undefined;
  }
}

/** The value of a text in canonical form, its type inferred. @throws E3Error (failed, usage) */
export function sourceInfer(source: Source): Uint8Array {
  if (sourceForm(source) === "json") {
    throw new E3Error("usage", `JSON does not say of which type '${source.name}' is`, "give --type");
  }
  try {
    const [type, value] = parseInferred(new TextDecoder("utf-8", { fatal: true }).decode(source.bytes));
    return valueEncode(type, value);
  } catch (error) {
    throw new E3Error("failed", `'${source.name}': ${(error as Error).message}`, "give --type");
  }
}
