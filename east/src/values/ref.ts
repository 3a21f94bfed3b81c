/** Ref values: mutable cells (spec/east-values.md 1.8). */

export const ref_symbol: unique symbol = Symbol("ref");

export type ref<T = any> = { value: T; [ref_symbol]: null };

export function ref<T>(value: T): ref<T> {
  return { value, [ref_symbol]: null };
}

export function isRef(x: unknown): x is ref {
  return typeof x === "object" && x !== null && ref_symbol in x;
}

export function deref<T>(cell: ref<T>): T {
  return cell.value;
}

export function setRef<T>(cell: ref<T>, value: T): void {
  cell.value = value;
}
