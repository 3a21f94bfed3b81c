/** A repository as a whole: making one, and telling whether there is one. */
import type { StorageBackend } from "./storage.js";

/**
 * Makes a repository of a folder, new or not, adding only the entries of its own; says `exists` where there is one, which is left as
 * it is.
 *
 * @throws E3Error (failed) where something else has the name of one of those entries; nothing is changed then
 */
export async function repositoryCreate(storage: StorageBackend, repo: string): Promise<"created" | "exists"> {
  return await storage.repositories.create(repo);
}

/** Makes sure that there is a repository, of a format known here. @throws E3Error (missing, failed) */
export async function repositoryOpen(storage: StorageBackend, repo: string): Promise<void> {
  await storage.repositories.check(repo);
}
