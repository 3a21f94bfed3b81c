/** The generated code of one type: made when it is first asked for, in the variants that differ (generate.ts, forms.ts). */
import type { EastType } from "../../types/types.js";
import { Analysis } from "./analysis.js";
import { FORMS } from "./forms.js";
import { type Flags, Generator } from "./generate.js";
import type { ValueReader, ValueWriter } from "./stream.js";
import { type TypeTable, typeTableOf } from "./type-table.js";

export type ReaderCode = {
  /** Reads a value. */
  root: (r: ValueReader) => unknown;
  /** Of a root that is a collection: what is filled, as far as it can be there before its elements. */
  begin?: () => unknown;
  /** The size of the next segment, and reading so many elements into `out`, or into `keys` and `values`. */
  count?: (r: ValueReader) => number;
  elements?: (r: ValueReader, n: number, out: unknown, keys: unknown[], values: unknown[]) => void;
  /** The collection, when everything is read. */
  finish?: (out: unknown, keys: unknown[], values: unknown[]) => unknown;
};

/** Version 4: how the content of a container is read into it. */
export type EntryCode = (r: ValueReader, out: any) => void;

export type WriterCode = {
  root: (w: ValueWriter, v: unknown) => void;
  /** Of a root that is a collection: its elements or keys in order, and a Dict's values. */
  items?: (w: ValueWriter, v: unknown) => { keys: readonly unknown[]; values?: readonly unknown[] };
  /**
   * Writes elements, the `first` of them already written if it is not 0, until one starts a new segment. Gives the
   * number of that one, whose bytes stand behind `w.segmentEnd`; or the number of all elements.
   */
  segment?: (w: ValueWriter, keys: readonly unknown[], values: readonly unknown[], first: number) => number;
};

export class Program {
  readonly table: TypeTable;
  readonly analysis: Analysis;
  readonly #made = new Map<string, Record<string, unknown>>();
  #containerKeys: string[] | undefined;

  constructor(table: TypeTable) {
    this.table = table;
    this.analysis = new Analysis(table);
  }

  get type(): EastType {
    return this.table.type;
  }

  /** The kind of collection that the root is, written in segments. */
  get collection(): "Array" | "Set" | "Dict" | undefined {
    const { kind } = this.table.entry(this.table.root);
    return kind === "Array" || kind === "Set" || kind === "Dict" ? kind : undefined;
  }

  /** For each container type its own canonical table, by which other programs know it. */
  get containerKeys(): readonly string[] {
    this.#containerKeys ??= this.analysis.containers.map(
      (index) => typeTableOf(this.analysis.entry(index).type).key,
    );
    return this.#containerKeys;
  }

  reader({ frozen, tracing }: ReadFlags): ReaderCode {
    return this.#make({ ...NO_FLAGS, frozen, tracing }, "read", (g) => {
      const { root } = this.table;
      const entry = this.table.entry(root);
      g.export("root", "r", () => `return ${g.read(root)};`);
      if (this.collection === undefined) return;
      const { count, elements } = g.readElements(entry);
      g.export("count", "r", () => `return ${count};`);
      g.export("elements", "r, n, out, keys, values", () => elements);
      const { begin, finish } = g.collection(entry);
      g.export("begin", "", () => `return ${begin};`);
      g.export("finish", "out, keys, values", () => `${finish} return ${g.freeze("out")};`);
    }) as ReaderCode;
  }

  /** Version 4: reads the root, and the content of each container by its number. */
  readerOfVersion4({ frozen, tracing }: ReadFlags): { root: (r: ValueReader) => unknown; fill: EntryCode[] } {
    const code = this.#make({ ...NO_FLAGS, frozen, tracing, version4: true }, "read", (g) => {
      g.export("root", "r", () => `return ${g.read(this.table.root)};`);
      this.analysis.containers.forEach((index, number) => {
        g.export(`fill${number}`, "r, out", () => g.fill(index));
      });
    });
    const fill = this.analysis.containers.map((_, number) => code[`fill${number}`] as EntryCode);
    return { root: code["root"] as ReaderCode["root"], fill };
  }

  writer({ expand, tracing, shared = false, locations = false }: WriteFlags): WriterCode {
    return this.#make({ ...NO_FLAGS, expand, tracing, shared, locations }, "write", (g) => {
      const { root } = this.table;
      const entry = this.table.entry(root);
      g.export("root", "w, v", () => g.write(root, "v"));
      if (this.collection === undefined) return;
      const compare = entry.kind === "Array" ? "" : g.comparison(entry);
      const items = {
        Array: `if (!Array.isArray(v)) w.expected("Array", v); return { keys: v };`,
        Set: `return { keys: w.keysOf(v, ${compare}, ${g.mutableKeys(entry)}) };`,
        Dict: `return w.entriesOf(v, ${compare}, ${g.mutableKeys(entry)});`,
      }[this.collection];
      g.export("items", "w, v", () => items);
      g.export("segment", "w, keys, values, first", () => g.writeSegment(entry));
    }) as WriterCode;
  }

  /** Writes one container of the given number, as `writer` with `expand` and `shared` does. */
  containerWriter(number: number): (w: ValueWriter, v: unknown) => void {
    const code = this.#make({ ...NO_FLAGS, expand: true, shared: true }, "containers", (g) => {
      this.analysis.containers.forEach((index, i) => {
        g.export(`write${i}`, "w, v", () => g.write(index, "v"));
      });
    });
    return code[`write${number}`] as (w: ValueWriter, v: unknown) => void;
  }

  #make(flags: Flags, what: string, define: (g: Generator) => void): Record<string, unknown> {
    const key = `${what} ${Object.values(flags).join()}`;
    let code = this.#made.get(key);
    if (code === undefined) {
      const generator = new Generator(this.analysis, FORMS, flags);
      define(generator);
      this.#made.set(key, (code = generator.compile()));
    }
    return code;
  }
}

type ReadFlags = { frozen: boolean; tracing: boolean };
type WriteFlags = { expand: boolean; tracing: boolean; shared?: boolean; locations?: boolean };

const NO_FLAGS: Flags = {
  tracing: false,
  frozen: false,
  version4: false,
  expand: false,
  shared: false,
  locations: false,
};

const programs = new WeakMap<EastType, Program>();

/** The program of a type. */
export function programOf(type: EastType): Program {
  let program = programs.get(type);
  if (program === undefined) programs.set(type, (program = new Program(typeTableOf(type))));
  return program;
}
