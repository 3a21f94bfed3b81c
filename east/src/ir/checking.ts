/**
 * What every row of the checks has at hand: the environment in which a node stands (spec/east-ir.md 5), the table of
 * types, and the ways to refuse. The rows themselves are in check.ts and check-calls.ts.
 */

import { isStackOverflow } from "../formats/paths.js";
import { printType } from "../types/print-type.js";
import type { EastTypeValue } from "../types/type-value.js";
import { type EastType, IntegerType, NeverType, StringType } from "../types/types.js";
import type { IR, SourceMap, VariableIR } from "./ir.js";
import { IRError } from "./ir-error.js";
import { type PlatformFunction, platformByName } from "./platform.js";
import { Scope } from "./scope.js";
import type { Instance, Signature } from "./signature.js";
import { TypeTable } from "./type-table.js";

export type CheckOptions = {
  /** The signature of a builtin; undefined for a name that is none. */
  builtin: (name: string) => Signature | undefined;
  platform?: readonly PlatformFunction[];
  /** Whether a program may name platform functions that are not there. Evaluating such a node then fails. */
  unknownPlatform?: "refuse" | "accept";
  sourceMap?: SourceMap | undefined;
  /** Whether the root may be a function with captures: a closure that travels as data. */
  captures?: boolean;
};

export type Binding = { type: EastType; mutable: boolean };

/** The function whose body is being checked. */
export type Context = {
  scope: Scope<Binding>;
  /** Undefined outside any function, in the Lets before a root function. */
  output: EastType | undefined;
  async: boolean;
  /** The labels of the enclosing loops, innermost last. */
  labels: string[];
};

/** Parts of an IR may be one object, and then stand for more nodes than there are objects; but not for many more. */
const MAX_REPEATED_NODES = 1_000_000;

/** The row of the table for a node: checks what is below it and gives the type that the nodes around it see. */
type Row = (checking: Checking, node: IR, type: EastType) => EastType;

export class Checking {
  readonly types = new TypeTable();
  readonly options: CheckOptions;
  readonly platform: ReadonlyMap<string, PlatformFunction>;
  /** The type of the `stack` variable of a TryCatch. */
  readonly stackType: EastType;
  /** Signatures with their parameters filled in; kept, because most are used many times. */
  readonly instances = new Map<Signature, Map<string, Instance>>();
  fn: Context = { scope: new Scope(), output: undefined, async: false, labels: [] };
  readonly #row: Row;
  /** Nodes met so far; true while what is below them is being checked. */
  readonly #open = new Map<IR, boolean>();
  #repeated = 0;

  constructor(options: CheckOptions, row: Row) {
    this.options = options;
    this.#row = row;
    this.platform = platformByName(options.platform ?? []);
    this.stackType = this.types.array(
      this.types.struct([
        ["filename", StringType],
        ["line", IntegerType],
        ["column", IntegerType],
      ]),
    );
  }

  fail(node: IR, message: string, cause?: unknown): never {
    throw new IRError(message, { locId: node.value.loc_id, sourceMap: this.options.sourceMap, cause });
  }

  readType(node: IR, value: EastTypeValue): EastType {
    try {
      return this.types.read(value);
    } catch (error) {
      if (isStackOverflow(error)) throw error;
      return this.fail(node, `${node.type} has a type that is none: ${(error as Error).message}`, error);
    }
  }

  /** Checks a node and all below it; gives the type that the nodes around it see. */
  check(node: IR): EastType {
    const open = this.#open.get(node);
    if (open === true) this.fail(node, "circular IR reference");
    if (open === false && ++this.#repeated > MAX_REPEATED_NODES) {
      this.fail(node, "IR shares so many of its parts that it is too large when written out");
    }
    this.#open.set(node, true);
    const type = this.#row(this, node, this.readType(node, node.value.type));
    this.#open.set(node, false);
    return type;
  }

  wrongKind(node: IR, expected: string, found: EastType): never {
    this.fail(node, `${node.type} must have a type ${expected}, found ${printType(found)}`);
  }

  /** The node's own type is the one it must have. */
  typed(node: IR, found: EastType, expected: EastType): EastType {
    if (found !== expected) {
      this.fail(node, `${node.type} must have type ${printType(expected)}, found ${printType(found)}`);
    }
    return expected;
  }

  exactly(node: IR, what: string, found: EastType, expected: EastType): void {
    if (found !== expected) {
      this.fail(
        node,
        `${node.type} ${what} expected to have type ${printType(expected)}, got ${printType(found)}`,
      );
    }
  }

  /** Equal, or Never (spec/east-ir.md 3). */
  fits(node: IR, what: string, found: EastType, expected: EastType): void {
    if (found !== NeverType) this.exactly(node, what, found, expected);
  }

  /** Bodies of which one is chosen: all fit the node's type, which is Never exactly if all of them are. */
  branches(node: IR, bodies: readonly (readonly [string, EastType])[], type: EastType): EastType {
    for (const [what, body] of bodies) this.fits(node, what, body, type);
    if (type !== NeverType && bodies.every(([, body]) => body === NeverType)) {
      const all = node.type === "Match" ? "cases returning" : "bodies of type";
      this.fail(
        node,
        `${node.type} has all ${all} Never, so it must have type Never, found ${printType(type)}`,
      );
    }
    return type;
  }

  declare(node: IR, variable: VariableIR["value"]): Binding {
    const binding = { type: this.readType(node, variable.type), mutable: variable.mutable };
    this.fn.scope.declare(variable.name, binding);
    return binding;
  }

  /** A variable that the node declares itself: it has a known type and cannot be assigned to. */
  declareBound(node: IR, what: string, variable: VariableIR, type: EastType): void {
    this.isVariable(node, what, variable);
    const declared = this.declare(node, variable.value);
    this.exactly(node, `${what} variable`, declared.type, type);
    if (declared.mutable) this.fail(node, `${node.type} ${what} variable must not be mutable`);
  }

  isVariable(node: IR, what: string, variable: IR): asserts variable is VariableIR {
    if (variable.type !== "Variable") {
      this.fail(node, `${node.type} ${what} must be a Variable, found ${variable.type}`);
    }
  }

  scoped(body: IR): EastType {
    return this.fn.scope.block(() => this.check(body));
  }

  variable(node: VariableIR): Binding {
    const { name, mutable, type } = node.value;
    const declared = this.fn.scope.get(name);
    if (declared === undefined) return this.fail(node, `variable ${JSON.stringify(name)} is not in scope`);
    this.sameVariable(node, name, { type: this.readType(node, type), mutable }, declared);
    return declared;
  }

  sameVariable(node: IR, name: string, found: Binding, declared: Binding): void {
    if (found.type !== declared.type) {
      this.fail(
        node,
        `variable ${JSON.stringify(name)} is declared with type ${printType(declared.type)}, found ${printType(found.type)}`,
      );
    }
    if (found.mutable !== declared.mutable) {
      const is = (mutable: boolean): string => (mutable ? "mutable" : "immutable");
      this.fail(
        node,
        `variable ${JSON.stringify(name)} is declared ${is(declared.mutable)}, found ${is(found.mutable)}`,
      );
    }
  }
}
