/**
 * Parts of a file without the rest of it: its type from the first bytes, and the segments of a collection by the
 * index (spec/beast2.md, "Index and footer"). What is read is checked, what is not read is not.
 */
import { FormatError } from "../../errors.js";
import { asEastType, type EastTypeValue } from "../../types/type-value.js";
import type { EastType } from "../../types/types.js";
import type { SortedMap, SortedSet } from "../../values/sorted.js";
import { type Beast2DecodeOptions, readOptions } from "./beast2.js";
import { FOOTER_SIZE, Frames, type Index, readFooter, readIndex } from "./frames.js";
import { headSize, readMagic, readProgram, typeValueOf } from "./header.js";
import { readSourceMap } from "./locations.js";
import { type Program, programOf } from "./program.js";
import { ValueReader } from "./stream.js";
import { withPath } from "./tracing.js";
import { Reader } from "./wire.js";

/** Bytes at hand in parts: a file, or something behind HTTP. */
export type Beast2Source = {
  readonly size: number;
  /** Exactly the bytes that are asked for; they lie within the size. */
  read(offset: number, length: number): Promise<Uint8Array>;
};

/** How much of a file is read at first; nearly every type fits. */
const FIRST_READ = 4096;

/**
 * Opens an indexed file of version 5 whose root is an Array, Set or Dict. Reads its head and its index.
 *
 * @throws FormatError when it is no such file, or not of the type asked for.
 */
export async function openBeast2(
  source: Beast2Source,
  options: Beast2DecodeOptions & { type?: EastType | EastTypeValue } = {},
): Promise<Beast2File> {
  const { program, end } = await readHead(source, options.type);
  if (program.collection === undefined) {
    throw new FormatError(
      "beast2",
      "beast2: only an Array, Set or Dict has segments, this file holds something else",
    );
  }
  const index = await readTail(source, end);
  return new Beast2File(source, program, index, options);
}

/** The type of a file, and where the source map section ends. */
async function readHead(
  source: Beast2Source,
  type: EastType | EastTypeValue | undefined,
): Promise<{ program: Program; end: number }> {
  let head = await source.read(0, Math.min(FIRST_READ, source.size));
  const extend = async (need: number): Promise<void> => {
    if (need <= head.length) return;
    if (need > source.size) new Reader(head).fail("unexpected end", source.size);
    // Doubling keeps the number of reads small whatever the answers are.
    head = await source.read(0, Math.min(source.size, Math.max(need, 2 * head.length)));
  };
  for (let need = headSize(new Reader(head)); need > head.length; need = headSize(new Reader(head))) {
    await extend(need);
  }
  const from = new Reader(head);
  if (readMagic(from) === 4) from.fail("only files of version 5 have an index", 7);
  const program = readProgram(from, type === undefined ? undefined : programOf(asEastType(type)));
  await extend(Math.min(source.size, from.position + 10));
  const map = new Reader(head);
  map.position = from.position;
  const length = map.varint();
  await extend(map.position + length);
  const whole = new Reader(head);
  whole.position = from.position;
  readSourceMap(whole, []);
  return { program, end: whole.position };
}

type Tail = Index & { at: number };

/** The index, checked as far as it goes without the segments. */
async function readTail(source: Beast2Source, start: number): Promise<Tail> {
  const { size } = source;
  const footerAt = size - FOOTER_SIZE;
  if (footerAt <= start) new Reader(new Uint8Array(0), size).fail("the file has no index");
  const footer = new Reader(await source.read(footerAt, FOOTER_SIZE), footerAt);
  const at = readFooter(footer);
  if (at === undefined) return footer.fail("the file has no index");
  if (at < start || at >= footerAt) return footer.fail("the footer leads out of the file");
  const from = new Reader(await source.read(at, size - at), at);
  const index = readIndex(from);
  let before = start;
  for (const { offset, count } of index.segments) {
    if (offset <= before || offset >= at || count === 0)
      from.fail("the index leads out of the value stream", 0);
    before = offset;
  }
  return { ...index, at };
}

/** One segment of a file: how many elements come before it and how many it has, and the bytes of its frame. */
export type Beast2Segment = {
  readonly first: number;
  readonly count: number;
  readonly offset: number;
  readonly size: number;
};

/** A file that is open, to be read segment by segment. */
export class Beast2File {
  readonly type: EastTypeValue;
  /** The number of elements of the whole collection. */
  readonly length: number;
  readonly segments: readonly Beast2Segment[];
  readonly #source: Beast2Source;
  readonly #program: Program;
  readonly #options: Beast2DecodeOptions;

  constructor(source: Beast2Source, program: Program, { segments, at }: Tail, options: Beast2DecodeOptions) {
    this.type = typeValueOf(program.table);
    this.#source = source;
    this.#program = program;
    this.#options = options;
    let first = 0;
    this.segments = segments.map(({ offset, count }, i) => {
      const segment = { first, count, offset, size: (segments[i + 1]?.offset ?? at) - offset };
      first += count;
      return segment;
    });
    this.length = first;
  }

  /**
   * The elements of a segment, as an Array, SortedSet or SortedMap of their own.
   *
   * @throws FormatError when they are damaged, or mention what another segment defines.
   */
  async segment(i: number): Promise<any[] | SortedSet<any> | SortedMap<any, any>> {
    const place = this.segments[i];
    if (place === undefined) throw new RangeError(`segment ${i} is not one of ${this.segments.length}`);
    const bytes = await this.#source.read(place.offset, place.size);
    return withPath((tracing) => this.#decode(bytes, place, i === this.segments.length - 1, tracing));
  }

  #decode(bytes: Uint8Array, { offset, count }: Beast2Segment, last: boolean, tracing: boolean): any {
    const r = new ValueReader(bytes, readOptions(this.#options, tracing), offset);
    const code = this.#program.reader(r.options);
    r.program = this.#program;
    const frames = new Frames(r);
    frames.open();
    const out = code.begin?.();
    const n = code.count?.(r);
    if (n !== count) r.fail(`segment has ${n} elements, the index says ${count}`);
    const keys: unknown[] = [];
    const values: unknown[] = [];
    code.elements?.(r, count, out, keys, values);
    frames.close();
    if (last) {
      // Behind the last segment stands the frame with the terminator.
      frames.open();
      if (r.byte() !== 0) r.fail("expected the end of the collection");
      frames.close();
    }
    if (r.remaining > 0) r.fail("the index does not agree with the frames");
    return code.finish?.(out, keys, values);
  }
}
