import assert from "node:assert/strict";
import { suite, test } from "node:test";
import { deflateRawSync } from "node:zlib";
import {
  ArrayType,
  DictType,
  decodeBeast2,
  decodeBeast2For,
  decodeBeast2FromStream,
  decodeBeast2FromStreamFor,
  type EastType,
  encodeBeast2For,
  encodeBeast2ToStreamFor,
  FormatError,
  fromEastTypeValue,
  IntegerType,
  isTypeEqual,
  NullType,
  parseType,
  SetType,
  SortedMap,
  SortedSet,
  StringType,
  StructType,
} from "@elaraai/east";
import { type Beast2Source, openBeast2, readBeast2Type } from "@elaraai/east/internal";
import { vectors } from "../../support/paths.js";

const FOOTER_SIZE = 16;

type Case = { name: string; type: string; bytes?: string; error?: boolean };
const files = vectors<Case>("beast2.json").filter(
  ({ bytes, error }) => bytes !== undefined && error !== true,
);

/** The type of a file as a caller finds it who reads no more than is asked for. */
function typeByParts(bytes: Uint8Array, first = 0): { type: EastType; read: number } {
  let length = first;
  for (let reads = 0; reads < 100; reads++) {
    const { type, need } = readBeast2Type(bytes.subarray(0, length));
    if (type !== undefined) return { type: fromEastTypeValue(type), read: length };
    if (length >= bytes.length) throw new Error("the file ends before its type does");
    assert.ok(need > length, "asks for more than it was given");
    length = need;
  }
  throw new Error("no end of reading");
}

suite("the type of a beast2 file from its head", () => {
  test("is found in every vector, of both versions, without reading far", () => {
    assert.ok(files.length > 200);
    for (const { name, type: text, bytes: hex } of files) {
      const bytes = Buffer.from(hex as string, "hex");
      const { type, read } = typeByParts(bytes);
      assert.ok(isTypeEqual(type, parseType(text)), name);
      assert.ok(read < bytes.length, `${name}: read ${read} of ${bytes.length}`);
      // Whatever is there already does no harm.
      for (let length = 0; length <= bytes.length; length++) {
        const head = readBeast2Type(bytes.subarray(0, length));
        if (head.type === undefined) assert.ok(head.need > length && head.need <= bytes.length);
        else assert.ok(isTypeEqual(fromEastTypeValue(head.type), type));
      }
    }
  });

  test("is refused as soon as the bytes cannot be Beast2", () => {
    for (const text of ["no", "\x89PNG\r\n", "\x89East\r\n\x03..."]) {
      assert.throws(() => readBeast2Type(Buffer.from(text, "latin1")), FormatError);
    }
    assert.equal(readBeast2Type(Buffer.from("\x89East", "latin1")).type, undefined);
  });

  test("is refused when it is damaged", () => {
    const bytes = Buffer.from(encodeBeast2For(StructType({ a: IntegerType }))({ a: 1n }));
    for (let at = 0; at < 18; at++) {
      const damaged = Buffer.from(bytes);
      damaged[at] = (damaged[at] as number) ^ 0x55;
      try {
        const { type } = typeByParts(damaged);
        assert.ok(!isTypeEqual(type, StructType({ a: IntegerType })));
      } catch (error) {
        if (!(error instanceof FormatError)) assert.match((error as Error).message, /ends before its type/);
      }
    }
  });
});

/** A source that counts what is read from it. */
function sourceOf(bytes: Uint8Array): Beast2Source & { reads: [number, number][] } {
  const reads: [number, number][] = [];
  return {
    size: bytes.length,
    reads,
    async read(offset, length) {
      assert.ok(offset >= 0 && length >= 0 && offset + length <= bytes.length, `read ${length} at ${offset}`);
      reads.push([offset, length]);
      return bytes.subarray(offset, offset + length);
    },
  };
}

const Row = StructType({ id: IntegerType, tags: ArrayType(StringType) });
const rows = Array.from({ length: 20_000 }, (_, i) => ({
  id: BigInt(i),
  tags: [`tag ${i % 7}`, `row ${i}`],
}));

suite("a beast2 file by its segments", () => {
  test("tells type and length from head and index, and decodes one segment alone", async () => {
    const bytes = encodeBeast2For(ArrayType(Row))(rows);
    const source = sourceOf(bytes);
    const file = await openBeast2(source, { type: ArrayType(Row) });
    assert.ok(isTypeEqual(fromEastTypeValue(file.type), ArrayType(Row)));
    assert.equal(file.length, rows.length);
    assert.ok(file.segments.length > 10);
    const opened = source.reads.reduce((sum, [, length]) => sum + length, 0);
    assert.ok(opened < bytes.length / 10, `opening read ${opened} of ${bytes.length} bytes`);

    source.reads.length = 0;
    const last = file.segments.length - 1;
    for (const i of [5, last, 0]) {
      const { first, count, offset, size } = file.segments[i] as (typeof file.segments)[number];
      assert.deepEqual(await file.segment(i), rows.slice(first, first + count));
      assert.deepEqual(source.reads.pop(), [offset, size]);
    }
    assert.equal(source.reads.length, 0);
    await assert.rejects(file.segment(last + 1), RangeError);
  });

  test("gives Sets and Dicts as sorted parts, frozen when asked", async () => {
    const set = encodeBeast2For(SetType(IntegerType))(new Set(rows.map(({ id }) => id)));
    const part = await (await openBeast2(sourceOf(set), { frozen: true })).segment(1);
    assert.ok(part instanceof SortedSet && Object.isFrozen(part));
    const dict = encodeBeast2For(DictType(IntegerType, Row))(new Map(rows.map((row) => [row.id, row])));
    const entries = await (await openBeast2(sourceOf(dict))).segment(1);
    assert.ok(entries instanceof SortedMap);
    const key = entries.minKey();
    assert.deepEqual(entries.get(key), rows[Number(key)]);
  });

  test("an empty collection has no segments", async () => {
    const file = await openBeast2(sourceOf(encodeBeast2For(ArrayType(Row))([])));
    assert.deepEqual([file.length, file.segments], [0, []]);
  });

  test("a type larger than the first read is read in full", async () => {
    const wide = ArrayType(
      StructType(Object.fromEntries(Array.from({ length: 900 }, (_, i) => [`a long name ${i}`, NullType]))),
    );
    const bytes = encodeBeast2For(wide)([]);
    assert.ok(bytes.length > 10_000);
    assert.ok(isTypeEqual(fromEastTypeValue((await openBeast2(sourceOf(bytes))).type), wide));
  });

  const whole = encodeBeast2For(ArrayType(Row))(rows);
  const refused: [string, () => Uint8Array, RegExp][] = [
    ["a root that is no collection", () => encodeBeast2For(Row)(rows[0] as never), /has segments/],
    ["a file of another type", () => encodeBeast2For(ArrayType(IntegerType))([1n]), /type mismatch/],
    ["a file without an index", () => withoutIndex(whole), /no index/],
    ["a file that is cut off", () => whole.subarray(0, whole.length - 1), /no index/],
    ["a footer that leads nowhere", () => changed(whole, whole.length - 10, 0x7f), /out of the file/],
    ["an index of unknown flags", () => changed(whole, indexOf(whole), 2), /flags/],
    ["something else", () => Buffer.from("{}"), /not a Beast2 file/],
    ["nothing", () => new Uint8Array(0), /unexpected end/],
  ];
  for (const [name, make, message] of refused) {
    test(`${name}: is refused`, async () => {
      await assert.rejects(
        openBeast2(sourceOf(make()), { type: name.includes("root") ? Row : ArrayType(Row) }),
        (error: any) => {
          assert.ok(error instanceof FormatError, String(error.stack));
          assert.match(error.message, message);
          return true;
        },
      );
    });
  }

  test("damage in a segment is named with its place in the file, and harms no other segment", async () => {
    const { segments } = await openBeast2(sourceOf(whole));
    const { offset } = segments[3] as (typeof segments)[number];
    // Behind the frame's head and the count stands the id of the first row, then the tag of its Array.
    const at = whole.indexOf(0, offset + 10);
    const file = await openBeast2(sourceOf(changed(whole, at, 9)));
    await assert.rejects(file.segment(3), (error: any) => {
      assert.ok(error instanceof FormatError);
      assert.match(error.message, new RegExp(`byte ${at}, at \\[\\d+\\]\\.tags: container tag`));
      assert.equal(error.position.offset, at);
      return true;
    });
    assert.equal(((await file.segment(2)) as unknown[]).length, segments[2]?.count);
  });

  test("random damage is refused or harmless, but never anything else", async () => {
    const small = encodeBeast2For(ArrayType(Row))(rows.slice(0, 5));
    for (let at = 0; at < small.length; at++) {
      for (const byte of [0, 1, 0x7f, 0xff]) {
        try {
          const file = await openBeast2(sourceOf(changed(small, at, byte)));
          for (let i = 0; i < file.segments.length; i++) await file.segment(i);
        } catch (error) {
          assert.ok(error instanceof FormatError, `${at} ${byte}: ${(error as Error).stack}`);
        }
      }
    }
  });
});

function changed(bytes: Uint8Array, at: number, byte: number): Uint8Array {
  const copy = Buffer.from(bytes);
  copy[at] = byte;
  return copy;
}

function indexOf(bytes: Uint8Array): number {
  return Number(Buffer.from(bytes).readBigUInt64LE(bytes.length - FOOTER_SIZE));
}

function withoutIndex(bytes: Uint8Array): Uint8Array {
  return bytes.subarray(0, indexOf(bytes));
}

suite("beast2 files of other writers", () => {
  const type = ArrayType(ArrayType(IntegerType));
  const head = Buffer.from(withoutIndex(encodeBeast2For(type)([]))).subarray(0, -8);

  function frame(payload: Buffer, deflated: boolean): Buffer {
    const stored = deflated ? deflateRawSync(payload) : payload;
    return Buffer.concat([Buffer.of(deflated ? 1 : 0, payload.length, stored.length), stored]);
  }

  /** A file of the given frames, with an index of these flags over those that are segments. */
  function fileOf(frames: { payload: string; deflated?: boolean; count?: number }[], flags: number): Buffer {
    const parts: Uint8Array[] = [head];
    const index: number[] = [];
    let offset = head.length;
    let before = 0;
    for (const { payload, deflated = false, count } of frames) {
      if (count !== undefined) {
        index.push(offset - before, count);
        before = offset;
      }
      const part = frame(Buffer.from(payload, "hex"), deflated);
      parts.push(part);
      offset += part.length;
    }
    const footer = Buffer.alloc(FOOTER_SIZE);
    footer.writeBigUInt64LE(BigInt(offset));
    Buffer.from("89456173740d0af5", "hex").copy(footer, 8);
    return Buffer.concat([...parts, Buffer.of(flags, index.length / 2, ...index), footer]);
  }

  const tag = { payload: "00" };
  // [[1], [2]] and in the second segment [[3], and the [2] again].
  const crossing = [
    tag,
    { payload: "020001020000010400", count: 2 },
    { payload: "02000106000102", count: 2 },
    tag,
  ];

  test("references that cross segments are followed, unless the index says that there are none", () => {
    const decoded = decodeBeast2For(type)(fileOf(crossing, 0));
    assert.deepEqual(decoded, [[1n], [2n], [3n], [2n]]);
    assert.equal(decoded[3], decoded[1]);
    assert.throws(() => decodeBeast2For(type)(fileOf(crossing, 1)), /there is none/);
  });

  test("a segment that refers to another cannot be read alone", async () => {
    const file = await openBeast2(sourceOf(fileOf(crossing, 0)));
    assert.deepEqual(await file.segment(0), [[1n], [2n]]);
    await assert.rejects(file.segment(1), /there is none/);
  });

  test("deflated segments are read, whole and alone", async () => {
    const frames = crossing.map((one) => ({ ...one, deflated: true }));
    assert.deepEqual(decodeBeast2For(type)(fileOf(frames, 0)), [[1n], [2n], [3n], [2n]]);
    const file = await openBeast2(sourceOf(fileOf(frames, 0)));
    assert.deepEqual(await file.segment(0), [[1n], [2n]]);
    const damaged = [tag, { payload: "0100010900", count: 1, deflated: true }, tag];
    const bytes = fileOf(damaged, 1);
    assert.deepEqual(decodeBeast2For(type)(bytes), [[-5n]]);
    const wrong = [tag, { payload: "0107", count: 1, deflated: true }, tag];
    const at = head.length + 4;
    assert.throws(() => decodeBeast2For(type)(fileOf(wrong, 1)), {
      message: `beast2: byte 0 of the frame inflated from byte ${at + 3}: segment of 1 elements needs more than the 1 bytes that remain`,
    });
  });

  test("several segments in one frame are read, but cannot be indexed", () => {
    const together = [tag, { payload: "01000102000100010400" }, tag];
    assert.deepEqual(decodeBeast2For(type)(withoutIndex(fileOf(together, 1))), [[1n], [2n]]);
    const indexed = [tag, { payload: "01000102000100010400", count: 1 }, tag];
    assert.throws(() => decodeBeast2For(type)(fileOf(indexed, 1)), /does not agree/);
  });

  test("an empty frame is refused wherever it stands", () => {
    for (const frames of [
      [{ payload: "" }, tag, tag],
      [tag, { payload: "" }, tag],
      [tag, tag, { payload: "" }],
    ]) {
      assert.throws(() => decodeBeast2For(type)(withoutIndex(fileOf(frames, 1))), FormatError);
    }
  });

  test("a deflated frame may not hold more than its stream", () => {
    const bytes = fileOf([tag, { payload: "0100010200", count: 1, deflated: true }, tag], 1);
    const end = head.length + 4;
    const length = bytes[end + 2] as number;
    const longer = Buffer.concat([
      bytes.subarray(0, end + 2),
      Buffer.of(length + 1),
      bytes.subarray(end + 3, end + 3 + length),
      Buffer.of(0),
      Buffer.of(0, 1, 1, 0),
    ]);
    assert.throws(() => decodeBeast2For(type)(longer), /after the end of a deflated frame/);
  });
});

suite("beast2 streams", () => {
  test("bring values from one end to the other", async () => {
    const type = ArrayType(Row);
    const stream = encodeBeast2ToStreamFor(type)(rows);
    const [one, two] = stream.tee();
    assert.deepEqual(await decodeBeast2FromStreamFor(type)(one), rows);
    const { type: found, value } = await decodeBeast2FromStream(two);
    assert.ok(isTypeEqual(fromEastTypeValue(found), type));
    assert.deepEqual(value, rows);
    const chunks: Uint8Array[] = [];
    for await (const chunk of encodeBeast2ToStreamFor(type)(rows)) chunks.push(chunk);
    assert.ok(chunks.length > 1);
    assert.deepEqual(decodeBeast2(Buffer.concat(chunks)).value, rows);
  });
});
