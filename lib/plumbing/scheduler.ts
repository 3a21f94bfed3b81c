/**
 * What to run next: the scheduler of a dataflow as a pure state machine. Events go in (a task finished, an input
 * changed), "start these" comes out; there is no promise, no file and no clock inside.
 *
 * A dataset is an input of the plan or the output of a task, and is in one of four conditions:
 *
 *     pending      what it is made from is still being settled
 *     value        settled: its hash is known and up to date with everything upstream
 *     unassigned   settled: an input nobody has set, or made from one
 *     failed       settled: its task failed, or was skipped because something upstream did
 *
 * A task may start when all its inputs are values. Every event is carried downstream in topological order, so a task
 * is looked at after everything it reads has been, and never sees a mix of old and new. A task whose inputs settle on
 * what it last finished for is done without running, which cuts off re-runs behind an equal result.
 */
import { Heap } from "./heap.js";

/** One task of a plan. Datasets are named by any strings, as long as both sides use the same. */
export type PlannedTask = {
  name: string;
  /** Hash of the task object: what is computed. */
  hash: string;
  /** The datasets it reads, in order. */
  inputs: readonly string[];
  /** The dataset it makes. */
  output: string;
};

/** A task to be started now; `again` even if its answer is known, because what was known has been lost. */
export type TaskStart = PlannedTask & { inputHashes: readonly string[]; again: boolean };

/** A task is done for its present inputs: its output is to be recorded. */
export type TaskSettled = PlannedTask & { inputHashes: readonly string[]; outputHash: string };

export type TaskEnd =
  | { state: "success"; hash: string; cached: boolean }
  | { state: "failed" }
  /** It was stopped because the run is being cancelled. */
  | { state: "cancelled" };

/** How a task stands: `pending` or `running` while the run goes on, in the end one of the others. */
export type TaskOutcome =
  | "pending"
  | "running"
  | "executed"
  | "cached"
  | "failed"
  | "skipped"
  | "waiting"
  | "cancelled";

export type SchedulerOptions = {
  /** How many tasks may run at a time; at least 1. */
  concurrency: number;
  /** Start nothing more after the first failure. */
  failFast?: boolean;
};

type Condition = { is: "pending" | "unassigned" | "failed" } | { is: "value"; hash: string };

type Dataset = { name: string; condition: Condition; maker: Task | undefined; readers: Task[] };

type Task = {
  planned: PlannedTask;
  /** Its place in topological order. */
  rank: number;
  /** The longest chain of tasks from here to an end of the plan; the longest goes first. */
  height: number;
  output: Dataset;
  sources: Dataset[];
  outcome: TaskOutcome;
  /** What its inputs have settled on, when that has not ended yet. */
  group: Group | undefined;
  /** What it runs now: its group, or the one it was in before an input changed. */
  leads: Group | undefined;
  /** What it made has been lost. */
  again: boolean;
  /** The identity whose result was last given out as settled. */
  settled: string | undefined;
  /** It did run in this run, whatever came later. */
  executed: boolean;
};

/** The tasks that wait for one identity: one of them runs, and all take its result. */
type Group = { identity: string; members: Set<Task>; leader: Task | undefined };

export class Scheduler {
  readonly #concurrency: number;
  readonly #failFast: boolean;
  readonly #datasets = new Map<string, Dataset>();
  readonly #tasks = new Map<string, Task>();
  readonly #ready = new Heap<Task>(
    (a, b) => a.height > b.height || (a.height === b.height && a.rank < b.rank),
  );
  /** By identity: what is ready or runs. */
  readonly #groups = new Map<string, Group>();
  /** How identities ended in this run; none runs twice. */
  readonly #ends = new Map<string, TaskEnd>();
  #running = 0;
  #stopped = false;

  /**
   * @param inputs the hash of every input of the plan that is assigned.
   * @throws Error when two tasks have one name or make one dataset, or when tasks depend on one another in a circle.
   */
  constructor(plan: readonly PlannedTask[], inputs: ReadonlyMap<string, string>, options: SchedulerOptions) {
    this.#concurrency = options.concurrency;
    this.#failFast = options.failFast ?? false;
    for (const planned of plan) this.#add(planned);
    const order = topological([...this.#tasks.values()]);
    for (const [rank, task] of order.entries()) task.rank = rank;
    for (const task of order.toReversed()) {
      task.height = 1 + task.output.readers.reduce((most, reader) => Math.max(most, reader.height), 0);
    }
    for (const dataset of this.#datasets.values()) {
      if (dataset.maker === undefined) dataset.condition = assigned(inputs.get(dataset.name));
    }
    for (const task of order) this.#consider(task);
  }

  /** The tasks to start now, as far as the limit allows. Each must be answered by `finished`. */
  next(): TaskStart[] {
    const starts: TaskStart[] = [];
    while (!this.#stopped && this.#running < this.#concurrency) {
      const task = this.#ready.pop();
      if (task === undefined) break;
      const group = task.group;
      // Its inputs changed while it waited, or another one runs for the same identity.
      if (group === undefined || group.leader !== undefined) continue;
      group.leader = task;
      task.leads = group;
      this.#running++;
      for (const member of group.members) member.outcome = "running";
      starts.push({ ...task.planned, inputHashes: hashesOf(task), again: task.again });
    }
    return starts;
  }

  /** A started task came to its end. Gives the tasks that this settles. */
  finished(name: string, end: TaskEnd): TaskSettled[] {
    const { leader, group } = this.#ended(name);
    leader.again = false;
    this.#ends.set(group.identity, end);
    if (end.state === "failed" && this.#failFast) this.#stopped = true;
    // Those that share its identity did not run themselves.
    if (end.state === "success" && !end.cached) leader.executed = true;
    return this.#propagate([leader, ...group.members]);
  }

  /**
   * A started task came back without an end, because the values of some of its inputs are lost. Those who make them run
   * again, and then it does. False when one of them is made by nobody; then the task has failed.
   */
  lost(name: string, inputs: readonly string[]): boolean {
    const makers = inputs.map((input) => this.#datasets.get(input)?.maker);
    if (!makers.every((maker) => maker !== undefined)) return false;
    const { leader, group } = this.#ended(name);
    for (const maker of makers) {
      maker.again = true;
      this.#ends.delete(identityOf(maker));
    }
    this.#propagate([...makers, leader, ...group.members]);
    return true;
  }

  /** Takes a started task out of those that run. */
  #ended(name: string): { leader: Task; group: Group } {
    const leader = this.#task(name);
    const group = leader.leads;
    if (group === undefined) throw new Error(`task '${name}' is not running`);
    leader.leads = undefined;
    this.#running--;
    this.#groups.delete(group.identity);
    return { leader, group };
  }

  /** An input of the plan has another hash now, or none. Gives the tasks that this settles. */
  inputChanged(name: string, hash: string | undefined): TaskSettled[] {
    const dataset = this.#datasets.get(name);
    if (dataset === undefined || dataset.maker !== undefined) return [];
    if (sameCondition(dataset.condition, assigned(hash))) return [];
    dataset.condition = assigned(hash);
    return this.#propagate(dataset.readers);
  }

  /** Start nothing more; what runs is still to be answered. */
  stop(): void {
    this.#stopped = true;
  }

  /** Whether nothing runs and nothing is left to start. */
  get idle(): boolean {
    return this.#running === 0 && (this.#stopped || this.#groups.size === 0);
  }

  /** The outcome of every task, in plan order. A task that was never started because of `stop` is skipped. */
  outcomes(): Map<string, TaskOutcome> {
    return new Map(
      [...this.#tasks].map(([name, { outcome }]) => [
        name,
        this.#stopped && outcome === "pending" ? "skipped" : outcome,
      ]),
    );
  }

  /** The hash that a dataset has settled on, if it has. */
  hashOf(dataset: string): string | undefined {
    const condition = this.#datasets.get(dataset)?.condition;
    return condition?.is === "value" ? condition.hash : undefined;
  }

  #add(planned: PlannedTask): void {
    if (this.#tasks.has(planned.name)) throw new Error(`two tasks are named '${planned.name}'`);
    const output = this.#dataset(planned.output);
    if (output.maker !== undefined) {
      throw new Error(`tasks '${output.maker.planned.name}' and '${planned.name}' make the same dataset`);
    }
    const task: Task = {
      planned,
      rank: 0,
      height: 0,
      output,
      sources: planned.inputs.map((name) => this.#dataset(name)),
      outcome: "pending",
      group: undefined,
      leads: undefined,
      again: false,
      settled: undefined,
      executed: false,
    };
    output.maker = task;
    for (const source of new Set(task.sources)) source.readers.push(task);
    this.#tasks.set(planned.name, task);
  }

  #dataset(name: string): Dataset {
    let dataset = this.#datasets.get(name);
    if (dataset === undefined) {
      dataset = { name, condition: { is: "pending" }, maker: undefined, readers: [] };
      this.#datasets.set(name, dataset);
    }
    return dataset;
  }

  #task(name: string): Task {
    const task = this.#tasks.get(name);
    if (task === undefined) throw new Error(`there is no task '${name}' in the plan`);
    return task;
  }

  /** Looks at tasks, and at all that reads what they change, in topological order and each once. */
  #propagate(tasks: Iterable<Task>): TaskSettled[] {
    const settled: TaskSettled[] = [];
    const queue = new Heap<Task>((a, b) => a.rank < b.rank);
    const queued = new Set<Task>();
    const enqueue = (task: Task): void => {
      if (queued.has(task)) return;
      queued.add(task);
      queue.push(task);
    };
    for (const task of tasks) enqueue(task);
    for (let task = queue.pop(); task !== undefined; task = queue.pop()) {
      const before = task.output.condition;
      const after = this.#consider(task);
      if (!sameCondition(before, after)) task.output.readers.forEach(enqueue);
      const identity = identityOf(task);
      if (after.is === "value" && task.settled !== identity) {
        task.settled = identity;
        settled.push({ ...task.planned, inputHashes: hashesOf(task), outputHash: after.hash });
      }
    }
    return settled;
  }

  /** Where a task stands, given the condition of what it reads. */
  #consider(task: Task): Condition {
    this.#leave(task);
    const [outcome, condition] = this.#standing(task);
    task.outcome = task.leads === undefined && task.group?.leader === undefined ? outcome : "running";
    task.output.condition = condition;
    return condition;
  }

  #standing(task: Task): [TaskOutcome, Condition] {
    const conditions = task.sources.map(({ condition }) => condition);
    for (const [is, outcome] of [
      ["failed", "skipped"],
      ["pending", "pending"],
      ["unassigned", "waiting"],
    ] as const) {
      if (conditions.some((condition) => condition.is === is)) return [outcome, { is }];
    }
    const identity = identityOf(task);
    const end = this.#ends.get(identity);
    if (end?.state === "success")
      return [task.executed ? "executed" : "cached", { is: "value", hash: end.hash }];
    if (end !== undefined) return [end.state, { is: "failed" }];
    this.#join(task, identity);
    return ["pending", { is: "pending" }];
  }

  #join(task: Task, identity: string): void {
    // While it runs for other inputs its turn comes when that has ended.
    if (task.leads !== undefined && task.leads.identity !== identity) return;
    let group = this.#groups.get(identity);
    if (group === undefined) {
      group = { identity, members: new Set(), leader: undefined };
      this.#groups.set(identity, group);
    }
    group.members.add(task);
    task.group = group;
    if (group.leader === undefined) this.#ready.push(task);
  }

  #leave(task: Task): void {
    const group = task.group;
    if (group === undefined) return;
    task.group = undefined;
    group.members.delete(task);
    if (group.members.size === 0 && group.leader === undefined) this.#groups.delete(group.identity);
  }
}

/** The hashes of what a task reads; only asked when all are values. */
const hashesOf = (task: Task): string[] =>
  task.sources.map(({ condition }) => (condition.is === "value" ? condition.hash : ""));

/** What is computed: the function and its inputs. */
const identityOf = (task: Task): string => [task.planned.hash, ...hashesOf(task)].join("\n");

const assigned = (hash: string | undefined): Condition =>
  hash === undefined ? { is: "unassigned" } : { is: "value", hash };

function sameCondition(a: Condition, b: Condition): boolean {
  return a.is === b.is && (a.is !== "value" || b.is !== "value" || a.hash === b.hash);
}

/** Tasks with everything they read before them, otherwise in plan order. */
function topological(tasks: readonly Task[]): Task[] {
  const missing = new Map(
    tasks.map((task) => [task, task.sources.filter(({ maker }) => maker !== undefined).length]),
  );
  const place = new Map(tasks.map((task, i) => [task, i]));
  const free = new Heap<Task>((a, b) => (place.get(a) ?? 0) < (place.get(b) ?? 0));
  for (const [task, count] of missing) if (count === 0) free.push(task);
  const order: Task[] = [];
  for (let task = free.pop(); task !== undefined; task = free.pop()) {
    order.push(task);
    for (const reader of task.output.readers) {
      const uses = reader.sources.filter((source) => source === task?.output).length;
      const left = (missing.get(reader) ?? 0) - uses;
      missing.set(reader, left);
      if (left === 0) free.push(reader);
    }
  }
  if (order.length < tasks.length) {
    const stuck = tasks.filter((task) => !order.includes(task)).map((task) => `'${task.planned.name}'`);
    throw new Error(`tasks depend on one another in a circle: ${stuck.join(", ")}`);
  }
  return order;
}
