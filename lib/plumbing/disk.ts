/**
 * The few calls through which everything touches the disk, so that tests can make each of them fail and can cut the
 * power between any two. `node-disk.ts` is the real one, `memory-disk.ts` one that lives in memory.
 *
 * Every failing call throws a `DiskError` with the path it failed on and the system's `code`. Nothing is durable
 * before it was synced: the bytes of a file by `sync`, its name by `syncFolder` of the folder it is in, everything
 * at once by `syncAll`.
 */
import { getSystemErrorMap } from "node:util";
import { E3Error } from "./errors.js";

export type EntryKind = "file" | "folder" | "other";

export type DiskEntry = { name: string; kind: EntryKind };

export type DiskStat = {
  kind: EntryKind;
  bytes: number;
  /** When the content last changed, or what `touch` set since: milliseconds since the Unix epoch. */
  modified: number;
};

/** Bytes as one piece, or as pieces that are not changed any more once they were given out. */
export type Content = Uint8Array | AsyncIterable<Uint8Array>;

/** A file open for appending. */
export interface Appender {
  append(bytes: Uint8Array): Promise<void>;
  sync(): Promise<void>;
  close(): Promise<void>;
}

export interface Disk {
  /** Whether its paths mean the same to other processes of this machine. */
  readonly shared: boolean;
  read(path: string): Promise<Uint8Array>;
  /** Bytes `start` up to `start + length`; fewer where the file ends before. */
  readRange(path: string, start: number, length: number): Promise<Uint8Array>;
  /** The bytes from `start` to the end, in pieces of bounded size. */
  readPieces(path: string, start?: number): AsyncIterable<Uint8Array>;
  /**
   * Makes a new file with this content and returns its size; `EEXIST` when there is one of that name. When it fails, what was
   * written so far stays: the caller removes it. An error thrown by the content passes through as it is.
   */
  create(path: string, content: Content, mode: number): Promise<number>;
  /** Opens a file for appending, and makes it where there is none. */
  append(path: string): Promise<Appender>;
  /** A new file `to` with the bytes of `from`, sharing them copy-on-write where the file system can. */
  clone(from: string, to: string): Promise<void>;
  /** Atomic; replaces a file at `to`, and a folder that is empty when `from` is a folder. */
  rename(from: string, to: string): Promise<void>;
  unlink(path: string): Promise<void>;
  mkdir(path: string): Promise<void>;
  rmdir(path: string): Promise<void>;
  /** What is in a folder, in no particular order. */
  list(path: string): Promise<DiskEntry[]>;
  /** Follows no symbolic link. */
  stat(path: string): Promise<DiskStat>;
  /** Sets the time of modification, in milliseconds since the Unix epoch. */
  touch(path: string, modified: number): Promise<void>;
  sync(path: string): Promise<void>;
  syncFolder(path: string): Promise<void>;
  /** Syncs the whole file system that holds `path`; false where there is no way to, and nothing was synced. */
  syncAll(path: string): Promise<boolean>;
  /** For exit handlers, where nothing can be awaited: removes a file or an empty folder, now. */
  removeNow(path: string): void;
}

const NEXT: Readonly<Record<string, string>> = {
  ENOSPC: "make room on that disk and try again",
  EDQUOT: "make room within your quota and try again",
  EACCES: "check who may write and read there",
  EPERM: "check who may write and read there",
  EROFS: "it is mounted read-only",
  EMFILE: "raise the limit of open files (ulimit -n)",
  ENFILE: "close other programs; the system has no more open files to give",
  EIO: "check the health of that disk",
  ENAMETOOLONG: "put the repository at a shorter path",
};

/** A call to the disk that failed. `code` is the system's, such as `ENOSPC`. */
export class DiskError extends E3Error {
  readonly code: string;
  readonly path: string;

  /** `what` is what failed, as in "cannot <what> '<path>'"; `from` names the other path of a call that has two. */
  constructor(
    what: string,
    path: string,
    code: string,
    { from, cause }: { from?: string | undefined; cause?: unknown } = {},
  ) {
    const paths = from === undefined ? `'${path}'` : `'${from}' to '${path}'`;
    super("failed", `cannot ${what} ${paths}: ${reason(code)}`, NEXT[code], { cause });
    this.name = "DiskError";
    this.code = code;
    this.path = path;
  }
}

/** What a system error is called in words. Kept, because Node makes the map anew at every call. */
let reasons: ReadonlyMap<string, string> | undefined;

function reason(code: string): string {
  reasons ??= new Map(getSystemErrorMap().values());
  return reasons.get(code) ?? code;
}
