/**
 * How methods of arrays, sets and dicts become builtins (spec/east-api.md 3.8 to 3.10). The builtins of the three
 * are named alike, and differ in what callbacks are given: (element, index), (key), (value, key). The first of
 * these is what a method takes where a projection is left out; the last is the default key of a dict.
 */
import { printType } from "../types/print-type.js";
import {
  type ArrayType,
  BooleanType,
  type DictType,
  type EastType,
  FloatType,
  IntegerType,
  type NeverType,
  type SetType,
} from "../types/types.js";
import type { variant_symbol } from "../values/variant.js";
import { type AnyFunctionExpr, builtin, callback, callbackTo } from "./builtin.js";
import { type Expr, type NamesSymbol, TypeSymbol } from "./expr.js";
import type { ExprOf, TypeOf } from "./expr-types.js";
import type { FloatExpr } from "./float.js";
import type { IntegerExpr } from "./integer.js";
import { buildError } from "./location.js";
import { isOption } from "./option.js";

export type CollectionType = ArrayType | DictType | SetType;

/** What callbacks are given for each element, with the names that editors show. */
export type Each = readonly [EastType, ...EastType[]];

/** The last of it: an index or a key. */
export type Last<I extends Each> = I extends readonly [...unknown[], infer L extends EastType] ? L : never;

/** Under this key a collection has the type of what methods take where a projection is left out. */
export const ItemSymbol: unique symbol = Symbol("east.item");

/** Collections to which a method without projection or predicate applies. */
export interface Holding<T> {
  readonly [ItemSymbol]: T;
}

export type NumberType = FloatType | IntegerType;

// What callbacks may return where the result has to be of some kind.

export type NumberResult = ExprOf<NumberType> | bigint | number;
export type ArrayResult = ExprOf<ArrayType> | readonly unknown[];
export type SetResult = ExprOf<SetType> | ReadonlySet<unknown>;
export type DictResult = ExprOf<DictType> | ReadonlyMap<unknown, unknown>;
export type OptionResult =
  | {
      readonly [TypeSymbol]: { readonly type: "Variant" } | NeverType;
      readonly [NamesSymbol]: readonly OptionName[];
    }
  | { readonly type: OptionName; readonly value: unknown; readonly [variant_symbol]: null };
type OptionName = "none" | "some";

/** The type in the option that a callback returns. */
export type SomeOf<R> =
  TypeOf<R> extends { readonly cases: { readonly some: infer T extends EastType } } ? T : NeverType;

/** The type of what is in an array, a set, a dict. */
export type ElementOf<T> = T extends ArrayType<infer V> ? V : never;
export type KeyOf<T> = T extends DictType<infer K> ? K : T extends SetType<infer K> ? K : never;
export type ValueOf<T> = T extends DictType<infer _, infer V> ? V : never;

type Shape = {
  /** How the names of its builtins begin. */
  kind: CollectionType["type"];
  /** Their first type parameters. */
  types: readonly EastType[];
  /** What callbacks are given. */
  inputs: readonly [EastType, ...EastType[]];
};

export function shapeOf(collection: Expr): Shape {
  const type = collection[TypeSymbol] as CollectionType;
  switch (type.type) {
    case "Array":
      return { kind: "Array", types: [type.value], inputs: [type.value, IntegerType] };
    case "Set":
      return { kind: "Set", types: [type.key], inputs: [type.key] };
    case "Dict":
      return { kind: "Dict", types: [type.key, type.value], inputs: [type.value, type.key] };
  }
}

/** The builtin of that name for this kind of collection: `ToSet` of a dict with `[R]` is `DictToSet<K;V;R>`. */
export function invoke(
  collection: Expr,
  name: string,
  types: readonly EastType[] = [],
  ...args: unknown[]
): any {
  const shape = shapeOf(collection);
  return builtin(`${shape.kind}${name}`, [...shape.types, ...types], collection, ...args);
}

/** `step` is called with the accumulator and what callbacks are given. */
export function fold(collection: Expr, init: unknown, type: EastType, step: unknown): any {
  return shapeOf(collection).kind === "Array"
    ? invoke(collection, "Fold", [type], init, step)
    : invoke(collection, "Reduce", [type], step, init);
}

/** The callback that gives the first of what it is given. */
export const first = (_$: unknown, ...each: unknown[]): unknown => each[0];

/** The callback that gives the last of what it is given. */
export const last = (_$: unknown, ...each: unknown[]): unknown => each.at(-1);

/** A callback of a collection; its output type is that of what it returns. */
export function eachCallback(collection: Expr, fn: unknown): AnyFunctionExpr {
  return callback(shapeOf(collection).inputs, fn);
}

/** The output type of a callback. */
export function outputOf(fn: AnyFunctionExpr): EastType {
  return fn[TypeSymbol].output;
}

/** What callbacks of ours make of an element; without one they take the first of what they are given. */
export type Projection = AnyFunctionExpr | undefined;

export function projection(collection: Expr, fn: unknown): Projection {
  return fn === undefined ? undefined : eachCallback(collection, fn);
}

export function projected(fn: Projection, each: readonly Expr[]): any {
  return fn === undefined ? each[0] : fn.call(...each);
}

export function projectedType(collection: Expr, fn: Projection): EastType {
  return fn === undefined ? shapeOf(collection).inputs[0] : outputOf(fn);
}

/**
 * The predicate of a method, or undefined for the elements themselves.
 *
 * @throws Error when there is none and the elements are no Booleans.
 */
export function predicate(collection: Expr, method: string, fn: unknown): Projection {
  const { kind, inputs } = shapeOf(collection);
  if (fn !== undefined) return callbackTo(BooleanType, inputs, fn);
  if (inputs[0].type === "Boolean") return undefined;
  throw buildError(
    `Can only perform ${method} on ${kind.toLowerCase()} of booleans, got ${printType(inputs[0])}`,
  );
}

/**
 * The type of what a numeric method adds up.
 *
 * @throws Error when it is neither Integer nor Float.
 */
export function numberType(collection: Expr, method: string, fn: Projection): NumberType {
  const type = projectedType(collection, fn);
  if (type.type === "Integer" || type.type === "Float") return type;
  const { kind } = shapeOf(collection);
  throw buildError(
    `Can only perform ${method} on ${kind.toLowerCase()} of numbers (Integer or Float), got ${printType(type)}`,
  );
}

/** What is added up where the result is a Float. */
export function asFloat(number: FloatExpr | IntegerExpr): FloatExpr {
  return number[TypeSymbol].type === "Integer" ? (number as IntegerExpr).toFloat() : (number as FloatExpr);
}

/** The zero of a type of numbers. */
export const zeroOf = (type: NumberType): bigint | number => (type.type === "Integer" ? 0n : 0);

/**
 * The type in the options that a callback returns.
 *
 * @throws Error when it returns something else, or never a value.
 */
export function someType(fn: AnyFunctionExpr): EastType {
  const type = outputOf(fn);
  if (isOption(type)) return type.cases.some;
  throw buildError(`Expected Function to return an Option type, got ${printType(type)}`);
}

/**
 * The type of the collections that a callback returns.
 *
 * @throws Error when it returns something else.
 */
export function collectionType(kind: "Array", fn: AnyFunctionExpr): ArrayType;
export function collectionType(kind: "Set", fn: AnyFunctionExpr): SetType;
export function collectionType(kind: "Dict", fn: AnyFunctionExpr): DictType;
export function collectionType(kind: CollectionType["type"], fn: AnyFunctionExpr): EastType {
  const type = outputOf(fn);
  if (type.type === kind) return type;
  const article = kind === "Array" ? "an" : "a";
  throw buildError(`Expected Function to return ${article} ${kind} type, got ${printType(type)}`);
}
