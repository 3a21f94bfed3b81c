/**
 * Expressions as text (spec/east-api.md 2.9): what stands below the classes, so that their messages can use it
 * too.
 */
import { StringType } from "../types/types.js";
import { builtin } from "./builtin.js";
import { type Expr, fromAst, isExpr, TypeSymbol } from "./expr.js";
import { kindOf, toAst } from "./literal.js";
import { buildError } from "./location.js";
import type { StringExpr } from "./string.js";

/** The text form of a value. */
export function print(e: Expr): StringExpr {
  const ast = toAst(e);
  return builtin("Print", [ast.type], fromAst(ast));
}

/** A template whose parts are printed, texts as they are. */
export function str(strings: TemplateStringsArray, ...parts: (Expr | string)[]): StringExpr {
  const pieces: (StringExpr | string)[] = [];
  strings.forEach((text, i) => {
    if (text !== "") pieces.push(text);
    if (i < parts.length) pieces.push(textOf(parts[i]));
  });
  const [first = "", ...others] = pieces;
  return others.reduce<StringExpr>((text, piece) => text.concat(piece), fromAst(toAst(first, StringType)));
}

function textOf(part: unknown): StringExpr | string {
  if (typeof part === "string") return part;
  if (isExpr(part)) return part[TypeSymbol].type === "String" ? (part as StringExpr) : print(part);
  throw buildError(`East.str takes expressions and strings, got ${kindOf(part)}: use East.value to make one`);
}
