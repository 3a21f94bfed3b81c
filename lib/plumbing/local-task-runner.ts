/** Executes tasks on this machine. */
import type { StorageBackend } from "./storage.js";
import { taskExecute } from "./task-execute.js";
import type { TaskExecuteOptions, TaskResult, TaskRunner } from "./task-runner.js";

export class LocalTaskRunner implements TaskRunner {
  readonly #repo: string;

  constructor(repo: string) {
    this.#repo = repo;
  }

  async execute(
    storage: StorageBackend,
    taskHash: string,
    inputHashes: string[],
    options?: TaskExecuteOptions,
  ): Promise<TaskResult> {
    return await taskExecute(storage, this.#repo, taskHash, inputHashes, options);
  }
}
