// The complete programs of spec/examples, type-checked and run as they are written there, with the inputs and results that
// they show.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { suite, test } from "node:test";
import { pathToFileURL } from "node:url";
import {
  AsyncFunctionExpr,
  type AsyncFunctionType,
  East,
  type EastType,
  Expr,
  type FunctionExpr,
  type FunctionType,
  type PlatformFunction,
  parseFor,
  printFor,
} from "@elaraai/east";
import { root } from "../support/paths.js";

const folder = join(root, "east/spec/examples");
const built = join(root, "dist/examples");

type Run = { inputs: string[]; result: string; log: string | undefined };
type Example = { name: string; program: string; runs: Run[] };

/** What a program exports. */
type Program = {
  fn: FunctionExpr<EastType[], EastType> | AsyncFunctionExpr<EastType[], EastType>;
  run?: (...inputs: unknown[]) => unknown;
  platform?: PlatformFunction[];
  logged?: string[];
};

/** The blocks of a language in a part of a Markdown file. */
const blocks = (text: string, language: string): string[] =>
  [...text.matchAll(new RegExp(`^\`\`\`${language}\n(.*?)^\`\`\`$`, "gms"))].map(
    ([, code]) => code as string,
  );

function read(file: string): Example {
  const [head, ...runs] = readFileSync(join(folder, file), "utf8").split(/^### Run \d+$/m);
  return {
    name: file.replace(/\.md$/, ""),
    program: blocks(head as string, "ts").join("\n"),
    runs: runs.map((text) => {
      const [given, observed] = text.split("Observed result:") as [string, string];
      const [result, log] = blocks(observed, "text").map((block) => block.replace(/\n$/, ""));
      assert.ok(result !== undefined, `${file}: a run without a result`);
      return { inputs: blocks(given, "text"), result, log };
    }),
  };
}

/** An input is written as East text, or for long texts line by line. */
function inputOf(type: EastType, text: string): unknown {
  const [, heading, lines] =
    /^(UTF-8 bytes of|String of these lines)[^\n]*:\n(.*?\n)(?:\(.*\)\n)?$/s.exec(text) ?? [];
  if (lines === undefined) {
    const parsed = parseFor(type)(text.trim());
    assert.ok(parsed.success, parsed.success ? "" : parsed.error);
    return parsed.value;
  }
  return heading === "UTF-8 bytes of" ? new TextEncoder().encode(lines) : lines.replace(/\n$/, "");
}

/** How many places an error has depends on what the builder records of each. */
const withoutFrames = (text: string): string => text.replace(/\(\d+ frame\)/g, "(n frame)");

/** What programs need that expressions may not have yet, as an expression that has it when they do. */
const NEEDS: Readonly<Record<string, readonly (readonly [method: string, of: Expr])[]>> = {
  "04-invoice-csv": [
    ["decodeCsv", East.value(new Uint8Array())],
    ["encodeCsv", East.value([{ a: 1n }])],
  ],
  "05-date-bucketing": [["printFormatted", East.value(new Date(0))]],
  "09-log-scanner": [["regexContains", East.value("")]],
};

const missing = ({ name }: Example): string[] =>
  (NEEDS[name] ?? []).filter(([method, of]) => !(method in of)).map(([method]) => method);

const FLAGS =
  "--strict --noUncheckedIndexedAccess --exactOptionalPropertyTypes --skipLibCheck --target es2023 " +
  "--module nodenext --types node --rootDir . --ignoreConfig";

/** Gives the programs' modules after one run of the type checker over all. */
function build(examples: readonly Example[]): (example: Example) => Promise<Program> {
  rmSync(built, { recursive: true, force: true });
  mkdirSync(built, { recursive: true });
  for (const { name, program } of examples) writeFileSync(join(built, `${name}.ts`), program);
  const { status, stdout, stderr } = spawnSync(
    join(root, "node_modules/.bin/tsc"),
    [...FLAGS.split(" "), ...examples.map(({ name }) => `${name}.ts`)],
    { cwd: built, encoding: "utf8" },
  );
  assert.equal(status, 0, `${stdout}${stderr}`);
  return ({ name }) => import(pathToFileURL(join(built, `${name}.js`)).href);
}

const examples = readdirSync(folder)
  .filter((file) => file.endsWith(".md"))
  .map(read);

suite("the example programs", () => {
  const load = build(examples.filter((example) => missing(example).length === 0));

  test("are all there, with their runs", () => {
    assert.equal(examples.length, 12);
    assert.ok(examples.every(({ program, runs }) => program.includes("export const fn") && runs.length > 0));
  });

  for (const example of examples) {
    const lacking = missing(example);
    example.runs.forEach((run, number) => {
      const skip = lacking.length > 0 && `not yet possible without ${lacking.join(", ")}`;
      test(`${example.name}, run ${number + 1}`, { skip }, async () => {
        const program = await load(example);
        const { fn, platform = [] } = program;
        const { inputs, output } = Expr.type<AsyncFunctionType | FunctionType>(fn);
        const compiled =
          program.run ??
          (fn instanceof AsyncFunctionExpr ? East.compileAsync(fn, platform) : East.compile(fn, platform));
        assert.equal(run.inputs.length, inputs.length);
        const result = await compiled(...inputs.map((type, i) => inputOf(type, run.inputs[i] as string)));
        assert.equal(withoutFrames(printFor(output)(result as never)), withoutFrames(run.result));
        assert.equal(program.logged?.join("\n"), run.log);
      });
    });
  }
});
