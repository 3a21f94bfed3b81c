/**
 * The type table (spec/beast2.md, "The type table"): the canonical list of the classes of a type, and its bytes.
 * Two types are equal exactly when their tables are, so the bytes also serve as a type's key.
 */
import { FormatError } from "../../errors.js";
import { compareStrings, memberEntries } from "../../types/names.js";
import {
  ArrayType,
  AsyncFunctionType,
  BlobType,
  BooleanType,
  childTypes,
  DateTimeType,
  type EastType,
  type ElementType,
  FloatType,
  FunctionType,
  forEachType,
  IntegerType,
  MatrixType,
  NeverType,
  NullType,
  type RecursiveType,
  RefType,
  StringType,
  structTypeOf,
  VectorType,
  variantTypeOf,
} from "../../types/types.js";
import { classify, type Kind, type TypeClass, type TypeNode } from "./type-graph.js";
import { type Reader, varintSize, Writer } from "./wire.js";

/** The kinds in the order of their tags. */
const KINDS = [
  "Null",
  "String",
  "Integer",
  "Float",
  "Boolean",
  "DateTime",
  "Blob",
  "Never",
  "Variant",
  "Struct",
  "Array",
  "Dict",
  "Set",
  "Ref",
  "Vector",
  "Matrix",
  "Function",
  "AsyncFunction",
  "Recursive",
] as const satisfies readonly Kind[];

const TAGS = new Map<Kind, number>(KINDS.map((kind, tag) => [kind, tag]));

/** One line of the canonical table; `parts` are indices of entries. */
export type TypeEntry = {
  readonly kind: Kind;
  readonly names: readonly string[];
  readonly parts: readonly number[];
  readonly type: EastType;
  /** The Recursive that this is part of: its values can contain values of the same type. */
  readonly cycle: number | undefined;
};

export class TypeTable {
  readonly entries: readonly TypeEntry[];
  readonly root: number;
  /** The whole section, with its length in front. */
  readonly section: Uint8Array;
  /** The section as text, to find things by type. */
  readonly key: string;

  constructor(entries: readonly TypeEntry[], root: number) {
    this.entries = entries;
    this.root = root;
    this.section = writeSection(entries, root);
    this.key = Buffer.from(this.section).toString("latin1");
  }

  entry(index: number): TypeEntry {
    return this.entries[index] as TypeEntry;
  }

  get type(): EastType {
    return this.entry(this.root).type;
  }
}

const tables = new WeakMap<EastType, TypeTable>();

/**
 * The canonical table of a type.
 * @throws FormatError when the type is nested too deeply or too large when written out.
 */
export function typeTableOf(type: EastType): TypeTable {
  let table = tables.get(type);
  if (table === undefined) {
    const types: EastType[] = [];
    forEachType(type, (part) => types.push(part));
    const numbers = new Map(types.map((part, number) => [part, number]));
    const nodes = types.map(
      (part): TypeNode => ({
        kind: part.type,
        names: namesOf(part),
        parts: childTypes(part).map((child) => numbers.get(child) as number),
      }),
    );
    const { classes, classOf } = classify(nodes, (problem) => {
      throw new FormatError("beast2", `beast2: ${problem}`);
    });
    const list = classes.map(({ node }) => types[node] as EastType);
    table = canonicalTable(classes, list, classOf[0] as number).table;
    tables.set(type, table);
  }
  return table;
}

function namesOf(type: EastType): string[] {
  const members = type.type === "Struct" ? type.fields : type.type === "Variant" ? type.cases : {};
  return memberEntries(members).map(([name]) => name);
}

/** The table of the classes that the root reaches, and where each class stands in it (−1: nowhere). */
function canonicalTable(
  classes: readonly TypeClass[],
  types: readonly EastType[],
  root: number,
): { table: TypeTable; indexOf: number[] } {
  const indexOf: number[] = new Array(classes.length).fill(-1);
  const order: number[] = [];
  const walk = (number: number): void => {
    if (indexOf[number] !== -1) return;
    const { kind, parts } = classes[number] as TypeClass;
    // A Recursive takes its index first, so that what it contains can refer to it.
    if (kind === "Recursive") indexOf[number] = order.push(number) - 1;
    for (const part of parts) walk(part);
    if (indexOf[number] === -1) indexOf[number] = order.push(number) - 1;
  };
  walk(root);
  const entries = order.map((number) => {
    const { kind, names, parts, cycle } = classes[number] as TypeClass;
    return {
      kind,
      names,
      parts: parts.map((part) => indexOf[part] as number),
      type: types[number] as EastType,
      cycle: cycle === undefined ? undefined : indexOf[cycle],
    };
  });
  return { table: new TypeTable(entries, indexOf[root] as number), indexOf };
}

/** How long a type table may be. The types that are accepted take far less, unless their names are absurd. */
export const MAX_TYPE_SECTION = 64 << 20;

function writeSection(entries: readonly TypeEntry[], root: number): Uint8Array {
  const body = new Writer();
  body.varint(root);
  body.varint(entries.length);
  for (const entry of entries) writeEntry(body, entry);
  if (body.position > MAX_TYPE_SECTION) body.fail(`type table of ${body.position} bytes is too large`);
  const section = new Writer(body.position + varintSize(body.position));
  section.varint(body.position);
  section.append(body.slice());
  return section.slice();
}

function writeEntry(to: Writer, { kind, names, parts }: TypeEntry): void {
  to.byte(TAGS.get(kind) as number);
  switch (kind) {
    case "Variant":
    case "Struct":
      to.varint(names.length);
      names.forEach((name, i) => {
        to.string(name);
        to.varint(parts[i] as number);
      });
      break;
    case "Function":
    case "AsyncFunction":
      to.varint(parts.length - 1);
      for (const part of parts) to.varint(part);
      break;
    default:
      for (const part of parts) to.varint(part);
  }
}

/** Reads an entry; its parts are what stands in the file. The cases of a Variant are put in order. */
function readEntry(from: Reader, count: number): TypeNode {
  const kind = KINDS[from.byte()];
  if (kind === undefined) return from.fail("unknown type tag", from.position - 1);
  const index = (): number => {
    const start = from.position;
    const number = from.varint();
    if (number >= count) from.fail(`type index ${number} is out of range, there are ${count} types`, start);
    return number;
  };
  const indices = (length: number): number[] => Array.from({ length }, index);
  switch (kind) {
    case "Variant":
    case "Struct": {
      const start = from.position;
      const length = from.varint();
      if (length > from.remaining / 2) from.need(length * 2, "list of names");
      const members = Array.from({ length }, (): [string, number] => [from.string(), index()]);
      if (kind === "Variant") members.sort(([a], [b]) => compareStrings(a, b));
      const names = members.map(([name]) => name);
      if (new Set(names).size !== length) {
        from.fail(`${kind === "Variant" ? "variant case" : "struct field"} names repeat`, start);
      }
      return { kind, names, parts: members.map(([, part]) => part) };
    }
    case "Function":
    case "AsyncFunction": {
      const length = from.varint();
      from.need(length, "list of function inputs");
      return { kind, names: [], parts: indices(length + 1) };
    }
    case "Dict":
      return { kind, names: [], parts: indices(2) };
    case "Array":
    case "Set":
    case "Ref":
    case "Vector":
    case "Matrix":
    case "Recursive":
      return { kind, names: [], parts: indices(1) };
    default:
      return { kind, names: [], parts: [] };
  }
}

const MAX_INTERNED = 256;
const MAX_INTERNED_KEY = 1 << 16;
const interned = new Map<string, TypeTable>();

/** The table of a type that was read before, by its canonical section; then its generated code is there too. */
export function internedTable(key: string): TypeTable | undefined {
  return interned.get(key);
}

/** Remembers a table, or gives the one that was remembered for the same type. */
export function internTable(table: TypeTable): TypeTable {
  const known = interned.get(table.key);
  if (known !== undefined) return known;
  tables.set(table.type, table);
  if (table.key.length > MAX_INTERNED_KEY) return table;
  const [oldest] = interned.keys();
  if (interned.size >= MAX_INTERNED && oldest !== undefined) interned.delete(oldest);
  interned.set(table.key, table);
  return table;
}

/** A table as it was read; what version 4 needs beside the canonical one. */
export type ReadTypeTable = {
  table: TypeTable;
  classes: readonly TypeClass[];
  /** The class of each entry in the file. */
  classOf: readonly number[];
  types: readonly EastType[];
  /** Where each class stands in the canonical table, −1 when the root does not reach it. */
  indexOf: readonly number[];
};

/** @throws FormatError for everything that the specification has refused, and for types out of bounds. */
export function readTypeTable(from: Reader): ReadTypeTable {
  const length = from.varint();
  from.need(length, "type table");
  if (length > MAX_TYPE_SECTION) from.fail(`type table of ${length} bytes is too large`);
  const end = from.end;
  from.end = from.position + length;
  const rootAt = from.position;
  const root = from.varint();
  const count = from.varint();
  from.need(count, "list of types");
  if (root >= count) from.fail(`root type index ${root} is out of range, there are ${count} types`, rootAt);
  const offsets: number[] = [];
  const nodes: TypeNode[] = [];
  while (nodes.length < count) {
    offsets.push(from.position);
    nodes.push(readEntry(from, count));
  }
  if (from.remaining > 0) from.fail("bytes after the last entry of the type table");
  from.end = end;
  const { classes, classOf } = classify(nodes, (problem, node) => from.fail(problem, offsets[node]));
  const types = typesOf(classes);
  return { ...canonicalTable(classes, types, classOf[root] as number), classes, classOf, types };
}

/**
 * Types from classes. The constructors' checks are not repeated: `classify` has made them for the whole graph, where
 * each constructor would walk all that is below it.
 */
function typesOf(classes: readonly TypeClass[]): EastType[] {
  const types: EastType[] = [];
  const recursives: { -readonly [K in keyof RecursiveType]: RecursiveType[K] }[] = [];
  for (const { kind, names, parts } of classes) {
    const part = (i: number): EastType => types[parts[i] as number] as EastType;
    const members = (): [string, EastType][] => names.map((name, i) => [name, part(i)]);
    const make = (): EastType => {
      switch (kind) {
        case "Struct":
          return structTypeOf(members());
        case "Variant":
          return variantTypeOf(members());
        case "Ref":
          return RefType(part(0));
        case "Array":
          return ArrayType(part(0));
        case "Set":
          return Object.freeze({ type: "Set", key: part(0) });
        case "Dict":
          return Object.freeze({ type: "Dict", key: part(0), value: part(1) });
        case "Vector":
          return VectorType(part(0) as ElementType);
        case "Matrix":
          return MatrixType(part(0) as ElementType);
        case "Function":
          return FunctionType(
            parts.slice(0, -1).map((_, i) => part(i)),
            part(parts.length - 1),
          );
        case "AsyncFunction":
          return AsyncFunctionType(
            parts.slice(0, -1).map((_, i) => part(i)),
            part(parts.length - 1),
          );
        case "Recursive": {
          // The body comes later in the list, because it mentions this.
          const type = { type: "Recursive" as const, node: undefined };
          recursives.push(type);
          return type;
        }
        default:
          return CONSTANTS[kind];
      }
    };
    types.push(make());
  }
  let next = 0;
  for (const { kind, parts } of classes) {
    if (kind !== "Recursive") continue;
    const type = recursives[next++] as (typeof recursives)[number];
    type.node = types[parts[0] as number];
    Object.freeze(type);
  }
  return types;
}

const CONSTANTS = {
  Never: NeverType,
  Null: NullType,
  Boolean: BooleanType,
  Integer: IntegerType,
  Float: FloatType,
  String: StringType,
  DateTime: DateTimeType,
  Blob: BlobType,
} as const;
