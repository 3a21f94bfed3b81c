/**
 * Types as East values (spec/east-values.md 2.1): the type of types, and the conversions between type objects and
 * type values.
 */
import { isVariant, variant } from "../values/variant.js";
import { memberEntries } from "./names.js";
import { printType } from "./print-type.js";
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
  StructType,
  structTypeOf,
  unfold,
  VariantType,
  VectorType,
  variantTypeOf,
} from "./types.js";

/** The East type of type values; its cases have the indices 0 to 18 in sorted order. */
export const EastTypeType = RecursiveType((self) => {
  const members = ArrayType(StructType({ name: StringType, type: self }));
  const signature = StructType({ inputs: ArrayType(self), output: self });
  return VariantType({
    Never: NullType,
    Null: NullType,
    Boolean: NullType,
    Integer: NullType,
    Float: NullType,
    String: NullType,
    DateTime: NullType,
    Blob: NullType,
    Ref: self,
    Array: self,
    Set: self,
    Dict: StructType({ key: self, value: self }),
    Struct: members,
    Variant: members,
    Vector: self,
    Matrix: self,
    Recursive: VariantType({ ref: IntegerType, wrapper: StructType({ id: IntegerType, inner: self }) }),
    Function: signature,
    AsyncFunction: signature,
  });
});

type Member = { name: string; type: EastTypeValue };
type Signature = { inputs: EastTypeValue[]; output: EastTypeValue };

// Interfaces, because a type alias may not mention itself directly as a type argument.
export interface RefTypeValue extends variant<"Ref", EastTypeValue> {}
export interface ArrayTypeValue extends variant<"Array", EastTypeValue> {}
export interface SetTypeValue extends variant<"Set", EastTypeValue> {}
export interface VectorTypeValue extends variant<"Vector", EastTypeValue> {}
export interface MatrixTypeValue extends variant<"Matrix", EastTypeValue> {}
export type DictTypeValue = variant<"Dict", { key: EastTypeValue; value: EastTypeValue }>;
export type StructTypeValue = variant<"Struct", Member[]>;
export type VariantTypeValue = variant<"Variant", Member[]>;
export type FunctionTypeValue = variant<"Function", Signature>;
export type AsyncFunctionTypeValue = variant<"AsyncFunction", Signature>;
export type RecursiveTypeValue = variant<
  "Recursive",
  variant<"ref", bigint> | variant<"wrapper", { id: bigint; inner: EastTypeValue }>
>;

/** A value of `EastTypeType`. */
export type EastTypeValue =
  | variant<"Never" | "Null" | "Boolean" | "Integer" | "Float" | "String" | "DateTime" | "Blob", null>
  | RefTypeValue
  | ArrayTypeValue
  | SetTypeValue
  | DictTypeValue
  | StructTypeValue
  | VariantTypeValue
  | VectorTypeValue
  | MatrixTypeValue
  | FunctionTypeValue
  | AsyncFunctionTypeValue
  | RecursiveTypeValue;

/** The type of the constants in IR (spec/east-values.md 2.2). */
export const LiteralValueType = VariantType({
  Blob: BlobType,
  Boolean: BooleanType,
  DateTime: DateTimeType,
  Float: FloatType,
  Integer: IntegerType,
  Null: NullType,
  String: StringType,
});

export type LiteralValue =
  | variant<"Blob", Uint8Array>
  | variant<"Boolean", boolean>
  | variant<"DateTime", Date>
  | variant<"Float", number>
  | variant<"Integer", bigint>
  | variant<"Null", null>
  | variant<"String", string>;

/**
 * The type value of a type. Lists are fresh, so that printing one never shows an alias; recursive types are numbered
 * from 1 in order of first occurrence.
 *
 * @throws Error when given a type value.
 */
export function toEastTypeValue(type: EastType): EastTypeValue {
  if (isVariant(type)) throw new Error("Type is already an EastTypeValue");
  return new TypeValueWriter().write(type);
}

/**
 * Turns types into type values that belong together: a recursive type keeps its number across calls. The numbers
 * start from 1 in order of first occurrence; `idOf` may be replaced to identify types that are equal but not the
 * same object.
 */
export class TypeValueWriter {
  readonly #ids = new Map<EastType, bigint>();
  readonly #open = new Set<EastType>();

  protected idOf(type: RecursiveTypeMarker): bigint {
    let id = this.#ids.get(type);
    if (id === undefined) this.#ids.set(type, (id = BigInt(this.#ids.size + 1)));
    return id;
  }

  write(type: EastType): EastTypeValue {
    switch (type.type) {
      case "Ref":
      case "Array":
        return variant(type.type, this.write(type.value)) as EastTypeValue;
      case "Set":
        return variant("Set", this.write(type.key));
      case "Dict":
        return variant("Dict", { key: this.write(type.key), value: this.write(type.value) });
      case "Struct":
        return variant("Struct", this.#members(memberEntries(type.fields)));
      case "Variant":
        return variant("Variant", this.#members(memberEntries(type.cases)));
      case "Vector":
      case "Matrix":
        return variant(type.type, this.write(type.element)) as EastTypeValue;
      case "Function":
      case "AsyncFunction": {
        const inputs = type.inputs.map((input) => this.write(input));
        return variant(type.type, { inputs, output: this.write(type.output) }) as EastTypeValue;
      }
      case "Recursive": {
        const id = this.idOf(type);
        if (this.#open.has(type)) return variant("Recursive", variant("ref", id));
        this.#open.add(type);
        const inner = this.write(unfold(type));
        this.#open.delete(type);
        return variant("Recursive", variant("wrapper", { id, inner }));
      }
      case "Never":
      case "Null":
      case "Boolean":
      case "Integer":
      case "Float":
      case "String":
      case "DateTime":
      case "Blob":
        return variant(type.type, null) as EastTypeValue;
    }
  }

  #members(entries: [string, EastType][]): Member[] {
    return entries.map(([name, type]) => ({ name, type: this.write(type) }));
  }
}

const CONSTANT_TYPES: Record<string, EastType> = {
  Never: NeverType,
  Null: NullType,
  Boolean: BooleanType,
  Integer: IntegerType,
  Float: FloatType,
  String: StringType,
  DateTime: DateTimeType,
  Blob: BlobType,
};

const converted = new WeakMap<EastTypeValue, EastType>();

/**
 * The type of a type value. The same value object gives the same type object.
 *
 * @throws Error when the value is no valid type: a `ref` outside its wrapper, a repeated name, a key type that is not
 * immutable, a Vector of anything but numbers (spec/east-values.md 1.4, 2.1).
 */
export function fromEastTypeValue(value: EastTypeValue): EastType {
  let type = converted.get(value);
  if (type === undefined) converted.set(value, (type = readType(value, [])));
  return type;
}

type Enclosing = readonly { id: bigint; self: RecursiveTypeMarker }[];

function readType(value: EastTypeValue, enclosing: Enclosing): EastType {
  const read = (inner: EastTypeValue): EastType => readType(inner, enclosing);
  switch (value.type) {
    case "Ref":
      return RefType(read(value.value));
    case "Array":
      return ArrayType(read(value.value));
    case "Set":
      return SetType(read(value.value));
    case "Dict":
      return DictType(read(value.value.key), read(value.value.value));
    case "Struct":
      return structTypeOf(value.value.map(({ name, type }) => [name, read(type)]));
    case "Variant":
      return variantTypeOf(value.value.map(({ name, type }) => [name, read(type)]));
    case "Vector":
      return VectorType(read(value.value) as ElementType);
    case "Matrix":
      return MatrixType(read(value.value) as ElementType);
    case "Function":
      return FunctionType(value.value.inputs.map(read), read(value.value.output));
    case "AsyncFunction":
      return AsyncFunctionType(value.value.inputs.map(read), read(value.value.output));
    case "Recursive": {
      const step = value.value;
      if (step.type === "wrapper") {
        const { id, inner } = step.value;
        return RecursiveType((self) => readType(inner, [...enclosing, { id, self }]));
      }
      const wrapper = enclosing.findLast(({ id }) => id === step.value);
      if (wrapper === undefined)
        throw new Error(`recursive type reference ${step.value} is outside its wrapper`);
      return wrapper.self;
    }
    default: {
      const type = CONSTANT_TYPES[value.type];
      if (type === undefined) throw new Error(`'${(value as variant).type}' is no East type`);
      return type;
    }
  }
}

/** A type, whichever of its two forms is given. */
export function asEastType(type: EastType | EastTypeValue): EastType {
  return isVariant(type) ? fromEastTypeValue(type) : type;
}

/** The text form of a type value, the same as `printType` of its type. */
export function printTypeValue(value: EastTypeValue): string {
  return printType(fromEastTypeValue(value));
}
