/** The East type of a host value, as far as the value shows it (spec/east-values.md 1.8, spec/east-api.md 1.2). */
import {
  ArrayType,
  BlobType,
  BooleanType,
  DateTimeType,
  DictType,
  type EastType,
  FloatType,
  IntegerType,
  MatrixType,
  NullType,
  RefType,
  SetType,
  StringType,
  type StructType,
  structTypeOf,
  type VariantType,
  VectorType,
  variantTypeOf,
} from "../types/types.js";
import { isMatrix, type matrix } from "./matrix.js";
import { isRef, type ref } from "./ref.js";
import { SortedMap, SortedSet } from "./sorted.js";
import { isVariant, type variant } from "./variant.js";

/** The East type of values of a JavaScript type. */
export type EastTypeOf<V> = V extends null
  ? NullType
  : V extends boolean
    ? BooleanType
    : V extends bigint
      ? IntegerType
      : V extends number
        ? FloatType
        : V extends string
          ? StringType
          : V extends Date
            ? DateTimeType
            : V extends Float64Array
              ? VectorType<FloatType>
              : V extends BigInt64Array
                ? VectorType<IntegerType>
                : V extends Uint8ClampedArray
                  ? VectorType<BooleanType>
                  : V extends Uint8Array
                    ? BlobType
                    : V extends matrix<infer D>
                      ? MatrixType<
                          D extends Float64Array
                            ? FloatType
                            : D extends BigInt64Array
                              ? IntegerType
                              : BooleanType
                        >
                      : V extends variant<infer K, infer P>
                        ? VariantType<{ [N in K]: EastTypeOf<P> }>
                        : V extends ref<infer T>
                          ? RefType<EastTypeOf<T>>
                          : V extends readonly (infer T)[]
                            ? ArrayType<EastTypeOf<T>>
                            : V extends ReadonlySet<infer K>
                              ? SetType<EastTypeOf<K>>
                              : V extends ReadonlyMap<infer K, infer T>
                                ? DictType<EastTypeOf<K>, EastTypeOf<T>>
                                : V extends object
                                  ? StructType<{ [N in keyof V & string]: EastTypeOf<V[N]> }>
                                  : never;

/**
 * The type of a value: numbers are Floats, bigints Integers, plain objects Structs. Of collections only the first
 * element counts; a variant shows one case.
 *
 * @throws Error for an empty collection, a function, a cyclic value, and anything else whose type does not show.
 */
export function EastTypeOf(value: unknown): EastType {
  return typeOf(value, []);
}

/** `open` are the values that hold this one. */
function typeOf(value: unknown, open: readonly unknown[]): EastType {
  switch (typeof value) {
    case "boolean":
      return BooleanType;
    case "bigint":
      return IntegerType;
    case "number":
      return FloatType;
    case "string":
      return StringType;
    case "object":
      if (open.includes(value)) throw new Error("a cyclic value does not show its type");
      return value === null ? NullType : objectType(value, [...open, value]);
    default:
      throw new Error(`a ${typeof value} does not show its East type`);
  }
}

function objectType(value: object, open: readonly unknown[]): EastType {
  const part = (inner: unknown): EastType => typeOf(inner, open);
  if (value instanceof Date) return DateTimeType;
  if (value instanceof Uint8Array) return BlobType;
  const vector = vectorType(value);
  if (vector !== undefined) return vector;
  if (isMatrix(value)) return MatrixType((vectorType(value.data) as VectorType).element);
  if (isVariant(value)) return variantTypeOf([[value.type, part(value.value)]]);
  if (isRef(value)) return RefType(part(value.value));
  if (Array.isArray(value)) return ArrayType(part(first(value, "array")));
  if (value instanceof Set || value instanceof SortedSet) return SetType(part(first(value, "set")));
  if (value instanceof Map || value instanceof SortedMap) {
    const [key, content] = first(value as ReadonlyMap<unknown, unknown>, "map");
    return DictType(part(key), part(content));
  }
  if (Object.getPrototypeOf(value) !== Object.prototype) {
    throw new Error(`an object of class ${value.constructor?.name ?? "none"} has no East type`);
  }
  return structTypeOf(Object.entries(value).map(([name, field]) => [name, part(field)]));
}

function vectorType(value: object): VectorType | undefined {
  if (value instanceof Float64Array) return VectorType(FloatType);
  if (value instanceof BigInt64Array) return VectorType(IntegerType);
  return value instanceof Uint8ClampedArray ? VectorType(BooleanType) : undefined;
}

function first<T>(values: Iterable<T>, what: string): T {
  for (const value of values) return value;
  throw new Error(`an empty ${what} does not show its type`);
}
