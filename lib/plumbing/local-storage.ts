/**
 * A repository as a local directory (format 1), or in memory: the same code over another `Disk`. This file knows what makes a
 * directory a repository; objects, refs, executions and locks each have a file of their own.
 */
import type { Disk } from "./disk.js";
import { DurableWriter } from "./durable.js";
import { E3Error, hasCode } from "./errors.js";
import { FileLocks } from "./file-locks.js";
import type { Host } from "./host.js";
import { LocalExecutions } from "./local-executions.js";
import { LocalObjects } from "./local-objects.js";
import { LocalRefs } from "./local-refs.js";
import { MemoryDisk } from "./memory-disk.js";
import { MemoryLocks } from "./memory-locks.js";
import { NodeDisk } from "./node-disk.js";
import { NodeHost } from "./node-host.js";
import type {
  ExecutionStore,
  LockStore,
  ObjectStore,
  RefStore,
  RepositoryStore,
  StorageBackend,
} from "./storage.js";

export class LocalStorage implements StorageBackend {
  readonly repositories: RepositoryStore;
  readonly objects: ObjectStore;
  readonly refs: RefStore;
  readonly executions: ExecutionStore;
  readonly locks: LockStore;

  constructor(disk: Disk = new NodeDisk(), host: Host = new NodeHost(), locks?: LockStore) {
    const durable = new DurableWriter(disk, host);
    this.repositories = new LocalRepositories(disk, host, durable);
    this.objects = new LocalObjects(disk, host, durable);
    this.refs = new LocalRefs(disk, host, durable);
    this.executions = new LocalExecutions(disk, host, durable);
    this.locks = locks ?? new FileLocks(disk, host, durable);
  }
}

/** A storage that lives and ends with this process. */
export function memoryStorage(host: Host = new NodeHost()): StorageBackend {
  return new LocalStorage(new MemoryDisk(host), host, new MemoryLocks(host));
}

const FORMAT = "e3 repository format 1\n";

/** The entries of a repository beside `format`. */
const FOLDERS = ["objects", "packages", "workspaces", "locks", "tmp"];

class LocalRepositories implements RepositoryStore {
  readonly #disk: Disk;
  readonly #host: Host;
  readonly #durable: DurableWriter;

  constructor(disk: Disk, host: Host, durable: DurableWriter) {
    this.#disk = disk;
    this.#host = host;
    this.#durable = durable;
  }

  /**
   * `format` comes first, so that what is interrupted after it is a repository, and before it nothing. Every reader takes
   * a missing folder for an empty one, and every writer makes it.
   */
  async create(repo: string): Promise<"created" | "exists"> {
    nameCheck(repo);
    const exists = await this.#exists(repo);
    if (!exists) {
      await this.#makeFolder(repo);
      const format = `${repo}/format`;
      const from = `${format}.${this.#host.token()}`;
      try {
        await this.#disk.create(from, Buffer.from(FORMAT), 0o644);
      } catch (error) {
        await this.#durable.discard([from]);
        throw error;
      }
      await this.#durable.publish(repo, [{ from, to: format }]);
    }
    for (const folder of FOLDERS) await this.#durable.makeFolder(repo, `${repo}/${folder}`);
    await this.#disk.syncFolder(repo);
    await this.#disk.syncFolder(parentOf(repo)).catch((error: unknown) => {
      // A folder that others keep: who may make nothing in it has made nothing in it.
      if (!hasCode(error, "EACCES", "EPERM")) throw error;
    });
    return exists ? "exists" : "created";
  }

  async check(repo: string): Promise<void> {
    nameCheck(repo);
    const format = await this.#readFormat(repo);
    if (format === FORMAT) return;
    const number = formatNumber(format);
    if (number !== undefined) throw formatError(repo, number);
    throw new E3Error(
      "missing",
      `'${repo}' is not an e3 repository`,
      `make one with 'e3 repo create ${repo}'`,
    );
  }

  workFolder(repo: string): string | undefined {
    return this.#disk.shared ? `${repo}/tmp` : undefined;
  }

  /** Whether it is a repository. @throws E3Error (failed) when it is none and cannot become one, for what is there already */
  async #exists(repo: string): Promise<boolean> {
    const entries = await this.#disk.list(repo).catch((error: unknown) => {
      if (hasCode(error, "ENOENT")) return [];
      throw error;
    });
    // After the list: what another `create` has made meanwhile, it made after `format`.
    const format = await this.#readFormat(repo);
    if (format === FORMAT) return true;
    const number = formatNumber(format);
    if (number !== undefined) throw formatError(repo, number);
    for (const { name, kind } of entries) {
      if (name !== "format" && !FOLDERS.includes(name)) continue;
      if (name === "objects" && kind === "folder" && (await this.#isCopy(`${repo}/objects`))) continue;
      const next = "move it away, or make the repository in another folder";
      throw new E3Error(
        "failed",
        `'${repo}/${name}' is in the way: it is there and not of an e3 repository`,
        next,
      );
    }
    return false;
  }

  /** Whether this can be the `objects/` of another repository, restored from a cache before this one was made. */
  async #isCopy(objects: string): Promise<boolean> {
    const entries = await this.#disk.list(objects);
    return entries.every(
      ({ name, kind }) => kind === "folder" && /^([0-9a-f]{2}|executions|tmp)$/.test(name),
    );
  }

  async #readFormat(repo: string): Promise<string | undefined> {
    try {
      return Buffer.from(await this.#disk.readRange(`${repo}/format`, 0, 64)).toString("utf8");
    } catch (error) {
      if (hasCode(error, "ENOENT", "ENOTDIR", "EISDIR")) return undefined;
      throw error;
    }
  }

  /** Makes a folder, with those it is in. */
  async #makeFolder(path: string): Promise<void> {
    try {
      await this.#disk.mkdir(path);
    } catch (error) {
      if (hasCode(error, "EEXIST")) return;
      if (!hasCode(error, "ENOENT") || parentOf(path) === path) throw error;
      await this.#makeFolder(parentOf(path));
      await this.#makeFolder(path);
    }
    await this.#disk.syncFolder(parentOf(path));
  }
}

/** An empty path would be the root of the file system. */
function nameCheck(repo: string): void {
  if (repo === "") throw new E3Error("usage", "a repository must be named", "give the path of a folder");
}

function formatNumber(format: string | undefined): string | undefined {
  return /^e3 repository format (\d+)\n$/.exec(format ?? "")?.[1];
}

function formatError(repo: string, number: string): E3Error {
  const message = `repository '${repo}' has format ${number}, and this e3 knows format 1`;
  return new E3Error("failed", message, "use the e3 that made it, or a newer one");
}

/** The folder that a path as a user gave it is in. */
function parentOf(path: string): string {
  const trimmed = path.replace(/\/+$/, "");
  const slash = trimmed.lastIndexOf("/");
  if (slash > 0) return trimmed.slice(0, slash);
  if (path.startsWith("/")) return "/";
  return trimmed === "." || trimmed === ".." ? `${trimmed}/..` : ".";
}
