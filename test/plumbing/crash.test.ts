/**
 * Every write, killed after every call to the disk, and with the power cut after every call. A write is durable when it
 * returns: from then on nothing may take it away.
 */
import assert from "node:assert/strict";
import { suite, test } from "node:test";
import { CrashDisk, type Survival } from "../support/crash-disk.js";
import {
  assertKept,
  changes,
  host,
  prepare,
  repo,
  sparse,
  storageOn,
  type Write,
  writes,
} from "../support/writes.js";

/** What may survive a power cut, from nothing that was not synced up to all of it; a kill is that, too. */
const survivals: (readonly [string, () => Survival])[] = [
  ["all", () => "all"],
  ["none", () => "none"],
  ["some", () => random(1)],
  ["others", () => random(2)],
  ["again others", () => random(3)],
];

function random(seed: number): () => boolean {
  let state = seed;
  return () => {
    // Numerical Recipes' generator; the high bits are the good ones.
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state >= 0x8000_0000;
  };
}

/** Always the harshest, and one of the others. */
function some<T>(all: readonly T[], turn: number): T[] {
  return [all[1] as T, all[turn % all.length] as T];
}

suite("a crash", () => {
  for (const [name, write] of Object.entries(writes)) {
    test(`${name}: after any call`, async () => {
      const crash = await CrashDisk.begin(host);
      await prepare(crash.disk, write);
      const begun = crash.calls.length;
      await write.write(storageOn(crash.disk));
      const acknowledged = crash.calls.length;
      assert.ok(acknowledged > begun);
      for (let count = begun; count <= acknowledged; count++) {
        for (const [survival, survive] of sparse(name) ? some(survivals, count) : survivals) {
          const after = await crash.after(host, count, survive());
          try {
            await assertKept(after, write);
            if (count === acknowledged) await write.written(storageOn(after));
            await write.write(storageOn(after));
            await write.written(storageOn(after));
          } catch (error) {
            const last = JSON.stringify(crash.calls[count - 1]);
            throw new Error(`after call ${count - begun} (${last}), of the rest ${survival}`, {
              cause: error,
            });
          }
        }
      }
    });

    test(`${name}: killed after any call, done again, and then the power cut`, async () => {
      const first = await CrashDisk.begin(host);
      await prepare(first.disk, write);
      const begun = first.calls.length;
      await write.write(storageOn(first.disk));
      for (let count = begun; count <= first.calls.length; count++) {
        const second = await CrashDisk.begin(host, first.calls.slice(0, count));
        await write.write(storageOn(second.disk));
        for (const [survival, survive] of sparse(name) ? some(survivals, count) : survivals) {
          const after = await second.after(host, second.calls.length, survive());
          try {
            await assertKept(after, write);
            await write.written(storageOn(after));
          } catch (error) {
            const last = JSON.stringify(first.calls[count - 1]);
            throw new Error(`killed after call ${count - begun} (${last}), survived ${survival}`, {
              cause: error,
            });
          }
        }
      }
    });
  }

  test("a batch of refs is seen in order: after a kill its first changes are there and the others not", async () => {
    const crash = await CrashDisk.begin(host);
    const write = writes["a batch of refs"] as Write;
    await prepare(crash.disk, write);
    const begun = crash.calls.length;
    await write.write(storageOn(crash.disk));
    const seen = new Set<number>();
    for (let count = begun; count <= crash.calls.length; count++) {
      const storage = storageOn(await crash.after(host, count, "all"));
      const done: boolean[] = [];
      for (const [ref, value] of Object.entries(changes))
        done.push((await storage.refs.read(repo, ref)) === value);
      assert.deepEqual(done, done.toSorted().toReversed());
      seen.add(done.filter(Boolean).length);
    }
    assert.deepEqual([...seen].sort(), [0, 1, 2, 3, 4]);
  });

  test("what is acknowledged cost two syncs of the file system, however many objects", async () => {
    const crash = await CrashDisk.begin(host);
    await storageOn(crash.disk).repositories.create("/repo");
    const begun = crash.calls.length;
    await storageOn(crash.disk).objects.writeAll(
      "/repo",
      Array.from({ length: 300 }, (_, i) => Buffer.from(`${i}`)),
    );
    const syncs = crash.calls.slice(begun).filter(({ call }) => call.startsWith("sync"));
    assert.deepEqual(
      syncs.map(({ call }) => call),
      ["syncAll", "syncAll"],
    );
  });
});
