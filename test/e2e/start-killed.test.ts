/** `e3 start` killed, refused and interrupted: nothing acknowledged is lost, and the next start goes on. */
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { cpSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { before, suite, test } from "node:test";
import { setTimeout } from "node:timers/promises";
import { East, IntegerType } from "@elaraai/east";
import type { RunRecord } from "../../lib/plumbing/runs.js";
import e3sdk, { type Dataset } from "../../sdk/index.js";
import { e3, ended, environment, executable, sandbox } from "../support/cli.js";
import { numbersPackage, zipOf } from "../support/packages.js";
import { scaled } from "../support/scale.js";

/** Objects whose bytes do not have their name. */
function damagedObjects(repo: string): string[] {
  const damaged: string[] = [];
  let seen = 0;
  for (const folder of readdirSync(join(repo, "objects")).filter((name) => /^[0-9a-f]{2}$/.test(name))) {
    for (const name of readdirSync(join(repo, "objects", folder))) {
      seen++;
      const hash = createHash("sha256")
        .update(readFileSync(join(repo, "objects", folder, name)))
        .digest("hex");
      if (hash !== folder + name) damaged.push(folder + name);
    }
  }
  assert.ok(seen > 10);
  return damaged;
}

const records = (repo: string): RunRecord[] =>
  readdirSync(join(repo, "workspaces/dev/runs"))
    .sort()
    .map((name) => JSON.parse(readFileSync(join(repo, "workspaces/dev/runs", name), "utf8")));

/** What the chains below compute. */
function chains(n: number): number {
  const chain = (factor: number): number => [0, 1, 2, 3].reduce((x, i) => x * (factor + 1) + i, n);
  return chain(1) + chain(2) + chain(3);
}

async function prepare(repo: string, zip: string, deploy: string, n: string): Promise<void> {
  for (const args of [
    ["repo", "create", repo],
    ["package", "import", repo, zip],
    ["workspace", "create", repo, "dev"],
    ["workspace", "deploy", repo, "dev", deploy],
  ]) {
    const { status, stderr } = await e3(args);
    assert.equal(status, 0, stderr);
  }
  const { status, stderr } = await e3(["set", repo, "dev.inputs.n", "-"], { input: n });
  assert.equal(status, 0, stderr);
}

suite("e3 start", () => {
  const template = join(sandbox(), "repo");

  before(async () => {
    // Three chains of four tasks, and one that reads them all.
    const n = e3sdk.input("n", IntegerType);
    const ends = [1n, 2n, 3n].map((factor) => {
      let last: Dataset<IntegerType> = n;
      for (let i = 0; i < 4; i++) {
        last = e3sdk.task(
          `t${factor}-${i}`,
          [last],
          East.function([IntegerType], IntegerType, (_$, x) => x.multiply(factor + 1n).add(BigInt(i))),
        ).output;
      }
      return last;
    });
    const all = e3sdk.task(
      "all",
      ends as [Dataset<IntegerType>, Dataset<IntegerType>, Dataset<IntegerType>],
      East.function([IntegerType, IntegerType, IntegerType], IntegerType, (_$, x, y, z) => x.add(y).add(z)),
    );
    await prepare(template, await zipOf(e3sdk.package("chains", "1.0.0", all)), "chains", "7");
  });

  test("killed at any moment, the next start ends with the same answer and every object intact", async () => {
    const whole = join(sandbox(), "repo");
    cpSync(template, whole, { recursive: true });
    const began = performance.now();
    assert.equal((await e3(["start", whole, "dev"])).status, 0);
    const duration = performance.now() - began;
    const answer = async (repo: string): Promise<string> =>
      (await e3(["get", repo, "dev.tasks.all.output"])).stdout;
    assert.equal(await answer(whole), `${chains(7)}\n`);

    const repo = join(sandbox(), "repo");
    cpSync(template, repo, { recursive: true });
    const times = scaled(100);
    let killed = 0;
    for (let i = 0; i < times; i++) {
      // Five times at the same work, each going on where the last was killed.
      const n = 100 + Math.floor(i / 5);
      if (i % 5 === 0) await e3(["set", repo, "dev.inputs.n", "-"], { input: String(n) });
      const child = spawn(process.execPath, [executable, "start", repo, "dev"], {
        env: environment(),
        stdio: "ignore",
      });
      const end = ended(child);
      // Over the whole length of a run, the beginning as well as the end.
      await setTimeout((duration * (i + Math.random())) / times);
      if (child.kill("SIGKILL")) killed++;
      await end;
      assert.deepEqual(damagedObjects(repo), []);
      if (i % 5 === 4) {
        const { status, stderr } = await e3(["start", repo, "dev"]);
        assert.equal(status, 0, stderr);
        assert.equal(await answer(repo), `${chains(n)}\n`);
        assert.deepEqual(damagedObjects(repo), []);
      }
    }
    assert.ok(killed > times / 2, `${killed} of ${times} were still running when they were killed`);
    // Every run that died is marked, and only the last one is done.
    assert.deepEqual(
      records(repo).filter(({ state }) => state !== "done" && state !== "interrupted"),
      [],
    );
  });

  test("a second start of a workspace is refused and says who holds the lock; a dead holder is replaced", async () => {
    const repo = join(sandbox(), "repo");
    cpSync(template, repo, { recursive: true });
    const child = spawn(process.execPath, [executable, "start", repo, "dev"], {
      env: environment(),
      stdio: "ignore",
    });
    const end = ended(child);
    for (;;) {
      await setTimeout(1);
      if (!readdirSync(join(repo, "locks")).some((name) => name.startsWith("dev.run"))) continue;
      child.kill("SIGSTOP");
      break;
    }
    const refused = await e3(["start", repo, "dev"]);
    assert.match(
      refused.stderr,
      new RegExp(
        `^e3: workspace 'dev' is locked by pid ${child.pid} \\(e3 start .*\\) on .* since \\d\\d:\\d\\d; wait for it or stop that process\n$`,
      ),
    );
    assert.deepEqual([refused.status, refused.stdout], [4, ""]);
    // Setting an input is possible all the same.
    assert.equal((await e3(["set", repo, "dev.inputs.n", "-"], { input: "8" })).status, 0);
    child.kill("SIGKILL");
    await end;
    assert.equal((await e3(["start", repo, "dev"])).status, 0);
  });

  test("Ctrl-C ends it with 130, a record that says so, and the lock released", async () => {
    const repo = join(sandbox(), "repo");
    const slow = e3sdk.task(
      "slow",
      [e3sdk.input("n", IntegerType)],
      East.function([IntegerType], IntegerType, ($, n) => {
        const i = $.let(0n);
        $.while(East.less(i, n), ($) => {
          $.assign(i, i.add(0n));
        });
        $.return(i);
      }),
    );
    await prepare(repo, await zipOf(e3sdk.package("slow", "1", slow)), "slow@1", "1");
    for (const signal of ["SIGINT", "SIGTERM"] as const) {
      const child = spawn(process.execPath, [executable, "start", repo, "dev"], { env: environment() });
      const end = ended(child);
      for (;;) {
        await setTimeout(20);
        if (readdirSync(join(repo, "tmp")).some((name) => name.startsWith("run-"))) break;
      }
      child.kill(signal);
      const { status, stderr } = await end;
      assert.equal(status, 130, stderr);
      const record = records(repo).at(-1);
      assert.deepEqual([record?.state, record?.tasks], ["interrupted", { slow: "cancelled" }]);
      assert.deepEqual(
        readdirSync(join(repo, "tmp")).filter((name) => name.startsWith("run-")),
        [],
      );
    }
  });
});

suite("e3 start with several tasks", () => {
  test("shows nothing on stdout, a summary on stderr, and the record with --json", async () => {
    const repo = join(sandbox(), "repo");
    await prepare(repo, await zipOf(numbersPackage()), "numbers", "7");
    const first = await e3(["start", repo, "dev"]);
    assert.deepEqual([first.status, first.stdout], [0, ""]);
    assert.match(first.stderr, /^dev: done in .*: 3 executed, 0 cached\n$/);
    const second = await e3(["start", "--json", repo, "dev"]);
    const { state, executed, cached, tasks } = JSON.parse(second.stdout);
    assert.deepEqual(
      { state, executed, cached, tasks },
      { state: "done", executed: 0, cached: 3, tasks: { double: "cached", square: "cached", sum: "cached" } },
    );
    const forced = await e3(["start", "--force", "--concurrency", "1", repo, "dev"]);
    assert.match(forced.stderr, /^dev: done in .*: 3 executed, 0 cached\n$/);
  });

  test("a task without its input waits, which is said and exits with 1", async () => {
    const repo = join(sandbox(), "repo");
    const zip = await zipOf(numbersPackage());
    for (const args of [
      ["repo", "create", repo],
      ["package", "import", repo, zip],
      ["workspace", "create", repo, "dev"],
      ["workspace", "deploy", repo, "dev", "numbers"],
    ])
      await e3(args);
    const { status, stderr } = await e3(["start", repo, "dev"]);
    assert.equal(status, 1);
    assert.match(stderr, /waiting double: an input it needs is not set\n/);
    assert.match(stderr, /dev: failed in .*: 0 executed, 0 cached, 3 waiting for an input\n$/);
  });
});
