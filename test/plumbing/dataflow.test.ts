import assert from "node:assert/strict";
import { suite, test } from "node:test";
import { type DataflowEvent, type DataflowOptions, dataflowExecute } from "../../lib/plumbing/dataflow.js";
import { E3Error } from "../../lib/plumbing/errors.js";
import { type MockAnswer, MockTaskRunner, mockHash } from "../../lib/plumbing/mock-task-runner.js";
import { datasetRefRead } from "../../lib/plumbing/refs.js";
import { runChange, runLast, runList } from "../../lib/plumbing/runs.js";
import type { StorageBackend } from "../../lib/plumbing/storage.js";
import { treeAt, treeRead } from "../../lib/plumbing/trees.js";
import { assign, hashOf, outputOf, repo, workspace, workspaceOf } from "../support/workspaces.js";

const run = (storage: StorageBackend, runner: MockTaskRunner, options: DataflowOptions = {}) =>
  dataflowExecute(storage, repo, workspace, { runner, concurrency: 4, ...options });

/** The tasks that were asked for, in order, by the names their hashes stand for. */
const ran = (runner: MockTaskRunner, ...names: string[]): string[] =>
  runner.calls.map(({ taskHash }) => names.find((name) => hashOf(name) === taskHash) ?? taskHash);

const answers = (by: Record<string, MockAnswer>): Map<string, MockAnswer> =>
  new Map(Object.entries(by).map(([name, answer]) => [hashOf(name), answer]));

//  $x ── a ── b ── d
//        └─── c ───┘
const diamond = { a: ["$x"], b: ["a"], c: ["a"], d: ["b", "c"] };

suite("dataflowExecute", () => {
  test("runs every task after what it reads, hands on the hashes, and records what came of it", async () => {
    const storage = await workspaceOf(diamond);
    await assign(storage, { x: "x1" });
    const runner = new MockTaskRunner();
    const record = await run(storage, runner, { command: "test" });

    const a = mockHash(hashOf("a"), [hashOf("x1")]);
    const b = mockHash(hashOf("b"), [a]);
    const c = mockHash(hashOf("c"), [a]);
    const d = mockHash(hashOf("d"), [b, c]);
    assert.deepEqual(ran(runner, "a", "b", "c", "d"), ["a", "b", "c", "d"]);
    assert.deepEqual(
      runner.calls.map(({ inputHashes }) => inputHashes),
      [[hashOf("x1")], [a], [a], [b, c]],
    );
    assert.deepEqual(await datasetRefRead(storage, repo, workspace, ["tasks", "d", "output"]), {
      hash: d,
      origin: {
        task: hashOf("d"),
        inputs: [
          { path: ["tasks", "b", "output"], hash: b },
          { path: ["tasks", "c", "output"], hash: c },
        ],
      },
    });
    const { state, executed, cached, failed, skipped, waiting, tasks } = record;
    assert.deepEqual(
      {
        state,
        executed,
        cached,
        failed,
        skipped,
        waiting,
        tasks,
        command: record.command,
        package: record.package,
      },
      {
        state: "done",
        executed: 4,
        cached: 0,
        failed: 0,
        skipped: 0,
        waiting: 0,
        tasks: { a: "executed", b: "executed", c: "executed", d: "executed" },
        command: "test",
        package: "test@1.0.0",
      },
    );
    assert.deepEqual(await runLast(storage, repo, workspace), record);
    const tree = await treeRead(storage, repo, record.tree as string);
    assert.deepEqual(treeAt(tree, ["tasks", "d", "output"])?.value, d);
    assert.deepEqual(treeAt(tree, ["inputs", "x"])?.value, hashOf("x1"));
  });

  test("a task that the runner answers from its cache counts as cached", async () => {
    const storage = await workspaceOf(diamond);
    await assign(storage, { x: "x" });
    const events: DataflowEvent[] = [];
    const runner = new MockTaskRunner(answers({ a: { hash: hashOf("A"), cached: true } }));
    const { state, executed, cached } = await run(storage, runner, {
      onEvent: (event) => events.push(event),
    });
    assert.deepEqual({ state, executed, cached }, { state: "done", executed: 3, cached: 1 });
    assert.deepEqual(
      events.map(({ event, ...rest }) => [event, (rest as { task?: string }).task]).slice(0, 5),
      [
        ["planned", undefined],
        ["started", "a"],
        ["cached", "a"],
        ["started", "b"],
        ["started", "c"],
      ],
    );
  });

  test("a failure skips its dependents and runs the rest", async () => {
    const storage = await workspaceOf({ ...diamond, e: ["$x"] });
    await assign(storage, { x: "x" });
    const runner = new MockTaskRunner(answers({ b: { exitCode: 3 }, c: { error: "no such luck" } }));
    const events: DataflowEvent[] = [];
    const record = await run(storage, runner, { onEvent: (event) => events.push(event) });
    assert.deepEqual(record.tasks, { a: "executed", b: "failed", c: "failed", d: "skipped", e: "executed" });
    assert.deepEqual([record.state, record.failed, record.skipped], ["failed", 2, 1]);
    assert.equal(await outputOf(storage, "d"), undefined);
    assert.deepEqual(
      events
        .filter(({ event }) => event === "failed" || event === "skipped")
        .map(({ ...event }) => ({ ...event, ms: 0 })),
      [
        { event: "failed", task: "b", exitCode: 3, ms: 0 },
        { event: "failed", task: "c", error: "no such luck", ms: 0 },
        { event: "skipped", task: "d", ms: 0 },
      ],
    );
  });

  test("a runner that throws fails the task, not the run", async () => {
    const storage = await workspaceOf({ a: [], b: [] });
    const runner = new MockTaskRunner(({ taskHash }) => {
      if (taskHash === hashOf("a")) throw new Error("the runner is broken");
      return undefined;
    });
    assert.deepEqual((await run(storage, runner)).tasks, { a: "failed", b: "executed" });
  });

  test("never runs more tasks at a time than the limit, and reaches it", async () => {
    const names = Array.from({ length: 12 }, (_, i) => `t${i}`);
    const storage = await workspaceOf(Object.fromEntries(names.map((name) => [name, []])));
    for (const concurrency of [1, 3, 12]) {
      const runner = new MockTaskRunner(({ taskHash }) => ({ hash: taskHash, delay: 5 }));
      await run(storage, runner, { concurrency });
      assert.equal(runner.mostAtOnce, concurrency);
    }
  });

  test("cancelling stops what runs, starts nothing more, and says so in the record", async () => {
    const storage = await workspaceOf({ a: [], b: [], c: ["a"], d: [] });
    const controller = new AbortController();
    const never = new Promise(() => {});
    const runner = new MockTaskRunner(({ taskHash }) => {
      if (taskHash === hashOf("b")) controller.abort();
      return { hash: taskHash, delay: never };
    });
    const record = await run(storage, runner, { concurrency: 2, signal: controller.signal });
    assert.deepEqual(ran(runner, "a", "b", "c", "d"), ["a", "b"]);
    assert.deepEqual(
      [record.state, record.tasks],
      ["interrupted", { a: "cancelled", b: "cancelled", c: "skipped", d: "skipped" }],
    );
    // The lock is free again, and the next run does what is left.
    assert.equal((await run(storage, new MockTaskRunner())).state, "done");
  });

  test("a task whose input nobody has set waits, with what depends on it", async () => {
    const storage = await workspaceOf({ a: ["$x"], b: ["a"], c: [] });
    const runner = new MockTaskRunner();
    const record = await run(storage, runner);
    assert.deepEqual(record.tasks, { a: "waiting", b: "waiting", c: "executed" });
    assert.deepEqual([record.state, record.waiting], ["failed", 2]);
  });

  test("an input that changes during the run is noticed before it ends", async () => {
    const storage = await workspaceOf(diamond);
    await assign(storage, { x: "x1" });
    const runner = new MockTaskRunner(({ taskHash, inputHashes }) => ({
      hash: mockHash(taskHash, inputHashes),
      delay: inputHashes.length === 2 && runner.calls.length === 4 ? assign(storage, { x: "x2" }) : 0,
    }));
    const record = await run(storage, runner);
    assert.equal(runner.calls.length, 8);
    const a = mockHash(hashOf("a"), [hashOf("x2")]);
    const expected = mockHash(hashOf("d"), [mockHash(hashOf("b"), [a]), mockHash(hashOf("c"), [a])]);
    assert.equal(await outputOf(storage, "d"), expected);
    assert.equal(
      treeAt(await treeRead(storage, repo, record.tree as string), ["inputs", "x"])?.value,
      hashOf("x2"),
    );
  });

  test("tasks that compute the same from the same run once", async () => {
    const storage = await workspaceOf({ a: ["$x"], twin: ["$x"], z: ["twin"] }, { twin: "a" });
    await assign(storage, { x: "x" });
    const runner = new MockTaskRunner();
    const record = await run(storage, runner, { force: true });
    assert.deepEqual(ran(runner, "a", "z"), ["a", "z"]);
    assert.deepEqual(
      runner.calls.map(({ options: { force, sourceMap } }) => [force, sourceMap?.task]),
      [
        [true, "a"],
        [true, "z"],
      ],
    );
    assert.deepEqual([record.executed, record.cached], [2, 1]);
    assert.equal(await outputOf(storage, "twin"), await outputOf(storage, "a"));
  });

  test("an input that its reader finds lost is made again", async () => {
    const storage = await workspaceOf({ a: ["$x"], b: ["a"] });
    await assign(storage, { x: "x" });
    const a = mockHash(hashOf("a"), [hashOf("x")]);
    const runner = new MockTaskRunner(({ taskHash, options }) => {
      if (taskHash === hashOf("a")) return { hash: a, cached: options.force !== true };
      return runner.calls.length === 2 ? { error: "damaged", lost: a } : undefined;
    });
    const record = await run(storage, runner);
    assert.deepEqual(ran(runner, "a", "b"), ["a", "b", "a", "b"]);
    assert.deepEqual([record.state, record.executed], ["done", 2]);
  });

  test("an input that is lost again, or that a user has set, fails its reader", async () => {
    const storage = await workspaceOf({ a: ["$x"], b: ["a"] });
    await assign(storage, { x: "x" });
    const lost = new MockTaskRunner(({ taskHash, inputHashes: [input = ""] }) =>
      taskHash === hashOf("b") ? { error: "damaged", lost: input } : undefined,
    );
    assert.deepEqual((await run(storage, lost)).tasks, { a: "executed", b: "failed" });
    assert.equal(lost.calls.length, 4);
    const user = new MockTaskRunner(({ inputHashes: [input = ""] }) => ({ error: "damaged", lost: input }));
    assert.deepEqual((await run(storage, user)).tasks, { a: "failed", b: "skipped" });
  });

  test("refuses a second run of a workspace while one is under way", async () => {
    const storage = await workspaceOf({ a: [] });
    let release = (): void => {};
    const held = new Promise<void>((resolve) => {
      release = resolve;
    });
    const first = run(storage, new MockTaskRunner(({ taskHash }) => ({ hash: taskHash, delay: held })));
    await assert.rejects(
      (async () => {
        // The first one takes its lock within a few turns.
        for (;;) {
          if ((await storage.locks.holder(repo, { lock: "run", workspace })) !== undefined) break;
          await new Promise((resolve) => setImmediate(resolve));
        }
        await run(storage, new MockTaskRunner());
      })(),
      (error) => error instanceof E3Error && error.kind === "locked",
    );
    release();
    assert.equal((await first).state, "done");
  });

  test("a record of a run that died becomes interrupted at the next start", async () => {
    const storage = await workspaceOf({ a: [] });
    const first = await run(storage, new MockTaskRunner());
    await storage.refs.write(repo, [runChange(workspace, { ...first, state: "running" })]);
    await run(storage, new MockTaskRunner());
    const [before, after] = await runList(storage, repo, workspace);
    assert.notEqual(before, after);
    const text = await storage.refs.read(repo, `workspaces/dev/runs/${first.id}.json`);
    assert.equal(JSON.parse(text ?? "{}").state, "interrupted");
  });

  test("refuses a workspace that is not there, or has nothing deployed", async () => {
    const storage = await workspaceOf({ a: [] });
    const refused = (name: string, message: RegExp) =>
      assert.rejects(dataflowExecute(storage, repo, name, { runner: new MockTaskRunner() }), (error) => {
        assert.ok(error instanceof E3Error);
        assert.match(error.message, message);
        return error.kind === "missing";
      });
    await refused("nope", /workspace 'nope' is not in/);
    await storage.refs.createFolder(repo, "workspaces/empty");
    await refused("empty", /nothing is deployed in workspace 'empty'/);
  });
});
