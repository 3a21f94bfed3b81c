/**
 * What a file begins with: magic and type section, written and read (spec/beast2.md, "Version 5"), and from them the
 * type of a file and the program that reads it.
 */
import { FormatError } from "../../errors.js";
import type { SourceMap } from "../../ir/ir.js";
import { printType } from "../../types/print-type.js";
import { type EastTypeValue, toEastTypeValue } from "../../types/type-value.js";
import { writeSourceMap } from "./locations.js";
import { type Program, programOf } from "./program.js";
import { internedTable, internTable, MAX_TYPE_SECTION, readTypeTable, type TypeTable } from "./type-table.js";
import { wellKnownOf, wellKnownTypes } from "./well-known.js";
import { Reader, Writer } from "./wire.js";

const MAGIC = Uint8Array.of(0x89, 0x45, 0x61, 0x73, 0x74, 0x0d, 0x0a);

const heads = new WeakMap<TypeTable, Uint8Array>();

/** Magic, type section and source map section. */
export function writeHead(table: TypeTable, sourceMap: SourceMap): Uint8Array {
  // Nearly all files have no locations, and then the head says no more than the type.
  const plain = sourceMap.stacks.length <= 1;
  let head = plain ? heads.get(table) : undefined;
  if (head !== undefined) return head;
  const to = new Writer(table.section.length + 64);
  to.append(MAGIC);
  to.byte(5);
  const known = wellKnownOf(table);
  if (known === undefined) {
    to.varint(0);
    to.append(table.section);
  } else {
    to.varint(1);
    to.varint(known.id);
    to.u64(known.hash);
  }
  writeSourceMap(to, sourceMap);
  head = to.slice();
  if (plain) heads.set(table, head);
  return head;
}

/** Reads the magic; gives the version. */
export function readMagic(from: Reader): 4 | 5 {
  const { bytes, end } = from;
  const length = Math.min(end, MAGIC.length);
  if (end <= MAGIC.length || !bytes.subarray(0, length).equals(MAGIC)) {
    return from.fail("not a Beast2 file: it does not begin with 89 45 61 73 74 0D 0A and a version");
  }
  from.position = MAGIC.length + 1;
  const version = bytes[MAGIC.length];
  if (version !== 4 && version !== 5) {
    return from.fail(`Beast2 version ${version} is not supported, only 4 and 5`, MAGIC.length);
  }
  return version;
}

/** Whether bytes that are too few for a magic could be the start of one. */
function startsLikeMagic(bytes: Uint8Array): boolean {
  return bytes.subarray(0, MAGIC.length).every((byte, i) => byte === MAGIC[i]);
}

/** The type section of version 5. */
function readTypeSection(from: Reader): TypeTable {
  const start = from.position;
  const kind = from.varint();
  if (kind === 0) return readTable(from);
  if (kind > 2) from.fail(`type section of unknown kind ${kind}`, start);
  const idAt = from.position;
  const id = from.varint();
  const hash = from.u64();
  const known = wellKnownTypes().find((type) => type.id === id);
  if (kind === 2) {
    const table = readTable(from);
    return known?.hash === hash ? known.table : table;
  }
  if (known === undefined) return from.fail(`well-known type ${id} is unknown`, idAt);
  if (known.hash !== hash) {
    const hex = (value: bigint): string => value.toString(16).padStart(16, "0");
    from.fail(
      `the file's version of ${known.name} has hash ${hex(hash)}, this reader's has ${hex(known.hash)}`,
      idAt,
    );
  }
  return known.table;
}

/** A type table; a canonical one that was read before is known by its bytes. */
function readTable(from: Reader): TypeTable {
  const start = from.position;
  const length = from.varint();
  from.need(length, "type table");
  const section = from.bytes.subarray(start, from.position + length);
  const known = internedTable(section.toString("latin1"));
  if (known !== undefined) {
    from.position += length;
    return known;
  }
  from.position = start;
  const { table } = readTypeTable(from);
  return wellKnownOf(table)?.table ?? internTable(table);
}

/**
 * The type of the value in a file, from the first bytes of it. When they are too few, `need` says how many are wanted
 * at least; an empty `head` may be given to begin with.
 *
 * @throws FormatError when the file is no Beast2 or its type section is damaged.
 */
export function readBeast2Type(
  head: Uint8Array,
): { type: EastTypeValue; need: undefined } | { type: undefined; need: number } {
  const from = new Reader(head);
  const need = headSize(from);
  if (need > head.length) return { type: undefined, need };
  const version4 = readMagic(from) === 4;
  const table = version4 ? internTable(readTypeTable(from).table) : readTypeSection(from);
  return { type: typeValueOf(table), need: undefined };
}

/** The length of everything before the source map, as far as the bytes at hand tell; at least one more if not. */
export function headSize(from: Reader): number {
  const shortest = 9;
  if (from.end < shortest) {
    if (!startsLikeMagic(from.bytes)) readMagic(from);
    return shortest;
  }
  const version = readMagic(from);
  try {
    const kind = version === 4 ? 0 : from.varint();
    if (kind === 1 || kind === 2) {
      from.varint();
      from.position += 8;
    }
    const start = from.position;
    const length = kind === 0 || kind === 2 ? from.varint() : 0;
    if (length > MAX_TYPE_SECTION) from.fail(`type table of ${length} bytes is too large`, start);
    const size = from.position + length;
    from.position = 0;
    return size;
  } catch (error) {
    if (from.remaining > 0) throw error;
    return from.end + 1;
  }
}

const typeValues = new WeakMap<TypeTable, EastTypeValue>();

/** One value for each type, so that what is made for it (printers, encoders) is found again. */
export function typeValueOf(table: TypeTable): EastTypeValue {
  let value = typeValues.get(table);
  if (value === undefined) {
    value = deepFreeze(toEastTypeValue(table.type));
    typeValues.set(table, value);
  }
  return value;
}

function deepFreeze<T>(value: T): T {
  if (typeof value === "object" && value !== null) {
    for (const part of Object.values(value)) deepFreeze(part);
    Object.freeze(value);
  }
  return value;
}

/** Reads the type section; gives the program of the type, which is the one expected if there is one. */
export function readProgram(from: Reader, expected: Program | undefined): Program {
  // Most files spell the type just as this package does.
  if (expected !== undefined && from.bytes[from.position] === 0) {
    const { section } = expected.table;
    const start = from.position + 1;
    if (from.bytes.subarray(start, start + section.length).equals(section)) {
      from.position = start + section.length;
      return expected;
    }
  }
  return programFor(readTypeSection(from), expected);
}

/** The program that reads a file of a type: that of the type asked for, when it is the same. */
export function programFor(table: TypeTable, expected: Program | undefined): Program {
  if (expected === undefined) return programOf(table.type);
  if (expected.table.key === table.key) return expected;
  const [wanted, got] = [expected.type, table.type].map((type) => shorten(printType(type, "short")));
  throw new FormatError("beast2", `beast2: type mismatch: expected ${wanted}, got ${got}`);
}

function shorten(text: string): string {
  return text.length <= 400 ? text : `${text.slice(0, 400)}…`;
}
