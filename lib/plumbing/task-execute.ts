/**
 * The one way in which a task is executed on this machine: look whether the answer is known, run it if not, store what
 * it made, and write down how it went.
 *
 * The object of the output is durable before the record that names it. A task that fails leaves its attempt and no
 * output, so it runs again when it is asked for again.
 */
import { resolve } from "node:path";
import type { Job, NamedFile } from "../east-node/protocol.js";
import { type JobEnd, runJob } from "../east-node/workers.js";
import { runCommand } from "./command-run.js";
import { E3Error } from "./errors.js";
import { inputsHash, type OutputRecord } from "./execution-record.js";
import type { Host } from "./host.js";
import type { TaskObject } from "./kinds.js";
import { NodeHost } from "./node-host.js";
import type { Attempt, ExecutionKey, LogStream, StorageBackend } from "./storage.js";
import { CANCELLED, DEFAULT_RUNNER, type TaskExecuteOptions, type TaskResult } from "./task-runner.js";
import { taskRead } from "./tasks.js";
import { type WorkFolder, workFolderMake } from "./work-folder.js";

/** What running a task came to, before it is written down. */
export type Made =
  | { state: "success"; output: string; bytes: number }
  | { state: "failed" | "error"; exitCode?: number; signal?: string; error: string }
  /** An object that was needed is there under a hash that it does not have. */
  | { state: "error"; error: string; damaged: string };

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
  return await taskRunNow(storage, repo, key, inputHashes, options, new NodeHost());
}

async function taskRunNow(
  storage: StorageBackend,
  repo: string,
  key: ExecutionKey,
  inputHashes: readonly string[],
  options: TaskExecuteOptions,
  host: Host,
): Promise<TaskResult> {
  const task = await taskRead(storage, repo, key.task);
  const attempt = storage.executions.begin(repo, key, host.id());
  const logged = new Logged(attempt, options);
  const started = host.now();
  const folder = await workFolderMake(storage, repo);
  try {
    const run: TaskRun = {
      storage,
      repo,
      task,
      taskHash: key.task,
      inputHashes,
      folder,
      options,
      log: logged.write,
    };
    const made =
      task.runner.join(" ") === DEFAULT_RUNNER.join(" ") ? await runOnWorker(run) : await runCommand(run);
    if (made.state === "failed" && made.exitCode === undefined)
      logged.write("stderr", `Error: ${made.error}\n`);
    await logged.end();

    const about = {
      started,
      ms: host.now() - started,
      host: host.process.host,
      command: task.runner.join(" "),
    };
    if (made.state === "success") {
      const { output, bytes } = made;
      const record: OutputRecord = { output, bytes, attempt: attempt.id, ...about };
      await attempt.finish({ state: "success", ...about });
      await storage.executions.writeOutput(repo, key, record);
      return { state: "success", cached: false, outputHash: output };
    }
    await attempt.finish({ ...made, ...about });
    return { ...made, cached: false };
  } finally {
    await folder.remove();
  }
}

/** Runs an East task in a warm worker. */
async function runOnWorker(run: TaskRun): Promise<Made> {
  const { storage, repo, task, inputHashes, folder, options, log } = run;
  const file = async (hash: string, name: string): Promise<NamedFile> => {
    const own = storage.objects.localPath(repo, hash);
    return { hash, path: own === undefined ? await folder.cloneOf(hash, name) : resolve(own) };
  };
  const { sourceMap } = options;
  const job: Job = {
    program: await file(task.function, "program"),
    inputs: await Promise.all(inputHashes.map((hash, i) => file(hash, `input${i}`))),
    output: `${folder.path}/output`,
  };
  if (sourceMap !== undefined) {
    job.sourceMap = { ...(await file(sourceMap.hash, "source-map")), task: sourceMap.task };
  }
  const end = await runJob(job, {
    signal: options.signal,
    onStdout: (data) => log("stdout", data),
    onStderr: (data) => log("stderr", data),
  });
  return await madeBy(end, run, job.output);
}

async function madeBy(end: JobEnd, { storage, repo, log }: TaskRun, output: string): Promise<Made> {
  switch (end.state) {
    case "success": {
      const { hash, bytes } = end;
      await storage.objects.adopt(repo, hash, output);
      return { state: "success", output: hash, bytes };
    }
    case "failed": {
      const frames = end.stack.map(({ filename, line, column }) => `  at ${filename}:${line}:${column}\n`);
      log("stderr", `Error: ${end.message}\n${frames.join("")}`);
      const [at] = end.stack;
      const where = at === undefined ? "" : ` at ${at.filename}:${at.line}:${at.column}`;
      return { state: "failed", exitCode: 1, error: `${end.message}${where}` };
    }
    case "damaged":
      return { state: "error", error: end.message, damaged: end.hash };
    case "crashed": {
      const how = end.signal === null ? `with exit code ${end.exitCode}` : `by ${end.signal}`;
      return { state: "error", error: `the process that ran it was ended ${how}` };
    }
    case "cancelled":
      return { state: "error", error: CANCELLED };
  }
}

/** Passes on what a task writes, in order, to its log and to whoever listens. */
class Logged {
  readonly #attempt: Attempt;
  readonly #options: TaskExecuteOptions;
  #written: Promise<void> = Promise.resolve();

  constructor(attempt: Attempt, options: TaskExecuteOptions) {
    this.#attempt = attempt;
    this.#options = options;
  }

  readonly write = (stream: LogStream, data: string): void => {
    (stream === "stdout" ? this.#options.onStdout : this.#options.onStderr)?.(data);
    this.#written = this.#written.then(() => this.#attempt.log(stream, Buffer.from(data)));
  };

  /** Resolves when everything is in the log. @throws E3Error what the disk refused */
  async end(): Promise<void> {
    await this.#written;
  }
}
