import assert from "node:assert/strict";
import { suite, test } from "node:test";
import {
  ArrayType,
  childTypes,
  compareStrings,
  DictType,
  decodeBeast2,
  decodeBeast2For,
  type EastType,
  EastTypeType,
  encodeBeast2For,
  FormatError,
  forEachType,
  fromEastTypeValue,
  IntegerType,
  IRType,
  isTypeEqual,
  memberNames,
  NullType,
  none,
  OptionType,
  RecursiveType,
  StringType,
  StructType,
  toEastTypeValue,
  VariantType,
} from "@elaraai/east";
import * as fc from "fast-check";
import { arbitraryType, runs } from "../../support/arbitrary.js";

/** The type section of a file with a root of this type, without the length in front. */
function tableOf(type: EastType): Buffer {
  // As the payload of an option the type is not the root, so the file needs no value of it.
  const bytes = Buffer.from(encodeBeast2For(OptionType(type))(none as never));
  return bytes.subarray(8, bytes.length - 6);
}

/**
 * The table as the specification defines it, by plain partition refinement: entries as text, in order. Independent of
 * the code under test, and far too slow for it.
 */
function tableBySpecification(root: EastType): string[] {
  const types: EastType[] = [];
  forEachType(root, (type) => types.push(type));
  const names = (type: EastType): readonly string[] =>
    type.type === "Struct"
      ? memberNames(type.fields)
      : type.type === "Variant"
        ? memberNames(type.cases)
        : [];
  const own = new Map(types.map((type) => [type, `${type.type} ${JSON.stringify(names(type))}`]));
  let classes = own;
  for (let count = 0; ; ) {
    const numbers = new Map([...new Set(classes.values())].map((text, number) => [text, number]));
    if (numbers.size === count) break;
    count = numbers.size;
    const numberOf = (type: EastType): number => numbers.get(classes.get(type) as string) as number;
    classes = new Map(
      types.map((type) => [
        type,
        `${own.get(type)} ${numberOf(type)}: ${childTypes(type).map(numberOf).join()}`,
      ]),
    );
  }
  const entries: string[] = [];
  const index = new Map<string, number>();
  const take = (type: EastType): void => {
    index.set(classes.get(type) as string, entries.push(own.get(type) as string) - 1);
  };
  const known = (type: EastType): number | undefined => index.get(classes.get(type) as string);
  const walk = (type: EastType): number => {
    if (known(type) === undefined && type.type === "Recursive") take(type);
    else if (known(type) !== undefined) return known(type) as number;
    const parts = childTypes(type).map(walk);
    if (known(type) === undefined) take(type);
    const at = known(type) as number;
    entries[at] = `${own.get(type)} ${parts.join()}`;
    return at;
  };
  walk(root);
  return entries;
}

const KINDS =
  "Null String Integer Float Boolean DateTime Blob Never Variant Struct Array Dict Set Ref Vector Matrix Function AsyncFunction Recursive".split(
    " ",
  );

/** The entries of a table in the form of `tableBySpecification`. */
function entriesOf(table: Buffer): string[] {
  let at = 1;
  const number = (): number => {
    let value = 0;
    for (let shift = 0; ; shift += 7) {
      const byte = table[at++] as number;
      value |= (byte & 0x7f) << shift;
      if (byte < 0x80) return value;
    }
  };
  const list = <T>(count: number, read: () => T): T[] => Array.from({ length: count }, read);
  const length = number();
  assert.equal(length, table.length - at);
  number();
  return list(number(), () => {
    const kind = KINDS[table[at++] as number] as string;
    if (kind === "Variant" || kind === "Struct") {
      const members = list(number(), (): [string, number] => {
        const size = number();
        at += size;
        return [table.toString("utf8", at - size, at), number()];
      });
      return `${kind} ${JSON.stringify(members.map(([name]) => name))} ${members.map(([, part]) => part).join()}`;
    }
    const functions = kind === "Function" || kind === "AsyncFunction";
    const parts = ["Null", "String", "Integer", "Float", "Boolean", "DateTime", "Blob", "Never"].includes(
      kind,
    )
      ? 0
      : 1;
    return `${kind} [] ${list(functions ? number() + 1 : kind === "Dict" ? 2 : parts, number).join()}`;
  });
}

/** A file of version 5 with the given type table and payload. */
function file(root: number, entries: string[], payload: string): Buffer {
  const body = Buffer.concat([
    varint(root),
    varint(entries.length),
    ...entries.map((entry) => Buffer.from(entry, "hex")),
  ]);
  const value = Buffer.from(payload, "hex");
  return Buffer.concat([
    Buffer.from("89456173740d0a0500", "hex"),
    varint(body.length),
    body,
    Buffer.of(1, 0, 0),
    varint(value.length),
    varint(value.length),
    value,
  ]);
}

function varint(value: number): Buffer {
  const bytes: number[] = [];
  for (; value >= 0x80; value = Math.floor(value / 0x80)) bytes.push((value % 0x80) | 0x80);
  return Buffer.of(...bytes, value);
}

const hex = (value: number): string => varint(value).toString("hex");

suite("beast2 type table", () => {
  test("is the one that the specification defines, for random types", () => {
    let recursive = 0;
    fc.assert(
      fc.property(fc.array(arbitraryType, { minLength: 1, maxLength: 3 }), (types) => {
        const type = StructType(Object.fromEntries(types.map((one, i) => [`f${i}`, one])));
        const wrapped = OptionType(type);
        const expected = tableBySpecification(wrapped);
        assert.deepEqual(entriesOf(tableOf(type)), expected);
        if (expected.some((entry) => entry.startsWith("Recursive"))) recursive++;
      }),
      runs(1500),
    );
    assert.ok(recursive > 20);
  });

  test("is the same for equal types and for no others", () => {
    fc.assert(
      fc.property(arbitraryType, arbitraryType, (a, b) => {
        const clone = fromEastTypeValue(toEastTypeValue(a));
        assert.ok(tableOf(clone).equals(tableOf(a)));
        assert.equal(tableOf(a).equals(tableOf(b)), isTypeEqual(a, b));
      }),
      runs(1000),
    );
  });

  const same: [string, EastType, EastType][] = [
    [
      "a wrapper around itself",
      RecursiveType((self) => ArrayType(self)),
      RecursiveType(() => ArrayType(RecursiveType((self) => ArrayType(self)))),
    ],
    [
      "a cycle and one that leads into it",
      RecursiveType((self) => StructType({ a: OptionType(self), b: OptionType(self) })),
      RecursiveType((outer) =>
        StructType({
          a: OptionType(RecursiveType((self) => StructType({ a: OptionType(self), b: OptionType(self) }))),
          b: OptionType(outer),
        }),
      ),
    ],
    [
      "the same twice inside",
      RecursiveType((self) => DictType(StringType, self)),
      RecursiveType((self) => DictType(fromEastTypeValue(toEastTypeValue(StringType)) as never, self)),
    ],
  ];
  for (const [name, a, b] of same) {
    test(`${name}: is one entry`, () => {
      assert.deepEqual(
        entriesOf(tableOf(StructType({ a, b }))),
        tableBySpecification(OptionType(StructType({ a, b }))),
      );
      assert.ok(tableOf(a).equals(tableOf(b)));
    });
  }

  test("different types stay apart", () => {
    const one = RecursiveType((self) => ArrayType(self));
    const two = RecursiveType((self) => ArrayType(ArrayType(self)));
    assert.ok(!tableOf(one).equals(tableOf(two)));
    assert.equal(entriesOf(tableOf(StructType({ one, two }))).length, 8);
  });

  test("names well-known types, whichever object they are", () => {
    const types = [EastTypeType, IRType].map((type) => fromEastTypeValue(toEastTypeValue(type)));
    const integer = toEastTypeValue(IntegerType);
    const bytes = Buffer.from(encodeBeast2For(types[0] as EastType)(integer));
    assert.equal(bytes.subarray(8).toString("hex"), "01020947b0dde16f8641010000010108");
    assert.equal(decodeBeast2For(EastTypeType)(bytes).type, "Integer");
    assert.ok(isTypeEqual(fromEastTypeValue(decodeBeast2(bytes).type), EastTypeType));
  });
});

suite("beast2 type tables of others", () => {
  const Row = StructType({ a: IntegerType, b: ArrayType(IntegerType) });

  test("may repeat entries, hold unused ones and stand in any order", () => {
    const entries = ["0902016103016202", "06", "0a04", "02", "02"];
    assert.deepEqual(decodeBeast2For(Row)(file(0, entries, "0200010400")), { a: 1n, b: [2n] });
  });

  test("may repeat a whole recursive type", () => {
    const List = RecursiveType((self) => ArrayType(self));
    const type = StructType({ p: List, q: List });
    const entries = ["1201", "0a00", "1203", "0a02", "0902017000017102"];
    // One type, so a reference from one to the other is fine.
    const decoded = decodeBeast2For(type)(file(4, entries, "00000101")) as any;
    assert.equal(decoded.p, decoded.q);
  });

  test("may name cases in any order, and then count them in the sorted order", () => {
    const type = VariantType({ a: IntegerType, b: NullType });
    const entries = ["00", "02", "0802016200016101"];
    assert.equal(decodeBeast2For(type)(file(2, entries, "0004")).value, 2n);
    assert.equal(decodeBeast2For(type)(file(2, entries, "01")).type, "b");
  });

  const refused: [string, number, string[], RegExp][] = [
    ["recursive types that mention one another", 0, ["1201", "0901016102", "1203", "0a00"], /Recursive/],
    ["a Recursive of a Recursive of itself", 0, ["1201", "1200"], /Recursive/],
    [
      "a Recursive whose cycle does not pass through it",
      0,
      ["1201", "0902016101016200"],
      /without a Recursive/,
    ],
    ["a Dict that is its own key", 0, ["1201", "0b0000"], /immutable/],
    ["an element type that holds the Set", 0, ["1201", "0c00"], /immutable/],
    ["a key type that holds functions", 1, ["100002", "0c00", "00"], /immutable/],
    ["an unused Set of Arrays", 0, ["00", "0a00", "0c01"], /immutable/],
    ["an unused cycle without a Recursive", 0, ["00", "0a01"], /without a Recursive/],
    ["no types", 0, [], /out of range/],
  ];
  for (const [name, root, entries, message] of refused) {
    test(`${name}: refused`, () => {
      assert.throws(
        () => decodeBeast2(file(root, entries, "00")),
        (error: any) => {
          assert.ok(error instanceof FormatError, String(error));
          assert.match(error.message, message);
          return true;
        },
      );
    });
  }

  /** What must be over soon, whatever comes of it. */
  function soon(work: () => void): void {
    const start = process.cpuUsage();
    work();
    const { user } = process.cpuUsage(start);
    assert.ok(user < 2e6, `took ${user / 1e6} s`);
  }

  test("of exponential size when written out are refused at once", () => {
    const entries = ["02", ...Array.from({ length: 80 }, (_, i) => `09020161${hex(i)}0162${hex(i)}`)];
    soon(() => assert.throws(() => decodeBeast2(file(80, entries, "00")), /more than 100000 nodes/));
  });

  test("that nest deeply are refused, in whatever order their entries stand", () => {
    const levels = 20_000;
    const down = ["02", ...Array.from({ length: levels }, (_, i) => `0a${hex(i)}`)];
    const up = [...Array.from({ length: levels }, (_, i) => `0a${hex(i + 1)}`), "02"];
    soon(() => assert.throws(() => decodeBeast2(file(levels, down, "00")), /nest deeper than 1000/));
    soon(() => assert.throws(() => decodeBeast2(file(0, up, "00")), /nest deeper than 1000/));
    // Inside a cycle too: a Recursive of a long way back to itself.
    const round = ["12" + hex(levels), ...Array.from({ length: levels }, (_, i) => `0a${hex(i)}`)];
    soon(() => assert.throws(() => decodeBeast2(file(0, round, "00")), /nest deeper than 1000/));
  });

  test("of many wrappers, Sets and Dicts over one large type take time in proportion", () => {
    const names = Array.from(
      { length: 300 },
      (_, i) =>
        `${hex(2)}${Buffer.from(String.fromCharCode(97 + (i % 26), 65 + Math.floor(i / 26))).toString("hex")}00`,
    );
    const large = `09${hex(names.length)}${names.join("")}`;
    const count = 20_000;
    const entries = ["02", large];
    for (let i = 0; i < count; i++) entries.push(i % 3 === 0 ? "1201" : i % 3 === 1 ? "0c01" : "0b0100");
    soon(() => assert.throws(() => decodeBeast2(file(0, entries, "zz")), FormatError));
    soon(() => assert.equal(decodeBeast2(file(0, entries, "02")).value, 1n));
  });

  test("may nest as deeply as types that are written", () => {
    let type: EastType = IntegerType;
    for (let i = 1; i < 1000; i++) type = ArrayType(type);
    const bytes = encodeBeast2For(type)([]);
    assert.ok(isTypeEqual(fromEastTypeValue(decodeBeast2(bytes).type), type));
    assert.throws(() => encodeBeast2For(ArrayType(type)), /nest deeper than 1000/);
    let value: any = 5n;
    for (let i = 1; i < 1000; i++) value = [value];
    assert.deepEqual((decodeBeast2For(type)(encodeBeast2For(type)(value)) as any).flat(Infinity), [5n]);
  });
});

test("cases are in the order of code points", () => {
  const type = VariantType({ "😀": NullType, "\ue000": NullType, a: NullType });
  assert.deepEqual(memberNames(type.cases), ["a", "\ue000", "😀"].sort(compareStrings));
});
