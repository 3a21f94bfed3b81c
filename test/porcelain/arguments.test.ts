import assert from "node:assert/strict";
import { suite, test } from "node:test";
import { command } from "../../lib/plumbing/command.js";
import { E3Error, errorLine } from "../../lib/plumbing/errors.js";
import { parseArguments } from "../../lib/porcelain/arguments.js";
import { closest } from "../../lib/porcelain/closest.js";
import { commandHelp } from "../../lib/porcelain/help.js";

const sample = command({
  name: "sample thing",
  summary: "do a thing",
  usage: ["[-w] [--type <type>] <repo>", "--all <repo>"],
  options: {
    write: { type: "boolean", short: "w", help: "write it" },
    all: { type: "boolean", help: "all of it" },
    x: { type: "boolean", help: "just one letter" },
    type: { type: "string", value: "type", help: "of which type" },
    form: { type: "string", short: "f", value: "form", choices: ["a", "b"], help: "in which form" },
    jobs: { type: "count", short: "j", value: "n", help: "how many" },
  },
  async run() {},
});

const none = { write: false, all: false, x: false, type: undefined, form: undefined, jobs: undefined };

suite("parseArguments", () => {
  const parsed: [argv: string, operands: string[], options: object][] = [
    ["repo", ["repo"], {}],
    ["-w repo", ["repo"], { write: true }],
    ["repo --write", ["repo"], { write: true }],
    ["-wx repo", ["repo"], { write: true, x: true }],
    ["-w -w repo", ["repo"], { write: true }],
    ["--type .Integer repo", ["repo"], { type: ".Integer" }],
    ["--type=.Integer repo", ["repo"], { type: ".Integer" }],
    ["--type=-1 repo", ["repo"], { type: "-1" }],
    ["-f a repo", ["repo"], { form: "a" }],
    ["-j 12 1", ["1"], { jobs: 12 }],
    ["-wj3 007", ["007"], { write: true, jobs: 3 }],
    ["- 1e5 0x10", ["-", "1e5", "0x10"], {}],
    ["a -- -w --type b", ["a", "-w", "--type", "b"], {}],
  ];
  for (const [argv, operands, options] of parsed) {
    test(`reads ${argv}`, () => {
      assert.deepEqual(parseArguments(sample, argv.split(" ")), {
        operands,
        options: { ...none, ...options },
        help: false,
      });
    });
  }

  test("takes an option's value as it is, whatever it looks like", () => {
    assert.equal(
      parseArguments(sample, ["--type", '.Struct [(name="a b", type=.Null)]']).options["type"],
      '.Struct [(name="a b", type=.Null)]',
    );
    assert.equal(parseArguments(sample, ["--type", "1e3"]).options["type"], "1e3");
  });

  const refused: [argv: string, message: RegExp][] = [
    ["--wirte", /sample thing: unknown option --wirte; did you mean --write\?; see e3 sample thing --help/],
    ["--nothing-like-it", /unknown option --nothing-like-it; see/],
    ["-q", /unknown option -q; see/],
    ["--__proto__ x", /unknown option --_+proto_+/],
    ["--constructor", /unknown option --constructor/],
    ["--type", /option --type needs a value: --type <type>/],
    ["--type a --type b", /option --type is given more than once/],
    ["--form c", /option --form takes a, b, not 'c'/],
    ["--jobs 0", /option --jobs takes a whole number from 1, not '0'/],
    ["--jobs 1.5", /whole number from 1, not '1\.5'/],
    ["--jobs=-2", /whole number from 1, not '-2'/],
    ["--write=maybe", /option --write takes no value/],
  ];
  for (const [argv, message] of refused) {
    test(`refuses ${argv}`, () => {
      assert.throws(
        () => parseArguments(sample, argv.split(" ")),
        (error) => error instanceof E3Error && error.kind === "usage" && message.test(errorLine(error)),
      );
    });
  }

  test("notices that help is asked for, wherever it stands", () => {
    for (const argv of [["--help"], ["repo", "-h"], ["-wh"]])
      assert.equal(parseArguments(sample, argv).help, true);
  });
});

suite("commandHelp", () => {
  test("shows the forms, the summary, and the options in columns", () => {
    assert.equal(
      commandHelp(sample),
      [
        "usage: e3 sample thing [-w] [--type <type>] <repo>",
        "   or: e3 sample thing --all <repo>",
        "",
        "do a thing",
        "",
        "options:",
        "  -w, --write        write it",
        "      --all          all of it",
        "  -x                 just one letter",
        "      --type <type>  of which type",
        "  -f, --form <form>  in which form",
        "  -j, --jobs <n>     how many",
        "",
      ].join("\n"),
    );
  });
});

suite("closest", () => {
  const words = ["start", "status", "list", "get", "set", "package import"];
  const cases: [typed: string, meant: string | undefined][] = [
    ["strat", "start"],
    ["statsu", "status"],
    ["lst", "list"],
    ["packge import", "package import"],
    ["gett", "get"],
    ["xyzzy", undefined],
    ["q", undefined],
  ];
  for (const [typed, meant] of cases) {
    test(`takes '${typed}' for ${meant ?? "nothing"}`, () => assert.equal(closest(typed, words), meant));
  }
});
