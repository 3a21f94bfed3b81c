/** Platform functions: plain, generic, optional, async (spec/east-ir.md 7), and async functions (6.4). */
import assert from "node:assert/strict";
import { suite, test } from "node:test";
import {
  ArrayType,
  AsyncFunctionType,
  compileAsyncFunctionIR,
  compileFunctionIR,
  EastError,
  type EastType,
  FunctionType,
  IntegerType,
  type IR,
  IRError,
  NullType,
  type PlatformFunction,
  printType,
  StringType,
  toEastTypeValue,
} from "@elaraai/east";
import * as n from "../../support/ir-nodes.js";

const I = IntegerType;

function host(
  name: string,
  inputs: EastType[],
  output: EastType,
  fn: PlatformFunction["fn"],
  more: Partial<PlatformFunction> = {},
): PlatformFunction {
  return {
    name,
    inputs: inputs.map(toEastTypeValue),
    output: toEastTypeValue(output),
    type: "sync",
    fn,
    ...more,
  };
}

const compile = (body: IR, ...platform: PlatformFunction[]) => compileFunctionIR(n.fn([], body), platform);

suite("compiler: platform functions", () => {
  test("are given their arguments, in order, and nothing else", () => {
    const given: unknown[][] = [];
    const take = host("take", [I, StringType], I, (...inputs) => {
      given.push(inputs);
      return 7n;
    });
    const sourceMap = { stacks: [[], [{ filename: "a.ts", line: 1n, column: 1n }]] };
    const call = n.at(1, n.platform("take", I, [n.value(1n), n.value("x")]));
    assert.equal(compileFunctionIR(n.fn([], call), [take], { sourceMap })(), 7n);
    assert.deepEqual(given, [[1n, "x"]]);
  });

  test("for Null give null, whatever the host returns", () => {
    for (const result of [undefined, 5, "x", null]) {
      assert.equal(
        compile(
          n.platform("log", NullType, []),
          host("log", [], NullType, () => result),
        )(),
        null,
      );
    }
  });

  test("that are optional fail only when they are evaluated", () => {
    const call = n.platform("nope", I, [n.value(1n)], { optional: true });
    const unused = n.ifElse(I, n.value(true), n.value(3n), call);
    assert.equal(compile(unused)(), 3n);
    assert.throws(compile(call), { message: "Platform function 'nope' is not available" });
    const caught = n.tryCatch(StringType, n.block(call, n.value("")), n.variable("message", StringType));
    assert.equal(compile(caught)(), "Platform function 'nope' is not available");
    assert.equal(
      compile(
        call,
        host("nope", [I], I, (x: bigint) => x + 1n),
      )(),
      2n,
    );
  });

  test("that are generic are made per node, with its types, when the program is compiled", () => {
    const made: string[] = [];
    const show = host(
      "show",
      [],
      NullType,
      (...types: EastType[]) => {
        made.push(types.map((type) => printType(type)).join());
        return (value: unknown) => `${made.length} ${String(value)}`;
      },
      { typeParameters: ["T"] },
    );
    const calls = n.concat(
      n.platform("show", StringType, [n.value(1n)], { types: [I] }),
      n.platform("show", StringType, [n.value("x")], { types: [ArrayType(StringType)] }),
    );
    const run = compile(calls, show);
    assert.deepEqual(made, [".Integer", ".Array .String"]);
    assert.equal(run(), "2 12 x");
    run();
    assert.equal(made.length, 2);
  });

  test("that are generic and cannot be made refuse the program, at the node", () => {
    const failing = host("f", [], NullType, () => assert.fail("not for these"), { typeParameters: ["T"] });
    const sourceMap = { stacks: [[], [{ filename: "a.ts", line: 3n, column: 4n }]] };
    const call = n.fn([], n.at(1, n.platform("f", NullType, [], { types: [I] })));
    assert.throws(
      () => compileFunctionIR(call, [failing], { sourceMap }),
      (error: unknown) =>
        error instanceof IRError && error.message.endsWith("'f': not for these at a.ts:3:4"),
    );
  });

  test("declared synchronous that give a promise are an East error", () => {
    const late = host("late", [], NullType, () => Promise.reject(new Error("unseen")));
    assert.throws(compile(n.platform("late", NullType, []), late), {
      message: "platform function 'late' is declared synchronous but gave a promise",
    });
  });

  test("are given East functions that the host can call, also later", () => {
    const kept: ((x: bigint) => bigint)[] = [];
    const keep = host("keep", [FunctionType([I], I)], NullType, (f) => kept.push(f));
    const m = n.mutable("m", I);
    const x = n.variable("x", I);
    const count = n.fn([x], n.block(n.assign(m, n.add(m, x)), m), { captures: [m] });
    compile(n.block(n.define(m, n.value(1n)), n.platform("keep", NullType, [count])), keep)();
    assert.equal(kept[0]?.(10n), 11n);
    assert.equal(kept[0]?.(10n), 21n);
  });

  test("may call the program that calls them", () => {
    let depth = 0;
    const again = host("again", [], I, () => (++depth < 3 ? run() : 1n));
    const run: () => unknown = compile(n.add(n.platform("again", I, []), n.value(1n)), again);
    assert.equal(run(), 4n);
  });

  test("that the program does not use are ignored", () => {
    assert.equal(
      compile(
        n.value(1n),
        host("unused", [], I, () => 2n),
      )(),
      1n,
    );
  });
});

suite("compiler: async functions", () => {
  const later = (text: string[]): PlatformFunction[] => [
    host(
      "later",
      [StringType],
      I,
      async (what: string) => {
        text.push(`${what} begins`);
        await new Promise((resolve) => setTimeout(resolve, 1));
        text.push(`${what} ends`);
        return BigInt(what.length);
      },
      { type: "async" },
    ),
    host("now", [StringType], I, (what: string) => {
      text.push(what);
      return BigInt(what.length);
    }),
  ];
  const wait = (what: string): IR => n.platform("later", I, [n.value(what)], { async: true });
  const now = (what: string): IR => n.platform("now", I, [n.value(what)]);

  async function run(body: IR): Promise<{ result: unknown; text: string[] }> {
    const text: string[] = [];
    const program = compileAsyncFunctionIR(n.asyncFn([], body) as never, later(text));
    const promise = program();
    assert.ok(promise instanceof Promise);
    return { result: await promise, text };
  }

  test("take each step after the one before, in the order of evaluation", async () => {
    const f = n.asyncFn([n.variable("x", I), n.variable("y", I)], n.add(n.variable("x", I), wait("inner")));
    const body = n.add(n.add(now("a"), wait("bb")), n.callAsync(f, wait("ccc"), now("d")));
    assert.deepEqual(await run(body), {
      result: 1n + 2n + 3n + 5n,
      text: ["a", "bb begins", "bb ends", "ccc begins", "ccc ends", "d", "inner begins", "inner ends"],
    });
  });

  test("read a variable in its turn, before a later step changes it", async () => {
    const m = n.mutable("m", I);
    const change = n.block(n.assign(m, wait("abc")), m);
    const { result } = await run(n.block(n.define(m, n.value(1n)), n.add(m, change)));
    assert.equal(result, 4n);
  });

  test("wait in conditions, loops, collections and try bodies", async () => {
    const m = n.mutable("m", I);
    const x = n.variable("x", I);
    const list = n.newArray(I, wait("a"), wait("bb"));
    const body = n.block(
      n.define(m, n.value(0n)),
      n.whileLoop(n.less(n.add(m, wait("")), n.value(2n)), n.assign(m, n.add(m, wait("z")))),
      n.forArray(list, x, n.variable("k", I), n.assign(m, n.add(m, n.add(x, wait("y"))))),
      n.tryCatch(I, n.add(m, wait("t")), n.value(0n), { finally: wait("f") }),
    );
    const { result, text } = await run(body);
    assert.equal(result, 8n);
    assert.equal(text.at(-1), "f ends");
  });

  test("call a plain function as an async one", async () => {
    const plain = n.fn([], n.value(6n));
    const { result } = await run(n.callAsync(n.as(AsyncFunctionType([], I), plain)));
    assert.equal(result, 6n);
  });

  test("catch what a promise fails with, at its place", async () => {
    const fails = host("fails", [], I, () => Promise.reject(new Error("late")), { type: "async" });
    const call = n.at(1, n.platform("fails", I, [], { async: true }));
    const sourceMap = { stacks: [[], [{ filename: "a.ts", line: 1n, column: 2n }]] };
    const program = (body: IR) =>
      compileAsyncFunctionIR(n.asyncFn([], body) as never, [fails], { sourceMap });
    await assert.rejects(program(call)(), (error: unknown) => {
      assert.ok(error instanceof EastError);
      assert.deepEqual([error.message, error.location[0]?.column], ["late", 2n]);
      return true;
    });
    const caught = n.tryCatch(StringType, n.block(call, n.value("")), n.variable("message", StringType));
    assert.equal(await program(caught)(), "late");
  });

  test("give a promise also for an error at once", async () => {
    const program = compileAsyncFunctionIR(n.asyncFn([], n.error("x")) as never);
    await assert.rejects(program(), EastError);
  });

  test("take an async platform function that is implemented synchronously", async () => {
    const quick = host("quick", [], I, () => 4n, { type: "async" });
    const body = n.platform("quick", I, [], { async: true });
    assert.equal(await compileAsyncFunctionIR(n.asyncFn([], body) as never, [quick])(), 4n);
  });

  test("hold the locks of their loops while they wait, and release them in any order", async () => {
    const items = n.variable("items", ArrayType(I));
    const [x, k] = [n.variable("x", I), n.variable("k", I)];
    const wakers: (() => void)[] = [];
    const pause = host("pause", [], NullType, () => new Promise<void>((resolve) => wakers.push(resolve)), {
      type: "async",
    });
    const loop = n.forArray(items, x, k, n.platform("pause", NullType, [], { async: true }));
    const walk = compileAsyncFunctionIR(n.asyncFn([items], loop) as never, [pause]);
    const push = compileFunctionIR(n.fn([items], n.push(items, n.value(2n))));
    const [one, other] = [[1n], [1n]];
    const walks = [walk(one), walk(other)];
    assert.throws(() => push(one), { message: "Cannot modify Array during iteration" });
    wakers[0]?.();
    await walks[0];
    push(one);
    assert.throws(() => push(other), { message: "Cannot modify Array during iteration" });
    wakers[1]?.();
    await walks[1];
    push(other);
    assert.deepEqual(
      [one, other],
      [
        [1n, 2n],
        [1n, 2n],
      ],
    );
  });

  test("reach a host function as functions that give promises", async () => {
    const kept: (() => unknown)[] = [];
    const keep = host("keep", [AsyncFunctionType([], I)], NullType, (f) => kept.push(f));
    const text: string[] = [];
    const body = n.platform("keep", NullType, [n.asyncFn([], wait("x"))]);
    compileFunctionIR(n.fn([], body), [keep, ...later(text)])();
    const promise = kept[0]?.();
    assert.ok(promise instanceof Promise);
    assert.equal(await promise, 1n);
  });
});
