import assert from "node:assert/strict";
import { suite, test } from "node:test";
import {
  ArrayType,
  BlobType,
  BooleanType,
  compareFor,
  DateTimeType,
  DictType,
  decodeBeast2,
  decodeBeast2For,
  type EastType,
  encodeBeast2For,
  equalFor,
  FloatType,
  FormatError,
  fromEastTypeValue,
  IntegerType,
  isTypeEqual,
  MatrixType,
  matrix,
  NeverType,
  NullType,
  none,
  OptionType,
  printFor,
  RecursiveType,
  RefType,
  ref,
  SetType,
  SortedMap,
  SortedSet,
  StringType,
  StructType,
  some,
  VariantType,
  VectorType,
  variant,
} from "@elaraai/east";
import * as fc from "fast-check";
import { arbitraryTypeAndValue, runs } from "../../support/arbitrary.js";

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString("hex");

const Tree = RecursiveType((self) => StructType({ v: IntegerType, kids: ArrayType(self) }));
const List = RecursiveType((self) =>
  VariantType({ cons: StructType({ head: IntegerType, tail: self }), nil: NullType }),
);
const Nested = RecursiveType((self) => ArrayType(self));

suite("beast2 of random types", () => {
  test("round trips, keeping aliases within a root element", () => {
    fc.assert(
      fc.property(arbitraryTypeAndValue, ({ type, value }) => {
        const bytes = encodeBeast2For(type)(value);
        const decoded = decodeBeast2For(type)(bytes);
        assert.ok(equalFor(type)(decoded, value));
        // Aliases are where they were: what is written again is the same.
        assert.equal(hex(encodeBeast2For(type)(decoded)), hex(bytes));
        const single = StructType({ value: type });
        const again = decodeBeast2For(single)(encodeBeast2For(single)({ value }));
        assert.equal(printFor(single)(again), printFor(single)({ value }));
      }),
      runs(3000),
    );
  });

  test("without sharing, equal values have equal bytes whatever they share", () => {
    fc.assert(
      fc.property(arbitraryTypeAndValue, ({ type, value }) => {
        const encode = encodeBeast2For(type, { sharing: "expand" });
        const bytes = encode(value);
        const decoded = decodeBeast2For(type)(bytes);
        assert.ok(equalFor(type)(decoded, value));
        assert.equal(hex(encode(decoded)), hex(bytes));
        assert.equal(hex(encodeBeast2For(type)(decoded)), hex(bytes), "nothing is left to share");
      }),
      runs(3000),
    );
  });

  test("carries the type, which serves to write the value again", () => {
    fc.assert(
      fc.property(arbitraryTypeAndValue, ({ type, value }) => {
        const bytes = encodeBeast2For(type)(value);
        const decoded = decodeBeast2(bytes);
        assert.ok(isTypeEqual(fromEastTypeValue(decoded.type), type));
        assert.equal(hex(encodeBeast2For(decoded.type)(decoded.value)), hex(bytes));
        assert.equal(decodeBeast2(bytes).type, decoded.type, "the type value of one type is one object");
      }),
      runs(3000),
    );
  });

  test("decoded frozen, is frozen but for Blobs, Dates and packed numbers", () => {
    const check = (value: unknown): void => {
      if (typeof value !== "object" || value === null) return;
      if (ArrayBuffer.isView(value) || value instanceof Date || "data" in value) return;
      assert.ok(Object.isFrozen(value));
      const parts =
        value instanceof SortedSet || value instanceof SortedMap ? [...value].flat() : Object.values(value);
      parts.forEach(check);
    };
    fc.assert(
      fc.property(arbitraryTypeAndValue, ({ type, value }) => {
        const bytes = encodeBeast2For(type)(value);
        const frozen = decodeBeast2For(type, { frozen: true })(bytes);
        assert.ok(equalFor(type)(frozen, value));
        // Packed numbers and fields of that name look alike; types with `data` are skipped by the check itself.
        check(frozen);
        assert.equal(hex(encodeBeast2For(type)(frozen)), hex(bytes));
      }),
      runs(3000),
    );
  });
});

suite("beast2 values", () => {
  test("Sets and Dicts are written in key order and come back in the order of their type", () => {
    const Key = StructType({ a: IntegerType, b: StringType });
    const keys = [
      { a: 2n, b: "x" },
      { a: 1n, b: "z" },
      { a: 1n, b: "\ue000" },
      { a: 1n, b: "😀" },
    ];
    const type = StructType({ set: SetType(Key), dict: DictType(Key, NullType) });
    const native = { set: new Set(keys), dict: new Map(keys.map((key) => [key, null])) };
    const compare = compareFor(Key);
    const sorted = {
      set: new SortedSet(keys.toReversed(), compare),
      dict: new SortedMap<any, null>(
        keys.map((key) => [key, null]),
        compare,
      ),
    };
    const bytes = encodeBeast2For(type)(native);
    assert.equal(hex(encodeBeast2For(type)(sorted)), hex(bytes));
    const { set, dict } = decodeBeast2For(type)(bytes);
    assert.ok(set instanceof SortedSet && dict instanceof SortedMap);
    assert.equal(set.compare, compare);
    assert.equal(dict.compare, compare);
    assert.deepEqual([...set], [keys[1], keys[2], keys[3], keys[0]]);
    assert.ok(set.has({ a: 2n, b: "x" }));
  });

  test("every NaN is one NaN, and −0 stays", () => {
    const odd = new Float64Array(new BigUint64Array([0xfff8000000000001n, 0x8000000000000000n]).buffer);
    const type = StructType({ one: FloatType, zero: FloatType, list: VectorType(FloatType) });
    const bytes = encodeBeast2For(type)({ one: odd[0] as number, zero: -0, list: odd });
    const plain = encodeBeast2For(type)({ one: NaN, zero: -0, list: Float64Array.of(NaN, -0) });
    assert.equal(hex(bytes), hex(plain));
    const { list, zero } = decodeBeast2For(type)(bytes);
    assert.ok(Object.is(zero, -0) && Object.is(list[1], -0) && Number.isNaN(list[0]));
  });

  test("an empty Matrix keeps its shape", () => {
    const type = MatrixType(IntegerType);
    for (const [rows, cols] of [
      [0, 0],
      [3, 0],
      [0, 3],
    ] as const) {
      const decoded = decodeBeast2For(type)(encodeBeast2For(type)(matrix(new BigInt64Array(0), rows, cols)));
      assert.deepEqual([decoded.rows, decoded.cols], [rows, cols]);
    }
  });

  test("what was decoded shares no memory with the input", () => {
    const type = StructType({ blob: BlobType, list: VectorType(FloatType) });
    const bytes = encodeBeast2For(type)({ blob: Uint8Array.of(1, 2, 3), list: Float64Array.of(1.5) });
    const { blob, list } = decodeBeast2For(type)(bytes);
    bytes.fill(0xff);
    assert.deepEqual([...blob], [1, 2, 3]);
    assert.deepEqual([...list], [1.5]);
    assert.equal(Object.getPrototypeOf(blob), Uint8Array.prototype);
  });

  test("names that objects treat specially are names like any other", () => {
    const type = StructType({
      ["__proto__"]: IntegerType,
      constructor: VariantType({ ["__proto__"]: StringType, toString: NullType }),
      "2": IntegerType,
      "1": IntegerType,
    });
    const value = JSON.parse('{"__proto__": null, "constructor": null}');
    Object.defineProperty(value, "__proto__", { value: 7n, enumerable: true, writable: true });
    Object.assign(value, { constructor: variant("__proto__", "p"), "2": 2n, "1": 1n });
    const decoded = decodeBeast2For(type)(encodeBeast2For(type)(value)) as any;
    assert.equal(Object.getPrototypeOf(decoded), Object.prototype);
    assert.equal(Object.getOwnPropertyDescriptor(decoded, "__proto__")?.value, 7n);
    assert.equal(decoded.constructor.type, "__proto__");
    assert.deepEqual([decoded["2"], decoded["1"]], [2n, 1n]);
    const inherited = { constructor: variant("toString"), "2": 2n, "1": 1n };
    assert.throws(
      () => encodeBeast2For(type)(inherited as never),
      /at \.__proto__: expected Integer, found nothing/,
    );
  });

  test("names that would end a line or a string of source text", () => {
    for (const name of ['"', "\\", "\n", "\u2028", "\u2029", "*/", "`${1}`"]) {
      const type = StructType({ [name]: VariantType({ [name]: IntegerType, other: NullType }) });
      const value = { [name]: variant(name, 5n) } as any;
      assert.deepEqual(decodeBeast2For(type)(encodeBeast2For(type)(value)), value);
    }
  });

  test("a Dict that contains itself", () => {
    const type = RecursiveType((self) => DictType(StringType, OptionType(self)));
    const dict = new SortedMap<string, any>([["none", none]]);
    dict.set("self", some(dict));
    const decoded = decodeBeast2For(type)(encodeBeast2For(type)(dict)) as any;
    assert.equal(decoded.get("self").value, decoded);
    assert.equal(decoded.size, 2);
  });
});

suite("beast2 cycles without sharing", () => {
  const encode = encodeBeast2For(Nested, { sharing: "expand" });

  test("the same infinite tree has the same bytes, however it was tied together", () => {
    const one: any[] = [];
    one.push(one);
    const two: any[] = [];
    two.push([two]);
    const later: any[] = [one];
    assert.equal(hex(encode(two)), hex(encode(one)));
    assert.equal(hex(encode(later)), hex(encode(one)));
    assert.ok(equalFor(Nested)(decodeBeast2For(Nested)(encode(two)) as any, one));
    assert.notEqual(hex(encode([[]])), hex(encode(one)));
  });

  test("random graphs, and the same graphs with nodes doubled, have the same bytes", () => {
    const graph = fc.array(fc.array(fc.nat(), { maxLength: 3 }), { minLength: 1, maxLength: 5 });
    let cyclic = 0;
    fc.assert(
      fc.property(graph, fc.nat(), (edges, seed) => {
        const single: any[] = edges.map((): any[] => []);
        edges.forEach((targets, i) => {
          for (const target of targets) single[i]?.push(single[target % single.length]);
        });
        // Twice every node; an edge leads to either copy of its target.
        const doubled: any[] = [...edges, ...edges].map((): any[] => []);
        let state = seed;
        doubled.forEach((node, i) => {
          for (const target of edges[i % edges.length] as number[]) {
            state = (state * 1103515245 + 12345) % 2 ** 31;
            node.push(doubled[(target % edges.length) + (state % 2) * edges.length]);
          }
        });
        const bytes = encode(single[0]);
        assert.equal(hex(encode(doubled[0])), hex(bytes));
        const decoded = decodeBeast2For(Nested)(bytes) as any;
        assert.ok(equalFor(Nested)(decoded, single[0]));
        assert.equal(hex(encode(decoded)), hex(bytes));
        if (hex(encodeBeast2For(Nested)(decoded)).includes("0101")) cyclic++;
      }),
      runs(3000),
    );
    assert.ok(cyclic > 50);
  });

  test("an element that contains the root collection contains a copy of it", () => {
    const type = ArrayType(Tree);
    const root: any[] = [];
    root.push({ v: 1n, kids: root });
    for (const sharing of ["keep", "expand"] as const) {
      const decoded = decodeBeast2For(type)(encodeBeast2For(type, { sharing })(root)) as any;
      assert.notEqual(decoded[0].kids, decoded);
      assert.equal(decoded[0].kids[0].kids, decoded[0].kids);
      assert.ok(equalFor(type)(decoded, root));
    }
  });
});

suite("beast2 sizes", () => {
  test("sharing that expands beyond the bound is refused", () => {
    let value: any[] = [];
    for (let i = 0; i < 60; i++) value = [value, value];
    const maxSize = 1 << 16;
    assert.throws(
      () => encodeBeast2For(Nested, { sharing: "expand", maxSize })(value),
      /more than 65536 bytes/,
    );
    const decoded = decodeBeast2For(Nested)(encodeBeast2For(Nested)(value)) as any;
    assert.equal(decoded[0], decoded[1]);
    // The bound is exact, in both forms.
    for (const [type, exact] of [
      [StructType({ b: BlobType }), 102],
      [ArrayType(BlobType), 102],
    ] as [any, number][]) {
      const small = type.type === "Array" ? [new Uint8Array(101)] : { b: new Uint8Array(101) };
      assert.ok(encodeBeast2For(type, { maxSize: exact })(small));
      assert.throws(() => encodeBeast2For(type, { maxSize: exact - 1 })(small), FormatError);
    }
  });

  test("a list may be of any length", () => {
    const length = 300_000;
    let list: any = variant("nil");
    for (let i = 0; i < length; i++) list = variant("cons", { head: BigInt(i), tail: list });
    for (const options of [{}, { frozen: true }]) {
      let node = decodeBeast2For(List, options)(encodeBeast2For(List)(list)) as any;
      let count = 0;
      for (; node.type === "cons"; node = node.value.tail, count++) {
        assert.equal(Object.isFrozen(node.value), "frozen" in options);
      }
      assert.equal(count, length);
    }
    // The other ways in which recursion is a loop: through an option, through a Ref.
    const Chain = RecursiveType((self) => StructType({ name: StringType, next: RefType(OptionType(self)) }));
    let chain: any = { name: "last", next: ref(none) };
    for (let i = 0; i < 50_000; i++) chain = { name: "x", next: ref(some(chain)) };
    for (const sharing of ["keep", "expand"] as const) {
      let node = decodeBeast2For(Chain)(encodeBeast2For(Chain, { sharing })(chain)) as any;
      let count = 0;
      for (; node.next.value.type === "some"; node = node.next.value.value) count++;
      assert.equal(count, 50_000);
      assert.equal(node.name, "last");
    }
  });

  const nests: [string, EastType, (inner: any) => any, any][] = [
    ["Arrays", Nested, (inner) => [inner], []],
    ["trees", Tree, (inner) => ({ v: 1n, kids: [inner] }), { v: 0n, kids: [] }],
    [
      "Dicts",
      RecursiveType((self) => DictType(StringType, self)),
      (inner) => new Map([["k", inner]]),
      new Map(),
    ],
    [
      "left sides of binary trees",
      RecursiveType((self) => VariantType({ leaf: NullType, node: StructType({ left: self, right: self }) })),
      (inner) => variant("node", { left: inner, right: variant("leaf") }),
      variant("leaf"),
    ],
  ];
  for (const [name, type, wrap, innermost] of nests) {
    test(`${name} may nest 1000 levels, and are refused when they nest too deeply`, () => {
      let value = innermost;
      for (let i = 0; i < 1000; i++) value = wrap(value);
      for (const sharing of ["keep", "expand"] as const) {
        const bytes = encodeBeast2For(type, { sharing })(value);
        for (const frozen of [false, true]) {
          const decoded = decodeBeast2For(type, { frozen })(bytes);
          assert.equal(hex(encodeBeast2For(type, { sharing })(decoded)), hex(bytes));
        }
      }
      for (let i = 0; i < 100_000; i++) value = wrap(value);
      assert.throws(() => encodeBeast2For(type)(value), { message: /nests too deeply/ });
      assert.throws(() => encodeBeast2For(type, { sharing: "expand" })(value), {
        message: /nests too deeply/,
      });
    });
  }

  test("bytes that nest too deeply are refused", () => {
    const shallow = encodeBeast2For(Nested)([[]]);
    const head = shallow.subarray(0, shallow.length - 8);
    const levels = 200_000;
    const payload = Buffer.concat([Buffer.alloc(levels * 2, Buffer.of(0, 1)), Buffer.alloc(levels * 2)]);
    const length = varint(payload.length);
    const bytes = Buffer.concat([head, Buffer.of(0), length, length, payload]);
    assert.throws(() => decodeBeast2For(Nested)(bytes), FormatError);
    assert.throws(() => decodeBeast2(bytes), FormatError);
    // The same by hand, but shallow, is fine: the bytes are what they should be.
    const fine = Buffer.concat([Buffer.alloc(1000, Buffer.of(0, 1)), Buffer.of(0, 0), Buffer.alloc(500)]);
    const fineLength = varint(fine.length);
    assert.ok(decodeBeast2For(Nested)(Buffer.concat([head, Buffer.of(0), fineLength, fineLength, fine])));
  });

  test("elements without content are bounded, in number and not by the bytes there are", () => {
    const type = StructType({ list: ArrayType(ArrayType(NullType)) });
    const wide = (count: number, each: number) => ({
      list: Array.from({ length: count }, () => new Array(each).fill(null)),
    });
    const round = decodeBeast2For(type)(encodeBeast2For(type)(wide(2, 1 << 20)));
    assert.equal(round.list[1]?.length, 1 << 20);
    assert.throws(() => encodeBeast2For(type)(wide(1, (1 << 20) + 1)), /too many/);
    const [million] = wide(1, 1 << 20).list;
    const list = new Array(5).fill(million);
    assert.throws(() => encodeBeast2For(type, { sharing: "expand" })({ list }), /too many/);
    // 5 bytes for a million elements, 100,000 times.
    const one = Buffer.concat([Buffer.of(0), varint(1 << 20), Buffer.of(0)]);
    const payload = Buffer.concat([
      Buffer.of(0),
      varint(100_000),
      Buffer.alloc(one.length * 100_000, one),
      Buffer.of(0),
    ]);
    const small = encodeBeast2For(type)({ list: [] });
    const length = varint(payload.length);
    const bytes = Buffer.concat([small.subarray(0, small.length - 5), Buffer.of(0), length, length, payload]);
    assert.throws(() => decodeBeast2For(type)(bytes), /too many/);
  });

  test("a struct that can only contain itself has no values", () => {
    const type = RecursiveType((self) => StructType({ a: self }));
    assert.throws(() => encodeBeast2For(type)({ a: {} }), /cannot exist/);
    const holder = OptionType(type);
    assert.deepEqual(decodeBeast2For(holder)(encodeBeast2For(holder)(none)), none);
  });
});

function varint(value: number): Buffer {
  const bytes: number[] = [];
  for (; value >= 0x80; value = Math.floor(value / 0x80)) bytes.push((value % 0x80) | 0x80);
  return Buffer.of(...bytes, value);
}

suite("values that do not fit their type", () => {
  const Row = StructType({ id: IntegerType, tags: ArrayType(StringType) });
  const cases: [string, EastType, unknown, RegExp][] = [
    ["a number for an Integer", IntegerType, 1, /^beast2: expected Integer, found the number 1$/],
    ["an Integer above 64 bits", IntegerType, 2n ** 63n, /outside the range/],
    ["an Integer below 64 bits", IntegerType, -(2n ** 63n) - 1n, /outside the range/],
    ["a bigint for a Float", FloatType, 1n, /expected Float, found the bigint 1/],
    ["a lone surrogate", StringType, "a\ud800", /lone surrogate/],
    ["a lone surrogate in a long text", StringType, `${"a".repeat(100)}\udc00`, /lone surrogate/],
    ["undefined for Null", NullType, undefined, /expected Null, found nothing/],
    ["a number for a Boolean", BooleanType, 1, /expected Boolean/],
    ["an invalid Date", DateTimeType, new Date(NaN), /invalid Date/],
    ["a number for a DateTime", DateTimeType, 5, /expected DateTime/],
    ["an Array for a Blob", BlobType, [1, 2], /expected Blob, found a value of Array/],
    ["an object for an Array", ArrayType(NullType), {}, /expected Array, found an object/],
    ["an Array with holes", ArrayType(NullType), new Array(2), /at \[0\]: expected Null/],
    ["an Array for a Set", SetType(IntegerType), [1n], /expected Set/],
    ["a Set for a Dict", DictType(IntegerType, NullType), new Set([1n]), /expected Dict/],
    ["a plain object for a Ref", RefType(NullType), { value: null }, /expected Ref/],
    ["a plain object for a Variant", OptionType(NullType), { type: "none", value: null }, /expected Variant/],
    [
      "another case",
      OptionType(IntegerType),
      variant("other"),
      /expected a case of none, some, found "other"/,
    ],
    ["null for a Struct", Row, null, /expected Struct, found null/],
    ["a missing field", Row, { id: 1n }, /^beast2: at \.tags: expected Array, found nothing$/],
    [
      "something far inside",
      ArrayType(Row),
      [
        { id: 1n, tags: ["a"] },
        { id: 2n, tags: ["a", 5] },
      ],
      /^beast2: at \[1\]\.tags\[1\]: expected String, found the number 5$/,
    ],
    [
      "something in a Dict",
      DictType(StringType, OptionType(ArrayType(IntegerType))),
      new Map([["k", some([1n, "x"])]]),
      /^beast2: at \["k"\]\.some\[1\]: expected Integer/,
    ],
    [
      "a key of another kind",
      DictType(IntegerType, NullType),
      new Map([["k", null]]),
      /at \[0\]\(key\): expected/,
    ],
    ["keys that cannot be compared", SetType(DateTimeType), new Set([1, 2]), /cannot be put in order/],
    [
      "two equal elements",
      SetType(BlobType),
      new Set([Uint8Array.of(1), Uint8Array.of(1)]),
      /equal or out of order/,
    ],
    ["other packed numbers", VectorType(FloatType), new Float32Array(2), /expected Float64Array/],
    ["bytes that are no Booleans", VectorType(BooleanType), Uint8ClampedArray.of(1, 2), /0 and 1/],
    ["a Matrix without its shape", MatrixType(FloatType), { data: new Float64Array(2) }, /expected Matrix/],
    [
      "a Matrix of another shape",
      MatrixType(FloatType),
      { ...matrix(Float64Array.of(1, 2), 1, 2), rows: 2 },
      /2 elements for 2 rows and 2 columns/,
    ],
    ["anything for Never", ArrayType(NeverType), [null], /at \[0\]: a value of type \.Never cannot exist/],
  ];
  for (const [name, type, value, message] of cases) {
    test(`${name}: is refused`, () => {
      for (const sharing of ["keep", "expand"] as const) {
        assert.throws(
          () => encodeBeast2For(type, { sharing })(value),
          (error: any) => {
            assert.ok(error instanceof FormatError);
            assert.match(error.message, message);
            return true;
          },
        );
      }
    });
  }

  test("keys that changed since they were put in order are noticed", () => {
    const Key = StructType({ a: IntegerType });
    const keys = [{ a: 1n }, { a: 2n }];
    const set = new SortedSet(keys, compareFor(Key));
    (keys[0] as { a: bigint }).a = 3n;
    assert.throws(() => encodeBeast2For(SetType(Key))(set), /equal or out of order/);
  });
});

suite("damage in a value", () => {
  test("is named with the byte and the path", () => {
    const type = StructType({ orders: ArrayType(StructType({ id: IntegerType, paid: BooleanType })) });
    const bytes = encodeBeast2For(type)({
      orders: [
        { id: 1n, paid: true },
        { id: 2n, paid: true },
      ],
    });
    const at = bytes.length - 2;
    assert.equal(bytes[at], 1);
    bytes[at] = 7;
    assert.throws(() => decodeBeast2For(type)(bytes), {
      message: `beast2: byte ${at}, at .orders[1].paid: Boolean must be 00 or 01`,
      position: { offset: at, path: ".orders[1].paid" },
    });
  });

  test("is named by a short path however long the way there is", () => {
    let list: any = variant("nil");
    for (let i = 0; i < 1000; i++) list = variant("cons", { head: 1n, tail: list });
    const bytes = encodeBeast2For(List)(list);
    bytes[bytes.length - 1] = 9;
    assert.throws(
      () => decodeBeast2For(List)(bytes),
      (error: FormatError) => {
        assert.match(error.message, /^beast2: byte \d+, at \.cons\.tail\.cons.* … .*\.tail: case index 9/);
        assert.ok(error.message.length < 500);
        return true;
      },
    );
  });

  test("another type is told by both types", () => {
    const bytes = encodeBeast2For(ArrayType(IntegerType))([]);
    assert.throws(() => decodeBeast2For(ArrayType(StringType))(bytes), {
      message: "beast2: type mismatch: expected .Array .String, got .Array .Integer",
    });
  });
});
