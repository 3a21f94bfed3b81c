/**
 * The seam between deciding what to run and running it. `LocalTaskRunner` runs on this machine, `MockTaskRunner` answers
 * from a script; a cluster or a queue would be one more class.
 */
import type { StorageBackend } from "./storage.js";

/**
 * How a task is executed. `signal` and the callbacks are the only live members; the others are plain data that a remote
 * runner can send along.
 */
export interface TaskExecuteOptions {
  /** Run even if the answer is known. */
  force?: boolean;
  signal?: AbortSignal;
  onStdout?: (data: string) => void;
  onStderr?: (data: string) => void;
  /** Where the task stands in its source: a source map object, and the task's name in it. */
  sourceMap?: { hash: string; task: string };
}

/** How an execution ended. An aborted one is `{ state: "error", error: "cancelled" }`. */
export interface TaskResult {
  state: "success" | "failed" | "error";
  /** Answered without running. */
  cached: boolean;
  /** Present on success. */
  outputHash?: string;
  /** Of a command that ran and failed. */
  exitCode?: number;
  /** What went wrong, for people. */
  error?: string;
  /** An input whose object is damaged or missing: whoever made it should make it again. */
  lost?: string;
}

/** The runner in a task object that means the warm workers. */
export const DEFAULT_RUNNER: readonly string[] = ["east-node", "run"];

/** The error text of an aborted execution. */
export const CANCELLED = "cancelled";

export interface TaskRunner {
  /** Executes a task object on inputs, all given by hash. Rejects only when the runner itself is broken. */
  execute(
    storage: StorageBackend,
    taskHash: string,
    inputHashes: string[],
    options?: TaskExecuteOptions,
  ): Promise<TaskResult>;
}
