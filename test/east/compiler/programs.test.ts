/**
 * The programs of east/spec/vectors/programs.json: results, errors with their locations, and output, for the IR as it is
 * read from JSON and once more as East text gives it.
 */
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { suite, test } from "node:test";
import {
  ArrayType,
  AsyncEastIR,
  catalogue,
  compileIR,
  EastError,
  EastIR,
  type EastType,
  equalFor,
  fromJSONFor,
  IntegerType,
  type IR,
  IRType,
  NullType,
  type PlatformFunction,
  parseFor,
  parseType,
  printFor,
  type SourceMap,
  StringType,
  toEastTypeValue,
} from "@elaraai/east";
import { vectors } from "../../support/paths.js";

type Program = {
  name: string;
  program: { ir: any; source_map?: unknown };
  inputs: { type: string; value: string }[];
  output: string;
  async?: true;
  expected?: string;
  error?: true;
  message?: string;
  locations?: string[];
  stdout?: string;
};

const programs = vectors<Program>("programs.json");

function parsed(type: string, text: string): any {
  const result = parseFor(parseType(type))(text);
  if (!result.success) throw new Error(result.error);
  return result.value;
}

/** The platform functions that the vectors want, except for `nope`. */
function platform(out: (line: string) => void): PlatformFunction[] {
  const define = (
    name: string,
    inputs: EastType[],
    output: EastType,
    fn: (...inputs: any[]) => unknown,
    type: "sync" | "async" = "sync",
  ): PlatformFunction => ({
    name,
    inputs: inputs.map(toEastTypeValue),
    output: toEastTypeValue(output),
    type,
    fn,
  });
  return [
    define("console_log", [StringType], NullType, (line) => out(`${line}\n`)),
    define("time_sleep", [IntegerType], NullType, () => Promise.resolve(), "async"),
    define("crypto_hash_sha256", [StringType], StringType, (text) =>
      createHash("sha256").update(text).digest("hex"),
    ),
    define("path_join", [ArrayType(StringType)], StringType, (parts: string[]) => parts.join("/")),
  ];
}

/** The builtins that an IR names. */
function builtinsOf(program: unknown): Set<string> {
  const names = new Set<string>();
  JSON.stringify(program, (_, part) => {
    if (part?.type === "Builtin") names.add(part.value.builtin);
    return part;
  });
  return names;
}

/** The IR and source map of a program file; `compileIR` takes roots that EastIR does not. */
function load({ program }: Program): { ir: IR; sourceMap: SourceMap } {
  if (program.ir.type === "Function") return EastIR.fromJSON(program);
  if (program.ir.type === "AsyncFunction") return AsyncEastIR.fromJSON(program);
  return { ir: fromJSONFor(IRType)(program.ir), sourceMap: { stacks: [] } };
}

async function check(one: Program, ir: IR, sourceMap: SourceMap): Promise<void> {
  let stdout = "";
  const functions = platform((line) => {
    stdout += line;
  });
  const run = compileIR(ir, functions, { sourceMap, unknownPlatform: "raise" });
  const inputs = one.inputs.map(({ type, value }) => parsed(type, value));
  let result: unknown;
  try {
    result = await run(...inputs);
  } catch (error) {
    if (!one.error || !(error instanceof EastError)) throw error;
    assert.equal(error.message, one.message);
    if (one.locations !== undefined) {
      assert.deepEqual(
        error.location.map(({ filename, line, column }) => `${filename}:${line}:${column}`),
        one.locations,
      );
    }
    return;
  } finally {
    assert.equal(stdout, one.stdout ?? "");
  }
  assert.ok(!one.error, `expected the error ${one.message}`);
  const type = parseType(one.output);
  const expected = one.expected as string;
  assert.ok(
    equalFor(type)(result, parsed(one.output, expected)),
    `expected ${expected}, found ${printFor(type)(result)}`,
  );
  // Printing shows what is shared, which equality does not.
  assert.equal(printFor(type)(result), expected);
}

suite("programs of the vectors", () => {
  const isThere = (name: string): boolean => catalogue.has(name);
  const runnable = programs.filter(({ program }) => [...builtinsOf(program)].every(isThere));
  let ran = 0;
  for (const one of runnable) {
    test(one.name, async () => {
      const { ir, sourceMap } = load(one);
      await check(one, ir, sourceMap);
      ran++;
    });

    test(`${one.name}, through East text`, async () => {
      const { ir, sourceMap } = load(one);
      const again = parseFor(IRType)(printFor(IRType)(ir));
      assert.ok(again.success);
      await check(one, again.value, sourceMap);
    });
  }

  test("all programs ran whose builtins are there", (context) => {
    const waiting = programs.filter((one) => !runnable.includes(one));
    context.diagnostic(`waiting for builtins: ${waiting.map(({ name }) => name).join(", ") || "none"}`);
    assert.equal(ran, programs.length - waiting.length);
    assert.ok(ran >= 123, `${ran} ran`);
  });
});
