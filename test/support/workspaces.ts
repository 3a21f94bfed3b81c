/** Workspaces in memory for tests of what is run when: tasks are hashes, and no program exists. */
import { IntegerType, none, SortedMap, toEastTypeValue, variant } from "@elaraai/east";
import { type PackageObject, PackageObjectType } from "../../lib/plumbing/kinds.js";
import { memoryStorage } from "../../lib/plumbing/local-storage.js";
import { objectHash } from "../../lib/plumbing/objects.js";
import { datasetRefRead, datasetRefWrite } from "../../lib/plumbing/refs.js";
import { repositoryCreate } from "../../lib/plumbing/repository.js";
import type { StorageBackend } from "../../lib/plumbing/storage.js";
import { valueWrite } from "../../lib/plumbing/values.js";
import { workspaceCreate, workspacePackageWrite } from "../../lib/plumbing/workspaces.js";

/** The hash that stands for a name. */
export const hashOf = (name: string): string => objectHash(Buffer.from(name));

export const repo = "/repo";
export const workspace = "dev";

/**
 * A workspace whose package has these tasks, by name what they read: names of other tasks, and inputs with a `$`. Task
 * `a` has the hash of "a" unless `identities` gives it another's.
 */
export async function workspaceOf(
  tasks: Record<string, readonly string[]>,
  identities: Record<string, string> = {},
): Promise<StorageBackend> {
  const storage = memoryStorage();
  await repositoryCreate(storage, repo);
  await workspaceCreate(storage, repo, workspace);
  const inputs = new Set(
    Object.values(tasks)
      .flat()
      .filter((name) => name.startsWith("$")),
  );
  const object: PackageObject = {
    name: "test",
    version: "1.0.0",
    inputs: new SortedMap(
      [...inputs].map((name) => [name.slice(1), { type: toEastTypeValue(IntegerType), default: none }]),
    ),
    tasks: new SortedMap(
      Object.entries(tasks).map(([name, reads]) => [
        name,
        {
          task: hashOf(identities[name] ?? name),
          inputs: reads.map((read) =>
            read.startsWith("$") ? `inputs.${read.slice(1)}` : `tasks.${read}.output`,
          ),
          limits: { memory: none, retries: none, timeout: none },
        },
      ]),
    ),
    source_map: hashOf("no source map"),
  };
  const hash = await valueWrite(storage, repo, PackageObjectType, variant("e3.package.1", object));
  await workspacePackageWrite(storage, repo, workspace, { name: "test", version: "1.0.0", hash });
  return storage;
}

/** Gives inputs hashes that stand for values; undefined unassigns. */
export async function assign(
  storage: StorageBackend,
  values: Record<string, string | undefined>,
): Promise<void> {
  await datasetRefWrite(
    storage,
    repo,
    workspace,
    Object.entries(values).map(([name, value]) => [
      ["inputs", name],
      value === undefined ? undefined : { hash: hashOf(value) },
    ]),
  );
}

/** The hash of a task's output, if it has one. */
export async function outputOf(storage: StorageBackend, task: string): Promise<string | undefined> {
  return (await datasetRefRead(storage, repo, workspace, ["tasks", task, "output"]))?.hash;
}
