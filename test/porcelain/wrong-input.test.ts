/** What e3 says to wrong input: one line, with what failed, where, and what to do next; never a stack trace. */
import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { before, suite, test } from "node:test";
import { files, sandbox } from "../support/cli.js";
import { runCommand } from "../support/in-process.js";
import { helloPackage, numbersPackage, zipOf } from "../support/packages.js";

suite("wrong input", () => {
  const repo = sandbox();
  const inRepo = (...args: string[]) => runCommand(args);

  before(async () => {
    // This file is a process of its own.
    process.chdir(repo);
    const zips = [await zipOf(helloPackage()), await zipOf(numbersPackage())];
    for (const line of [
      "repo create .",
      ...zips.map((zip) => `package import . ${zip}`),
      "workspace create . dev",
      "workspace deploy . dev numbers",
      "workspace create . empty",
    ]) {
      const { status, stderr } = await inRepo(...line.split(" "));
      assert.equal(status, 0, stderr);
    }
    files(repo, {
      "text.east": '"seven"',
      "float.json": "7.5",
      "broken.east": "7 7",
      "good.east": "7",
      "no.zip": "this is no zip",
    });
    const zip = readFileSync(zips[0] as string);
    writeFileSync(join(repo, "short.zip"), zip.subarray(0, zip.length / 2));
    const flipped = Buffer.from(zip);
    // A byte in the middle of an object.
    flipped.writeUInt8((flipped.readUInt8(400) + 1) % 256, 400);
    writeFileSync(join(repo, "flipped.zip"), flipped);
  });

  const cases: [what: string, args: string[], status: number, stderr: RegExp][] = [
    ["an unknown command", ["strat", ".", "dev"], 2, /there is no command 'strat'; did you mean 'start'\?/],
    [
      "an unknown subcommand",
      ["package", "imprt"],
      2,
      /there is no 'package imprt': e3 package import\|list; see e3 --help/,
    ],
    [
      "an unknown option",
      ["list", "--jsn", "."],
      2,
      /list: unknown option --jsn; did you mean --json\?; see e3 list --help/,
    ],
    ["an unknown short option", ["list", "-x", "."], 2, /list: unknown option -x; see e3 list --help/],
    [
      "an option without its value",
      ["get", ".", "dev.inputs.n", "-f"],
      2,
      /get: option --format needs a value: --format <format>/,
    ],
    [
      "an option with a value it does not take",
      ["get", ".", "dev.inputs.n", "-f", "xml"],
      2,
      /takes east, json, beast2, not 'xml'/,
    ],
    ["a missing argument", ["get", "."], 2, /get: give <path>; see e3 get --help/],
    ["an argument too many", ["get", ".", "dev", "x"], 2, /get: 'x' is one argument too many/],
    [
      "a number that is none",
      ["start", "--concurrency", "many", ".", "dev"],
      2,
      /takes a whole number from 1, not 'many'/,
    ],
    [
      "an unknown repository",
      ["list", "nowhere"],
      3,
      /'nowhere' is not an e3 repository; make one with 'e3 repo create nowhere'/,
    ],
    [
      "an unknown workspace",
      ["start", ".", "prod"],
      3,
      /workspace 'prod' is not in '\.'; see 'e3 workspace list \.'/,
    ],
    [
      "a workspace without a package",
      ["start", ".", "empty"],
      3,
      /nothing is deployed in workspace 'empty'; deploy a package: e3 workspace deploy/,
    ],
    [
      "a workspace that is there already",
      ["workspace", "create", ".", "dev"],
      1,
      /workspace 'dev' exists already/,
    ],
    [
      "an unknown package",
      ["workspace", "deploy", ".", "dev", "nope@1"],
      3,
      /package 'nope@1' is not in '\.'; import it/,
    ],
    [
      "an unknown version",
      ["workspace", "deploy", ".", "dev", "hello@2"],
      3,
      /package 'hello@2' is not in '\.'; there is hello@1\.0\.0/,
    ],
    [
      "an unknown dataset",
      ["get", ".", "dev.inputs.nope"],
      3,
      /there is no dataset 'dev\.inputs\.nope'; see 'e3 list \. dev -r'/,
    ],
    [
      "a folder of datasets",
      ["get", ".", "dev.inputs"],
      2,
      /'dev\.inputs' is no dataset but a folder of datasets/,
    ],
    [
      "an unassigned input",
      ["get", ".", "dev.inputs.n"],
      3,
      /'dev\.inputs\.n' has no value yet; set it: e3 set \. dev\.inputs\.n <file>/,
    ],
    [
      "an output that was not made",
      ["get", ".", "dev.tasks.sum.output"],
      3,
      /has no value yet; make it: e3 start \. dev/,
    ],
    ["a path that is none", ["get", ".", "dev..n"], 2, /path 'dev\.\.n', column 5: a name is missing/],
    [
      "setting an output",
      ["set", ".", "dev.tasks.sum.output", "good.east"],
      2,
      /'dev\.tasks\.sum\.output' is made by task 'sum'; only inputs can be set/,
    ],
    [
      "a file that is not there",
      ["set", ".", "dev.inputs.n", "none.east"],
      3,
      /there is no file 'none\.east'; check the path/,
    ],
    [
      "a file of the wrong type",
      ["set", ".", "dev.inputs.n", "text.east"],
      1,
      /'text\.east' does not fit 'dev\.inputs\.n': expected \.Integer, found \.String: /,
    ],
    [
      "JSON of the wrong type",
      ["set", ".", "dev.inputs.n", "float.json"],
      1,
      /'float\.json' does not fit 'dev\.inputs\.n': expected \.Integer, found JSON number: /,
    ],
    [
      "a text that does not parse",
      ["set", ".", "dev.inputs.n", "broken.east"],
      1,
      /'broken\.east' does not fit 'dev\.inputs\.n': .*\(line 1, col 3\)/,
    ],
    [
      "a type that the input has not",
      ["set", ".", "dev.inputs.n", "good.east", "--type", ".String"],
      1,
      /'dev\.inputs\.n' has type \.Integer, not \.String/,
    ],
    [
      "a type that is none",
      ["hash-object", ".", "good.east", "--type", ".Int"],
      2,
      /'\.Int' is no East type: /,
    ],
    ["a zip that is not there", ["package", "import", ".", "none.zip"], 3, /there is no file 'none\.zip'/],
    ["a file that is no zip", ["package", "import", ".", "no.zip"], 5, /zip 'no\.zip': /],
    ["a zip cut short", ["package", "import", ".", "short.zip"], 5, /zip 'short\.zip': /],
    [
      "a zip with a damaged object",
      ["package", "import", ".", "flipped.zip"],
      5,
      /flipped\.zip' is no sound package: the bytes of object [0-9a-f]{64} have another hash|zip 'flipped\.zip'/,
    ],
    [
      "a revision that names nothing",
      ["rev-parse", ".", "nothing"],
      3,
      /'nothing' names nothing in '\.'; give a hash/,
    ],
    ["an abbreviation of nothing", ["rev-parse", ".", "0000"], 3, /'0000' names nothing in '\.'/],
    [
      "an object that is not there",
      ["cat-object", "-p", ".", "0".repeat(64)],
      3,
      /object 0{64} is not in '\.'/,
    ],
    [
      "no choice of what to show",
      ["cat-object", ".", "dev"],
      2,
      /give exactly one of -t, -s, -e, -p and --raw/,
    ],
    ["something that is no tree", ["ls-tree", ".", "hello@1.0.0"], 1, /'hello@1\.0\.0' is no tree/],
    ["too few inputs of a task", ["run-task", ".", "numbers@1.0.0/sum"], 2, /takes 2 inputs, 0 are given/],
  ];

  for (const [what, args, status, stderr] of cases) {
    test(`${what}: e3 ${args.join(" ")}`, async () => {
      const ended = await inRepo(...args);
      assert.equal(ended.stdout, "");
      assert.match(ended.stderr, stderr);
      assert.match(ended.stderr, /^e3: [^\n]*\n$/, "one line");
      assert.doesNotMatch(ended.stderr, /\bat .*\.js:\d/, "no stack");
      assert.equal(ended.status, status);
    });
  }

  test("cat-object -e says by its status alone that an object is not there", async () => {
    assert.deepEqual(await inRepo("cat-object", "-e", ".", "0".repeat(64)), {
      status: 3,
      stdout: "",
      stderr: "",
    });
  });

  test("with --json the error is JSON, too", async () => {
    const { status, stdout, stderr } = await inRepo("start", "--json", ".", "prod");
    assert.deepEqual([status, stdout], [3, ""]);
    const { error } = JSON.parse(stderr);
    assert.deepEqual([error.kind, error.message], ["missing", "workspace 'prod' is not in '.'"]);
  });

  test("a refused import changes nothing", async () => {
    const { stdout } = await inRepo("package", "list", ".");
    assert.equal(stdout, "hello@1.0.0\nnumbers@1.0.0\n");
    for (const zip of ["short.zip", "flipped.zip"]) await inRepo("package", "import", ".", zip);
    const { stdout: packages } = await inRepo("package", "list", ".");
    assert.equal(packages, stdout);
  });
});
