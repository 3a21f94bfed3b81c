/** Executing tasks for real, in warm workers and by commands, over a local directory and over memory. */
import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { suite, test } from "node:test";
import { ArrayType, East, IntegerType, StringType } from "@elaraai/east";
import { inputsHash } from "../../lib/plumbing/execution-record.js";
import { LocalStorage, memoryStorage } from "../../lib/plumbing/local-storage.js";
import { LocalTaskRunner } from "../../lib/plumbing/local-task-runner.js";
import { NodeHost } from "../../lib/plumbing/node-host.js";
import { objectWrite } from "../../lib/plumbing/objects.js";
import { packageRead } from "../../lib/plumbing/packages.js";
import { repositoryCreate } from "../../lib/plumbing/repository.js";
import type { StorageBackend } from "../../lib/plumbing/storage.js";
import type { TaskExecuteOptions } from "../../lib/plumbing/task-runner.js";
import { valueWrite } from "../../lib/plumbing/values.js";
import { packageBuild } from "../../sdk/build.js";
import e3, { type Task } from "../../sdk/index.js";
import { sandbox } from "../support/cli.js";

/** An Array of Integers in the single form of Beast2 (spec/beast2.md, "Frames"), which is not the one we write. */
function encodeSingle(values: readonly bigint[]): Uint8Array {
  const payload = [0, values.length, ...values.map((value) => Number(value) * 2), 0];
  const head = Buffer.from("89456173740d0a05", "hex");
  // Type table: Array of Integer; no locations; one stored frame.
  return Buffer.concat([
    head,
    Buffer.from([0, 5, 1, 2, 2, 10, 0, 1, 0, 0, payload.length, payload.length, ...payload]),
  ]);
}

const n = e3.input("n", IntegerType);

const double = e3.task(
  "double",
  [n],
  East.function([IntegerType], IntegerType, (_$, x) => x.multiply(2n)),
);

const failing = e3.task(
  "failing",
  [n],
  East.function([IntegerType], IntegerType, (_$, x) => x.divide(0n)),
);

const endless = e3.task(
  "endless",
  [n],
  East.function([IntegerType], IntegerType, ($, x) => {
    $.while(true, () => {});
    $.return(x);
  }),
);

/** Stores the objects of tasks; gives their hashes, and those of their source maps. */
async function stored(
  storage: StorageBackend,
  repo: string,
  task: Task,
): Promise<{ task: string; sourceMap: string }> {
  const { ref, objects } = packageBuild(e3.package("test", "1", task));
  for (const bytes of objects.values()) await objectWrite(storage, repo, bytes);
  const object = await packageRead(storage, repo, ref.hash);
  return { task: object.tasks.get(task.name)?.task as string, sourceMap: object.source_map };
}

const storages: [string, () => { storage: StorageBackend; repo: string }][] = [
  ["a local directory", () => ({ storage: new LocalStorage(), repo: join(sandbox(), "repo") })],
  ["memory", () => ({ storage: memoryStorage(), repo: "/repo" })],
];

for (const [name, make] of storages) {
  suite(`taskExecute over ${name}`, () => {
    const ready = async () => {
      const { storage, repo } = make();
      await repositoryCreate(storage, repo);
      const runner = new LocalTaskRunner(repo);
      const execute = (task: string, inputs: string[], options?: TaskExecuteOptions) =>
        runner.execute(storage, task, inputs, options);
      const integer = (value: bigint) => valueWrite(storage, repo, IntegerType, value);
      return { storage, repo, execute, integer };
    };

    test("runs a task once, and answers from the cache after that", async () => {
      const { storage, repo, execute, integer } = await ready();
      const { task } = await stored(storage, repo, double);
      const input = await integer(21n);
      const first = await execute(task, [input]);
      assert.deepEqual(first, { state: "success", cached: false, outputHash: await integer(42n) });
      assert.deepEqual(await execute(task, [input]), { ...first, cached: true });
      assert.deepEqual(await execute(task, [input], { force: true }), first);
      const record = await storage.executions.readOutput(repo, { task, inputs: inputsHash([input]) });
      assert.deepEqual(
        [record?.output, record?.command, (record?.ms ?? -1) >= 0],
        [first.outputHash, "east-node run", true],
      );
      assert.deepEqual(await storage.executions.attempts(repo, { task, inputs: inputsHash([input]) }), []);
    });

    test("an East error fails the task with its message and source line, and leaves a log", async () => {
      const { storage, repo, execute, integer } = await ready();
      const { task, sourceMap } = await stored(storage, repo, failing);
      const inputs = [await integer(1n)];
      const heard: string[] = [];
      const result = await execute(task, inputs, {
        onStderr: (data) => heard.push(data),
        sourceMap: { hash: sourceMap, task: "failing" },
      });
      assert.match(
        result.error ?? "",
        /^Division by zero at test\/plumbing\/task-execute\.test\.ts:\d+:\d+$/,
      );
      assert.deepEqual([result.state, result.cached, result.exitCode], ["failed", false, 1]);
      const key = { task, inputs: inputsHash(inputs) };
      const [attempt] = await storage.executions.attempts(repo, key);
      assert.deepEqual([attempt?.status?.state, attempt?.status?.exitCode], ["failed", 1]);
      const log: Uint8Array[] = [];
      for await (const piece of storage.executions.readLog(repo, key, attempt?.id as string, "stderr"))
        log.push(piece);
      assert.equal(Buffer.concat(log).toString(), heard.join(""));
      assert.match(
        heard.join(""),
        /^Error: Division by zero\n {2}at test\/plumbing\/task-execute\.test\.ts:/,
      );
      // A failure is not remembered as an answer.
      assert.equal((await execute(task, inputs)).cached, false);
    });

    test("an abort ends a task that would never end, and the next one has a fresh worker", async () => {
      const { storage, repo, execute, integer } = await ready();
      const { task } = await stored(storage, repo, endless);
      const input = await integer(1n);
      const result = await execute(task, [input], { signal: AbortSignal.timeout(300) });
      assert.deepEqual(result, { state: "error", cached: false, error: "cancelled" });
      const { task: other } = await stored(storage, repo, double);
      assert.equal((await execute(other, [input])).state, "success");
      assert.deepEqual(await execute(other, [input], { force: true, signal: AbortSignal.abort() }), {
        state: "error",
        cached: false,
        error: "cancelled",
      });
    });

    test("an input that is not there, or of another type, is an error that names it", async () => {
      const { storage, repo, execute } = await ready();
      const { task } = await stored(storage, repo, double);
      const nowhere = "0".repeat(64);
      const missing = await execute(task, [nowhere]);
      assert.deepEqual([missing.state, missing.lost], ["error", nowhere]);
      const text = await valueWrite(storage, repo, StringType, "x");
      const result = await execute(task, [text]);
      assert.deepEqual([result.state, result.lost], ["error", text]);
      assert.match(result.error ?? "", new RegExp(`^object ${text} does not hold what it should: .*`));
    });
  });
}

suite("taskExecute with a command", () => {
  /** A runner that is a script: `sh -c <script> runner -i input0 … -o output program`. */
  const by = (script: string): Task<ArrayType<IntegerType>> =>
    e3.task(
      "by-command",
      [e3.input("xs", ArrayType(IntegerType))],
      East.function([ArrayType(IntegerType)], ArrayType(IntegerType), (_$, xs) => xs),
      { runner: ["sh", "-c", script, "runner"] },
    );

  const ready = async (script: string) => {
    const { storage, repo } = { storage: new LocalStorage(), repo: join(sandbox(), "repo") };
    await repositoryCreate(storage, repo);
    const { task } = await stored(storage, repo, by(script));
    const input = await valueWrite(storage, repo, ArrayType(IntegerType), [1n, 2n]);
    const key = { task, inputs: inputsHash([input]) };
    const logs = join(repo, "objects/executions", task, key.inputs);
    const execute = (options?: TaskExecuteOptions) =>
      new LocalTaskRunner(repo).execute(storage, task, [input], options);
    return { storage, repo, task, input, logs, execute };
  };

  test("gives it the inputs, an output to write and the program, and keeps what it prints", async () => {
    const { repo, task, input, logs, execute } = await ready(
      'echo "$#: $1 $3 $E3_TASK"; echo oops >&2; test -s "$5" && cp "$2" "$4"',
    );
    const heard: [string, string][] = [];
    const result = await execute({
      onStdout: (data) => heard.push(["stdout", data]),
      onStderr: (data) => heard.push(["stderr", data]),
    });
    assert.deepEqual(result, { state: "success", cached: false, outputHash: input });
    assert.deepEqual(heard.sort(), [
      ["stderr", "oops\n"],
      ["stdout", `5: -i -o ${task}\n`],
    ]);
    const attempt = readdirSync(logs).find((name) => name !== "output") as string;
    assert.equal(readFileSync(join(logs, attempt, "stdout"), "utf8"), `5: -i -o ${task}\n`);
    assert.equal(JSON.parse(readFileSync(join(logs, attempt, "status.json"), "utf8")).state, "success");
    assert.deepEqual(readdirSync(join(repo, "tmp")), []);
  });

  test("stores what it wrote in canonical form", async () => {
    // The value of its input, as another runtime writes it: in one frame.
    const single = Buffer.from(encodeSingle([1n, 2n])).toString("base64");
    const { input, execute } = await ready(`echo ${single} | base64 -d > "$4"`);
    assert.equal((await execute()).outputHash, input);
  });

  const failures: [what: string, script: string, state: string, error: RegExp, exitCode?: number][] = [
    ["exits with another status than 0", "exit 3", "failed", /^'sh' exited with 3$/, 3],
    ["is ended by a signal", "kill -9 $$", "error", /^'sh' was ended by SIGKILL$/],
    ["writes no output", "true", "error", /^'sh' ended well and wrote no output$/],
    [
      "writes something that is no value",
      'echo x > "$4"',
      "error",
      /^'output\.beast2' does not fit the task's output: /,
    ],
  ];
  for (const [what, script, state, error, exitCode] of failures) {
    test(`a command that ${what} fails the task`, async () => {
      const { logs, execute } = await ready(script);
      const result = await execute();
      assert.match(result.error ?? "", error);
      assert.deepEqual([result.state, result.exitCode], [state, exitCode]);
      const [attempt] = readdirSync(logs);
      const status = JSON.parse(readFileSync(join(logs, attempt as string, "status.json"), "utf8"));
      assert.deepEqual([status.state, status.exitCode], [state, exitCode]);
    });
  }

  test("a command that is not there fails the task", async () => {
    const { storage, repo } = await ready("true");
    const task = e3.task(
      "x",
      [n],
      East.function([IntegerType], IntegerType, (_$, x) => x),
      { runner: ["/no/such/thing"] },
    );
    const { task: hash } = await stored(storage, repo, task);
    const result = await new LocalTaskRunner(repo).execute(storage, hash, [
      await valueWrite(storage, repo, IntegerType, 1n),
    ]);
    assert.deepEqual(result, {
      state: "error",
      cached: false,
      error: "cannot run '/no/such/thing': there is no such command",
    });
  });

  test("whatever it does to its input file, the object stays as it is", async () => {
    const { repo, input, execute } = await ready('chmod u+w "$2"; echo hacked > "$2"; exit 1');
    await execute();
    const object = join(repo, "objects", input.slice(0, 2), input.slice(2));
    assert.equal(readFileSync(object).includes("hacked"), false);
    assert.equal((await execute()).state, "failed");
  });

  test("an abort ends it with everything that it has started", async () => {
    const { repo, execute } = await ready("sleep 60 & echo $! > $E3_REPO/child; wait");
    const aborted = await execute({ signal: AbortSignal.timeout(500) });
    assert.deepEqual(aborted, { state: "error", cached: false, error: "cancelled" });
    const pid = Number(readFileSync(join(repo, "child"), "utf8"));
    assert.equal(await new NodeHost().isRunning({ pid, start: "", host: "", scope: "" }), false);
  });
});
