/** SHA-256, which names every object: what `sha256sum` prints. */
import { createHash } from "node:crypto";
import type { Content } from "./disk.js";

const HASH = /^[0-9a-f]{64}$/;

/** Node hashes at most 2 GiB in one call. */
const LONGEST = 1 << 30;

export function isHash(text: string): boolean {
  return HASH.test(text);
}

/** A hash in the making. */
export class Hasher {
  readonly #hash = createHash("sha256");

  add(bytes: Uint8Array): void {
    for (let at = 0; at < bytes.length; at += LONGEST) this.#hash.update(bytes.subarray(at, at + LONGEST));
  }

  /** The 64 hex digits; nothing can be added after. */
  end(): string {
    return this.#hash.digest("hex");
  }
}

export function hashBytes(bytes: Uint8Array): string {
  const hasher = new Hasher();
  hasher.add(bytes);
  return hasher.end();
}

export async function hashContent(content: Content): Promise<string> {
  if (content instanceof Uint8Array) return hashBytes(content);
  const hasher = new Hasher();
  for await (const piece of content) hasher.add(piece);
  return hasher.end();
}
