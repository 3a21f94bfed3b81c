/**
 * What a repository can do for those above it, said in its own terms (objects, refs, executions, locks) and not in those
 * of a disk, so that a local directory, memory and a server can each be one. Every call takes the repository
 * first and none keeps state between calls, except for a lock or an attempt that it handed out.
 *
 * Names in refs are already encoded (`names.ts`); hashes are 64 lower-case hex digits. Anything else is refused before it is
 * used, so no argument can reach outside the repository. Calls that fail throw `E3Error`: `missing`, `damaged`, `locked`,
 * `usage` for such arguments, and otherwise `failed`.
 */
import type { Content } from "./disk.js";
import type { AttemptStatus, OutputRecord } from "./execution-record.js";

export type { Content } from "./disk.js";

export interface StorageBackend {
  readonly repositories: RepositoryStore;
  readonly objects: ObjectStore;
  readonly refs: RefStore;
  readonly executions: ExecutionStore;
  readonly locks: LockStore;
}

export interface RepositoryStore {
  /**
   * Makes a repository and says so, or `exists` when there is one; both leave it complete.
   *
   * @throws E3Error (failed) where something is in the way, which is then left as it is
   */
  create(repo: string): Promise<"created" | "exists">;
  /** @throws E3Error (missing) where there is no repository; (failed) where its format is another. */
  check(repo: string): Promise<void>;
  /**
   * A folder of this machine for files in progress that other processes work on, from where `ObjectStore.adopt` can take them as
   * they are; undefined where the repository is none of this machine.
   */
  workFolder(repo: string): string | undefined;
}

/** Content of an object, and what it must hash to: nothing else becomes visible. */
export type NamedContent = { hash: string; content: Content };

export type ObjectStat = {
  bytes: number;
  /** When it was written or last found useful: milliseconds since the Unix epoch. */
  modified: number;
};

export interface ObjectStore {
  /**
   * Stores content under its SHA-256 and returns that. Durable when it resolves. What is there already is refreshed, so that gc
   * spares it, and replaced when it is damaged.
   *
   * @throws E3Error (damaged) when the content does not have the hash it was given with
   */
  write(repo: string, content: Content | NamedContent): Promise<string>;
  /**
   * Stores many with few waits for the disk; returns their hashes in order. All are durable when it resolves. When it fails, or
   * when `contents` throws, none of them has become visible, or some whole ones have. A stream among them is read to its
   * end before the next item is asked for.
   */
  writeAll(
    repo: string,
    contents: Iterable<Content | NamedContent> | AsyncIterable<Content | NamedContent>,
  ): Promise<string[]>;
  /** The whole object, verified. @throws E3Error (missing, damaged) */
  read(repo: string, hash: string): Promise<Uint8Array>;
  /** The whole object in pieces; verified at the end, so it throws (damaged) only after the last one. */
  stream(repo: string, hash: string): AsyncIterable<Uint8Array>;
  /** Some bytes, not verified: for looking at a head. Fewer where the object ends before. @throws E3Error (missing) */
  readRange(repo: string, hash: string, start: number, length: number): Promise<Uint8Array>;
  /** Undefined where there is no such object. */
  stat(repo: string, hash: string): Promise<ObjectStat | undefined>;
  /** Hashes in order, those that start with `prefix`; two digits of it or more make it a look into one folder. */
  list(repo: string, prefix?: string): AsyncIterable<string>;
  /**
   * Puts a verified copy of an object at a local path where nothing is yet; its bytes are shared with the object where the file system
   * can do that copy-on-write, so that whatever is done to the copy the object stays. @throws E3Error (missing, damaged)
   */
  cloneTo(repo: string, hash: string, path: string): Promise<void>;
  /**
   * The file of an object itself, for e3's own processes, which only read it and verify what they read; undefined where objects are
   * no files of this machine. Nobody else is ever given it.
   */
  localPath(repo: string, hash: string): string | undefined;
  /**
   * Stores a file in the repository's work folder that one of e3's own processes has written and hashed; the file is gone then. Durable when
   * it resolves.
   */
  adopt(repo: string, hash: string, path: string): Promise<void>;
  /**
   * Removes an object last written or refreshed before `before` (milliseconds since the Unix epoch) and says whether it did.
   * One that a writer refreshes at the same moment stays.
   */
  remove(repo: string, hash: string, before: number): Promise<boolean>;
  /** Removes what interrupted writes left behind before `before`, and says how many. */
  sweep(repo: string, before: number): Promise<number>;
}

/** One change to refs: a new text, or undefined to remove it. */
export type RefChange = readonly [name: string, text: string | undefined];

export type RefChild = { name: string; kind: "ref" | "folder" };

/**
 * Small texts under names such as `packages/hello/1.0.0` or `workspaces/dev/data/inputs/name`. What is no ref of ours (a
 * leftover of an interrupted write, an editor's or a copying tool's file) is as good as not there.
 */
export interface RefStore {
  read(repo: string, name: string): Promise<string | undefined>;
  /** Every ref under a folder, by name, in order of names. */
  readAll(repo: string, folder: string): Promise<Map<string, string>>;
  /** The names of all refs under a folder, in order. */
  list(repo: string, folder: string): Promise<string[]>;
  /** What is directly in a folder, in order of names; undefined where there is no such folder. */
  children(repo: string, folder: string): Promise<RefChild[] | undefined>;
  /**
   * Makes changes one after the other, each atomic: whoever reads sees the first n of them for some n. All are durable when it
   * resolves; a power cut before that may leave any of them. Writers of a workspace hold its ref lock.
   */
  write(repo: string, changes: readonly RefChange[]): Promise<void>;
  /** Removes everything under a folder, and the folder, at one stroke; says whether it was there. */
  removeFolder(repo: string, folder: string): Promise<boolean>;
  /** Makes a folder, which may stay empty, and says whether it was not there before. */
  createFolder(repo: string, folder: string): Promise<boolean>;
  /** Removes what interrupted writes left behind before `before`, and says how many. */
  sweep(repo: string, before: number): Promise<number>;
}

/** What an execution is: a task object on inputs, these by `inputsHash`. */
export type ExecutionKey = { task: string; inputs: string };

export type LogStream = "stdout" | "stderr";

/** One try at an execution. Nothing of it is on disk until something is written or `finish` keeps it. */
export interface Attempt {
  readonly id: string;
  /** Appends to a log, in the order of the calls; who follows the log sees it when it resolves. */
  log(stream: LogStream, bytes: Uint8Array): Promise<void>;
  /**
   * Records how it ended, durably. A success that wrote nothing leaves no trace here (its `output` says enough), unless `keep`.
   */
  finish(status: AttemptStatus, options?: { keep?: boolean }): Promise<void>;
}

/** An attempt as it is on disk; without a status it is still running, or died. */
export type AttemptSummary = { id: string; status: AttemptStatus | undefined };

export interface ExecutionStore {
  /** What an attempt that succeeded has recorded; a record that is malformed or half copied is as good as not there. */
  readOutput(repo: string, key: ExecutionKey): Promise<OutputRecord | undefined>;
  /**
   * A cache hit: the record, if its output is there and has the bytes it should have. Refreshes both, so that gc spares them. The
   * bytes are verified when they are read.
   */
  hit(repo: string, key: ExecutionKey): Promise<OutputRecord | undefined>;
  writeOutput(repo: string, key: ExecutionKey, record: OutputRecord): Promise<void>;
  /** `id` as `Host.id` makes them. */
  begin(repo: string, key: ExecutionKey, id: string): Attempt;
  /** The attempts that left something, oldest first. */
  attempts(repo: string, key: ExecutionKey): Promise<AttemptSummary[]>;
  /** A log as far as it is written, from byte `start` on; empty where there is none. */
  readLog(
    repo: string,
    key: ExecutionKey,
    id: string,
    stream: LogStream,
    start?: number,
  ): AsyncIterable<Uint8Array>;
  /** All executions that left anything, in order; of one task if given. */
  list(repo: string, task?: string): AsyncIterable<ExecutionKey>;
}

/** The run lock of a workspace is held for as long as a run, a deploy or a removal lasts, a `refs` lock for one batch of writes. */
export type LockName = { lock: "run" | "refs"; workspace: string } | { lock: "packages" };

export type LockHolder = {
  pid: number;
  host: string;
  command: string;
  /** Milliseconds since the Unix epoch. */
  since: number;
};

export interface Lock {
  /** Aborts, with the reason, when the lock was lost: what it protects must not be touched any more. */
  readonly lost: AbortSignal;
  /** Lets go; more than once does nothing more. */
  release(): Promise<void>;
}

export interface LockStore {
  /**
   * Takes a lock, at once or within `wait` milliseconds. A holder that is gone is replaced, by one taker only. What this process
   * still holds when it exits is let go.
   *
   * @param command what the holder is doing, for whoever is refused: `e3 start`
   * @throws E3Error (locked) saying who holds it
   */
  acquire(repo: string, name: LockName, options: { command: string; wait?: number }): Promise<Lock>;
  /** Who holds a lock now; undefined when nobody does, or the holder is gone. */
  holder(repo: string, name: LockName): Promise<LockHolder | undefined>;
}
