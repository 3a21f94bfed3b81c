/**
 * The one way in which a task is executed on this machine: look whether the answer is known, run it if not, store what
 * it made, and write down how it went.
 *
 * The object of the output is durable before the record that names it. A task that fails leaves its attempt and no
 * output, so it runs again when it is asked for again.
 */
import { runCommand } from "./command-run.js";
import { ObjectError } from "./errors.js";
import { inputsHash } from "./execution-record.js";
import type { Host } from "./host.js";
import type { TaskObject } from "./kinds.js";
import { NodeHost } from "./node-host.js";
import type { Attempt, ExecutionKey, LogStream, StorageBackend } from "./storage.js";
import type { Made, TaskRun } from "./task-run.js";
import { CANCELLED, DEFAULT_RUNNER, type TaskExecuteOptions, type TaskResult } from "./task-runner.js";
import { taskRead } from "./tasks.js";
import { workFolderMake } from "./work-folder.js";
import { runOnWorker } from "./worker-run.js";

/**
 * Executes a task object on inputs, all given by hash.
 *
 * @throws E3Error: `missing` or `damaged` when the task object cannot be read, `failed` when the disk refuses
 */
export async function taskExecute(
  storage: StorageBackend,
  repo: string,
  taskHash: string,
  inputHashes: string[],
  options: TaskExecuteOptions = {},
): Promise<TaskResult> {
  const key: ExecutionKey = { task: taskHash, inputs: inputsHash(inputHashes) };
  if (options.force !== true) {
    const known = await storage.executions.hit(repo, key);
    if (known !== undefined) return { state: "success", cached: true, outputHash: known.output };
  }
  if (options.signal?.aborted) return { state: "error", cached: false, error: CANCELLED };
  const task = await taskRead(storage, repo, taskHash);
  const folder = await workFolderMake(storage, repo);
  try {
    const execution = new Execution(storage, repo, key, task, options);
    return await execution.run({
      storage,
      repo,
      task,
      taskHash,
      inputHashes,
      folder,
      options,
      log: execution.log,
    });
  } finally {
    await folder.remove();
  }
}

/** One attempt, and what is written down about it. */
class Execution {
  readonly #storage: StorageBackend;
  readonly #repo: string;
  readonly #key: ExecutionKey;
  readonly #task: TaskObject;
  readonly #options: TaskExecuteOptions;
  readonly #host: Host = new NodeHost();
  readonly #attempt: Attempt;
  readonly #started = this.#host.now();
  /** Resolves when everything that was written so far is in the log. */
  #logged: Promise<void> = Promise.resolve();

  constructor(
    storage: StorageBackend,
    repo: string,
    key: ExecutionKey,
    task: TaskObject,
    options: TaskExecuteOptions,
  ) {
    this.#storage = storage;
    this.#repo = repo;
    this.#key = key;
    this.#task = task;
    this.#options = options;
    this.#attempt = storage.executions.begin(repo, key, this.#host.id());
  }

  /** Passes on what a task writes, in order, to its log and to whoever listens. */
  readonly log = (stream: LogStream, data: string): void => {
    (stream === "stdout" ? this.#options.onStdout : this.#options.onStderr)?.(data);
    this.#logged = this.#logged.then(() => this.#attempt.log(stream, Buffer.from(data)));
  };

  async run(run: TaskRun): Promise<TaskResult> {
    const inWorkers = this.#task.runner.join(" ") === DEFAULT_RUNNER.join(" ");
    const made = await lostAsEnd(inWorkers ? runOnWorker(run) : runCommand(run));
    await this.#logged;
    const about = {
      started: this.#started,
      ms: this.#host.now() - this.#started,
      host: this.#host.process.host,
      command: this.#task.runner.join(" "),
    };
    if (made.state !== "success") {
      const { lost: _, ...end } = made;
      await this.#attempt.finish({ ...end, ...about });
      return { ...made, cached: false };
    }
    const { output, bytes } = made;
    // A quiet success of our own workers leaves no more than its record; what ran a command is kept.
    await this.#attempt.finish({ state: "success", ...about }, { keep: !inWorkers });
    const record = { output, bytes, attempt: this.#attempt.id, ...about };
    await this.#storage.executions.writeOutput(this.#repo, this.#key, record);
    return { state: "success", cached: false, outputHash: output };
  }
}

/** An object that is damaged or missing is an end of the task, not of whoever asked for it. */
async function lostAsEnd(work: Promise<Made>): Promise<Made> {
  try {
    return await work;
  } catch (error) {
    if (error instanceof ObjectError) return { state: "error", error: error.message, lost: error.hash };
    throw error;
  }
}
