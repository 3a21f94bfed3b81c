/**
 * Objects on a disk: `objects/3a/8f2b…`, each named by the SHA-256 of its bytes, read-only, never rewritten. Writing one
 * that is there already proves it sound and refreshes its mtime, which is how a gc running beside knows to spare it.
 */
import { type Content, type Disk, DiskError } from "./disk.js";
import type { DurableWriter, Step } from "./durable.js";
import { E3Error, hasCode, objectDamaged, objectMissing } from "./errors.js";
import { Hasher, hashBytes, hashContent, isHash } from "./hash.js";
import type { Host } from "./host.js";
import { Lanes } from "./parallel.js";
import type { NamedContent, ObjectStat, ObjectStore } from "./storage.js";

/** How many objects given as bytes are written at a time. */
const LANES = 8;

/** From this size on, what is there already is read in pieces. */
const LARGE = 1 << 20;

/** One content on its way: its hash and place, and the temporary file it is in unless it is at its place already. */
type Arrived = { hash: string; path: string; temporary: string | undefined };

export class LocalObjects implements ObjectStore {
  readonly #disk: Disk;
  readonly #host: Host;
  readonly #durable: DurableWriter;

  constructor(disk: Disk, host: Host, durable: DurableWriter) {
    this.#disk = disk;
    this.#host = host;
    this.#durable = durable;
  }

  async write(repo: string, content: Content | NamedContent): Promise<string> {
    const [hash] = await this.writeAll(repo, [content]);
    return hash as string;
  }

  async writeAll(
    repo: string,
    contents: Iterable<Content | NamedContent> | AsyncIterable<Content | NamedContent>,
  ): Promise<string[]> {
    const arrived: Arrived[] = [];
    const lanes = new Lanes(LANES);
    try {
      let count = 0;
      for await (const item of contents) {
        const at = count++;
        const { content, hash } = isNamed(item) ? item : { content: item, hash: undefined };
        if (content instanceof Uint8Array) {
          await lanes.begin(async () => {
            arrived[at] = await this.#takeBytes(repo, content, hash);
          });
        } else {
          arrived[at] = await this.#takeStream(repo, content, hash);
        }
      }
      await lanes.end();
    } catch (error) {
      await lanes.idle();
      // Sparse where something did not arrive, which flatMap skips.
      await this.#durable.discard(arrived.flatMap(({ temporary }) => temporary ?? []));
      throw error;
    }
    const steps = new Map<string, Step>();
    const present: string[] = [];
    const spare: string[] = [];
    for (const { path, temporary } of arrived) {
      if (temporary === undefined) present.push(path);
      else if (steps.has(path)) spare.push(temporary);
      else steps.set(path, { from: temporary, to: path });
    }
    await this.#durable.discard(spare);
    await this.#durable.publish(repo, [...steps.values()], { present });
    return arrived.map(({ hash }) => hash);
  }

  async read(repo: string, hash: string): Promise<Uint8Array> {
    const path = objectPath(repo, hash);
    const bytes = await this.#disk.read(path).catch(missingWhenGone(repo, hash, path));
    if (hashBytes(bytes) !== hash) throw objectDamaged(hash, path);
    return bytes;
  }

  async *stream(repo: string, hash: string): AsyncIterable<Uint8Array> {
    const path = objectPath(repo, hash);
    const hasher = new Hasher();
    try {
      for await (const piece of this.#disk.readPieces(path)) {
        hasher.add(piece);
        yield piece;
      }
    } catch (error) {
      missingWhenGone(repo, hash, path)(error);
    }
    if (hasher.end() !== hash) throw objectDamaged(hash, path);
  }

  async readRange(repo: string, hash: string, start: number, length: number): Promise<Uint8Array> {
    const path = objectPath(repo, hash);
    return await this.#disk.readRange(path, start, length).catch(missingWhenGone(repo, hash, path));
  }

  async stat(repo: string, hash: string): Promise<ObjectStat | undefined> {
    try {
      const { kind, bytes, modified } = await this.#disk.stat(objectPath(repo, hash));
      return kind === "file" ? { bytes, modified } : undefined;
    } catch (error) {
      if (hasCode(error, "ENOENT")) return undefined;
      throw error;
    }
  }

  async *list(repo: string, prefix = ""): AsyncIterable<string> {
    if (!/^[0-9a-f]{0,64}$/.test(prefix)) {
      throw new E3Error("usage", `'${prefix}' is not the start of a hash`, "give hex digits in lower case");
    }
    const root = objectsPath(repo);
    const [head, rest] = [prefix.slice(0, 2), prefix.slice(2)];
    const folders = head.length === 2 ? [head] : await this.#names(root, "folder", /^[0-9a-f]{2}$/);
    for (const folder of folders.filter((name) => name.startsWith(head))) {
      for (const name of await this.#names(`${root}/${folder}`, "file", /^[0-9a-f]{62}$/)) {
        if (name.startsWith(rest)) yield folder + name;
      }
    }
  }

  async cloneTo(repo: string, hash: string, path: string): Promise<void> {
    const from = objectPath(repo, hash);
    try {
      await this.#disk.clone(from, path);
    } catch (error) {
      if (hasCode(error, "ENOENT") && (await this.stat(repo, hash)) === undefined)
        throw objectMissing(repo, hash, error);
      throw error;
    }
    // The copy and not the object, so that what was proven is what is used.
    if ((await hashContent(this.#disk.readPieces(path))) !== hash) {
      await this.#durable.discard([path]);
      throw objectDamaged(hash, from);
    }
  }

  localPath(repo: string, hash: string): string | undefined {
    return this.#disk.shared ? objectPath(repo, hash) : undefined;
  }

  async adopt(repo: string, hash: string, path: string): Promise<void> {
    if ((await this.stat(repo, hash)) === undefined) {
      return await this.#durable.publish(repo, [{ from: path, to: objectPath(repo, hash) }]);
    }
    // Proves what is there, or replaces it.
    await this.write(repo, { hash, content: this.#disk.readPieces(path) });
    await this.#disk.unlink(path);
  }

  /**
   * Looks at the mtime once more when the object is out of everybody's reach, and puts it back when a writer came in
   * between: between a last look and an unlink there would be a moment in which it could be refreshed and then lost.
   */
  async remove(repo: string, hash: string, before: number): Promise<boolean> {
    const path = objectPath(repo, hash);
    const aside = `${temporaryFolder(repo)}/${hash}`;
    const old = async (at: string): Promise<boolean> => (await this.#disk.stat(at)).modified < before;
    try {
      if (!(await old(path))) return false;
      await this.#durable.withFolder(
        repo,
        temporaryFolder(repo),
        async () => await this.#disk.rename(path, aside),
      );
      if (await old(aside)) {
        await this.#disk.unlink(aside);
        return true;
      }
      await this.#disk.rename(aside, path);
      return false;
    } catch (error) {
      // Another gc was faster.
      if (hasCode(error, "ENOENT")) return false;
      throw error;
    }
  }

  async sweep(repo: string, before: number): Promise<number> {
    const folder = temporaryFolder(repo);
    let removed = 0;
    for (const { name } of await this.#entries(folder)) {
      const path = `${folder}/${name}`;
      try {
        if (isHash(name) && (await this.stat(repo, name)) === undefined) {
          // Set aside by a `remove` that did not come to its end.
          await this.#disk.rename(path, objectPath(repo, name));
        } else if ((await this.#disk.stat(path)).modified < before) {
          await this.#disk.unlink(path);
          removed++;
        }
      } catch (error) {
        if (!hasCode(error, "ENOENT")) throw error;
      }
    }
    return removed;
  }

  async #takeBytes(repo: string, bytes: Uint8Array, expected: string | undefined): Promise<Arrived> {
    const hash = hashBytes(bytes);
    checkExpected(repo, hash, expected);
    const path = objectPath(repo, hash);
    if (await this.#refresh(path, hash, bytes.length)) return { hash, path, temporary: undefined };
    return { hash, path, temporary: await this.#temporary(repo, bytes) };
  }

  async #takeStream(
    repo: string,
    stream: AsyncIterable<Uint8Array>,
    expected: string | undefined,
  ): Promise<Arrived> {
    const hasher = new Hasher();
    let bytes = 0;
    const hashing = async function* (): AsyncIterable<Uint8Array> {
      for await (const piece of stream) {
        hasher.add(piece);
        bytes += piece.length;
        yield piece;
      }
    };
    const temporary = await this.#temporary(repo, hashing());
    try {
      const hash = hasher.end();
      checkExpected(repo, hash, expected);
      const path = objectPath(repo, hash);
      if (!(await this.#refresh(path, hash, bytes))) return { hash, path, temporary };
      await this.#durable.discard([temporary]);
      return { hash, path, temporary: undefined };
    } catch (error) {
      await this.#durable.discard([temporary]);
      throw error;
    }
  }

  async #temporary(repo: string, content: Content): Promise<string> {
    return await this.#durable.temporary(repo, temporaryFolder(repo), content, 0o444);
  }

  /**
   * Whether an object is there, and sound; then it also counts as new from now on. Refreshed before it is read, because a gc does
   * not take it after that.
   */
  async #refresh(path: string, hash: string, size: number): Promise<boolean> {
    try {
      await this.#disk.touch(path, this.#host.now());
      const { kind, bytes } = await this.#disk.stat(path);
      if (kind !== "file" || bytes !== size) return false;
      const found = size < LARGE ? await this.#disk.read(path) : this.#disk.readPieces(path);
      return (await hashContent(found)) === hash;
    } catch (error) {
      // Not there; or somebody else's file, or one that cannot be read, which is then replaced by the same bytes.
      if (hasCode(error, "ENOENT", "EPERM", "EACCES", "EIO")) return false;
      throw error;
    }
  }

  async #entries(folder: string): Promise<{ name: string; kind: string }[]> {
    try {
      return await this.#disk.list(folder);
    } catch (error) {
      if (hasCode(error, "ENOENT", "ENOTDIR")) return [];
      throw error;
    }
  }

  async #names(folder: string, kind: "file" | "folder", pattern: RegExp): Promise<string[]> {
    const entries = await this.#entries(folder);
    return entries
      .filter((entry) => entry.kind === kind && pattern.test(entry.name))
      .map(({ name }) => name)
      .sort();
  }
}

export function objectsPath(repo: string): string {
  return `${repo}/objects`;
}

/** Where an object is; refuses anything that is not a hash, so that it is nowhere else. */
export function objectPath(repo: string, hash: string): string {
  hashCheck(hash);
  return `${objectsPath(repo)}/${hash.slice(0, 2)}/${hash.slice(2)}`;
}

/** @throws E3Error (usage) */
export function hashCheck(hash: string): void {
  if (!isHash(hash))
    throw new E3Error("usage", `'${hash}' is not a hash`, "give 64 hex digits in lower case");
}

/** Where objects and executions are written before they are in place. */
export function temporaryFolder(repo: string): string {
  return `${objectsPath(repo)}/tmp`;
}

function isNamed(item: Content | NamedContent): item is NamedContent {
  return !(item instanceof Uint8Array) && "content" in item;
}

function checkExpected(repo: string, found: string, expected: string | undefined): void {
  if (expected === undefined || expected === found) return;
  const message = `what came as object ${expected} hashes to ${found}; nothing of it was stored in '${repo}'`;
  throw new E3Error("damaged", message, "get it again from where it came");
}

function missingWhenGone(repo: string, hash: string, path: string): (error: unknown) => never {
  return (error) => {
    const gone = error instanceof DiskError && error.path === path && hasCode(error, "ENOENT", "ENOTDIR");
    throw gone ? objectMissing(repo, hash, error) : error;
  };
}
