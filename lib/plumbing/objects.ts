/**
 * Objects, for everybody above the storage: bytes under the name that `sha256sum` gives them. What the bytes mean is
 * not known here.
 */
import { objectMissing } from "./errors.js";
import type { Content, ObjectStat, StorageBackend } from "./storage.js";

export { hashBytes as objectHash } from "./hash.js";

/** Stores content and returns its hash; durable when it resolves. */
export async function objectWrite(storage: StorageBackend, repo: string, content: Content): Promise<string> {
  return await storage.objects.write(repo, content);
}

/** The bytes of an object, verified. @throws E3Error (missing, damaged) */
export async function objectRead(storage: StorageBackend, repo: string, hash: string): Promise<Uint8Array> {
  return await storage.objects.read(repo, hash);
}

export async function objectExists(storage: StorageBackend, repo: string, hash: string): Promise<boolean> {
  return (await storage.objects.stat(repo, hash)) !== undefined;
}

/** Size and age of an object. @throws E3Error (missing) */
export async function objectStat(storage: StorageBackend, repo: string, hash: string): Promise<ObjectStat> {
  const stat = await storage.objects.stat(repo, hash);
  if (stat === undefined) throw objectMissing(repo, hash);
  return stat;
}
