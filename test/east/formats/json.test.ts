import assert from "node:assert/strict";
import { suite, test } from "node:test";
import {
  ArrayType,
  BlobType,
  DateTimeType,
  DictType,
  decodeJSONFor,
  type EastType,
  encodeJSONFor,
  FloatType,
  FormatError,
  FunctionType,
  fromJSONFor,
  IntegerType,
  MatrixType,
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
  structTypeOf,
  toEastTypeValue,
  toJSONFor,
  VariantType,
  VectorType,
  variant,
} from "@elaraai/east";
import * as fc from "fast-check";

const encoded = (type: EastType, value: unknown): string =>
  new TextDecoder().decode(encodeJSONFor(type)(value));
const decoded = (type: EastType, json: string, frozen = false): any =>
  decodeJSONFor(type, frozen)(new TextEncoder().encode(json));

/** The error of a document, which must be one of ours. */
function refused(type: EastType, json: string): FormatError {
  try {
    decoded(type, json);
  } catch (error) {
    assert.ok(error instanceof FormatError, String(error));
    return error;
  }
  return assert.fail(`accepted ${json}`);
}

const Tree = RecursiveType((self) => StructType({ v: IntegerType, kids: ArrayType(self) }));
const Nest = RecursiveType((self) => ArrayType(self));
const List = RecursiveType((self) =>
  VariantType({ nil: NullType, cons: StructType({ head: IntegerType, tail: self }) }),
);
const Chain = RecursiveType((self) => StructType({ next: OptionType(self) }));

suite("East JSON", () => {
  test("keeps fields in declared order, whatever JavaScript does with their names", () => {
    const type = structTypeOf(["2", "a", "1", "__proto__"].map((name) => [name, IntegerType]));
    const json = '{"2":"1","a":"2","1":"3","__proto__":"4"}';
    const value = decoded(type, '{"__proto__":"4","1":"3","a":"2","2":"1"}');
    assert.equal(encoded(type, value), json);
    assert.equal(Object.getPrototypeOf(value), Object.prototype);
    assert.ok(Object.hasOwn(value, "__proto__"));
  });

  test("asks for members that every object has", () => {
    const type = StructType({ toString: NullType, constructor: NullType });
    assert.match(
      refused(type, "{}").message,
      /expected a Struct with the member "toString", got an empty object/,
    );
    assert.match(refused(StructType({ ["__proto__"]: NullType }), "{}").message, /the member "__proto__"/);
    assert.deepEqual(Object.keys(decoded(type, '{"constructor":null,"toString":null}')), [
      "toString",
      "constructor",
    ]);
  });

  test("takes the last of members that repeat, whatever the others are", () => {
    assert.deepEqual(decoded(StructType({ a: IntegerType }), '{"a":7,"a":"2"}'), { a: 2n });
  });

  test("writes native and sorted collections alike", () => {
    const type = DictType(IntegerType, SetType(StringType));
    const json = '[{"key":"1","value":["a","b"]},{"key":"2","value":[]}]';
    assert.equal(
      encoded(
        type,
        new Map([
          [2n, new Set()],
          [1n, new Set(["b", "a"])],
        ]),
      ),
      json,
    );
    const value = decoded(type, json);
    assert.ok(value instanceof SortedMap && value.get(1n) instanceof SortedSet);
  });

  test("takes types as values", () => {
    const type = toEastTypeValue(OptionType(IntegerType));
    assert.deepEqual(toJSONFor(type)(some(1n)), "1");
    assert.deepEqual(fromJSONFor(type)(null), none);
  });

  test("writes half of a surrogate pair as U+FFFD, and refuses one", () => {
    assert.equal(encoded(StringType, "a\ud83d"), '"a\ufffd"');
    assert.match(refused(StringType, '"\\ud83d"').message, /half of a surrogate pair/);
    assert.equal(decoded(StringType, '"\\ud83d\\ude00"'), "😀");
  });

  test("writes what a string needs escaped as JSON.stringify does", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), (text) => {
        assert.equal(encoded(StringType, text), JSON.stringify((text as any).toWellFormed()));
      }),
    );
  });

  test("freezes on demand, all the way down but for bytes", () => {
    const type = StructType({
      a: ArrayType(RefType(OptionType(BlobType))),
      s: SetType(IntegerType),
      d: DictType(StringType, VariantType({ x: NullType })),
    });
    const json = '{"a":[["0x00"]],"s":["1"],"d":[{"key":"k","value":{"type":"x","value":null}}]}';
    const value = decoded(type, json, true);
    const parts = [value, value.a, value.a[0], value.a[0].value, value.s, value.d, value.d.get("k")];
    assert.deepEqual(
      parts.map(Object.isFrozen),
      parts.map(() => true),
    );
    assert.ok(!Object.isFrozen(value.a[0].value.value));
    assert.ok(!Object.isFrozen(decoded(type, json).a));
    assert.ok(Object.isFrozen(fromJSONFor(type, true)(JSON.parse(json)).a));
  });

  test("does not change the JSON that it is given", () => {
    const json = { xs: ["1", "2"], s: ["2", "1"], m: [[1, 2]] };
    const type = StructType({
      xs: ArrayType(IntegerType),
      s: SetType(IntegerType),
      m: MatrixType(FloatType),
    });
    const value = fromJSONFor(type)(json);
    assert.deepEqual(json, { xs: ["1", "2"], s: ["2", "1"], m: [[1, 2]] });
    assert.equal(printFor(type)(value), "(xs=[1, 2], s={1,2}, m=mat[[1.0, 2.0]])");
  });

  test("refuses types with functions, and values without JSON", () => {
    for (const make of [toJSONFor, fromJSONFor, encodeJSONFor, decodeJSONFor]) {
      assert.throws(() => make(ArrayType(FunctionType([], NullType))), /functions have no JSON/);
    }
    assert.throws(
      () => encoded(DateTimeType, new Date(253402300800000)),
      /outside of the years 0001 to 9999/,
    );
    assert.throws(() => encoded(DateTimeType, new Date(Number.NaN)), /invalid Date/);
    assert.throws(() => encoded(OptionType(NullType), variant("x")), /case 'x' is not in its type/);
  });

  test("reads UTF-8 and nothing else", () => {
    const bad = new Uint8Array([0x22, 0xc3, 0xa9, 0xff, 0x22]);
    assert.throws(
      () => decodeJSONFor(StringType)(bad),
      (error) => error instanceof FormatError && error.position.offset === 3,
    );
    assert.match(refused(StringType, '\ufeff""').message, /malformed JSON in line 1, column 1/);
  });
});

suite("aliases of older versions in East JSON", () => {
  const Integers = ArrayType(IntegerType);

  test("make one object of two places", () => {
    const pair = decoded(ArrayType(Integers), '[["1"],{"$ref":"1#0"}]');
    assert.equal(pair[0], pair[1]);
    const tree = decoded(Tree, '{"v":"1","kids":[{"v":"2","kids":{"$ref":"2#"}}]}');
    assert.equal(tree.kids[0].kids, tree.kids);
    const json = { r: [["1"]], s: { $ref: "1#r/0" } };
    const { r, s } = fromJSONFor(StructType({ r: RefType(Integers), s: Integers }))(json);
    assert.equal(r.value, s);
    assert.deepEqual(json, { r: [["1"]], s: { $ref: "1#r/0" } });
  });

  test("name Dict entries by where they stand, not by their order", () => {
    const type = DictType(StringType, Integers);
    const json =
      '[{"key":"z","value":["1"]},{"key":"a","value":["2"]},{"key":"b","value":{"$ref":"2#0/value"}}]';
    const dict = decoded(type, json);
    assert.equal(dict.get("b"), dict.get("z"));
  });

  test("step over what JSON does not show", () => {
    const type = StructType({
      "a/b~": OptionType(Integers),
      v: VariantType({ k: Integers }),
      c: Integers,
      d: Integers,
    });
    const value = decoded(
      type,
      '{"a/b~":["1"],"v":{"type":"k","value":["2"]},"c":{"$ref":"1#a~1b~0"},"d":{"$ref":"1#v/k"}}',
    );
    assert.equal(value.c, value["a/b~"].value);
    assert.equal(value.d, value.v.value);
  });

  const wrong: [string, RegExp][] = [
    ['[["1"],{"$ref":"1#"}]', /alias 1# names a value of another type: expected \.Array \.Integer, got/],
    ['[["1"],{"$ref":"1#5"}]', /alias 1#5 names no container that was begun before it/],
    ['[["1"],{"$ref":"9#0"}]', /alias 9#0 goes up 9 steps from a depth of 1/],
    ['[["1"],{"$ref":"x"}]', /alias "x" has not the form "N#steps"/],
    ['[["1"],{"$ref":3}]', /expected an array for the Array, got an object with "\$ref"/],
  ];
  for (const [json, message] of wrong) {
    test(`refuse ${json}`, () => {
      const error = refused(ArrayType(Integers), json);
      assert.match(error.message, message);
      assert.equal(error.position.path, "[1]");
    });
  }
});

suite("malformed East JSON", () => {
  const cases: [string, string][] = [
    ["", "1, column 1: expected a value, got end of input"],
    ["[1,]", "1, column 4: expected a value, got ']'"],
    ["[1 2]", "1, column 4: expected ',' or ']', got '2'"],
    ['{"a":1,}', "1, column 8: expected a member name in quotes, got '}'"],
    ['{"a" 1}', "1, column 6: expected ':', got '1'"],
    ["{a:1}", "1, column 2: expected a member name in quotes, got 'a'"],
    ["[[],\n\n  01]", "3, column 4: expected ',' or ']', got '1'"],
    ["[1.]", "1, column 3: expected ',' or ']', got '.'"],
    ["-", "1, column 1: expected a value, got '-'"],
    ["nul", "1, column 1: expected a value, got 'n'"],
    ['["é", x]', "1, column 8: expected a value, got 'x'"],
    ['"a\nb"', "1, column 3: expected a string without characters below U+0020, got '\n'"],
    ['"abc', "1, column 5: expected '\"' to end a string, got end of input"],
    ['"\\x41"', "1, column 2: expected an escape that JSON knows, got '\\'"],
    ['"\\u12"', "1, column 2: expected an escape that JSON knows, got '\\'"],
    ['"a" "b"', "1, column 5: expected the end of the text, got '\"'"],
    ["[]]", "1, column 3: expected the end of the text, got ']'"],
    ["[}", "1, column 2: expected a value, got '}'"],
    ["[1\u00a0]", "1, column 3: expected ',' or ']', got '\u00a0'"],
  ];
  for (const [json, message] of cases) {
    test(`${JSON.stringify(json)} is refused, saying where`, () => {
      assert.throws(() => JSON.parse(json));
      const error = refused(NullType, json);
      assert.equal(
        error.message,
        `Error occurred because malformed JSON in line ${message} (line 1, col 1) while parsing value of type ".Null"`,
      );
    });
  }

  test("is whatever JSON.parse refuses, and nothing else", () => {
    const change = fc.tuple(
      fc.nat(),
      fc.constantFrom("", '"', ",", "]", "}", "[", ":", "\\", "1", ".", "e", " ", "\t"),
    );
    let malformed = 0;
    fc.assert(
      fc.property(fc.json({ maxDepth: 3 }), change, ([...chars], [at, by]) => {
        chars.splice(at % (chars.length + 1), 1, by);
        const json = chars.join("");
        let value: unknown;
        try {
          value = JSON.parse(json);
        } catch {
          malformed++;
          assert.match(refused(NullType, json).message, /malformed JSON in line \d+, column \d+: expected /);
          return;
        }
        if (value !== null) assert.doesNotMatch(refused(NullType, json).message, /malformed/);
      }),
      { numRuns: 500 },
    );
    assert.ok(malformed > 100, `${malformed}`);
  });
});

suite("deep values in East JSON", () => {
  const nested = (open: string, leaf: string, close: string, levels: number): string =>
    open.repeat(levels) + leaf + close.repeat(levels);

  // At most 2048 levels, where a recursive type is one more above its body and an Option written bare is none.
  const limits: [string, EastType, number, (levels: number) => string][] = [
    ["arrays", Nest, 1024, (n) => nested("[", "", "]", n)],
    [
      "a list",
      List,
      681,
      (n) => nested('{"type":"cons","value":{"head":"1","tail":', '{"type":"nil","value":null}', "}}", n),
    ],
    ["options", Chain, 1023, (n) => nested('{"next":', "null", "}", n)],
  ];
  for (const [name, type, most, make] of limits) {
    test(`${name} nest ${most} deep and no deeper`, () => {
      const value = decoded(type, make(most));
      assert.equal(encoded(type, value), make(most));
      const error = refused(type, make(most + 1));
      assert.match(error.message, /may not be nested more than 2048 levels deep/);
      assert.throws(() => encoded(type, wrap(type, value)), /cyclic, or nested more than 2048 levels deep/);
    });
  }

  /** One level more around a value. */
  function wrap(type: EastType, value: any): unknown {
    if (type === Nest) return [value];
    return type === List ? variant("cons", { head: 1n, tail: value }) : { next: some(value) };
  }

  test("cyclic values are refused", () => {
    const itself: unknown[] = [];
    itself.push(itself, itself);
    assert.throws(() => encoded(Nest, itself), /the value is cyclic/);
    assert.throws(() => toJSONFor(Nest)(itself), /the value is cyclic/);
    assert.throws(() => fromJSONFor(Nest)(itself), FormatError);
    const cell = ref<unknown>(undefined);
    cell.value = some(cell);
    assert.throws(
      () =>
        encoded(
          RecursiveType((self) => RefType(OptionType(self))),
          cell,
        ),
      /the value is cyclic/,
    );
  });

  test("brackets without end are refused", () => {
    for (const json of [
      "[".repeat(1_000_000),
      `${"[".repeat(200_000)}${"]".repeat(200_000)}`,
      '{"v":'.repeat(100_000),
    ]) {
      refused(Nest, json);
    }
  });

  test("types nested beyond reason are refused", () => {
    let type: EastType = NullType;
    for (let i = 0; i < 100_000; i++) type = RefType(type);
    assert.throws(() => decodeJSONFor(type), /nested too deeply/);
  });

  test("vectors say where in them", () => {
    assert.equal(refused(ArrayType(VectorType(IntegerType)), '[["1"],["1",2]]').position.path, "[1][1]");
    assert.equal(refused(MatrixType(FloatType), '[[1,2],[3,"x"]]').position.path, "[1][1]");
    assert.equal(refused(MatrixType(FloatType), "[[1,2],[3]]").position.path, "[1]");
  });
});
