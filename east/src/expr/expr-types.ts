/**
 * How TypeScript sees expressions (spec/east-api.md 2): the class for a type, what may be passed where a type is wanted,
 * and the type of a value or expression. Types only.
 *
 * They are written to be cheap: the class is looked up by the type's tag, and whether an expression may be passed is
 * decided by its East type alone, so that TypeScript never compares two expression classes method by method.
 */
import type { UnionOf } from "../types/combine.js";
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
} from "../types/types.js";
import type { ref, ref_symbol } from "../values/ref.js";
import type { variant, variant_symbol } from "../values/variant.js";
import type { ArrayExpr } from "./array.js";
import type { BlockBuilder } from "./block-types.js";
import type { BooleanExpr } from "./boolean.js";
import type { ValueExpr } from "./comparison.js";
import type { DictExpr } from "./dict.js";
import type { CallSymbol, Expr, NamesSymbol, TypeSymbol } from "./expr.js";
import type { FloatExpr } from "./float.js";
import type { CallableAsyncFunctionExpr, CallableFunctionExpr } from "./function.js";
import type { IntegerExpr } from "./integer.js";
import type { NeverExpr } from "./never.js";
import type { NullExpr } from "./null.js";
import type { VariantExpr } from "./option.js";
import type { RecursiveExpr } from "./recursive.js";
import type { RefExpr } from "./ref.js";
import type { SetExpr } from "./set.js";
import type { StringExpr } from "./string.js";
import type { StructExpr } from "./struct.js";

/** The expression class for each tag of a type. A class gets a line here and one in classes.ts. */
interface ClassByTag<T> {
  Never: NeverExpr;
  Null: NullExpr;
  Boolean: BooleanExpr;
  Integer: IntegerExpr;
  Float: FloatExpr;
  String: StringExpr;
  DateTime: ValueExpr<DateTimeType>;
  Blob: ValueExpr<BlobType>;
  Ref: T extends RefType<infer V> ? RefExpr<V> : never;
  Array: T extends ArrayType<infer V> ? ArrayExpr<V> : never;
  Set: T extends SetType<infer K> ? SetExpr<K> : never;
  Dict: T extends DictType<infer K, infer V> ? DictExpr<K, V> : never;
  Struct: T extends StructType<infer F> ? StructExpr<F> : never;
  Variant: T extends VariantType<infer C> ? VariantExpr<C> : never;
  Vector: T extends VectorType ? ValueExpr<T> : never;
  Matrix: T extends MatrixType ? ValueExpr<T> : never;
  Recursive: T extends RecursiveType<infer N extends EastType> ? RecursiveExpr<N> : never;
  Function: T extends FunctionType<infer I, infer O> ? CallableFunctionExpr<Mutable<I>, O> : never;
  AsyncFunction: T extends AsyncFunctionType<infer I, infer O>
    ? CallableAsyncFunctionExpr<Mutable<I>, O>
    : never;
}

/** Whether a list of types is inferred as read-only depends on where it is written; here it makes no difference. */
type Mutable<I extends readonly EastType[]> = { -readonly [K in keyof I]: I[K] };

/** The expression class for type `T`. */
export type ExprType<T> = [EastType] extends [T]
  ? Expr
  : T extends { readonly type: infer Tag extends keyof ClassByTag<T> }
    ? ClassByTag<T>[Tag]
    : never;

/** Element by element, for the parameters of a function. What is not inferred yet, which shows as `any`, fits everything. */
export type ExprTypes<I extends readonly EastType[]> = {
  -readonly [K in keyof I]: 0 extends 1 & I[K] ? any : ExprType<I[K]>;
};

/** An expression of exactly `T`, or one that never gives a value. */
export interface ExprOf<T> {
  readonly [TypeSymbol]: T | NeverType;
}

/** An expression of a struct or variant type that has no other names than `T`'s, whatever the types of its members. */
interface NamedExprOf<T, Names> extends ExprOf<T> {
  readonly [NamesSymbol]: readonly Names[];
}

/** A function expression of kind `Tag` that may be called with expressions of `I` and gives a subtype of `O`. */
interface FunctionExprOf<Tag, I extends readonly EastType[], O> extends ExprOf<{ readonly type: Tag }> {
  readonly [CallSymbol]: (...inputs: ExprTypes<I>) => ExprOf<SubType<O>>;
}

/** Keeps expressions from passing as object literals. */
interface NoExpr {
  readonly [TypeSymbol]?: never;
}

/** A callback that becomes a function of a known type. */
type Body<I extends readonly EastType[], O> = (
  $: BlockBuilder<O>,
  ...inputs: ExprTypes<I>
) => SubtypeExprOrValue<O> | void;

/** What is accepted for each tag of a type: an expression of a subtype, or a literal. */
interface AcceptedByTag<T> {
  Never: ExprOf<NeverType>;
  Null: ExprOf<NullType> | null;
  Boolean: ExprOf<BooleanType> | boolean;
  Integer: ExprOf<IntegerType> | bigint;
  Float: ExprOf<FloatType> | number;
  String: ExprOf<StringType> | string;
  DateTime: ExprOf<DateTimeType> | Date;
  Blob: ExprOf<BlobType> | Uint8Array;
  Ref: T extends RefType<infer V>
    ? ExprOf<T> | { readonly value: SubtypeExprOrValue<V>; readonly [ref_symbol]: null }
    : never;
  Array: T extends ArrayType<infer V> ? ExprOf<T> | ArrayLiteral<V> : never;
  Set: T extends SetType<infer K> ? ExprOf<T> | ReadonlySet<SubtypeExprOrValue<K>> : never;
  Dict: T extends DictType<infer K, infer V> ? ExprOf<T> | DictLiteral<K, V> : never;
  Struct: T extends StructType<infer F>
    ?
        | NamedExprOf<SubType<T>, keyof F>
        | NeverExpr
        | ({ readonly [K in keyof F]: SubtypeExprOrValue<F[K]> } & NoExpr)
    : never;
  Variant: T extends VariantType<infer C>
    ? NamedExprOf<SubType<T>, keyof C> | NeverExpr | VariantLiteral<C>
    : never;
  Vector: ExprOf<T>;
  Matrix: ExprOf<T>;
  Recursive: T extends RecursiveType<infer N extends EastType>
    ? ExprOf<T> | SubtypeExprOrValue<ExpandOnce<N, T>>
    : any;
  Function: T extends FunctionType<infer I, infer O>
    ? FunctionExprOf<"Function", I, O> | NeverExpr | Body<I, O>
    : never;
  AsyncFunction: T extends AsyncFunctionType<infer I, infer O>
    ? FunctionExprOf<"Function" | "AsyncFunction", I, O> | NeverExpr | Body<I, O>
    : never;
}

// Types of their own, so that TypeScript looks into them one level at a time: for recursive types there is no end.

interface ArrayLiteral<V> extends ReadonlyArray<SubtypeExprOrValue<V>> {}

interface DictLiteral<K, V> extends ReadonlyMap<SubtypeExprOrValue<K>, SubtypeExprOrValue<V>> {}

type VariantLiteral<C> = {
  [K in keyof C & string]: {
    readonly type: K;
    readonly value: SubtypeExprOrValue<C[K]>;
    readonly [variant_symbol]: null;
  };
}[keyof C & string];

/** What may be passed where a `T` is wanted: an expression of a subtype of `T`, or a literal that becomes one. */
export type SubtypeExprOrValue<T> = [EastType] extends [T]
  ? any
  : T extends { readonly type: infer Tag extends keyof AcceptedByTag<T> }
    ? AcceptedByTag<T>[Tag]
    : never;

/** The subtypes of a type, as a pattern that their type objects fit (spec/east-api.md 2.4). */
export type SubType<T> = [EastType] extends [T]
  ? any
  :
      | NeverType
      | (T extends StructType<infer F>
          ? { readonly type: "Struct"; readonly fields: { readonly [K in keyof F]: SubType<F[K]> } }
          : T extends VariantType<infer C>
            ? { readonly type: "Variant"; readonly cases: { readonly [K in keyof C]?: SubType<C[K]> } }
            : T);

/** A recursive type's node with its references to itself replaced by `Node`. */
export type ExpandOnce<T extends EastType, Node extends EastType> = [EastType] extends [T]
  ? T // nothing is known
  : T extends RecursiveType<infer _>
    ? T // a recursive type of its own, whose references are not ours
    : T extends RecursiveTypeMarker
      ? Node
      : T extends StructType<infer F>
        ? StructType<{ [K in keyof F]: ExpandOnce<F[K], Node> }>
        : T extends VariantType<infer C>
          ? VariantType<{ [K in keyof C]: ExpandOnce<C[K], Node> }>
          : T extends ArrayType<infer V>
            ? ArrayType<ExpandOnce<V, Node>>
            : T extends DictType<infer K, infer V>
              ? DictType<K, ExpandOnce<V, Node>>
              : T extends RefType<infer V>
                ? RefType<ExpandOnce<V, Node>>
                : T extends FunctionType<infer I, infer O>
                  ? FunctionType<ExpandEach<I, Node>, ExpandOnce<O, Node>>
                  : T extends AsyncFunctionType<infer I, infer O>
                    ? AsyncFunctionType<ExpandEach<I, Node>, ExpandOnce<O, Node>>
                    : T;

type ExpandEach<I extends readonly EastType[], Node extends EastType> = {
  [K in keyof I]: ExpandOnce<I[K], Node>;
};

/**
 * The East type of a literal, of an expression, or of a mixture; of a union, the type that holds all of it. It is `any` for
 * what is not inferred yet: TypeScript looks at arguments a first time before it looks into callbacks.
 */
export type TypeOf<E> = unknown extends E ? any : UnionOf<TypeOfEach<E>>;

type TypeOfEach<E> = E extends { readonly [TypeSymbol]: infer T extends EastType }
  ? T
  : E extends null
    ? NullType
    : E extends boolean
      ? BooleanType
      : E extends bigint
        ? IntegerType
        : E extends number
          ? FloatType
          : E extends string
            ? StringType
            : E extends Date
              ? DateTimeType
              : E extends Uint8Array
                ? BlobType
                : E extends variant<infer K, infer V>
                  ? VariantType<{ [_ in K]: TypeOf<V> }>
                  : E extends ref<infer V>
                    ? RefType<TypeOf<V>>
                    : E extends readonly (infer V)[]
                      ? ArrayType<TypeOf<V>>
                      : E extends ReadonlyMap<infer K, infer V>
                        ? DictType<TypeOf<K>, TypeOf<V>>
                        : E extends ReadonlySet<infer K>
                          ? SetType<TypeOf<K>>
                          : E extends (...inputs: never) => unknown
                            ? never // takes its type from where it is wanted
                            : E extends object
                              ? StructType<{ -readonly [K in keyof E & string]: TypeOf<E[K]> }>
                              : NeverType; // nothing is returned by a body that does not finish

/** A callback whose output type is that of what it returns. */
export type Callback<I extends readonly EastType[], R> =
  | (($: BlockBuilder<NeverType>, ...inputs: ExprTypes<I>) => R)
  | CallableWith<I, R>;

/** A function expression that may be called with expressions of `I`. */
interface CallableWith<I extends readonly EastType[], R> extends ExprOf<{ readonly type: "Function" }> {
  readonly [CallSymbol]: (...inputs: ExprTypes<I>) => R;
}

/** A callback whose output type is known; one with `$.return`, or an East function. */
export type CallbackTo<O extends EastType, I extends readonly EastType[]> = SubtypeExprOrValue<
  FunctionType<I, O>
>;
