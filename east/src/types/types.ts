/**
 * The East types: their TypeScript shapes and their constructors (spec/east-values.md 1.1 to 1.4,
 * spec/east-api.md 1.1). How types relate is in relations.ts, how they combine in combine.ts.
 */
import { compareStrings, type Members, memberEntries, membersOf } from "./names.js";
import { printType } from "./print-type.js";

export interface NeverType {
  readonly type: "Never";
}
export interface NullType {
  readonly type: "Null";
}
export interface BooleanType {
  readonly type: "Boolean";
}
export interface IntegerType {
  readonly type: "Integer";
}
export interface FloatType {
  readonly type: "Float";
}
export interface StringType {
  readonly type: "String";
}
export interface DateTimeType {
  readonly type: "DateTime";
}
export interface BlobType {
  readonly type: "Blob";
}
export interface RefType<T extends EastType = EastType> {
  readonly type: "Ref";
  readonly value: T;
}
export interface ArrayType<T extends EastType = EastType> {
  readonly type: "Array";
  readonly value: T;
}
export interface SetType<K extends EastType = EastType> {
  readonly type: "Set";
  readonly key: K;
}
export interface DictType<K extends EastType = EastType, V extends EastType = EastType> {
  readonly type: "Dict";
  readonly key: K;
  readonly value: V;
}
export interface StructType<F extends Fields = Fields> {
  readonly type: "Struct";
  readonly fields: F;
}
export interface VariantType<C extends Fields = Fields> {
  readonly type: "Variant";
  readonly cases: C;
}
export interface VectorType<E extends ElementType = ElementType> {
  readonly type: "Vector";
  readonly element: E;
}
export interface MatrixType<E extends ElementType = ElementType> {
  readonly type: "Matrix";
  readonly element: E;
}
export interface FunctionType<
  I extends readonly EastType[] = readonly EastType[],
  O extends EastType = EastType,
> {
  readonly type: "Function";
  readonly inputs: I;
  readonly output: O;
}
export interface AsyncFunctionType<
  I extends readonly EastType[] = readonly EastType[],
  O extends EastType = EastType,
> {
  readonly type: "AsyncFunction";
  readonly inputs: I;
  readonly output: O;
}
/** How a recursive type refers to itself; at run time the recursive type itself. */
export interface RecursiveTypeMarker {
  readonly type: "Recursive";
}
// `any`: the node of a recursive type mentions its marker, which TypeScript cannot tie back to the type.
export interface RecursiveType<N = any> extends RecursiveTypeMarker {
  readonly node: N;
}

export type Fields = Members<EastType>;

export type PrimitiveType =
  | NullType
  | BooleanType
  | IntegerType
  | FloatType
  | StringType
  | DateTimeType
  | BlobType;

/** What a Vector or Matrix may hold. */
export type ElementType = FloatType | IntegerType | BooleanType;

/** Every East type. */
export type EastType =
  | NeverType
  | PrimitiveType
  | RefType
  | ArrayType
  | SetType
  | DictType
  | StructType
  | VariantType
  | VectorType
  | MatrixType
  | RecursiveTypeMarker
  | FunctionType
  | AsyncFunctionType;

/** Types without functions; what can be written as data. TypeScript sees one level, `isDataType` all. */
export type DataType = Exclude<EastType, FunctionType | AsyncFunctionType>;

/** Types that may be Set elements and Dict keys. TypeScript sees one level, `isImmutableType` all. */
export type ImmutableType = Exclude<DataType, RefType | ArrayType | SetType | DictType>;

export const NeverType: NeverType = Object.freeze({ type: "Never" });
export const NullType: NullType = Object.freeze({ type: "Null" });
export const BooleanType: BooleanType = Object.freeze({ type: "Boolean" });
export const IntegerType: IntegerType = Object.freeze({ type: "Integer" });
export const FloatType: FloatType = Object.freeze({ type: "Float" });
export const StringType: StringType = Object.freeze({ type: "String" });
export const DateTimeType: DateTimeType = Object.freeze({ type: "DateTime" });
export const BlobType: BlobType = Object.freeze({ type: "Blob" });

/** A mutable cell. */
export function RefType<T extends EastType>(value: T): RefType<T> {
  return Object.freeze({ type: "Ref", value });
}

/** A mutable sequence. */
export function ArrayType<T extends EastType>(value: T): ArrayType<T> {
  return Object.freeze({ type: "Array", value });
}

/**
 * A mutable sorted set.
 * @throws Error when the key type is not immutable.
 */
export function SetType<K extends EastType>(key: K): SetType<K> {
  checkKey("Set", key);
  return Object.freeze({ type: "Set", key });
}

/**
 * A mutable sorted map.
 * @throws Error when the key type is not immutable.
 */
export function DictType<K extends EastType, V extends EastType>(key: K, value: V): DictType<K, V> {
  checkKey("Dict", key);
  return Object.freeze({ type: "Dict", key, value });
}

/** Named fields; their order is part of the type. */
export function StructType<const F extends Fields>(fields: F): StructType<F> {
  return structTypeOf(memberEntries(fields)) as StructType<F>;
}

/**
 * A Struct type from ordered entries, for names that a JavaScript object would reorder.
 * @throws Error when a name occurs twice.
 */
export function structTypeOf(entries: readonly (readonly [string, EastType])[]): StructType {
  return Object.freeze({ type: "Struct", fields: membersOf(entries, "struct field") });
}

/** Tagged alternatives, kept sorted by name in code point order. */
export function VariantType<const C extends Fields>(cases: C): VariantType<C> {
  return variantTypeOf(memberEntries(cases)) as VariantType<C>;
}

/**
 * A Variant type from entries in any order.
 * @throws Error when a name occurs twice.
 */
export function variantTypeOf(entries: readonly (readonly [string, EastType])[]): VariantType {
  const sorted = [...entries].sort(([a], [b]) => compareStrings(a, b));
  return Object.freeze({ type: "Variant", cases: membersOf(sorted, "variant case") });
}

export type NoneType = VariantType<{ none: NullType }>;
export const NoneType: NoneType = VariantType({ none: NullType });

export type SomeType<T extends EastType> = VariantType<{ some: T }>;
export function SomeType<T extends EastType>(value: T): SomeType<T> {
  return VariantType({ some: value });
}

export type OptionType<T extends EastType> = VariantType<{ none: NullType; some: T }>;
export function OptionType<T extends EastType>(value: T): OptionType<T> {
  return VariantType({ none: NullType, some: value });
}

/**
 * Packed numbers in one dimension.
 * @throws Error when the element type is not Float, Integer or Boolean.
 */
export function VectorType<E extends ElementType>(element: E): VectorType<E> {
  checkElement("Vector", element);
  return Object.freeze({ type: "Vector", element });
}

/**
 * Packed numbers in two dimensions, row by row.
 * @throws Error when the element type is not Float, Integer or Boolean.
 */
export function MatrixType<E extends ElementType>(element: E): MatrixType<E> {
  checkElement("Matrix", element);
  return Object.freeze({ type: "Matrix", element });
}

export function FunctionType<const I extends readonly EastType[] | [], O extends EastType>(
  inputs: I,
  output: O,
): FunctionType<I, O> {
  return Object.freeze({ type: "Function", inputs, output });
}

export function AsyncFunctionType<const I extends readonly EastType[] | [], O extends EastType>(
  inputs: I,
  output: O,
): AsyncFunctionType<I, O> {
  return Object.freeze({ type: "AsyncFunction", inputs, output });
}

/**
 * A type that may mention itself: `RecursiveType(self => VariantType({ nil: NullType, cons: StructType({ head:
 * IntegerType, tail: self }) }))`. The same object stands for the type inside and outside its body.
 *
 * @throws Error when the type is nothing but itself, mentions the reference of an outer recursive type, or uses its
 * own reference in a Set element or Dict key (spec/east-values.md 1.4).
 */
export function RecursiveType<N extends EastType>(body: (self: RecursiveTypeMarker) => N): RecursiveType<N> {
  const self: { type: "Recursive"; node?: EastType } = { type: "Recursive" };
  const node = body(self);
  if (node === (self as EastType)) {
    throw new Error("RecursiveType must have a body other than its own reference");
  }
  self.node = node;
  forEachType(node, (type) => {
    if (type.type === "Recursive" && (type as RecursiveType).node === undefined) {
      self.node = undefined as never;
      throw new Error(
        "RecursiveType must have SCC size 1: its body mentions the reference of an outer recursive type",
      );
    }
  });
  return Object.freeze(self) as RecursiveType<N>;
}

/** The body of a recursive type, which is also its one-step unfolding, since references are the type itself. */
export function unfold(type: RecursiveTypeMarker): EastType {
  return (type as RecursiveType<EastType>).node;
}

/** The types that a type mentions directly, in declaration order. */
export function childTypes(type: EastType): readonly EastType[] {
  switch (type.type) {
    case "Ref":
    case "Array":
      return [type.value];
    case "Set":
      return [type.key];
    case "Dict":
      return [type.key, type.value];
    case "Struct":
      return memberEntries(type.fields).map(([, field]) => field);
    case "Variant":
      return memberEntries(type.cases).map(([, payload]) => payload);
    case "Vector":
    case "Matrix":
      return [type.element];
    case "Function":
    case "AsyncFunction":
      return [...type.inputs, type.output];
    case "Recursive":
      return unfold(type) === undefined ? [] : [unfold(type)];
    case "Never":
    case "Null":
    case "Boolean":
    case "Integer":
    case "Float":
    case "String":
    case "DateTime":
    case "Blob":
      return [];
  }
}

/** Visits a type and all that it mentions, each object once, parents first. */
export function forEachType(type: EastType, visit: (type: EastType) => void): void {
  const seen = new Set<EastType>();
  const pending = [type];
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    if (seen.has(next)) continue;
    seen.add(next);
    visit(next);
    pending.push(...childTypes(next).toReversed());
  }
}

const MUTABLE = new Set(["Ref", "Array", "Set", "Dict", "Function", "AsyncFunction"]);

/** No Function or AsyncFunction anywhere: the type's values can be written as data (spec/east-values.md 1.3). */
export function isDataType(type: EastType): type is DataType {
  return !mentions(type, (t) => t.type === "Function" || t.type === "AsyncFunction");
}

/** No Ref, Array, Set, Dict or function anywhere: may be a Set element or Dict key (spec/east-values.md 1.3). */
export function isImmutableType(type: EastType): type is ImmutableType {
  return !mentions(type, (t) => MUTABLE.has(t.type));
}

/** Whether a type or anything in it satisfies the predicate. */
export function mentions(type: EastType, predicate: (type: EastType) => boolean): boolean {
  let found = false;
  forEachType(type, (t) => {
    found ||= predicate(t);
  });
  return found;
}

function checkKey(container: string, key: EastType): void {
  if (mentions(key, (t) => t.type === "Recursive" && unfold(t) === undefined)) {
    throw new Error("RecursiveType cannot pass into set keys or dictionary keys");
  }
  if (!isImmutableType(key)) {
    throw new Error(`${container} key type must be an immutable type, got ${printType(key)}`);
  }
}

function checkElement(container: string, element: EastType): void {
  if (element.type !== "Float" && element.type !== "Integer" && element.type !== "Boolean") {
    throw new Error(`${container} element type must be Float, Integer or Boolean, got ${printType(element)}`);
  }
}
