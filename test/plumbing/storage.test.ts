import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after } from "node:test";
import type { Disk } from "../../lib/plumbing/disk.js";
import { objectPath } from "../../lib/plumbing/local-objects.js";
import { LocalStorage } from "../../lib/plumbing/local-storage.js";
import { MemoryDisk } from "../../lib/plumbing/memory-disk.js";
import { MemoryLocks } from "../../lib/plumbing/memory-locks.js";
import { NodeDisk } from "../../lib/plumbing/node-disk.js";
import { NodeHost } from "../../lib/plumbing/node-host.js";
import { storageSuite } from "./storage-suite.js";

const folder = mkdtempSync(join(tmpdir(), "e3-storage-"));
after(() => rmSync(folder, { recursive: true, force: true }));

let count = 0;

/** Replaces the object by a file with other bytes: it is read-only, not its folder. */
function damageOn(disk: Disk, repo: string): (hash: string, bytes: Uint8Array) => Promise<void> {
  return async (hash, bytes) => {
    await disk.unlink(objectPath(repo, hash));
    await disk.create(objectPath(repo, hash), bytes, 0o444);
  };
}

storageSuite("a local directory", async () => {
  const repo = join(folder, `repo-${count++}`);
  return { storage: new LocalStorage(), repo, damage: damageOn(new NodeDisk(), repo) };
});

storageSuite("memory", async () => {
  const host = new NodeHost();
  const disk = new MemoryDisk(host);
  const storage = new LocalStorage(disk, host, new MemoryLocks(host));
  return { storage, repo: "/repo", damage: damageOn(disk, "/repo") };
});
