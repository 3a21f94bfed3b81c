/** Compares what programs do with what plain JavaScript does. */
import assert from "node:assert/strict";
import { test } from "node:test";
import {
  type BlockBuilder,
  East,
  EastError,
  type EastType,
  type ExprType,
  isVariant,
  type NeverType,
  SortedMap,
  SortedSet,
  type ValueTypeOf,
} from "@elaraai/east";

/** A name, what a program does with an expression, and what JavaScript does with a value; an `Error` is to be raised. */
type Row<T extends EastType> = readonly [
  name: string,
  build: ($: BlockBuilder<NeverType>, given: ExprType<T>) => unknown,
  plain: (given: ValueTypeOf<T>) => unknown,
];

/**
 * A test for each row: built, checked, compiled, and run with every sample. Results are compared, and what became of the
 * input. Sets and dicts have to come in ascending order.
 */
export function agrees<T extends EastType>(
  type: T,
  samples: readonly (() => ValueTypeOf<T>)[],
  rows: readonly Row<T>[],
): void {
  for (const [name, build, plain] of rows) {
    test(name, () => {
      const fn = East.function([type], undefined, build);
      const run = East.compile(fn, []) as (given: unknown) => unknown;
      for (const sample of samples) {
        const [given, expected] = [sample(), sample()];
        const found = outcome(() => run(given));
        assert.deepEqual([found, shape(given)], [outcome(() => plain(expected)), shape(expected)]);
      }
    });
  }
}

/** The result, or the message of the error. */
function outcome(run: () => unknown): unknown {
  try {
    return shape(run());
  } catch (error) {
    if (error instanceof EastError || (error instanceof Error && error.constructor === Error)) {
      return `fails: ${error.message}`;
    }
    throw error;
  }
}

/** A value in terms that `deepEqual` compares in order: a set as its keys, a dict as its entries. */
function shape(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(shape);
  if (value instanceof Map || value instanceof SortedMap) {
    return { dict: [...value].map(([key, entry]) => [shape(key), shape(entry)]) };
  }
  if (value instanceof Set || value instanceof SortedSet) return { set: [...value].map(shape) };
  if (isVariant(value)) return { case: value.type, value: shape(value.value) };
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, field]) => [name, shape(field)]));
}

/** What plain JavaScript does where a program raises an error. */
export function fail(message: string): never {
  throw new Error(message);
}

/** The order of East for values that JavaScript orders alike. */
export const byValue = <T extends bigint | number | string>(a: T, b: T): number =>
  a < b ? -1 : a > b ? 1 : 0;
