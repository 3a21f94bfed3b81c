/** What is deployed in a workspace: its package with the datasets and tasks that follow from it. */
import type { EastType, EastTypeValue } from "@elaraai/east";
import { fromEastTypeValue } from "@elaraai/east";
import { E3Error } from "./errors.js";
import type { PackageObject } from "./kinds.js";
import { packageRead } from "./packages.js";
import { pathPrint } from "./paths.js";
import type { PackageRef } from "./refs.js";
import type { PlannedTask } from "./scheduler.js";
import type { StorageBackend } from "./storage.js";
import { taskRead } from "./tasks.js";
import { workspaceCheck, workspacePackageRead } from "./workspaces.js";

export type Deployed = PackageRef & { object: PackageObject };

/** The package of a workspace; undefined while nothing is deployed. @throws E3Error (missing, damaged) */
export async function deployedRead(
  storage: StorageBackend,
  repo: string,
  workspace: string,
): Promise<Deployed | undefined> {
  await workspaceCheck(storage, repo, workspace);
  const ref = await workspacePackageRead(storage, repo, workspace);
  return ref === undefined ? undefined : { ...ref, object: await packageRead(storage, repo, ref.hash) };
}

/** Like `deployedRead`, for what needs a package. @throws E3Error (missing) while nothing is deployed */
export async function deployedNeeded(
  storage: StorageBackend,
  repo: string,
  workspace: string,
): Promise<Deployed> {
  const deployed = await deployedRead(storage, repo, workspace);
  if (deployed !== undefined) return deployed;
  throw new E3Error(
    "missing",
    `nothing is deployed in workspace '${workspace}'`,
    `deploy a package: e3 workspace deploy ${repo} ${workspace} <name>@<version>`,
  );
}

/** Where the input of a name is, inside the workspace. */
export const inputPath = (name: string): string[] => ["inputs", name];

/** Where the output of a task is, inside the workspace. */
export const outputPath = (task: string): string[] => ["tasks", task, "output"];

/** The tasks of a package as a plan, with datasets named by their printed paths. */
export function plannedTasks(object: PackageObject): PlannedTask[] {
  return [...object.tasks].map(([name, { task, inputs }]) => ({
    name,
    hash: task,
    inputs,
    output: pathPrint(outputPath(name)),
  }));
}

/** What is known of a dataset from the package alone. */
export type DatasetDeclaration =
  | { kind: "input"; path: string[]; name: string; type: EastTypeValue; default: string | undefined }
  | { kind: "output"; path: string[]; task: string; taskHash: string };

/** Every dataset of a package, in order of paths. */
export function datasetDeclarations(object: PackageObject): DatasetDeclaration[] {
  const inputs = [...object.inputs].map(
    ([name, { type, default: given }]): DatasetDeclaration => ({
      kind: "input",
      path: inputPath(name),
      name,
      type,
      default: given.type === "some" ? given.value : undefined,
    }),
  );
  const outputs = [...object.tasks].map(
    ([name, { task }]): DatasetDeclaration => ({
      kind: "output",
      path: outputPath(name),
      task: name,
      taskHash: task,
    }),
  );
  return [...inputs, ...outputs];
}

/** The type that values of a dataset have. */
export async function datasetType(
  storage: StorageBackend,
  repo: string,
  declaration: DatasetDeclaration,
): Promise<EastType> {
  if (declaration.kind === "input") return fromEastTypeValue(declaration.type);
  return fromEastTypeValue((await taskRead(storage, repo, declaration.taskHash)).output);
}
