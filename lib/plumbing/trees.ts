/** The datasets of a workspace as a tree, and trees as objects. */
import { SortedMap, variant } from "@elaraai/east";
import { type Deployed, datasetDeclarations, deployedRead } from "./deployed.js";
import { type Tree, TreeObjectType } from "./kinds.js";
import { type Dataset, datasetRefList } from "./refs.js";
import type { StorageBackend } from "./storage.js";
import { valueRead, valueWrite } from "./values.js";

/** One entry of a tree: a subtree, the hash of a value, or a dataset without one. */
export type TreeEntry = ReturnType<Tree["get"]> & {};

/** The present datasets of a workspace: those of its package, assigned or not, and what else is assigned. */
export async function workspaceTree(storage: StorageBackend, repo: string, workspace: string): Promise<Tree> {
  const deployed = await deployedRead(storage, repo, workspace);
  return treeOf(deployed, await datasetRefList(storage, repo, workspace));
}

/** The tree of what is declared and what is assigned. */
export function treeOf(deployed: Deployed | undefined, assigned: readonly Dataset[]): Tree {
  const tree: Tree = new SortedMap();
  for (const { path } of deployed === undefined ? [] : datasetDeclarations(deployed.object)) {
    treePut(tree, path, variant("unassigned"));
  }
  for (const { path, ref } of assigned) treePut(tree, path, variant("value", ref.hash));
  return tree;
}

function treePut(tree: Tree, path: readonly string[], entry: TreeEntry): void {
  const [name, ...rest] = path as [string, ...string[]];
  if (rest.length === 0) {
    tree.set(name, entry);
    return;
  }
  let child = tree.get(name);
  if (child?.type !== "tree") {
    child = variant("tree", new SortedMap());
    tree.set(name, child);
  }
  treePut(child.value, rest, entry);
}

/** What a path leads to; the tree itself for the empty path. */
export function treeAt(tree: Tree, path: readonly string[]): TreeEntry | undefined {
  let entry: TreeEntry | undefined = variant("tree", tree);
  for (const name of path) entry = entry?.type === "tree" ? entry.value.get(name) : undefined;
  return entry;
}

/** Every entry that is no tree, with its path, in order. */
export function* treeLeaves(tree: Tree, path: readonly string[] = []): Generator<[string[], TreeEntry]> {
  for (const [name, entry] of tree) {
    if (entry.type === "tree") yield* treeLeaves(entry.value, [...path, name]);
    else yield [[...path, name], entry];
  }
}

/** Stores a tree and returns its hash. */
export async function treeWrite(storage: StorageBackend, repo: string, tree: Tree): Promise<string> {
  return await valueWrite(storage, repo, TreeObjectType, variant("e3.tree.1", tree));
}

/** @throws E3Error (missing, damaged) */
export async function treeRead(storage: StorageBackend, repo: string, hash: string): Promise<Tree> {
  return (await valueRead(storage, repo, hash, TreeObjectType)).value;
}
