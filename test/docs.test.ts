/** The manual pages and other documents, held against the commands: nothing is said twice and differently. */
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { rm } from "node:fs/promises";
import { dirname, join } from "node:path";
import { after, suite, test } from "node:test";
import { exitStatus } from "../lib/plumbing/errors.js";
import { commandHelp } from "../lib/porcelain/help.js";
import { overviewHelp } from "../lib/porcelain/overview.js";
import { commandNames, groups, loadCommand } from "../lib/porcelain/registry.js";
import { HelloFolders, STATES, type State } from "./support/hello.js";
import { type ManPage, manItems, manPages, manParse, manText } from "./support/man-page.js";
import { root } from "./support/paths.js";
import { transcriptParse, transcriptRun } from "./support/transcript.js";

const pages = manPages();
const pageOf = (command: string): string => `e3-${command.replaceAll(" ", "-")}`;
const pageNamed = (name: string): ManPage => {
  const found = pages.find((page) => page.name === name);
  assert.ok(found, `there is no page of ${name}`);
  return found;
};

/** The forms that `--help` shows. */
const formsOf = (help: string): string[] =>
  help.split("\n").flatMap((line) => /^(?:usage:| {3}or:) (.*)$/.exec(line)?.[1] ?? []);

/** The options that `--help` shows, as they are written there. */
const optionsOf = (help: string): string[] =>
  (help.split("options:\n")[1] ?? "")
    .split("\n")
    .flatMap((line) => /^ +(.*?)(?: {2}|$)/.exec(line)?.[1] ?? []);

const SECTIONS = [
  "NAME",
  "SYNOPSIS",
  "DESCRIPTION",
  "OPTIONS",
  "OUTPUT",
  "EXIT STATUS",
  "EXAMPLES",
  "FILES",
  "SEE ALSO",
];

suite("manual pages", () => {
  test("there is one for every command, and none for anything else but e3 and the repository", () => {
    const wanted = [...commandNames.map((name) => `${pageOf(name)}.1`), "e3.1", "e3-repository.5"];
    assert.deepEqual(pages.map(({ name, section }) => `${name}.${section}`).sort(), wanted.sort());
    assert.ok(commandNames.length > 10);
  });

  for (const name of commandNames) {
    test(`${pageOf(name)} says what the command says of itself`, async () => {
      const command = await loadCommand(name);
      assert.ok(command);
      assert.equal(command.name, name);
      const help = commandHelp(command);
      const { sections } = pageNamed(pageOf(name));
      assert.equal(manText(sections.get("NAME")), `${pageOf(name)} - ${command.summary}`);
      const synopsis = manItems(sections.get("SYNOPSIS"), "lines").flatMap(({ lines }) => lines);
      assert.ok(synopsis.length > 0);
      assert.deepEqual(synopsis, formsOf(help));
      const options = manItems(sections.get("OPTIONS"), "tag").map(({ text }) => text);
      assert.deepEqual(options, optionsOf(help));
      assert.equal(options.length, Object.keys(command.options).length);
    });

    test(`${pageOf(name)} has the sections that every page has, in the same order`, () => {
      const found = [...pageNamed(pageOf(name)).sections.keys()];
      const optional = ["OPTIONS", "FILES"].filter((section) => !found.includes(section));
      assert.deepEqual(
        found,
        SECTIONS.filter((section) => !optional.includes(section)),
      );
    });
  }

  for (const page of pages) {
    const file = `${page.name}.${page.section}`;

    test(`${file} has its name in its title, and refers to pages that exist`, () => {
      assert.deepEqual(page.title.slice(0, 2), [page.name.toUpperCase(), page.section]);
      assert.ok(manText(page.sections.get("NAME")).startsWith(`${page.name} - `));
      const all = [...page.sections.values()].flat();
      const text = all.map((item) => ("text" in item ? item.text : item.lines.join(" "))).join(" ");
      const missing = [...text.matchAll(/\b(e3[\w-]*)\((\d)\)/g)].filter(
        ([, name, section]) => !pages.some((other) => other.name === name && other.section === section),
      );
      assert.deepEqual(missing.map(String), []);
      assert.match(manText(page.sections.get("SEE ALSO")), /^(?:e3[\w-]*\(\d\)(?:, |$))+$/);
    });

    // Typographic quotes and hyphens in what is to be typed do not survive copy and paste, and other than ASCII not every terminal.
    test(`${file} is ASCII, and what is to be typed can be copied from it`, () => {
      const wrong: string[] = [];
      let example = false;
      for (const [i, line] of page.source.split("\n").entries()) {
        if (/^\.(EX|EE)$/.test(line)) example = line === ".EX";
        const typed = example ? line : /^\.(?:B|I|BR|RB|IR|RI|BI|IB) (.*)|$/.exec(line)?.[1];
        if (/[^\n\t -~]/.test(line) || (typed !== undefined && /(?<!\\)-|['`^~]/.test(typed)))
          wrong.push(`${file}:${i + 1}: ${line}`);
      }
      assert.deepEqual(wrong, []);
    });
  }

  test("e3(1) shows the forms, the commands in their groups and the exit statuses that there are", async () => {
    const { sections } = pageNamed("e3");
    const help = await overviewHelp();
    assert.deepEqual(
      manItems(sections.get("SYNOPSIS"), "lines").flatMap(({ lines }) => lines),
      formsOf(help),
    );
    const shown = (sections.get("COMMANDS") ?? []).flatMap((item, i, all) => {
      const next = all[i + 1];
      if (item.is === "subheading") return [item.text.toLowerCase()];
      return item.is === "tag" && next?.is === "text" ? [`${item.text} ${next.text}`] : [];
    });
    const wanted: string[] = [];
    for (const [title, commands] of Object.entries(groups)) {
      wanted.push(title);
      for (const name of Object.keys(commands))
        wanted.push(`${pageOf(name)}(1) ${(await loadCommand(name))?.summary}`);
    }
    assert.deepEqual(shown, wanted);

    const statuses = (sections.get("EXIT STATUS") ?? []).flatMap((item, i, all) => {
      const next = all[i + 1];
      return item.is === "tag" && next?.is === "text" ? [[item.text, next.text.split(":")[0]]] : [];
    });
    const kinds = Object.entries(exitStatus).map(([kind, status]) => [`${status}`, kind]);
    assert.deepEqual(statuses, [["0", "Done."], ...kinds]);
  });

  const [groff, mandoc] = (["groff", "mandoc"] as const).map((name) => !spawnSync(name, ["--version"]).error);
  test("render without warnings", { skip: !groff && !mandoc && "neither groff nor mandoc is here" }, () => {
    for (const { path } of pages) {
      if (groff) assert.equal(warnings("groff", ["-man", "-Tutf8", "-ww", "-z", "-rLL=78n", path]), "");
      if (mandoc) {
        // A date would be one more thing to keep true.
        const found = warnings("mandoc", ["-T", "lint", "-W", "warning", path]).split("\n");
        assert.deepEqual(
          found.filter((line) => line !== "" && !line.includes("missing date")),
          [],
        );
      }
    }
  });

  test("are read strictly", () => {
    const page = (text: string) => () => manParse("a.1", `.TH A 1\n.SH NAME\n${text}\nEnd.\n`);
    for (const text of [
      ".XX",
      ".br x",
      "a \\[u2026]",
      "",
      ".EX\n.PP\n.EE",
      ".EX\nnever ended",
      '.\\" a remark',
    ]) {
      assert.throws(page(text), /^Error: a\.1:\d: /, text);
    }
    assert.doesNotThrow(page('.TP\n.BR a " " \\fIb\\fR\nText \\(aqc\\(aq.'));
  });
});

function warnings(command: string, args: readonly string[]): string {
  const { stdout, stderr, error } = spawnSync(command, args, { encoding: "utf8" });
  if (error) throw error;
  return stdout + stderr;
}

suite("help", () => {
  test("names every command", async () => {
    const help = await overviewHelp();
    for (const name of commandNames) assert.match(help, new RegExp(`^  ${name}  +\\S`, "m"));
  });

  test("fits a terminal of 100 columns, in ASCII", async () => {
    for (const name of commandNames) {
      const command = await loadCommand(name);
      assert.ok(command);
      for (const line of commandHelp(command).split("\n")) assert.match(line, /^[ -~]{0,99}$/, name);
    }
  });
});

suite("messages", () => {
  test("name commands that exist", () => {
    const found = readdirSync(join(root, "lib"), { recursive: true, encoding: "utf8" })
      .filter((file) => file.endsWith(".ts"))
      .flatMap((file) => [
        ...readFileSync(join(root, "lib", file), "utf8").matchAll(
          /(?:'|: )e3 ([a-z][a-z-]*)(?: ([a-z-]+))?/g,
        ),
      ]);
    assert.ok(found.length > 5);
    const unknown = found.filter(
      ([, first, second]) =>
        ![first, `${first} ${second}`].some((name) => commandNames.includes(name as string)),
    );
    assert.deepEqual(unknown.map(String), []);
  });
});

suite("documents", () => {
  const texts = [
    ...readdirSync(root).filter((file) => file.endsWith(".md")),
    ...readdirSync(join(root, "docs"), { recursive: true, encoding: "utf8" }).map((file) =>
      join("docs", file),
    ),
  ].filter((file) => file.endsWith(".md"));

  for (const file of texts) {
    test(`${file} links to files that exist`, () => {
      const links = [...readFileSync(join(root, file), "utf8").matchAll(/\]\(([^)\s]+)\)/g)].map(
        ([, to]) => to as string,
      );
      const missing = links.filter(
        (to) => !/^[a-z]+:|^#/.test(to) && !existsSync(join(root, dirname(file), to.replace(/#.*/, ""))),
      );
      assert.deepEqual(missing, []);
      if (file === "README.md") assert.ok(links.length > 3);
    });
  }
});

suite("examples", { concurrency: 2 }, () => {
  const folders = new HelloFolders();
  after(async () => await rm(await folders.home, { recursive: true, force: true }));

  for (const { name, section, sections } of pages) {
    const examples = manItems(sections.get("EXAMPLES"), "example");
    test(`${name}.${section} has some`, () => assert.ok(examples.length > 0));

    for (const { line, lines, state = "started" } of examples) {
      test(`${name}.${section}, line ${line}`, async () => {
        assert.ok(STATES.includes(state as State), `there is no state '${state}'`);
        const steps = transcriptParse(lines);
        const folder = await folders.make(state as State);
        assert.deepEqual(await transcriptRun(steps, { folder, env: await folders.env() }), steps);
      });
    }
  }
});

suite("transcripts", () => {
  const run = async (lines: string[]) => {
    const steps = transcriptParse(lines);
    const ran = await transcriptRun(steps, { folder: root, env: process.env });
    return { steps, ran };
  };

  test("are as shown when they are", async () => {
    const { steps, ran } = await run([
      "$ a=1",
      "$ for i in 1 2; do",
      ">   echo $i",
      "> done",
      "1",
      "2",
      "$ echo abc >&2",
      "a...c",
    ]);
    assert.equal(steps.length, 3);
    assert.deepEqual(ran, steps);
  });

  const differing: [string, string[]][] = [
    ["printed and not shown", ["$ echo a"]],
    ["shown and not printed", ["$ true", "a"]],
    ["printed differently", ["$ echo a", "b"]],
    ["without the end of a line", ["$ printf a", "a"]],
    ["nothing where dots stand", ["$ echo ab", "a...b"]],
    ["over several lines where dots stand", ["$ echo a; echo b", "a...b"]],
  ];
  for (const [title, lines] of differing) {
    test(`differ: ${title}`, async () => {
      const { steps, ran } = await run(lines);
      assert.notDeepEqual(ran, steps);
    });
  }

  test("end with a command that fails", async () => {
    const { ran } = await run(["$ echo a; exit 3", "a", "$ echo b", "b"]);
    assert.deepEqual(ran, [{ command: "echo a; exit 3", shown: ["a", "status 3"] }]);
  });

  test("begin with a command", () => {
    assert.throws(() => transcriptParse(["a"]), /before any command/);
  });
});
