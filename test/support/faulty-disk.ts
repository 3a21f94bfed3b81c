/** A `Disk` on which one call fails, or every call from one on. Counting from 1, over reads and writes alike. */
import { type Appender, type Content, type Disk, DiskError } from "../../lib/plumbing/disk.js";

export class FaultyDisk {
  /** How many calls there were. */
  calls = 0;
  /** The calls that failed, as `create /repo/tmp/x`. */
  readonly failed: string[] = [];
  readonly disk: Disk;

  constructor(
    under: Disk,
    { call, code, onwards = false }: { call: number; code: string; onwards?: boolean },
  ) {
    const fails = (what: string, path: string): boolean => {
      const now = ++this.calls;
      const failing = onwards ? now >= call : now === call;
      if (failing) this.failed.push(`${what} ${path}`);
      return failing;
    };
    const failure = (what: string, path: string): DiskError => new DiskError(what, path, code);
    const through =
      <Arguments extends [string, ...unknown[]], T>(what: string, work: (...args: Arguments) => Promise<T>) =>
      async (...args: Arguments): Promise<T> => {
        if (fails(what, args[0])) throw failure(what, args[0]);
        return await work(...args);
      };
    this.disk = {
      shared: under.shared,
      read: through("read", async (path: string) => await under.read(path)),
      readRange: through("read", async (path: string, start: number, length: number) => {
        return await under.readRange(path, start, length);
      }),
      async *readPieces(path, start) {
        if (fails("read", path)) throw failure("read", path);
        yield* under.readPieces(path, start);
      },
      async create(path, content, mode) {
        if (!fails("create", path)) return await under.create(path, content, mode);
        // A full disk takes some of it first.
        await under.create(path, await firstHalf(content), mode).catch(() => {});
        throw failure("write", path);
      },
      async append(path): Promise<Appender> {
        if (fails("append", path)) throw failure("write", path);
        const file = await under.append(path);
        return {
          async append(bytes) {
            if (!fails("append", path)) return await file.append(bytes);
            await file.append(await firstHalf(bytes));
            throw failure("write", path);
          },
          async sync() {
            if (fails("sync", path)) throw failure("sync", path);
            await file.sync();
          },
          close: async () => await file.close(),
        };
      },
      async clone(from, to) {
        if (fails("copy", to)) throw failure("copy", to);
        await under.clone(from, to);
      },
      async rename(from, to) {
        if (fails("rename", to)) throw new DiskError("rename", to, code, { from });
        await under.rename(from, to);
      },
      unlink: through("unlink", async (path: string) => await under.unlink(path)),
      mkdir: through("mkdir", async (path: string) => await under.mkdir(path)),
      rmdir: through("rmdir", async (path: string) => await under.rmdir(path)),
      list: through("list", async (path: string) => await under.list(path)),
      stat: through("stat", async (path: string) => await under.stat(path)),
      touch: through("touch", async (path: string, modified: number) => await under.touch(path, modified)),
      sync: through("sync", async (path: string) => await under.sync(path)),
      syncFolder: through("syncFolder", async (path: string) => await under.syncFolder(path)),
      // It has no error, only a no.
      syncAll: async (path) => !fails("syncAll", path) && (await under.syncAll(path)),
      removeNow: (path) => under.removeNow(path),
    };
  }
}

async function firstHalf(content: Content): Promise<Uint8Array> {
  const pieces: Uint8Array[] = [];
  if (content instanceof Uint8Array) pieces.push(content);
  else for await (const piece of content) pieces.push(piece);
  const all = Buffer.concat(pieces);
  return all.subarray(0, Math.floor(all.length / 2));
}
