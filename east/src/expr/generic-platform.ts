/**
 * Host functions over type parameters (spec/east-api.md 1.11, spec/east-ir.md 7): every call says for which types, and
 * the implementation is a factory that is given them. In a declaration a parameter is its name, or inside other types
 * what `typeParameter` makes of the name.
 */
import type { PlatformFunction } from "../ir/platform.js";
import { memberEntries } from "../types/names.js";
import { toEastTypeValue } from "../types/type-value.js";
import {
  ArrayType,
  AsyncFunctionType,
  DictType,
  type EastType,
  FunctionType,
  NullType,
  RefType,
  SetType,
  type StructType,
  structTypeOf,
  VariantType,
  variantTypeOf,
} from "../types/types.js";
import type { ExprType, SubtypeExprOrValue } from "./expr-types.js";
import { buildError } from "./location.js";
import { nullAfter, type PlatformOptions, platformCall } from "./platform.js";

/** A type parameter as a type, to be put into others. It is a Variant that no program has, so it may also be a key. */
export type TypeParameter<N extends string> = VariantType<{
  readonly [_ in `type parameter ${N}`]: NullType;
}>;

export function typeParameter<const N extends string>(name: N): TypeParameter<N> {
  return VariantType({ [parameterCase(name)]: NullType }) as unknown as TypeParameter<N>;
}

const parameterCase = (name: string): string => `type parameter ${name}`;

/** A type of a declaration: a name stands for the type parameter. */
type Declared<N extends string> = EastType | N;

/** The types of a call by the names of the parameters. */
type Bindings<N extends readonly string[], A> = {
  [I in Extract<keyof N, `${number}`> as N[I] & string]: I extends keyof A ? A[I] : never;
};

/** A declared type with types in place of its parameters. */
type Filled<T, B> = [EastType] extends [T]
  ? T
  : T extends keyof B
    ? B[T]
    : T extends VariantType<infer C>
      ? keyof C extends `type parameter ${infer N extends keyof B & string}`
        ? B[N]
        : VariantType<FilledMembers<C, B>>
      : T extends StructType<infer F>
        ? StructType<FilledMembers<F, B>>
        : T extends ArrayType<infer V>
          ? ArrayType<Type<Filled<V, B>>>
          : T extends SetType<infer K>
            ? SetType<Type<Filled<K, B>>>
            : T extends DictType<infer K, infer V>
              ? DictType<Type<Filled<K, B>>, Type<Filled<V, B>>>
              : T extends RefType<infer V>
                ? RefType<Type<Filled<V, B>>>
                : T extends FunctionType<infer I, infer O>
                  ? FunctionType<FilledEach<I, B>, Type<Filled<O, B>>>
                  : T extends AsyncFunctionType<infer I, infer O>
                    ? AsyncFunctionType<FilledEach<I, B>, Type<Filled<O, B>>>
                    : T;
type Type<T> = T extends EastType ? T : never;
type FilledMembers<M, B> = { [K in keyof M]: Type<Filled<M[K], B>> };
type FilledEach<I extends readonly unknown[], B> = { -readonly [K in keyof I]: Type<Filled<I[K], B>> };
type FilledInputs<I extends readonly unknown[], B> = {
  -readonly [K in keyof I]: SubtypeExprOrValue<Filled<I[K], B>>;
};

/** A declared generic host function: called with the list of types first. */
export type GenericPlatformDefinition<N extends readonly string[], I extends readonly unknown[], O> = (<
  const A extends { readonly [K in keyof N]: EastType },
>(
  types: A,
  ...inputs: FilledInputs<I, Bindings<N, A>>
) => ExprType<Filled<O, Bindings<N, A>>>) & {
  /** The implementation: given the types it makes the function for them, once for every call in a program. */
  implement(
    factory: (...types: { [K in keyof N]: EastType }) => (...inputs: any[]) => unknown,
  ): PlatformFunction;
};

/** Declares a synchronous host function over type parameters. */
export function genericPlatform<
  const N extends readonly string[],
  const I extends readonly Declared<N[number]>[] | [],
  const O extends Declared<N[number]>,
>(
  name: string,
  typeParameters: N,
  inputs: I,
  output: O,
  options: PlatformOptions = {},
): GenericPlatformDefinition<N, I, O> {
  return definition("sync", name, typeParameters, inputs, output, options) as never;
}

/** Declares an asynchronous host function over type parameters. */
export function asyncGenericPlatform<
  const N extends readonly string[],
  const I extends readonly Declared<N[number]>[] | [],
  const O extends Declared<N[number]>,
>(
  name: string,
  typeParameters: N,
  inputs: I,
  output: O,
  options: PlatformOptions = {},
): GenericPlatformDefinition<N, I, O> {
  return definition("async", name, typeParameters, inputs, output, options) as never;
}

function definition(
  type: PlatformFunction["type"],
  name: string,
  typeParameters: readonly string[],
  inputs: readonly Declared<string>[],
  output: Declared<string>,
  options: PlatformOptions,
): unknown {
  const call = (types: readonly EastType[], ...args: unknown[]): unknown => {
    const wanted = typeParameters.length;
    if (!Array.isArray(types) || types.length !== wanted) {
      const found = Array.isArray(types) ? types.length : 0;
      throw buildError(`Platform function ${name} expected a list of ${wanted} types first, got ${found}`);
    }
    const bindings = new Map(typeParameters.map((parameter, i) => [parameter, types[i] as EastType]));
    const filled = inputs.map((input) => fill(input, bindings));
    return platformCall(type, name, types, filled, fill(output, bindings), options, args);
  };
  const implement = (factory: (...types: EastType[]) => (...inputs: any[]) => unknown): PlatformFunction => ({
    name,
    inputs: [],
    output: toEastTypeValue(NullType),
    type,
    typeParameters,
    fn: (...types) => {
      const fn = factory(...types);
      return output === NullType ? nullAfter(type, fn) : fn;
    },
  });
  return Object.assign(call, { implement });
}

/** Puts types in place of parameters; recursive types, which hold none, stay as they are. */
function fill(declared: Declared<string>, bindings: ReadonlyMap<string, EastType>): EastType {
  const inner = (type: Declared<string>): EastType => fill(type, bindings);
  if (typeof declared === "string") {
    const type = bindings.get(declared);
    if (type === undefined) throw buildError(`'${declared}' is no type parameter of the platform function`);
    return type;
  }
  switch (declared.type) {
    case "Ref":
      return RefType(inner(declared.value));
    case "Array":
      return ArrayType(inner(declared.value));
    case "Set":
      return SetType(inner(declared.key));
    case "Dict":
      return DictType(inner(declared.key), inner(declared.value));
    case "Struct":
      return structTypeOf(memberEntries(declared.fields).map(([name, type]) => [name, inner(type)]));
    case "Variant": {
      const entries = memberEntries(declared.cases);
      const parameter = [...bindings].find(([name]) => entries[0]?.[0] === parameterCase(name));
      return parameter?.[1] ?? variantTypeOf(entries.map(([name, type]) => [name, inner(type)]));
    }
    case "Function":
      return FunctionType(declared.inputs.map(inner), inner(declared.output));
    case "AsyncFunction":
      return AsyncFunctionType(declared.inputs.map(inner), inner(declared.output));
    case "Never":
    case "Null":
    case "Boolean":
    case "Integer":
    case "Float":
    case "String":
    case "DateTime":
    case "Blob":
    case "Vector":
    case "Matrix":
    case "Recursive":
      return declared;
  }
}
