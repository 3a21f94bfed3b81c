import assert from "node:assert/strict";
import { suite, test } from "node:test";
import {
  EastTypeOf,
  EastTypeType,
  matrix,
  none,
  printFor,
  ref,
  SortedMap,
  SortedSet,
  some,
  toEastTypeValue,
} from "@elaraai/east";

suite("EastTypeOf", () => {
  const cases: [string, unknown, string][] = [
    ["null", null, ".Null"],
    ["a boolean", true, ".Boolean"],
    ["a bigint", 1n, ".Integer"],
    ["a number", 1, ".Float"],
    ["a string", "", ".String"],
    ["a Date", new Date(), ".DateTime"],
    ["a Buffer", Buffer.from("x"), ".Blob"],
    ["packed numbers", new Float64Array(0), ".Vector .Float"],
    ["packed bigints", new BigInt64Array(0), ".Vector .Integer"],
    ["packed booleans", new Uint8ClampedArray(0), ".Vector .Boolean"],
    ["a matrix", matrix(new Uint8ClampedArray(2), 1, 2), ".Matrix .Boolean"],
    ["an array, by its first element", [[1n], "x"], ".Array .Array .Integer"],
    ["a native Set", new Set(["a"]), ".Set .String"],
    ["a sorted set", new SortedSet([2n]), ".Set .Integer"],
    ["a native Map", new Map([["a", 1]]), ".Dict (key=.String, value=.Float)"],
    ["a sorted map", new SortedMap([["a", null] as const]), ".Dict (key=.String, value=.Null)"],
    [
      "a plain object",
      { b: 1n, a: none },
      '.Struct [(name="b", type=.Integer), (name="a", type=.Variant [(name="none", type=.Null)])]',
    ],
    ["a variant", some(1n), '.Variant [(name="some", type=.Integer)]'],
    ["a ref", ref("x"), ".Ref .String"],
    [
      "a value held twice",
      shared([1n]),
      '.Struct [(name="a", type=.Array .Integer), (name="b", type=.Array .Integer)]',
    ],
  ];
  for (const [name, value, type] of cases) {
    test(`${name} is ${type}`, () => {
      assert.equal(printFor(EastTypeType)(toEastTypeValue(EastTypeOf(value))), type);
    });
  }

  const itself: unknown[] = [];
  itself.push(itself);
  const wrong: [string, unknown, RegExp][] = [
    ["undefined", undefined, /a undefined does not show its East type/],
    ["a function", () => null, /a function does not show its East type/],
    ["an empty array", [[]], /an empty array does not show its type/],
    ["an empty set", new Set(), /an empty set/],
    ["an empty map", new SortedMap(), /an empty map/],
    ["a cyclic value", itself, /a cyclic value/],
    ["an object of a class", new URL("file:///"), /an object of class URL has no East type/],
    ["an object without prototype", Object.create(null), /an object of class none has no East type/],
    ["a key that is no key", new Set([[1n]]), /Set key type must be an immutable type/],
  ];
  for (const [name, value, message] of wrong) {
    test(`refuses ${name}`, () => assert.throws(() => EastTypeOf(value), { message }));
  }

  function shared(list: unknown[]): unknown {
    return { a: list, b: list };
  }
});
