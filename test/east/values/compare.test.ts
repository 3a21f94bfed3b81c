/** east/spec/vectors/compare.json, every case, and what the relations owe to each other. */
import assert from "node:assert/strict";
import { suite, test } from "node:test";
import {
  compareFor,
  type EastType,
  equalFor,
  greaterEqualFor,
  greaterFor,
  isFor,
  lessEqualFor,
  lessFor,
  notEqualFor,
  parseFor,
  parseType,
  printFor,
} from "@elaraai/east";
import * as fc from "fast-check";
import { arbitraryType, arbitraryTypeAndValue, arbitraryValue, runs } from "../../support/arbitrary.js";
import { vectors } from "../../support/paths.js";

type Outcome = boolean | number | { error: true };
type Case = {
  name: string;
  op: string;
  type: string;
  input: any;
  /** A list of texts for a sort. */
  expected: any;
};

/** Which outcome each relation must have; absent where none is specified. */
type Expected = Partial<Record<"is" | "equal" | "compare", Outcome>>;

function valueOf(type: EastType, text: string): any {
  const result = parseFor(type)(text);
  assert.ok(result.success);
  return result.value;
}

function checkRelations(type: EastType, x: any, y: any, expected: Expected): void {
  const relations = { is: isFor(type), equal: equalFor(type), compare: compareFor(type) };
  for (const [name, outcome] of Object.entries(expected) as [keyof Expected, Outcome][]) {
    if (typeof outcome === "object") assert.throws(() => relations[name](x, y), Error, name);
    else assert.equal(relations[name](x, y), outcome, name);
  }
  if (typeof expected.equal === "boolean") assert.equal(notEqualFor(type)(x, y), !expected.equal);
  if (typeof expected.compare !== "number") return;
  const order = expected.compare;
  assert.deepEqual(
    [lessFor, lessEqualFor, greaterFor, greaterEqualFor].map((relation) => relation(type)(x, y)),
    [order < 0, order <= 0, order > 0, order >= 0],
  );
  assert.equal(compareFor(type)(y, x), order === 0 ? 0 : -order);
}

function runAndCheck({ op, type: text, input, expected }: Case): void {
  const type = parseType(text);
  switch (op) {
    case "compare":
      return checkRelations(type, valueOf(type, input[0]), valueOf(type, input[1]), expected);
    case "compareSame": {
      const value = valueOf(type, input);
      return checkRelations(type, value, value, expected);
    }
    case "compareFunctions":
      return checkRelations(
        type,
        () => 1,
        () => 2,
        expected,
      );
    case "sort": {
      const sorted = input.map((one: string) => valueOf(type, one)).sort(compareFor(type));
      return assert.deepEqual(sorted.map(printFor(type)), expected);
    }
    default:
      return assert.fail(`unknown op ${op}`);
  }
}

suite("comparison vectors", () => {
  const counts: Record<string, number> = {};
  for (const one of vectors<Case>("compare.json")) {
    counts[one.op] = (counts[one.op] ?? 0) + 1;
    test(`${one.op}: ${one.name}`, () => runAndCheck(one));
  }

  test("have all their cases", () => {
    assert.deepEqual(counts, { compare: 124, compareSame: 5, sort: 11, compareFunctions: 3 });
  });
});

suite("the order of any type", () => {
  const three = arbitraryType.chain((type) => {
    const value = arbitraryValue(type);
    return fc.tuple(fc.constant(type), value, value, value);
  });

  test("is total, and agrees with equality and identity", () => {
    fc.assert(
      fc.property(three, ([type, ...values]) => {
        const compare = compareFor(type);
        const equal = equalFor(type);
        for (const x of values) {
          assert.equal(compare(x, x), 0);
          assert.ok(equal(x, x) && isFor(type)(x, x));
          for (const y of values) {
            assert.equal(compare(x, y) + compare(y, x), 0);
            assert.equal(compare(x, y) === 0, equal(x, y));
          }
        }
        const [least, middle, greatest] = values.sort(compare);
        assert.ok(
          compare(least, middle) <= 0 && compare(middle, greatest) <= 0 && compare(least, greatest) <= 0,
        );
      }),
      runs(3000),
    );
  });

  test("sees values and not objects", () => {
    fc.assert(
      fc.property(arbitraryTypeAndValue, ({ type, value }) => {
        const text = printFor(type)(value);
        const [one, other] = [valueOf(type, text), valueOf(type, text)];
        assert.equal(compareFor(type)(one, other), 0);
        assert.ok(equalFor(type)(one, other));
      }),
      runs(1000),
    );
  });
});
