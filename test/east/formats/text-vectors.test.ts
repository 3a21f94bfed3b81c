/** east/spec/vectors/text.json, every case. */
import assert from "node:assert/strict";
import { suite, test } from "node:test";
import {
  decodeEastFor,
  type EastType,
  EastTypeType,
  FormatError,
  fromJSONFor,
  parseFor,
  parseInferred,
  parseType,
  printFor,
  toEastTypeValue,
} from "@elaraai/east";
import { vectors } from "../../support/paths.js";

type Failure = { error: true; position?: number; line?: number; column?: number; path?: string };
type Case = { name: string; op: string; type: string | null; input: any; expected: any; quirk?: string };

/** Where we differ from what a quirk recommends, and why. */
const BY_INTENT: Record<string, string> = {
  "datetime Feb 30 rolls over": "a date that does not exist is refused, as in JSON and CSV",
  "datetime 2025-1-2T03:04:05": "the grammar has two digits for months and days",
};

const printTypeText = (type: EastType): string => printFor(EastTypeType)(toEastTypeValue(type));

/** The canonical text of what was read, or where and why it could not be. */
function parsed(type: EastType, text: string): string | FormatError {
  const result = parseFor(type)(text);
  if (result.success) return printFor(type)(result.value);
  try {
    decodeEastFor(type)(new TextEncoder().encode(text));
  } catch (error) {
    // Both ways of reading fail alike.
    assert.ok(error instanceof FormatError);
    assert.equal(error.message, result.error);
    assert.equal(error.position.offset, result.position);
    return error;
  }
  return assert.fail("parseFor refused what decodeEastFor accepts");
}

function run({ op, type, input }: Case): unknown {
  switch (op) {
    case "parse":
      return parsed(parseType(type as string), input);
    case "type":
      return parsed(EastTypeType, input);
    case "print": {
      const printed = parseType(type as string);
      return printFor(printed)(fromJSONFor(printed)(input));
    }
    case "printFunction":
      return printFor(parseType(type as string))(() => 0);
    case "infer": {
      const [inferred, value] = parseInferred(input);
      return { type: printTypeText(inferred), text: printFor(inferred)(value) };
    }
    default:
      return assert.fail(`unknown op ${op}`);
  }
}

const SHAPE = /^Error occurred because ([^]+?)(?: at ([^ ][^]*?))? \(line (\d+), col (\d+)\) while /;

function checkFailure(error: unknown, expected: Failure): void {
  assert.ok(error instanceof FormatError, String(error));
  const { offset, line, column, path } = error.position;
  const [, , pathInMessage, lineInMessage, columnInMessage] = SHAPE.exec(error.message) as RegExpExecArray;
  assert.deepEqual([pathInMessage, Number(lineInMessage), Number(columnInMessage)], [path, line, column]);
  const found: Record<string, unknown> = { error: true, position: offset, line, column, path };
  const claimed = expected.position === undefined ? expected : { path: undefined, ...expected };
  for (const [member, value] of Object.entries(claimed)) assert.equal(found[member], value, member);
}

function runAndCheck(one: Case): void {
  if (one.expected.error !== true) {
    assert.deepEqual(run(one), one.expected);
    return;
  }
  let result: unknown;
  try {
    result = run(one);
  } catch (error) {
    // Asking for the parser of a function type fails at once, and so nowhere in the text.
    if (one.type?.startsWith(".Function")) return;
    result = error;
  }
  checkFailure(result, one.expected);
}

suite("East text vectors", () => {
  const cases = vectors<Case>("text.json");
  const counts: Record<string, number> = {};
  for (const one of cases) {
    counts[one.op] = (counts[one.op] ?? 0) + 1;
    const why = BY_INTENT[one.name];
    if (why === undefined) test(`${one.op}: ${one.name}`, () => runAndCheck(one));
    else test(`${one.op}: ${one.name}: not so, ${why}`, () => assert.throws(() => runAndCheck(one)));
  }

  test("has all its cases", () => {
    assert.deepEqual(counts, { parse: 303, print: 3, printFunction: 2, infer: 42, type: 26 });
    const quirks = cases.filter(({ quirk }) => quirk !== undefined).map(({ name }) => name);
    assert.deepEqual(
      Object.keys(BY_INTENT).filter((name) => !quirks.includes(name)),
      [],
    );
  });
});
