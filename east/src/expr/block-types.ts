/** `$` as TypeScript sees it (spec/east-api.md 4.1). Types only; block.ts does the work. */
import type { LocationType } from "../ir/ir.js";
import type { ArrayType, DictType, EastType, SetType, VariantType } from "../types/types.js";
import type { ArrayExpr } from "./array.js";
import type { Label } from "./ast.js";
import type { Expr, TypeSymbol } from "./expr.js";
import type { ExprType, SubtypeExprOrValue, TypeOf } from "./expr-types.js";
import type { IntegerExpr } from "./integer.js";
import type { Location } from "./location.js";
import type { NeverExpr } from "./never.js";
import type { NullExpr } from "./null.js";
import type { StringExpr } from "./string.js";

/** What the body of a statement may give back: an expression is its last statement, other results are ignored. */
type StatementResult = Expr | IfChain<any> | TryChain<any> | FinallyChain<any> | void;

/** The stack of an error, as `catch` bodies see it, innermost first. */
export type StackExpr = ArrayExpr<typeof LocationType>;

/** The body of a loop, by what it goes over. */
type LoopBody<T, Ret> =
  T extends ArrayType<infer V>
    ? ($: BlockBuilder<Ret>, value: ExprType<V>, index: IntegerExpr, label: Label) => StatementResult
    : T extends SetType<infer K>
      ? ($: BlockBuilder<Ret>, key: ExprType<K>, label: Label) => StatementResult
      : T extends DictType<infer K, infer V>
        ? ($: BlockBuilder<Ret>, value: ExprType<V>, key: ExprType<K>, label: Label) => StatementResult
        : never;

/** Records the statements of a body; called with an expression it records that. `Ret` is what may be returned. */
export interface BlockBuilder<Ret> {
  /** Evaluates an expression as a statement. */
  (expr: Expr): void;

  /** Declares a variable that may be assigned to; with a type it has exactly that type. */
  let<V>(value: V): ExprType<TypeOf<V>>;
  let<T extends EastType>(value: SubtypeExprOrValue<T>, type: T): ExprType<T>;

  /** Names a value, which is then evaluated once. */
  const<V>(value: V): ExprType<TypeOf<V>>;
  const<T extends EastType>(value: SubtypeExprOrValue<T>, type: T): ExprType<T>;

  /** Gives a variable made by `$.let` a new value. */
  assign<E extends Expr>(variable: E, value: SubtypeExprOrValue<E[typeof TypeSymbol]>): NullExpr;

  /** Leaves the function with a value. */
  return(value: SubtypeExprOrValue<Ret>): void;

  /** Leaves the loop. */
  break(label: Label): void;

  /** Goes on with the next round of the loop. */
  continue(label: Label): void;

  /** Raises an error. */
  error(message: StringExpr | string, location?: Location): NeverExpr;

  /** Runs the body when the condition holds; `.elseIf` and `.else` may follow. */
  if(
    condition: SubtypeExprOrValue<{ readonly type: "Boolean" }>,
    body: ($: BlockBuilder<Ret>) => StatementResult,
  ): IfChain<Ret>;

  /** Runs the body as long as the condition, which is evaluated each time, holds. */
  while(
    condition: SubtypeExprOrValue<{ readonly type: "Boolean" }>,
    body: ($: BlockBuilder<Ret>, label: Label) => StatementResult,
  ): void;

  /** Runs the body for each element of an array, a set (in key order) or a dict (in key order). */
  for<T extends ArrayType | SetType | DictType>(collection: Expr<T>, body: LoopBody<T, Ret>): void;

  /** Runs the body of the variant's case; for cases without a body nothing is done. */
  match<C extends VariantType["cases"]>(
    variant: Expr<VariantType<C>>,
    bodies: { [K in keyof C]?: ($: BlockBuilder<Ret>, data: ExprType<C[K]>) => StatementResult },
  ): void;

  /** Runs the body when the variant has the case, otherwise the other body. */
  matchTag<C extends VariantType["cases"], K extends keyof C & string>(
    variant: Expr<VariantType<C>>,
    name: K,
    body: ($: BlockBuilder<Ret>, data: ExprType<C[K]>) => StatementResult,
    other?: ($: BlockBuilder<Ret>) => StatementResult,
  ): void;

  /** Runs the body; an error in it goes to `.catch` or is forgotten, and `.finally` runs in any case. */
  try(body: ($: BlockBuilder<Ret>) => StatementResult): TryChain<Ret>;
}

/** What may follow `$.if`. */
interface IfChain<Ret> {
  elseIf(
    condition: SubtypeExprOrValue<{ readonly type: "Boolean" }>,
    body: ($: BlockBuilder<Ret>) => StatementResult,
  ): IfChain<Ret>;
  else(body: ($: BlockBuilder<Ret>) => StatementResult): void;
}

/** What may follow `$.try`. */
interface TryChain<Ret> extends FinallyChain<Ret> {
  catch(
    body: ($: BlockBuilder<Ret>, message: StringExpr, stack: StackExpr) => StatementResult,
  ): FinallyChain<Ret>;
}

/** What may follow `.catch`. */
interface FinallyChain<Ret> {
  finally(body: ($: BlockBuilder<Ret>) => StatementResult): void;
}
