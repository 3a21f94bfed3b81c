/**
 * How the values of each kind of type are read and written (spec/beast2.md, "Logical encoding"), row by row of the
 * specification, reading and writing side by side, as source for generate.ts.
 *
 * Names come from users and reach the source as JSON strings only; everything else in it is written here.
 */
import { printType } from "../../types/print-type.js";
import { variant } from "../../values/variant.js";
import type { Form, Forms, Generator } from "./generate.js";
import { memberStep } from "./path.js";
import type { TypeEntry } from "./type-table.js";

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

const nullForm: Form = { read: () => "null", write: (_, value) => `w.null(${value});` };

const stringForm: Form = {
  read: (g) => (g.flags.version4 ? "r.stringEntry()" : "r.string()"),
  write: (_, value) => `w.string(${value});`,
};

const neverForm: Form = {
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

const vectorForm: Form = {
  read: (g, _, entry) => `r.${packedOf(g, entry).name}(r.varint())`,
  write: (g, value, _, entry) => {
    const { name, array } = packedOf(g, entry);
    const v = g.temporary();
    return `${v} = ${value}; if (!(${v} instanceof ${array})) w.expected("${array}", ${v}); w.varint(${v}.length); w.${name}(${v});`;
  },
};

const matrixForm: Form = {
  read: (g, _, entry) => `r.matrix("${packedOf(g, entry).name}", ${packedOf(g, entry).size})`,
  write: (g, value, _, entry) => {
    const { name, array } = packedOf(g, entry);
    const v = g.temporary();
    return `${v} = ${value}; w.matrixShape(${v}); if (!(${v}.data instanceof ${array})) w.expected("${array}", ${v}.data); w.${name}(${v}.data);`;
  },
};

const structForm: Form = {
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

const variantForm: Form = {
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

const recursiveForm: Form = {
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

/** Arrays of up to this many elements are made at their size, where an array that grows takes room for 17. */
const EXACT = 4;

const arrayForm = container({
  read(g, entry, number) {
    const element = entry.parts[0] as number;
    const { count, elements } = g.readElements(entry);
    const segments = `for (; n !== 0; n = ${count}) { ${elements} }`;
    if (!g.isSimple(element)) {
      return `const out = []; r.define(out, ${number}); let n = ${count}; ${segments}`;
    }
    // Nothing inside can refer to this array, so it may be made after its elements; they must be numbered after it.
    const exact = Array.from({ length: EXACT + 1 }, (_, n) => {
      const items = new Array(n).fill(g.read(element));
      return `case ${n}: out = [${items.join()}]; ${n === 0 ? "" : `n = ${count};`} break;`;
    });
    return `let out; const at = r.define(undefined, ${number}); let n = ${count};
      switch (n) { ${exact.join("\n")}\ndefault: out = []; } ${segments} r.defined[at] = out;`;
  },
  write: (g, entry, index) => `if (!Array.isArray(v)) w.expected("Array", v);
    ${g.open("v", index, "return;")}
    const n = v.length;
    if (n !== 0) { ${g.writeCount(entry)} for (let i = 0; i < n; i++) { ${g.writeAt("i", entry.parts[0] as number, "v[i]")} } }
    w.byte(0); ${g.close("v", index)}`,
});

const setForm = container({
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

const dictForm = container({
  read(g, entry, number) {
    const { begin, finish } = g.collection(entry);
    return `const keys = [], values = []; let out = ${begin}; const at = r.define(out, ${number});
      ${readSegments(g.readElements(entry))} ${finish} r.defined[at] = out;`;
  },
  write: (
    g,
    entry,
    index,
  ) => `const { keys, values } = w.entriesOf(v, ${g.comparison(entry)}, ${g.mutableKeys(entry)});
    ${g.open("v", index, "return;")}
    const n = keys.length;
    if (n !== 0) { ${g.writeCount(entry)} for (let i = 0; i < n; i++) { ${g.writeKey(entry)} ${g.writeValue(entry)} } }
    w.byte(0); ${g.close("v", index)}`,
});

const refForm = container({
  read: (g, { parts }, number) =>
    `const out = ref(undefined); r.define(out, ${number}); out.value = ${g.readAt('"[]"', parts[0] as number)};`,
  write: (g, { parts }, index) => `if (!isRef(v)) w.expected("Ref", v);
    ${g.open("v", index, "return;")} ${g.writeAt('"[]"', parts[0] as number, "v.value")} ${g.close("v", index)}`,
});

/** All segments of a container; `elements` reads `n` of them. */
function readSegments({ count, elements }: { count: string; elements: string }): string {
  return `for (let n = ${count}; n !== 0; n = ${count}) { ${elements} }`;
}

const functionForm: Form = {
  read: (g, _, { type }) => `r.function(${g.constant(type)})`,
  write: (g, value, _, { type }) => `w.function(${value}, ${g.constant(type)});`,
};

export const FORMS: Forms = {
  Null: nullForm,
  Boolean: method("boolean"),
  Integer: method("integer"),
  DateTime: method("date"),
  Float: method("float"),
  String: stringForm,
  Blob: method("blob"),
  Never: neverForm,
  Struct: structForm,
  Variant: variantForm,
  Recursive: recursiveForm,
  Vector: vectorForm,
  Matrix: matrixForm,
  Array: arrayForm,
  Set: setForm,
  Dict: dictForm,
  Ref: refForm,
  Function: functionForm,
  AsyncFunction: functionForm,
};
