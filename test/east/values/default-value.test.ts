import assert from "node:assert/strict";
import { suite, test } from "node:test";
import {
  ArrayType,
  BlobType,
  BooleanType,
  DateTimeType,
  DictType,
  defaultValue,
  type EastType,
  EastTypeType,
  FloatType,
  FunctionType,
  IntegerType,
  isValueOf,
  MatrixType,
  minimalValue,
  NeverType,
  NullType,
  OptionType,
  printFor,
  RecursiveType,
  RefType,
  SetType,
  SortedMap,
  SortedSet,
  StringType,
  StructType,
  structTypeOf,
  toEastTypeValue,
  VariantType,
  VectorType,
} from "@elaraai/east";

suite("defaultValue", () => {
  const cases: [EastType, string][] = [
    [NullType, "null"],
    [BooleanType, "false"],
    [IntegerType, "0"],
    [FloatType, "0.0"],
    [StringType, '""'],
    [DateTimeType, "1970-01-01T00:00:00.000"],
    [BlobType, "0x"],
    [RefType(IntegerType), "&0"],
    [ArrayType(NeverType), "[]"],
    [SetType(NeverType), "{}"],
    [DictType(StringType, NeverType), "{:}"],
    [StructType({ b: IntegerType, a: OptionType(NeverType) }), "(b=0, a=.none)"],
    [VariantType({ b: IntegerType, a: StringType }), '.a ""'],
    [RecursiveType((self) => ArrayType(self)), "[]"],
    [RecursiveType((self) => OptionType(self)), ".none"],
    [VectorType(FloatType), "vec[]"],
    [MatrixType(BooleanType), "mat[]"],
    [structTypeOf([["__proto__", IntegerType]]), "(__proto__=0)"],
  ];
  for (const [type, text] of cases) {
    test(`is ${text} for ${printFor(EastTypeType)(toEastTypeValue(type))}`, () => {
      for (const value of [defaultValue(type), minimalValue(type), defaultValue(toEastTypeValue(type))]) {
        assert.equal(printFor(type)(value), text);
        assert.ok(isValueOf(value, type));
      }
    });
  }

  test("is a new value every time, of East's own collections", () => {
    const type = StructType({ s: SetType(IntegerType), d: DictType(IntegerType, NullType) });
    const [one, other] = [defaultValue(type), defaultValue(type)];
    assert.ok(one.s instanceof SortedSet && one.d instanceof SortedMap);
    one.s.add(1n);
    assert.equal(other.s.size, 0);
  });

  const without: [string, EastType, RegExp][] = [
    ["Never", NeverType, /^\.Never has no default value: Never has no values/],
    ["a Variant without cases", RefType(VariantType({})), /has no default value: a Variant without cases/],
    ["functions", StructType({ f: FunctionType([], NullType) }), /has no default value: functions have none/],
    [
      "a list whose first case leads back",
      RecursiveType((self) =>
        VariantType({ cons: StructType({ head: IntegerType, tail: self }), nil: NullType }),
      ),
      /^\.Recursive \(\.\.\.\) has no default value: it would hold itself/,
    ],
  ];
  for (const [name, type, message] of without) {
    test(`there is none for ${name}`, () => {
      assert.throws(() => defaultValue(type), { message });
      assert.throws(() => minimalValue(type), { message });
    });
  }
});
