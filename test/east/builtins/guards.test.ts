/**
 * The marks of the catalogue (spec/east-builtins.md 0) against what every builtin does with frozen and with locked
 * collections, and with callbacks that take elements away.
 */
import assert from "node:assert/strict";
import { suite, test } from "node:test";
import {
  BooleanType,
  catalogue,
  compileFunctionIR,
  type EastType,
  IntegerType,
  type IR,
  ref,
  SortedMap,
  SortedSet,
  StringType,
} from "@elaraai/east";
import { signatureOf } from "../../support/builtins.js";
import * as n from "../../support/ir-nodes.js";

const FROZEN = "cannot mutate a frozen value (task inputs are immutable) — copy first";

/** Collections by the kind of their type: with content, so that a change would be one. */
const collections: Record<string, () => any> = {
  Array: () => [3n, 1n, 2n],
  Set: () => new SortedSet([1n, 2n, 3n]),
  Dict: () => new SortedMap([1n, 2n, 3n].map((key) => [key, key])),
  Ref: () => ref(1n),
};

/** All builtins whose first argument is a collection, with every type parameter Integer. */
const rows = [...catalogue.values()].flatMap((builtin) => {
  const types = builtin.signature.typeParameters.map(() => IntegerType);
  const needsOther = /^(Vector|Matrix|Sparse|Diff|Apply|Compose|Invert|Blob|ArrayEncodeCsv)/.test(
    builtin.name,
  );
  if (needsOther) return [];
  const { inputs, output } = signatureOf(builtin.name, types);
  const kind = inputs[0]?.type as string;
  const ofIntegers = !/^ArrayStringJoin$/.test(builtin.name);
  return kind in collections && ofIntegers ? [{ builtin, types, inputs, output, kind }] : [];
});

/** A value of a type as a node. */
function sample(type: EastType): IR {
  switch (type.type) {
    case "Null":
      return n.nothing;
    case "Boolean":
      return n.value(false);
    case "Integer":
      return n.value(1n);
    case "Array":
      return n.newArray(type.value, sample(type.value));
    case "Set":
      return n.newSet(type);
    case "Dict":
      return n.newDict(type);
    case "Variant":
      return n.tagged(type, "none", n.nothing);
    case "Function": {
      const { inputs, output } = type;
      return n.fn(
        inputs.map((input, i) => n.variable(`i${i}`, input)),
        sample(output),
      );
    }
    default:
      throw new Error(`no sample of ${type.type}`);
  }
}

type Row = (typeof rows)[number];

/** The builtin with the collection `c` and samples for the other arguments. */
const onCollection = ({ builtin, types, inputs, output }: Row): IR =>
  n.builtin(
    builtin.name,
    types,
    output,
    n.variable("c", inputs[0] as EastType),
    ...inputs.slice(1).map(sample),
  );

/** What a program that is given the collection ends with: the message of its error, or "". */
function outcome(row: Row, body: IR, collection: unknown): string {
  const program = n.fn(
    [n.variable("c", row.inputs[0] as EastType)],
    n.tryCatch(StringType, n.block(body, n.value("")), n.variable("message", StringType)),
  );
  return compileFunctionIR(program)(collection) as string;
}

/** A loop over `c` with the node as its body. */
function looped({ kind, inputs }: Row, body: IR): IR {
  const collection = n.variable("c", inputs[0] as EastType);
  const [item, key] = [n.variable("item", IntegerType), n.variable("key", IntegerType)];
  if (kind === "Array") return n.forArray(collection, item, key, body);
  return kind === "Set" ? n.forSet(collection, key, body) : n.forDict(collection, item, key, body);
}

suite("builtins: marks", () => {
  test("sees the builtins", () => {
    assert.ok(rows.length >= 114, `${rows.length} builtins`);
  });

  for (const row of rows) {
    const { builtin, kind } = row;
    const changes = builtin.has("S") || builtin.has("U");

    test(`${builtin.name} ${changes ? "refuses" : "accepts"} a frozen ${kind}`, () => {
      const found = outcome(row, onCollection(row), Object.freeze(collections[kind]?.()));
      if (changes) assert.equal(found, FROZEN);
      else assert.notEqual(found, FROZEN);
    });

    if (kind === "Ref") continue;

    test(`${builtin.name} ${builtin.has("S") ? "refuses" : "accepts"} a locked ${kind}`, () => {
      const found = outcome(
        row,
        looped(row, n.block(onCollection(row), n.breakLoop())),
        collections[kind]?.(),
      );
      const refusal = `Cannot modify ${kind} during iteration`;
      if (builtin.has("S")) assert.equal(found, refusal);
      else assert.notEqual(found, refusal);
    });

    // These two have walked their collection before they first call back.
    if (!builtin.has("L") || builtin.name === "SetToTree" || builtin.name === "DictToTree") continue;

    test(`${builtin.name} fails when a callback takes elements away`, () => {
      const collection = n.variable("c", row.inputs[0] as EastType);
      const key = n.value(1n);
      const take =
        kind === "Array"
          ? n.builtin("ArrayPopLast", [IntegerType], IntegerType, collection)
          : kind === "Set"
            ? n.builtin("SetTryDelete", [IntegerType], BooleanType, collection, key)
            : n.builtin("DictTryDelete", [IntegerType, IntegerType], BooleanType, collection, key);
      const args = row.inputs.slice(1).map((input) => {
        if (input.type !== "Function") return sample(input);
        const { inputs, output } = input;
        const parameters = inputs.map((type, i) => n.variable(`i${i}`, type));
        return n.fn(parameters, n.block(take, sample(output)), { captures: [collection] });
      });
      const call = n.builtin(builtin.name, row.types, row.output, collection, ...args);
      assert.equal(outcome(row, call, collections[kind]?.()), `Cannot modify ${kind} during iteration`);
    });
  }
});
