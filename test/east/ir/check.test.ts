/** The checks of spec/east-ir.md 4: what they let through, where they say an error is, and IR from anywhere. */
import assert from "node:assert/strict";
import { suite, test } from "node:test";
import {
  AsyncFunctionType,
  analyzeIR,
  IntegerType,
  type IR,
  IRError,
  NeverType,
  NullType,
  StringType,
  StructType,
  VariantType,
  variant,
} from "@elaraai/east";
import * as n from "../../support/ir-nodes.js";
import {
  asyncBody,
  body,
  changed,
  i,
  List,
  m,
  never,
  platform,
  registered,
  retyped,
  text,
  typed,
  yes,
  zero,
} from "./check-cases.js";

const { nothing } = n;
const accepted: [what: string, ir: IR][] = [
  ["a Let of type Never of any value", body(n.define(n.variable("i", NeverType), zero), zero)],
  ["a Let whose value never arrives", body(n.define(i, never), zero)],
  ["a Let whose node claims another type", body(retyped(n.define(i, zero), IntegerType), zero)],
  [
    "a second Let of a name in a block",
    body(n.define(i, zero), n.define(n.variable("i", StringType), text), n.variable("i", StringType)),
  ],
  [
    "an inner variable that hides an outer one",
    body(
      n.define(i, zero),
      n.block(n.define(n.variable("i", StringType), text), n.variable("i", StringType)),
      i,
    ),
  ],
  ["a parameter that is mutable", n.fn([m], n.block(n.assign(m, zero), m))],
  ["an IfElse without branches", body(n.ifElse(IntegerType, zero))],
  [
    "an Error and a Break of another type than Never",
    body(n.whileLoop(yes, retyped(n.breakLoop(), IntegerType)), retyped(never, IntegerType)),
  ],
  ["a root of Lets and a function", n.block(n.define(i, zero), n.fn([], i, { captures: [i] }))],
  [
    "arguments of Never",
    body(
      n.call(n.fn([i], zero), never),
      n.add(never, zero),
      n.newArray(IntegerType, never),
      n.platform("log", NullType, [never]),
    ),
  ],
  ["statements after one of Never", n.fn([], n.block(n.returning(zero), text, zero))],
  [
    "Match cases in any order, over a recursive type",
    n.fn(
      [n.variable("l", List)],
      n.match(
        IntegerType,
        n.variable("l", List),
        ["nil", n.variable("_", NullType), zero],
        ["cons", n.variable("c", StructType({ head: IntegerType, tail: List })), zero],
      ),
    ),
  ],
  [
    "a plain type as a recursive one that it never mentions",
    body(n.as(List, n.tagged(VariantType({ nil: NullType }), "nil", nothing))),
  ],
  [
    "a function as an async one",
    asyncBody(n.callAsync(n.as(AsyncFunctionType([], IntegerType), n.fn([], zero)))),
  ],
  ["a finally body of any type", body(n.tryCatch(IntegerType, zero, zero, { finally: text }))],
  ["a TryCatch of Null whose bodies never end normally", body(n.tryCatch(NullType, never, never))],
  [
    "an optional platform function that is not there",
    body(n.platform("nope", IntegerType, [text], { optional: true })),
  ],
  [
    "a generic platform function with the types of the node",
    body(n.platform("typed", StringType, [zero, text], { types: [IntegerType] })),
  ],
];

suite("check: what is let through", () => {
  for (const [what, ir] of accepted) test(`accepts ${what}`, () => analyzeIR(ir, registered));

  test("accepts unknown platform functions when asked to", () => {
    analyzeIR(body(n.platform("nope", IntegerType, [text])), [], { unknownPlatform: "raise" });
  });

  test("takes recursive types for equal that differ only in ids", () => {
    const list = (id: bigint): any =>
      variant(
        "Recursive",
        variant("wrapper", {
          id,
          inner: variant("Variant", [
            { name: "cons", type: variant("Recursive", variant("ref", id)) },
            { name: "nil", type: variant("Null", null) },
          ]),
        }),
      );
    const parameter = changed(n.variable("l", NullType), { type: list(1n) });
    const type = variant("Function", { inputs: [list(7n)], output: list(9n) });
    analyzeIR(
      changed(n.fn([], zero), {
        type,
        parameters: [parameter],
        body: changed(parameter, { type: list(5n) }),
      }),
    );
  });
});

suite("check: where an error is", () => {
  const wrong = n.fn([], n.at(1, n.add(zero, text)));
  const frame = (line: bigint) => ({ filename: "src/a.ts", line, column: 5n });

  test("says the innermost frame of the node's location", () => {
    const sourceMap = { stacks: [[], [frame(3n), frame(9n)]] };
    assert.throws(
      () => analyzeIR(wrong, [], { sourceMap }),
      (error: IRError) => error.message.endsWith(" at src/a.ts:3:5") && error.location.length === 2,
    );
  });

  test("says the number where the source map has no entry", () => {
    assert.throws(() => analyzeIR(wrong, []), / at loc_id 1$/);
  });
});

suite("check: IR from anywhere", () => {
  test("refuses platform functions that share a name", () => {
    const twice = [platform("log", [], NullType), platform("log", [], NullType)];
    assert.throws(
      () => analyzeIR(body(zero), twice),
      /^Error: Duplicate platform function definition for 'log'$/,
    );
  });

  test("refuses IR that contains itself", () => {
    const statements: IR[] = [zero];
    const loop = changed(n.block(zero), { statements });
    statements.unshift(loop);
    assert.throws(
      () => analyzeIR(n.fn([], loop, { output: IntegerType })),
      /circular IR reference at loc_id 0$/,
    );
  });

  test("refuses a type that contains itself", () => {
    const type: any = variant("Array", null);
    type.value = type;
    assert.throws(() => analyzeIR(typed(type)), IRError);
  });

  test("refuses IR that stands for far more nodes than it has", () => {
    let shared: IR = zero;
    for (let depth = 0; depth < 40; depth++) shared = n.add(shared, shared);
    assert.throws(() => analyzeIR(body(shared)), /shares so many of its parts/);
  });

  test("refuses a type that stands for far more parts than it has", () => {
    for (const wrap of [
      (type: unknown) => type,
      (type: unknown) => variant("Recursive", variant("wrapper", { id: 1n, inner: type })),
    ]) {
      let type: unknown = variant("Integer", null);
      for (let depth = 0; depth < 60; depth++)
        type = variant("Struct", [
          { name: "a", type },
          { name: "b", type },
        ]);
      assert.throws(() => analyzeIR(typed(wrap(type))), /type with more than 100000 parts/);
    }
  });

  test("refuses IR and types that are nested too deeply", () => {
    let deep: IR = zero;
    for (let depth = 0; depth < 50_000; depth++) {
      deep = changed(n.block(zero), { statements: [deep] });
    }
    assert.throws(() => analyzeIR(body(deep)), /nested too deeply at loc_id 0$/);
    let type: unknown = variant("Integer", null);
    for (let depth = 0; depth < 50_000; depth++) type = variant("Array", type);
    assert.throws(() => analyzeIR(typed(type)), /nested too deeply at loc_id 0$/);
  });

  test("refuses what is no IR", () => {
    assert.throws(() => analyzeIR(n.fn([], undefined as never, { output: IntegerType })), IRError);
    assert.throws(() => analyzeIR(body(changed(zero, { value: undefined }))), IRError);
  });
});
