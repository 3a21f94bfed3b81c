/**
 * Atomic, durable writes. What is new is written to a temporary file, synced, renamed to its place, and the folder
 * synced; so a reader sees the old or the new and never a part, and what was acknowledged survives a power cut.
 *
 * A sync waits for the disk, whatever it syncs, so many writes share them. From `BATCH` on, one sync of the whole
 * file system before the renames and one after replace one per file: `sync -f` was seen to cost 2 to 10 ms, whatever else is dirty
 * included, an fsync among others 0.1 to 0.4 ms, and 1 to 10 ms on a disk that has to flush a cache.
 *
 * `write-file-atomic` would do for single files but for three things: its temporary file stands beside the target, where
 * `1.0.0.123456` might be a version; it does not sync the folder; and it does not go through `Disk`, so no test could
 * make it fail.
 */
import { type Content, type Disk, DiskError } from "./disk.js";
import { hasCode } from "./errors.js";
import type { Host } from "./host.js";
import { parallel } from "./parallel.js";

/** From how many files or folders on the whole file system is synced at once. */
const BATCH = 16;

/** How many calls to the disk are under way at a time; Node has four threads for them, and a sync waits. */
const LANES = 8;

/** A temporary file to put in place, or without one a file to remove. */
export type Step = { from?: string; to: string };

export class DurableWriter {
  readonly #disk: Disk;
  readonly #host: Host;

  constructor(disk: Disk, host: Host) {
    this.#disk = disk;
    this.#host = host;
  }

  /**
   * Writes content to a new file in `folder`, which is made if need be, somewhere below `root`; returns its path. Nothing is left when
   * it fails.
   */
  async temporary(root: string, folder: string, content: Content, mode: number): Promise<string> {
    const path = `${folder}/${this.#host.token()}`;
    const create = async (): Promise<unknown> => await this.#disk.create(path, content, mode);
    try {
      await this.withFolder(root, folder, create);
    } catch (error) {
      await this.discard([path]);
      throw error;
    }
    return path;
  }

  /**
   * Takes the steps and makes them durable, and with them what is already at `present`. In order, if `ordered`, so that a reader
   * sees the first n of them for some n. When it fails the temporary files that were not yet in place are gone.
   */
  async publish(
    root: string,
    steps: readonly Step[],
    { present = [], ordered = false }: { present?: readonly string[]; ordered?: boolean } = {},
  ): Promise<void> {
    if (steps.length + present.length === 0) return;
    const temporaries = steps.flatMap(({ from }) => from ?? []);
    const changed = new Set(present.map(folderOf));
    try {
      await this.#syncFiles(root, [...temporaries, ...present]);
      await parallel(steps, ordered ? 1 : LANES, async (step) => {
        await this.#take(root, step);
        changed.add(folderOf(step.to));
      });
    } catch (error) {
      await this.discard(temporaries);
      throw error;
    }
    await this.syncFolders(root, changed);
  }

  /**
   * Makes the entries of these folders durable, and those of every folder above up to `root`: another process may have made
   * one of them and been killed before it synced that. One that is gone is gone durably when the one above is synced.
   */
  async syncFolders(root: string, folders: Iterable<string>): Promise<void> {
    const all = new Set<string>([root]);
    for (const folder of folders) for (let at = folder; !all.has(at); at = folderOf(at)) all.add(at);
    if (all.size >= BATCH && (await this.#disk.syncAll(root))) return;
    await parallel(all, LANES, async (folder) => await this.#disk.syncFolder(folder).catch(unlessGone));
  }

  /** Does what needs `folder`, making that and the folders above it, up to `root`, when they turn out to be missing. */
  async withFolder<T>(root: string, folder: string, work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      // Not the error of a stream that reads some other missing file.
      if (!(error instanceof DiskError && error.code === "ENOENT" && error.path.startsWith(`${folder}/`)))
        throw error;
    }
    await this.makeFolder(root, folder);
    return await work();
  }

  /** Makes a folder and those above it, below `root`; says whether it was not there. */
  async makeFolder(root: string, folder: string): Promise<boolean> {
    try {
      await this.#disk.mkdir(folder);
      return true;
    } catch (error) {
      if (hasCode(error, "EEXIST")) return false;
      if (!hasCode(error, "ENOENT") || folderOf(folder) === root) throw error;
    }
    await this.makeFolder(root, folderOf(folder));
    return await this.makeFolder(root, folder);
  }

  /** Removes files that may be there, as far as that works: what failed before is what matters. */
  async discard(paths: readonly string[]): Promise<void> {
    await parallel(paths, LANES, async (path) => await this.#disk.unlink(path).catch(() => {}));
  }

  async #syncFiles(root: string, paths: readonly string[]): Promise<void> {
    if (paths.length >= BATCH && (await this.#disk.syncAll(root))) return;
    await parallel(paths, LANES, async (path) => await this.#disk.sync(path));
  }

  /** What is to be removed may be gone: somebody removed it, and perhaps was killed before he synced that. */
  async #take(root: string, { from, to }: Step): Promise<void> {
    if (from === undefined) await this.#disk.unlink(to).catch(unlessGone);
    else await this.withFolder(root, folderOf(to), async () => await this.#disk.rename(from, to));
  }
}

function unlessGone(error: unknown): void {
  if (!hasCode(error, "ENOENT", "ENOTDIR")) throw error;
}

/** The folder that a path is in. */
export function folderOf(path: string): string {
  return path.slice(0, path.lastIndexOf("/"));
}
