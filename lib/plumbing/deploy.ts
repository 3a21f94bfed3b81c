/** Deploying a package: what it declares becomes the datasets and tasks of a workspace. */
import { fromEastTypeValue, isTypeEqual } from "@elaraai/east";
import { datasetDeclarations } from "./deployed.js";
import { packageRead } from "./packages.js";
import { pathPrint } from "./paths.js";
import { type DatasetRef, datasetRefList, datasetRefWrite, type PackageRef } from "./refs.js";
import type { StorageBackend } from "./storage.js";
import { objectType } from "./values.js";
import { REF_LOCK_WAIT, workspaceCheck, workspacePackageWrite } from "./workspaces.js";

/** What deploying did to the inputs, by their paths. */
export type Deployment = {
  /** Given the default of the package. */
  defaulted: string[];
  /** Unset, or given the default, because the value had another type than the package declares. */
  replaced: { path: string; hash: string }[];
};

/**
 * Deploys a package: writes the default of every input that has one and is not set. Values that were set stay, except
 * those of another type than the package declares.
 *
 * @throws E3Error: `missing` when there is no such workspace, `locked` while it is being run
 */
export async function workspaceDeploy(
  storage: StorageBackend,
  repo: string,
  workspace: string,
  deployed: PackageRef,
  { command }: { command: string },
): Promise<Deployment> {
  await workspaceCheck(storage, repo, workspace);
  const object = await packageRead(storage, repo, deployed.hash);
  const run = await storage.locks.acquire(repo, { lock: "run", workspace }, { command });
  try {
    const refs = await storage.locks.acquire(
      repo,
      { lock: "refs", workspace },
      { command, wait: REF_LOCK_WAIT },
    );
    try {
      const assigned = new Map(
        (await datasetRefList(storage, repo, workspace, ["inputs"])).map(({ path, ref }) => [
          pathPrint(path),
          ref.hash,
        ]),
      );
      const deployment: Deployment = { defaulted: [], replaced: [] };
      const changes: [string[], DatasetRef | undefined][] = [];
      for (const declaration of datasetDeclarations(object)) {
        if (declaration.kind !== "input") continue;
        const path = pathPrint(declaration.path);
        const hash = assigned.get(path);
        if (hash !== undefined) {
          const found = fromEastTypeValue(await objectType(storage, repo, hash));
          if (isTypeEqual(found, fromEastTypeValue(declaration.type))) continue;
          deployment.replaced.push({ path, hash });
        } else if (declaration.default !== undefined) deployment.defaulted.push(path);
        const ref = declaration.default === undefined ? undefined : { hash: declaration.default };
        if (hash !== undefined || ref !== undefined) changes.push([declaration.path, ref]);
      }
      await datasetRefWrite(storage, repo, workspace, changes);
      await workspacePackageWrite(storage, repo, workspace, deployed);
      return deployment;
    } finally {
      await refs.release();
    }
  } finally {
    await run.release();
  }
}
