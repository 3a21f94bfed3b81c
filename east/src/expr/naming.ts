/**
 * Expressions are evaluated as often as they stand in the program. Where a method needs one more than once, or in the
 * callback of a loop, the expression gets a name first, unless it stands for the same value anyway.
 */
import { isStable } from "./ast.js";
import { expressionBody } from "./block.js";
import type { BlockBuilder } from "./block-types.js";
import { astOf, type Expr, fromAst } from "./expr.js";
import { captureLocation } from "./location.js";

type Maybe = Expr | undefined;

const isSettled = (e: Maybe): boolean => e === undefined || isStable(astOf(e));

/** What `build` makes of expressions that are evaluated once, in this order, however often it uses them. */
export function naming<E extends readonly Maybe[]>(
  given: readonly [...E],
  build: (...names: E) => Expr,
): any {
  const body = ($: BlockBuilder<never>): Expr => {
    const names = given.map((e) => (e === undefined || isSettled(e) ? e : $.const(e)));
    return build(...(names as unknown as E));
  };
  return fromAst(expressionBody(captureLocation(), body));
}

/**
 * The same for a `build` that uses the expressions of `once` in order, before any other and only once: they need
 * no name unless one that is used `often` has to be evaluated after them.
 */
export function namingSome<O extends readonly Maybe[], E extends readonly Maybe[]>(
  once: readonly [...O],
  often: readonly [...E],
  build: (...names: [...O, ...E]) => Expr,
): any {
  if (often.every(isSettled)) return build(...once, ...often);
  return naming<[...O, ...E]>([...once, ...often], build);
}
