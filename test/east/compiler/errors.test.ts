/** Errors, their locations, catch and finally (spec/east-ir.md 6.2 and 6.3), and failures of the host. */
import assert from "node:assert/strict";
import { suite, test } from "node:test";
import {
  ArrayType,
  compileFunctionIR,
  EastError,
  EastRecursionError,
  type EastType,
  type FunctionIR,
  FunctionType,
  IntegerType,
  type IR,
  NullType,
  type PlatformFunction,
  type SourceMap,
  StringType,
  toEastTypeValue,
  type VariableIR,
} from "@elaraai/east";
import * as n from "../../support/ir-nodes.js";

const I = IntegerType;
const log = n.variable("log", ArrayType(StringType));
const note = (text: string): IR => n.push(log, n.value(text));

/** Location k is line k of a.ts; 9 is a stack of two frames. */
const frame = (line: number) => ({ filename: "a.ts", line: BigInt(line), column: 1n });
const sourceMap: SourceMap = {
  stacks: [[], ...[1, 2, 3, 4, 5, 6, 7, 8].map((line) => [frame(line)]), [frame(90), frame(91)]],
};

/** The lines of an error's stack, innermost first. */
function linesOf(run: () => unknown): number[] {
  try {
    run();
  } catch (error) {
    assert.ok(error instanceof EastError, String(error));
    return error.location.map(({ line }) => Number(line));
  }
  return assert.fail("expected an error");
}

/** A function of `log` that runs the statement and then gives 1. */
function traced(...statements: IR[]): { result: unknown; error?: string; log: string[] } {
  const notes: string[] = [];
  const program = compileFunctionIR(n.fn([log], n.block(...statements)), [], { sourceMap });
  try {
    return { result: program(notes), log: notes };
  } catch (error) {
    assert.ok(error instanceof EastError, String(error));
    return { result: undefined, error: error.message, log: notes };
  }
}

const get = (array: IR, index: bigint): IR => n.builtin("ArrayGet", [I], I, array, n.value(index));
const empty = n.newArray(I);

const program = (body: IR): (() => unknown) =>
  compileFunctionIR(n.fn([], body, { output: I }), [], { sourceMap }) as never;

suite("compiler: locations of errors", () => {
  const failing = n.at(1, n.error("x"));
  const cases: [what: string, body: IR, lines: number[]][] = [
    ["an Error is at its node", failing, [1]],
    ["a builtin is at its node", n.at(2, get(empty, 0n)), [2]],
    [
      "a division by zero is at its node",
      n.at(3, n.builtin("IntegerDivide", [], I, n.value(1n), n.value(0n))),
      [3],
    ],
    ["a stack of several frames comes whole", n.at(9, get(empty, 0n)), [90, 91]],
    ["a node without a location adds nothing", get(empty, 0n), []],
    ["a call appends its own", n.at(5, n.call(n.fn([], failing, { output: I }))), [1, 5]],
    [
      "calls append theirs from the inside out",
      n.at(6, n.call(n.fn([], n.at(5, n.call(n.fn([], failing, { output: I })))))),
      [1, 5, 6],
    ],
    [
      "a call whose argument fails adds nothing",
      n.at(5, n.call(n.fn([n.variable("x", I)], n.value(1n)), failing)),
      [1],
    ],
    [
      "a call whose callee expression fails adds nothing",
      n.at(5, n.call(n.block(n.at(2, get(empty, 0n)), n.fn([], n.value(1n))))),
      [2],
    ],
    [
      "an operand after a call that succeeded is at its own node",
      n.add(n.at(5, n.call(n.fn([], n.value(1n)))), n.at(2, get(empty, 0n))),
      [2],
    ],
    [
      "a builtin whose last operand is a call is at its own node",
      n.at(2, n.builtin("ArrayGet", [I], I, empty, n.at(5, n.call(n.fn([], n.value(1n)))))),
      [2],
    ],
    [
      "a builtin whose first operand is a call is at its own node",
      n.at(2, n.builtin("ArrayGet", [I], I, n.at(5, n.call(n.fn([], empty))), n.value(0n))),
      [2],
    ],
    [
      "a callback's own places come before that of its builtin",
      n.at(
        4,
        n.builtin(
          "ArrayFold",
          [I, I],
          I,
          n.newArray(I, n.value(1n)),
          n.value(0n),
          n.fn([n.variable("a", I), n.variable("x", I), n.variable("i", I)], failing, { output: I }),
        ),
      ),
      [1, 4],
    ],
  ];
  for (const [what, body, lines] of cases) {
    test(what, () => assert.deepEqual(linesOf(program(body)), lines));
  }

  test("an error that waits for a finally body keeps its place", () => {
    const cleanup = n.at(7, n.call(n.fn([], n.value(5n))));
    const body = n.tryCatch(I, failing, n.at(3, n.error("y")), { finally: cleanup });
    assert.deepEqual(linesOf(program(body)), [3]);
  });

  test("the stack of a catch body is that of the error so far", () => {
    const stack = n.variable("stack", n.StackType);
    const size = n.builtin("ArraySize", [(n.StackType as ArrayType).value], I, stack);
    const inner = n.at(5, n.call(n.fn([], failing, { output: I })));
    assert.equal(program(n.tryCatch(I, inner, size))(), 2n);
  });

  test("each failure of a function gets a stack of its own", () => {
    const run = program(n.at(5, n.call(n.fn([], failing, { output: I }))));
    assert.deepEqual(linesOf(run), [1, 5]);
    assert.deepEqual(linesOf(run), [1, 5]);
    assert.equal(sourceMap.stacks[1]?.length, 1);
  });

  test("without a source map the stack is empty", () => {
    const run = compileFunctionIR(n.fn([], n.at(5, n.call(n.fn([], failing, { output: I })))));
    assert.deepEqual(linesOf(run), []);
  });
});

suite("compiler: catch and finally", () => {
  const one = n.value(1n);
  const message = n.variable("message", StringType);
  const failing = n.error("bad");

  test("an error in a try without a catch is swallowed", () => {
    assert.deepEqual(traced(n.tryCatch(NullType, failing, n.nothing, { finally: note("finally") }), one), {
      result: 1n,
      log: ["finally"],
    });
  });

  test("a catch body sees the message, and its value is the result", () => {
    assert.deepEqual(traced(n.tryCatch(StringType, failing, message)), { result: "bad", log: [] });
  });

  test("an error in a catch body goes on after the finally body", () => {
    const outer = n.tryCatch(NullType, failing, n.error("worse"), { finally: note("finally") });
    assert.deepEqual(traced(outer, one), { result: undefined, error: "worse", log: ["finally"] });
  });

  test("an error in a finally body replaces what was pending", () => {
    const over = (body: IR) => n.tryCatch(NullType, body, n.nothing, { finally: n.error("last") });
    assert.equal(traced(over(failing), one).error, "last");
    assert.equal(traced(over(n.nothing), one).error, "last");
    assert.equal(traced(over(n.returning(one)), one).error, "last");
  });

  test("a Return out of a try runs every finally body on the way, innermost first", () => {
    const inner = n.tryCatch(NullType, n.returning(n.value(5n)), n.nothing, { finally: note("inner") });
    const outer = n.tryCatch(NullType, inner, n.nothing, { finally: note("outer") });
    assert.deepEqual(traced(outer, one), { result: 5n, log: ["inner", "outer"] });
  });

  test("the value of a Return is found before the finally body runs", () => {
    const x = n.mutable("x", I);
    const body = n.tryCatch(NullType, n.returning(x), n.nothing, { finally: n.assign(x, n.value(9n)) });
    assert.equal(traced(n.define(x, one), body, one).result, 1n);
  });

  test("a Return, Break or Continue in a finally body only ends that body", () => {
    const jumps: [IR, string][] = [
      [n.returning(n.value(5n)), "return"],
      [n.breakLoop(), "break"],
      [n.continueLoop(), "continue"],
    ];
    for (const [jump, what] of jumps) {
      const last = n.block(note("finally"), jump, note("never"));
      const guarded = n.tryCatch(NullType, failing, n.nothing, { finally: last });
      const i = n.mutable("i", I);
      const body = n.block(n.assign(i, n.add(i, one)), guarded, note(`after ${what}`));
      const result = traced(n.define(i, n.value(0n)), n.whileLoop(n.less(i, n.value(2n)), body), i);
      const round = ["finally", `after ${what}`];
      assert.deepEqual(result, { result: 2n, log: [...round, ...round] });
    }
  });

  test("a Return in a finally body does not stop a pending error or Return", () => {
    const last = n.returning(n.value(5n));
    assert.equal(
      traced(n.tryCatch(NullType, failing, n.error("worse"), { finally: last }), one).error,
      "worse",
    );
    assert.equal(
      traced(n.tryCatch(NullType, n.returning(n.value(7n)), n.nothing, { finally: last }), one).result,
      7n,
    );
  });

  test("loops and functions inside a finally body keep their own jumps", () => {
    const last = n.block(
      n.whileLoop(n.value(true), n.block(note("round"), n.breakLoop("inner")), "inner"),
      n.call(n.fn([log], n.block(n.returning(n.push(log, n.value("called"))), n.nothing)), log),
    );
    const result = traced(n.tryCatch(NullType, n.nothing, n.nothing, { finally: last }), one);
    assert.deepEqual(result.log, ["round", "called"]);
  });

  test("a Return in an argument returns from the function", () => {
    const called = n.call(
      n.fn([n.variable("x", I)], n.error("called"), { output: I }),
      n.returning(n.value(4n)),
    );
    assert.equal(traced(called).result, 4n);
  });
});

suite("compiler: failures of the host", () => {
  const recursive = (body: (self: VariableIR, x: VariableIR) => IR): FunctionIR => {
    const self = n.mutable("self", FunctionType([I], I));
    const x = n.variable("x", I);
    const placeholder = n.fn([x], x);
    const definition = n.fn([x], body(self, x), { captures: [self] });
    const start = n.variable("start", I);
    return n.fn(
      [start],
      n.block(n.define(self, placeholder), n.assign(self, definition), n.call(self, start)),
    );
  };
  const sum = recursive((self, x) =>
    n.ifElse(I, n.less(x, n.value(1n)), n.value(0n), n.add(x, n.call(self, n.add(x, n.value(-1n))))),
  );

  for (const [what, map] of [
    ["with locations", sourceMap],
    ["without", { stacks: [[]] }],
  ] as const) {
    test(`recursion works 5,000 levels deep, ${what}`, () => {
      assert.equal(compileFunctionIR(sum, [], { sourceMap: map })(5000n), 12_502_500n);
    });

    test(`endless recursion reaches the host as an error of its own, ${what}`, () => {
      const run = compileFunctionIR(sum, [], { sourceMap: map });
      assert.throws(
        () => run(10n ** 9n),
        (error: unknown) =>
          error instanceof EastRecursionError &&
          error.message === "the East program recursed too deeply" &&
          error.cause instanceof RangeError,
      );
      assert.equal(run(10n), 55n);
    });
  }

  test("a stack overflow passes through catch bodies while finally bodies run", () => {
    const notes: string[] = [];
    const endless = recursive((self, x) => n.add(n.call(self, x), n.value(1n)));
    const guarded = n.tryCatch(I, n.call(endless, n.value(1n)), n.value(0n), { finally: note("finally") });
    const run = compileFunctionIR(n.fn([log], guarded));
    assert.throws(() => run(notes), EastRecursionError);
    assert.deepEqual(notes, ["finally"]);
  });

  test("a text beyond the longest there is passes through as well", () => {
    const huge = n.builtin("StringRepeat", [], StringType, n.value("x"), n.value(2n ** 40n));
    const run = compileFunctionIR(n.fn([], n.tryCatch(StringType, huge, n.value("caught"))));
    assert.throws(run, (error: unknown) => error instanceof RangeError && !(error instanceof EastError));
  });

  test("a platform function may throw an East error, which keeps its message and location", () => {
    const own = { filename: "host", line: 0n, column: 0n };
    const host = platform("fail", [], I, () => {
      throw new EastError("deliberate", { location: own });
    });
    const call = n.at(5, n.call(n.fn([], n.at(2, n.platform("fail", I, [])))));
    const run = compileFunctionIR(n.fn([], call), [host], { sourceMap });
    assert.throws(run, (error: unknown) => {
      assert.ok(error instanceof EastError);
      assert.equal(error.message, "deliberate");
      assert.deepEqual(error.location, [own, frame(2), frame(5)]);
      return true;
    });
  });

  test("anything else that a platform function throws becomes an East error, with its cause", () => {
    const thrown: [unknown, string][] = [
      [new TypeError("no such file"), "no such file"],
      ["just text", "just text"],
      [undefined, "undefined"],
    ];
    for (const [what, message] of thrown) {
      const host = platform("fail", [], I, () => {
        throw what;
      });
      const run = compileFunctionIR(n.fn([], n.at(2, n.platform("fail", I, []))), [host], { sourceMap });
      assert.throws(run, (error: unknown) => {
        assert.ok(error instanceof EastError);
        assert.equal(error.message, message);
        assert.equal(error.cause, what);
        assert.deepEqual(error.location, [frame(2)]);
        return true;
      });
      const caught = n.tryCatch(
        StringType,
        n.block(n.platform("fail", I, []), n.value("")),
        n.variable("message", StringType),
      );
      assert.equal(compileFunctionIR(n.fn([], caught), [host])(), message);
    }
  });

  test("a division by zero within a callback of a platform function is the error it is anywhere", () => {
    const each = platform("each", [FunctionType([], I)], I, (f: () => unknown) => f());
    const division = n.builtin("IntegerDivide", [], I, n.value(1n), n.value(0n));
    const call = n.platform("each", I, [n.fn([], division)]);
    assert.throws(compileFunctionIR(n.fn([], call), [each]), (error: unknown) => {
      assert.ok(error instanceof EastError);
      assert.equal(error.message, "Division by zero");
      return true;
    });
  });

  test("a stack overflow within a callback of a platform function is no East error", () => {
    const each = platform("each", [FunctionType([I], I)], I, (f: (x: bigint) => unknown) => f(1n));
    const endless = recursive((self, x) => n.add(n.call(self, x), n.value(1n)));
    const call = n.tryCatch(I, n.platform("each", I, [endless]), n.value(0n));
    assert.throws(compileFunctionIR(n.fn([], call), [each]), EastRecursionError);
  });
});

function platform(
  name: string,
  inputs: EastType[],
  output: EastType,
  fn: PlatformFunction["fn"],
): PlatformFunction {
  return { name, inputs: inputs.map(toEastTypeValue), output: toEastTypeValue(output), type: "sync", fn };
}
