/** What the everyday commands print, run in this process over a repository in memory. */
import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { before, suite, test } from "node:test";
import { memoryStorage } from "../../lib/plumbing/local-storage.js";
import { sandbox } from "../support/cli.js";
import { runCommand } from "../support/in-process.js";
import { helloPackage, numbersPackage, zipOf } from "../support/packages.js";

suite("everyday commands", () => {
  const storage = memoryStorage();
  const folder = sandbox();
  const run = (line: string, input?: string) =>
    runCommand(line.split(" "), { storage, ...(input === undefined ? {} : { input }) });
  const stdout = async (line: string): Promise<string> => {
    const ended = await run(line);
    assert.deepEqual([ended.status, ended.stderr], [0, ""], line);
    return ended.stdout;
  };

  before(async () => {
    for (const line of [
      "repo create /r",
      `package import /r ${await zipOf(numbersPackage())}`,
      `package import /r ${await zipOf(helloPackage())}`,
      "workspace create /r dev",
      "workspace create /r new",
      "workspace deploy /r dev numbers@1.0.0",
    ]) {
      const { status, stderr } = await run(line);
      assert.equal(status, 0, stderr);
    }
  });

  test("list names workspaces, children, and datasets with their state", async () => {
    assert.equal(await stdout("list /r"), "dev\nnew\n");
    assert.equal(await stdout("list /r dev"), "inputs\ntasks\n");
    assert.equal(await stdout("list /r dev.tasks"), "double\nsquare\nsum\n");
    assert.equal(await stdout("list /r dev.tasks.sum"), "output\n");
    assert.equal(
      await stdout("list -r /r"),
      ["dev.inputs.n", "dev.tasks.double.output", "dev.tasks.square.output", "dev.tasks.sum.output", ""].join(
        "\n",
      ),
    );
    assert.equal(await stdout("list -l /r dev"), "inputs\ttree\t-\t-\ntasks\ttree\t-\t-\n");
    assert.equal(await stdout("list -rl /r dev.inputs"), "dev.inputs.n\t.Integer\tunset\t-\n");
    assert.deepEqual(JSON.parse(await stdout("list --json /r dev.tasks.sum")), [
      { name: "output", kind: "dataset", type: ".Integer", status: "unset", hash: null, bytes: null },
    ]);
  });

  test("a value goes through set, start and get, and its state with it", async () => {
    assert.deepEqual(await run("set /r dev.inputs.n -", "7\n"), {
      status: 0,
      stdout: "",
      stderr: "set 'dev.inputs.n'\n",
    });
    const started = await run("start /r dev");
    assert.match(started.stderr, /^dev: done in .*: 3 executed, 0 cached\n$/);
    assert.equal(await stdout("get /r dev.tasks.sum.output"), "63\n");
    assert.equal(await stdout("get -f json /r dev.tasks.sum.output"), '"63"\n');
    assert.equal(
      await stdout("list -rl /r dev"),
      [
        "dev.inputs.n\t.Integer\tset\t19",
        "dev.tasks.double.output\t.Integer\tup-to-date\t19",
        "dev.tasks.square.output\t.Integer\tup-to-date\t19",
        "dev.tasks.sum.output\t.Integer\tup-to-date\t19",
        "",
      ].join("\n"),
    );
    await run("set /r dev.inputs.n -", "8");
    assert.equal(
      await stdout("list -rl /r dev.tasks"),
      ["double", "square", "sum"].map((task) => `dev.tasks.${task}.output\t.Integer\tstale\t19\n`).join(""),
    );
  });

  test("get -f beast2 gives the bytes that set takes", async () => {
    const ended = await runCommand(["get", "-f", "beast2", "/r", "dev.inputs.n"], { storage });
    const file = join(folder, "n.beast2");
    // Integers of this size are plain ASCII but for the magic.
    const { stdout: raw } = await run("rev-parse /r dev.inputs.n");
    const bytes = await storage.objects.read("/r", raw.trim());
    writeFileSync(file, bytes);
    assert.equal(ended.stdout.length > 0, true);
    assert.equal((await run(`set /r dev.inputs.n ${file}`)).status, 0);
    assert.deepEqual(readFileSync(file), Buffer.from(bytes));
    assert.equal(await stdout("get /r dev.inputs.n"), "8\n");
  });

  test("package list, workspace list and repo status", async () => {
    assert.equal(await stdout("package list /r"), "hello@1.0.0\nnumbers@1.0.0\n");
    const packages = JSON.parse(await stdout("package list --json /r"));
    assert.deepEqual(
      packages.map(({ name, version, hash }: any) => [name, version, /^[0-9a-f]{64}$/.test(hash)]),
      [
        ["hello", "1.0.0", true],
        ["numbers", "1.0.0", true],
      ],
    );
    assert.equal(await stdout("workspace list /r"), "dev\nnew\n");
    assert.deepEqual(JSON.parse(await stdout("workspace list --json /r")), [
      { name: "dev", package: "numbers@1.0.0" },
      { name: "new", package: null },
    ]);
    const status = JSON.parse(await stdout("repo status --json /r"));
    assert.deepEqual([status.format, status.packages, status.workspaces, status.executions], [1, 2, 2, 3]);
    assert.match(
      await stdout("repo status /r"),
      /^packages {4}2\nworkspaces {2}2\nobjects {5}\d+ \(.*B\)\nexecutions {2}3\n$/,
    );
  });

  test("workspace status shows package, last run and datasets", async () => {
    const shown = await stdout("workspace status /r dev");
    assert.match(
      shown,
      /^package {3}numbers@1\.0\.0\nlast run {2}\S+ done: 3 executed, 0 cached\ndev\.inputs\.n\t/,
    );
    const status = JSON.parse(await stdout("workspace status --json /r dev"));
    assert.deepEqual(
      [status.workspace, status.package, status.locked, status.run.state],
      ["dev", "numbers@1.0.0", null, "done"],
    );
    assert.equal(status.datasets.length, 4);
    assert.equal(await stdout("workspace status /r new"), "package   nothing is deployed\n");
  });

  test("deploying a package whose input has another type replaces the value and says so", async () => {
    await run("workspace create /r swap");
    await run("workspace deploy /r swap hello");
    assert.equal(await stdout("get /r swap.inputs.name"), '"World"\n');
    const { Numbers } = await import("./other-hello.js");
    const { status, stderr } = await run(`package import /r ${await zipOf(Numbers)}`);
    assert.equal(status, 0, stderr);
    const deployed = await run("workspace deploy /r swap hello@2.0.0");
    assert.match(
      deployed.stderr,
      /^'swap\.inputs\.name' had a value of another type, [0-9a-f]{64}; it was replaced by the default or unset\ndeployed hello@2\.0\.0 in workspace 'swap'\n$/,
    );
    assert.equal(await stdout("get /r swap.inputs.name"), "3\n");
    assert.match(
      (await run("workspace deploy /r swap hello")).stderr,
      /package 'hello' is there in several versions; say which: hello@1\.0\.0, hello@2\.0\.0/,
    );
  });

  test("help of all commands, of a group and of one", async () => {
    const overview = await stdout("--help");
    assert.match(overview, /^usage: e3 <command> <repo/);
    assert.equal(await stdout("help"), overview);
    assert.match(
      await stdout("get --help"),
      /^usage: e3 get \[-f east\|json\|beast2\] <repo> <path>\n\nprint the value of a dataset\n/,
    );
    assert.equal(await stdout("help get"), await stdout("get -h"));
    assert.match(await stdout("package --help"), /usage: e3 package import/);
    const { status, stdout: nothing, stderr } = await runCommand([], { storage });
    assert.deepEqual([status, nothing, stderr], [2, "", overview]);
  });
});
