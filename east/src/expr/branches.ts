/** Nodes of several branches: their common type, and a Match with all cases of a variant (spec/east-ir.md 9.1 and 9.3). */
import { TypeUnion } from "../types/combine.js";
import { memberEntries, membersOf } from "../types/names.js";
import { printType } from "../types/print-type.js";
import { type EastType, NeverType } from "../types/types.js";
import { type AST, constant, type MatchAST } from "./ast.js";
import { type Expr, fromAst } from "./expr.js";
import { toAst } from "./literal.js";
import { buildError, type LocationStack, located } from "./location.js";

/**
 * A Match with a body for every case of the variant's type, in the order of the type, of the union of their types.
 *
 * @throws Error when `variant` is no variant expression, or the bodies have no common type.
 */
export function matchAst(
  variant: unknown,
  location: LocationStack,
  bodyFor: (name: string, data: Expr) => AST,
): MatchAST {
  const ast = toAst(variant, undefined, location);
  if (ast.type.type !== "Variant")
    throw buildError(`match not defined over ${printType(ast.type)}`, location);
  const cases = memberEntries(ast.type.cases).map(([name, payload]) => {
    const variable = constant(payload, location);
    return [name, { variable, body: bodyFor(name, fromAst(variable)) }] as const;
  });
  const type = unionOf(
    cases.map(([, { body }]) => body),
    location,
  );
  return { ast_type: "Match", type, location, variant: ast, cases: membersOf(cases, "match case") };
}

/** The type that holds the values of all branches. */
export function unionOf(branches: readonly AST[], location: LocationStack): EastType {
  return located(location, () =>
    branches.reduce<EastType>((type, branch) => TypeUnion(type, branch.type), NeverType),
  );
}
