/**
 * The order of values without parts (spec/east-values.md 3). Each function is the one `compareFor` gives for its type,
 * so that sorted containers recognise the orders for which hashing finds equal keys.
 */
export { compareStrings } from "../types/names.js";

type Order = -1 | 0 | 1;

export function compareIntegers(x: bigint, y: bigint): Order {
  return x < y ? -1 : x === y ? 0 : 1;
}

/** −Infinity < … < −0 < 0 < … < Infinity < NaN. */
export function compareFloats(x: number, y: number): Order {
  if (x < y) return -1;
  if (x > y) return 1;
  if (x === y) {
    if (x !== 0) return 0;
    const negative = Object.is(x, -0);
    return negative === Object.is(y, -0) ? 0 : negative ? -1 : 1;
  }
  return x === x ? -1 : y === y ? 1 : 0;
}

export function compareBooleans(x: boolean, y: boolean): Order {
  return x === y ? 0 : x ? 1 : -1;
}

/** By instant; invalid dates, which no East value holds, after all others. */
export function compareDates(x: Date, y: Date): Order {
  return compareFloats(x.getTime(), y.getTime());
}

/** Unsigned bytes from the left, a prefix first. */
export function compareBlobs(x: Uint8Array, y: Uint8Array): Order {
  const n = Math.min(x.length, y.length);
  for (let i = 0; i < n; i++) {
    const difference = (x[i] as number) - (y[i] as number);
    if (difference !== 0) return difference < 0 ? -1 : 1;
  }
  return x.length === y.length ? 0 : x.length < y.length ? -1 : 1;
}
