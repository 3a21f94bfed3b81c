/** east/spec/vectors/json.json, every case. */
import assert from "node:assert/strict";
import { suite, test } from "node:test";
import {
  decodeJSONFor,
  encodeJSONFor,
  FormatError,
  fromJSONFor,
  parseFor,
  parseType,
  printFor,
  toJSONFor,
} from "@elaraai/east";
import { vectors } from "../../support/paths.js";

type Case = {
  name: string;
  op: string;
  type: string;
  input: string | null;
  expected: string | { error: true; path?: string };
  quirk?: string;
};

function valueOf(type: string, text: string | null): any {
  if (text === null) return null;
  const result = parseFor(parseType(type))(text);
  assert.ok(result.success);
  return result.value;
}

function encode({ type, input }: Case): string {
  const bytes = encodeJSONFor(parseType(type))(valueOf(type, input));
  return new TextDecoder().decode(bytes);
}

function decode({ type, input }: Case): string {
  const east = parseType(type);
  return printFor(east)(decodeJSONFor(east)(new TextEncoder().encode(input as string)));
}

const SHAPE =
  /^Error occurred because ([^]+?)(?: at ([^ ][^]*?))? \(line 1, col 1\) while parsing value of type "/;

function checkFailure(error: unknown, expected: { path?: string }): boolean {
  assert.ok(error instanceof Error);
  if (!(error instanceof FormatError)) {
    // Nothing was read: the type has no JSON, or the value.
    assert.match(error.message, /^(?:functions have no JSON|Never has no values|the value is cyclic)/);
    return true;
  }
  const match = SHAPE.exec(error.message);
  assert.ok(match !== null, error.message);
  assert.equal(match[2], error.position.path);
  if (expected.path !== undefined) assert.equal(error.position.path, expected.path);
  return true;
}

function runAndCheck(one: Case): void {
  const run =
    one.op === "encode" ? encode : one.op === "decode" ? decode : assert.fail(`unknown op ${one.op}`);
  const { expected } = one;
  if (typeof expected === "string") assert.equal(run(one), expected);
  else
    assert.throws(
      () => run(one),
      (error) => checkFailure(error, expected),
    );
}

suite("East JSON vectors", () => {
  const cases = vectors<Case>("json.json");
  const counts: Record<string, number> = {};
  for (const one of cases) {
    counts[one.op] = (counts[one.op] ?? 0) + 1;
    test(`${one.op}: ${one.name}`, () => runAndCheck(one));
  }

  test("go through JSON values alike", () => {
    let through = 0;
    for (const { op, type, input, expected } of cases) {
      if (typeof expected !== "string") continue;
      const east = parseType(type);
      if (op === "encode") assert.deepEqual(toJSONFor(east)(valueOf(type, input)), JSON.parse(expected));
      else assert.equal(printFor(east)(fromJSONFor(east)(JSON.parse(input as string))), expected);
      through++;
    }
    assert.equal(through, 151);
  });

  test("have all their cases", () => {
    assert.deepEqual(counts, { encode: 84, decode: 193 });
  });
});
