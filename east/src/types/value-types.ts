/** From East types to the TypeScript types of their values (spec/east-api.md 2.1). Types only. */
import type { matrix } from "../values/matrix.js";
import type { ref } from "../values/ref.js";
import type { variant } from "../values/variant.js";
import type {
  ArrayType,
  AsyncFunctionType,
  BlobType,
  BooleanType,
  DateTimeType,
  DictType,
  EastType,
  FloatType,
  FunctionType,
  IntegerType,
  MatrixType,
  NeverType,
  NullType,
  RecursiveType,
  RecursiveTypeMarker,
  RefType,
  SetType,
  StringType,
  StructType,
  VariantType,
  VectorType,
} from "./types.js";

/** The JavaScript values of an East type; references of a recursive type to itself are `any`. */
export type ValueTypeOf<T> = [EastType] extends [T]
  ? any
  : T extends NeverType
    ? never
    : T extends NullType
      ? null
      : T extends BooleanType
        ? boolean
        : T extends IntegerType
          ? bigint
          : T extends FloatType
            ? number
            : T extends StringType
              ? string
              : T extends DateTimeType
                ? Date
                : T extends BlobType
                  ? Uint8Array
                  : T extends RefType<infer V>
                    ? ref<ValueTypeOf<V>>
                    : T extends ArrayType<infer V>
                      ? ValueTypeOf<V>[]
                      : T extends SetType<infer K>
                        ? Set<ValueTypeOf<K>>
                        : T extends DictType<infer K, infer V>
                          ? Map<ValueTypeOf<K>, ValueTypeOf<V>>
                          : T extends StructType<infer F>
                            ? { [K in keyof F]: ValueTypeOf<F[K]> }
                            : T extends VariantType<infer C>
                              ? { [K in keyof C & string]: variant<K, ValueTypeOf<C[K]>> }[keyof C & string]
                              : T extends VectorType<infer E>
                                ? PackedTypeOf<E>
                                : T extends MatrixType<infer E>
                                  ? matrix<PackedTypeOf<E>>
                                  : T extends FunctionType<infer I, infer O>
                                    ? (...inputs: ValueTypesOf<I>) => ValueTypeOf<O>
                                    : T extends AsyncFunctionType<infer I, infer O>
                                      ? (...inputs: ValueTypesOf<I>) => Promise<ValueTypeOf<O>>
                                      : T extends RecursiveType<infer N>
                                        ? ValueTypeOf<N>
                                        : T extends RecursiveTypeMarker
                                          ? any
                                          : never;

/** Element by element, for the inputs of a function. */
export type ValueTypesOf<I extends readonly EastType[]> = { -readonly [K in keyof I]: ValueTypeOf<I[K]> };

/** The typed array that holds the elements of a Vector or Matrix. */
export type PackedTypeOf<E> = E extends FloatType
  ? Float64Array
  : E extends IntegerType
    ? BigInt64Array
    : E extends BooleanType
      ? Uint8ClampedArray
      : never;
