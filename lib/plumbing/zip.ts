/**
 * Zip files as e3 writes and accepts them. What is written is a function of names and contents alone: entries in name
 * order, stored, mode 0644, one fixed DOS date without a time-zone field. What is read is hostile until checked: names
 * are plain relative paths that occur once, sizes are those that were declared, links and encryption are refused.
 */
import { randomBytes } from "node:crypto";
import { createWriteStream } from "node:fs";
import { rename, rm } from "node:fs/promises";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { type Entry, openPromise, type ZipFile } from "yauzl";
import yazl from "yazl";
import { E3Error } from "./errors.js";

/** Something to put in a zip; `open` is called when its turn comes. */
export type ZipContent = { name: string; bytes: number; open: () => AsyncIterable<Uint8Array> };

/** The moment that every entry claims: the first that the format can say. DOS dates are local times. */
const DATE = new Date(1980, 0, 1);

/**
 * Writes a zip. The file appears under its name only when it is complete.
 *
 * @throws the system's error when the file cannot be written
 */
export async function zipWrite(path: string, contents: readonly ZipContent[]): Promise<void> {
  const zip = new yazl.ZipFile();
  const output = zip.outputStream as Readable;
  const fail = (error: Error): unknown => output.destroy(error);
  zip.on("error", fail);
  for (const { name, bytes, open } of [...contents].sort((a, b) => (a.name < b.name ? -1 : 1))) {
    const options = { mtime: DATE, forceDosTimestamp: true, mode: 0o100644, compress: false, size: bytes };
    zip.addReadStreamLazy(name, options, (give) => {
      // yazl does not look at the errors of streams it is given.
      give(null, Readable.from(open(), { objectMode: false }).on("error", fail));
    });
  }
  zip.end();
  const partial = `${path}.${randomBytes(6).toString("hex")}.partial`;
  try {
    await pipeline(output, createWriteStream(partial));
    await rename(partial, path);
  } catch (error) {
    await rm(partial, { force: true });
    throw error;
  }
}

/** How much a zip may hold before it is refused. */
export type ZipLimits = {
  entries: number;
  /** Uncompressed bytes of all deflated entries; stored ones are as large as the file itself. */
  inflated: number;
};

const LIMITS: ZipLimits = { entries: 10_000_000, inflated: 2 ** 32 };

/** One file in a zip. */
export type ZipEntry = { name: string; bytes: number; stream: () => AsyncIterable<Uint8Array> };

/**
 * Opens a zip for the time that `use` takes, and gives it the entries in the order of the file's directory.
 *
 * @throws E3Error: `missing` when there is no such file, `damaged` when it is no zip or one of the kind described above
 */
export async function zipRead<R>(
  path: string,
  use: (entries: ReadonlyMap<string, ZipEntry>) => Promise<R>,
  limits: ZipLimits = LIMITS,
): Promise<R> {
  const zip = await zipOpen(path);
  try {
    return await use(await directory(path, zip, limits));
  } finally {
    zip.close();
  }
}

const damaged = (path: string, problem: string, cause?: unknown): E3Error =>
  new E3Error("damaged", `zip '${path}': ${problem}`, "export it again", { cause });

async function zipOpen(path: string): Promise<ZipFile> {
  try {
    return await openPromise(path, { lazyEntries: true, autoClose: false, strictFileNames: true });
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    if (code === "ENOENT") throw new E3Error("missing", `there is no file '${path}'`, "check the path");
    if (code !== undefined)
      throw new E3Error("failed", `cannot read '${path}': ${code}`, undefined, { cause: error });
    throw damaged(path, (error as Error).message, error);
  }
}

/** Reads and checks the list of entries, without their content. */
async function directory(path: string, zip: ZipFile, limits: ZipLimits): Promise<Map<string, ZipEntry>> {
  const entries = new Map<string, ZipEntry>();
  let inflated = 0;
  try {
    for await (const entry of zip.eachEntry()) {
      const { fileName: name, compressionMethod: method, uncompressedSize: bytes } = entry;
      const refuse = (problem: string): E3Error => damaged(path, `entry '${name}' ${problem}`);
      if (entries.has(name)) throw refuse("is there twice");
      if (entry.isEncrypted()) throw refuse("is encrypted");
      if (method !== 0 && method !== 8) throw refuse(`has compression method ${method}, which is not read`);
      const type = (entry.externalFileAttributes >>> 16) & 0o170000;
      if (type !== 0 && type !== 0o100000 && type !== 0o040000)
        throw refuse("is neither a file nor a folder");
      if (method === 8) inflated += bytes;
      if (inflated > limits.inflated) throw refuse(`makes it inflate to more than ${limits.inflated} bytes`);
      // Folders say nothing: files name theirs.
      if (name.endsWith("/")) continue;
      entries.set(name, { name, bytes, stream: () => contentOf(path, zip, entry) });
      if (entries.size > limits.entries) throw refuse(`is one of more than ${limits.entries}`);
    }
  } catch (error) {
    throw error instanceof E3Error ? error : damaged(path, (error as Error).message, error);
  }
  return entries;
}

/** The bytes of an entry, as many as it declares. */
async function* contentOf(path: string, zip: ZipFile, entry: Entry): AsyncIterable<Uint8Array> {
  try {
    yield* await zip.openReadStreamPromise(entry);
  } catch (error) {
    throw damaged(path, `entry '${entry.fileName}': ${(error as Error).message}`, error);
  }
}
