/** A user's project: the packages installed from their tarballs in a directory of its own, used as the README shows. */
import assert from "node:assert/strict";
import { cpSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { before, suite, test } from "node:test";
import { files, run, sandbox, shell } from "../support/cli.js";
import { root } from "../support/paths.js";

/** The Quick Start as it was first written down. */
const SOURCE = `// src/index.ts
import { East, StringType } from '@elaraai/east';
import e3 from '@elaraai/e3';
// Define an input
const name = e3.input('name', StringType, 'World');
// Define a task
const greet = e3.task(
'greet',
[name],
East.function([StringType], StringType, ($, n) =>
East.str\`Hello, \${n}!\`
)
);
// Bundle and export
const pkg = e3.package('hello', '1.0.0', greet);
await e3.export(pkg, '/tmp/hello.zip');
export default pkg;
`;

const COMMANDS = `# Create repository
e3 repo create .
# Import and deploy
e3 package import . /tmp/hello.zip
e3 workspace create . dev
e3 workspace deploy . dev hello@1.0.0
# Execute dataflow
e3 start . dev
# Get result
e3 get . dev.tasks.greet.output
`;

suite("a user's project", () => {
  const project = sandbox();
  /** `e3` and `tsx` as npm installed them in the project. */
  const env = { PATH: `${join(project, "node_modules", ".bin")}:${process.env["PATH"]}` };

  before(async () => {
    const tarballs = sandbox();
    const packed = await run(
      "npm",
      ["pack", "--workspaces", "--include-workspace-root", "--pack-destination", tarballs],
      {
        cwd: root,
      },
    );
    assert.equal(packed.status, 0, packed.stderr);
    files(project, {
      "package.json": '{ "type": "module", "private": true }\n',
      ".npmrc": "ignore-scripts=true\naudit=false\nfund=false\n",
      "src/index.ts": SOURCE,
    });
    const tsx = JSON.parse(readFileSync(join(root, "package.json"), "utf8")).devDependencies.tsx;
    const tgz = packed.stdout
      .trim()
      .split("\n")
      .filter((line) => line.endsWith(".tgz"));
    assert.equal(tgz.length, 2, packed.stdout);
    const installed = await run(
      "npm",
      ["install", "--prefer-offline", ...tgz.map((name) => join(tarballs, name)), `tsx@${tsx}`],
      { cwd: project },
    );
    assert.equal(installed.status, 0, installed.stderr);
  });

  test("the Quick Start works as printed, and a second start runs nothing", async () => {
    const made = await shell("tsx src/index.ts", { cwd: project, env });
    assert.deepEqual(made, { status: 0, stdout: "", stderr: "" });
    const started = await shell(COMMANDS, { cwd: project, env });
    assert.equal(started.status, 0, started.stdout);
    assert.equal(started.stdout.trimEnd().split("\n").at(-1), '"Hello, World!"');
    assert.match(started.stdout, /^dev: done in .*: 1 executed, 0 cached$/m);
    const again = await shell("e3 start . dev", { cwd: project, env });
    assert.match(again.stdout, /^dev: done in .*: 0 executed, 1 cached\n$/);
  });

  test("moving the file, comments, blank lines and renaming the task run nothing", async () => {
    const changes: [string, string, string][] = [
      [
        "comments and blank lines",
        "src/index.ts",
        `\n\n/* more */\n${SOURCE.replace("East.str", "// said\n\n East.str")}`,
      ],
      ["another folder", "src/deeper/package.ts", SOURCE],
      ["another name of the task", "src/index.ts", SOURCE.replace("'greet'", "'salute'")],
    ];
    for (const [what, file, source] of changes) {
      rmSync(join(project, "src"), { recursive: true });
      files(project, { [file]: source });
      const output = await shell(
        `tsx ${file}\ne3 package import . /tmp/hello.zip\ne3 workspace deploy . dev hello\ne3 start . dev`,
        { cwd: project, env },
      );
      assert.match(output.stdout, /: 0 executed, 1 cached\n$/, `${what}: ${output.stdout}`);
    }
  });

  test("a change of what is computed runs the task again", async () => {
    files(project, { "src/index.ts": SOURCE.replace("Hello, ", "Good day, ") });
    const output = await shell(
      `tsx src/index.ts
      e3 package import . /tmp/hello.zip
      e3 workspace deploy . dev hello
      e3 start . dev
      e3 get . dev.tasks.greet.output`,
      { cwd: project, env },
    );
    assert.match(output.stdout, /: 1 executed, 0 cached\n"Good day, World!"\n$/);
  });

  test("its declarations type-check under a strict compiler, and mistakes do not", async () => {
    files(project, {
      "src/index.ts": SOURCE,
      "src/wrong.ts": SOURCE.replace("[name],", "[e3.input('n', IntegerType)],").replace(
        "StringType }",
        "IntegerType, StringType }",
      ),
      "tsconfig.json": JSON.stringify({
        compilerOptions: {
          strict: true,
          module: "nodenext",
          target: "es2022",
          noEmit: true,
          types: [],
          skipLibCheck: false,
        },
        include: ["src"],
      }),
    });
    const tsc = join(root, "node_modules", ".bin", "tsc");
    const checked = await run(tsc, ["-p", "."], { cwd: project });
    const complaints = checked.stdout.split("\n").filter((line) => /^\S/.test(line));
    assert.deepEqual(
      complaints.map((line) => line.replace(/\(.*/, "")),
      ["src/wrong.ts"],
      checked.stdout,
    );
    rmSync(join(project, "src", "wrong.ts"));
  });

  test("example 01 gives its result from .east, .json and .beast2 files", async () => {
    const example = readFileSync(join(root, "east/spec/examples/01-revenue-per-product.md"), "utf8");
    const [program, input, result] = [...example.matchAll(/```(?:ts|text)\n(.*?)```/gs)].map(
      ([, block]) => block as string,
    );
    files(project, {
      "src/revenue.ts": `${program}
        import e3 from "@elaraai/e3";
        const sales = e3.input("sales", ArrayType(SaleType));
        const report = e3.task("report", [sales], fn);
        await e3.export(e3.package("revenue", "1.0.0", report), "revenue.zip");
      `,
      "sales.east": input as string,
    });
    const steps = await shell(
      `tsx src/revenue.ts
      e3 package import . revenue.zip
      e3 workspace create . shop
      e3 workspace deploy . shop revenue@1.0.0
      e3 set . shop.inputs.sales sales.east
      e3 get . shop.inputs.sales -f json > sales.json
      e3 get . shop.inputs.sales -f beast2 > sales.beast2
      for form in json beast2 east; do
        echo '[]' > empty.east; e3 set . shop.inputs.sales empty.east
        e3 start . shop; e3 get . shop.tasks.report.output
        e3 set . shop.inputs.sales sales.$form
        e3 start . shop; e3 get . shop.tasks.report.output
      done`,
      { cwd: project, env },
    );
    const values = steps.stdout.split("\n").filter((line) => line.startsWith("["));
    const expected = (result as string).trim();
    assert.deepEqual(values, ["[]", expected, "[]", expected, "[]", expected], steps.stdout);
  });

  test("a repository made elsewhere with a copy of objects/ runs nothing", async () => {
    const elsewhere = sandbox();
    mkdirSync(join(elsewhere, "repo"));
    cpSync(join(project, "objects"), join(elsewhere, "repo", "objects"), { recursive: true });
    const output = await shell(
      `e3 repo create repo
      e3 package import repo ${join(project, "revenue.zip")}
      e3 workspace create repo ci
      e3 workspace deploy repo ci revenue@1.0.0
      e3 set repo ci.inputs.sales ${join(project, "sales.json")}
      e3 start repo ci`,
      { cwd: elsewhere, env },
    );
    assert.match(output.stdout, /: 0 executed, 1 cached\n$/, output.stdout);
  });

  test("the same source gives the same zip, byte for byte, wherever it is built", async () => {
    const zip = join(project, "revenue.zip");
    const first = readFileSync(zip);
    renameSync(zip, join(project, "first.zip"));
    const copy = sandbox();
    for (const name of ["src", "package.json", "node_modules"]) {
      cpSync(join(project, name), join(copy, name), { recursive: true, verbatimSymlinks: true });
    }
    const built = await shell("tsx src/revenue.ts", { cwd: copy, env: { ...env, TZ: "Asia/Kathmandu" } });
    assert.equal(built.status, 0, built.stdout);
    assert.deepEqual(readFileSync(join(copy, "revenue.zip")), first);
  });

  test("an East error names the user's source line", async () => {
    writeFileSync(
      join(project, "src", "failing.ts"),
      [
        'import { East, IntegerType } from "@elaraai/east";',
        'import e3 from "@elaraai/e3";',
        'const n = e3.input("n", IntegerType, 0n);',
        'const inverse = e3.task("inverse", [n], East.function([IntegerType], IntegerType, ($, x) => {',
        "  $.return(East.value(1n).divide(x));",
        "}));",
        'await e3.export(e3.package("failing", "1", inverse), "failing.zip");',
      ].join("\n"),
    );
    const output = await shell(
      `tsx src/failing.ts
      e3 package import . failing.zip
      e3 workspace create . failing
      e3 workspace deploy . failing failing@1
      e3 start . failing || echo "status $?"`,
      { cwd: project, env },
    );
    assert.match(
      output.stdout,
      /^failed inverse after .*: Division by zero at src\/failing\.ts:5:\d+$/m,
      output.stdout,
    );
    assert.match(output.stdout, /status 1\n$/);
  });
});
