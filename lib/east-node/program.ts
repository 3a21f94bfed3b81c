/** Programs as they are stored: IR in its normal form, and source maps that say where its nodes stand in the source. */
import {
  ArrayType,
  type AsyncFunctionIR,
  DictType,
  type FunctionIR,
  IntegerType,
  LocationType,
  type SourceMap,
  StringType,
  StructType,
  type ValueTypeOf,
  VariantType,
} from "@elaraai/east";
import { decodeIR, withLocations } from "@elaraai/east/internal";

/** Where the tasks of a package stand in their source. */
export const SourceMapType = StructType({
  /** Entry 0 is the empty stack. Frames are innermost first. */
  stacks: ArrayType(ArrayType(LocationType)),
  /** Per task the stack number of each `loc_id` of its IR, labels included, in field order, depth first. */
  tasks: DictType(StringType, ArrayType(IntegerType)),
});

export const SourceMapObjectType = VariantType({ "e3.source_map.1": SourceMapType });

export type SourceMapObject = ValueTypeOf<typeof SourceMapType>;

export type Program = { ir: FunctionIR | AsyncFunctionIR; sourceMap: SourceMap };

/** @throws Error when the bytes are no IR of a function */
export function programDecode(bytes: Uint8Array): Program {
  const { ir, sourceMap } = decodeIR(bytes);
  if (ir.type === "Function" || ir.type === "AsyncFunction") return { ir, sourceMap };
  throw new Error(`expected a function, found a ${ir.type} node`);
}

/** The program with the locations that a source map has for a task. */
export function programLocate(program: Program, map: SourceMapObject, task: string): Program {
  const locations = map.tasks.get(task);
  // A program that computes with its locations has kept them.
  if (locations === undefined || program.sourceMap.stacks.length > 1) return program;
  return { ir: withLocations(program.ir, locations), sourceMap: { stacks: map.stacks } };
}
