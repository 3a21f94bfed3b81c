/**
 * Version 5 of the container, written and read as a whole: the sections, the single and the segmented form
 * (spec/beast2.md, "Version 5", "Aliasing").
 */
import type { SourceMap } from "../../ir/ir.js";
import { functionOrigin } from "../../values/function.js";
import { containerClasses } from "./cycles.js";
import {
  checkIndex,
  Frames,
  frameOf,
  isSelfContained,
  ONE_ZERO,
  type SegmentPlace,
  writeIndex,
} from "./frames.js";
import { stackKey } from "./functions.js";
import { writeHead } from "./header.js";
import { readSourceMap } from "./locations.js";
import type { Program } from "./program.js";
import { type ValueReader, ValueWriter, type WriteOptions } from "./stream.js";
import { withPath } from "./tracing.js";
import { MAX_FRAME, varintSize, Writer } from "./wire.js";

export type EncodeSettings = WriteOptions & {
  /** The most bytes that the whole value may take. */
  maxSize: number;
  /** The location stacks of a root of the IR type. */
  sourceMap: SourceMap;
};

// Writing.

/** A value as a file of version 5. */
export function encodeVersion5(program: Program, value: unknown, settings: EncodeSettings): Uint8Array {
  return withPath((tracing) => {
    const options = { ...settings, tracing };
    const written = writeFile(program, value, options, undefined);
    if (!written.cyclic || !settings.expand) return written.bytes;
    return writeFile(program, value, options, containerClasses(program, value, options)).bytes;
  });
}

type Identity = ValueWriter["identityOf"];
type Written = { bytes: Uint8Array; cyclic: boolean };

function writeFile(
  program: Program,
  value: unknown,
  settings: EncodeSettings,
  identityOf: Identity,
): Written {
  const segmented =
    program.collection === undefined ? undefined : writeSegmented(program, value, settings, identityOf);
  return segmented ?? writeSingle(program, value, settings, identityOf);
}

function writerFor(program: Program, settings: EncodeSettings, identityOf: Identity): ValueWriter {
  const w = new ValueWriter(program, settings);
  w.identityOf = identityOf;
  limit(w, settings.maxSize, settings);
  return w;
}

/** Lets a writer go on for `bytes`, as far as one frame goes. */
function limit(w: ValueWriter, bytes: number, { maxSize, expand }: EncodeSettings): void {
  w.limit = Math.min(bytes, MAX_FRAME);
  if (bytes >= MAX_FRAME) return;
  w.limitProblem = `value takes more than ${maxSize} bytes`;
  if (expand) w.limitProblem += " when what it shares is written out";
}

function writeSingle(
  program: Program,
  value: unknown,
  settings: EncodeSettings,
  identityOf: Identity,
): Written {
  const w = writerFor(program, settings, identityOf);
  let { sourceMap } = settings;
  const { kind } = program.table.entry(program.table.root);
  if (kind === "Function" || kind === "AsyncFunction") {
    // The stacks of a root function are in the section, and its `loc_id`s stay as they are.
    const origin = settings.keepLocations ? functionOrigin(value) : undefined;
    if (origin !== undefined) {
      ({ sourceMap } = origin);
      w.atRootFunction = true;
      w.stackCount = sourceMap.stacks.length - 1;
      sourceMap.stacks.forEach((stack, number) => {
        const key = stackKey(stack);
        if (!w.stacks.has(key)) w.stacks.set(key, number);
      });
    }
  }
  program.writer(settings).root(w, value);
  w.checkLimit();
  const frame = frameOf(w.bytes.subarray(0, w.position));
  w.release();
  return { bytes: concatenate([writeHead(program.table, sourceMap), frame]), cyclic: w.cyclic };
}

/**
 * The segmented form. Undefined when functions in the collection bring location stacks along: then segments would
 * depend on one another.
 */
function writeSegmented(
  program: Program,
  value: unknown,
  settings: EncodeSettings,
  identityOf: Identity,
): Written | undefined {
  const { items, segment } = program.writer(settings);
  const w = writerFor(program, settings, identityOf);
  const { keys, values = [] } = items?.(w, value) ?? { keys: [] };
  if (program.analysis.emptyElements) w.countEmpty(keys.length);

  const parts = [writeHead(program.table, settings.sourceMap), ONE_ZERO];
  let offset = parts.reduce((sum, part) => sum + part.length, 0);
  // The elements of the open segment stand in `w` one behind the other.
  const index: SegmentPlace[] = [];
  let written = 0;
  for (let first = 0; first < keys.length; ) {
    const next = segment?.(w, keys, values, first) ?? keys.length;
    const end = w.segmentEnd;
    if (w.stacksInside > 0) return undefined;
    const count = next - first;
    if (end + varintSize(count) > MAX_FRAME) w.fail(w.limitProblem);
    const frame = frameOf(w.bytes.subarray(0, end), count);
    parts.push(frame);
    index.push({ offset, count });
    offset += frame.length;
    w.discardBefore(end);
    written += end;
    limit(w, settings.maxSize - written, settings);
    first = next;
  }
  w.release();

  const tail = new Writer(64 + index.length * 8);
  tail.append(ONE_ZERO);
  writeIndex(tail, index, offset + tail.position);
  parts.push(tail.bytes.subarray(0, tail.position));
  return { bytes: concatenate(parts), cyclic: w.cyclic };
}

function concatenate(parts: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

// Reading.

/** Reads the value behind the sections, to the end of the file. */
export function readVersion5(r: ValueReader, program: Program): unknown {
  r.program = program;
  readSourceMap(r, r.stacks);
  const frames = new Frames(r);
  if (program.collection !== undefined) return readCollection(r, program, frames);
  frames.open(true);
  const value = program.reader(r.options).root(r);
  frames.close();
  if (r.remaining > 0) r.fail("bytes after the end of the value");
  return value;
}

function readCollection(r: ValueReader, program: Program, frames: Frames): unknown {
  const selfContained = isSelfContained(r);
  const { begin, count, elements, finish } = program.reader(r.options);
  frames.open();
  if (r.refers()) r.fail("the root container must be new", r.position - 1);
  const keys: unknown[] = [];
  const values: unknown[] = [];
  const out = begin?.();
  r.define(out, program.analysis.numberOf.get(program.table.root) as number);

  // Segments that share a frame, with each other or with the tag or the terminator, cannot be indexed.
  let shared = false;
  const segments: SegmentPlace[] = [];
  for (;;) {
    if (frames.finished) {
      frames.close();
      frames.open();
    }
    const alone = frames.untouched;
    const n = count?.(r) ?? 0;
    if (n === 0) break;
    segments.push({ offset: frames.start, count: n });
    if (selfContained) r.forgetDefined();
    elements?.(r, n, out, keys, values);
    shared ||= !alone || !frames.finished;
  }
  frames.close();
  if (r.remaining > 0) checkIndex(r, segments, shared);
  return finish?.(out, keys, values);
}
