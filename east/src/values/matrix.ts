/** Matrix values and the packed arrays behind them and behind Vectors (spec/east-values.md 1.1). */
import type { ElementType } from "../types/types.js";

export const matrix_symbol: unique symbol = Symbol("matrix");

/** The storage of a Vector: Float, Integer, Boolean (0 and 1). */
export type Packed = Float64Array | BigInt64Array | Uint8ClampedArray;

/** Row-major elements with their shape; `data.length` is `rows * cols`. */
export type matrix<D extends Packed = Packed> = {
  data: D;
  rows: number;
  cols: number;
  [matrix_symbol]: null;
};

/** @throws Error when `data` does not hold `rows * cols` elements. */
export function matrix<D extends Packed>(data: D, rows: number, cols: number): matrix<D> {
  if (data.length !== rows * cols) {
    throw new Error(
      `matrix of ${rows} rows and ${cols} columns needs ${rows * cols} elements, got ${data.length}`,
    );
  }
  return { data, rows, cols, [matrix_symbol]: null };
}

export function isMatrix(x: unknown): x is matrix {
  return typeof x === "object" && x !== null && matrix_symbol in x;
}

/** Numbers or booleans, one per element, in the storage of their type. */
export function packedOf(element: ElementType, elements: readonly unknown[]): Packed {
  switch (element.type) {
    case "Float":
      return Float64Array.from(elements as number[]);
    case "Integer":
      return BigInt64Array.from(elements as bigint[]);
    case "Boolean":
      return Uint8ClampedArray.from(elements as boolean[], Number);
  }
}

/** A function that turns a stored element into the value of the element type. */
export function elementReader(element: ElementType): (stored: number | bigint) => unknown {
  return element.type === "Boolean" ? (stored) => stored !== 0 : (stored) => stored;
}
