/**
 * What a builtin is to the checker and the compiler: a signature, marks, and an implementation. Each file of this folder
 * holds a section of spec/east-builtins.md, in its order; catalogue.ts puts them together.
 */
import { parseSignature, type Signature, type TypesRefusal } from "../ir/signature.js";
import type { EastType } from "../types/types.js";

/**
 * How a builtin is carried out.
 *
 * `inline` writes JavaScript around the operands, each of which it must use exactly once and in order; they need no
 * parentheses, and its own text must need none either. `fails` says for which operands it may throw a RangeError, which
 * the compiler's handlers turn into an East error; other errors inline code cannot raise.
 *
 * `run` is a function of the operands. Unless `total` says that it always gives a result, it may throw EastErrors and
 * call callbacks.
 */
export type Implementation =
  | { inline: (...operands: string[]) => string; fails: (...operands: string[]) => boolean }
  | { run: (...operands: any[]) => unknown; total: boolean };

/** One that depends on the type parameters of the node. */
type Made = { make: (...types: EastType[]) => Implementation };

/**
 * S: changes size, order or key set of its first argument. U: overwrites in place. L: calls callbacks while it walks its
 * first argument (spec/east-builtins.md 0). S refuses a locked collection, S and U a frozen one.
 */
export type Mark = "S" | "U" | "L";

/** A row of the catalogue: signature, implementation, marks, and which type parameters are refused. */
export type Row = readonly [
  signature: string,
  implementation: Implementation | Made,
  marks?: `${"S" | "U" | ""}${"L" | ""}`,
  refuses?: TypesRefusal,
];

/** The rows of a section, by name. */
export type Section = Readonly<Record<string, Row>>;

export const inline = (
  code: (...operands: string[]) => string,
  fails: (...operands: string[]) => boolean = () => false,
): Implementation => ({ inline: code, fails });

export const run = (fn: (...operands: any[]) => unknown): Implementation => ({ run: fn, total: false });

export const total = (fn: (...operands: any[]) => unknown): Implementation => ({ run: fn, total: true });

/** For implementations that need the types; `make` is called when a program is compiled, once per list of types. */
export const make = (implementation: (...types: EastType[]) => Implementation): Made => ({
  make: implementation,
});

/** `make` for the common case of a function that needs the types. */
export const runFor = (fn: (...types: EastType[]) => (...operands: any[]) => unknown): Made =>
  make((...types) => run(fn(...types)));

export class Builtin {
  readonly name: string;
  readonly marks: string;
  readonly #row: Row;
  #signature: Signature | undefined;

  constructor(name: string, row: Row) {
    this.name = name;
    this.marks = row[2] ?? "";
    this.#row = row;
  }

  /** Parsed when first needed: most programs use few builtins. */
  get signature(): Signature {
    return (this.#signature ??= { ...parseSignature(this.#row[0]), refuses: this.#row[3] });
  }

  has(mark: Mark): boolean {
    return this.marks.includes(mark);
  }

  implement(types: readonly EastType[]): Implementation {
    const implementation = this.#row[1];
    return "make" in implementation ? implementation.make(...types) : implementation;
  }
}
