import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { suite, test } from "node:test";
import { East, type Expr, get_location, IntegerType, type LocationValue, printLocation } from "@elaraai/east";
import { root } from "../../support/paths.js";

// V8 places the call of a property whose name is a keyword at its parenthesis.
const define = East.function;

const file = join(root, "test/east/expr/location.test.ts");
const source = readFileSync(file, "utf8").split("\n");

/** The line of this file that ends with a comment. */
function marked(mark: string): number {
  return source.findIndex((line) => line.endsWith(`// ${mark}`)) + 1;
}

/** The frames of this file, `line:column` each. */
function here(stack: readonly LocationValue[]): string[] {
  return stack.filter(({ filename }) => filename === file).map(({ line, column }) => `${line}:${column}`);
}

const at = (mark: string, text: string): string =>
  `${marked(mark)}:${(source[marked(mark) - 1] as string).indexOf(text) + 1}`;

suite("locations in a program", () => {
  test("are positions in the TypeScript source, of user code only", () => {
    const { ir, sourceMap } = define([IntegerType], IntegerType, ($, x) => x.add(1n)).toIR(); // sum
    assert.deepEqual(sourceMap.stacks[0], []);
    const [whole, sum] = sourceMap.stacks.slice(1);
    assert.deepEqual(here(whole ?? []), [at("sum", "define(")]);
    assert.deepEqual(here(sum ?? []), [at("sum", "add("), at("sum", "define(")]);
    assert.deepEqual(
      sourceMap.stacks.flat().filter(({ filename }) => filename !== file),
      [],
    );
    assert.equal(ir.value.loc_id, 1n);
    assert.equal(ir.value.body.value.loc_id, 2n);
  });

  test("name every function of the user on the way, innermost first", () => {
    const double = (x: Expr<IntegerType>) => East.max(x, 0n); // inner
    const { sourceMap } = define([IntegerType], IntegerType, ($, x) => {
      return double(x); // outer
    }).toIR();
    const stack = sourceMap.stacks.find((frames) => here(frames).length === 3);
    assert.deepEqual(here(stack ?? []).slice(0, 2), [at("inner", "max("), at("outer", "double(")]);
  });

  test("are shared by equal stacks and numbered in field order", () => {
    const { ir, sourceMap } = define([], IntegerType, ($) => {
      const step = (n: bigint) => $.let(n); // step
      [1n, 2n].map(step); // each
      return East.value(3n); // last
    }).toIR();
    assert.ok(ir.value.body.type === "Block");
    const [one, two, three] = ir.value.body.value.statements.map(({ value }) => value.loc_id);
    assert.equal(one, two);
    assert.deepEqual([ir.value.loc_id, ir.value.body.value.loc_id, one, three], [1n, 1n, 2n, 3n]);
    assert.equal(sourceMap.stacks.length, 4);
  });

  test("do not disturb a formatter of stack traces that the user has set", () => {
    const before = Object.getOwnPropertyDescriptors(Error);
    let calls = 0;
    const mine = (): string => `formatted ${++calls}`;
    Error.prepareStackTrace = mine;
    Error.stackTraceLimit = 1;
    try {
      const { sourceMap } = define([], IntegerType, () => East.value(1n)).toIR(); // formatter
      assert.equal(calls, 0);
      assert.equal(Reflect.get(Error, "prepareStackTrace"), mine);
      assert.equal(Error.stackTraceLimit, 1);
      assert.deepEqual(here(sourceMap.stacks[2] ?? []), [
        at("formatter", "value("),
        at("formatter", "define("),
      ]);
    } finally {
      delete (Error as { prepareStackTrace?: unknown }).prepareStackTrace;
      Object.defineProperties(Error, before);
    }
  });
});

suite("locations of errors", () => {
  test("name the place of the call", () => {
    const message = `Expected bigint but got string at ${file}:${at("wrong", "let(")}`;
    assert.throws(
      () =>
        define([], IntegerType, ($) => {
          $.let("x" as never, IntegerType); // wrong
          return 1n;
        }),
      { message },
    );
  });
});

test("get_location is where it is called", () => {
  const found = get_location(); // found
  assert.equal(printLocation(found), `${file} ${at("found", "get_location(")}`);
});

suite("locations in other ways to run", () => {
  const typed = (east: string): string =>
    [
      "type Unused = { a: string };",
      `import { East, IntegerType } from ${JSON.stringify(east)};`,
      "const define = East.function;",
      "const f = define([IntegerType], IntegerType, ($: any, x: any): any => {",
      "  return x.add(1n);",
      "});",
      "console.log(JSON.stringify(f.toIR().sourceMap.stacks, (_, v) => typeof v === 'bigint' ? Number(v) : v));",
    ].join("\n");

  function stacksOf(extension: string, args: string[], program: (east: string) => string) {
    const folder = mkdtempSync(join(tmpdir(), "east-location-"));
    try {
      const path = join(folder, `program${extension}`);
      writeFileSync(path, program(`file://${root}/east/dist/index.js`));
      const stacks: { filename: string; line: number; column: number }[][] = JSON.parse(
        execFileSync(process.execPath, [...args, path], { cwd: root, encoding: "utf8" }),
      );
      return stacks.map((stack) =>
        stack.map(
          ({ filename, line, column }) => `${filename === path ? "program" : filename}:${line}:${column}`,
        ),
      );
    } finally {
      rmSync(folder, { recursive: true });
    }
  }

  test("are those of the TypeScript file under tsx", () => {
    assert.deepEqual(stacksOf(".mts", ["--import", "tsx"], typed), [
      [],
      ["program:4:11"],
      ["program:5:12", "program:4:11"],
    ]);
  });

  test("are those of the script where there is no source map", () => {
    const plain = (east: string): string =>
      typed(east)
        .replace(/^type .*$/m, "")
        .replaceAll(/: any/g, "");
    assert.deepEqual(stacksOf(".mjs", [], plain), [[], ["program:4:11"], ["program:5:12", "program:4:11"]]);
  });
});
