/**
 * The primitives of the wire, each read and written side by side (spec/beast2.md, "Primitives of the wire"): a
 * bounds-checked Reader and a growable Writer. All errors of this format come from their `fail`.
 *
 * 64-bit integers pass through a scratch array of two 32-bit halves: no BigInt arithmetic, 5 to 10 ns each way.
 */
import { isUtf8 } from "node:buffer";
import { FormatError } from "../../errors.js";
import { printPath, type Step } from "./path.js";

const scratch64 = new BigInt64Array(1);
const scratch32 = new Int32Array(scratch64.buffer);
const LOW = new Uint8Array(Uint32Array.of(1).buffer)[0] === 1 ? 0 : 1;
const HIGH = 1 - LOW;

const TWO_32 = 0x1_0000_0000;

/** The most bytes that one frame may hold, and so the most that one value or element may take. */
export const MAX_FRAME = 1 << 30;

/** The largest distance of a JavaScript Date from the epoch, in milliseconds. */
const MAX_TIME = 8.64e15;

const PACKED_ONES = new Uint8Array([0, 0, 0, 0, 0, 0, 0xf8, 0x7f]);

const SHORT_STRING = 24;

/** Strings of up to 23 ASCII bytes: unrolled, 2 to 5 times as fast as asking Buffer. */
// oxlint-disable-next-line typescript/no-implied-eval -- the text is all here
const shortString = new Function(
  "bytes",
  "at",
  "length",
  `switch (length) {${Array.from({ length: SHORT_STRING }, (_, n) => {
    const units = Array.from({ length: n }, (__, i) => `bytes[at + ${i}]`);
    return `case ${n}: return String.fromCharCode(${units.join()});`;
  }).join("\n")}}`,
) as (bytes: Uint8Array, at: number, length: number) => string;

/** A place in bytes that are being read. */
export class Reader {
  /** @internal Node's own type, which users' compilers need not know. */
  bytes: Buffer;
  view: DataView;
  position: number;
  /** Where reading must stop: the end of the bytes, of a section or of a frame. */
  end: number;
  /** The steps from the root value to here; kept up to date only by readers that trace (program.ts). */
  readonly path: Step[] = [];
  /** Where the bytes begin in the file, or what they are instead of being in it. */
  #base: number;
  #within = "";
  /** The halves of the last 64-bit varint. */
  #low = 0;
  #high = 0;

  constructor(bytes: Uint8Array, base = 0) {
    this.bytes = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.view = viewOf(this.bytes);
    this.position = 0;
    this.end = bytes.byteLength;
    this.#base = base;
  }

  /** Where a position is in the file. */
  offsetOf(position: number): number {
    return this.#base + position;
  }

  /** Goes on with other bytes, from their start; gives what returns to the present ones. */
  divert(bytes: Uint8Array, within: string): () => void {
    const { bytes: outerBytes, view, position, end } = this;
    const outerBase = this.#base;
    const outerWithin = this.#within;
    this.#base = 0;
    this.bytes = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.view = viewOf(this.bytes);
    this.position = 0;
    this.end = bytes.byteLength;
    this.#within = within;
    return () => {
      this.bytes = outerBytes;
      this.view = view;
      this.position = position;
      this.end = end;
      this.#base = outerBase;
      this.#within = outerWithin;
    };
  }

  get remaining(): number {
    return this.end - this.position;
  }

  /** @throws FormatError at a position, the present one unless another is given. */
  fail(problem: string, position: number = this.position): never {
    const path = printPath(this.path);
    const at = path === "" ? "" : `, at ${path}`;
    const offset = this.offsetOf(position);
    throw new FormatError("beast2", `beast2: byte ${offset}${this.#within}${at}: ${problem}`, {
      offset,
      ...(path === "" ? {} : { path }),
    });
  }

  /** The next `length` bytes lie before the end. */
  need(length: number, what: string): void {
    if (length > this.end - this.position) {
      this.fail(`${what} of ${length} bytes exceeds the ${this.end - this.position} bytes that remain`);
    }
  }

  byte(): number {
    if (this.position >= this.end) this.fail("unexpected end");
    return this.bytes[this.position++] as number;
  }

  /** A varint as a number: exact up to 2^53, above that good enough to be refused as a length. */
  varint(): number {
    if (this.position < this.end) {
      const byte = this.bytes[this.position] as number;
      if (byte < 0x80) {
        this.position++;
        return byte;
      }
    }
    this.#varint64();
    return (this.#high >>> 0) * TWO_32 + (this.#low >>> 0);
  }

  /** A varint as an unsigned 64-bit bigint. */
  unsigned(): bigint {
    this.#varint64();
    return (BigInt(this.#high >>> 0) << 32n) | BigInt(this.#low >>> 0);
  }

  #varint64(): void {
    const start = this.position;
    let low = 0;
    let high = 0;
    for (let shift = 0; ; shift += 7) {
      const byte = this.byte();
      const bits = byte & 0x7f;
      if (shift < 28) low |= bits << shift;
      else if (shift === 28) {
        low |= bits << 28;
        high = bits >>> 4;
      } else if (shift < 63) high |= bits << (shift - 32);
      else {
        if (byte > 1) this.fail("varint exceeds 64 bits", start);
        high |= bits << 31;
      }
      if (byte < 0x80) break;
    }
    this.#low = low;
    this.#high = high;
  }

  u64(): bigint {
    this.need(8, "64-bit number");
    this.position += 8;
    return this.view.getBigUint64(this.position - 8, true);
  }

  /** The halves of a zigzag integer into the scratch, for those of more than 4 bytes. */
  #zigzag64(): void {
    this.#varint64();
    const low = this.#low;
    const high = this.#high;
    const sign = -(low & 1);
    scratch32[LOW] = ((low >>> 1) | (high << 31)) ^ sign;
    scratch32[HIGH] = (high >>> 1) ^ sign;
  }

  integer(): bigint {
    const { bytes, position } = this;
    if (position + 4 <= this.end) {
      let value = bytes[position] as number;
      let length = 1;
      if (value >= 0x80) {
        let byte = bytes[position + 1] as number;
        value = (value & 0x7f) | ((byte & 0x7f) << 7);
        length = 2;
        if (byte >= 0x80) {
          byte = bytes[position + 2] as number;
          value |= (byte & 0x7f) << 14;
          length = 3;
          if (byte >= 0x80) {
            byte = bytes[position + 3] as number;
            value |= (byte & 0x7f) << 21;
            length = byte >= 0x80 ? 0 : 4;
          }
        }
      }
      if (length > 0) {
        this.position = position + length;
        value = (value >>> 1) ^ -(value & 1);
        scratch32[LOW] = value;
        scratch32[HIGH] = value >> 31;
        return scratch64[0] as bigint;
      }
    }
    this.#zigzag64();
    return scratch64[0] as bigint;
  }

  date(): Date {
    const start = this.position;
    this.#zigzag64();
    const time = (scratch32[HIGH] as number) * TWO_32 + ((scratch32[LOW] as number) >>> 0);
    if (time > MAX_TIME || time < -MAX_TIME) this.fail("DateTime is outside what a Date can hold", start);
    return new Date(time);
  }

  boolean(): boolean {
    const byte = this.byte();
    if (byte > 1) this.fail("Boolean must be 00 or 01", this.position - 1);
    return byte === 1;
  }

  float(): number {
    if (this.position + 8 > this.end) this.need(8, "Float");
    const value = this.view.getFloat64(this.position, true);
    this.position += 8;
    // Arithmetic on the way in makes every NaN the engine's own.
    return value === value ? value : NaN;
  }

  string(): string {
    const length = this.varint();
    const start = this.position;
    if (length > this.end - start) this.need(length, "String");
    this.position = start + length;
    if (length < SHORT_STRING) {
      let bits = 0;
      for (let i = start; i < start + length; i++) bits |= this.bytes[i] as number;
      if (bits < 0x80) return shortString(this.bytes, start, length);
    }
    const value = this.bytes.toString("utf8", start, start + length);
    // Decoding puts U+FFFD in the place of what is invalid, so only then is there something to check.
    if (value.includes("\ufffd") && !isUtf8(this.bytes.subarray(start, start + length))) {
      this.fail("String is not valid UTF-8", start);
    }
    return value;
  }

  /** A copy of the bytes of a Blob. */
  blob(): Uint8Array {
    const length = this.varint();
    this.need(length, "Blob");
    return this.copy(length);
  }

  /** A copy of the next bytes, in memory of its own. */
  copy(length: number): Uint8Array<ArrayBuffer> {
    const start = this.position;
    this.position = start + length;
    return new Uint8Array(this.bytes.subarray(start, start + length));
  }

  /** `count` elements of a Vector or Matrix. */
  floats(count: number): Float64Array {
    this.need(count * 8, "elements");
    const values = new Float64Array(this.#words(count));
    for (let i = 0; i < count; i++) {
      const value = values[i] as number;
      if (value !== value) values[i] = NaN;
    }
    return values;
  }

  integers(count: number): BigInt64Array {
    this.need(count * 8, "elements");
    return new BigInt64Array(this.#words(count));
  }

  booleans(count: number): Uint8ClampedArray {
    this.need(count, "elements");
    const values = new Uint8ClampedArray(this.copy(count).buffer);
    const wrong = values.findIndex((value) => value > 1);
    if (wrong >= 0) this.fail("Boolean must be 00 or 01", this.position - count + wrong);
    return values;
  }

  #words(count: number): ArrayBuffer {
    const { buffer } = this.copy(count * 8);
    if (LOW !== 0) Buffer.from(buffer).swap64();
    return buffer;
  }
}

/** Room for the next writer, so that writing a small value need not ask for memory. */
let spare: { bytes: Buffer; view: DataView } | undefined;
const MAX_SPARE = 1 << 18;

function viewOf({ buffer, byteOffset, length }: Buffer): DataView {
  return new DataView(buffer, byteOffset, length);
}

/** Bytes that are being written. */
export class Writer {
  /** @internal Node's own type, which users' compilers need not know. */
  bytes: Buffer;
  #view: DataView;
  position = 0;
  /** The steps from the root value to here; kept up to date only by writers that trace (program.ts). */
  readonly path: Step[] = [];
  /** How many bytes may be written at most, and what to say when they do not suffice. */
  limit: number = MAX_FRAME;
  limitProblem = "value takes more than the 1 GiB that a frame may hold";

  /** Of a given capacity; or with the room that another writer has left. */
  constructor(capacity?: number) {
    const room = capacity === undefined ? spare : undefined;
    if (room !== undefined) spare = undefined;
    this.bytes = room?.bytes ?? Buffer.allocUnsafe(capacity ?? 1 << 12);
    this.#view = room?.view ?? viewOf(this.bytes);
  }

  /** Leaves the room to the next writer; this one is done. */
  release(): void {
    if (this.bytes.length <= MAX_SPARE) spare = { bytes: this.bytes, view: this.#view };
  }

  /** @throws FormatError naming the path of the value. */
  fail(problem: string): never {
    const path = printPath(this.path);
    const at = path === "" ? "" : `at ${path}: `;
    throw new FormatError("beast2", `beast2: ${at}${problem}`, path === "" ? {} : { path });
  }

  /** Makes room for `length` more bytes. */
  reserve(length: number): void {
    if (this.position + length > this.bytes.length) this.#grow(length);
  }

  #grow(length: number): void {
    const needed = this.position + length;
    if (this.position > this.limit) this.fail(this.limitProblem);
    const bytes = Buffer.allocUnsafeSlow(Math.max(needed, this.bytes.length * 2));
    bytes.set(this.bytes.subarray(0, this.position));
    this.bytes = bytes;
    this.#view = viewOf(bytes);
  }

  /** A copy of what was written. */
  slice(): Uint8Array {
    return new Uint8Array(this.bytes.subarray(0, this.position));
  }

  /** Room is made in advance; this is the exact check, when a value is complete. */
  checkLimit(): void {
    if (this.position > this.limit) this.fail(this.limitProblem);
  }

  /** Forgets everything before `start`. */
  discardBefore(start: number): void {
    this.bytes.copyWithin(0, start, this.position);
    this.position -= start;
  }

  byte(value: number): void {
    if (this.position >= this.bytes.length) this.#grow(1);
    this.bytes[this.position++] = value;
  }

  /** An unsigned number up to 2^53. */
  varint(value: number): void {
    this.reserve(10);
    this.position = putVarint(this.bytes, this.position, value);
  }

  /** An unsigned 64-bit bigint. */
  unsigned(value: bigint): void {
    if (BigInt.asUintN(64, value) !== value) this.fail(`${value} is no unsigned 64-bit number`);
    this.reserve(10);
    scratch64[0] = BigInt.asIntN(64, value);
    this.#varint64(scratch32[LOW] as number, scratch32[HIGH] as number);
  }

  u64(value: bigint): void {
    this.reserve(8);
    this.#view.setBigUint64(this.position, value, true);
    this.position += 8;
  }

  /** The caller has reserved 10 bytes. */
  #varint64(low: number, high: number): void {
    const { bytes } = this;
    let position = this.position;
    while (high !== 0) {
      bytes[position++] = (low & 0x7f) | 0x80;
      low = (low >>> 7) | (high << 25);
      high >>>= 7;
    }
    low >>>= 0;
    while (low >= 0x80) {
      bytes[position++] = (low & 0x7f) | 0x80;
      low >>>= 7;
    }
    bytes[position++] = low;
    this.position = position;
  }

  integer(value: bigint): void {
    if (typeof value !== "bigint") this.expected("Integer", value);
    scratch64[0] = value;
    if (scratch64[0] !== value) this.fail(`${value} is outside the range of a 64-bit Integer`);
    this.reserve(10);
    const low = scratch32[LOW] as number;
    const high = scratch32[HIGH] as number;
    const sign = high >> 31;
    this.#varint64((low << 1) ^ sign, ((high << 1) | (low >>> 31)) ^ sign);
  }

  date(value: Date): void {
    if (!(value instanceof Date)) this.expected("DateTime", value);
    const time = value.getTime();
    if (time !== time) this.fail("expected DateTime, found an invalid Date");
    this.reserve(10);
    const high = Math.floor(time / TWO_32);
    const low = (time - high * TWO_32) | 0;
    const sign = high >> 31;
    this.#varint64((low << 1) ^ sign, ((high << 1) | (low >>> 31)) ^ sign);
  }

  null(value: null): void {
    if (value !== null) this.expected("Null", value);
  }

  boolean(value: boolean): void {
    if (typeof value !== "boolean") this.expected("Boolean", value);
    this.byte(value ? 1 : 0);
  }

  float(value: number): void {
    if (typeof value !== "number") this.expected("Float", value);
    this.reserve(8);
    if (value === value) this.#view.setFloat64(this.position, value, true);
    else this.bytes.set(PACKED_ONES, this.position);
    this.position += 8;
  }

  string(value: string): void {
    if (typeof value !== "string") this.expected("String", value);
    const { length } = value;
    if (length >= MAX_FRAME) this.fail(this.limitProblem);
    this.reserve(length * 3 + 10);
    if (length < 32) {
      const { bytes } = this;
      const start = this.position + 1;
      let i = 0;
      for (; i < length; i++) {
        const unit = value.charCodeAt(i);
        if (unit >= 0x80) break;
        bytes[start + i] = unit;
      }
      if (i === length) {
        bytes[start - 1] = length;
        this.position = start + length;
        return;
      }
    }
    this.#utf8(value);
  }

  /** The caller has reserved 3 bytes per UTF-16 unit and 10 more. */
  #utf8(value: string): void {
    if (!isWellFormed(value)) this.fail("String holds a lone surrogate, which UTF-8 cannot express");
    // Leave room for the length as it is when all is ASCII, and move the text if it is not.
    const start = this.position;
    const guess = start + varintSize(value.length);
    const length = this.bytes.write(value, guess);
    const text = start + varintSize(length);
    if (text !== guess) this.bytes.copyWithin(text, guess, guess + length);
    this.varint(length);
    this.position = text + length;
  }

  blob(value: Uint8Array): void {
    if (!(value instanceof Uint8Array)) this.expected("Blob", value);
    this.varint(value.length);
    this.append(value);
  }

  append(bytes: Uint8Array): void {
    if (bytes.length > MAX_FRAME) this.fail(this.limitProblem);
    this.reserve(bytes.length);
    this.bytes.set(bytes, this.position);
    this.position += bytes.length;
  }

  /** The elements of a Vector or Matrix. */
  floats(values: Float64Array): void {
    const start = this.position;
    this.#words(values);
    for (let i = 0; i < values.length; i++) {
      const value = values[i] as number;
      if (value !== value) this.bytes.set(PACKED_ONES, start + i * 8);
    }
  }

  integers(values: BigInt64Array): void {
    this.#words(values);
  }

  booleans(values: Uint8ClampedArray): void {
    const wrong = values.find((value) => value > 1);
    if (wrong !== undefined) this.fail(`expected Boolean elements 0 and 1, found ${wrong}`);
    this.append(new Uint8Array(values.buffer, values.byteOffset, values.length));
  }

  #words(values: Float64Array | BigInt64Array): void {
    const start = this.position;
    this.append(new Uint8Array(values.buffer, values.byteOffset, values.byteLength));
    if (LOW !== 0) this.bytes.subarray(start, this.position).swap64();
  }

  /** @throws FormatError: a value is not of the JavaScript kind that its type asks for. */
  expected(what: string, found: unknown): never {
    this.fail(`expected ${what}, found ${describe(found)}`);
  }
}

/** Writes a varint into bytes where there is room for it; gives the position behind it. */
export function putVarint(bytes: Uint8Array, position: number, value: number): number {
  while (value >= TWO_32) {
    bytes[position++] = (value % 0x80) | 0x80;
    value = Math.floor(value / 0x80);
  }
  while (value >= 0x80) {
    bytes[position++] = (value & 0x7f) | 0x80;
    value >>>= 7;
  }
  bytes[position++] = value;
  return position;
}

export function varintSize(value: number): number {
  let size = 1;
  for (; value >= 0x80; value = Math.floor(value / 0x80)) size++;
  return size;
}

/** In every engine this package supports, and not yet in the library of es2023. */
function isWellFormed(value: string): boolean {
  return (value as string & { isWellFormed(): boolean }).isWellFormed();
}

function describe(value: unknown): string {
  switch (typeof value) {
    case "undefined":
      return "nothing";
    case "function":
    case "symbol":
      return `a ${typeof value}`;
    case "object": {
      if (value === null) return "null";
      const name = Object.getPrototypeOf(value)?.constructor?.name;
      return typeof name === "string" && name !== "Object" && name !== ""
        ? `a value of ${name}`
        : "an object";
    }
    case "string":
      return value.length > 40
        ? `the string ${JSON.stringify(value.slice(0, 40))}…`
        : `the string ${JSON.stringify(value)}`;
    default:
      return `the ${typeof value} ${String(value).slice(0, 60)}`;
  }
}
