/**
 * The objects of e3's own: Variants of one case whose name is their kind and version (docs/design.md, "Objects").
 * Hashes inside them are Strings of 64 hex digits, so that `grep` finds them.
 */
import {
  ArrayType,
  DictType,
  EastTypeType,
  IntegerType,
  NullType,
  OptionType,
  RecursiveType,
  StringType,
  StructType,
  type ValueTypeOf,
  VariantType,
} from "@elaraai/east";
import { SourceMapObjectType } from "../east-node/program.js";

export { SourceMapObjectType } from "../east-node/program.js";

/** The forms in which a task's command reads its inputs and writes its output. */
export const FILE_FORMS = ["beast2", "json", "east", "csv"] as const;

/** What is computed, and nothing else: two tasks with one object are one task. */
export const TaskType = StructType({
  /** Hash of the IR. */
  function: StringType,
  /** The command that runs the IR; the default `["east-node", "run"]` means the warm workers. */
  runner: ArrayType(StringType),
  /** One of `FILE_FORMS`. */
  files: StringType,
  inputs: ArrayType(EastTypeType),
  output: EastTypeType,
});

/** Limits of a task's run: bytes, times, milliseconds. Not part of its identity. */
export const LimitsType = StructType({
  memory: OptionType(IntegerType),
  retries: OptionType(IntegerType),
  timeout: OptionType(IntegerType),
});

/** How tasks are wired. Paths are those of datasets below the workspace: `inputs.name`, `tasks.greet.output`. */
export const PackageType = StructType({
  name: StringType,
  version: StringType,
  inputs: DictType(StringType, StructType({ type: EastTypeType, default: OptionType(StringType) })),
  tasks: DictType(
    StringType,
    StructType({
      /** Hash of the task object. */
      task: StringType,
      inputs: ArrayType(StringType),
      limits: LimitsType,
    }),
  ),
  /** Hash of the source map. */
  source_map: StringType,
});

/** One level of datasets, with all levels below inline. */
export const TreeType = RecursiveType((self) =>
  DictType(
    StringType,
    VariantType({
      tree: self,
      unassigned: NullType,
      /** Hash of the dataset's value. */
      value: StringType,
    }),
  ),
);

export const TaskObjectType = VariantType({ "e3.task.1": TaskType });
export const PackageObjectType = VariantType({ "e3.package.1": PackageType });
export const TreeObjectType = VariantType({ "e3.tree.1": TreeType });

export type TaskObject = ValueTypeOf<typeof TaskType>;
export type PackageObject = ValueTypeOf<typeof PackageType>;
export type Tree = ValueTypeOf<typeof TreeType>;

/** The kinds, by the name of their case. */
export const KINDS = {
  "e3.task.1": TaskObjectType,
  "e3.package.1": PackageObjectType,
  "e3.tree.1": TreeObjectType,
  "e3.source_map.1": SourceMapObjectType,
} as const;

export type Kind = keyof typeof KINDS;
