/** Variant values and options (spec/east-values.md 1.8, spec/east-api.md 1.5). */

/** Marks variants, so that a plain `{type, value}` object is none. */
export const variant_symbol: unique symbol = Symbol("variant");

/** One tagged value. `value` is `null` for cases without payload. */
export type variant<K extends string = string, V = any> = {
  type: K;
  value: V;
  [variant_symbol]: null;
};

export function variant<const K extends string>(type: K): variant<K, null>;
export function variant<const K extends string, V>(type: K, value: V): variant<K, V>;
export function variant(type: string, value: unknown = null): variant {
  return { type, value, [variant_symbol]: null };
}

export type none = variant<"none", null>;
export type some<T> = variant<"some", T>;
export type option<T> = none | some<T>;

export const none: none = Object.freeze(variant("none"));

export function some<T>(value: T): some<T> {
  return variant("some", value);
}

/** Whether a value was made by `variant`, `some` or `none`. */
export function isVariant(x: unknown): x is variant {
  return typeof x === "object" && x !== null && variant_symbol in x;
}

type Handlers<X extends variant> = {
  [K in X["type"]]: (
    value: X extends variant<infer T, infer V> ? (T extends K ? V : never) : never,
  ) => unknown;
};

// The handlers have a type parameter, because their result cannot be inferred through a mapped type.
type Result<H> = { [K in keyof H]: H[K] extends (value: never) => infer R ? R : never }[keyof H];

/**
 * Plain JavaScript dispatch on the tag. With a third argument handlers may be missing, and the argument itself (not
 * a function) is the result for their tags.
 */
export function match<X extends variant, H extends Handlers<X>>(x: X, handlers: H): Result<H>;
export function match<X extends variant, H extends Partial<Handlers<X>>, D>(
  x: X,
  handlers: H,
  defaultValue: D,
): Result<H> | D;
export function match(x: variant, handlers: Record<string, any>, other?: unknown): unknown {
  const handler = Object.hasOwn(handlers, x.type) ? handlers[x.type] : undefined;
  return handler === undefined ? other : handler(x.value);
}
