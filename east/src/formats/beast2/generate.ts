/**
 * JavaScript source from forms (forms.ts): the functions of a type's values, and what they need beside them.
 *
 * Source and not closures: of 1,000,000 rows {id: Integer, name: String, price: Float, when: DateTime, tags: Array
 * String}, generated code writes 9.5 million a second and closures over the same Writer 6.4 million, segments and
 * hashes not counted; object literals in generated code read twice as fast as filling objects name by name. As a
 * whole file they are written at 5 million a second and read at 1.5 million, where making the objects is nearly all.
 * All state is in the reader `r` or writer `w`.
 */
import { compareFor } from "../../values/compare.js";
import { isRef, ref } from "../../values/ref.js";
import { SortedMap, SortedSet } from "../../values/sorted.js";
import { isVariant, variant } from "../../values/variant.js";
import type { Analysis } from "./analysis.js";
import { startsSegment } from "./segments.js";
import { MAX_DEPTH, type ValueReader } from "./stream.js";
import type { TypeEntry } from "./type-table.js";

export type Flags = {
  /** Keep the path of the value up to date, to name it in an error. */
  tracing: boolean;
  /** Reading: freeze what can be frozen. */
  frozen: boolean;
  /** Reading: strings and containers are in the tables of version 4. */
  version4: boolean;
  /** Writing: write a container as often as it is met. */
  expand: boolean;
  /** Other programs take part in the stream, so that every container counts. */
  shared: boolean;
  /** Writing the IR of a function value: its `loc_id`s are renumbered. */
  locations: boolean;
};

/** How the values of one kind of type are read and written. */
export type Form = {
  /** An expression that reads a value from `r`. */
  read(g: Generator, index: number, entry: TypeEntry): string;
  /** Statements that write the value of an expression, evaluated once, to `w`. */
  write(g: Generator, value: string, index: number, entry: TypeEntry): string;
};

export type Forms = Readonly<Record<TypeEntry["kind"], Form>>;

/** What generated code may name besides its own variables. */
const SCOPE = {
  variant,
  isVariant,
  ref,
  isRef,
  SortedSet,
  SortedMap,
  startsSegment,
  freeze: Object.freeze,
  hasOwn: Object.hasOwn,
  /** Reads a part while its step is on the path; the step stays there when reading fails. */
  step(r: ValueReader, step: string, read: () => unknown): unknown {
    r.path.push(step);
    const value = read();
    r.path.pop();
    return value;
  },
};

/** Types whose values cannot be changed once they are keys. */
const FIXED = new Set(["Null", "Boolean", "Integer", "Float", "String", "Never"]);

/** A function that is named already; `counted`: it counts against the limit on depth. */
type Pending = { name: string; parameters: string; body: () => string; counted: boolean };

export class Generator {
  readonly flags: Flags;
  readonly #analysis: Analysis;
  readonly #forms: Forms;
  readonly #functions = new Set<string>();
  readonly #pending: Pending[] = [];
  readonly #source: string[] = [];
  readonly #exported: string[] = [];
  readonly #constants: unknown[] = [];
  readonly #constantNames = new Map<unknown, string>();
  #nesting = 0;
  #temporaries = 0;

  constructor(analysis: Analysis, forms: Forms, flags: Flags) {
    this.#analysis = analysis;
    this.#forms = forms;
    this.flags = flags;
  }

  entry(index: number): TypeEntry {
    return this.#analysis.entry(index);
  }

  read(index: number): string {
    return this.#form(index).read(this, index, this.entry(index));
  }

  write(index: number, value: string): string {
    return this.#form(index).write(this, value, index, this.entry(index));
  }

  #form(index: number): Form {
    return this.#forms[this.#analysis.minSize[index] === Infinity ? "Never" : this.entry(index).kind];
  }

  /** Reads or writes a part; `step` is the source of what is added to the path. */
  readAt(step: string, index: number): string {
    return this.flags.tracing ? `step(r, ${step}, () => (${this.read(index)}))` : this.read(index);
  }

  writeAt(step: string, index: number, value: string): string {
    const statements = this.write(index, value);
    return this.flags.tracing ? `w.path.push(${step}); ${statements} w.path.pop();` : statements;
  }

  freeze(value: string): string {
    return this.flags.frozen ? `freeze(${value})` : value;
  }

  inline(index: number): boolean {
    return this.#analysis.inline(index);
  }

  tails(index: number): ReadonlySet<number> {
    return this.#analysis.tails(index);
  }

  /**
   * A collection before its elements, and statements that complete it in `out`. A Dict that its own values can refer
   * to exists before them; other Dicts and Sets are made at once from what is in order already.
   */
  collection(entry: TypeEntry): { begin: string; finish: string } {
    const { kind, cycle } = entry;
    if (kind === "Array") return { begin: "[]", finish: "" };
    const compare = this.comparison(entry);
    if (kind === "Set") return { begin: "undefined", finish: `out = SortedSet.ofSorted(keys, ${compare});` };
    if (cycle === undefined && !this.#analysis.hasFunctions) {
      return { begin: "undefined", finish: `out = SortedMap.ofSorted(keys, values, ${compare});` };
    }
    return {
      begin: `new SortedMap([], ${compare})`,
      finish: "for (let i = 0; i < keys.length; i++) out.set(keys[i], values[i]);",
    };
  }

  containerNumber(index: number): number {
    return this.#analysis.numberOf.get(index) as number;
  }

  /** Whether reading is a short expression, and the value cannot contain what contains it. */
  isSimple(index: number): boolean {
    const { kind, cycle } = this.entry(index);
    if (this.flags.tracing || this.#analysis.hasFunctions || cycle !== undefined) return false;
    return kind !== "Struct" || !this.inline(index);
  }

  /** The name of a function for an entry. It is generated later, so that nothing nests as types do. */
  function(index: number, parameters: string, body: () => string): string {
    const name = `f${index}`;
    if (!this.#functions.has(name)) {
      this.#functions.add(name);
      this.#pending.push({ name, parameters, body, counted: this.entry(index).cycle !== undefined });
    }
    return name;
  }

  #define({ name, parameters, body, counted }: Pending): void {
    this.#nesting = this.#temporaries = 0;
    const statements = body();
    const names = Array.from({ length: this.#temporaries }, (_, i) => `t${i}`);
    const declared = names.length > 0 ? `let ${names.join(", ")};` : "";
    const s = parameters[0];
    const enter = counted ? `if (++${s}.depth > ${MAX_DEPTH}) ${s}.tooDeep();` : "";
    const leave = counted && s === "w" ? "w.depth--;" : "";
    this.#source.push(`function ${name}(${parameters}) { ${enter} ${declared} ${statements} ${leave} }`);
  }

  /** What a counted function that reads does before it returns. */
  leave(index: number): string {
    return this.entry(index).cycle !== undefined ? "r.depth--;" : "";
  }

  /** A variable of the present function for the struct that is being written; see `nested`. */
  temporary(): string {
    this.#temporaries = Math.max(this.#temporaries, this.#nesting + 1);
    return `t${this.#nesting}`;
  }

  /** Generates statements during which the last temporary stays in use. */
  nested(statements: () => string): string {
    this.#nesting++;
    const result = statements();
    this.#nesting--;
    return result;
  }

  constant(value: unknown): string {
    let name = this.#constantNames.get(value);
    if (name === undefined) {
      name = `k${this.#constants.push(value) - 1}`;
      this.#constantNames.set(value, name);
    }
    return name;
  }

  comparison({ parts }: TypeEntry): string {
    return this.constant(compareFor(this.entry(parts[0] as number).type));
  }

  mutableKeys({ parts }: TypeEntry): boolean {
    return !FIXED.has(this.entry(parts[0] as number).kind);
  }

  /** Whether a container is to be closed when it has been written. */
  closes(index: number): boolean {
    return this.flags.expand && (this.flags.shared || this.#analysis.nests(index));
  }

  /** Begins the container in a variable; `known` is done when it was written as a reference. */
  open(v: string, index: number, known: string): string {
    const number = this.containerNumber(index);
    const leave =
      known === "return;" && this.entry(index).cycle !== undefined ? `{ w.depth--; return; }` : known;
    if (this.closes(index)) return `if (w.open(${v}, ${number})) ${leave}`;
    const aliases =
      !this.flags.expand &&
      (this.flags.shared || this.#analysis.hasFunctions || this.#analysis.repeats.has(index));
    if (aliases) return `if (w.alias(${v}, ${number})) ${leave}`;
    return "w.fresh();";
  }

  close(v: string, index: number): string {
    return this.closes(index) ? `w.close(${v}, ${this.containerNumber(index)});` : "";
  }

  /** How the number of elements of a segment is read, and how so many are read into `out`, `keys`, `values`. */
  readElements({ kind, parts }: TypeEntry): { count: string; elements: string } {
    const [first, second] = parts as [number, number];
    const least = parts.reduce(
      (sum, part) => sum + Math.min(this.#analysis.minSize[part] as number, 1 << 20),
      0,
    );
    // In version 4 a container takes one byte.
    const size = this.flags.version4 ? Math.min(least, 1) : least;
    const count = size === 0 ? "r.emptyCount()" : `r.count(${size})`;
    if (kind === "Array") {
      return { count, elements: `for (; n > 0; n--) out.push(${this.readAt("out.length", first)});` };
    }
    const what = kind === "Set" ? "Set elements" : "Dict keys";
    const step = kind === "Set" ? "keys.length" : "`[${keys.length}](key)`";
    const compare = this.comparison({ parts } as TypeEntry);
    const value =
      kind === "Set"
        ? ""
        : `values.push(${this.readAt("{ key: keys[keys.length - 1], index: keys.length - 1 }", second)});`;
    const elements = `for (; n > 0; n--) {
        const key = ${this.readAt(step, first)};
        if (keys.length > 0 && ${compare}(keys[keys.length - 1], key) >= 0) r.unordered("${what}");
        keys.push(key); ${value} }`;
    return { count, elements };
  }

  /** Version 4: reads the content of a container, all of it one segment, into `out`, which is there already. */
  fill(index: number): string {
    const entry = this.entry(index);
    if (entry.kind === "Ref") {
      return `out.value = ${this.readAt('"[]"', entry.parts[0] as number)}; ${this.freeze("out")};`;
    }
    const { count, elements } = this.readElements(entry);
    const add = {
      Array: "",
      Set: "for (const key of keys) out.add(key);",
      Dict: "for (let i = 0; i < keys.length; i++) out.set(keys[i], values[i]);",
    }[entry.kind as "Array" | "Set" | "Dict"];
    return `const keys = [], values = []; let n = ${count}; ${elements} ${add} ${this.freeze("out")};`;
  }

  writeCount({ parts }: TypeEntry): string {
    const empty = parts.every((part) => this.#analysis.minSize[part] === 0);
    return empty ? "w.emptyCount(n);" : "w.varint(n);";
  }

  /** The i-th entry of a Dict, in two parts. */
  writeKey({ parts }: TypeEntry): string {
    return this.writeAt("`[${i}](key)`", parts[0] as number, "keys[i]");
  }

  writeValue({ parts }: TypeEntry): string {
    return this.writeAt("{ key: keys[i], index: i }", parts[1] as number, "values[i]");
  }

  /**
   * Elements of a root, up to one that starts a new segment. In generated code so that each type has a loop of its
   * own: one loop for all types could not have their code in it, and took half as much time again.
   */
  writeSegment(entry: TypeEntry): string {
    const { kind, parts } = entry;
    const [key, value] =
      kind === "Dict"
        ? [this.writeKey(entry), this.writeValue(entry)]
        : [this.writeAt("i", parts[0] as number, "keys[i]"), ""];
    return `for (let i = first > 0 ? first + 1 : 0; i < keys.length; i++) {
        const start = w.position;
        w.beginElement();
        ${key}
        const end = w.position;
        ${value}
        if (i > first && startsSegment(i - first, start, w.bytes, start, end)) { w.segmentEnd = start; return i; }
      }
      w.checkLimit();
      w.segmentEnd = w.position;
      return keys.length;`;
  }

  /** Defines a function under a name of its own, to be had from `compile`. */
  export(name: string, parameters: string, body: () => string): void {
    this.#pending.push({ name, parameters, body, counted: false });
    this.#exported.push(name);
  }

  /** What was exported, ready to be called. */
  compile(): Record<string, unknown> {
    for (let next = this.#pending.pop(); next !== undefined; next = this.#pending.pop()) this.#define(next);
    const constants = this.#constants.map((_, i) => `k${i}`);
    const source = `"use strict"; ${this.#source.join("\n")}
      return { ${this.#exported.join(", ")} };`;
    const make = compiled([...Object.keys(SCOPE), ...constants].join(), source);
    return make(...Object.values(SCOPE), ...this.#constants) as Record<string, unknown>;
  }
}

const MAX_COMPILED = 256;
const compilations = new Map<string, (...scope: unknown[]) => unknown>();

/** Equal types give equal source, which need not be parsed again; constants make the difference. */
function compiled(parameters: string, source: string): (...scope: unknown[]) => unknown {
  const known = compilations.get(source);
  if (known !== undefined) return known;
  // oxlint-disable-next-line typescript/no-implied-eval -- forms.ts says what may reach it
  const make = new Function(parameters, source) as (...scope: unknown[]) => unknown;
  const [oldest] = compilations.keys();
  if (compilations.size >= MAX_COMPILED && oldest !== undefined) compilations.delete(oldest);
  compilations.set(source, make);
  return make;
}
