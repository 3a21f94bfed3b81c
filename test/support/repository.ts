/** Looking at a repository's files from outside, as `ls -R`, `cat` and `sha256sum` would. */
import assert from "node:assert/strict";
import type { Disk } from "../../lib/plumbing/disk.js";
import { hashBytes } from "../../lib/plumbing/hash.js";
import { LocalStorage } from "../../lib/plumbing/local-storage.js";
import { datasetRefList, packageRefList } from "../../lib/plumbing/refs.js";
import { workspaceList, workspacePackageRead } from "../../lib/plumbing/workspaces.js";
import { TestHost } from "./test-host.js";

/** Every file below a folder by its path relative to that, as text; folders without entries as `path/`. */
export async function files(disk: Disk, folder: string): Promise<Record<string, string>> {
  const found: Record<string, string> = {};
  const walk = async (path: string): Promise<void> => {
    const entries = await disk.list(path);
    if (entries.length === 0 && path !== folder) found[`${path.slice(folder.length + 1)}/`] = "";
    for (const { name, kind } of entries.sort((a, b) => (a.name < b.name ? -1 : 1))) {
      const at = `${path}/${name}`;
      if (kind === "folder") await walk(at);
      else found[at.slice(folder.length + 1)] = Buffer.from(await disk.read(at)).toString("utf8");
    }
  };
  await walk(folder);
  return found;
}

/** What fsck would say is nothing: whatever is in its place is whole. Temporary files may lie about. */
export async function assertSound(disk: Disk, repo: string): Promise<void> {
  const all = await files(disk, repo).catch(() => undefined);
  if (all === undefined) return;
  for (const [path, text] of Object.entries(all)) {
    const object = /^objects\/([0-9a-f]{2})\/([0-9a-f]{62})$/.exec(path);
    if (object !== null) assert.equal(hashBytes(Buffer.from(text)), `${object[1]}${object[2]}`, path);
    if (path === "format") assert.equal(text, "e3 repository format 1\n");
    if (/^objects\/executions\/.*\/(output|status\.json)$/.test(path)) assert.ok(text.endsWith("\n"), path);
  }
  // Readers throw on any text that is not whole.
  const storage = new LocalStorage(disk, new TestHost());
  await packageRefList(storage, repo);
  for (const workspace of await workspaceList(storage, repo)) {
    await workspacePackageRead(storage, repo, workspace);
    await datasetRefList(storage, repo, workspace);
  }
  for await (const key of storage.executions.list(repo)) {
    const record = await storage.executions.readOutput(repo, key);
    const path = `objects/executions/${key.task}/${key.inputs}/output`;
    assert.equal(record === undefined, all[path] === undefined, path);
  }
}

/** What interrupted writes left, by path. */
export async function leftovers(disk: Disk, repo: string): Promise<string[]> {
  const all = Object.keys(await files(disk, repo).catch(() => ({})));
  return all.filter((path) => /^(objects\/tmp|tmp)\/.|^format\./.test(path));
}
