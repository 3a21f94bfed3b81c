/**
 * Warm workers: processes that run one East task after the other, so that a task does not pay for starting one. A worker
 * is started when a job comes and none is idle; whoever calls decides how many jobs there are at a time. Idle workers
 * do not keep this process alive, and end when it does.
 *
 * Processes and not threads, because whatever a task does to its process (an endless loop, running out of memory,
 * `process.exit`, a native crash) costs that task and nothing else.
 */
import { type ChildProcess, fork } from "node:child_process";
import { fileURLToPath } from "node:url";
import type { Job, JobAnswer } from "./protocol.js";

/** How a job came to its end when the worker could not answer. */
export type JobEnd =
  | JobAnswer
  /** The worker's process ended. */
  | { state: "crashed"; exitCode: number | null; signal: string | null }
  | { state: "cancelled" };

export type JobOptions = {
  signal?: AbortSignal | undefined;
  onStdout?: ((data: string) => void) | undefined;
  onStderr?: ((data: string) => void) | undefined;
};

const idle: Worker[] = [];

/** Runs a job in a worker of its own for as long as it takes. An abort ends the worker. Never rejects. */
export async function runJob(job: Job, options: JobOptions = {}): Promise<JobEnd> {
  if (options.signal?.aborted) return { state: "cancelled" };
  const worker = idle.pop() ?? new Worker();
  const end = await worker.run(job, options);
  if (worker.alive) idle.push(worker);
  return end;
}

class Worker {
  readonly #process: ChildProcess;
  #job: { options: JobOptions; end: (end: JobEnd) => void } | undefined;
  alive = true;

  constructor() {
    const module = import.meta.url.endsWith(".ts") ? "./worker.ts" : "./worker.js";
    this.#process = fork(fileURLToPath(new URL(module, import.meta.url)), {
      stdio: ["ignore", "pipe", "pipe", "ipc"],
    });
    this.#process.on("message", (answer) => this.#end(answer as JobAnswer));
    this.#process.on("error", () => this.#gone(null, null));
    this.#process.on("exit", (code, signal) => this.#gone(code, signal));
    for (const [stream, callback] of [
      [this.#process.stdout, "onStdout"],
      [this.#process.stderr, "onStderr"],
    ] as const) {
      stream?.setEncoding("utf8");
      stream?.on("data", (data: string) => this.#job?.options[callback]?.(data));
      (stream as { unref?: () => void } | null)?.unref?.();
    }
  }

  run(job: Job, options: JobOptions): Promise<JobEnd> {
    return new Promise((resolve) => {
      const kill = (): void => {
        this.alive = false;
        this.#process.kill("SIGKILL");
        this.#end({ state: "cancelled" });
      };
      options.signal?.addEventListener("abort", kill, { once: true });
      this.#process.ref();
      this.#process.channel?.ref();
      this.#job = {
        options,
        end: (end) => {
          options.signal?.removeEventListener("abort", kill);
          this.#process.unref();
          this.#process.channel?.unref();
          resolve(end);
        },
      };
      this.#process.send(job);
    });
  }

  #gone(exitCode: number | null, signal: string | null): void {
    this.alive = false;
    const place = idle.indexOf(this);
    if (place >= 0) idle.splice(place, 1);
    this.#end({ state: "crashed", exitCode, signal });
  }

  #end(end: JobEnd): void {
    const job = this.#job;
    this.#job = undefined;
    job?.end(end);
  }
}
