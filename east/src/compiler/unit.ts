/** What one compilation collects while it writes code: constants, hoisted functions, locations, fresh names. */
import type { Builtin, Implementation } from "../builtins/builtin.js";
import type { LocationValue, SourceMap } from "../ir/ir.js";
import { locationStack } from "../ir/ir-error.js";
import type { TypeTable } from "../ir/type-table.js";
import type { EastType } from "../types/types.js";

export class Unit {
  readonly types: TypeTable;
  readonly sourceMap: SourceMap;
  /** Whether any location can be known; if not, code need not remember where it is. */
  readonly tracks: boolean;
  readonly #constants: unknown[] = [];
  readonly #constantNames = new Map<unknown, string>();
  readonly #functions: string[] = [];
  /** Location stacks by the numbers that code remembers; 0 is nowhere. */
  readonly #sites: (readonly LocationValue[])[] = [[]];
  readonly #siteNumbers = new Map<bigint, number>();
  readonly #implementations = new Map<string, Implementation>();
  readonly #made = new Map<string, unknown>();
  #names = 0;

  constructor(types: TypeTable, sourceMap: SourceMap) {
    this.types = types;
    this.sourceMap = sourceMap;
    this.tracks = sourceMap.stacks.some((stack) => stack.length > 0);
  }

  /**
   * A new name in generated code. The first letter says what it is: `c` immutable variable, `v` mutable variable, `t`
   * temporary, `k` constant, `f` hoisted function, `L` loop, `E` end of an if, `F` finally body, `e` error.
   */
  name(letter: string): string {
    return letter + ++this.#names;
  }

  /** The name of a value that the code refers to. */
  constant(value: unknown): string {
    let name = this.#constantNames.get(value);
    if (name === undefined) {
      this.#constantNames.set(value, (name = this.name("k")));
      this.#constants.push(value);
    }
    return name;
  }

  /** A function that depends on nothing but constants: made once. */
  hoist(code: string): string {
    const name = this.name("f");
    this.#functions.push(`const ${name} = ${code};`);
    return name;
  }

  /** The number of a node's location. */
  site(locId: bigint): number {
    let number = this.#siteNumbers.get(locId);
    if (number === undefined) {
      const stack = locationStack(this.sourceMap, locId);
      number = stack.length === 0 ? 0 : this.#sites.push(stack) - 1;
      this.#siteNumbers.set(locId, number);
    }
    return number;
  }

  /** The name of the list of location stacks. */
  get sites(): string {
    return this.constant(this.#sites);
  }

  implementation(builtin: Builtin, types: readonly EastType[]): Implementation {
    const key = `${builtin.name} ${this.types.key(types)}`;
    let implementation = this.#implementations.get(key);
    if (implementation === undefined) {
      this.#implementations.set(key, (implementation = builtin.implement(types)));
    }
    return implementation;
  }

  /** A helper that depends on a type, made once per type. */
  made<T>(what: string, type: EastType, make: (type: EastType) => T): T {
    const key = `${what} ${this.types.key([type])}`;
    if (!this.#made.has(key)) this.#made.set(key, make(type));
    return this.#made.get(key) as T;
  }

  /** Runs the code of a function and gives the function. */
  evaluate(code: string): (...inputs: unknown[]) => unknown {
    const names = [...this.#constantNames.values()];
    const declared = names.map((name, i) => `const ${name} = K[${i}];`);
    const source = ['"use strict";', ...declared, ...this.#functions, `return ${code};`].join("\n");
    // oxlint-disable-next-line typescript/no-implied-eval -- this is what a compiler to JavaScript does
    return new Function("K", source)(this.#constants);
  }
}
