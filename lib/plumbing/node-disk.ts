/** The real `Disk`, over node:fs. It adds nothing but the path to errors, and `sync -f` where the system has it. */
import { execFile } from "node:child_process";
import { rmdirSync, unlinkSync } from "node:fs";
import * as fs from "node:fs/promises";
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

/** No system reads or writes more than 2 GiB in one call. */
const LONGEST = 1 << 30;

export class NodeDisk implements Disk {
  readonly shared = true;

  async read(path: string): Promise<Uint8Array> {
    return await withFile("read", path, "r", async (file) => {
      const { size } = await file.stat();
      return await readFully(file, 0, size);
    });
  }

  async readRange(path: string, start: number, length: number): Promise<Uint8Array> {
    return await withFile("read", path, "r", async (file) => {
      // Not trusting the length: it may come out of a damaged file.
      const { size } = await file.stat();
      return await readFully(file, start, Math.max(0, Math.min(length, size - start)));
    });
  }

  async *readPieces(path: string, start = 0): AsyncIterable<Uint8Array> {
    const file = await failing("read", path, fs.open(path, "r"));
    try {
      const { size } = await failing("read", path, file.stat());
      for (let at = start; ; ) {
        // The end is where nothing more comes, not at `size`: a log may be growing.
        const room = Math.max(1024, Math.min(PIECE, size - at));
        const piece = uninitialized(room);
        const { bytesRead } = await failing("read", path, file.read(piece, 0, room, at));
        if (bytesRead === 0) return;
        at += bytesRead;
        yield piece.subarray(0, bytesRead);
      }
    } finally {
      await file.close();
    }
  }

  async create(path: string, content: Content, mode: number): Promise<number> {
    const file = await failing("write", path, fs.open(path, "wx", mode));
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
    const file = await failing("write", path, fs.open(path, "a", 0o644));
    return {
      append: async (bytes) => void (await writeAll(file, path, bytes)),
      sync: async () => await failing("sync", path, file.sync()),
      close: async () => await failing("write", path, file.close()),
    };
  }

  async clone(from: string, to: string): Promise<void> {
    const flags = fs.constants.COPYFILE_EXCL | fs.constants.COPYFILE_FICLONE;
    await failing("copy", to, fs.copyFile(from, to, flags), from);
  }

  async rename(from: string, to: string): Promise<void> {
    await failing("rename", to, fs.rename(from, to), from);
  }

  async unlink(path: string): Promise<void> {
    await failing("remove", path, fs.unlink(path));
  }

  async mkdir(path: string): Promise<void> {
    await failing("make folder", path, fs.mkdir(path));
  }

  async rmdir(path: string): Promise<void> {
    await failing("remove folder", path, fs.rmdir(path));
  }

  async list(path: string): Promise<DiskEntry[]> {
    const entries = await failing("list", path, fs.readdir(path, { withFileTypes: true }));
    return entries.map((entry) => ({ name: entry.name, kind: kindOf(entry) }));
  }

  async stat(path: string): Promise<DiskStat> {
    const stat = await failing("look at", path, fs.lstat(path));
    return { kind: kindOf(stat), bytes: stat.size, modified: stat.mtimeMs };
  }

  async touch(path: string, modified: number): Promise<void> {
    await failing("touch", path, fs.utimes(path, modified / 1000, modified / 1000));
  }

  async sync(path: string): Promise<void> {
    await withFile("sync", path, "r", async (file) => await file.sync());
  }

  async syncFolder(path: string): Promise<void> {
    try {
      await this.sync(path);
    } catch (error) {
      // Systems that cannot sync a folder say so in one of these ways; there its entries are durable by themselves or not at all.
      if (
        !hasCode(error, "EISDIR", "EINVAL", "ENOTSUP", ...(platform() === "win32" ? ["EPERM", "EACCES"] : []))
      )
        throw error;
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
      unlinkSync(path);
    } catch (error) {
      if (hasCode(error, "EISDIR", "EPERM")) rmdirSync(path);
      else throw error;
    }
  }
}

function kindOf(entry: { isFile(): boolean; isDirectory(): boolean }): EntryKind {
  if (entry.isFile()) return "file";
  return entry.isDirectory() ? "folder" : "other";
}

/** Gives the error of a failed call its path. */
async function failing<T>(what: string, path: string, call: Promise<T>, from?: string): Promise<T> {
  try {
    return await call;
  } catch (error) {
    const code = (error as { code?: unknown } | undefined)?.code;
    if (error instanceof DiskError || typeof code !== "string") throw error;
    throw new DiskError(what, path, code, { from, cause: error });
  }
}

async function withFile<T>(
  what: string,
  path: string,
  flags: string,
  use: (file: fs.FileHandle) => Promise<T>,
): Promise<T> {
  const file = await failing(what, path, fs.open(path, flags));
  try {
    return await failing(what, path, use(file));
  } finally {
    await failing(what, path, file.close());
  }
}

async function readFully(file: fs.FileHandle, start: number, length: number): Promise<Uint8Array> {
  const bytes = uninitialized(length);
  let at = 0;
  while (at < length) {
    const { bytesRead } = await file.read(bytes, at, Math.min(length - at, LONGEST), start + at);
    if (bytesRead === 0) break;
    at += bytesRead;
  }
  return bytes.subarray(0, at);
}

/** Memory to read into, not cleared before; not a `Buffer`, which would show through in values read from it. */
function uninitialized(length: number): Uint8Array {
  return new Uint8Array(Buffer.allocUnsafeSlow(length).buffer, 0, length);
}

async function writeAll(file: fs.FileHandle, path: string, bytes: Uint8Array): Promise<number> {
  for (let at = 0; at < bytes.length; ) {
    const length = Math.min(bytes.length - at, LONGEST);
    const { bytesWritten } = await failing("write", path, file.write(bytes, at, length));
    at += bytesWritten;
  }
  return bytes.length;
}

/** Takes the next piece while the last one is being written, so that reading and hashing overlap with writing. */
async function writePieces(
  file: fs.FileHandle,
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
