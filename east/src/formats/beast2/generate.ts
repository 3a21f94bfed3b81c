/**
 * JavaScript source that reads and writes the values of a type (spec/beast2.md, "Logical encoding"), row by row of
 * the specification, reading and writing side by side.
 *
 * Source and not closures: of 1,000,000 rows {id: Integer, name: String, price: Float, when: DateTime, tags: Array
 * String}, generated code writes 9.5 million a second and closures over the same Writer 6.4 million; object literals
 * in generated code read twice as fast as filling objects name by name. All state is in the reader `r` or writer `w`.
 *
 * Names come from users and reach the source as JSON strings only; everything else in it is written here.
 */
import { printType } from "../../types/print-type.js";
import { compareFor } from "../../values/compare.js";
import { isRef, ref } from "../../values/ref.js";
import { SortedMap, SortedSet } from "../../values/sorted.js";
import { isVariant, variant } from "../../values/variant.js";
import type { Analysis } from "./analysis.js";
import { memberStep } from "./path.js";
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
type Form = {
  /** An expression that reads a value from `r`. */
  read(g: Generator, index: number, entry: TypeEntry): string;
  /** Statements that write the value of an expression, evaluated once, to `w`. */
  write(g: Generator, value: string, index: number, entry: TypeEntry): string;
};

/** A string literal. The two separators are line ends in old source text. */
function quote(text: string): string {
  return JSON.stringify(text).replaceAll("\u2028", "\\u2028").replaceAll("\u2029", "\\u2029");
}

/** A property in an object literal: `__proto__: x` would not be one. */
function property(name: string, value: string): string {
  return name === "__proto__" ? `["__proto__"]: ${value}` : `${quote(name)}: ${value}`;
}

/** A field of the struct in a variable; a name that every object has must be the struct's own. */
function field(object: string, name: string): string {
  const access = `${object}[${quote(name)}]`;
  return name in Object.prototype ? `(hasOwn(${object}, ${quote(name)}) ? ${access} : undefined)` : access;
}

const method = (name: string): Form => ({
  read: () => `r.${name}()`,
  write: (_, value) => `w.${name}(${value});`,
});

const null_: Form = { read: () => "null", write: (_, value) => `w.null(${value});` };

const string: Form = {
  read: (g) => (g.flags.version4 ? "r.stringEntry()" : "r.string()"),
  write: (_, value) => `w.string(${value});`,
};

const never: Form = {
  read: (_, __, { type }) => `r.never(${quote(printType(type, "short"))})`,
  write: (_, __, ___, { type }) => `w.never(${quote(printType(type, "short"))});`,
};

const PACKED = {
  Float: { name: "floats", size: 8, array: "Float64Array" },
  Integer: { name: "integers", size: 8, array: "BigInt64Array" },
  Boolean: { name: "booleans", size: 1, array: "Uint8ClampedArray" },
} as const;

const packedOf = (g: Generator, { parts }: TypeEntry): (typeof PACKED)[keyof typeof PACKED] =>
  PACKED[g.entry(parts[0] as number).kind as keyof typeof PACKED];

const vector: Form = {
  read: (g, _, entry) => `r.${packedOf(g, entry).name}(r.varint())`,
  write: (g, value, _, entry) => {
    const { name, array } = packedOf(g, entry);
    const v = g.temporary();
    return `${v} = ${value}; if (!(${v} instanceof ${array})) w.expected("${array}", ${v}); w.varint(${v}.length); w.${name}(${v});`;
  },
};

const matrix: Form = {
  read: (g, _, entry) => `r.matrix("${packedOf(g, entry).name}", ${packedOf(g, entry).size})`,
  write: (g, value, _, entry) => {
    const { name, array } = packedOf(g, entry);
    const v = g.temporary();
    return `${v} = ${value}; w.matrixShape(${v}); if (!(${v}.data instanceof ${array})) w.expected("${array}", ${v}.data); w.${name}(${v}.data);`;
  },
};

const struct: Form = {
  read(g, index, { names, parts }) {
    const literal = (): string => {
      const members = names.map((name, i) =>
        property(name, g.readAt(quote(memberStep(name)), parts[i] as number)),
      );
      return g.freeze(`{ ${members.join(", ")} }`);
    };
    if (g.inline(index)) return literal();
    const body = (): string => `const out = ${literal()}; ${g.leave(index)} return out;`;
    return `${g.function(index, "r", body)}(r)`;
  },
  write(g, value, index, entry) {
    if (!g.inline(index))
      return `${g.function(index, "w, v", () => writeFields(g, "v", entry))}(w, ${value});`;
    const v = g.temporary();
    return g.nested(() => `${v} = ${value}; ${writeFields(g, v, entry)}`);
  },
};

/** The fields of the struct in a variable, all or up to one that is written otherwise. */
function writeFields(g: Generator, v: string, { names, parts }: TypeEntry, end = names.length): string {
  const fields = names.slice(0, end).map((name, i) => {
    const part = parts[i] as number;
    const isLocation = g.flags.locations && name === "loc_id" && g.entry(part).kind === "Integer";
    return isLocation ? `w.location(${v}.loc_id);` : g.writeAt(quote(memberStep(name)), part, field(v, name));
  });
  return `if (typeof ${v} !== "object" || ${v} === null) w.expected("Struct", ${v}); ${fields.join("\n")}`;
}

/** Up to this many cases a switch on their names is as fast as looking them up. */
const SWITCHED_CASES = 8;

const variant_: Form = {
  read(g, index, entry) {
    const body = (): string => {
      const cases = entry.names.map((_, i) => `case ${i}: out = ${readCase(g, entry, i)}; break;`);
      return `let out; switch (r.index(${cases.length})) { ${cases.join("\n")} } ${g.leave(index)} return out;`;
    };
    return `${g.function(index, "r", body)}(r)`;
  },
  write(g, value, index, entry) {
    const body = (): string => writeCases(g, "v", entry, (i) => `${writeCase(g, "v", entry, i)} break;`);
    return `${g.function(index, "w, v", body)}(w, ${value});`;
  },
};

function readCase(g: Generator, { names, parts }: TypeEntry, i: number): string {
  const name = names[i] as string;
  const part = parts[i] as number;
  // Cases without payload are all alike: one value serves for all.
  if (g.entry(part).kind === "Null") return g.constant(Object.freeze(variant(name, null)));
  return g.freeze(`variant(${quote(name)}, ${g.readAt(quote(memberStep(name)), part)})`);
}

function writeCase(g: Generator, v: string, { names, parts }: TypeEntry, i: number): string {
  return `${writeCaseIndex(i)} ${g.writeAt(quote(memberStep(names[i] as string)), parts[i] as number, `${v}.value`)}`;
}

function writeCaseIndex(i: number): string {
  return i < 0x80 ? `w.byte(${i});` : `w.varint(${i});`;
}

/** Dispatch on the case of the variant in a variable; `write` gives the statements of each. */
function writeCases(g: Generator, v: string, { names }: TypeEntry, write: (i: number) => string): string {
  const many = names.length > SWITCHED_CASES;
  const tag = many ? `${g.constant(new Map(names.map((name, i) => [name, i])))}.get(${v}.type)` : `${v}.type`;
  const cases = names.map((name, i) => `case ${many ? i : quote(name)}: { ${write(i)} }`);
  const other = `default: w.unknownCase(${v}.type, ${g.constant(names)});`;
  return `if (!isVariant(${v})) w.expected("Variant", ${v}); switch (${tag}) { ${cases.join("\n")}\n${other} }`;
}

const recursive: Form = {
  read(g, index, { parts }) {
    if (g.tails(index).size > 0) return `${g.function(index, "r", () => readTail(g, index))}(r)`;
    return g.read(parts[0] as number);
  },
  write(g, value, index, { parts }) {
    if (g.tails(index).size > 0)
      return `${g.function(index, "w, v", () => writeTail(g, index))}(w, ${value});`;
    return g.write(parts[0] as number, value);
  },
};

/**
 * A recursive type whose recursion is a loop. Each object is made with its last part missing and hung into the hole
 * that the one before it left.
 */
function readTail(g: Generator, index: number): string {
  const { frozen, tracing } = g.flags;
  const attach = (value: string): string =>
    `if (hole === undefined) first = ${value}; else hole[key] = ${value};`;
  const hang = (value: string, key: string): string =>
    `next = ${value}; ${attach("next")} hole = next; key = ${quote(key)}; ${frozen ? "made.push(next);" : ""}`;
  const step = (text: string): string => (tracing ? `r.path.push(${quote(text)});` : "");
  const body = (part: number): string => {
    const entry = g.entry(part);
    if (part === index) return "continue loop;";
    if (!g.tails(index).has(part)) return `next = ${g.read(part)}; ${attach("next")} break loop;`;
    switch (entry.kind) {
      case "Struct": {
        const last = entry.names.length - 1;
        const members = entry.names.map((name, i) =>
          property(
            name,
            i === last ? "undefined" : g.readAt(quote(memberStep(name)), entry.parts[i] as number),
          ),
        );
        const name = entry.names[last] as string;
        return `${hang(`{ ${members.join(", ")} }`, name)} ${step(memberStep(name))} ${body(entry.parts[last] as number)}`;
      }
      case "Variant": {
        const cases = entry.names.map((name, i) => {
          const payload = entry.parts[i] as number;
          const inner = payload === index || g.tails(index).has(payload);
          const statements = inner
            ? `${hang(`variant(${quote(name)}, undefined)`, "value")} ${step(memberStep(name))} ${body(payload)}`
            : `next = ${readCase(g, entry, i)}; ${attach("next")} break loop;`;
          return `case ${i}: ${statements}`;
        });
        return `switch (r.index(${cases.length})) { ${cases.join("\n")} }`;
      }
      default: {
        const number = g.containerNumber(part);
        if (g.flags.version4) return `next = r.container(${number}); ${attach("next")} break loop;`;
        return `if (r.refers()) { next = r.reference(${number}); ${attach("next")} break loop; }
          ${hang("ref(undefined)", "value")} r.define(next, ${number}); ${step("[]")} ${body(entry.parts[0] as number)}`;
      }
    }
  };
  return `let first, hole, key, next; ${frozen ? "const made = [];" : ""} ${tracing ? "const mark = r.path.length;" : ""}
    loop: for (;;) { ${body(g.entry(index).parts[0] as number)} }
    ${frozen ? "for (const one of made) freeze(one);" : ""} ${tracing ? "r.path.length = mark;" : ""}
    ${g.leave(index)} return first;`;
}

function writeTail(g: Generator, index: number): string {
  const { tracing } = g.flags;
  const opened: number[] = [];
  const step = (text: string): string => (tracing ? `w.path.push(${quote(text)});` : "");
  const body = (part: number, value: string): string => {
    const entry = g.entry(part);
    if (part === index) return `v = ${value}; continue loop;`;
    if (!g.tails(index).has(part)) return `${g.write(part, value)} break loop;`;
    const v = g.temporary();
    return g.nested(() => {
      switch (entry.kind) {
        case "Struct": {
          const last = entry.names.length - 1;
          const name = entry.names[last] as string;
          return `${v} = ${value}; ${writeFields(g, v, entry, last)} ${step(memberStep(name))} ${body(entry.parts[last] as number, field(v, name))}`;
        }
        case "Variant":
          return `${v} = ${value}; ${writeCases(g, v, entry, (i) => {
            const payload = entry.parts[i] as number;
            if (payload !== index && !g.tails(index).has(payload))
              return `${writeCase(g, v, entry, i)} break loop;`;
            return `${writeCaseIndex(i)} ${step(memberStep(entry.names[i] as string))} ${body(payload, `${v}.value`)}`;
          })}`;
        default: {
          const note = g.closes(part) ? `opened.push(${v}, ${g.containerNumber(part)});` : "";
          if (note !== "") opened.push(part);
          return `${v} = ${value}; if (!isRef(${v})) w.expected("Ref", ${v}); ${g.open(v, part, "break loop;")} ${note} ${step("[]")} ${body(entry.parts[0] as number, `${v}.value`)}`;
        }
      }
    });
  };
  const loop = body(g.entry(index).parts[0] as number, "v");
  return `${opened.length > 0 ? "const opened = [];" : ""} ${tracing ? "const mark = w.path.length;" : ""}
    loop: for (;;) { ${loop} }
    ${opened.length > 0 ? "for (let i = opened.length - 2; i >= 0; i -= 2) w.close(opened[i], opened[i + 1]);" : ""}
    ${tracing ? "w.path.length = mark;" : ""}`;
}

/** A container: in version 4 a place in the value table, else a reference or its content. */
function container(form: {
  /** Statements that read the content into `out`, after `r.define` unless the form says `late`. */
  read(g: Generator, entry: TypeEntry, number: number): string;
  write(g: Generator, entry: TypeEntry, index: number): string;
}): Form {
  return {
    read(g, index, entry) {
      const number = g.containerNumber(index);
      if (g.flags.version4) return `r.container(${number})`;
      const body = (): string =>
        `if (r.refers()) { ${g.leave(index)} return r.reference(${number}); } ${form.read(g, entry, number)} ${g.leave(index)} return ${g.freeze("out")};`;
      return `${g.function(index, "r", body)}(r)`;
    },
    write(g, value, index, entry) {
      return `${g.function(index, "w, v", () => form.write(g, entry, index))}(w, ${value});`;
    },
  };
}

const array = container({
  read: (g, entry, number) =>
    `const out = []; r.define(out, ${number}); ${readSegments(g.readElements(entry))}`,
  write: (g, entry, index) => `if (!Array.isArray(v)) w.expected("Array", v);
    ${g.open("v", index, "return;")}
    const n = v.length;
    if (n !== 0) { ${g.writeCount(entry)} for (let i = 0; i < n; i++) { ${g.writeAt("i", entry.parts[0] as number, "v[i]")} } }
    w.byte(0); ${g.close("v", index)}`,
});

const set = container({
  // Elements are immutable and hold no containers, so the Set may be numbered when it is complete.
  read: (g, entry, number) =>
    `const keys = []; ${readSegments(g.readElements(entry))}
    const out = SortedSet.ofSorted(keys, ${g.comparison(entry)}); r.define(out, ${number});`,
  write: (g, entry, index) => `const keys = w.keysOf(v, ${g.comparison(entry)}, ${g.mutableKeys(entry)});
    ${g.open("v", index, "return;")}
    const n = keys.length;
    if (n !== 0) { ${g.writeCount(entry)} for (let i = 0; i < n; i++) { ${g.writeAt("i", entry.parts[0] as number, "keys[i]")} } }
    w.byte(0); ${g.close("v", index)}`,
});

const dict = container({
  read(g, entry, number) {
    const { begin, finish } = g.collection(entry);
    return `const keys = [], values = []; let out = ${begin}; const at = r.define(out, ${number});
      ${readSegments(g.readElements(entry))} ${finish} r.defined[at] = out;`;
  },
  write: (
    g,
    entry,
    index,
  ) => `const entries = w.entriesOf(v, ${g.comparison(entry)}, ${g.mutableKeys(entry)});
    ${g.open("v", index, "return;")}
    const n = entries.length;
    if (n !== 0) { ${g.writeCount(entry)} for (let i = 0; i < n; i++) { const pair = entries[i]; ${g.writePair(entry, "pair[0]", "pair[1]", "i")} } }
    w.byte(0); ${g.close("v", index)}`,
});

const ref_ = container({
  read: (g, { parts }, number) =>
    `const out = ref(undefined); r.define(out, ${number}); out.value = ${g.readAt('"[]"', parts[0] as number)};`,
  write: (g, { parts }, index) => `if (!isRef(v)) w.expected("Ref", v);
    ${g.open("v", index, "return;")} ${g.writeAt('"[]"', parts[0] as number, "v.value")} ${g.close("v", index)}`,
});

/** All segments of a container; `elements` reads `n` of them. */
function readSegments({ count, elements }: { count: string; elements: string }): string {
  return `for (let n = ${count}; n !== 0; n = ${count}) { ${elements} }`;
}

const function_: Form = {
  read: (g, _, { type }) => `r.function(${g.constant(type)})`,
  write: (g, value, _, { type }) => `w.function(${value}, ${g.constant(type)});`,
};

const FORMS: Record<TypeEntry["kind"], Form> = {
  Null: null_,
  Boolean: method("boolean"),
  Integer: method("integer"),
  DateTime: method("date"),
  Float: method("float"),
  String: string,
  Blob: method("blob"),
  Never: never,
  Struct: struct,
  Variant: variant_,
  Recursive: recursive,
  Vector: vector,
  Matrix: matrix,
  Array: array,
  Set: set,
  Dict: dict,
  Ref: ref_,
  Function: function_,
  AsyncFunction: function_,
};

/** What generated code may name besides its own variables. */
const SCOPE = {
  variant,
  isVariant,
  ref,
  isRef,
  SortedSet,
  SortedMap,
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

export class Generator {
  readonly flags: Flags;
  readonly #analysis: Analysis;
  readonly #functions = new Map<string, string>();
  readonly #exported: string[] = [];
  readonly #constants: unknown[] = [];
  readonly #constantNames = new Map<unknown, string>();
  #nesting = 0;
  #temporaries = 0;

  constructor(analysis: Analysis, flags: Flags) {
    this.#analysis = analysis;
    this.flags = flags;
  }

  entry(index: number): TypeEntry {
    return this.#analysis.entry(index);
  }

  read(index: number): string {
    const entry = this.entry(index);
    return (this.#analysis.minSize[index] === Infinity ? never : FORMS[entry.kind]).read(this, index, entry);
  }

  write(index: number, value: string): string {
    const entry = this.entry(index);
    return (this.#analysis.minSize[index] === Infinity ? never : FORMS[entry.kind]).write(
      this,
      value,
      index,
      entry,
    );
  }

  /** Reads or writes a part; `step` is the source of what is added to the path. */
  readAt(step: string, index: number): string {
    return this.flags.tracing ? `step(r, ${step}, () => ${this.read(index)})` : this.read(index);
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

  /** The name of a function for an entry, which is generated when it is first asked for. */
  function(index: number, parameters: string, body: () => string): string {
    const name = `f${index}`;
    if (!this.#functions.has(name)) {
      this.#functions.set(name, "");
      this.#define(name, parameters, body, this.entry(index).cycle !== undefined);
    }
    return name;
  }

  #define(name: string, parameters: string, body: () => string, counted: boolean): void {
    const [nesting, temporaries] = [this.#nesting, this.#temporaries];
    this.#nesting = this.#temporaries = 0;
    const statements = body();
    const names = Array.from({ length: this.#temporaries }, (_, i) => `t${i}`);
    const declared = names.length > 0 ? `let ${names.join(", ")};` : "";
    [this.#nesting, this.#temporaries] = [nesting, temporaries];
    const s = parameters[0];
    const enter = counted ? `if (++${s}.depth > ${MAX_DEPTH}) ${s}.tooDeep();` : "";
    const leave = counted && s === "w" ? "w.depth--;" : "";
    this.#functions.set(
      name,
      `function ${name}(${parameters}) { ${enter} ${declared} ${statements} ${leave} }`,
    );
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

  writePair({ parts }: TypeEntry, key: string, value: string, index: string): string {
    const [first, second] = parts as [number, number];
    return `${this.writeAt(`\`[\${${index}}](key)\``, first, key)} ${this.writeAt(`{ key: ${key}, index: ${index} }`, second, value)}`;
  }

  /** Defines a function under a name of its own, to be had from `compile`. */
  export(name: string, parameters: string, body: () => string): void {
    this.#define(name, parameters, body, false);
    this.#exported.push(name);
  }

  /** What was exported, ready to be called. */
  compile(): Record<string, unknown> {
    const constants = this.#constants.map((_, i) => `k${i}`);
    const source = `"use strict"; ${[...this.#functions.values()].join("\n")}
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
  const make = new Function(parameters, source) as (...scope: unknown[]) => unknown;
  const [oldest] = compilations.keys();
  if (compilations.size >= MAX_COMPILED && oldest !== undefined) compilations.delete(oldest);
  compilations.set(source, make);
  return make;
}
