/** The types that programs around e3 share: what `@elaraai/e3/types` exports, name by name. */
export type { DataflowEvent, DataflowResult } from "./dataflow.js";
export type { DatasetState } from "./dataset-status.js";
export type { ErrorKind } from "./errors.js";
export {
  FILE_FORMS,
  KINDS,
  type Kind,
  LimitsType,
  type PackageObject,
  PackageObjectType,
  PackageType,
  SourceMapObjectType,
  type TaskObject,
  TaskObjectType,
  TaskType,
  type Tree,
  TreeObjectType,
  TreeType,
} from "./kinds.js";
export type { RunRecord, RunState } from "./runs.js";
export type { TaskOutcome } from "./scheduler.js";
export type { TaskExecuteOptions, TaskResult, TaskRunner } from "./task-runner.js";
