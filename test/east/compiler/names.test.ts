/** Names and texts from a program in generated code: any string is a name, and none of them becomes code. */
import assert from "node:assert/strict";
import { suite, test } from "node:test";
import {
  compileFunctionIR,
  EastError,
  FunctionType,
  IntegerType,
  NullType,
  StringType,
  structTypeOf,
  toEastTypeValue,
  variantTypeOf,
} from "@elaraai/east";
import * as n from "../../support/ir-nodes.js";

const I = IntegerType;

/** Names that would do harm if they were written as they are, or that mean something to JavaScript. */
const NAMES = [
  "",
  " ",
  "a b",
  "__proto__",
  "constructor",
  "toString",
  "prototype",
  "hasOwnProperty",
  "return",
  "await",
  "s",
  "e",
  "K",
  "k1",
  "v2",
  "arguments",
  "eval",
  "this",
  "0",
  "-1",
  "1e3",
  "é😀",
  '"',
  "'",
  "`",
  "${globalThis.harm = 1}",
  "`${globalThis.harm = 1}`",
  "\\",
  '\\"',
  '"); globalThis.harm = 1; ("',
  "'); globalThis.harm = 1; ('",
  "*/ globalThis.harm = 1; /*",
  "// x",
  "\n",
  "\r\n globalThis.harm = 1 //",
  "\u2028globalThis.harm = 1",
  "\u2029globalThis.harm = 1",
  "\0",
  "\ud800",
  "</script>",
];

const harmless = (): void => assert.equal((globalThis as { harm?: unknown }).harm, undefined);

suite("compiler: names", () => {
  for (const name of NAMES) {
    const shown = JSON.stringify(name);

    test(`a field ${shown}`, () => {
      const Struct = structTypeOf([
        ["first", I],
        [name, I],
        ["last", I],
      ]);
      const made = n.struct(Struct, ["first", n.value(1n)], [name, n.value(7n)], ["last", n.value(2n)]);
      const p = n.variable("p", Struct);
      const f = compileFunctionIR(n.fn([], made));
      const result = f() as Record<string, unknown>;
      assert.equal(Object.getPrototypeOf(result), Object.prototype);
      assert.deepEqual(Object.keys(result).sort(), ["first", name, "last"].sort());
      assert.equal(compileFunctionIR(n.fn([p], n.getField(I, p, name)))(result), 7n);
      harmless();
    });

    test(`a case ${shown}`, () => {
      const Variant = variantTypeOf([
        ["other", NullType],
        [name, I],
      ]);
      const x = n.variable("x", I);
      const made = n.tagged(Variant, name, n.value(7n));
      const other = n.variable("_", NullType);
      const body = n.match(I, made, ["other", other, n.value(0n)], [name, x, x]);
      assert.equal(compileFunctionIR(n.fn([], body))(), 7n);
      assert.equal((compileFunctionIR(n.fn([], made))() as { type: string }).type, name);
      harmless();
    });

    test(`a variable, parameter, capture and label ${shown}`, () => {
      const [x, m] = [n.variable(name, I), n.mutable(name, I)];
      const inner = n.fn([], n.block(n.assign(m, n.add(m, n.value(1n))), m), { captures: [m] });
      const body = n.block(
        n.define(m, n.add(x, n.value(1n))),
        n.whileLoop(n.value(true), n.breakLoop(name), name),
        n.call(inner),
      );
      assert.equal(compileFunctionIR(n.fn([x], body))(5n), 7n);
      harmless();
    });

    test(`a text ${shown}`, () => {
      assert.equal(compileFunctionIR(n.fn([], n.value(name)))(), name);
      const failing = compileFunctionIR(n.fn([], n.error(name), { output: I }));
      assert.throws(failing, (error: unknown) => error instanceof EastError && error.message === name);
      harmless();
    });

    test(`a platform function ${shown}, there and not`, () => {
      const integer = toEastTypeValue(I);
      const call = n.platform(name, I, [n.value(4n)]);
      const host = {
        name,
        inputs: [integer],
        output: integer,
        type: "sync" as const,
        fn: (x: bigint) => x * 2n,
      };
      assert.equal(compileFunctionIR(n.fn([], call), [host])(), 8n);
      const missing = compileFunctionIR(n.fn([], call), [], { unknownPlatform: "raise" });
      assert.throws(missing, { message: `Unknown platform function: ${name}` });
      harmless();
    });
  }

  test("a field that looks like an index keeps its value", () => {
    const Struct = structTypeOf([
      ["2", I],
      ["1", StringType],
    ]);
    const made = n.struct(Struct, ["2", n.value(2n)], ["1", n.value("one")]);
    assert.deepEqual(compileFunctionIR(n.fn([], made))(), { 1: "one", 2: 2n });
  });

  test("a variable that hides another of the same name", () => {
    const x = n.variable("x", I);
    const hidden = n.block(n.define(x, n.add(x, n.value(1n))), x);
    const f = compileFunctionIR(n.fn([x], n.add(hidden, x)));
    assert.equal(f(10n), 21n);
  });

  test("a parameter that hides a capture", () => {
    const x = n.variable("x", I);
    const f = n.variable("f", FunctionType([I], I));
    const body = n.block(n.define(f, n.fn([x], x, { captures: [x] })), n.call(f, n.value(2n)));
    assert.equal(compileFunctionIR(n.fn([x], body))(1n), 2n);
  });
});
