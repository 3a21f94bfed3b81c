/** The catalogue against the tables of east/spec/east-builtins.md: names, type parameters, marks, numbers of arguments. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { suite, test } from "node:test";
import { BooleanType, catalogue, printType, StringType } from "@elaraai/east";
import { signatureOf } from "../../support/builtins.js";
import { root } from "../../support/paths.js";

type Specified = { parameters: string[]; marks: string; args: string };

/** Rows like ``| `ArrayMap[T, T2]` L | a, f→T2 | …`` and sentences like `` `BooleanNot` (Bool)→Bool``. */
const specified = new Map<string, Specified>();
const text = readFileSync(join(root, "east/spec/east-builtins.md"), "utf8");
for (const line of text.split("\n")) {
  const row = /^\| (?<names>`[A-Z].*?) \| (?<args>[^|]*) \|/.exec(line)?.groups as
    | { names: string; args: string }
    | undefined;
  if (row === undefined) continue;
  const marks = /`((?: \*{0,2}[SULE]\*{0,2})*)$/.exec(row.names)?.[1] ?? "";
  for (const [, name, parameters] of row.names.matchAll(/`(\w+)(?:\[([^\]]*)\])?`/g)) {
    specified.set(name as string, {
      parameters: parameters?.split(", ") ?? [],
      marks: marks.replace(/[^SUL]/g, ""),
      args: row.args,
    });
  }
}

/** Commas outside brackets separate arguments. */
function argumentCount(args: string): number {
  if (args === "") return 0;
  let depth = 0;
  let count = 1;
  for (const character of args) {
    if ("([{".includes(character)) depth++;
    if (")]}".includes(character)) depth--;
    if (character === "," && depth === 0) count++;
  }
  return count;
}

/** Written in a sentence, not in a table. */
const BOOLEAN = ["BooleanNot", "BooleanAnd", "BooleanOr", "BooleanXor"];

suite("builtins: the catalogue", () => {
  test("sees the specification", () => {
    assert.ok(specified.size > 200, `${specified.size} builtins in the tables`);
    assert.deepEqual(specified.get("ArrayMergeAll")?.marks, "UL");
  });

  for (const [name, builtin] of catalogue) {
    if (BOOLEAN.includes(name)) continue;
    test(`${name} is as specified`, () => {
      const expected = specified.get(name);
      assert.ok(expected !== undefined);
      const { typeParameters, inputs, callbacks } = builtin.signature;
      assert.equal(builtin.name, name);
      assert.deepEqual(typeParameters, expected.parameters);
      assert.equal(builtin.marks, expected.marks);
      assert.equal(inputs.length, argumentCount(expected.args), expected.args);
      assert.equal(callbacks.length, inputs.length);
    });
  }

  test("gives the types of a signature", () => {
    const { inputs, output } = signatureOf("ArrayFindSortedRange", [StringType, BooleanType]);
    assert.deepEqual(
      [...inputs, output].map((type) => printType(type)),
      [
        ".Array .String",
        ".Boolean",
        ".Function (inputs=[.String], output=.Boolean)",
        '.Struct [(name="start", type=.Integer), (name="end", type=.Integer)]',
      ],
    );
  });

  test("tells callbacks from functions that are values", () => {
    const callbacks = (name: string) => catalogue.get(name)?.signature.callbacks;
    assert.deepEqual(callbacks("ArrayFold"), [false, false, true]);
    assert.deepEqual(callbacks("ArrayPushLast"), [false, false]);
  });
});
