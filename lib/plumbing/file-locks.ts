/**
 * Locks as folders in `locks/`, seen by every process that sees the repository. `proper-lockfile` keeps the heartbeat,
 * notices a lost lock and lets go on exit; this file gives it a file system in which taking a lock and replacing a holder that is gone are
 * atomic, which `mkdir` and an mtime are not (two takers who both find a lock stale remove one another's).
 *
 *     locks/dev.run/<token>      one file, named as no other ever was, saying who holds it (lock-record.ts);
 *                                its mtime is the heartbeat. An empty folder, or none, is a free lock.
 *
 *     take       a folder with one's own file is prepared in tmp/ and renamed to locks/dev.run, which works only where
 *                that is missing or empty
 *     let go     one's own file is removed
 *     take over  the file of the holder found gone is removed, then as above. Its name is its own, so
 *                nobody can remove the file of a later holder by mistake, and of many takers one succeeds.
 *
 * Whatever is killed between two of these calls leaves a lock that is free, or held by a process that is gone.
 */
import type { Disk } from "./disk.js";
import type { DurableWriter } from "./durable.js";
import { E3Error, hasCode } from "./errors.js";
import type { Host } from "./host.js";
import { type LockRecord, lockedError, lockKey, lockRecordParse, lockRecordPrint } from "./lock-record.js";
import type { Lock, LockHolder, LockName, LockStore } from "./storage.js";

/** How often a holder shows that it lives, and after how long without that one on another machine is given up: ms. */
const BEAT = 2_500;
const STALE = 10_000;

/** The longest pause between two looks at a lock that is waited for, in ms: about as long as one is held for a batch of refs. */
const PAUSE = 20;

export class FileLocks implements LockStore {
  readonly #disk: Disk;
  readonly #host: Host;
  readonly #durable: DurableWriter;

  constructor(disk: Disk, host: Host, durable: DurableWriter) {
    this.#disk = disk;
    this.#host = host;
    this.#durable = durable;
  }

  async acquire(
    repo: string,
    name: LockName,
    { command, wait = 0 }: { command: string; wait?: number },
  ): Promise<Lock> {
    const path = `${repo}/locks/${lockKey(name)}`;
    const deadline = this.#host.now() + wait;
    const record: LockRecord = { ...this.#host.process, command, since: this.#host.now() };
    const claim = new Claim(this.#disk, this.#host, this.#durable, repo, path, record);
    // Loaded here, because most commands take no lock and it costs them milliseconds.
    const { default: properLockfile } = await import("proper-lockfile");
    const lost = new AbortController();
    const options = {
      fs: claim,
      lockfilePath: path,
      realpath: false,
      // Never by mtime alone: `claim` knows better.
      stale: Number.POSITIVE_INFINITY,
      update: BEAT,
      onCompromised: (cause: Error) => {
        const message = `the lock that this process held on '${path}' was taken from it`;
        lost.abort(new E3Error("locked", message, "run the command again", { cause }));
      },
    };
    try {
      for (let pause = 1; ; pause = Math.min(2 * pause, PAUSE)) {
        try {
          const release = await properLockfile.lock(path, options);
          return { lost: lost.signal, release: once(release) };
        } catch (error) {
          if (!hasCode(error, "ELOCKED")) throw error;
          const left = deadline - this.#host.now();
          if (left <= 0) throw lockedError(repo, name, claim.refusedBy, this.#host);
          await this.#host.sleep(Math.min(left, pause));
        }
      }
    } catch (error) {
      await claim.discard();
      throw error;
    }
  }

  async holder(repo: string, name: LockName): Promise<LockHolder | undefined> {
    for (const { record, gone } of await holders(this.#disk, this.#host, `${repo}/locks/${lockKey(name)}`)) {
      if (record === undefined || gone !== "no") continue;
      const { pid, host, command, since } = record;
      return { pid, host, command, since };
    }
    return undefined;
  }
}

/** `once` of a release: proper-lockfile calls a second one, and one of a lost lock, an error. */
function once(release: () => Promise<void>): () => Promise<void> {
  let released: Promise<void> | undefined;
  return async () => {
    released ??= release().catch((error: unknown) => {
      if (!hasCode(error, "ERELEASED", "ENOTACQUIRED")) throw error;
    });
    await released;
  };
}

type Found = {
  file: string;
  record: LockRecord | undefined;
  modified: number;
  /** `perhaps`: of another machine, and without a heartbeat for too long by our clock. */
  gone: "no" | "yes" | "perhaps";
};

/** Who is in a lock's folder: one at most, unless something else put files there. */
async function holders(disk: Disk, host: Host, path: string): Promise<Found[]> {
  const found: Found[] = [];
  try {
    for (const { name } of await disk.list(path)) {
      const file = `${path}/${name}`;
      const { modified } = await disk.stat(file);
      const record = lockRecordParse(Buffer.from(await disk.read(file)).toString("utf8"));
      const ours = record?.host === host.process.host && record.scope === host.process.scope;
      const gone = ours
        ? (await host.isRunning(record))
          ? "no"
          : "yes"
        : host.now() - modified > STALE
          ? "perhaps"
          : "no";
      found.push({ file, record, modified, gone });
    }
  } catch (error) {
    // It let go while we looked; the next attempt will tell.
    if (!hasCode(error, "ENOENT")) throw error;
  }
  return found;
}

type Callback<T = void> = (error: unknown, value?: T) => void;

/**
 * One attempt to hold one lock, in the shape of the `fs` that proper-lockfile asks for: `mkdir` takes the lock, `stat` and
 * `utimes` are its heartbeat, `rmdir` lets go.
 */
class Claim {
  /** Who held it when it was last refused. */
  refusedBy: LockHolder | undefined;

  readonly #disk: Disk;
  readonly #host: Host;
  readonly #durable: DurableWriter;
  readonly #repo: string;
  readonly #path: string;
  readonly #record: LockRecord;
  readonly #token: string;
  #prepared = false;
  #held = false;

  constructor(
    disk: Disk,
    host: Host,
    durable: DurableWriter,
    repo: string,
    path: string,
    record: LockRecord,
  ) {
    this.#disk = disk;
    this.#host = host;
    this.#durable = durable;
    this.#repo = repo;
    this.#path = path;
    this.#record = record;
    this.#token = host.token();
  }

  readonly mkdir = (_path: string, done: Callback): void => void answer(this.#take(), done);

  readonly stat = (_path: string, done: Callback<{ mtime: Date }>): void => {
    const stat = this.#disk.stat(this.#held ? this.#file : this.#path);
    void answer(
      stat.then(({ modified }) => ({ mtime: new Date(modified) })),
      done,
    );
  };

  readonly utimes = (_path: string, _accessed: Date, modified: Date, done: Callback): void =>
    void answer(this.#disk.touch(this.#file, modified.getTime()), done);

  readonly rmdir = (_path: string, done: Callback): void => void answer(this.#letGo(), done);

  /** On exit, when nothing can wait. */
  readonly rmdirSync = (): void => {
    this.#disk.removeNow(this.#file);
    this.#disk.removeNow(this.#path);
  };

  /** Removes what a claim that came to nothing has prepared. */
  async discard(): Promise<void> {
    if (this.#held || !this.#prepared) return;
    await this.#durable.discard([`${this.#folder}/${this.#token}`]);
    await this.#disk.rmdir(this.#folder).catch(() => {});
  }

  get #folder(): string {
    return `${this.#repo}/tmp/${this.#token}`;
  }

  get #file(): string {
    return `${this.#path}/${this.#token}`;
  }

  async #take(): Promise<void> {
    // Each round but the last found the lock free and lost the race for it, or its holder gone.
    for (let round = 0; round < 100; round++) {
      await this.#prepare();
      try {
        await this.#disk.rename(this.#folder, this.#path);
        this.#held = true;
        return;
      } catch (error) {
        if (hasCode(error, "ENOENT")) {
          // There is no locks/ yet, or what was prepared long ago was swept away.
          await this.#durable.makeFolder(this.#repo, `${this.#repo}/locks`);
          this.#prepared = false;
          continue;
        }
        if (!hasCode(error, "ENOTEMPTY", "EEXIST")) throw error;
      }
      const living = await this.#evict();
      if (living !== undefined) {
        this.refusedBy = living.record;
        break;
      }
    }
    throw Object.assign(new Error("held"), { code: "EEXIST" });
  }

  async #prepare(): Promise<void> {
    if (this.#prepared) return;
    const text = Buffer.from(lockRecordPrint(this.#record));
    await this.#durable.makeFolder(this.#repo, this.#folder);
    this.#prepared = true;
    await this.#disk.create(`${this.#folder}/${this.#token}`, text, 0o644);
  }

  /** Removes holders that are gone; returns one that is not. */
  async #evict(): Promise<Found | undefined> {
    for (const found of await holders(this.#disk, this.#host, this.#path)) {
      if (found.gone === "no") return found;
      if (found.gone === "perhaps") {
        // Its clock may be behind ours. One heartbeat tells.
        await this.#host.sleep(BEAT + 500);
        const again = await this.#disk.stat(found.file).catch(() => undefined);
        if (again !== undefined && again.modified !== found.modified) return found;
      }
      await this.#disk.unlink(found.file).catch((error: unknown) => {
        if (!hasCode(error, "ENOENT")) throw error;
      });
    }
    return undefined;
  }

  async #letGo(): Promise<void> {
    await this.#disk.unlink(this.#file);
    // Somebody may have taken it already.
    await this.#disk.rmdir(this.#path).catch(() => {});
  }
}

async function answer<T>(call: Promise<T>, done: Callback<T>): Promise<void> {
  let value: T;
  try {
    value = await call;
  } catch (error) {
    done(error);
    return;
  }
  done(null, value);
}
