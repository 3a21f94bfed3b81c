/**
 * The value stream in frames, and the index and footer behind it, each written and read (spec/beast2.md, "Frames",
 * "Index and footer").
 */
import { inflateRawSync } from "node:zlib";
import { MAX_FRAME, putVarint, type Reader, varintSize, type Writer } from "./wire.js";

const FOOTER_MAGIC = Uint8Array.of(0x89, 0x45, 0x61, 0x73, 0x74, 0x0d, 0x0a, 0xf5);
export const FOOTER_SIZE = 16;

/** A frame of one zero byte: the tag of a new container, or the end of its segments. */
export const ONE_ZERO = Uint8Array.of(0, 1, 1, 0);

/** A stored frame of the given bytes; those of a segment come behind the number of its elements. */
export function frameOf(payload: Uint8Array, count?: number): Uint8Array {
  const length = payload.length + (count === undefined ? 0 : varintSize(count));
  const frame = new Uint8Array(1 + 2 * varintSize(length) + length);
  let at = putVarint(frame, 1, length);
  at = putVarint(frame, at, length);
  if (count !== undefined) at = putVarint(frame, at, count);
  frame.set(payload, at);
  return frame;
}

/** The frames of a value stream, one after the other. While one is open, the reader ends with its payload. */
export class Frames {
  readonly #from: Reader;
  #leave: (() => void) | undefined;
  /** Where the open frame, and its payload, begin. */
  start = 0;
  #payload = 0;

  constructor(from: Reader) {
    this.#from = from;
  }

  /** `mayBeEmpty`: a root without bytes is one empty frame; no other frame is empty. */
  open(mayBeEmpty = false): void {
    const from = this.#from;
    this.start = from.position;
    const codec = from.varint();
    if (codec === 2) from.fail("frame codec 2 is reserved", this.start);
    if (codec > 2) from.fail(`frame codec ${codec} is unknown`, this.start);
    const sizeAt = from.position;
    const size = from.varint();
    const length = from.varint();
    if (size > MAX_FRAME) from.fail(`frame declares ${size} bytes, more than 1 GiB`, sizeAt);
    if (codec === 0 && length !== size) from.fail("the two lengths of a stored frame differ", sizeAt);
    if (size === 0 && !(mayBeEmpty && codec === 0)) from.fail("empty frame", this.start);
    from.need(length, "frame");
    const { position, end } = from;
    if (codec === 0) {
      from.end = position + length;
      this.#payload = position;
      this.#leave = () => {
        from.end = end;
      };
    } else {
      const inflated = inflate(from, from.bytes.subarray(position, position + length), size);
      from.position += length;
      this.#payload = 0;
      this.#leave = from.divert(inflated, ` of the frame inflated from byte ${from.offsetOf(position)}`);
    }
  }

  /** Whether everything before the reader's position is of an earlier frame. */
  get untouched(): boolean {
    return this.#from.position === this.#payload;
  }

  get finished(): boolean {
    return this.#from.remaining === 0;
  }

  close(): void {
    if (!this.finished) this.#from.fail("bytes left over at the end of a frame");
    this.#leave?.();
  }
}

/** Raw DEFLATE to exactly `size` bytes. */
function inflate(from: Reader, payload: Uint8Array, size: number): Uint8Array {
  // No DEFLATE stream grows by more than this.
  if (size > payload.length * 1032 + 64) from.fail(`${payload.length} bytes cannot inflate to ${size}`);
  let inflated: { buffer: Uint8Array; engine: { bytesWritten: number } };
  try {
    inflated = inflateRawSync(payload, { maxOutputLength: size, info: true }) as never;
  } catch (error) {
    return from.fail(`frame does not inflate to ${size} bytes: ${(error as Error).message}`);
  }
  const { buffer, engine } = inflated;
  if (buffer.length !== size) from.fail(`frame inflates to ${buffer.length} bytes, not to ${size}`);
  if (engine.bytesWritten !== payload.length) from.fail("bytes after the end of a deflated frame");
  return buffer;
}

/** Where the frame of a segment begins, and how many elements it has. */
export type SegmentPlace = { offset: number; count: number };

export type Index = { selfContained: boolean; segments: SegmentPlace[] };

/**
 * Index and footer, at the given place in the file. `flags`, of which we always set that no reference crosses a
 * segment boundary; the offsets as differences.
 */
export function writeIndex(to: Writer, segments: readonly SegmentPlace[], at: number): void {
  to.varint(1);
  to.varint(segments.length);
  let before = 0;
  for (const { offset, count } of segments) {
    to.varint(offset - before);
    to.varint(count);
    before = offset;
  }
  to.u64(BigInt(at));
  to.append(FOOTER_MAGIC);
}

/** Reads an index, and leaves the footer to be read. */
export function readIndex(from: Reader): Index {
  const start = from.position;
  const flags = from.varint();
  if (flags > 1) from.fail(`index flags ${flags} are unknown`, start);
  const count = from.varint();
  from.need(count * 2, "index");
  const segments: SegmentPlace[] = [];
  let offset = 0;
  while (segments.length < count) {
    offset += from.varint();
    segments.push({ offset, count: from.varint() });
  }
  if (from.remaining !== FOOTER_SIZE) from.fail("expected the footer and nothing else behind the index");
  return { selfContained: flags === 1, segments };
}

/** Where the index begins, from the footer that ends the given bytes; undefined when they end otherwise. */
export function readFooter(from: Reader): number | undefined {
  if (from.remaining < FOOTER_SIZE) return undefined;
  from.position = from.end - FOOTER_SIZE;
  const offset = Number(from.u64());
  return from.bytes.subarray(from.position, from.end).equals(FOOTER_MAGIC) ? offset : undefined;
}

/** Whether an index at the end of the file, yet to be checked, says that segments can be read alone. */
export function isSelfContained(from: Reader): boolean {
  const { position } = from;
  const offset = readFooter(from);
  from.position = position;
  return offset !== undefined && offset < from.end && from.bytes[offset] === 1;
}

/**
 * What stands behind the value stream must be an index that agrees with it and a footer that leads there. `shared`:
 * there are frames that cannot be indexed.
 */
export function checkIndex(from: Reader, segments: readonly SegmentPlace[], shared: boolean): void {
  const start = from.position;
  const index = readIndex(from);
  const footerAt = from.position;
  if (readFooter(from) !== start) from.fail("the footer does not lead to the index", footerAt);
  const agrees =
    !shared &&
    index.segments.length === segments.length &&
    index.segments.every(
      ({ offset, count }, i) => offset === segments[i]?.offset && count === segments[i]?.count,
    );
  if (!agrees) from.fail("the index does not agree with the segments", start);
}
