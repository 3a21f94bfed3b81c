/** Matrix values and the packed arrays behind them and behind Vectors (spec/east-values.md 1.1). */

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
