/**
 * Every write that a repository knows, for tests that fail it, kill it or cut the power: what is there before, what is
 * written, and how to tell that it is.
 */
import assert from "node:assert/strict";
import type { Disk } from "../../lib/plumbing/disk.js";
import { hashBytes } from "../../lib/plumbing/hash.js";
import { LocalStorage } from "../../lib/plumbing/local-storage.js";
import { MemoryLocks } from "../../lib/plumbing/memory-locks.js";
import type { StorageBackend } from "../../lib/plumbing/storage.js";
import { assertSound } from "./repository.js";
import { scaled } from "./scale.js";
import { TestHost } from "./test-host.js";

export const repo = "/home/me/repo";
export const host = new TestHost();

export type Write = {
  /** What is there before, acknowledged. */
  before?: (storage: StorageBackend) => Promise<void>;
  write: (storage: StorageBackend) => Promise<void>;
  /** Asserts that what was written is there. */
  written: (storage: StorageBackend) => Promise<void>;
  /** It makes the repository itself. */
  alone?: boolean;
  /** What it removes may lie in tmp/ for gc, when that it is removed cannot be made sure. */
  leaves?: boolean;
};

let attempts = 0;

const text = (what: string): Uint8Array => Buffer.from(what);
const key = { task: "a".repeat(64), inputs: "b".repeat(64) };
const attempt = "20250102T030405678Z-4f2a";
const status = {
  state: "failed",
  started: 1_735_787_045_678,
  ms: 5,
  host: "box7",
  command: "python3 x.py",
} as const;
const record = {
  output: hashBytes(text("x")),
  bytes: 1,
  attempt,
  started: 0,
  ms: 1,
  host: "h",
  command: "c",
};

async function* pieces(...texts: string[]): AsyncIterable<Uint8Array> {
  for (const one of texts) yield text(one);
}

async function assertObjects(storage: StorageBackend, ...texts: string[]): Promise<void> {
  for (const one of texts)
    assert.deepEqual(Buffer.from(await storage.objects.read(repo, hashBytes(text(one)))), text(one));
}

async function assertRefs(
  storage: StorageBackend,
  expected: Record<string, string | undefined>,
): Promise<void> {
  for (const [name, value] of Object.entries(expected))
    assert.equal(await storage.refs.read(repo, name), value, name);
}

const many = Array.from({ length: 17 }, (_, i) => `value ${i}`);
const at = (i: number): string => `workspaces/dev/data/inputs/n${i}`;
export const changes: Record<string, string | undefined> = {
  [at(0)]: `${"1".repeat(64)}\n`,
  [at(1)]: undefined,
  "packages/@scope/hello/1.0.0": `${"2".repeat(64)}\n`,
  "workspaces/dev/package": `@scope/hello@1.0.0 ${"2".repeat(64)}\n`,
};
const manyChanges = Object.fromEntries(
  many.map((_, i) => [at(i), i % 4 === 3 ? undefined : `${"5".repeat(64)}\n`]),
);

export const writes: Record<string, Write> = {
  "repository create": {
    alone: true,
    write: async ({ repositories }) => void (await repositories.create(repo)),
    written: async ({ repositories }) => await repositories.check(repo),
  },
  "an object": {
    write: async ({ objects }) => void (await objects.write(repo, text("hello"))),
    written: async (storage) => await assertObjects(storage, "hello"),
  },
  "an object as a stream": {
    write: async ({ objects }) => void (await objects.write(repo, pieces("hel", "lo"))),
    written: async (storage) => await assertObjects(storage, "hello"),
  },
  "an object that is there": {
    before: async ({ objects }) => void (await objects.write(repo, text("hello"))),
    write: async ({ objects }) => void (await objects.write(repo, text("hello"))),
    written: async (storage) => await assertObjects(storage, "hello"),
  },
  "a few objects": {
    write: async ({ objects }) =>
      void (await objects.writeAll(repo, [text("1"), pieces("2"), text("1"), text("3")])),
    written: async (storage) => await assertObjects(storage, "1", "2", "3"),
  },
  "many objects": {
    before: async ({ objects }) => void (await objects.writeAll(repo, many.slice(3, 6).map(text))),
    write: async ({ objects }) => void (await objects.writeAll(repo, many.map(text))),
    written: async (storage) => await assertObjects(storage, ...many),
  },
  "a batch of refs": {
    before: async ({ refs }) =>
      await refs.write(repo, [
        [at(0), `${"3".repeat(64)}\n`],
        [at(1), `${"4".repeat(64)}\n`],
      ]),
    write: async ({ refs }) => await refs.write(repo, Object.entries(changes)),
    written: async (storage) => await assertRefs(storage, changes),
  },
  "many refs": {
    before: async ({ refs }) =>
      await refs.write(
        repo,
        many.map((_, i) => [at(i), `${"3".repeat(64)}\n`]),
      ),
    write: async ({ refs }) => await refs.write(repo, Object.entries(manyChanges)),
    written: async (storage) => await assertRefs(storage, manyChanges),
  },
  "a workspace": {
    write: async ({ refs }) => void (await refs.createFolder(repo, "workspaces/dev")),
    written: async ({ refs }) => assert.deepEqual(await refs.children(repo, "workspaces/dev"), []),
  },
  "a workspace's end": {
    leaves: true,
    before: async ({ refs }) =>
      await refs.write(repo, [
        [at(0), `${"3".repeat(64)}\n`],
        ["workspaces/prod/data/inputs/a", `${"4".repeat(64)}\n`],
      ]),
    write: async ({ refs }) => void (await refs.removeFolder(repo, "workspaces/dev")),
    written: async ({ refs }) =>
      assert.deepEqual(await refs.list(repo, "workspaces"), ["workspaces/prod/data/inputs/a"]),
  },
  "an execution's record": {
    write: async ({ executions }) => await executions.writeOutput(repo, key, record),
    written: async ({ executions }) => assert.deepEqual(await executions.readOutput(repo, key), record),
  },
  "a failed attempt": {
    write: async ({ executions }) => {
      const id = `20250102T030405678Z-${(attempts++).toString(16).padStart(4, "0")}`;
      const one = executions.begin(repo, key, id);
      await one.log("stderr", text("oh\n"));
      await one.log("stderr", text("no\n"));
      await one.finish(status);
    },
    written: async ({ executions }) => {
      const last = (await executions.attempts(repo, key)).at(-1) ?? assert.fail("no attempt");
      assert.deepEqual(last.status, status);
      let log = "";
      for await (const piece of executions.readLog(repo, key, last.id, "stderr"))
        log += Buffer.from(piece).toString();
      assert.equal(log, "oh\nno\n");
    },
  },
};

export function storageOn(disk: Disk): StorageBackend {
  return new LocalStorage(disk, host, new MemoryLocks(host));
}

/** The state before a write: a repository with something acknowledged in it. */
export async function prepare(disk: Disk, write: Write): Promise<void> {
  await disk.mkdir("/home");
  await disk.mkdir("/home/me");
  await disk.syncFolder("/");
  await disk.syncFolder("/home");
  if (write.alone) return;
  const storage = storageOn(disk);
  await storage.repositories.create(repo);
  await storage.objects.write(repo, text("before"));
  await storage.refs.write(repo, [["packages/before/1.0.0", `${"9".repeat(64)}\n`]]);
  await write.before?.(storage);
}

/** The repository is sound and what was there before is still there. */
export async function assertKept(disk: Disk, write: Write): Promise<void> {
  await assertSound(disk, repo);
  if (write.alone) return;
  const storage = storageOn(disk);
  await storage.repositories.check(repo);
  await assertObjects(storage, "before");
  await assertRefs(storage, { "packages/before/1.0.0": `${"9".repeat(64)}\n` });
}

/** Writes of many calls are tried with every call, but not each with every error and every way to survive, unless soaking. */
export function sparse(name: string): boolean {
  return name.startsWith("many") && scaled(10) < 10;
}
