/**
 * Beast2, the binary form of East values (spec/beast2.md): the public functions. The parts are in the order of the
 * specification: wire, type-graph and type-table, container (sections, frames, index), segments, values (analysis,
 * generate, program, stream), functions, version4.
 */
import { type IR, IRType, NO_SOURCE_MAP, type SourceMap } from "../../ir/ir.js";
import { asEastType, type EastTypeValue } from "../../types/type-value.js";
import type { EastType } from "../../types/types.js";
import type { ValueTypeOf } from "../../types/value-types.js";
import type { Instantiate } from "../../values/function.js";
import { type EncodeSettings, encodeVersion5, readVersion5 } from "./container.js";
import { functions } from "./functions.js";
import { programFor, readMagic, readProgram, typeValueOf } from "./header.js";
import { type Program, programOf } from "./program.js";
import { type ReadOptions, ValueReader } from "./stream.js";
import { withPath } from "./tracing.js";
import { internTable, readTypeTable } from "./type-table.js";
import { readVersion4 } from "./version4.js";
import { MAX_FRAME } from "./wire.js";

export type Beast2EncodeOptions = {
  /**
   * What becomes of a container that is met again. `keep`, the default, writes a reference, as far as the format
   * allows. `expand` writes it out again, so that equal values have equal bytes; only cycles keep references.
   */
  sharing?: "keep" | "expand";
  /** The most bytes that the value may take; 1 GiB with `expand`, else no limit but that of a frame. */
  maxSize?: number;
  /** Whether function values keep their source locations; `keep` unless sharing is expanded. */
  locations?: "keep" | "drop";
};

export type Beast2DecodeOptions = {
  /** Freeze Arrays, Structs, Variants, Refs, Sets and Dicts. Blobs and Dates stay as they are. */
  frozen?: boolean;
  /** Makes function values; without it a file that holds one cannot be decoded. */
  instantiate?: Instantiate;
};

type ValueOf<T> = T extends EastType ? ValueTypeOf<T> : any;

/**
 * Writes values of a type as Beast2 version 5. Sets and Dicts are written in key order whatever holds them, and the
 * bytes are a function of type and value alone.
 *
 * @throws FormatError with the path, when a value does not fit its type or nests deeper than a reader would follow.
 */
export function encodeBeast2For<T extends EastType | EastTypeValue>(
  type: T,
  options: Beast2EncodeOptions = {},
): (value: ValueOf<T>) => Uint8Array {
  const program = programOf(asEastType(type));
  const settings = encodeSettings(options, NO_SOURCE_MAP);
  return (value) => encodeVersion5(program, value, settings);
}

function encodeSettings(options: Beast2EncodeOptions, sourceMap: SourceMap): EncodeSettings {
  const expand = options.sharing === "expand";
  return {
    expand,
    tracing: false,
    keepLocations: (options.locations ?? (expand ? "drop" : "keep")) === "keep",
    maxSize: options.maxSize ?? (expand ? MAX_FRAME : Infinity),
    functions,
    sourceMap,
  };
}

/**
 * Reads values of a type from Beast2 version 4 or 5. Sets and Dicts become SortedSet and SortedMap.
 *
 * @throws FormatError when the bytes are no Beast2, are damaged, or hold a value of another type.
 */
export function decodeBeast2For<T extends EastType | EastTypeValue>(
  type: T,
  options: Beast2DecodeOptions = {},
): (bytes: Uint8Array) => ValueOf<T> {
  const program = programOf(asEastType(type));
  return (bytes) => decode(bytes, program, options).value;
}

/** Reads a value and its type. The type value is frozen, and the same for every file of one type. */
export function decodeBeast2(
  bytes: Uint8Array,
  options: Beast2DecodeOptions = {},
): { type: EastTypeValue; value: any } {
  const { program, value } = decode(bytes, undefined, options);
  return { type: typeValueOf(program.table), value };
}

/**
 * A program as a file whose root is the IR type, with the locations that its `loc_id`s index in the source map
 * section.
 */
export function encodeIR(
  ir: IR,
  sourceMap: SourceMap,
  options: Pick<Beast2EncodeOptions, "sharing"> = {},
): Uint8Array {
  return encodeVersion5(programOf(IRType), ir, encodeSettings(options, sourceMap));
}

/** @throws FormatError when the bytes do not hold IR. */
export function decodeIR(bytes: Uint8Array): { ir: IR; sourceMap: SourceMap } {
  const { value, reader } = decode(bytes, programOf(IRType), {});
  return { ir: value as IR, sourceMap: { stacks: reader.stacks } };
}

export function readOptions(options: Beast2DecodeOptions, tracing: boolean): ReadOptions {
  return { frozen: options.frozen === true, tracing, functions, instantiate: options.instantiate };
}

type Decoded = { program: Program; value: any; reader: ValueReader };

function decode(bytes: Uint8Array, expected: Program | undefined, options: Beast2DecodeOptions): Decoded {
  return withPath((tracing) => {
    const reader = new ValueReader(bytes, readOptions(options, tracing));
    if (readMagic(reader) === 4) {
      reader.version4 = true;
      const types = readTypeTable(reader);
      const program = programFor(internTable(types.table), expected);
      return { program, value: readVersion4(reader, program, types), reader };
    }
    const program = readProgram(reader, expected);
    return { program, value: readVersion5(reader, program), reader };
  });
}
