/** A folder for one execution: clones of what it reads, and what it writes. It is gone when the execution is over. */
import { createReadStream, createWriteStream } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { pipeline } from "node:stream/promises";
import type { StorageBackend } from "./storage.js";

export type WorkFolder = {
  /** Absolute. */
  path: string;
  /** A file of its own with the bytes of an object. */
  cloneOf: (hash: string, name: string) => Promise<string>;
  /** Stores a file in it as an object; whoever wrote the file has hashed it. */
  keep: (hash: string, file: string) => Promise<void>;
  remove: () => Promise<void>;
};

/** Makes a work folder: on the file system of the objects where they are files, so that clones cost nothing. */
export async function workFolderMake(storage: StorageBackend, repo: string): Promise<WorkFolder> {
  const near = storage.repositories.workFolder(repo);
  const path = await mkdtemp(join(near === undefined ? tmpdir() : resolve(near), "run-"));
  return {
    path,
    async cloneOf(hash, name) {
      const file = join(path, name);
      if (near !== undefined) await storage.objects.cloneTo(repo, hash, file);
      else await pipeline(storage.objects.stream(repo, hash), createWriteStream(file));
      return file;
    },
    async keep(hash, file) {
      if (near !== undefined) await storage.objects.adopt(repo, hash, file);
      else await storage.objects.write(repo, { hash, content: createReadStream(file) });
    },
    async remove() {
      await rm(path, { recursive: true, force: true });
    },
  };
}
