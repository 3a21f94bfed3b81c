/** Compiling, function values and where they come from (spec/east-ir.md 8, spec/east-api.md 1.9, 5.3, 5.6). */
import assert from "node:assert/strict";
import { suite, test } from "node:test";
import {
  ArrayType,
  AsyncEastIR,
  type AsyncFunctionIR,
  compileAsyncFunctionIR,
  compileFunctionIR,
  compileIR,
  EAST_IR_SYMBOL,
  EastIR,
  type FunctionIR,
  FunctionType,
  type FunctionValue,
  functionOrigin,
  IntegerType,
  type IR,
  IRError,
  instantiateFunction,
  instantiateWith,
  NO_SOURCE_MAP,
  NullType,
  StringType,
  toEastTypeValue,
} from "@elaraai/east";
import * as n from "../../support/ir-nodes.js";

const I = IntegerType;
const Thunk = FunctionType([], I);
const x = n.variable("x", I);

suite("compiler: function values", () => {
  test("carry the IR they came from", () => {
    const ir = n.fn([x], x);
    const f = compileFunctionIR(ir);
    assert.equal((f as never)[EAST_IR_SYMBOL], ir);
    assert.deepEqual(Object.keys(f), []);
    assert.equal(f.length, 1);
    assert.deepEqual(functionOrigin(f)?.captures(), []);
  });

  test("carry their captures, as they are when asked", () => {
    const m = n.mutable("m", I);
    const read = n.fn([], n.add(x, m), { captures: [x, m] });
    const write = n.fn([], n.assign(m, n.value(50n)), { captures: [m] });
    const Pair = ArrayType(FunctionType([], NullType));
    const body = n.block(n.define(m, n.value(2n)), n.push(n.variable("writers", Pair), write), read);
    const writers: (() => void)[] = [];
    const program = compileFunctionIR(n.fn([x, n.variable("writers", Pair)], body));
    const f = program(1n, writers) as () => unknown;
    assert.equal((f as never)[EAST_IR_SYMBOL], read);
    assert.deepEqual(functionOrigin(f)?.captures(), [1n, 2n]);
    writers[0]?.();
    assert.deepEqual(functionOrigin(f)?.captures(), [1n, 50n]);
    assert.equal(f(), 51n);
  });

  test("are new ones each time they are evaluated", () => {
    const make = compileFunctionIR(n.fn([], n.fn([], n.value(1n))));
    assert.notEqual(make(), make());
    const [a, b] = [n.variable("a", Thunk), n.variable("b", Thunk)];
    const same = n.builtin("Is", [Thunk], n.typeOf(n.value(true)), a, b);
    const equal = n.equal(Thunk, a, b);
    assert.equal(compileFunctionIR(n.fn([a, b], same))(make(), make()), false);
    assert.equal(compileFunctionIR(n.fn([a, b], equal))(make(), make()), true);
  });

  test("that a program stores in a collection carry their IR too", () => {
    const stored = compileFunctionIR(n.fn([], n.newArray(Thunk, n.fn([], n.value(1n)))))() as FunctionValue[];
    assert.equal(functionOrigin(stored[0])?.ir.type, "Function");
    const fs = n.variable("fs", ArrayType(Thunk));
    const pushed: FunctionValue[] = [];
    compileFunctionIR(n.fn([fs], n.push(fs, n.fn([], n.value(1n)))))(pushed);
    assert.equal(functionOrigin(pushed[0])?.ir.type, "Function");
  });

  test("share nothing between calls of the program", () => {
    const m = n.mutable("m", I);
    const body = n.block(n.define(m, n.value(0n)), n.assign(m, n.add(m, x)), m);
    const f = compileFunctionIR(n.fn([x], body));
    assert.deepEqual([f(3n), f(3n)], [3n, 3n]);
  });

  test("take arguments as they are", () => {
    const items = n.variable("items", ArrayType(I));
    const given = [1n];
    assert.equal(compileFunctionIR(n.fn([items], items))(given), given);
  });
});

suite("compiler: functions from data", () => {
  const m = n.mutable("m", I);
  const counter = n.fn([x], n.block(n.assign(m, n.add(m, x)), m), { captures: [m] });

  test("are made from IR and captured values, each with variables of its own", () => {
    const [a, b] = [1n, 100n].map((start) => instantiateFunction(counter, [start], NO_SOURCE_MAP));
    assert.deepEqual([a?.(5n), a?.(5n), b?.(5n)], [6n, 11n, 105n]);
    assert.deepEqual(functionOrigin(a)?.captures(), [11n]);
    assert.equal(functionOrigin(a)?.ir, counter);
  });

  test("know their captures before they are first called", () => {
    assert.deepEqual(functionOrigin(instantiateFunction(counter, [7n], NO_SOURCE_MAP))?.captures(), [7n]);
  });

  test("are checked at once", () => {
    const wrong = n.fn([x], n.add(x, n.value("text")));
    assert.throws(() => instantiateFunction(wrong, [], NO_SOURCE_MAP), IRError);
    assert.throws(() => instantiateFunction(counter, [], NO_SOURCE_MAP), /with 1 captures is given 0/);
  });

  test("use the platform functions they are given, and fail when called where there are none", () => {
    const call = n.fn([], n.platform("double", I, [n.value(4n)]));
    const integer = toEastTypeValue(I);
    const double = {
      name: "double",
      inputs: [integer],
      output: integer,
      type: "sync" as const,
      fn: (y: bigint) => y * 2n,
    };
    assert.equal(instantiateWith([double])(call, [], NO_SOURCE_MAP)(), 8n);
    const without = instantiateFunction(call, [], NO_SOURCE_MAP);
    assert.throws(() => without(), { message: "Unknown platform function: double" });
  });

  test("may be async", async () => {
    const ir = n.asyncFn([x], x) as AsyncFunctionIR;
    assert.equal(await instantiateFunction(ir, [], NO_SOURCE_MAP)(4n), 4n);
  });
});

suite("compiler: programs", () => {
  test("EastIR takes a function, AsyncEastIR an async one, both without captures", () => {
    const [plain, async] = [n.fn([], n.value(1n)), n.asyncFn([], n.value(1n)) as AsyncFunctionIR];
    assert.throws(() => new EastIR(async as never), {
      message: "Expected function expression, got a AsyncFunction",
    });
    assert.throws(() => new AsyncEastIR(plain as never), {
      message: "Expected async function expression, got a Function",
    });
    assert.throws(() => compileFunctionIR(async as never), /Expected function expression/);
    assert.throws(() => compileAsyncFunctionIR(plain as never), /Expected async function expression/);
    const closure = n.fn([], x, { captures: [x] });
    assert.throws(() => new EastIR(closure), {
      message: "Expected free function, without captured variables",
    });
    assert.throws(() => compileFunctionIR(closure), /free function, without captured variables/);
  });

  test("EastIR compiles to a typed function", async () => {
    const join = n.builtin(
      "ArrayStringJoin",
      [],
      StringType,
      n.variable("parts", ArrayType(StringType)),
      n.value("+"),
    );
    const ir = n.fn([n.variable("parts", ArrayType(StringType))], join);
    const byValues: (parts: string[]) => string = new EastIR<[string[]], string>(ir).compile([]);
    const byTypes: (parts: string[]) => string = new EastIR<[ArrayType<StringType>], StringType>(ir).compile(
      [],
    );
    assert.deepEqual([byValues(["a", "b"]), byTypes(["c"])], ["a+b", "c"]);
    const async = new AsyncEastIR<[bigint], bigint>(n.asyncFn([x], x) as AsyncFunctionIR).compile([]);
    const promise: Promise<bigint> = async(5n);
    assert.equal(await promise, 5n);
  });

  test("programs go through JSON with their source map", () => {
    const sourceMap = { stacks: [[], [{ filename: "a.ts", line: 3n, column: 4n }]] };
    const ir = new EastIR(n.fn([], n.at(1, n.error("x")), { output: I }), sourceMap);
    const text = JSON.stringify(ir);
    assert.deepEqual(JSON.parse(text).source_map, {
      stacks: [[], [{ filename: "a.ts", line: "3", column: "4" }]],
    });
    const again = EastIR.fromJSON(JSON.parse(text));
    assert.deepEqual(again.ir, ir.ir);
    assert.throws(again.compile([]), (error: any) => error.location[0].line === 3n);
  });

  test("programs are read from IR on its own, and from a wrapper without a source map", () => {
    const json = new EastIR(n.fn([], n.value(1n))).toJSON();
    for (const form of [json, json.ir, { ir: json.ir }, { ...json, more: 1 }]) {
      assert.equal(EastIR.fromJSON(form).compile([])(), 1n);
    }
    const async = new AsyncEastIR(n.asyncFn([], n.value(1n)) as AsyncFunctionIR).toJSON();
    assert.equal(AsyncEastIR.fromJSON(async).ir.type, "AsyncFunction");
    assert.throws(() => EastIR.fromJSON(async), /got a AsyncFunction/);
    assert.throws(() => EastIR.fromJSON({ ir: { type: "Nope", value: null } }), /Error occurred because/);
    assert.throws(() => EastIR.fromJSON(null), /Error occurred because/);
  });

  test("a block of Lets that ends in a function is a program as well", () => {
    const m = n.mutable("m", I);
    const ir = n.block(
      n.define(m, n.value(4n)),
      n.fn([x], n.block(n.assign(m, n.add(m, x)), m), { captures: [m] }),
    );
    const f = compileIR(ir);
    assert.deepEqual([f(1n), f(1n)], [5n, 6n]);
  });
});

suite("compiler: sizes", () => {
  const chain = (length: number, step: (inner: IR) => IR): IR => {
    let node: IR = x;
    for (let i = 0; i < length; i++) node = step(node);
    return node;
  };
  const run = (body: IR): unknown => compileFunctionIR(n.fn([x], body))(1n);

  test("expressions may be a thousand deep", () => {
    assert.equal(run(chain(1000, (inner) => n.add(inner, n.value(1n)))), 1001n);
    assert.equal(run(chain(1000, (inner) => n.add(n.value(1n), inner))), 1001n);
    assert.equal(
      run(chain(500, (inner) => n.block(n.define(n.variable("y", I), inner), n.variable("y", I)))),
      1n,
    );
    assert.equal(run(chain(500, (inner) => n.ifElse(I, n.less(x, n.value(0n)), n.value(0n), inner))), 1n);
    assert.equal(run(chain(300, (inner) => n.call(n.fn([x], n.add(x, n.value(1n))), inner))), 301n);
  });

  test("a thousand branches are no nesting", () => {
    const parts: IR[] = [];
    for (let i = 0n; i < 5000n; i++) parts.push(n.equal(I, x, n.value(-i)), n.value(i));
    assert.equal(run(n.ifElse(I, ...parts, n.value(7n))), 7n);
  });

  test("more parameters than the engine takes are refused", () => {
    const parameters = Array.from({ length: 70_000 }, (_, i) => n.variable(`p${i}`, I));
    assert.throws(
      () => compileFunctionIR(n.fn(parameters, n.value(1n))),
      (error: unknown) => error instanceof IRError && error.message.startsWith("IR is too large: "),
    );
  });

  test("what is nested more deeply than can be compiled is refused", () => {
    for (const step of [
      (inner: IR) => n.add(inner, n.value(1n)),
      (inner: IR) => n.block(inner),
      (inner: IR) => n.call(n.fn([], inner, { captures: [x] })),
      (inner: IR) => n.ifElse(I, n.less(x, n.value(0n)), inner, n.value(0n)),
      (inner: IR) => n.tryCatch(I, inner, n.value(0n)),
    ]) {
      let accepted = true;
      for (let length = 250; accepted; length *= 2) {
        const ir: FunctionIR = n.fn([x], chain(length, step));
        try {
          compileFunctionIR(ir);
        } catch (error) {
          assert.ok(error instanceof IRError && /nested too deeply/.test(error.message), String(error));
          accepted = false;
        }
        assert.ok(length < 1_000_000);
      }
    }
  });
});
