/** What the ways of running a task are given, and what they give back. */
import type { TaskObject } from "./kinds.js";
import type { LogStream, StorageBackend } from "./storage.js";
import type { TaskExecuteOptions } from "./task-runner.js";
import type { WorkFolder } from "./work-folder.js";

/** What running a task came to, before it is written down. */
export type Made =
  | { state: "success"; output: string; bytes: number }
  | {
      state: "failed" | "error";
      error: string;
      exitCode?: number;
      signal?: string;
      /** An object that was needed, and is damaged or missing. */
      lost?: string;
    };

/** What running a task needs to know. */
export type TaskRun = {
  storage: StorageBackend;
  repo: string;
  task: TaskObject;
  taskHash: string;
  inputHashes: readonly string[];
  folder: WorkFolder;
  options: TaskExecuteOptions;
  /** Takes what the task writes to a stream. */
  log: (stream: LogStream, data: string) => void;
};
