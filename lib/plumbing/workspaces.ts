/** Workspaces, as far as they are folders: making, listing, removing, and which package is deployed. */
import { E3Error } from "./errors.js";
import { nameDecode, nameEncode } from "./names.js";
import { deployedParse, deployedPrint, type PackageRef } from "./refs.js";
import type { StorageBackend } from "./storage.js";

/** How long writers of refs wait for one another, in milliseconds; each holds the lock for an instant. */
export const REF_LOCK_WAIT = 30_000;

/** The folder of a workspace among the refs. */
export function workspaceFolder(workspace: string): string {
  return `workspaces/${nameEncode(workspace, "workspace")}`;
}

/** @throws E3Error (failed) where there is one of that name, or of one that differs only in case */
export async function workspaceCreate(
  storage: StorageBackend,
  repo: string,
  workspace: string,
): Promise<void> {
  const folder = workspaceFolder(workspace);
  for (const other of await workspaceList(storage, repo)) {
    if (other === workspace) throw existsError(workspace, "exists already");
    if (workspaceFolder(other).toLowerCase() === folder.toLowerCase()) {
      throw existsError(workspace, `differs only in case from workspace '${other}'`);
    }
  }
  // Somebody else may have been faster.
  if (!(await storage.refs.createFolder(repo, folder))) throw existsError(workspace, "exists already");
}

/** All workspaces, in order of their files. */
export async function workspaceList(storage: StorageBackend, repo: string): Promise<string[]> {
  const children = (await storage.refs.children(repo, "workspaces")) ?? [];
  return children.flatMap(({ name, kind }) => (kind === "folder" ? (nameDecode(name) ?? []) : []));
}

export async function workspaceExists(
  storage: StorageBackend,
  repo: string,
  workspace: string,
): Promise<boolean> {
  return (await storage.refs.children(repo, workspaceFolder(workspace))) !== undefined;
}

/** @throws E3Error (missing) */
export async function workspaceCheck(
  storage: StorageBackend,
  repo: string,
  workspace: string,
): Promise<void> {
  if (await workspaceExists(storage, repo, workspace)) return;
  const next = `see 'e3 workspace list ${repo}', or make it with 'e3 workspace create'`;
  throw new E3Error("missing", `workspace '${workspace}' is not in '${repo}'`, next);
}

/**
 * Removes a workspace, holding its locks.
 *
 * @param command what the caller is, for those whom the locks refuse
 * @throws E3Error (missing, locked)
 */
export async function workspaceRemove(
  storage: StorageBackend,
  repo: string,
  workspace: string,
  { command }: { command: string },
): Promise<void> {
  await workspaceCheck(storage, repo, workspace);
  const run = await storage.locks.acquire(repo, { lock: "run", workspace }, { command });
  try {
    const refs = await storage.locks.acquire(
      repo,
      { lock: "refs", workspace },
      { command, wait: REF_LOCK_WAIT },
    );
    try {
      await storage.refs.removeFolder(repo, workspaceFolder(workspace));
    } finally {
      await refs.release();
    }
  } finally {
    await run.release();
  }
}

/** The package that is deployed; undefined while none is. @throws E3Error (damaged) */
export async function workspacePackageRead(
  storage: StorageBackend,
  repo: string,
  workspace: string,
): Promise<PackageRef | undefined> {
  const ref = `${workspaceFolder(workspace)}/package`;
  const text = await storage.refs.read(repo, ref);
  return text === undefined ? undefined : deployedParse(text, `${repo}/${ref}`);
}

/** Says which package is deployed; the caller holds the run lock. */
export async function workspacePackageWrite(
  storage: StorageBackend,
  repo: string,
  workspace: string,
  deployed: PackageRef,
): Promise<void> {
  await storage.refs.write(repo, [[`${workspaceFolder(workspace)}/package`, deployedPrint(deployed)]]);
}

function existsError(workspace: string, how: string): E3Error {
  return new E3Error("failed", `workspace '${workspace}' ${how}`, "use it, or choose another name");
}
