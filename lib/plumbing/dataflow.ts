/**
 * Running a workspace: reads the plan, lets the scheduler say what comes next, hands that to a task runner, and writes
 * down what came of it. Knows nothing of processes.
 *
 * The run lock is held throughout, the ref lock for an instant per batch of results. What a run acknowledges, its
 * record, is written last: a crash before that loses no result that a ref names, and the next start marks the record.
 */
import { setMaxListeners } from "node:events";
import { availableParallelism } from "node:os";
import { type Deployed, deployedNeeded, inputPath, plannedTasks } from "./deployed.js";
import type { Host } from "./host.js";
import { LocalTaskRunner } from "./local-task-runner.js";
import { NodeHost } from "./node-host.js";
import { pathParse, pathPrint } from "./paths.js";
import { type DatasetRef, datasetRefChange, datasetRefList, datasetRefPrint } from "./refs.js";
import { type RunRecord, runBegun, runChange, runCounts, runLast } from "./runs.js";
import { Scheduler, type TaskEnd, type TaskSettled, type TaskStart } from "./scheduler.js";
import type { Lock, StorageBackend } from "./storage.js";
import { CANCELLED, type TaskExecuteOptions, type TaskResult, type TaskRunner } from "./task-runner.js";
import { treeOf, treeWrite } from "./trees.js";
import { REF_LOCK_WAIT } from "./workspaces.js";

export interface DataflowOptions {
  /** What executes tasks; a `LocalTaskRunner` of the repository unless given. */
  runner?: TaskRunner;
  /** How many tasks may run at a time; as many as there are processors unless given. */
  concurrency?: number;
  /** Run every task even if its answer is known. */
  force?: boolean;
  /** Start nothing more after the first failure. */
  failFast?: boolean;
  /** Ends the run: what runs is stopped, the record says `interrupted`. */
  signal?: AbortSignal;
  /** Told of everything that happens, as plain data. */
  onEvent?: (event: DataflowEvent) => void;
  /** How this run was begun, for its record and for those whom its lock refuses. */
  command?: string;
  host?: Host;
}

/** What happens in a run. Times are in milliseconds. */
export type DataflowEvent =
  | { event: "planned"; run: string; tasks: number }
  | { event: "started"; task: string }
  | { event: "stdout" | "stderr"; task: string; data: string }
  | { event: "cached"; task: string; output: string }
  | { event: "finished"; task: string; output: string; ms: number }
  | { event: "failed"; task: string; ms: number; exitCode?: number; error?: string }
  /** The object of an input was found damaged or missing: what made it runs again, and then the task. */
  | { event: "lost"; task: string; hash: string }
  /** In the end: not run, because something it needs failed or the run was stopped. */
  | { event: "skipped"; task: string }
  /** In the end: not run, because an input it needs is not assigned. */
  | { event: "waiting"; task: string };

/** The record that the run left. */
export type DataflowResult = RunRecord;

/**
 * Brings every task of a workspace up to date.
 *
 * @throws E3Error: `missing` when there is no such workspace or nothing is deployed in it, `locked` when it is being
 * run. A task that fails is no error: the result says so.
 */
export async function dataflowExecute(
  storage: StorageBackend,
  repo: string,
  workspace: string,
  options: DataflowOptions = {},
): Promise<DataflowResult> {
  const command = options.command ?? "dataflowExecute";
  // Before the lock: a workspace that is not there has none.
  await deployedNeeded(storage, repo, workspace);
  const lock = await storage.locks.acquire(repo, { lock: "run", workspace }, { command });
  try {
    const deployed = await deployedNeeded(storage, repo, workspace);
    return await new Run(storage, repo, workspace, deployed, lock, { ...options, command }).execute();
  } finally {
    await lock.release();
  }
}

type Completion = { start: TaskStart; result: TaskResult; ms: number };

class Run {
  readonly #storage: StorageBackend;
  readonly #repo: string;
  readonly #workspace: string;
  readonly #deployed: Deployed;
  readonly #lock: Lock;
  readonly #runner: TaskRunner;
  readonly #host: Host;
  readonly #options: DataflowOptions & { command: string };
  readonly #signal: AbortSignal;
  /** Ended, but not looked at yet. */
  readonly #completions: Completion[] = [];
  #wake: () => void = () => {};
  /** By task object, the first task in plan order: it lends its source lines to all that compute the same. */
  readonly #lender = new Map<string, string>();
  /** Hashes that were found lost in this run; each is made again once. */
  readonly #lost = new Set<string>();
  /** The text of every ref as it was read or written last, so that none is written without need. */
  readonly #refs = new Map<string, string>();

  constructor(
    storage: StorageBackend,
    repo: string,
    workspace: string,
    deployed: Deployed,
    lock: Lock,
    options: DataflowOptions & { command: string },
  ) {
    this.#storage = storage;
    this.#repo = repo;
    this.#workspace = workspace;
    this.#deployed = deployed;
    this.#lock = lock;
    this.#options = options;
    for (const { hash, name } of plannedTasks(deployed.object)) {
      if (!this.#lender.has(hash)) this.#lender.set(hash, name);
    }
    this.#runner = options.runner ?? new LocalTaskRunner(repo);
    this.#host = options.host ?? new NodeHost();
    this.#signal = AbortSignal.any([lock.lost, ...(options.signal === undefined ? [] : [options.signal])]);
    // Every task that runs listens.
    setMaxListeners(0, this.#signal);
  }

  async execute(): Promise<RunRecord> {
    const { concurrency = availableParallelism(), failFast = false } = this.#options;
    const inputs = await this.#readInputs();
    const scheduler = new Scheduler(plannedTasks(this.#deployed.object), inputs, { concurrency, failFast });
    const record = await this.#begin();
    const stop = (): void => {
      scheduler.stop();
      this.#wake();
    };
    if (this.#signal.aborted) stop();
    this.#signal.addEventListener("abort", stop, { once: true });
    try {
      for (;;) {
        await this.#runAll(scheduler);
        if (await this.#finish(scheduler, record)) return record;
      }
    } finally {
      this.#signal.removeEventListener("abort", stop);
    }
  }

  /** Writes the record of this run, and what became of one that never finished its own. */
  async #begin(): Promise<RunRecord> {
    const { pid, host } = this.#host.process;
    const by = { command: this.#options.command, host, pid };
    const record = runBegun(this.#host.id(), this.#host.now(), this.#deployed, by);
    const last = await runLast(this.#storage, this.#repo, this.#workspace);
    const changes = [runChange(this.#workspace, record)];
    if (last?.state === "running")
      changes.unshift(runChange(this.#workspace, { ...last, state: "interrupted" }));
    await this.#storage.refs.write(this.#repo, changes);
    this.#emit({ event: "planned", run: record.id, tasks: this.#deployed.object.tasks.size });
    return record;
  }

  /** Runs what is ready until nothing is. */
  async #runAll(scheduler: Scheduler): Promise<void> {
    let settled: TaskSettled[] = [];
    while (!scheduler.idle || settled.length > 0) {
      for (const start of scheduler.next()) void this.#launch(start);
      // Runners are busy; now there is time to write down what they made before.
      if (settled.length > 0) {
        await this.#writeOutputs(settled);
        settled = [];
      } else if (this.#completions.length === 0) {
        await new Promise<void>((resolve) => {
          this.#wake = resolve;
        });
      }
      for (const completion of this.#completions.splice(0))
        settled.push(...this.#complete(scheduler, completion));
    }
  }

  async #launch(start: TaskStart): Promise<void> {
    const { name, hash } = start;
    const began = this.#host.now();
    this.#emit({ event: "started", task: name });
    const options: TaskExecuteOptions = {
      signal: this.#signal,
      onStdout: (data) => this.#emit({ event: "stdout", task: name, data }),
      onStderr: (data) => this.#emit({ event: "stderr", task: name, data }),
      sourceMap: { hash: this.#deployed.object.source_map, task: this.#lender.get(hash) ?? name },
      force: start.again || this.#options.force === true,
    };
    let result: TaskResult;
    try {
      result = await this.#runner.execute(this.#storage, hash, [...start.inputHashes], options);
    } catch (error) {
      result = { state: "error", cached: false, error: (error as Error).message };
    }
    this.#completions.push({ start, result, ms: this.#host.now() - began });
    this.#wake();
  }

  #complete(scheduler: Scheduler, { start, result, ms }: Completion): TaskSettled[] {
    const { state, outputHash, cached, exitCode, error } = result;
    if (result.lost !== undefined && this.#makeAgain(scheduler, start, result.lost)) return [];
    let end: TaskEnd = { state: "failed" };
    if (state === "success" && outputHash !== undefined) {
      end = { state: "success", hash: outputHash, cached };
      const event = cached ? ({ event: "cached" } as const) : ({ event: "finished", ms } as const);
      this.#emit({ ...event, task: start.name, output: outputHash });
    } else if (state === "error" && error === CANCELLED) {
      end = { state: "cancelled" };
    } else {
      this.#emit({
        event: "failed",
        task: start.name,
        ms,
        ...(exitCode === undefined ? {} : { exitCode }),
        ...(error === undefined ? {} : { error }),
      });
    }
    return scheduler.finished(start.name, end);
  }

  /** Whether an input that was found lost can be made again, and will be. */
  #makeAgain(scheduler: Scheduler, start: TaskStart, hash: string): boolean {
    const inputs = start.inputs.filter((_, i) => start.inputHashes[i] === hash);
    if (inputs.length === 0 || this.#lost.has(hash) || !scheduler.lost(start.name, inputs)) return false;
    this.#lost.add(hash);
    this.#emit({ event: "lost", task: start.name, hash });
    return true;
  }

  /**
   * Ends the run if no input has changed meanwhile, else tells the scheduler and says false. The last look at the inputs
   * and the record are under one ref lock: whoever sets an input later does so after the run.
   */
  async #finish(scheduler: Scheduler, record: RunRecord): Promise<boolean> {
    return await this.#withRefs(async () => {
      const stopped = this.#signal.aborted;
      const inputs = await this.#readInputs();
      const settled = [...this.#deployed.object.inputs.keys()].flatMap((name) => {
        const path = pathPrint(inputPath(name));
        return scheduler.inputChanged(path, inputs.get(path));
      });
      await this.#putOutputs(settled);
      if (!scheduler.idle && !stopped) return false;

      const outcomes = scheduler.outcomes();
      for (const [task, outcome] of outcomes) {
        if (outcome === "skipped" || outcome === "waiting") this.#emit({ event: outcome, task });
      }
      const counts = runCounts(outcomes);
      const complete = counts.failed + counts.skipped + counts.waiting === 0;
      Object.assign(record, counts, {
        state: stopped ? "interrupted" : complete ? "done" : "failed",
        finished: new Date(this.#host.now()).toISOString(),
        tree: await this.#writeTree(),
      });
      await this.#storage.refs.write(this.#repo, [runChange(this.#workspace, record)]);
      return true;
    });
  }

  async #writeTree(): Promise<string> {
    const assigned = await datasetRefList(this.#storage, this.#repo, this.#workspace);
    return await treeWrite(this.#storage, this.#repo, treeOf(this.#deployed, assigned));
  }

  /** The hash of every assigned input, by its path; remembers all refs. */
  async #readInputs(): Promise<Map<string, string>> {
    const inputs = new Map<string, string>();
    for (const { path, ref } of await datasetRefList(this.#storage, this.#repo, this.#workspace)) {
      const name = pathPrint(path);
      this.#refs.set(name, datasetRefPrint(ref));
      if (path[0] === "inputs") inputs.set(name, ref.hash);
    }
    return inputs;
  }

  async #writeOutputs(settled: readonly TaskSettled[]): Promise<void> {
    await this.#withRefs(async () => await this.#putOutputs(settled));
  }

  /** Writes the refs of outputs, under the ref lock. */
  async #putOutputs(settled: readonly TaskSettled[]): Promise<void> {
    const changes = settled.flatMap((task) => {
      const ref: DatasetRef = {
        hash: task.outputHash,
        origin: {
          task: task.hash,
          inputs: task.inputs.map((path, i) => ({
            path: pathParse(path),
            hash: task.inputHashes[i] as string,
          })),
        },
      };
      const text = datasetRefPrint(ref);
      if (this.#refs.get(task.output) === text) return [];
      this.#refs.set(task.output, text);
      return [datasetRefChange(this.#workspace, pathParse(task.output), ref)];
    });
    if (changes.length > 0) await this.#storage.refs.write(this.#repo, changes);
  }

  async #withRefs<R>(work: () => Promise<R>): Promise<R> {
    // Whoever has taken the run lock from this run writes from now on.
    this.#lock.lost.throwIfAborted();
    const lock = await this.#storage.locks.acquire(
      this.#repo,
      { lock: "refs", workspace: this.#workspace },
      { command: this.#options.command, wait: REF_LOCK_WAIT },
    );
    try {
      return await work();
    } finally {
      await lock.release();
    }
  }

  #emit(event: DataflowEvent): void {
    this.#options.onEvent?.(event);
  }
}
