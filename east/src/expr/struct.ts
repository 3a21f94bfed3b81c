/** Struct expressions (spec/east-api.md 2.5): a property per field, and no methods, so that fields may have any name. */
import { memberNames } from "../types/names.js";
import type { EastType, Fields, StructType } from "../types/types.js";
import type { AST } from "./ast.js";
import { astOf, Expr, fromAst, NamesSymbol, TypeSymbol } from "./expr.js";
import type { ExprType } from "./expr-types.js";
import { captureLocation } from "./location.js";

class StructBase<F extends Fields> extends Expr<StructType<F>> {
  constructor(ast: AST) {
    super(ast);
    Object.defineProperties(this, gettersFor(ast.type as StructType));
  }

  get [NamesSymbol](): readonly (keyof F & string)[] {
    return memberNames(this[TypeSymbol].fields);
  }
}

/** An expression of a struct; reading a property gives the expression of the field. */
export type StructExpr<F extends Fields> = StructBase<F> & { readonly [K in keyof F]: ExprType<F[K]> };
export const StructExpr = StructBase;

const getters = new WeakMap<StructType, PropertyDescriptorMap>();

/** Own and enumerable, so that `{...struct, extra}` is a literal with the same fields. Made once per type. */
function gettersFor(type: StructType): PropertyDescriptorMap {
  let map = getters.get(type);
  if (map === undefined) {
    map = Object.fromEntries(
      memberNames(type.fields).map((field): [string, PropertyDescriptor] => [
        field,
        {
          enumerable: true,
          get(this: StructBase<Fields>) {
            return getField(astOf(this), field, type.fields[field] as EastType);
          },
        },
      ]),
    );
    getters.set(type, map);
  }
  return map;
}

function getField(struct: AST, field: string, type: EastType): unknown {
  return fromAst({ ast_type: "GetField", type, location: captureLocation(), field, struct });
}
