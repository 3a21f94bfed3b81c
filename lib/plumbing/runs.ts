/** Run records: one JSON document per dataflow run, `workspaces/<ws>/runs/<id>.json`; ids sort by time. */
import { E3Error } from "./errors.js";
import { packageIdPrint } from "./paths.js";
import type { PackageRef } from "./refs.js";
import type { TaskOutcome } from "./scheduler.js";
import type { RefChange, StorageBackend } from "./storage.js";
import { workspaceFolder } from "./workspaces.js";

export type RunState = "running" | "done" | "failed" | "interrupted";

export type RunRecord = {
  id: string;
  /** `done` when every task that was asked for is up to date. */
  state: RunState;
  /** ISO 8601, UTC. */
  started: string;
  finished: string | null;
  command: string;
  host: string;
  pid: number;
  /** `<name>@<version>`, and the hash of that package. */
  package: string;
  package_hash: string;
  /** Hash of the tree of datasets that the run left. */
  tree: string | null;
  /** How many tasks ran, were answered without running, failed, were skipped because of that, wait for an input. */
  executed: number;
  cached: number;
  failed: number;
  skipped: number;
  waiting: number;
  tasks: Record<string, TaskOutcome>;
};

/** A record for a run that begins now. */
export function runBegun(
  id: string,
  started: number,
  deployed: PackageRef,
  by: { command: string; host: string; pid: number },
): RunRecord {
  return {
    id,
    state: "running",
    started: new Date(started).toISOString(),
    finished: null,
    command: by.command,
    host: by.host,
    pid: by.pid,
    package: packageIdPrint(deployed),
    package_hash: deployed.hash,
    tree: null,
    ...runCounts(new Map()),
  };
}

/** The numbers of a record, from the outcome of every task. */
export function runCounts(
  outcomes: ReadonlyMap<string, TaskOutcome>,
): Pick<RunRecord, "executed" | "cached" | "failed" | "skipped" | "waiting" | "tasks"> {
  const count = (...wanted: TaskOutcome[]): number =>
    [...outcomes.values()].filter((outcome) => wanted.includes(outcome)).length;
  return {
    executed: count("executed"),
    cached: count("cached"),
    failed: count("failed"),
    skipped: count("skipped", "cancelled"),
    waiting: count("waiting"),
    tasks: Object.fromEntries(outcomes),
  };
}

const runName = (workspace: string, id: string): string => `${workspaceFolder(workspace)}/runs/${id}.json`;

/** The change that writes a record, for `refs.write`. */
export function runChange(workspace: string, record: RunRecord): RefChange {
  return [runName(workspace, record.id), `${JSON.stringify(record, null, 2)}\n`];
}

/** The ids of a workspace's runs, oldest first. */
export async function runList(storage: StorageBackend, repo: string, workspace: string): Promise<string[]> {
  const children = (await storage.refs.children(repo, `${workspaceFolder(workspace)}/runs`)) ?? [];
  return children.flatMap(({ name }) => (name.endsWith(".json") ? [name.slice(0, -".json".length)] : []));
}

/** @throws E3Error: `missing` when there is no such run, `damaged` when its record cannot be read */
export async function runRead(
  storage: StorageBackend,
  repo: string,
  workspace: string,
  id: string,
): Promise<RunRecord> {
  const name = runName(workspace, id);
  const text = await storage.refs.read(repo, name);
  if (text === undefined) throw new E3Error("missing", `there is no run '${id}' of workspace '${workspace}'`);
  try {
    const record: RunRecord = JSON.parse(text);
    if (record.id === id && typeof record.state === "string" && typeof record.tasks === "object")
      return record;
  } catch {
    // Said below.
  }
  throw new E3Error("damaged", `'${repo}/${name}' is no record of a run`, "remove that file");
}

/** The latest run of a workspace; undefined before the first, and where its record is damaged. */
export async function runLast(
  storage: StorageBackend,
  repo: string,
  workspace: string,
): Promise<RunRecord | undefined> {
  const id = (await runList(storage, repo, workspace)).at(-1);
  if (id === undefined) return undefined;
  try {
    return await runRead(storage, repo, workspace, id);
  } catch (error) {
    if (error instanceof E3Error && error.kind === "damaged") return undefined;
    throw error;
  }
}
