/** How the datasets of a workspace stand: set or not, up to date or not. */
import type { EastType } from "@elaraai/east";
import {
  type DatasetDeclaration,
  datasetDeclarations,
  datasetType,
  deployedNeeded,
  plannedTasks,
} from "./deployed.js";
import { pathPrint } from "./paths.js";
import { type DatasetRef, datasetRefList } from "./refs.js";
import { runLast } from "./runs.js";
import type { PlannedTask } from "./scheduler.js";
import type { StorageBackend } from "./storage.js";

export type DatasetState = "set" | "unset" | "up-to-date" | "stale" | "failed" | "running";

export type DatasetStatus = {
  path: string[];
  type: EastType;
  state: DatasetState;
  hash: string | undefined;
  /** Size of the value; undefined where there is none, or its object is gone. */
  bytes: number | undefined;
};

/** Every dataset of the package that is deployed in a workspace, in order of paths. @throws E3Error (missing, damaged) */
export async function datasetStatuses(
  storage: StorageBackend,
  repo: string,
  workspace: string,
): Promise<DatasetStatus[]> {
  const { object } = await deployedNeeded(storage, repo, workspace);
  const assigned = await datasetRefList(storage, repo, workspace);
  const refs = new Map(assigned.map(({ path, ref }) => [pathPrint(path), ref]));
  const isFresh = freshness(plannedTasks(object), refs);
  const run = await runLast(storage, repo, workspace);
  const running =
    run?.state === "running" && (await storage.locks.holder(repo, { lock: "run", workspace })) !== undefined;

  const stateOf = (declaration: DatasetDeclaration, name: string): DatasetState => {
    if (declaration.kind === "input") return refs.has(name) ? "set" : "unset";
    if (isFresh(name)) return "up-to-date";
    if (running) return "running";
    if (run?.tasks[declaration.task] === "failed") return "failed";
    return refs.has(name) ? "stale" : "unset";
  };
  const statuses: DatasetStatus[] = [];
  for (const declaration of datasetDeclarations(object)) {
    const name = pathPrint(declaration.path);
    const hash = refs.get(name)?.hash;
    statuses.push({
      path: declaration.path,
      type: await datasetType(storage, repo, declaration),
      state: stateOf(declaration, name),
      hash,
      bytes: hash === undefined ? undefined : (await storage.objects.stat(repo, hash))?.bytes,
    });
  }
  return statuses;
}

/**
 * Tells which datasets are up to date: inputs that are set, and outputs that were made by the present task from the
 * present inputs, all of them up to date themselves.
 */
function freshness(
  tasks: readonly PlannedTask[],
  refs: ReadonlyMap<string, DatasetRef>,
): (name: string) => boolean {
  const makers = new Map(tasks.map((task) => [task.output, task]));
  const known = new Map<string, boolean>();
  const compute = (name: string): boolean => {
    const ref = refs.get(name);
    const maker = makers.get(name);
    if (ref === undefined || maker === undefined) return ref !== undefined;
    const { task, inputs } = ref.origin ?? { task: undefined, inputs: [] };
    return (
      task === maker.hash &&
      inputs.length === maker.inputs.length &&
      maker.inputs.every((input, i) => refs.get(input)?.hash === inputs[i]?.hash && isFresh(input))
    );
  };
  const isFresh = (name: string): boolean => {
    let fresh = known.get(name);
    if (fresh === undefined) known.set(name, (fresh = compute(name)));
    return fresh;
  };
  return isFresh;
}
