import assert from "node:assert/strict";
import { suite, test } from "node:test";
import {
  ArrayType,
  AsyncFunctionType,
  BlobType,
  BooleanType,
  DateTimeType,
  DictType,
  type EastType,
  FloatType,
  IntegerType,
  isValueOf,
  MatrixType,
  matrix,
  matrix_symbol,
  NeverType,
  NullType,
  none,
  OptionType,
  RecursiveType,
  RefType,
  ref,
  SetType,
  SortedMap,
  SortedSet,
  StringType,
  StructType,
  some,
  toEastTypeValue,
  VectorType,
  variant,
} from "@elaraai/east";

const Point = StructType({ x: IntegerType, y: IntegerType });
const List = RecursiveType((self) => OptionType(StructType({ head: IntegerType, tail: self })));

class PointObject {
  x = 1n;
  y = 2n;
}

suite("isValueOf", () => {
  const accepted: [string, unknown, EastType][] = [
    ["null", null, NullType],
    ["a boolean", false, BooleanType],
    ["a bigint, of any size", 2n ** 70n, IntegerType],
    ["a number", Number.NaN, FloatType],
    ["a string", "", StringType],
    ["an invalid Date", new Date(Number.NaN), DateTimeType],
    ["a Buffer", Buffer.from("x"), BlobType],
    ["a ref", ref([1n]), RefType(ArrayType(IntegerType))],
    ["a native Set", new Set([1n]), SetType(IntegerType)],
    ["a sorted set", new SortedSet([1n]), SetType(IntegerType)],
    ["a native Map", new Map([["a", 1n]]), DictType(StringType, IntegerType)],
    ["a sorted map", new SortedMap([["a", 1n] as const]), DictType(StringType, IntegerType)],
    ["a plain object", { x: 1n, y: 2n }, Point],
    ["a field that JavaScript knows", { ["__proto__"]: 1n }, StructType({ ["__proto__"]: IntegerType })],
    ["a variant", some(1n), OptionType(IntegerType)],
    ["a vector", new Float64Array(2), VectorType(FloatType)],
    ["a matrix", matrix(new BigInt64Array(2), 1, 2), MatrixType(IntegerType)],
    ["nothing, for an array of Never", [], ArrayType(NeverType)],
  ];
  for (const [name, value, type] of accepted) {
    test(`accepts ${name}`, () => {
      assert.equal(isValueOf(value, type), true);
      assert.equal(isValueOf(value, toEastTypeValue(type)), true);
    });
  }

  const refused: [string, unknown, EastType][] = [
    ["undefined", undefined, NullType],
    ["a number as an Integer", 1, IntegerType],
    ["a bigint as a Float", 1n, FloatType],
    ["packed booleans as a Blob", new Uint8ClampedArray(1), BlobType],
    ["anything as Never", null, NeverType],
    ["an object as a ref", { value: 1n }, RefType(IntegerType)],
    ["an array with a hole", new Array(1), ArrayType(OptionType(NullType))],
    ["a wrong element", [1n, "x"], ArrayType(IntegerType)],
    ["a wrong key", new Map([[1n, 1n]]), DictType(StringType, IntegerType)],
    ["a wrong dict value", new Map([["a", "b"]]), DictType(StringType, IntegerType)],
    ["a Set as a Dict", new Set(["a"]), DictType(StringType, StringType)],
    ["a missing field", { x: 1n }, Point],
    ["a missing field that objects inherit", {}, StructType({ toString: NullType })],
    ["an additional field", { x: 1n, y: 2n, z: 3n }, Point],
    ["an object without prototype", Object.assign(Object.create(null), { x: 1n, y: 2n }), Point],
    ["an object of a class", new PointObject(), Point],
    ["an object that looks like a variant", { type: "none", value: null }, OptionType(NullType)],
    ["an unknown case", variant("x", null), OptionType(NullType)],
    ["a wrong payload", some("x"), OptionType(IntegerType)],
    ["packed numbers of another type", new BigInt64Array(1), VectorType(FloatType)],
    ["a packed boolean beyond 1", Uint8ClampedArray.of(0, 2), VectorType(BooleanType)],
    [
      "a matrix of the wrong shape",
      { data: new Float64Array(3), rows: 2, cols: 2, [matrix_symbol]: null },
      MatrixType(FloatType),
    ],
  ];
  for (const [name, value, type] of refused) {
    test(`refuses ${name}`, () => assert.equal(isValueOf(value, type), false));
  }

  test("comes to an end with cyclic and with deep values", () => {
    const Graph = RecursiveType((self) => StructType({ v: IntegerType, to: ArrayType(self) }));
    const node = { v: 1n, to: [] as unknown[] };
    node.to.push(node);
    assert.equal(isValueOf(node, Graph), true);
    node.to.push({ v: "x", to: node.to });
    assert.equal(isValueOf(node, Graph), false);

    const list = (end: unknown): unknown => {
      let value: unknown = end;
      for (let i = 0; i < 100_000; i++) value = some({ head: 1n, tail: value });
      return value;
    };
    assert.ok(isValueOf(list(none), List));
    assert.ok(!isValueOf(list(null), List));
  });

  test("refuses to answer for functions", () => {
    assert.throws(
      () => isValueOf([], ArrayType(AsyncFunctionType([], NullType))),
      /functions cannot be checked/,
    );
  });
});
