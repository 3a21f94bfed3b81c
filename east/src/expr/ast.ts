/**
 * What expressions hold: the abstract syntax tree that the API builds. The nodes mirror those of IR (spec/east-ir.md 1)
 * with types instead of type values and without names: a variable or label *is* its node, and names are given when
 * IR is made. A tree may be used in several places; each use is turned into IR on its own.
 */
import type { Members } from "../types/names.js";
import { type EastType, NullType } from "../types/types.js";
import type { LocationStack } from "./location.js";

type Node<K extends string, F> = {
  readonly ast_type: K;
  /** The static type of the expression. Statements that are extended in place may still become Never. */
  type: EastType;
  readonly location: LocationStack;
} & F;

/** Names a loop for `break` and `continue`. */
export type Label = { readonly location: LocationStack };

// Interfaces, because the nodes mention `AST`, which mentions them.
export interface ValueAST
  extends Node<"Value", { readonly value: null | boolean | bigint | number | string | Date | Uint8Array }> {}
export interface VariableAST extends Node<"Variable", { readonly mutable: boolean }> {}
export interface LetAST extends Node<"Let", { readonly variable: VariableAST; readonly value: AST }> {}
export interface AssignAST extends Node<"Assign", { readonly variable: VariableAST; readonly value: AST }> {}
export interface AsAST extends Node<"As", { readonly value: AST }> {}
export interface UnwrapRecursiveAST extends Node<"UnwrapRecursive", { readonly value: AST }> {}
export interface WrapRecursiveAST extends Node<"WrapRecursive", { readonly value: AST }> {}
export interface FunctionAST
  extends Node<"Function", { readonly parameters: readonly VariableAST[]; readonly body: AST }> {}
export interface AsyncFunctionAST
  extends Node<"AsyncFunction", { readonly parameters: readonly VariableAST[]; readonly body: AST }> {}
export interface CallAST
  extends Node<"Call", { readonly function: AST; readonly arguments: readonly AST[] }> {}
export interface CallAsyncAST
  extends Node<"CallAsync", { readonly function: AST; readonly arguments: readonly AST[] }> {}
export interface BuiltinAST
  extends Node<
    "Builtin",
    {
      readonly builtin: string;
      readonly type_parameters: readonly EastType[];
      /** What the arguments are widened to. */
      readonly inputs: readonly EastType[];
      readonly arguments: readonly AST[];
    }
  > {}
export interface PlatformAST
  extends Node<
    "Platform",
    {
      readonly name: string;
      readonly type_parameters: readonly EastType[];
      /** What the arguments are widened to. */
      readonly inputs: readonly EastType[];
      readonly arguments: readonly AST[];
      readonly async: boolean;
      readonly optional: boolean;
    }
  > {}
export interface NewRefAST extends Node<"NewRef", { readonly value: AST }> {}
export interface NewArrayAST extends Node<"NewArray", { readonly values: readonly AST[] }> {}
export interface NewSetAST extends Node<"NewSet", { readonly values: readonly AST[] }> {}
export interface NewDictAST
  extends Node<"NewDict", { readonly values: readonly { readonly key: AST; readonly value: AST }[] }> {}
export interface StructAST extends Node<"Struct", { readonly fields: Members<AST> }> {}
export interface GetFieldAST extends Node<"GetField", { readonly field: string; readonly struct: AST }> {}
export interface VariantAST extends Node<"Variant", { readonly case: string; readonly value: AST }> {}
export interface MatchAST
  extends Node<
    "Match",
    {
      readonly variant: AST;
      /** One for every case of the variant's type, in the order of the type. */
      readonly cases: Members<{ readonly variable: VariableAST; readonly body: AST }>;
    }
  > {}
export interface BlockAST extends Node<"Block", { readonly statements: readonly AST[] }> {}
export interface IfElseAST
  extends Node<
    "IfElse",
    { readonly ifs: { readonly predicate: AST; readonly body: AST }[]; else_body: AST }
  > {}
export interface WhileAST
  extends Node<"While", { readonly predicate: AST; readonly label: Label; readonly body: AST }> {}
export interface ForArrayAST
  extends Node<
    "ForArray",
    {
      readonly array: AST;
      readonly label: Label;
      readonly key: VariableAST;
      readonly value: VariableAST;
      readonly body: AST;
    }
  > {}
export interface ForSetAST
  extends Node<
    "ForSet",
    { readonly set: AST; readonly label: Label; readonly key: VariableAST; readonly body: AST }
  > {}
export interface ForDictAST
  extends Node<
    "ForDict",
    {
      readonly dict: AST;
      readonly label: Label;
      readonly key: VariableAST;
      readonly value: VariableAST;
      readonly body: AST;
    }
  > {}
export interface BreakAST extends Node<"Break", { readonly label: Label }> {}
export interface ContinueAST extends Node<"Continue", { readonly label: Label }> {}
export interface ReturnAST extends Node<"Return", { readonly value: AST }> {}
export interface ErrorAST extends Node<"Error", { readonly message: AST }> {}
export interface TryCatchAST
  extends Node<
    "TryCatch",
    {
      readonly try_body: AST;
      readonly message: VariableAST;
      readonly stack: VariableAST;
      catch_body: AST;
      finally_body: AST;
    }
  > {}

/** A node of the tree that expressions build. */
export type AST =
  | AsAST
  | AssignAST
  | AsyncFunctionAST
  | BlockAST
  | BreakAST
  | BuiltinAST
  | CallAST
  | CallAsyncAST
  | ContinueAST
  | ErrorAST
  | ForArrayAST
  | ForDictAST
  | ForSetAST
  | FunctionAST
  | GetFieldAST
  | IfElseAST
  | LetAST
  | MatchAST
  | NewArrayAST
  | NewDictAST
  | NewRefAST
  | NewSetAST
  | PlatformAST
  | ReturnAST
  | StructAST
  | TryCatchAST
  | UnwrapRecursiveAST
  | ValueAST
  | VariableAST
  | VariantAST
  | WhileAST
  | WrapRecursiveAST;

/** A variable that nothing may be assigned to: a parameter, a loop variable, the data of a match, an error. */
export function constant(type: EastType, location: LocationStack): VariableAST {
  return { ast_type: "Variable", type, location, mutable: false };
}

/** The null value that stands where a body is empty or absent. */
export function nullValue(location: LocationStack): ValueAST {
  return { ast_type: "Value", type: NullType, location, value: null };
}

/** Whether evaluating a node again costs next to nothing and gives the same. */
export function isStable(ast: AST): boolean {
  return (
    ast.ast_type === "Value" || ast.ast_type === "Function" || (ast.ast_type === "Variable" && !ast.mutable)
  );
}

export function isNever(ast: AST): boolean {
  return ast.type.type === "Never";
}
