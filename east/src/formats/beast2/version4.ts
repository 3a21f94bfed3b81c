/**
 * Version 4 of the container, read only (spec/beast2.md, "Version 4"): strings and mutable containers stand in tables
 * of their own, and values hold their numbers.
 */
import { type EastType, isDataType } from "../../types/types.js";
import { compareFor } from "../../values/compare.js";
import { ref } from "../../values/ref.js";
import { SortedMap, SortedSet } from "../../values/sorted.js";
import { within } from "./functions.js";
import type { LocationStack } from "./locations.js";
import { type EntryCode, type Program, programOf } from "./program.js";
import { ContainerNumbers, type ValueReader } from "./stream.js";
import { type ReadTypeTable, typeTableOf } from "./type-table.js";
import type { Reader } from "./wire.js";

/** How many types of containers functions may bring along beside those of the root. */
const MAX_FOREIGN_TYPES = 1000;

/** A type of containers: what is new of it, its number in the stream, and how it is filled. */
type ContainerForm = {
  make: () => object;
  number: number;
  program: Program;
  fill: EntryCode;
  holdsFunctions: boolean;
};

/** A container that is made, and where its content is. */
type Entry = { form: ContainerForm; container: object; start: number; end: number };

/** Reads the value behind the type table, to the end of the file. */
export function readVersion4(r: ValueReader, program: Program, types: ReadTypeTable): unknown {
  r.program = program;
  r.numbering = new ContainerNumbers(program.containerKeys);
  r.strings = section(r, "string table", () => list(r, 1, () => r.string()));
  section(r, "source map", () => {
    r.stacks.push(...list(r, 1, () => readStack(r)));
  });
  const forms = new ContainerForms(r, program, types);
  const entries = section(r, "value table", () => list(r, 2, () => readEntry(r, forms)));
  r.entries = entries.map(({ container }) => container);
  r.entryTypes = entries.map(({ form }) => form.number);

  const { position, end } = r;
  // A function is made when it is met, and then the containers of its IR must be complete; those hold no functions.
  for (const later of [false, true]) {
    entries.forEach((entry, i) => {
      const { form, container } = entry;
      if (form.holdsFunctions !== later) return;
      r.position = entry.start;
      r.end = entry.end;
      r.path.push(`(container ${i})`);
      if (form.program === program) form.fill(r, container);
      else within(r, form.program, () => form.fill(r, container));
      if (r.remaining > 0) r.fail("bytes after the content of a container");
      r.path.length = 0;
    });
  }
  r.position = position;
  r.end = end;

  const value = program.readerOfVersion4(r.options).root(r);
  if (r.remaining > 0) r.fail("bytes after the end of the value");
  return value;
}

/** A section with its length in front, read to its end. */
function section<T>(from: Reader, what: string, read: () => T): T {
  const length = from.varint();
  from.need(length, what);
  const { end } = from;
  from.end = from.position + length;
  const result = read();
  if (from.remaining > 0) from.fail(`bytes after the end of the ${what}`);
  from.end = end;
  return result;
}

/** A number of items of at least `size` bytes, and the items. */
function list<T>(from: Reader, size: number, read: () => T): T[] {
  const count = from.varint();
  from.need(count * size, "list");
  return Array.from({ length: count }, read);
}

function readStack(r: ValueReader): LocationStack {
  return list(r, 3, () => ({ filename: r.stringEntry(), line: r.unsigned(), column: r.unsigned() }));
}

function readEntry(r: ValueReader, forms: ContainerForms): Entry {
  const length = r.varint();
  r.need(length, "container");
  const end = r.position + length;
  const form = forms.read();
  if (r.position > end) r.fail("container is shorter than its type");
  const start = r.position;
  r.position = end;
  return { form, container: form.make(), start, end };
}

const KINDS = new Map([
  [0x0a, "Array"],
  [0x0b, "Dict"],
  [0x0c, "Set"],
  [0x0d, "Ref"],
]);

class ContainerForms {
  readonly #r: ValueReader;
  readonly #program: Program;
  readonly #types: ReadTypeTable;
  /** The class of each container type, by its kind and the classes of its parts. */
  readonly #classes: ReadonlyMap<string, number>;
  readonly #forms = new Map<number, ContainerForm>();

  constructor(r: ValueReader, program: Program, types: ReadTypeTable) {
    this.#r = r;
    this.#program = program;
    this.#types = types;
    this.#classes = new Map(
      types.classes.map(({ kind, parts }, number) => [`${kind} ${parts.join()}`, number]),
    );
  }

  /** Reads the kind of a container and the types of its elements. */
  read(): ContainerForm {
    const r = this.#r;
    const start = r.position;
    const kind = KINDS.get(r.byte());
    if (kind === undefined) return r.fail("unknown kind of container", start);
    const part = (): number => {
      const index = r.varint();
      return this.#types.classOf[index] ?? r.fail(`type index ${index} is out of range`, start);
    };
    const parts = kind === "Dict" ? [part(), part()] : [part()];
    const number = this.#classes.get(`${kind} ${parts.join()}`);
    if (number === undefined) return r.fail("container of a type that is not in the type table", start);
    let form = this.#forms.get(number);
    if (form === undefined) this.#forms.set(number, (form = this.#make(number, start)));
    return form;
  }

  #make(number: number, start: number): ContainerForm {
    const r = this.#r;
    const index = this.#types.indexOf[number] as number;
    let program = this.#program;
    let root = index;
    if (index < 0) {
      // Not of the root's type: content of a function, so of a type that only its IR tells.
      const foreign = !program.analysis.hasFunctions || this.#forms.size >= MAX_FOREIGN_TYPES;
      if (foreign) return r.fail("container of a type that the value does not have", start);
      program = programOf(this.#types.types[number] as EastType);
      root = program.table.root;
    }
    const { type } = program.table.entry(root);
    const { fill } = program.readerOfVersion4(r.options);
    return {
      make: maker(type),
      number: (r.numbering as ContainerNumbers).numberOf(typeTableOf(type).key),
      holdsFunctions: !isDataType(type),
      program,
      fill: fill[program.analysis.numberOf.get(root) as number] as EntryCode,
    };
  }
}

function maker(type: EastType): () => object {
  switch (type.type) {
    case "Array":
      return () => [];
    case "Set":
      return () => new SortedSet([], compareFor(type.key));
    case "Dict":
      return () => new SortedMap([], compareFor(type.key));
    default:
      return () => ref(undefined);
  }
}
