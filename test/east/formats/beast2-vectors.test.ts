import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { suite, test } from "node:test";
import {
  attachOrigin,
  type EastType,
  encodeBeast2For,
  equalFor,
  FormatError,
  fromEastTypeValue,
  type Instantiate,
  isTypeEqual,
  parseFor,
  parseType,
  printFor,
} from "@elaraai/east";
import { decodeData, decodeDataFor, instantiateFunction, openBeast2 } from "@elaraai/east/internal";
import { vectors } from "../../support/paths.js";

type Case = {
  name: string;
  version: number | null;
  type: string;
  value: string | null;
  bytes: string;
  form?: "single" | "segmented";
  decode_only?: boolean;
  decodes_to?: string;
  error?: boolean;
  generator?: string;
  length: number;
  sha256: string;
  segments?: number[];
};

const cases = vectors<Case>("beast2.json");
const big = cases.filter(({ name }) => name.startsWith("big/"));
const errors = cases.filter(({ error }) => error === true);
const ofFunctions = cases.filter(({ value }) => value === null);
const ordinary = cases.filter(
  (one) => !big.includes(one) && !errors.includes(one) && !ofFunctions.includes(one),
);

function bytesOf({ bytes }: Case): Buffer {
  return Buffer.from(bytes, "hex");
}

function valueOf(type: EastType, text: string): any {
  // Types with functions have no text to parse, and the vectors only have empty Arrays of them.
  if (text === "[]") return [];
  const result = parseFor(type)(text);
  assert.ok(result.success);
  return result.value;
}

/** The printed form, aliases included, which is how the vectors say that values are compared. */
function normal(type: EastType, text: string): string {
  return printFor(type)(valueOf(type, text));
}

suite("beast2 vectors", () => {
  test("are all there", () => {
    assert.deepEqual(
      { ordinary: ordinary.length, errors: errors.length, functions: ofFunctions.length, big: big.length },
      { ordinary: 211, errors: 103, functions: 2, big: 17 },
    );
  });

  for (const one of ordinary) {
    test(`${one.name}: decodes${one.decode_only === true ? "" : " and encodes"}`, () => {
      const type = parseType(one.type);
      const bytes = bytesOf(one);
      const expected = normal(type, one.decodes_to ?? (one.value as string));
      assert.equal(printFor(type)(decodeDataFor(type)(bytes)), expected);
      const { type: found, value } = decodeData(bytes, { frozen: true });
      assert.ok(isTypeEqual(fromEastTypeValue(found), type));
      assert.equal(printFor(type)(value), expected);
      if (one.decode_only === true) return;
      const encoded = encodeBeast2For(type)(valueOf(type, one.value as string));
      assert.equal(Buffer.from(encoded).toString("hex"), one.bytes);
    });
  }

  for (const one of errors) {
    test(`${one.name}: is refused`, () => {
      const decode = decodeDataFor(parseType(one.type));
      assert.throws(() => decode(bytesOf(one)), FormatError);
    });
  }

  for (const one of ofFunctions) {
    test(`${one.name}: decodes to a function that encodes to the same bytes`, () => {
      const type = parseType(one.type);
      const instantiate: Instantiate = (ir, captures, sourceMap) =>
        attachOrigin(() => null, { ir, sourceMap, captures: () => [...captures] });
      const decoded = decodeDataFor(type, { instantiate })(bytesOf(one));
      assert.equal(Buffer.from(encodeBeast2For(type)(decoded)).toString("hex"), one.bytes);
      assert.throws(() => decodeDataFor(type)(bytesOf(one)), /function value/);
    });
  }

  const upTo = (n: number, make: (i: number) => unknown): unknown[] =>
    Array.from({ length: n }, (_, i) => make(i));
  const digits = (i: number, n: number): string => String(i).padStart(n, "0");
  const blob = (length: number, byte: number): Uint8Array => new Uint8Array(length).fill(byte);
  const entries = (n: number, make: (i: number) => [unknown, unknown]): Map<unknown, unknown> =>
    new Map(upTo(n, make) as [unknown, unknown][]);
  const generators: Record<string, () => unknown> = {
    "big/array-int-10000": () => upTo(10_000, (i) => BigInt(i * 7919)),
    "big/array-int-300": () => upTo(300, (i) => BigInt(i * 7919)),
    "big/array-equal-9000": () => upTo(9000, () => 5n),
    "big/array-equal0-9000": () => upTo(9000, () => 0n),
    "big/array-null-5000": () => upTo(5000, () => null),
    "big/set-int-5000": () => new Set(upTo(5000, (i) => BigInt(i * i))),
    "big/set-str-3000": () => new Set(upTo(3000, (i) => `k${digits(i, 6)}`)),
    "big/dict-int-str-4000": () => entries(4000, (i) => [BigInt(i), `v${i}`]),
    "big/array-str-64k": () => upTo(40, (i) => String.fromCharCode(97 + (i % 26)).repeat(5000)),
    "big/array-str-1m": () => upTo(60, (i) => String(i).repeat(30_000)),
    "big/array-blob-8m": () => upTo(5, (i) => blob(3_000_000, i)),
    "big/array-blob-9m-one": () => [blob(9_000_000, 1), blob(9_000_000, 2)],
    "big/dict-str-arr-2000": () =>
      entries(2000, (i) => [`k${digits(i, 4)}`, [BigInt(i), BigInt(i + 1), BigInt(i + 2)]]),
    "big/array-struct-3000": () => upTo(3000, (i) => ({ id: BigInt(i), name: `n${i}`, score: i / 2 })),
    "big/set-float-2000": () => new Set(upTo(2000, (i) => (i - 1000) / 4)),
    "big/dict-wide-600": () => entries(600, (i) => [BigInt(i), "x".repeat((i * 37) % 4000)]),
    "big/dict-huge-200": () => entries(200, (i) => [`k${digits(i, 3)}`, blob(100_000, i % 256)]),
  };

  for (const one of big) {
    test(`${one.name}: is cut where the content says`, async () => {
      const type = parseType(one.type);
      const bytes = encodeBeast2For(type)(generators[one.name]?.());
      assert.equal(bytes.length, one.length);
      assert.equal(createHash("sha256").update(bytes).digest("hex"), one.sha256);
      const decoded = decodeDataFor(type)(bytes);
      assert.ok(Buffer.from(encodeBeast2For(type, { sharing: "expand" })(decoded)).equals(bytes));

      const file = await openBeast2({
        size: bytes.length,
        read: async (offset, length) => bytes.subarray(offset, offset + length),
      });
      assert.deepEqual(
        file.segments.map(({ count }) => count),
        one.segments,
      );
      const parts = await Promise.all(file.segments.map((_, i) => file.segment(i)));
      const list = (value: any): unknown[] => [...value];
      const joined = parts.flatMap(list);
      assert.equal(joined.length, file.length);
      const whole =
        type.type === "Dict" ? new Map(joined as any) : type.type === "Set" ? new Set(joined) : joined;
      assert.ok(equalFor(type)(whole, decoded));
    });
  }
});

suite("damaged beast2", () => {
  /** The value, or undefined when it was refused in the proper way. */
  function attempt(
    decode: (bytes: Uint8Array) => unknown,
    bytes: Uint8Array,
  ): { value: unknown } | undefined {
    try {
      return { value: decode(bytes) };
    } catch (error) {
      if (error instanceof FormatError) return undefined;
      throw error;
    }
  }

  const instantiate: Instantiate = (ir, captures, sourceMap) =>
    attachOrigin(() => null, { ir, sourceMap, captures: () => [...captures] });
  const samples = [...ordinary, ...ofFunctions];

  test("cut off anywhere is refused, but for a file that merely lost its index", () => {
    let cuts = 0;
    for (const one of samples) {
      const bytes = bytesOf(one);
      const decode = decodeDataFor(parseType(one.type), { instantiate });
      const footer = bytes.subarray(-8).equals(Buffer.from("89456173740d0af5", "hex"));
      const indexAt = footer ? Number(bytes.readBigUInt64LE(bytes.length - 16)) : -1;
      for (let length = 0; length < bytes.length; length++, cuts++) {
        const result = attempt(decode, bytes.subarray(0, length));
        assert.equal(result !== undefined, length === indexAt, `${one.name} cut at ${length}`);
      }
    }
    assert.ok(cuts > 5000);
  });

  test("with any byte changed decodes or is refused", () => {
    let refused = 0;
    let accepted = 0;
    for (const one of samples) {
      const bytes = bytesOf(one);
      const type = parseType(one.type);
      const decode = decodeDataFor(type, { instantiate });
      for (let at = 0; at < bytes.length; at++) {
        const original = bytes[at] as number;
        for (const change of [0x01, 0x80, 0xff]) {
          bytes[at] = original ^ change;
          const result = attempt(decode, bytes);
          if (change === 0x01) attempt((damaged) => decodeData(damaged, { instantiate }), bytes);
          if (result === undefined) refused++;
          else {
            accepted++;
            // What was accepted is a value of the type: it can be written again.
            encodeBeast2For(type)(result.value);
          }
        }
        bytes[at] = original;
      }
    }
    assert.ok(refused > 15_000);
    assert.ok(accepted > 1000);
  });
});
