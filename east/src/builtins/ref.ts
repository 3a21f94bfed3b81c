/** spec/east-builtins.md 8: Ref. */
import type { ref as Cell } from "../values/ref.js";
import { inline, run, type Section } from "./builtin.js";
import { changing } from "./guard.js";

function update(cell: Cell, value: unknown): null {
  changing(cell);
  cell.value = value;
  return null;
}

function merge(cell: Cell, value: unknown, combine: (old: unknown, value: unknown) => unknown): null {
  changing(cell);
  cell.value = combine(cell.value, value);
  return null;
}

export const ref: Section = {
  RefGet: ["[T] (Ref T) -> T", inline((cell) => `${cell}.value`)],
  RefUpdate: ["[T] (Ref T, T) -> Null", run(update), "U"],
  RefMerge: ["[T, T2] (Ref T, T2, (T, T2) -> T) -> Null", run(merge), "U"],
};
