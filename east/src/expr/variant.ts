/** Variant expressions (spec/east-api.md 3.11). What options have besides is in option.ts. */
import { memberNames } from "../types/names.js";
import { type Fields, type NeverType, StringType, type VariantType } from "../types/types.js";
import { type AST, nullValue } from "./ast.js";
import { errorAst, expressionBody } from "./block.js";
import type { BlockBuilder } from "./block-types.js";
import type { BooleanExpr } from "./boolean.js";
import { matchAst } from "./branches.js";
import { ValueExpr } from "./comparison.js";
import { astOf, type Expr, fromAst, NamesSymbol, TypeSymbol } from "./expr.js";
import type { ExprType, TypeOf } from "./expr-types.js";
import { toAst } from "./literal.js";
import { captureLocation, type LocationStack } from "./location.js";
import type { StringExpr } from "./string.js";

type Other<R> = ($: BlockBuilder<NeverType>) => R;
type Handler<T> = ($: BlockBuilder<NeverType>, data: ExprType<T>) => unknown;

/** A handler for every case. */
export type Handlers<C> = { readonly [K in keyof C]: Handler<C[K]> };

/** What any of the handlers gives. */
export type ResultOf<H> = H[keyof H] extends infer F
  ? F extends (...inputs: never) => infer R
    ? R
    : never
  : never;

/** The payload of a case; Never for a name that is no case. */
type PayloadOf<C extends Fields, K> = K extends keyof C ? C[K] : NeverType;

/** A name of a case is completed, but any other is let pass. */
type NameOf<C> = (keyof C & string) | (string & {});

export class VariantExpr<C extends Fields> extends ValueExpr<VariantType<C>> {
  get [NamesSymbol](): readonly (keyof C & string)[] {
    return memberNames(this[TypeSymbol].cases);
  }

  /** The name of the case. */
  getTag(): StringExpr {
    const location = captureLocation();
    return matched(this, location, (name) => toAst(name, StringType, location));
  }

  hasTag(name: NameOf<C>): BooleanExpr {
    const location = captureLocation();
    return matched(this, location, (other) => toAst(other === name, undefined, location));
  }

  /** The payload of the case, `some` if none is named; of other cases what `onOther` gives, without it an error. */
  unwrap<K extends NameOf<C> = "some", R = never>(
    name?: K,
    onOther?: Other<R>,
  ): ExprType<TypeOf<ExprType<PayloadOf<C, K>> | R>>;
  unwrap(name = "some", onOther?: Other<unknown>): unknown {
    const location = captureLocation();
    const other =
      onOther === undefined
        ? errorAst(`Variant does not have case ${name}`, location)
        : expressionBody(location, onOther);
    return matched(this, location, (tag, data) => (tag === name ? astOf(data) : other));
  }

  /** The value of the handler of the case; with a second argument handlers may be missing. */
  match<H extends Handlers<C>>(handlers: H): ExprType<TypeOf<ResultOf<H>>>;
  match<H extends Partial<Handlers<C>>, R>(handlers: H, other: Other<R>): ExprType<TypeOf<ResultOf<H> | R>>;
  match(handlers: Record<string, Handler<any>>, other?: Other<unknown>): unknown {
    return matchExpr(this, handlers, other);
  }

  /** The value of the handler for one case, of the other body for all others. */
  matchTag<K extends keyof C & string, R, S>(
    name: K,
    handler: ($: BlockBuilder<NeverType>, data: ExprType<C[K]>) => R,
    other: Other<S>,
  ): ExprType<TypeOf<R | S>> {
    const location = captureLocation();
    const fallback = expressionBody(location, other);
    return matched(this, location, (tag, data) =>
      tag === name ? expressionBody(location, handler, data) : fallback,
    );
  }
}

/** The value of the handler of the case; of the other body, or null, for a case without one. */
export function matchExpr(
  variant: Expr,
  handlers: Readonly<Record<string, Handler<any>>>,
  other?: Other<unknown>,
): any {
  const location = captureLocation();
  const fallback = other === undefined ? nullValue(location) : expressionBody(location, other);
  return matched(variant, location, (name, data) => {
    const handler = Object.hasOwn(handlers, name) ? handlers[name] : undefined;
    return handler === undefined ? fallback : expressionBody(location, handler, data);
  });
}

/** A Match with a body for every case. */
export function matched(
  variant: Expr,
  location: LocationStack,
  bodyFor: (name: string, data: Expr) => AST,
): any {
  return fromAst(matchAst(variant, location, bodyFor));
}
