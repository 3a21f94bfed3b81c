/**
 * Anything that names an object, as its hash (docs/design.md, "Paths"). Tried in this order: 64 hex digits, a workspace
 * or a path in one, a package or a task of one, an abbreviated hash.
 *
 * A workspace and a folder in it name the tree of their present datasets, which need not be stored: its bytes come along.
 */
import { variant } from "@elaraai/east";
import { E3Error } from "./errors.js";
import { isHash } from "./hash.js";
import { TreeObjectType } from "./kinds.js";
import { objectHash, objectRead } from "./objects.js";
import { packageRead } from "./packages.js";
import { packageIdParse, pathParse, pathPrint } from "./paths.js";
import { packageRefRead } from "./refs.js";
import type { StorageBackend } from "./storage.js";
import { treeAt, workspaceTree } from "./trees.js";
import { valueEncode } from "./values.js";
import { workspaceExists } from "./workspaces.js";

/** The fewest digits of an abbreviated hash. */
const FEWEST = 4;

export type Revision = {
  hash: string;
  /** Where the object may not be stored. */
  bytes?: Uint8Array;
};

/**
 * What a revision names.
 *
 * @throws E3Error: `missing` when it names nothing, `usage` when an abbreviation is ambiguous
 */
export async function revisionResolve(
  storage: StorageBackend,
  repo: string,
  text: string,
): Promise<Revision> {
  if (isHash(text)) return { hash: text };
  const found =
    (await inWorkspace(storage, repo, text)) ??
    (await inPackage(storage, repo, text)) ??
    (await abbreviated(storage, repo, text));
  if (found !== undefined) return found;
  throw new E3Error(
    "missing",
    `'${text}' names nothing in '${repo}'`,
    "give a hash, a workspace, a path in one, or <package>@<version>",
  );
}

/** The bytes of the object that a revision names, verified. @throws E3Error as `revisionResolve`; `damaged` */
export async function revisionRead(
  storage: StorageBackend,
  repo: string,
  text: string,
): Promise<{ hash: string; bytes: Uint8Array }> {
  const { hash, bytes } = await revisionResolve(storage, repo, text);
  return { hash, bytes: bytes ?? (await objectRead(storage, repo, hash)) };
}

async function inWorkspace(
  storage: StorageBackend,
  repo: string,
  text: string,
): Promise<Revision | undefined> {
  const [workspace, ...path] = namesOf(text);
  if (workspace === undefined || !(await workspaceExists(storage, repo, workspace))) return undefined;
  const entry = treeAt(await workspaceTree(storage, repo, workspace), path);
  switch (entry?.type) {
    case "value":
      return { hash: entry.value };
    case "tree": {
      const bytes = valueEncode(TreeObjectType, variant("e3.tree.1", entry.value));
      return { hash: objectHash(bytes), bytes };
    }
    case "unassigned":
      throw new E3Error("missing", `'${text}' has no value yet`, "set it, or start the workspace");
    case undefined:
      throw new E3Error(
        "missing",
        `workspace '${workspace}' has no '${pathPrint(path)}'`,
        `see 'e3 list ${repo} ${pathPrint([workspace])} -r'`,
      );
  }
}

/** The names of a path, none where the text is no path. */
function namesOf(text: string): string[] {
  try {
    return pathParse(text);
  } catch {
    return [];
  }
}

async function inPackage(storage: StorageBackend, repo: string, text: string): Promise<Revision | undefined> {
  for (const { id, task } of packageReadings(text)) {
    const hash = await packageRefRead(storage, repo, id);
    if (hash === undefined) continue;
    if (task === undefined) return { hash };
    const found = (await packageRead(storage, repo, hash)).tasks.get(task);
    if (found !== undefined) return { hash: found.task };
  }
  return undefined;
}

type Reading = { id: { name: string; version: string }; task?: string };

/** The ways to read a text as `<package>@<version>` or `<package>@<version>/<task>`; scopes hold a slash, too. */
function* packageReadings(text: string): Generator<Reading> {
  const whole = packageIdParse(text);
  if (whole !== undefined) yield { id: whole };
  for (let slash = text.indexOf("/"); slash >= 0; slash = text.indexOf("/", slash + 1)) {
    const id = packageIdParse(text.slice(0, slash));
    const [task, ...more] = namesOf(text.slice(slash + 1));
    if (id !== undefined && task !== undefined && more.length === 0) yield { id, task };
  }
}

async function abbreviated(
  storage: StorageBackend,
  repo: string,
  text: string,
): Promise<Revision | undefined> {
  if (!/^[0-9a-f]+$/.test(text) || text.length < FEWEST) return undefined;
  const candidates: string[] = [];
  for await (const hash of storage.objects.list(repo, text)) candidates.push(hash);
  const [only, second] = candidates;
  if (only === undefined || second === undefined) return only === undefined ? undefined : { hash: only };
  throw new E3Error(
    "usage",
    `'${text}' is the beginning of ${candidates.length} hashes: ${candidates.slice(0, 9).join(", ")}`,
    "give more digits",
  );
}
