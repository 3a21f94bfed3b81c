/**
 * Types with one object per structure. The type values in an IR are read into a table, so that the checker and the
 * compiler compare types with `===`: the ids of recursive types do not matter, and the unfolding of a recursive type
 * is the same object wherever it is written out (spec/east-ir.md 1 and 3).
 */
import { compareStrings } from "../types/names.js";
import type { EastTypeValue } from "../types/type-value.js";
import {
  ArrayType,
  AsyncFunctionType,
  BlobType,
  BooleanType,
  DateTimeType,
  DictType,
  type EastType,
  type ElementType,
  FloatType,
  FunctionType,
  IntegerType,
  MatrixType,
  NeverType,
  NullType,
  RecursiveType,
  type RecursiveTypeMarker,
  RefType,
  SetType,
  StringType,
  structTypeOf,
  unfold,
  VectorType,
  variantTypeOf,
} from "../types/types.js";

const CONSTANTS: ReadonlyMap<string, EastType> = new Map<string, EastType>(
  [NeverType, NullType, BooleanType, IntegerType, FloatType, StringType, DateTimeType, BlobType].map(
    (type) => [type.type, type],
  ),
);

/**
 * How many parts a type may have when it is written out in full. Lists in a type value may be shared, so that a few
 * lines could stand for a type of any size; everything that walks a type may rely on this bound.
 */
const MAX_PARTS = 100_000;

/** The recursive type whose body is being read. */
type Enclosing = { id: bigint; self: RecursiveTypeMarker } | undefined;

type Entries = readonly (readonly [string, EastType])[];

export class TypeTable {
  /** What each type in the table is called in the keys of the types above it, and its number of parts. */
  readonly #known = new Map<EastType, { id: number; parts: number }>();
  readonly #types = new Map<string, EastType>();
  /** Recursive types by the text of their bodies. */
  readonly #recursive = new Map<string, EastType>();
  /** Type values met before. Only closed ones: what a `ref` stands for depends on where it is. */
  readonly #read = new Map<EastTypeValue, EastType>();

  constructor() {
    for (const type of CONSTANTS.values()) this.#register(type, 1);
  }

  /**
   * The type of a type value.
   *
   * @throws Error when the value is no valid type (spec/east-values.md 1.4, 2.1) or is larger than any sensible type.
   */
  read(value: EastTypeValue): EastType {
    const constant = CONSTANTS.get(value.type);
    if (constant !== undefined) return constant;
    let type = this.#read.get(value);
    if (type === undefined) {
      type = this.#build(value, undefined);
      this.#read.set(value, type);
    }
    return type;
  }

  array(value: EastType): EastType {
    return this.#make("A", [value], () => ArrayType(value));
  }

  ref(value: EastType): EastType {
    return this.#make("R", [value], () => RefType(value));
  }

  set(key: EastType): EastType {
    return this.#make("S", [key], () => SetType(key));
  }

  dict(key: EastType, value: EastType): EastType {
    return this.#make("D", [key, value], () => DictType(key, value));
  }

  vector(element: EastType): EastType {
    return this.#make("v", [element], () => VectorType(element as ElementType));
  }

  matrix(element: EastType): EastType {
    return this.#make("m", [element], () => MatrixType(element as ElementType));
  }

  struct(fields: Entries): EastType {
    return this.#members("T", fields, structTypeOf);
  }

  variant(cases: Entries): EastType {
    const sorted = [...cases].sort(([a], [b]) => compareStrings(a, b));
    return this.#members("V", sorted, variantTypeOf);
  }

  option(value: EastType): EastType {
    return this.variant([
      ["none", NullType],
      ["some", value],
    ]);
  }

  function(inputs: readonly EastType[], output: EastType): EastType {
    return this.#make("F", [...inputs, output], () => FunctionType(inputs, output));
  }

  asyncFunction(inputs: readonly EastType[], output: EastType): EastType {
    return this.#make("G", [...inputs, output], () => AsyncFunctionType(inputs, output));
  }

  /** A short name of a list of types of this table, equal for equal lists. */
  key(types: readonly EastType[]): string {
    let key = "";
    for (const type of types) key += `${this.#idOf(type)},`;
    return key;
  }

  #idOf(type: EastType): number {
    return (this.#known.get(type) as { id: number }).id;
  }

  #register(type: EastType, parts: number): EastType {
    if (parts > MAX_PARTS) throw new Error(`type with more than ${MAX_PARTS} parts`);
    this.#known.set(type, { id: this.#known.size, parts });
    return type;
  }

  #make(kind: string, parts: readonly EastType[], create: () => EastType): EastType {
    return this.#lookUp(kind + this.key(parts), parts, create);
  }

  #members(kind: string, entries: Entries, create: (entries: Entries) => EastType): EastType {
    let key = kind;
    for (const [name, type] of entries) key += `${name.length}:${name}${this.#idOf(type)},`;
    return this.#lookUp(
      key,
      entries.map(([, type]) => type),
      () => create(entries),
    );
  }

  #lookUp(key: string, parts: readonly EastType[], create: () => EastType): EastType {
    let type = this.#types.get(key);
    if (type === undefined) {
      type = this.#register(
        create(),
        parts.reduce((sum, part) => sum + (this.#known.get(part)?.parts ?? 1), 1),
      );
      this.#types.set(key, type);
    }
    return type;
  }

  #build(value: EastTypeValue, enclosing: Enclosing): EastType {
    const part = (inner: EastTypeValue): EastType =>
      enclosing === undefined ? this.read(inner) : this.#build(inner, enclosing);
    const members = (list: readonly { name: string; type: EastTypeValue }[]): Entries =>
      list.map(({ name, type }) => [name, part(type)]);
    switch (value.type) {
      case "Ref":
        return this.ref(part(value.value));
      case "Array":
        return this.array(part(value.value));
      case "Set":
        return this.set(part(value.value));
      case "Dict":
        return this.dict(part(value.value.key), part(value.value.value));
      case "Struct":
        return this.struct(members(value.value));
      case "Variant":
        return this.variant(members(value.value));
      case "Vector":
        return this.vector(part(value.value));
      case "Matrix":
        return this.matrix(part(value.value));
      case "Function":
        return this.function(value.value.inputs.map(part), part(value.value.output));
      case "AsyncFunction":
        return this.asyncFunction(value.value.inputs.map(part), part(value.value.output));
      case "Recursive": {
        const step = value.value;
        if (step.type === "ref") {
          if (enclosing?.id === step.value) return enclosing.self;
          throw new Error(`recursive type reference ${step.value} is outside its wrapper`);
        }
        return this.#wrapper(step.value.id, step.value.inner);
      }
      default: {
        const type = CONSTANTS.get(value.type);
        if (type === undefined) throw new Error(`'${(value as { type: string }).type}' is no East type`);
        return type;
      }
    }
  }

  /**
   * One object per recursive structure: the body's text, in which its own reference is `^`, names it. The body is then
   * built from the table, with the new type in place of the reference, so it is also what others write out as the
   * unfolding.
   */
  #wrapper(id: bigint, inner: EastTypeValue): EastType {
    const key = this.#bodyKey(inner, id);
    let type = this.#recursive.get(key);
    if (type === undefined) {
      type = RecursiveType((self) => {
        this.#register(self, 1);
        return this.#build(inner, { id, self });
      });
      const parts = (this.#known.get(unfold(type))?.parts ?? 1) + 1;
      (this.#known.get(type) as { parts: number }).parts = parts;
      this.#recursive.set(key, type);
    }
    return type;
  }

  #bodyKey(body: EastTypeValue, id: bigint): string {
    let parts = 0;
    const list = (values: readonly EastTypeValue[]): string => values.map(keyOf).join("");
    const keyOf = (value: EastTypeValue): string => {
      if (++parts > MAX_PARTS) throw new Error(`type with more than ${MAX_PARTS} parts`);
      switch (value.type) {
        case "Ref":
        case "Array":
        case "Set":
        case "Vector":
        case "Matrix":
          return `${value.type}(${keyOf(value.value)})`;
        case "Dict":
          return `Dict(${keyOf(value.value.key)}${keyOf(value.value.value)})`;
        case "Struct":
        case "Variant": {
          const entries = value.value.map(({ name, type }) => [name, keyOf(type)] as const);
          if (value.type === "Variant") entries.sort(([a], [b]) => compareStrings(a, b));
          return `${value.type}(${entries.map(([name, key]) => `${name.length}:${name}${key}`).join("")})`;
        }
        case "Function":
        case "AsyncFunction":
          return `${value.type}(${list(value.value.inputs)})${keyOf(value.value.output)}`;
        case "Recursive":
          if (value.value.type === "ref" && value.value.value === id) return "^";
          return `#${this.#idOf(this.read(value))};`;
        default:
          return `#${this.#idOf(this.read(value))};`;
      }
    };
    return keyOf(body);
  }
}
