import assert from "node:assert/strict";
import { suite, test } from "node:test";
import * as fc from "fast-check";
import { type PlannedTask, Scheduler, type TaskEnd, type TaskStart } from "../../lib/plumbing/scheduler.js";
import { scaled } from "../support/scale.js";

/** A task that makes `<name>` from other tasks' names and inputs, which start with a `$`. */
const task = (name: string, ...inputs: string[]): PlannedTask => ({
  name,
  hash: `#${name}`,
  inputs,
  output: name,
});

const names = (starts: TaskStart[]): string[] => starts.map(({ name }) => name);

const done = (hash: string, cached = false): TaskEnd => ({ state: "success", hash, cached });

suite("Scheduler", () => {
  //  $x ── a ── b ── d
  //        └─── c ───┘
  const diamond = [task("a", "$x"), task("b", "a"), task("c", "a"), task("d", "b", "c")];

  test("starts a task when everything it reads is there, and says with which hashes", () => {
    const scheduler = new Scheduler(diamond, new Map([["$x", "x1"]]), { concurrency: 9 });
    assert.deepEqual(scheduler.next(), [{ ...task("a", "$x"), inputHashes: ["x1"], again: false }]);
    assert.deepEqual(scheduler.next(), []);
    assert.deepEqual(scheduler.finished("a", done("A")), [
      { ...task("a", "$x"), inputHashes: ["x1"], outputHash: "A" },
    ]);
    assert.deepEqual(names(scheduler.next()), ["b", "c"]);
    scheduler.finished("c", done("C", true));
    assert.deepEqual(scheduler.next(), []);
    scheduler.finished("b", done("B"));
    assert.deepEqual(scheduler.next(), [{ ...task("d", "b", "c"), inputHashes: ["B", "C"], again: false }]);
    assert.equal(scheduler.idle, false);
    scheduler.finished("d", done("D"));
    assert.equal(scheduler.idle, true);
    assert.deepEqual(Object.fromEntries(scheduler.outcomes()), {
      a: "executed",
      b: "executed",
      c: "cached",
      d: "executed",
    });
  });

  test("a failure skips what depends on it and nothing else", () => {
    const plan = [...diamond, task("e", "$x"), task("f", "e")];
    const scheduler = new Scheduler(plan, new Map([["$x", "x1"]]), { concurrency: 1 });
    const ran: string[] = [];
    for (let [start] = scheduler.next(); start !== undefined; [start] = scheduler.next()) {
      ran.push(start.name);
      scheduler.finished(start.name, start.name === "b" ? { state: "failed" } : done(start.name));
    }
    assert.deepEqual(ran, ["a", "b", "c", "e", "f"]);
    assert.deepEqual(Object.fromEntries(scheduler.outcomes()), {
      a: "executed",
      b: "failed",
      c: "executed",
      d: "skipped",
      e: "executed",
      f: "executed",
    });
  });

  test("with failFast nothing starts after the first failure", () => {
    const plan = [task("a", "$x"), task("b", "$x"), task("c", "$x")];
    const scheduler = new Scheduler(plan, new Map([["$x", "x"]]), { concurrency: 1, failFast: true });
    scheduler.next();
    scheduler.finished("a", { state: "failed" });
    assert.deepEqual([scheduler.next(), scheduler.idle], [[], true]);
    assert.deepEqual([...scheduler.outcomes().values()], ["failed", "skipped", "skipped"]);
  });

  test("a task with an unassigned input waits with what depends on it; the rest runs", () => {
    const plan = [task("a", "$x"), task("b", "a"), task("c", "$y")];
    const scheduler = new Scheduler(plan, new Map([["$y", "y"]]), { concurrency: 9 });
    assert.deepEqual(names(scheduler.next()), ["c"]);
    scheduler.finished("c", done("C"));
    assert.equal(scheduler.idle, true);
    assert.deepEqual([...scheduler.outcomes().values()], ["waiting", "waiting", "executed"]);
    scheduler.inputChanged("$x", "x");
    assert.deepEqual(names(scheduler.next()), ["a"]);
  });

  test("never runs more than the limit, and always that many when work is ready", () => {
    const plan = Array.from({ length: 10 }, (_, i) => task(`t${i}`));
    const scheduler = new Scheduler(plan, new Map(), { concurrency: 3 });
    assert.deepEqual(names(scheduler.next()), ["t0", "t1", "t2"]);
    assert.deepEqual(scheduler.next(), []);
    scheduler.finished("t1", done("1"));
    scheduler.finished("t2", done("2"));
    assert.deepEqual(names(scheduler.next()), ["t3", "t4"]);
  });

  test("the longest chain goes first", () => {
    //  short,  long ── l2 ── l3
    const plan = [task("short"), task("long"), task("l2", "long"), task("l3", "l2")];
    assert.deepEqual(names(new Scheduler(plan, new Map(), { concurrency: 1 }).next()), ["long"]);
  });

  test("two tasks with one identity run once", () => {
    const twin = { ...task("twin", "$x"), hash: "#a" };
    const scheduler = new Scheduler([task("a", "$x"), twin, task("z", "twin")], new Map([["$x", "x"]]), {
      concurrency: 9,
    });
    assert.deepEqual(names(scheduler.next()), ["twin"]);
    assert.deepEqual([...scheduler.outcomes().values()], ["running", "running", "pending"]);
    assert.deepEqual(
      scheduler.finished("twin", done("A")).map(({ name, outputHash }) => [name, outputHash]),
      [
        ["a", "A"],
        ["twin", "A"],
      ],
    );
    assert.deepEqual(names(scheduler.next()), ["z"]);
    assert.deepEqual([...scheduler.outcomes().values()], ["cached", "executed", "running"]);
  });

  test("an input that changes re-runs what depends on it, never with a mix of old and new", () => {
    //  $x ── a ── d      d reads $x itself, too
    //   └─────────┘
    const plan = [task("a", "$x"), task("d", "$x", "a")];
    const scheduler = new Scheduler(plan, new Map([["$x", "x1"]]), { concurrency: 9 });
    scheduler.next();
    scheduler.finished("a", done("A1"));
    assert.deepEqual(scheduler.next()[0]?.inputHashes, ["x1", "A1"]);
    scheduler.inputChanged("$x", "x2");
    // d still runs for x1; its turn comes when a is done for x2.
    assert.deepEqual(names(scheduler.next()), ["a"]);
    assert.deepEqual(scheduler.finished("d", done("D1")), []);
    assert.deepEqual(scheduler.next(), []);
    scheduler.finished("a", done("A2"));
    assert.deepEqual(scheduler.next(), [
      { ...task("d", "$x", "a"), inputHashes: ["x2", "A2"], again: false },
    ]);
    assert.deepEqual(
      scheduler.finished("d", done("D2")).map(({ outputHash }) => outputHash),
      ["D2"],
    );
  });

  test("an equal result cuts off what comes after it", () => {
    const scheduler = new Scheduler([task("a", "$x"), task("b", "a")], new Map([["$x", "x1"]]), {
      concurrency: 9,
    });
    scheduler.next();
    scheduler.finished("a", done("A"));
    scheduler.next();
    scheduler.finished("b", done("B"));
    scheduler.inputChanged("$x", "x2");
    assert.deepEqual(names(scheduler.next()), ["a"]);
    assert.deepEqual(
      scheduler.finished("a", done("A")).map(({ name }) => name),
      ["a"],
    );
    assert.deepEqual([scheduler.next(), scheduler.idle], [[], true]);
  });

  test("what was lost is made again, by force, and then the task that missed it", () => {
    const scheduler = new Scheduler([task("a"), task("b", "a"), task("c", "b")], new Map(), {
      concurrency: 1,
    });
    scheduler.next();
    scheduler.finished("a", done("A", true));
    assert.deepEqual(names(scheduler.next()), ["b"]);
    assert.equal(scheduler.lost("b", ["a"]), true);
    assert.deepEqual(
      scheduler.next().map(({ name, again }) => [name, again]),
      [["a", true]],
    );
    scheduler.finished("a", done("A"));
    assert.deepEqual(
      scheduler.next().map(({ name, again }) => [name, again]),
      [["b", false]],
    );
    scheduler.finished("b", done("B"));
    assert.deepEqual(names(scheduler.next()), ["c"]);
    scheduler.finished("c", done("C"));
    assert.deepEqual([...scheduler.outcomes().values()], ["executed", "executed", "executed"]);
  });

  test("what nobody makes cannot be made again", () => {
    const scheduler = new Scheduler([task("a", "$x")], new Map([["$x", "x"]]), { concurrency: 1 });
    scheduler.next();
    assert.equal(scheduler.lost("a", ["$x"]), false);
    scheduler.finished("a", { state: "failed" });
  });

  test("after stop nothing starts, and the rest counts as skipped", () => {
    const scheduler = new Scheduler([task("a"), task("b"), task("c", "a")], new Map(), { concurrency: 1 });
    scheduler.next();
    scheduler.stop();
    scheduler.finished("a", { state: "cancelled" });
    assert.deepEqual([scheduler.next(), scheduler.idle], [[], true]);
    assert.deepEqual([...scheduler.outcomes().values()], ["cancelled", "skipped", "skipped"]);
  });

  test("refuses plans that cannot be", () => {
    const make =
      (...plan: PlannedTask[]) =>
      () =>
        new Scheduler(plan, new Map(), { concurrency: 1 });
    assert.throws(make(task("a", "b"), task("b", "a"), task("c")), {
      message: "tasks depend on one another in a circle: 'a', 'b'",
    });
    assert.throws(make(task("a", "a")), { message: "tasks depend on one another in a circle: 'a'" });
    assert.throws(make(task("a"), task("a")), { message: "two tasks are named 'a'" });
    assert.throws(make(task("a"), { ...task("b"), output: "a" }), {
      message: "tasks 'a' and 'b' make the same dataset",
    });
  });

  test("agrees with a sequential model on any graph, with failures, changes and equal results", () => {
    const graph = fc.integer({ min: 1, max: 12 }).chain((n) =>
      fc.tuple(
        ...Array.from({ length: n }, (_, i) =>
          fc.record({
            inputs: fc.array(fc.nat({ max: i + 2 }), { maxLength: 4 }),
            behaviour: fc.constantFrom("value", "value", "value", "constant", "fail", "twin"),
          }),
        ),
      ),
    );
    const events = fc.array(fc.tuple(fc.nat({ max: 2 }), fc.option(fc.nat({ max: 3 })), fc.nat()), {
      maxLength: 12,
    });
    const property = fc.property(
      graph,
      events,
      fc.integer({ min: 1, max: 4 }),
      (nodes, changes, concurrency) => {
        const plan = nodes.map(({ inputs, behaviour }, i) => ({
          name: `t${i}`,
          hash: behaviour === "twin" ? "#twin" : `#${behaviour}${i}`,
          inputs: inputs.map((at) => (at < 3 ? `$${at}` : `t${at - 3}`)),
          output: `t${i}`,
        }));
        /** What a task computes: the same for the same identity. */
        const compute = ({ hash }: { hash: string }, inputHashes: readonly string[]): TaskEnd =>
          hash.startsWith("#fail")
            ? { state: "failed" }
            : done(hash.startsWith("#constant") ? hash : `${hash}(${inputHashes.join(",")})`);

        const inputs = new Map([["$0", "a"]]);
        const scheduler = new Scheduler(plan, new Map(inputs), { concurrency });
        const running: TaskStart[] = [];
        const started = new Set<string>();
        const recorded = new Map<string, string>();
        const record = (settled: ReturnType<Scheduler["finished"]>): void => {
          for (const { output, outputHash } of settled) recorded.set(output, outputHash);
        };
        const step = (pick: number): void => {
          for (const start of scheduler.next()) {
            const identity = [start.hash, ...start.inputHashes].join("\n");
            assert.ok(!started.has(identity), "nothing runs twice");
            started.add(identity);
            running.push(start);
          }
          assert.ok(running.length <= concurrency);
          const [start] = running.splice(pick % Math.max(1, running.length), 1);
          if (start !== undefined) record(scheduler.finished(start.name, compute(start, start.inputHashes)));
        };
        for (const [input, value, pick] of changes) {
          step(pick);
          if (value === null) inputs.delete(`$${input}`);
          else inputs.set(`$${input}`, `v${value}`);
          record(scheduler.inputChanged(`$${input}`, inputs.get(`$${input}`)));
        }
        while (!scheduler.idle) step(0);

        // The model runs the tasks one after the other on the final inputs.
        const model = new Map<string, string>(inputs);
        const expected = plan.map((planned) => {
          const read = planned.inputs.map((name) => model.get(name) ?? "unassigned");
          const end = read.includes("failed")
            ? "skipped"
            : read.includes("unassigned")
              ? "waiting"
              : compute(planned, read);
          if (typeof end === "string") model.set(planned.output, end === "skipped" ? "failed" : "unassigned");
          else model.set(planned.output, end.state === "success" ? end.hash : "failed");
          return typeof end === "string" ? end : end.state;
        });
        const outcomes = [...scheduler.outcomes().values()].map((outcome) =>
          outcome === "executed" || outcome === "cached" ? "success" : outcome,
        );
        assert.deepEqual(outcomes, expected);
        for (const { output } of plan) {
          const hash = model.get(output);
          if (hash === "failed" || hash === "unassigned") assert.equal(scheduler.hashOf(output), undefined);
          else {
            assert.equal(scheduler.hashOf(output), hash);
            assert.equal(recorded.get(output), hash);
          }
        }
      },
    );
    fc.assert(property, { numRuns: scaled(20_000) });
  });
});
