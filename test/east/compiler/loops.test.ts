/** Loops: what they visit, what they lock, and what closures made in them hold (spec/east-ir.md 5 and 6.1). */
import assert from "node:assert/strict";
import { suite, test } from "node:test";
import {
  ArrayType,
  compileFunctionIR,
  DictType,
  type EastType,
  FunctionType,
  IntegerType,
  type IR,
  NullType,
  SetType,
  SortedMap,
  SortedSet,
  StringType,
  type VariableIR,
} from "@elaraai/east";
import * as n from "../../support/ir-nodes.js";

const I = IntegerType;
const [x, key] = [n.variable("x", I), n.variable("key", I)];
const items = n.variable("items", ArrayType(I));
const log = n.variable("log", ArrayType(I));
const entries = n.variable("entries", DictType(I, I));
const keys = n.variable("keys", SetType(I));

/** Runs statements with the collection and a log; gives the log. */
function run(collection: VariableIR, given: unknown, ...statements: IR[]): bigint[] {
  const notes: bigint[] = [];
  compileFunctionIR(n.fn([collection, log], n.block(...statements, n.nothing)))(given, notes);
  return notes;
}

const update = (index: IR, to: IR): IR => n.builtin("ArrayUpdate", [I], NullType, items, index, to);
const insert = (k: IR): IR => n.builtin("DictInsert", [I, I], NullType, entries, k, k);

suite("compiler: loops", () => {
  test("over an array see elements overwritten before their turn", () => {
    const body = n.block(n.push(log, x), update(n.value(2n), n.value(9n)));
    assert.deepEqual(run(items, [1n, 2n, 3n], n.forArray(items, x, key, body)), [1n, 2n, 9n]);
  });

  test("over an array count from zero", () => {
    assert.deepEqual(run(items, [5n, 6n], n.forArray(items, x, key, n.push(log, key))), [0n, 1n]);
  });

  test("over a set and a dict go in ascending order", () => {
    assert.deepEqual(run(keys, new SortedSet([3n, 1n, 2n]), n.forSet(keys, key, n.push(log, key))), [
      1n,
      2n,
      3n,
    ]);
    const body = n.block(n.push(log, key), n.push(log, x));
    const dict = new SortedMap([
      [2n, 20n],
      [1n, 10n],
    ]);
    assert.deepEqual(run(entries, dict, n.forDict(entries, x, key, body)), [1n, 10n, 2n, 20n]);
  });

  test("over a dict see values overwritten before their turn", () => {
    const overwrite = n.builtin("DictUpdate", [I, I], NullType, entries, n.value(2n), n.value(9n));
    const dict = new SortedMap([
      [1n, 1n],
      [2n, 2n],
    ]);
    assert.deepEqual(run(entries, dict, n.forDict(entries, x, key, n.block(overwrite, n.push(log, x)))), [
      1n,
      9n,
    ]);
  });

  test("evaluate their collection once", () => {
    const collection = n.block(n.push(log, n.value(0n)), items);
    assert.deepEqual(run(items, [5n, 6n], n.forArray(collection, x, key, n.push(log, x))), [0n, 5n, 6n]);
  });

  test("leave and go on with the loop that a label names", () => {
    const [y, k] = [n.variable("y", I), n.variable("k", I)];
    const inner = n.block(
      n.ifElse(NullType, n.equal(I, y, n.value(2n)), n.continueLoop("outer"), n.nothing),
      n.ifElse(NullType, n.equal(I, x, n.value(3n)), n.breakLoop("outer"), n.nothing),
      n.push(log, n.builtin("IntegerAdd", [], I, n.builtin("IntegerMultiply", [], I, x, n.value(10n)), y)),
    );
    const loop = n.forArray(items, x, key, n.forArray(items, y, k, inner, "inner"), "outer");
    assert.deepEqual(run(items, [1n, 2n, 3n], loop), [11n, 21n]);
  });
});

suite("compiler: locks of loops", () => {
  const lockedMessage = (body: IR): IR =>
    n.tryCatch(StringType, n.block(body, n.value("")), n.variable("message", StringType));

  /** The loop's first round tries `change`; gives the message, or "". */
  function during(collection: VariableIR, given: unknown, loop: (body: IR) => IR, change: IR): unknown {
    const body = n.returning(lockedMessage(change));
    return compileFunctionIR(n.fn([collection], n.block(loop(body), n.value("no round"))))(given);
  }

  test("refuse what may resize the collection", () => {
    const push = n.push(items, n.value(1n));
    const over = (body: IR): IR => n.forArray(items, x, key, body);
    assert.equal(during(items, [1n], over, push), "Cannot modify Array during iteration");
    const dict = new SortedMap([[1n, 1n]]);
    const overDict = (body: IR): IR => n.forDict(entries, x, key, body);
    assert.equal(during(entries, dict, overDict, insert(n.value(5n))), "Cannot modify Dict during iteration");
  });

  test("leave other collections alone", () => {
    const [a, b] = [n.variable("a", ArrayType(I)), n.variable("b", ArrayType(I))];
    const loop = n.forArray(a, x, key, n.push(b, x));
    const other: bigint[] = [];
    compileFunctionIR(n.fn([a, b], loop))([1n, 2n], other);
    assert.deepEqual(other, [1n, 2n]);
  });

  const endings: [what: string, loop: IR][] = [
    ["normally", n.forArray(items, x, key, n.nothing)],
    ["by Break", n.forArray(items, x, key, n.breakLoop())],
    [
      "by Break of an outer loop",
      n.whileLoop(n.value(true), n.forArray(items, x, key, n.breakLoop("outer"), "inner"), "outer"),
    ],
    [
      "by Return",
      n.call(
        n.fn([], n.block(n.forArray(items, x, key, n.returning(n.nothing)), n.nothing), {
          captures: [items],
        }),
      ),
    ],
    ["by an error", n.tryCatch(NullType, n.forArray(items, x, key, n.error("x")), n.nothing)],
    [
      "by Continue of an outer loop, twice",
      n.forArray(
        n.newArray(I, n.value(1n), n.value(2n)),
        x,
        key,
        n.forArray(items, x, key, n.continueLoop("outer"), "inner"),
        "outer",
      ),
    ],
  ];
  for (const [what, loop] of endings) {
    test(`are released when the loop ends ${what}`, () => {
      const given = [1n];
      run(items, given, loop, n.push(items, n.value(2n)));
      assert.deepEqual(given, [1n, 2n]);
    });
  }

  test("count: the outer of two loops over one array still holds it after the inner", () => {
    const inner = n.forArray(items, n.variable("y", I), n.variable("k", I), n.nothing, "inner");
    const over = (body: IR): IR => n.forArray(items, x, key, n.block(inner, body));
    assert.equal(during(items, [1n], over, n.push(items, x)), "Cannot modify Array during iteration");
  });

  test("hold while a host function that the body calls changes things", () => {
    const grow = n.variable("grow", FunctionType([], NullType));
    const loop = n.forArray(items, x, key, n.call(grow));
    const given = [1n];
    const push = compileFunctionIR(n.fn([items], n.push(items, n.value(2n))));
    const program = compileFunctionIR(n.fn([items, grow], loop));
    assert.throws(() => program(given, () => push(given)), {
      message: "Cannot modify Array during iteration",
    });
    push(given);
    assert.deepEqual(given, [1n, 2n]);
  });
});

suite("compiler: frozen values", () => {
  test("are copied shallowly", () => {
    const rows = n.variable("rows", ArrayType(ArrayType(I)));
    const copy = n.builtin("ArrayCopy", [ArrayType(I)], ArrayType(ArrayType(I)), rows);
    const grown = n.block(
      n.define(n.variable("copy", ArrayType(ArrayType(I))), copy),
      n.push(n.variable("copy", ArrayType(ArrayType(I))), n.newArray(I)),
      n.push(
        n.builtin(
          "ArrayGet",
          [ArrayType(I)],
          ArrayType(I),
          n.variable("copy", ArrayType(ArrayType(I))),
          n.value(0n),
        ),
        n.value(1n),
      ),
    );
    const given = Object.freeze([Object.freeze([])]);
    assert.throws(() => compileFunctionIR(n.fn([rows], grown))(given), {
      message: "cannot mutate a frozen value (task inputs are immutable) — copy first",
    });
  });

  test("are refused before an index is looked at, and before the lock", () => {
    const frozen = "cannot mutate a frozen value (task inputs are immutable) — copy first";
    const out = update(n.value(99n), n.value(1n));
    assert.throws(() => run(items, Object.freeze([]), out), { message: frozen });
    const loop = n.forArray(items, x, key, n.push(items, x));
    assert.throws(() => run(items, Object.freeze([1n]), loop), { message: frozen });
  });
});

suite("compiler: closures in loops", () => {
  const Thunk = FunctionType([], I);
  const thunks = n.variable("thunks", ArrayType(Thunk));
  const keep =
    (...captures: VariableIR[]) =>
    (value: IR): IR =>
      n.push(thunks, n.fn([], value, { captures }));

  /** What the functions give that the statements pushed. */
  function results(given: EastType[], inputs: unknown[], ...statements: IR[]): unknown[] {
    const made: (() => unknown)[] = [];
    const parameters = given.map((type, i) => n.variable(`p${i}`, type));
    compileFunctionIR(n.fn([...parameters, thunks], n.block(...statements, n.nothing)))(...inputs, made);
    return made.map((f) => f());
  }

  test("hold the loop variables of their own round", () => {
    const three = n.newArray(I, n.value(5n), n.value(6n), n.value(7n));
    const sum = n.add(x, n.builtin("IntegerMultiply", [], I, key, n.value(10n)));
    assert.deepEqual(results([], [], n.forArray(three, x, key, keep(x, key)(sum))), [5n, 16n, 27n]);
  });

  test("hold the variables of the body of their own round, in While too, also mutable ones", () => {
    const i = n.mutable("i", I);
    const own = n.mutable("own", I);
    const body = n.block(
      n.define(own, i),
      keep(own)(own),
      n.assign(own, n.add(own, n.value(100n))),
      n.assign(i, n.add(i, n.value(1n))),
    );
    const loop = n.whileLoop(n.less(i, n.value(3n)), body);
    assert.deepEqual(results([], [], n.define(i, n.value(0n)), loop), [100n, 101n, 102n]);
  });

  test("share a mutable variable from outside, whose assignments both sides see", () => {
    const shared = n.mutable("shared", I);
    const bump = n.fn([], n.block(n.assign(shared, n.add(shared, n.value(1n))), shared), {
      captures: [shared],
    });
    const f = n.variable("f", Thunk);
    const statements = [
      n.define(shared, n.value(1n)),
      n.define(f, bump),
      n.call(f),
      n.assign(shared, n.add(shared, n.value(10n))),
      keep(f)(n.call(f)),
      keep(shared)(shared),
    ];
    assert.deepEqual(results([], [], ...statements), [13n, 13n]);
  });

  test("hold an immutable variable by value through functions that only pass it on", () => {
    const outer = n.variable("outer", I);
    const inner = n.fn([], outer, { captures: [outer] });
    const passing = n.fn([], n.call(inner), { captures: [outer] });
    assert.deepEqual(results([], [], n.define(outer, n.value(4n)), n.push(thunks, passing)), [4n]);
  });
});
