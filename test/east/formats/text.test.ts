import assert from "node:assert/strict";
import { suite, test } from "node:test";
import {
  ArrayType,
  AsyncFunctionType,
  BlobType,
  BooleanType,
  DateTimeType,
  DictType,
  decodeEastFor,
  type EastType,
  EastTypeType,
  encodeEastFor,
  FloatType,
  FormatError,
  FunctionType,
  IntegerType,
  isTypeEqual,
  NeverType,
  NullType,
  none,
  OptionType,
  parseFor,
  parseInferred,
  parseType,
  printFor,
  RecursiveType,
  RefType,
  SetType,
  StringType,
  StructType,
  some,
  structTypeOf,
  toEastTypeValue,
  VariantType,
  variant,
} from "@elaraai/east";

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

function parsed(type: EastType, text: string, frozen = false): any {
  const result = parseFor(type, frozen)(text);
  assert.ok(result.success, result.success ? "" : result.error);
  return result.value;
}

function refused(type: EastType, text: string): string {
  const result = parseFor(type)(text);
  assert.ok(!result.success);
  return result.error;
}

suite("printing East text", () => {
  const cases: [string, EastType, any, string][] = [
    ["an amount with one decimal", FloatType, 12.5, "12.5"],
    ["an amount with two decimals, negative", FloatType, -1234567.05, "-1234567.05"],
    ["a whole amount", FloatType, 1234567, "1234567.0"],
    ["a whole number at the edge of exponents", FloatType, 999999999999999900000, "999999999999999900000.0"],
    ["a number with an exponent", FloatType, -1e21, "-1e+21"],
    ["a number with many decimals", FloatType, 0.1 + 0.2, "0.30000000000000004"],
    ["the least number", FloatType, 5e-324, "5e-324"],
    ["the first instant", DateTimeType, new Date("0001-01-01T00:00:00Z"), "0001-01-01T00:00:00.000"],
    ["the last instant", DateTimeType, new Date("9999-12-31T23:59:59.999Z"), "9999-12-31T23:59:59.999"],
    ["a leap day", DateTimeType, new Date("2000-02-29T12:00:00.070Z"), "2000-02-29T12:00:00.070"],
    ["an instant before 1970", DateTimeType, new Date(-1), "1969-12-31T23:59:59.999"],
    ["an instant after all years", DateTimeType, new Date(253402300800000), "10000-01-01T00:00:00.000"],
    ["an instant before all years", DateTimeType, new Date(-62167219200001), "-001-12-31T23:59:59.999"],
    ["a view of bytes", BlobType, new Uint8Array([1, 2, 255, 4]).subarray(1, 3), "0x02ff"],
    ["a native Set in key order", SetType(IntegerType), new Set([3n, 1n, 2n]), "{1,2,3}"],
    [
      "a native Map in key order",
      DictType(StringType, NullType),
      new Map([
        ["b", null],
        ["a", null],
      ]),
      '{"a":null,"b":null}',
    ],
    ["a tag without payload", OptionType(OptionType(NullType)), some(some(null)), ".some .some"],
    ["a type given as a value", ArrayType(IntegerType), [1n], "[1]"],
  ];
  for (const [name, type, value, text] of cases) {
    test(name, () => {
      assert.equal(printFor(type)(value), text);
      assert.equal(printFor(toEastTypeValue(type))(value), text);
      assert.equal(printFor(type)(parsed(type, text)), text);
    });
  }

  test("refuses what has no text", () => {
    assert.throws(() => printFor(DateTimeType)(new Date(Number.NaN)), /an invalid Date has no text/);
    assert.throws(() => printFor(NeverType)(undefined as never), /Never has no values/);
    assert.throws(() => printFor(OptionType(NullType))(variant("other") as never), /case 'other' is not in/);
  });

  test("writes functions as λ", () => {
    const type = StructType({ f: FunctionType([], NullType), g: AsyncFunctionType([], NullType) });
    assert.equal(printFor(type)({ f: () => null, g: async () => null }), "(f=λ, g=λ)");
  });

  test("encodes as UTF-8, with U+FFFD for half of a surrogate pair", () => {
    assert.deepEqual(encodeEastFor(StringType)("é\ud83d"), bytes('"é\ufffd"'));
  });
});

suite("parsing East text", () => {
  test("says what is wrong, where, and of what type", () => {
    assert.equal(
      refused(ArrayType(IntegerType), "[\n1,\n2,\n\n y]"),
      `Error occurred because expected an Integer, got 'y' at [2] (line 5, col 2) while parsing value of type ".Array .Integer"`,
    );
    const tree = RecursiveType((self) => StructType({ v: IntegerType, kids: ArrayType(self) }));
    assert.equal(
      refused(OptionType(tree), ".some (v=1"),
      `Error occurred because expected ',' before field .kids, got end of input at .some (line 1, col 11) while parsing value of type ".Variant [(name="none", type=.Null), (name="some", type=.Recursive (...))]"`,
    );
  });

  test("gives the offset behind the value, before the blanks that follow", () => {
    assert.deepEqual(parseFor(IntegerType)(" 12 # of them\n"), { success: true, value: 12n, position: 3 });
    assert.deepEqual(parseFor(OptionType(NullType))(".none  "), { success: true, value: none, position: 5 });
  });

  const reasons: [EastType, string, string][] = [
    [IntegerType, "1.5", "expected an Integer, got 1.…"],
    [IntegerType, "9223372036854775808", "Integer 9223372036854775808 is beyond 64 bits"],
    [BlobType, "0xabc", "a Blob has two hex digits per byte, got 3 digits"],
    [StringType, '"ab', `a String is not closed, expected '"'`],
    [StringType, '"\\n"', "unknown escape in a String, expected '\"' or '\\' after a backslash, got 'n'"],
    [StructType({ a: NullType, b: NullType }), "(b=null, a=null)", "field out of order .b, expected .a"],
    [StructType({ a: NullType }), "(x=null)", "unknown field .x, expected .a"],
    [StructType({ a: NullType }), "()", "missing field .a, got ')'"],
    [OptionType(NullType), ".any", "unknown case .any, expected one of .none, .some"],
    [SetType(IntegerType), "[1]", "expected '{' to begin the Set, got '['"],
    [ArrayType(NullType), "[null] x", "expected the end of the text, got 'x'"],
    [ArrayType(ArrayType(NullType)), "[[],3#[0]]", "alias 3#[0] goes up 3 steps from a depth of 1"],
    [ArrayType(ArrayType(NullType)), "[[],1#[7]]", "alias 1#[7] names no container that was begun before it"],
    [
      ArrayType(ArrayType(NullType)),
      "[[],1#]",
      "alias 1# names a value of another type: expected .Array .Null, got .Array .Array .Null",
    ],
  ];
  for (const [type, text, reason] of reasons) {
    test(`refuses ${text} because ${reason}`, () => {
      const [, found] = /^Error occurred because ([^]*?)(?: at [^ ]*)? \(line /.exec(
        refused(type, text),
      ) as string[];
      assert.equal(found, reason);
    });
  }

  test("takes any name for a field or case, __proto__ like any other", () => {
    const names = ["__proto__", "constructor", "toString", "", "2", "10", "1", "a b", "`", "\\", "é", "true"];
    const struct = structTypeOf(names.map((name) => [name, IntegerType]));
    const text = `(${[
      "__proto__",
      "constructor",
      "toString",
      "``",
      "`2`",
      "`10`",
      "`1`",
      "`a b`",
      "`\\``",
      "`\\\\`",
      "`é`",
      "true",
    ]
      .map((name, i) => `${name}=${i}`)
      .join(", ")})`;
    const value = parsed(struct, text);
    assert.equal(Object.getPrototypeOf(value), Object.prototype);
    assert.deepEqual(Object.entries(value).sort(), names.map((name, i) => [name, BigInt(i)]).sort());
    assert.equal(printFor(struct)(value), text);

    const type = VariantType({ ["__proto__"]: IntegerType });
    assert.deepEqual(parsed(type, ".__proto__ 1"), variant("__proto__", 1n));
    assert.equal(printFor(type)(variant("__proto__", 1n)), ".__proto__ 1");
  });

  test("freezes on demand, all the way down but for bytes", () => {
    const type = StructType({
      a: ArrayType(RefType(OptionType(BlobType))),
      s: SetType(IntegerType),
      d: DictType(StringType, ArrayType(NullType)),
    });
    const value = parsed(type, '(a=[&.some 0x00], s={1}, d={"k":[]})', true);
    const parts = [value, value.a, value.a[0], value.a[0].value, value.s, value.d, value.d.get("k")];
    assert.deepEqual(
      parts.map(Object.isFrozen),
      parts.map(() => true),
    );
    assert.ok(!Object.isFrozen(value.a[0].value.value));
    assert.throws(() => value.s.add(2n), TypeError);
    const fresh = parsed(type, '(a=[&.some 0x00], s={1}, d={"k":[]})');
    assert.deepEqual(
      [fresh, fresh.a, fresh.a[0], fresh.s, fresh.d].map(Object.isFrozen),
      Array(5).fill(false),
    );
  });

  test("reads UTF-8 and nothing else", () => {
    assert.equal(decodeEastFor(StringType)(bytes('"é😀"')), "é😀");
    const bad = new Uint8Array([...bytes('"é'), 0xff, ...bytes('"')]);
    assert.throws(
      () => decodeEastFor(StringType)(bad),
      (error) => error instanceof FormatError && error.position.offset === 3 && /byte 3/.test(error.message),
    );
    assert.throws(() => decodeEastFor(StringType)(bytes('"é').subarray(0, 2)), /byte 2: expected UTF-8/);
    assert.throws(() => decodeEastFor(IntegerType)(bytes("\ufeff1")), /expected an Integer, got '\ufeff'/);
  });

  test("refuses types with functions at once", () => {
    assert.throws(() => parseFor(ArrayType(FunctionType([], NullType))), /functions have no text to parse/);
  });

  test("reads dates as they are, and none that do not exist", () => {
    assert.deepEqual(parsed(DateTimeType, "2024-02-29T23:59:59.9999"), new Date("2024-02-29T23:59:59.999Z"));
    assert.deepEqual(
      parsed(DateTimeType, "2024-03-01T00:30:00.25+01:00"),
      new Date("2024-02-29T23:30:00.250Z"),
    );
    for (const text of ["2023-02-29T00:00:00", "2024-04-31T00:00:00", "2024-01-01T00:00:00.0+24:00"]) {
      refused(DateTimeType, text);
    }
  });

  test("hostile text is refused quickly", () => {
    const start = performance.now();
    refused(IntegerType, "9".repeat(1_000_000));
    refused(ArrayType(StringType), `["${'\\"'.repeat(500_000)}`);
    refused(BlobType, `0x${"0".repeat(999_999)}`);
    refused(ArrayType(ArrayType(NullType)), `[1#${'["'.repeat(300_000)}`);
    refused(ArrayType(ArrayType(NullType)), `[1#${".`".repeat(300_000)}`);
    assert.equal(parsed(IntegerType, `${"0".repeat(1_000_000)}1`), 1n);
    assert.equal(parsed(FloatType, `1e-${"9".repeat(100_000)}`), 0);
    assert.ok(performance.now() - start < 2000);
  });
});

suite("type text", () => {
  test("gives the type", () => {
    const list = RecursiveType((self) =>
      VariantType({ nil: NullType, cons: StructType({ head: IntegerType, tail: self }) }),
    );
    const text =
      '.Recursive .wrapper (id=7, inner=.Variant [(name="nil", type=.Null), (name="cons", type=.Struct [(name="head", type=.Integer), (name="tail", type=.Recursive .ref 7)])])';
    assert.ok(isTypeEqual(parseType(text), list));
    assert.ok(
      isTypeEqual(
        parseType(" .Dict (key = .String , value=.Array .Float) # c"),
        DictType(StringType, ArrayType(FloatType)),
      ),
    );
  });

  const wrong: [string, string, RegExp][] = [
    ["text that does not parse", ".Int", /unknown case \.Int, .* \(line 1, col 2\)/],
    [
      "a reference outside its wrapper",
      ".Array .Recursive .ref 3",
      /reference 3 is outside its wrapper \(line 1, col 1\)/,
    ],
    ["a key type that is mutable", ".Set .Array .Null", /must be an immutable type/],
    [
      "names that repeat",
      '.Struct [(name="a", type=.Null), (name="a", type=.Null)]',
      /'a' is declared twice/,
    ],
    ["a Vector of Strings", ".Vector .String", /must be Float, Integer or Boolean/],
    [
      "a type that is nothing but itself",
      ".Recursive .wrapper (id=1, inner=.Recursive .ref 1)",
      /must have a body/,
    ],
    ["a type nested beyond reason", `${".Array ".repeat(100_000)}.Null`, /nested too deeply/],
  ];
  for (const [name, text, message] of wrong) {
    test(`refuses ${name}`, () => {
      assert.throws(
        () => parseType(text),
        (error) => {
          assert.ok(error instanceof FormatError);
          assert.match(error.message, message);
          assert.match(
            error.message,
            /^Error occurred because .* while parsing value of type "\.Recursive \(\.\.\.\)"$/,
          );
          return true;
        },
      );
    });
  }
});

suite("inferred parsing", () => {
  const types: [string, EastType][] = [
    ["+1", IntegerType],
    ["-0.5", FloatType],
    ["[true, false] # and so on", ArrayType(BooleanType)],
    ["{.a:1, .b 2:3}", DictType(VariantType({ a: NullType, b: IntegerType }), IntegerType)],
    ["[(a=[]), (a=[.x])]", ArrayType(StructType({ a: ArrayType(VariantType({ x: NullType })) }))],
    ["[2025-01-02T03:04:05#x\n]", ArrayType(DateTimeType)],
    [
      "(`1#`=.none, __proto__=1)",
      structTypeOf([
        ["1#", VariantType({ none: NullType })],
        ["__proto__", IntegerType],
      ]),
    ],
  ];
  for (const [text, type] of types) {
    test(`${JSON.stringify(text)} shows its type`, () => {
      const [inferred, value] = parseInferred(text);
      assert.ok(isTypeEqual(inferred, type), printFor(EastTypeType)(toEastTypeValue(inferred)));
      assert.deepEqual(value, parsed(type, text));
    });
  }

  const wrong: [string, RegExp][] = [
    ["[[], [2, 3.5]]", /because Cannot widen \.Integer with \.Float.* \(line 1, col 10\)/],
    ["(a=1, a=2)", /field \.a occurs twice \(line 1, col 7\) while inferring the type of a value/],
    ["[[1], 1#[0]]", /an alias \(offset 6\) has no type to be inferred, got '1' \(line 1, col 3\)/],
    ["{[1]}", /Set key type must be an immutable type/],
    ["[".repeat(100_000), /nested too deeply/],
  ];
  for (const [text, message] of wrong) {
    test(`refuses ${text.slice(0, 20)}`, () => {
      assert.throws(
        () => parseInferred(text),
        (error) => error instanceof FormatError && message.test(error.message),
      );
    });
  }

  test("freezes on demand", () => {
    const [, value] = parseInferred("[[1]]", true);
    assert.deepEqual([Object.isFrozen(value), Object.isFrozen(value[0])], [true, true]);
  });
});
