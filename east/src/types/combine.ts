/**
 * Union, intersection, equality and widening of types (spec/east-values.md 1.6). Each gives a type or throws a
 * `TypeMismatchError` that shows both. TypeScript's view of the first two is at the end, under the same names.
 */
import { type Members, memberEntries } from "./names.js";
import { printType } from "./print-type.js";
import { isSubtype, isTypeEqual, sameNames } from "./relations.js";
import {
  ArrayType,
  AsyncFunctionType,
  DictType,
  type EastType,
  FunctionType,
  NeverType,
  type RecursiveTypeMarker,
  RefType,
  SetType,
  type StructType,
  structTypeOf,
  type VariantType,
  variantTypeOf,
} from "./types.js";

class TypeMismatchError extends Error {
  override name = "TypeMismatchError";
}

type Combine = (a: EastType, b: EastType) => EastType;

/** The least type that holds both. */
export function TypeUnion<A extends EastType, B extends EastType>(a: A, b: B): TypeUnion<A, B>;
export function TypeUnion(a: EastType, b: EastType): EastType {
  return combined("union", a, b, union);
}

/** The greatest type that both hold. */
export function TypeIntersect<A extends EastType, B extends EastType>(a: A, b: B): TypeIntersect<A, B>;
export function TypeIntersect(a: EastType, b: EastType): EastType {
  return combined("intersect", a, b, intersect);
}

/** `a` when both are equal. */
export function TypeEqual(a: EastType, b: EastType): EastType {
  if (isTypeEqual(a, b)) return a;
  throw new TypeMismatchError(`${printType(a)} is not equal to ${printType(b)}`);
}

/** Like union, but also inside Ref, Array, Set and Dict. For the type of a literal; refuses functions. */
export function TypeWiden(a: EastType, b: EastType): EastType {
  return combined("widen", a, b, widen);
}

/** A mismatch deep inside is reported for the outermost pair, followed by the inner reason. */
function combined(verb: string, a: EastType, b: EastType, combine: Combine): EastType {
  try {
    return combine(a, b);
  } catch (error) {
    if (!(error instanceof TypeMismatchError)) throw error;
    throw new TypeMismatchError(`Cannot ${verb} ${printType(a)} with ${printType(b)}: ${error.message}`);
  }
}

const incompatible = (): never => {
  throw new TypeMismatchError("incompatible types");
};

function union(a: EastType, b: EastType): EastType {
  if (a.type === "Never") return b;
  if (b.type === "Never") return a;
  if (a.type === "Struct" && b.type === "Struct") return fieldwise(a.fields, b.fields, union);
  if (a.type === "Variant" && b.type === "Variant") return allCases(a.cases, b.cases, union);
  if (isFunction(a) && isFunction(b)) {
    return functionOf(a.type === "AsyncFunction" || b.type === "AsyncFunction", a, b, intersect, union);
  }
  if (a.type === "Recursive" && b.type !== "Recursive" && isSubtype(b, a)) return a;
  if (b.type === "Recursive" && a.type !== "Recursive" && isSubtype(a, b)) return b;
  return isTypeEqual(a, b) ? a : incompatible();
}

function intersect(a: EastType, b: EastType): EastType {
  if (a.type === "Never" || b.type === "Never") return NeverType;
  if (a.type === "Struct" && b.type === "Struct") return fieldwise(a.fields, b.fields, intersect);
  if (a.type === "Variant" && b.type === "Variant") {
    const shared = memberEntries(a.cases).filter(([name]) => Object.hasOwn(b.cases, name));
    if (shared.length === 0) return incompatible();
    return variantTypeOf(
      shared.map(([name, payload]) => [name, intersect(payload, b.cases[name] as EastType)]),
    );
  }
  if (isFunction(a) && isFunction(b)) {
    return functionOf(a.type === "AsyncFunction" && b.type === "AsyncFunction", a, b, union, intersect);
  }
  if (a.type === "Recursive" && b.type !== "Recursive" && isSubtype(b, a)) return b;
  if (b.type === "Recursive" && a.type !== "Recursive" && isSubtype(a, b)) return a;
  return isTypeEqual(a, b) ? a : incompatible();
}

function widen(a: EastType, b: EastType): EastType {
  if (isFunction(a) || isFunction(b) || a.type === "Recursive" || b.type === "Recursive")
    return incompatible();
  if (a.type === "Never") return b;
  if (b.type === "Never") return a;
  if (a.type === "Struct" && b.type === "Struct") return fieldwise(a.fields, b.fields, widen);
  if (a.type === "Variant" && b.type === "Variant") return allCases(a.cases, b.cases, widen);
  if (a.type === "Ref" && b.type === "Ref") return RefType(widen(a.value, b.value));
  if (a.type === "Array" && b.type === "Array") return ArrayType(widen(a.value, b.value));
  if (a.type === "Set" && b.type === "Set") return SetType(widen(a.key, b.key));
  if (a.type === "Dict" && b.type === "Dict") return DictType(widen(a.key, b.key), widen(a.value, b.value));
  return isTypeEqual(a, b) ? a : incompatible();
}

function fieldwise(a: Members<EastType>, b: Members<EastType>, combine: Combine): EastType {
  if (!sameNames(a, b)) return incompatible();
  return structTypeOf(memberEntries(a).map(([name, field]) => [name, combine(field, b[name] as EastType)]));
}

function allCases(a: Members<EastType>, b: Members<EastType>, combine: Combine): EastType {
  const ours = memberEntries(a).map(([name, payload]): [string, EastType] => [
    name,
    Object.hasOwn(b, name) ? combine(payload, b[name] as EastType) : payload,
  ]);
  return variantTypeOf([...ours, ...memberEntries(b).filter(([name]) => !Object.hasOwn(a, name))]);
}

type AnyFunctionType = FunctionType | AsyncFunctionType;

const isFunction = (type: EastType): type is AnyFunctionType =>
  type.type === "Function" || type.type === "AsyncFunction";

function functionOf(
  async: boolean,
  a: AnyFunctionType,
  b: AnyFunctionType,
  combineInputs: Combine,
  combineOutputs: Combine,
): EastType {
  if (a.inputs.length !== b.inputs.length) return incompatible();
  const inputs = a.inputs.map((input, i) => combineInputs(input, b.inputs[i] as EastType));
  const output = combineOutputs(a.output, b.output);
  return async ? AsyncFunctionType(inputs, output) : FunctionType(inputs, output);
}

/**
 * The least type that holds an A and a B. TypeScript does not see that there is none: the result is then a union of
 * types, which no expression has.
 */
export type TypeUnion<A extends EastType, B extends EastType> = UnionOf<A | B>;

/** The least East type that holds every member of a TypeScript union of East types. */
export type UnionOf<T extends EastType> = [T] extends [NeverType]
  ? NeverType
  : Exclude<T, NeverType> extends infer U extends EastType
    ? IsUnion<U> extends true
      ? Joined<U>
      : U
    : never;

type IsUnion<T, All = T> = T extends unknown ? ([All] extends [T] ? false : true) : never;

type Joined<T extends EastType> = [T] extends [StructType<infer F>]
  ? StructType<{ [K in keyof F]: UnionOf<F[K]> }>
  : [T] extends [VariantType<infer C>]
    ? VariantType<{ [K in KeyOfEach<C>]: UnionOf<InEach<C, K>> }>
    : [T] extends [FunctionType<infer I, infer O>]
      ? FunctionType<I, UnionOf<O>>
      : [T] extends [AsyncFunctionType<infer I, infer O> | FunctionType<infer I, infer O>]
        ? AsyncFunctionType<I, UnionOf<O>>
        : [Extract<T, RecursiveTypeMarker>] extends [never]
          ? T
          : Extract<T, RecursiveTypeMarker>; // a recursive type absorbs the plain ones

type KeyOfEach<C> = C extends unknown ? keyof C : never;
type InEach<C, K extends PropertyKey> = C extends { readonly [_ in K]: infer P } ? P & EastType : never;

/** The greatest type that both hold; `never` when TypeScript sees that there is none. */
export type TypeIntersect<A extends EastType, B extends EastType> = [A] extends [NeverType]
  ? NeverType
  : [B] extends [NeverType]
    ? NeverType
    : A extends StructType<infer F>
      ? B extends StructType<infer G>
        ? StructType<{ [K in keyof F & keyof G]: TypeIntersect<F[K], G[K]> }>
        : never
      : A extends VariantType<infer C>
        ? B extends VariantType<infer D>
          ? VariantType<{ [K in keyof C & keyof D]: TypeIntersect<C[K], D[K]> }>
          : never
        : B extends { readonly type: A["type"] }
          ? A
          : never;
