/**
 * The real `Disk`, over node:fs. It adds the path to errors, and `sync -f` where the system has it.
 *
 * Calls that only touch names, or few bytes, are made at once: they take 3 to 30 µs, and to hand one to another thread
 * and wait for the answer takes 40 to 160 µs, in which ten others could be made. What moves many bytes or waits for the disk goes
 * to other threads.
 */
import { execFile } from "node:child_process";
import * as fs from "node:fs";
import { copyFile, type FileHandle, open } from "node:fs/promises";
import { platform } from "node:os";
import {
  type Appender,
  type Content,
  type Disk,
  type DiskEntry,
  DiskError,
  type DiskStat,
  type EntryKind,
} from "./disk.js";
import { hasCode } from "./errors.js";

/** Large enough that the calls cost nothing beside the bytes, small enough to stay in the processor's cache. */
const PIECE = 256 * 1024;

/** Up to this size a file is read or written at once. */
const SMALL = 64 * 1024;

/** No system reads or writes more than 2 GiB in one call. */
const LONGEST = 1 << 30;

export class NodeDisk implements Disk {
  readonly shared = true;

  async read(path: string): Promise<Uint8Array> {
    return await this.#readUpTo(path, 0, Number.POSITIVE_INFINITY);
  }

  async readRange(path: string, start: number, length: number): Promise<Uint8Array> {
    return await this.#readUpTo(path, start, length);
  }

  async *readPieces(path: string, start = 0): AsyncIterable<Uint8Array> {
    const file = await failing("read", path, open(path, "r"));
    const { size } = await failing("read", path, file.stat());
    const readAt = (at: number): Promise<Uint8Array> => {
      // The end is where nothing more comes, not at `size`: a log may be growing.
      const piece = uninitialized(Math.max(1024, Math.min(PIECE, size - at)));
      const reading = failing("read", path, file.read(piece, 0, piece.length, at));
      return reading.then(({ bytesRead }) => piece.subarray(0, bytesRead));
    };
    let next = readAt(start);
    try {
      for (let at = start; ; ) {
        const piece = await next;
        if (piece.length === 0) return;
        at += piece.length;
        // The next one comes while this one is looked at.
        next = readAt(at);
        next.catch(() => {});
        yield piece;
      }
    } finally {
      await next.catch(() => {});
      await file.close();
    }
  }

  async create(path: string, content: Content, mode: number): Promise<number> {
    if (content instanceof Uint8Array && content.length <= SMALL) {
      now("write", path, () => {
        const file = fs.openSync(path, "wx", mode);
        try {
          for (let done = 0; done < content.length; ) done += fs.writeSync(file, content, done);
        } finally {
          fs.closeSync(file);
        }
      });
      return content.length;
    }
    const file = await failing("write", path, open(path, "wx", mode));
    let closed = false;
    try {
      const bytes =
        content instanceof Uint8Array
          ? await writeAll(file, path, content)
          : await writePieces(file, path, content);
      closed = true;
      await failing("write", path, file.close());
      return bytes;
    } finally {
      if (!closed) await file.close().catch(() => {});
    }
  }

  async append(path: string): Promise<Appender> {
    const file = await failing("write", path, open(path, "a", 0o644));
    return {
      append: async (bytes) => void (await writeAll(file, path, bytes)),
      sync: async () => await failing("sync", path, file.sync()),
      close: async () => await failing("write", path, file.close()),
    };
  }

  async clone(from: string, to: string): Promise<void> {
    const flags = fs.constants.COPYFILE_EXCL | fs.constants.COPYFILE_FICLONE;
    await failing("copy", to, copyFile(from, to, flags), from);
  }

  async rename(from: string, to: string): Promise<void> {
    now("rename", to, () => fs.renameSync(from, to), from);
  }

  async unlink(path: string): Promise<void> {
    now("remove", path, () => fs.unlinkSync(path));
  }

  async mkdir(path: string): Promise<void> {
    now("make folder", path, () => fs.mkdirSync(path));
  }

  async rmdir(path: string): Promise<void> {
    now("remove folder", path, () => fs.rmdirSync(path));
  }

  async list(path: string): Promise<DiskEntry[]> {
    const entries = now("list", path, () => fs.readdirSync(path, { withFileTypes: true }));
    return entries.map((entry) => ({ name: entry.name, kind: kindOf(entry) }));
  }

  async stat(path: string): Promise<DiskStat> {
    const stat = now("look at", path, () => fs.lstatSync(path));
    return { kind: kindOf(stat), bytes: stat.size, modified: stat.mtimeMs };
  }

  async touch(path: string, modified: number): Promise<void> {
    now("touch", path, () => fs.utimesSync(path, modified / 1000, modified / 1000));
  }

  async sync(path: string): Promise<void> {
    const file = await failing("sync", path, open(path, "r"));
    try {
      await failing("sync", path, file.sync());
    } finally {
      await file.close();
    }
  }

  async syncFolder(path: string): Promise<void> {
    try {
      await this.sync(path);
    } catch (error) {
      // Systems that cannot sync a folder say so in one of these ways; there its entries are durable by themselves or not at all.
      const windows = platform() === "win32" ? ["EPERM", "EACCES"] : [];
      if (!hasCode(error, "EISDIR", "EINVAL", "ENOTSUP", ...windows)) throw error;
    }
  }

  async syncAll(path: string): Promise<boolean> {
    // Only Linux waits for the disk here (syncfs). A failure is no verdict on our files, which are then synced one by one.
    if (platform() !== "linux") return false;
    return await new Promise((resolve) => {
      execFile("sync", ["-f", path], (error) => resolve(error === null));
    });
  }

  removeNow(path: string): void {
    try {
      fs.unlinkSync(path);
    } catch (error) {
      if (hasCode(error, "EISDIR", "EPERM")) fs.rmdirSync(path);
      else throw error;
    }
  }

  async #readUpTo(path: string, start: number, length: number): Promise<Uint8Array> {
    const file = now("read", path, () => fs.openSync(path, "r"));
    try {
      // Not trusting a length that may come out of a damaged file.
      const { size } = now("read", path, () => fs.fstatSync(file));
      const bytes = uninitialized(Math.max(0, Math.min(length, size - start)));
      let done = 0;
      while (done < bytes.length) {
        const more = Math.min(bytes.length - done, LONGEST);
        const read =
          bytes.length <= SMALL
            ? now("read", path, () => fs.readSync(file, bytes, done, more, start + done))
            : await failing("read", path, readAway(file, bytes, done, more, start + done));
        if (read === 0) break;
        done += read;
      }
      return bytes.subarray(0, done);
    } finally {
      fs.closeSync(file);
    }
  }
}

function kindOf(entry: { isFile(): boolean; isDirectory(): boolean }): EntryKind {
  if (entry.isFile()) return "file";
  return entry.isDirectory() ? "folder" : "other";
}

/** Makes a call, and gives its error the path. */
function now<T>(what: string, path: string, call: () => T, from?: string): T {
  try {
    return call();
  } catch (error) {
    throw diskError(error, what, path, from);
  }
}

/** Awaits a call, and gives its error the path. */
async function failing<T>(what: string, path: string, call: Promise<T>, from?: string): Promise<T> {
  try {
    return await call;
  } catch (error) {
    throw diskError(error, what, path, from);
  }
}

function diskError(error: unknown, what: string, path: string, from: string | undefined): unknown {
  const code = (error as { code?: unknown } | undefined)?.code;
  if (error instanceof DiskError || typeof code !== "string") return error;
  return new DiskError(what, path, code, { from, cause: error });
}

/** Memory to read into, not cleared before; not a `Buffer`, which would show through in values read from it. */
function uninitialized(length: number): Uint8Array {
  return new Uint8Array(Buffer.allocUnsafeSlow(length).buffer, 0, length);
}

async function readAway(
  file: number,
  into: Uint8Array,
  offset: number,
  length: number,
  position: number,
): Promise<number> {
  return await new Promise((resolve, reject) => {
    fs.read(file, into, offset, length, position, (error, read) => {
      if (error === null) resolve(read);
      else reject(error);
    });
  });
}

async function writeAll(file: FileHandle, path: string, bytes: Uint8Array): Promise<number> {
  for (let done = 0; done < bytes.length; ) {
    const length = Math.min(bytes.length - done, LONGEST);
    const { bytesWritten } = await failing("write", path, file.write(bytes, done, length));
    done += bytesWritten;
  }
  return bytes.length;
}

/** Takes the next piece while the last one is being written, so that reading and hashing overlap with writing. */
async function writePieces(
  file: FileHandle,
  path: string,
  pieces: AsyncIterable<Uint8Array>,
): Promise<number> {
  let bytes = 0;
  let writing: Promise<unknown> = Promise.resolve();
  try {
    for await (const piece of pieces) {
      await writing;
      bytes += piece.length;
      writing = writeAll(file, path, piece);
      // Its error surfaces at the next await of it; until then nobody listens.
      writing.catch(() => {});
    }
  } catch (error) {
    // The file is closed next; and whatever the write says now, it is not why this failed.
    await writing.catch(() => {});
    throw error;
  }
  await writing;
  return bytes;
}
