import assert from "node:assert/strict";
import { suite, test } from "node:test";
import { inflateRawSync } from "node:zlib";
import {
  ArrayType,
  attachOrigin,
  DictType,
  East,
  type EastType,
  encodeBeast2For,
  equalFor,
  FormatError,
  type FunctionIR,
  FunctionType,
  fromEastTypeValue,
  functionOrigin,
  IntegerType,
  type IR,
  IRType,
  isTypeEqual,
  isVariant,
  NullType,
  type SourceMap,
  StringType,
  StructType,
  variant,
} from "@elaraai/east";
import { decodeData, decodeDataFor, decodeIR, encodeIR, instantiateFunction } from "@elaraai/east/internal";

const Unary = FunctionType([IntegerType], IntegerType);
const options = { instantiate: instantiateFunction };

const plusOne = East.compile(
  East.function([IntegerType], IntegerType, (_, x) => x.add(1n)),
  [],
);
const double = East.compile(
  East.function([IntegerType], IntegerType, (_, x) => x.multiply(2n)),
  [],
);
/** A function of one that adds what it has captured. */
const adder = East.compile(
  East.function([IntegerType], Unary, ($, n) =>
    East.function([IntegerType], IntegerType, ($$, x) => x.add(n)),
  ),
  [],
);
/** Functions that capture the Array they are given. */
const counting = East.compile(
  East.function([ArrayType(IntegerType)], FunctionType([], IntegerType), ($, list) =>
    East.function([], IntegerType, () => list.size()),
  ),
  [],
);

const stacksIn = (fn: unknown): number =>
  (functionOrigin(fn)?.sourceMap.stacks ?? []).filter((stack) => stack.length > 0).length;

/** The frames of the stacks that the locations of a function refer to, in the order of its nodes. */
function locationsOf(fn: unknown): string[] {
  const origin = functionOrigin(fn);
  assert.ok(origin !== undefined);
  const found: string[] = [];
  const walk = (value: unknown): void => {
    if (typeof value !== "object" || value === null) return;
    for (const [name, part] of Object.entries(value)) {
      if (name === "loc_id") {
        found.push(
          (origin.sourceMap.stacks[Number(part)] ?? [])
            .map((l) => `${l.filename}:${l.line}:${l.column}`)
            .join(),
        );
      } else if (name !== "type") walk(part);
    }
  };
  walk(origin.ir);
  return found;
}

suite("beast2 functions", () => {
  test("as the root keep their IR and locations, and run", () => {
    const bytes = encodeBeast2For(Unary)(plusOne);
    const decoded = decodeDataFor(Unary, options)(bytes);
    assert.equal(decoded(41n), 42n);
    assert.ok(equalFor(IRType)(functionOrigin(decoded)?.ir as IR, functionOrigin(plusOne)?.ir as IR));
    assert.deepEqual(locationsOf(decoded), locationsOf(plusOne));
    assert.ok(stacksIn(plusOne) > 0, "there are locations to keep");
    assert.deepEqual(encodeBeast2For(Unary)(decoded), bytes);
  });

  test("inside other values bring captured values and locations along", () => {
    const type = StructType({ f: Unary, g: Unary, again: Unary, h: Unary });
    const value = { f: adder(10n), g: plusOne, again: plusOne, h: adder(20n) };
    const bytes = encodeBeast2For(type)(value);
    const decoded = decodeDataFor(type, options)(bytes);
    assert.deepEqual([decoded.f(1n), decoded.g(1n), decoded.again(1n), decoded.h(1n)], [11n, 2n, 2n, 21n]);
    for (const name of ["f", "g", "again", "h"] as const) {
      assert.deepEqual(locationsOf(decoded[name]), locationsOf(value[name]), name);
    }
    assert.deepEqual(encodeBeast2For(type)(decoded), bytes);
  });

  test("in a collection are written in segments only without locations", () => {
    const type = ArrayType(Unary);
    const value = [plusOne, double, plusOne];
    const kept = encodeBeast2For(type)(value);
    const dropped = encodeBeast2For(type, { sharing: "expand" })(value);
    const indexed = (bytes: Uint8Array): boolean => bytes.at(-1) === 0xf5;
    assert.deepEqual([indexed(kept), indexed(dropped)], [false, true]);
    for (const bytes of [kept, dropped]) {
      const decoded = decodeDataFor(type, options)(bytes);
      assert.deepEqual(
        decoded.map((f) => f(5n)),
        [6n, 10n, 6n],
      );
    }
    const [first] = decodeDataFor(type, options)(dropped);
    assert.deepEqual(new Set(locationsOf(first)), new Set([""]));
    assert.deepEqual(locationsOf(decodeDataFor(type, options)(kept)[1]), locationsOf(double));
    // Locations say where a function was written, which is no part of what it is.
    assert.deepEqual(
      encodeBeast2For(type, { locations: "drop" })([plusOne]),
      encodeBeast2For(type, { sharing: "expand" })([plusOne]),
    );
  });

  test("captured containers are the same as those beside the function", () => {
    const type = StructType({ list: ArrayType(IntegerType), count: FunctionType([], IntegerType) });
    const list = [1n, 2n];
    const bytes = encodeBeast2For(type)({ list, count: counting(list) });
    const decoded = decodeDataFor(type, options)(bytes);
    assert.equal(decoded.count(), 2n);
    decoded.list.push(3n);
    assert.equal(decoded.count(), 3n);
    // Without sharing there are two.
    const apart = decodeDataFor(
      type,
      options,
    )(encodeBeast2For(type, { sharing: "expand" })({ list, count: counting(list) }));
    apart.list.push(3n);
    assert.equal(apart.count(), 2n);
  });

  test("a collection may hold functions that capture it", () => {
    const Counter = FunctionType([], IntegerType);
    const ofArray = East.compile(
      East.function([ArrayType(Counter)], Counter, ($, list) =>
        East.function([], IntegerType, () => list.size()),
      ),
      [],
    );
    const ofDict = East.compile(
      East.function([DictType(StringType, Counter)], Counter, ($, dict) =>
        East.function([], IntegerType, ($$) => {
          $$.const(dict);
          return 1n;
        }),
      ),
      [],
    );
    const list: any[] = [];
    list.push(ofArray(list), ofArray(list));
    const dict = new Map<string, any>();
    dict.set("self", ofDict(dict));
    const type = StructType({ list: ArrayType(Counter), dict: DictType(StringType, Counter) });
    for (const sharing of ["keep", "expand"] as const) {
      const bytes = encodeBeast2For(type, { sharing })({ list, dict });
      const decoded = decodeDataFor(type, options)(bytes) as any;
      assert.equal(decoded.list[1](), 2n);
      decoded.list.push(null);
      assert.equal(decoded.list[0](), 3n);
      assert.equal(decoded.dict.get("self")(), 1n);
      decoded.list.pop();
      assert.deepEqual(encodeBeast2For(type, { sharing })(decoded), bytes);
    }
  });

  test("functions nested in functions too deeply are refused", () => {
    const wrap = East.compile(
      East.function([Unary], Unary, ($, f) => East.function([IntegerType], IntegerType, ($$, x) => f(x))),
      [],
    );
    let f: any = plusOne;
    for (let i = 0; i < 50; i++) f = wrap(f);
    assert.equal(decodeDataFor(Unary, options)(encodeBeast2For(Unary)(f))(1n), 2n);
    for (let i = 0; i < 2000; i++) f = wrap(f);
    assert.throws(() => encodeBeast2For(Unary)(f), /nests too deeply/);
  });

  test("need something that makes them", () => {
    const bytes = encodeBeast2For(ArrayType(Unary))([plusOne]);
    assert.throws(
      () => decodeDataFor(ArrayType(Unary))(bytes),
      /at \[0\]: a function value can be decoded only/,
    );
    assert.deepEqual(decodeDataFor(ArrayType(Unary))(encodeBeast2For(ArrayType(Unary))([])), []);
    assert.ok(isTypeEqual(fromEastTypeValue(decodeData(bytes, options).type), ArrayType(Unary)));
  });

  test("of version 4 are made when the containers of their IR are complete", () => {
    // An Array of x => x + 1 twice, then the first again, as the reference package writes it, deflated.
    const deflated = [
      "jVTbcts2ECVxIUDIimwnaXpL2sa9qJek9/alL7JjdTLTaDp26jx6IGqpYAyBHACUoukX9Iv6ex2IpGLRbaYvokicXezu2XP+OpXO",
      "9wX5ew/9jPbjKBLx4U+HtwRJUaJMWXlHk6LyZeVJlCJ8BWtCl1JXQFKE1CyiyhiwhCNsIY/YysqyBJvGKSJGLqBH/LoEIvb4bTqy",
      "Vq5Jf+TWJhtXJvOqMAk51sWUseOi0CAN40+kh+dqAYw8UZnndKwL6Rnf4tlT42EOliXPpLfqFaETWIJlZFJpzdIzyCrr1BIEPoOc",
      "4HPwJDn3Vpk5C88q8312Ia2SxveTC8h8YUmK6yoTXWSXoadNgzglu5/5MsRNNeAGIHBKO5BMlr6y4A5EKa1cgAfrDsi0mK1x9xbh",
      "vPSwAOPdQTut9uxGRVpOQd/pXsemldJemd4gfL58fSVNpZ1XTe5uG3kzS3wd1LmQLcA5OQecsk4lMrCIm4LCPrTTaLrs4MlMZf4N",
      "8GQXjh3sohtYpweaK9CzXuI2jOIUpaWFmcqkbxOL+90YrHL3IAXt4LLlI5MOeq9pbSI/7EayZb0wmIYA91F3WMmmo8Di9QbFx/+B",
      "+6RLYxtPbLFyEckK7SJyY5CbBXkT0VQGZQ15UQZ2pR62W9UW9MWNgjZjdF927+LerushiUz67GX9f7sT1HmZXeG9XBmpdYNMKOZs",
      "o+bHrZqHWzV/Xev4m1a9US3XRpm9fxfgt9051d2wReUDXcNWbLNhl7Ca2FbGnSzXVqVZtJp3/hCN3CAZOafmZn/Xpg7psS6yq9v0",
      "2IK8usuOa929RU6k1vfS8LvB3+MnhfHKVHCXnlpb2Lf5uLAb43uHjQsbPO3dZFzYc/DvbU3tkP8KfhyoeD95mp9qBx/g38Dv02dh",
      "+A/5BFabFEdsAquQ4tN0Aqva/z5LJrA6g3wQnufgj8JR7WtH/HctfV7YxefJGfjKmkFjgV/x53Z9EpI/GvxhgmdvfXNAL8LUvuMX",
      "jSq+b+3yB/ripdLwY//FDv4OFg2po9ksfkVz87hc76EYUYoQ/QVR+mfvkYhxn8UcIUw5iQiN+izhiPHwlopo94wIEnMscJQKHD/g",
      "KI4iLEh0S2BUv93nhKD/h4r+AQ==",
    ];
    const bytes = inflateRawSync(Buffer.from(deflated.join(""), "base64"));
    assert.equal(bytes[7], 4);
    const decoded = decodeDataFor(ArrayType(Unary), options)(bytes);
    assert.deepEqual(
      decoded.map((f) => f(4n)),
      [5n, 5n, 5n],
    );
    const [outer, inner] = ["fn.py:5:5", "fn.py:5:60,fn.py:5:5"];
    assert.deepEqual(locationsOf(decoded[0]), [outer, outer, inner, outer, inner]);
    assert.deepEqual(locationsOf(decoded[2]), locationsOf(decoded[0]));
  });

  const { ir, sourceMap } = functionOrigin(plusOne) as { ir: FunctionIR; sourceMap: SourceMap };
  const made = (changes: object): unknown =>
    attachOrigin(() => null, { ir, sourceMap, captures: () => [], ...changes });
  const refused: [string, EastType, unknown, RegExp][] = [
    ["a function that East did not make", Unary, () => 1n, /expected a function made by East/],
    ["no function at all", Unary, 5n, /expected a function made by East/],
    ["a function of another type", FunctionType([StringType], IntegerType), plusOne, /expected \.Function/],
    ["captures that the IR does not have", Unary, made({ captures: () => [1n] }), /captures/],
  ];
  for (const [name, type, value, message] of refused) {
    test(`${name}: is refused`, () => {
      assert.throws(
        () => encodeBeast2For(type)(value),
        (error: any) => {
          assert.ok(error instanceof FormatError, String(error));
          assert.match(error.message, message);
          return true;
        },
      );
    });
  }

  test("read as another function type, or with IR that breaks the rules, are refused", () => {
    const Any = StructType({ f: Unary });
    const bytes = Buffer.from(encodeBeast2For(Any, { locations: "drop" })({ f: plusOne }));
    const name = bytes.indexOf("IntegerAdd");
    assert.ok(name > 0);
    const other = Buffer.from(bytes);
    other.write("IntegerAbs", name);
    assert.throws(
      () => decodeDataFor(Any, options)(other),
      (error: any) => {
        assert.ok(error instanceof FormatError);
        assert.match(error.message, /at \.f: no function can be made of its IR/);
        return true;
      },
    );
  });
});

suite("beast2 IR", () => {
  const program = East.function([ArrayType(IntegerType)], IntegerType, ($, list) => {
    const sum = $.let(0n);
    $.for(list, ($$, x) => $$.assign(sum, sum.add(x).add(1n)));
    return sum;
  }).toIR();

  test("keeps its locations in the source map section", () => {
    const bytes = encodeIR(program.ir, program.sourceMap);
    const { ir, sourceMap } = decodeIR(bytes);
    assert.ok(equalFor(IRType)(ir, program.ir));
    assert.deepEqual(sourceMap, { stacks: program.sourceMap.stacks });
    assert.ok(sourceMap.stacks.length > 1);
    // Version 5, a well-known type by its number.
    assert.equal(Buffer.from(bytes.subarray(7, 10)).toString("hex"), "050101");
    assert.deepEqual(encodeIR(ir, sourceMap), bytes);
  });

  test("without sharing is the same whatever lists are shared", () => {
    const bytes = encodeIR(program.ir, { stacks: [[]] }, { sharing: "expand" });
    const { ir } = decodeIR(bytes);
    const shared = decodeIR(encodeIR(share(ir), { stacks: [[]] })).ir;
    assert.notDeepEqual(encodeIR(shared, { stacks: [[]] }), bytes);
    assert.deepEqual(encodeIR(shared, { stacks: [[]] }, { sharing: "expand" }), bytes);
  });

  test("nested deeply is read, very deeply refused", () => {
    const nested = (levels: number): IR => {
      let node: any = variant("Value", {
        type: variant("Integer"),
        loc_id: 0n,
        value: variant("Integer", 1n),
      });
      for (let i = 0; i < levels; i++) {
        const inner = {
          type: variant("Integer"),
          loc_id: 0n,
          builtin: "IntegerNegate",
          type_parameters: [],
          arguments: [node],
        };
        node = variant("Builtin", inner);
      }
      return node;
    };
    const ir = nested(1000);
    const bytes = encodeIR(ir, { stacks: [[]] });
    assert.deepEqual(encodeIR(decodeIR(bytes).ir, { stacks: [[]] }), bytes);
    assert.throws(() => encodeIR(nested(20_000), { stacks: [[]] }), { message: /nests too deeply/ });
  });

  test("of other types is refused", () => {
    assert.throws(() => decodeIR(encodeBeast2For(NullType)(null)), /type mismatch/);
  });
});

/** The same IR with one object for all equal lists. */
function share(ir: IR): IR {
  const lists = new Map<string, unknown[]>();
  const walk = (value: any): any => {
    if (Array.isArray(value)) {
      const list = value.map(walk);
      const key = JSON.stringify(list, (_, v) => (typeof v === "bigint" ? `${v}n` : v));
      const known = lists.get(key);
      if (known !== undefined) return known;
      lists.set(key, list);
      return list;
    }
    if (typeof value !== "object" || value === null) return value;
    if (isVariant(value)) return variant(value.type, walk(value.value));
    return Object.fromEntries(Object.entries(value).map(([name, part]) => [name, walk(part)]));
  };
  return walk(ir);
}
