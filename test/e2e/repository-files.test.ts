/** A repository looked at with the tools that everybody has: it is nothing but plain files. */
import assert from "node:assert/strict";
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { before, suite, test } from "node:test";
import { e3, files, sandbox, shell } from "../support/cli.js";
import { helloPackage, numbersPackage, zipOf } from "../support/packages.js";

suite("a repository on disk", () => {
  const repo = sandbox();
  let zip = "";

  before(async () => {
    zip = await zipOf(numbersPackage());
    const made = await shell(
      `e3 repo create .
      e3 package import . ${zip}
      e3 workspace create . dev
      e3 workspace deploy . dev numbers@1.0.0
      echo 7 > n.east
      e3 set . dev.inputs.n n.east
      e3 start . dev
      test "$(e3 get . dev.tasks.sum.output)" = 63`,
      { cwd: repo },
    );
    assert.equal(made.status, 0, made.stdout);
  });

  test("sha256sum of every object is its name", async () => {
    const { stdout } = await shell(
      `for file in objects/??/*; do
        sum=$(sha256sum < $file | cut -d ' ' -f 1)
        test "$sum" = "$(echo $file | sed 's#objects/##; s#/##')" || echo "$file has $sum"
        echo $file >> seen
      done
      wc -l < seen`,
      { cwd: repo },
    );
    // One package, source map, input and tree; three programs, tasks and outputs.
    assert.equal(stdout.trim(), "13");
  });

  test("cat of every ref is readable", async () => {
    const { stdout } = await shell("cd workspaces/dev && cat package data/inputs/n data/tasks/sum/output", {
      cwd: repo,
    });
    const lines = stdout.trimEnd().split("\n");
    const hash = "[0-9a-f]{64}";
    const expected = [
      `numbers@1\\.0\\.0 ${hash}`,
      hash,
      hash,
      `task ${hash}`,
      `input tasks\\.double\\.output ${hash}`,
      `input tasks\\.square\\.output ${hash}`,
    ];
    assert.equal(lines.length, expected.length);
    lines.forEach((line, i) => assert.match(line, new RegExp(`^${expected[i]}$`)));
    const { stdout: refs } = await shell(
      "find packages workspaces -type f | xargs file | grep -v -e text -e JSON || true",
      { cwd: repo },
    );
    assert.equal(refs.includes("file: not found") ? "" : refs, "");
  });

  test("printf of input hashes through sha256sum finds the execution", async () => {
    const { stdout, status } = await shell(
      `task=$(e3 rev-parse . numbers@1.0.0/sum)
      inputs=$(sed -n 's/^input [^ ]* //p' workspaces/dev/data/tasks/sum/output)
      key=$(printf '%s\\n' $inputs | sha256sum | cut -d ' ' -f 1)
      head -n 1 objects/executions/$task/$key/output
      head -n 1 workspaces/dev/data/tasks/sum/output`,
      { cwd: repo },
    );
    assert.equal(status, 0, stdout);
    const [cached, present] = stdout.trimEnd().split("\n");
    assert.equal(cached, present);
  });

  test("grep finds which datasets use a value, and which were made from it", async () => {
    const { stdout } = await shell(
      `hash=$(head -n 1 workspaces/dev/data/inputs/n)
      grep -rl $hash workspaces/dev/data | sort
      grep -rlx $hash workspaces/dev/data`,
      { cwd: repo },
    );
    assert.deepEqual(stdout.trimEnd().split("\n"), [
      "workspaces/dev/data/inputs/n",
      "workspaces/dev/data/tasks/double/output",
      "workspaces/dev/data/tasks/square/output",
      "workspaces/dev/data/inputs/n",
    ]);
  });

  test("a copy of objects/ answers every task elsewhere, before or after repo create", async () => {
    for (const order of ["before", "after"]) {
      const other = join(sandbox(), "other");
      mkdirSync(other);
      const copy = (): void => cpSync(join(repo, "objects"), join(other, "objects"), { recursive: true });
      if (order === "before") copy();
      assert.equal((await e3(["repo", "create", other])).status, 0);
      if (order === "after") copy();
      const { stdout } = await shell(
        `e3 package import ${other} ${zip}
        e3 workspace create ${other} ci
        e3 workspace deploy ${other} ci numbers
        e3 set ${other} ci.inputs.n ${repo}/n.east
        e3 start ${other} ci
        e3 get ${other} ci.tasks.sum.output`,
      );
      assert.match(stdout, /ci: done in .*: 0 executed, 3 cached\n63\n$/, `${order}: ${stdout}`);
    }
  });

  test("what a copy left half done is noticed and done again", async () => {
    const other = sandbox();
    cpSync(repo, other, { recursive: true });
    const record = join(other, "objects/executions");
    const [task] = readdirSync(record);
    const [inputs] = readdirSync(join(record, task as string));
    const output = join(record, task as string, inputs as string, "output");
    const text = readFileSync(output, "utf8");
    writeFileSync(output, text.slice(0, text.length / 2));
    // And an object that has only begun to arrive.
    const hash = readFileSync(join(other, "workspaces/dev/data/tasks/sum/output"), "utf8").slice(0, 64);
    const object = join(other, "objects", hash.slice(0, 2), hash.slice(2));
    const bytes = readFileSync(object);
    await shell(`chmod u+w ${object}`);
    writeFileSync(object, bytes.subarray(0, 10));
    const { stdout } = await shell("e3 start . dev\ne3 get . dev.tasks.sum.output", { cwd: other });
    assert.match(stdout, /: [12] executed, [12] cached\n63\n$/);
    assert.deepEqual(readFileSync(object), bytes);
  });

  test("the plumbing composes", async () => {
    const { stdout, status } = await shell(
      `hash=$(echo 5 | e3 hash-object -w --stdin . --type .Integer)
      e3 cat-object -t . $hash
      e3 cat-object -s . $hash
      e3 cat-object -e . $hash && echo there
      e3 cat-object -p . $hash
      test "$(e3 cat-object --raw . $hash | sha256sum | cut -d ' ' -f 1)" = $hash
      out=$(e3 run-task . $(e3 rev-parse . numbers@1.0.0/double) $hash)
      e3 cat-object -p . $out
      tree=$(e3 write-tree . dev)
      test $tree = $(e3 rev-parse . dev)
      e3 cat-object -t . $tree
      e3 ls-tree . $tree
      e3 ls-tree -r -l . dev.tasks | cut -c 1-6,71-`,
      { cwd: repo },
    );
    assert.equal(status, 0, stdout);
    assert.equal(
      stdout,
      [
        "value .Integer",
        "19",
        "there",
        "5",
        "10",
        "e3.tree.1",
        "tree -\tinputs",
        "tree -\ttasks",
        "value  19\tdouble.output",
        "value  19\tsquare.output",
        "value  19\tsum.output",
        "",
      ].join("\n"),
    );
  });
});

suite("repo create in a project's directory", () => {
  test("adds only its own entries", async () => {
    const folder = sandbox();
    files(folder, { "package.json": "{}", "src/index.ts": "", ".gitignore": "" });
    assert.deepEqual(await e3(["repo", "create", "."], { cwd: folder }), {
      status: 0,
      stdout: "",
      stderr: "created a repository in '.'\n",
    });
    assert.deepEqual(readdirSync(folder).sort(), [
      ".gitignore",
      "format",
      "locks",
      "objects",
      "package.json",
      "packages",
      "src",
      "tmp",
      "workspaces",
    ]);
    assert.deepEqual(await e3(["repo", "create", "."], { cwd: folder }), {
      status: 0,
      stdout: "",
      stderr: "'.' is a repository already\n",
    });
  });

  test("refuses, changing nothing, where one of its entries is there and is not its own", async () => {
    for (const entry of [
      "packages/a/package.json",
      "workspaces/x",
      "format",
      "objects/mine.txt",
      "locks/x",
      "tmp/x",
    ]) {
      const folder = sandbox();
      files(folder, { [entry]: "mine" });
      const { status, stderr, stdout } = await e3(["repo", "create", "."], { cwd: folder });
      const name = entry.split("/")[0] as string;
      assert.deepEqual([status, stdout], [1, ""], entry);
      assert.match(stderr, new RegExp(`^e3: '\\./${name}' is in the way: .*; .*\n$`));
      assert.deepEqual(readdirSync(folder), [name]);
      assert.ok(existsSync(join(folder, entry)));
    }
  });

  test("takes in an objects/ that a cache restored", async () => {
    const folder = sandbox();
    mkdirSync(join(folder, "objects", "executions"), { recursive: true });
    mkdirSync(join(folder, "objects", "3a"));
    assert.equal((await e3(["repo", "create", folder])).status, 0);
  });
});

suite("importing", () => {
  test("a package of the same version replaces it and says so; workspaces keep what they deployed", async () => {
    const repo = sandbox();
    const first = await zipOf(helloPackage());
    const steps = await shell(
      `e3 repo create .\ne3 package import . ${first}\ne3 package import . ${first}`,
      { cwd: repo },
    );
    assert.match(
      steps.stdout,
      /imported hello@1\.0\.0 \(5 objects\)\nhello@1\.0\.0 is there already, unchanged\n$/,
    );
    const { name: _, ...other } = helloPackage();
    const [greet] = other.tasks;
    const changed = await zipOf({ ...helloPackage(), tasks: [{ ...greet, name: "hail" } as never] });
    const { stdout } = await shell(
      `e3 workspace create . dev; e3 workspace deploy . dev hello@1.0.0
      e3 package import . ${changed}
      e3 list . dev.tasks
      e3 package list .`,
      { cwd: repo },
    );
    assert.match(
      stdout,
      /replaced hello@1\.0\.0; workspaces keep what they have deployed\ngreet\nhello@1\.0\.0\n$/,
    );
  });
});
