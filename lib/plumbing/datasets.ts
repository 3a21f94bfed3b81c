/** Datasets: finding one by its path, its value, and setting an input. How they stand is in dataset-status.ts. */
import type { EastType } from "@elaraai/east";
import {
  type DatasetDeclaration,
  type Deployed,
  datasetDeclarations,
  datasetType,
  deployedNeeded,
} from "./deployed.js";
import { E3Error } from "./errors.js";
import { objectWrite } from "./objects.js";
import { pathParse, pathPrint } from "./paths.js";
import { type DatasetRef, datasetRefRead, datasetRefWrite } from "./refs.js";
import type { StorageBackend } from "./storage.js";
import { REF_LOCK_WAIT, workspaceCheck } from "./workspaces.js";

/** A place in a workspace. */
export type DatasetPlace = { workspace: string; path: string[] };

/**
 * Reads `dev.inputs.name`.
 *
 * @throws E3Error: `usage` when it is no path, `missing` when there is no such workspace
 */
export async function datasetPlace(
  storage: StorageBackend,
  repo: string,
  text: string,
): Promise<DatasetPlace> {
  const [workspace = "", ...path] = pathParse(text);
  await workspaceCheck(storage, repo, workspace);
  return { workspace, path };
}

/** The declaration of a dataset in a package. @throws E3Error (missing), saying what there is */
export function datasetDeclared(
  repo: string,
  deployed: Deployed,
  { workspace, path }: DatasetPlace,
): DatasetDeclaration {
  const all = datasetDeclarations(deployed.object);
  const text = pathPrint(path);
  const found = all.find((declaration) => pathPrint(declaration.path) === text);
  if (found !== undefined) return found;
  const whole = pathPrint([workspace, ...path]);
  const below = all.some((declaration) => path.every((name, i) => declaration.path[i] === name));
  throw below
    ? new E3Error(
        "usage",
        `'${whole}' is no dataset but a folder of datasets`,
        `see 'e3 list ${repo} ${whole} -r'`,
      )
    : new E3Error(
        "missing",
        `there is no dataset '${whole}'`,
        `see 'e3 list ${repo} ${pathPrint([workspace])} -r'`,
      );
}

/** What a dataset is. @throws E3Error (missing) when there is none of that path, or it has no value yet */
export async function datasetValue(
  storage: StorageBackend,
  repo: string,
  place: DatasetPlace,
): Promise<DatasetRef> {
  const { workspace, path } = place;
  const ref = path.length === 0 ? undefined : await datasetRefRead(storage, repo, workspace, path);
  if (ref !== undefined) return ref;
  const { kind } = datasetDeclared(repo, await deployedNeeded(storage, repo, workspace), place);
  const whole = pathPrint([workspace, ...path]);
  throw new E3Error(
    "missing",
    `'${whole}' has no value yet`,
    kind === "input"
      ? `set it: e3 set ${repo} ${whole} <file>`
      : `make it: e3 start ${repo} ${pathPrint([workspace])}`,
  );
}

/**
 * Gives an input a value.
 *
 * @param encode makes the bytes of the value, given the type that the input has
 * @returns the hash of the value
 * @throws E3Error: `usage` for anything but an input, `missing`, and what `encode` throws
 */
export async function datasetSet(
  storage: StorageBackend,
  repo: string,
  place: DatasetPlace,
  encode: (type: EastType) => Uint8Array,
  { command }: { command: string },
): Promise<string> {
  const { workspace, path } = place;
  const declaration = datasetDeclared(repo, await deployedNeeded(storage, repo, workspace), place);
  if (declaration.kind !== "input") {
    throw new E3Error(
      "usage",
      `'${pathPrint([workspace, ...path])}' is made by task '${declaration.task}'`,
      "only inputs can be set",
    );
  }
  const hash = await objectWrite(storage, repo, encode(await datasetType(storage, repo, declaration)));
  const lock = await storage.locks.acquire(
    repo,
    { lock: "refs", workspace },
    { command, wait: REF_LOCK_WAIT },
  );
  try {
    await datasetRefWrite(storage, repo, workspace, [[path, { hash }]]);
  } finally {
    await lock.release();
  }
  return hash;
}
