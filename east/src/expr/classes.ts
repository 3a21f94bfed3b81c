/** Which class an expression of each type has. A class is added by its line here and its line in expr-types.ts. */

import { ArrayExpr } from "./array.js";
import type { AST } from "./ast.js";
import { functionAst } from "./block.js";
import { BooleanExpr } from "./boolean.js";
import { ValueExpr } from "./comparison.js";
import { DictExpr } from "./dict.js";
import { type Expr, fromAst as make, setMakers } from "./expr.js";
import { FloatExpr } from "./float.js";
import { callable } from "./function.js";
import { IntegerExpr } from "./integer.js";
import { NeverExpr } from "./never.js";
import { NullExpr } from "./null.js";
import { variantExpr } from "./option.js";
import { RecursiveExpr } from "./recursive.js";
import { RefExpr } from "./ref.js";
import { SetExpr } from "./set.js";
import { StringExpr } from "./string.js";
import { StructExpr } from "./struct.js";

const expressionOf: { readonly [Tag in AST["type"]["type"]]: (ast: AST) => Expr } = {
  Never: (ast) => new NeverExpr(ast),
  Null: (ast) => new NullExpr(ast),
  Boolean: (ast) => new BooleanExpr(ast),
  Integer: (ast) => new IntegerExpr(ast),
  Float: (ast) => new FloatExpr(ast),
  String: (ast) => new StringExpr(ast),
  DateTime: (ast) => new ValueExpr(ast),
  Blob: (ast) => new ValueExpr(ast),
  Ref: (ast) => new RefExpr(ast),
  Array: (ast) => new ArrayExpr(ast),
  Set: (ast) => new SetExpr(ast),
  Dict: (ast) => new DictExpr(ast),
  Struct: (ast) => new StructExpr(ast),
  Variant: variantExpr,
  Vector: (ast) => new ValueExpr(ast),
  Matrix: (ast) => new ValueExpr(ast),
  Recursive: (ast) => new RecursiveExpr(ast),
  Function: callable,
  AsyncFunction: callable,
};

setMakers({
  expression: (ast) => expressionOf[ast.type.type](ast),
  function: functionAst,
});

// Taken from here, the classes are there; a bundler may drop a module that nothing is taken from.
export const fromAst = make;
