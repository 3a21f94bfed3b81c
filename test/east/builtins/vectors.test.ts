/** The worked cases of east/spec/vectors/builtins.json, each compiled as a function of its arguments. */
import assert from "node:assert/strict";
import { suite, test } from "node:test";
import {
  catalogue,
  compileFunctionIR,
  EastError,
  equalFor,
  parseFor,
  parseType,
  printFor,
} from "@elaraai/east";
import { builtin, fn, variable } from "../../support/ir-nodes.js";
import { vectors } from "../../support/paths.js";

type Case = {
  builtin: string;
  type_parameters: string[];
  args: { type: string; value: string }[];
  result_type: string;
  expected?: string;
  error?: true;
  message?: string;
  after?: string[];
};

const all = vectors<Case>("builtins.json");

/** The reference allows sets of arrays; here that is no type (spec/east-values.md 1.4). */
const isTyped = ({ args }: Case): boolean => args.every(({ type }) => type !== ".Set .Array .Integer");
const cases = all.filter(isTyped);

function parsed(type: string, text: string): any {
  const result = parseFor(parseType(type))(text);
  if (!result.success) throw new Error(result.error);
  return result.value;
}

function assertValue(type: string, found: unknown, expected: string): void {
  const east = parseType(type);
  const same = equalFor(east)(found, parsed(type, expected));
  assert.ok(same, `expected ${expected}, found ${printFor(east)(found)}`);
}

/** As much of a message as the specification quotes: the reason why a text does not parse is free. */
const quoted = (message: string): string => message.replace(/(?<=because ).*/, "…");

function check({ builtin: name, type_parameters, args, result_type, ...expected }: Case): void {
  const parameters = args.map(({ type }, i) => variable(`p${i}`, parseType(type)));
  const call = builtin(name, type_parameters.map(parseType), parseType(result_type), ...parameters);
  const run = compileFunctionIR(fn(parameters, call));
  const values = args.map(({ type, value }) => parsed(type, value));
  if (expected.error) {
    assert.throws(
      () => run(...values),
      (error: unknown) => {
        assert.ok(error instanceof EastError);
        assert.equal(quoted(error.message), quoted(expected.message as string));
        return true;
      },
    );
  } else {
    assertValue(result_type, run(...values), expected.expected as string);
  }
  args.forEach(({ type, value }, i) => assertValue(type, values[i], expected.after?.[i] ?? value));
}

suite("builtins: worked cases", () => {
  const byName = new Map<string, Case[]>();
  for (const one of cases) byName.set(one.builtin, [...(byName.get(one.builtin) ?? []), one]);
  let ran = 0;
  for (const [name, ofName] of byName) {
    if (!catalogue.has(name)) continue;
    test(`${name} (${ofName.length})`, () => {
      for (const one of ofName) {
        try {
          check(one);
        } catch (error) {
          throw new Error(`${name}(${one.args.map(({ value }) => value).join(", ")})`, { cause: error });
        }
        ran++;
      }
    });
  }

  test("all cases of the builtins there are ran", (context) => {
    const missing = [...byName.keys()].filter((name) => !catalogue.has(name));
    const waiting = missing.flatMap((name) => byName.get(name) ?? []).length;
    context.diagnostic(`${missing.length} builtins have no implementation yet: ${missing.join(", ")}`);
    assert.equal(ran, cases.length - waiting);
    assert.ok(ran >= 693, `${ran} ran`);
    assert.equal(all.length - cases.length, 1);
  });
});
