/** Assertions on types: the build fails where they do not hold. */
import assert from "node:assert/strict";
import { type EastType, Expr, type ExprType, isTypeEqual, printType } from "@elaraai/east";

/** Whether values of both types may take each other's place. */
export type Same<A, B> = [A] extends [B] ? ([B] extends [A] ? true : false) : false;

/** Asserts of a value that TypeScript gives it exactly the type `T`: `typed<T>()(value)`. */
export const typed =
  <T>() =>
  <V>(value: V, ..._same: 0 extends 1 & V ? [never] : Same<V, T> extends true ? [] : [never]): V =>
    value;

/** Asserts of an expression that it has the type, as TypeScript sees it and at run time. */
export function isOf<T extends EastType, E extends Expr>(
  expression: E,
  type: T,
  ..._same: 0 extends 1 & E ? [never] : Same<E, ExprType<T>> extends true ? [] : [never]
): void {
  const found = Expr.type(expression);
  assert.ok(isTypeEqual(found, type), `expected ${printType(type)}, found ${printType(found)}`);
}
