/** Every write, with every call to the disk failing in turn: nothing acknowledged is lost, and the error says where. */
import assert from "node:assert/strict";
import { suite, test } from "node:test";
import { E3Error } from "../../lib/plumbing/errors.js";
import { MemoryDisk } from "../../lib/plumbing/memory-disk.js";
import { FaultyDisk } from "../support/faulty-disk.js";
import { leftovers } from "../support/repository.js";
import { assertKept, host, prepare, repo, sparse, storageOn, writes } from "../support/writes.js";

const codes = ["ENOSPC", "EIO", "EACCES", "EMFILE"];

suite("a disk that fails", () => {
  for (const [name, write] of Object.entries(writes)) {
    for (const onwards of [false, true]) {
      test(`${name}: any call ${onwards ? "and all after it" : "alone"}`, async () => {
        let faults = 0;
        for (const [i, code] of codes.entries()) {
          const [first, step] = sparse(name) ? [1 + i, codes.length * (onwards ? 3 : 1)] : [1, 1];
          for (let call = first; ; call += step) {
            const under = new MemoryDisk(host);
            await prepare(under, write);
            const faulty = new FaultyDisk(under, { call, code, onwards });
            const error = await write.write(storageOn(faulty.disk)).then(
              () => undefined,
              (thrown: unknown) => thrown,
            );
            const where = `${code} at ${faulty.failed[0]}`;
            await assertKept(under, write);
            if (error === undefined) await write.written(storageOn(under));
            else {
              assert.ok(error instanceof E3Error, `${where}: ${(error as Error)?.stack}`);
              assert.equal((error as { code?: string }).code, code, where);
              const path = (error as { path?: string }).path ?? assert.fail(where);
              assert.ok(error.message.includes(path) && "/home/me/repo".startsWith(path.slice(0, 13)), where);
            }
            // Nothing lies about, unless removing it was what failed.
            if (!onwards && !write.leaves && !/^(unlink|rmdir|list|stat) /.test(faulty.failed[0] ?? "")) {
              assert.deepEqual(await leftovers(under, repo), [], where);
            }
            await write.write(storageOn(under));
            await write.written(storageOn(under));
            if (faulty.failed.length === 0) break;
            faults++;
          }
        }
        assert.ok(faults > 10, `${faults} faults`);
      });
    }
  }
});
