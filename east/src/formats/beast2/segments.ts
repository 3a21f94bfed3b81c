/**
 * Where the segments of a collection are cut: by the content of the elements alone, so that equal runs of elements
 * give equal bytes (spec/beast2.md, "Segments of a collection root").
 */

/** No segment ends before it has this many elements or bytes, and none goes on with those many. */
const LEAST = { elements: 256, bytes: 64 << 10 };
const MOST = { elements: 4096, bytes: 8 << 20 };
/** From here on the next cut is sought sixteen times as eagerly. */
const ENOUGH = { elements: 1024, bytes: 1 << 20 };

/** FNV-1a (the low word of the 64-bit one), mixed by the finalizer of murmur3: an unsigned 32-bit number. */
function boundaryHash(bytes: Uint8Array, start: number, end: number): number {
  let hash = 0x84222325;
  for (let i = start; i < end; i++) hash = Math.imul(hash ^ (bytes[i] as number), 0x1b3);
  hash ^= hash >>> 16;
  hash = Math.imul(hash, 0x85ebca6b);
  hash ^= hash >>> 13;
  hash = Math.imul(hash, 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}

/**
 * Whether an element starts a new segment when one of `elements` elements and `bytes` bytes is open. `start` and
 * `end` bound what is hashed: the key's bytes, or an Array's element's.
 */
export function startsSegment(
  elements: number,
  segmentBytes: number,
  bytes: Uint8Array,
  start: number,
  end: number,
): boolean {
  if (elements >= MOST.elements || segmentBytes >= MOST.bytes) return true;
  if (elements < LEAST.elements && segmentBytes < LEAST.bytes) return false;
  const budget = Math.max(2 ** 22, Math.floor((segmentBytes * 4096) / elements));
  const early = elements < ENOUGH.elements && segmentBytes < ENOUGH.bytes;
  const threshold = early ? Math.floor(budget / 4) : Math.min(2 ** 32, 4 * budget);
  return boundaryHash(bytes, start, end) < threshold;
}
