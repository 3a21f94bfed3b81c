/** Writing JavaScript: statements into blocks, names into scopes, and the bookkeeping of where code may fail. */
import type { VariableIR } from "../ir/ir.js";
import { Scope } from "../ir/scope.js";
import type { Unit } from "./unit.js";

/** An expression that is still to be evaluated, once. */
export type Operand = {
  code: string;
  /** Gives the same whenever it is evaluated, and has no effect: it need not be evaluated in its turn. */
  stable: boolean;
  /** Sets the number of the present site. */
  sites: boolean;
  /** How deeply the expression is nested. */
  height: number;
};

/** An East variable as a JavaScript variable. */
export type Variable = { name: string; mutable: boolean; used: boolean };

/** The JavaScript function that is being written. */
export type Frame = {
  scope: Scope<Variable>;
  /** Whether anything in its body may fail, so that errors must be given their locations on the way out. */
  fails: boolean;
  /** Temporaries declared at the top. */
  temporaries: string[];
  labels: { label: string; name: string; finallyDepth: number }[];
  /** The finally bodies around the present place; jumps that would leave one only end it. */
  finallies: { name: string; left: boolean }[];
};

const newFrame = (): Frame => ({
  scope: new Scope(),
  fails: false,
  temporaries: [],
  labels: [],
  finallies: [],
});

/** An operand of which the code is a literal or the name of something that does not change. */
export const stable = (code: string): Operand => ({ code, stable: true, sites: false, height: 0 });

export const isName = (code: string): boolean => /^\w+$/.test(code);

/**
 * A text as a JavaScript literal. JSON leaves only U+2028 and U+2029 as they are, which string literals may hold, and
 * escapes lone surrogates.
 */
export const quote = (text: string): string => JSON.stringify(text);

export class Writer {
  readonly unit: Unit;
  frame = newFrame();
  /** The statements of the present block. */
  lines: string[] = [];

  constructor(unit: Unit) {
    this.unit = unit;
  }

  line(...code: string[]): void {
    this.lines.push(...code);
  }

  /** Writes into a block of its own. */
  captured<T>(write: () => T): { lines: string[]; result: T } {
    const outer = this.lines;
    this.lines = [];
    const result = write();
    const lines = this.lines;
    this.lines = outer;
    return { lines, result };
  }

  /** The code that `write` writes, in a scope of its own. */
  block(write: () => void): string {
    return this.captured(() => this.frame.scope.block(write)).lines.join("\n");
  }

  /** Writes with a frame of its own. */
  framed<T>(write: (frame: Frame) => T): T {
    const outer = this.frame;
    this.frame = newFrame();
    const result = write(this.frame);
    this.frame = outer;
    return result;
  }

  declare({ value: { name, mutable } }: VariableIR): Variable {
    const variable = { name: this.unit.name(mutable ? "v" : "c"), mutable, used: false };
    this.frame.scope.declare(name, variable);
    return variable;
  }

  variable({ value: { name } }: VariableIR): Variable {
    const variable = this.frame.scope.get(name);
    if (variable === undefined) throw new Error(`variable ${quote(name)} is not in scope`);
    variable.used = true;
    return variable;
  }

  /** Evaluates an operand in its turn. */
  saved(operand: Operand): Operand {
    const name = this.unit.name("t");
    this.line(`const ${name} = ${operand.code};`);
    return stable(name);
  }

  /** The name of a variable that holds the operand for good. */
  named(operand: Operand): string {
    return operand.stable && isName(operand.code) ? operand.code : this.saved(operand).code;
  }

  /** An expression of operands that does not need to know the present site. */
  plain(operands: readonly Operand[], code: string): Operand {
    let sites = false;
    let height = 0;
    for (const operand of operands) {
      sites ||= operand.sites;
      if (operand.height > height) height = operand.height;
    }
    return { code, stable: false, sites, height: height + 1 };
  }

  /**
   * An expression that may fail at a node, once its operands have been evaluated. Those may be sites too, so the number
   * of the node's own is set after the last of them and before what follows it.
   */
  site(locId: bigint, operands: readonly Operand[], write: (codes: readonly string[]) => string): Operand {
    this.frame.fails = true;
    const codes = operands.map(({ code }) => code);
    if (!this.unit.tracks) return this.plain(operands, write(codes));
    const set = `s = ${this.unit.site(locId)}`;
    const last = operands.findLastIndex(({ sites }) => sites);
    const next = codes[last + 1];
    if (last < 0) return { ...this.plain(operands, `(${set}, ${write(codes)})`), sites: true };
    if (next !== undefined) {
      codes[last + 1] = `(${set}, ${next})`;
    } else {
      const name = this.unit.name("t");
      this.frame.temporaries.push(name);
      codes[last] = `(${name} = ${codes[last]}, ${set}, ${name})`;
    }
    return { ...this.plain(operands, write(codes)), sites: true };
  }

  /** An error with what tells its location, as the arguments of `leave` and `caught`. */
  located(error: string): string {
    this.frame.fails = true;
    return this.unit.tracks ? `${error}, ${this.unit.sites}[s]` : error;
  }
}
