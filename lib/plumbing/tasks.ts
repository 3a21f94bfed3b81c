/** Task objects in a repository. */
import { type TaskObject, TaskObjectType } from "./kinds.js";
import type { StorageBackend } from "./storage.js";
import { valueRead } from "./values.js";

/** @throws E3Error (missing, damaged) */
export async function taskRead(storage: StorageBackend, repo: string, hash: string): Promise<TaskObject> {
  return (await valueRead(storage, repo, hash, TaskObjectType)).value;
}
