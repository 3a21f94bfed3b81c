/**
 * The East type of IR and the TypeScript types of its nodes (spec/east-ir.md 1). An IR is an ordinary value of
 * `IRType`: variants of structs whose first two fields are always `type` and `loc_id`.
 */
import {
  EastTypeType,
  type EastTypeValue,
  type LiteralValue,
  LiteralValueType,
} from "../types/type-value.js";
import {
  ArrayType,
  BooleanType,
  type EastType,
  IntegerType,
  RecursiveType,
  StringType,
  StructType,
  VariantType,
} from "../types/types.js";
import type { variant } from "../values/variant.js";

/** A position in the user's source; lines and columns count from 1 (spec/east-ir.md 2). */
export const LocationType = StructType({ filename: StringType, line: IntegerType, column: IntegerType });

/** Where a loop is named. */
export const IRLabelType = StructType({ name: StringType, loc_id: IntegerType });

/** The fields that every node begins with. */
const NODE = { type: EastTypeType, loc_id: IntegerType } as const;

/** The payload of a Variable node. */
export const VariableType = StructType({
  ...NODE,
  name: StringType,
  mutable: BooleanType,
  captured: BooleanType,
});

/** The type of IR, case for case and field for field the one of the reference runtime. */
export const IRType = RecursiveType((ir) => {
  const node = <F extends Record<string, EastType>>(fields: F) => StructType({ ...NODE, ...fields });
  const list = ArrayType(ir);
  const fn = node({ captures: list, parameters: list, body: ir });
  const call = node({ function: ir, arguments: list });
  const jump = node({ label: IRLabelType });
  return VariantType({
    Value: node({ value: LiteralValueType }),
    Variable: VariableType,
    Let: node({ variable: ir, value: ir }),
    Assign: node({ variable: ir, value: ir }),
    As: node({ value: ir }),
    UnwrapRecursive: node({ value: ir }),
    WrapRecursive: node({ value: ir }),
    Function: fn,
    AsyncFunction: fn,
    Call: call,
    CallAsync: call,
    Builtin: node({ builtin: StringType, type_parameters: ArrayType(EastTypeType), arguments: list }),
    Platform: node({
      name: StringType,
      type_parameters: ArrayType(EastTypeType),
      arguments: list,
      async: BooleanType,
      optional: BooleanType,
    }),
    NewRef: node({ value: ir }),
    NewArray: node({ values: list }),
    NewSet: node({ values: list }),
    NewVector: node({ values: list }),
    NewMatrix: node({ values: list, rows: IntegerType, cols: IntegerType }),
    NewDict: node({ values: ArrayType(StructType({ key: ir, value: ir })) }),
    Struct: node({ fields: ArrayType(StructType({ name: StringType, value: ir })) }),
    GetField: node({ field: StringType, struct: ir }),
    Variant: node({ case: StringType, value: ir }),
    Match: node({
      variant: ir,
      cases: ArrayType(StructType({ case: StringType, variable: ir, body: ir })),
    }),
    Block: node({ statements: list }),
    IfElse: node({ ifs: ArrayType(StructType({ predicate: ir, body: ir })), else_body: ir }),
    While: node({ predicate: ir, label: IRLabelType, body: ir }),
    ForArray: node({ array: ir, label: IRLabelType, key: ir, value: ir, body: ir }),
    ForSet: node({ set: ir, label: IRLabelType, key: ir, body: ir }),
    ForDict: node({ dict: ir, label: IRLabelType, key: ir, value: ir, body: ir }),
    Break: jump,
    Continue: jump,
    Return: node({ value: ir }),
    Error: node({ message: ir }),
    TryCatch: node({ try_body: ir, catch_body: ir, message: ir, stack: ir, finally_body: ir }),
  });
});

/** A position as an East value. */
export type LocationValue = { filename: string; line: bigint; column: bigint };

export type IRLabel = { name: string; loc_id: bigint };

type Node<K extends string, F> = variant<K, { type: EastTypeValue; loc_id: bigint } & F>;

// Interfaces, because the nodes mention `IR`, which mentions them.
export interface ValueIR extends Node<"Value", { value: LiteralValue }> {}
export interface VariableIR extends Node<"Variable", { name: string; mutable: boolean; captured: boolean }> {}
export interface LetIR extends Node<"Let", { variable: VariableIR; value: IR }> {}
export interface AssignIR extends Node<"Assign", { variable: VariableIR; value: IR }> {}
export interface AsIR extends Node<"As", { value: IR }> {}
export interface UnwrapRecursiveIR extends Node<"UnwrapRecursive", { value: IR }> {}
export interface WrapRecursiveIR extends Node<"WrapRecursive", { value: IR }> {}
export interface FunctionIR
  extends Node<"Function", { captures: VariableIR[]; parameters: VariableIR[]; body: IR }> {}
export interface AsyncFunctionIR
  extends Node<"AsyncFunction", { captures: VariableIR[]; parameters: VariableIR[]; body: IR }> {}
export interface CallIR extends Node<"Call", { function: IR; arguments: IR[] }> {}
export interface CallAsyncIR extends Node<"CallAsync", { function: IR; arguments: IR[] }> {}
export interface BuiltinIR
  extends Node<"Builtin", { builtin: string; type_parameters: EastTypeValue[]; arguments: IR[] }> {}
export interface PlatformIR
  extends Node<
    "Platform",
    { name: string; type_parameters: EastTypeValue[]; arguments: IR[]; async: boolean; optional: boolean }
  > {}
export interface NewRefIR extends Node<"NewRef", { value: IR }> {}
export interface NewArrayIR extends Node<"NewArray", { values: IR[] }> {}
export interface NewSetIR extends Node<"NewSet", { values: IR[] }> {}
export interface NewVectorIR extends Node<"NewVector", { values: IR[] }> {}
export interface NewMatrixIR extends Node<"NewMatrix", { values: IR[]; rows: bigint; cols: bigint }> {}
export interface NewDictIR extends Node<"NewDict", { values: { key: IR; value: IR }[] }> {}
export interface StructIR extends Node<"Struct", { fields: { name: string; value: IR }[] }> {}
export interface GetFieldIR extends Node<"GetField", { field: string; struct: IR }> {}
export interface VariantIR extends Node<"Variant", { case: string; value: IR }> {}
export interface MatchIR
  extends Node<"Match", { variant: IR; cases: { case: string; variable: VariableIR; body: IR }[] }> {}
export interface BlockIR extends Node<"Block", { statements: IR[] }> {}
export interface IfElseIR extends Node<"IfElse", { ifs: { predicate: IR; body: IR }[]; else_body: IR }> {}
export interface WhileIR extends Node<"While", { predicate: IR; label: IRLabel; body: IR }> {}
export interface ForArrayIR
  extends Node<"ForArray", { array: IR; label: IRLabel; key: VariableIR; value: VariableIR; body: IR }> {}
export interface ForSetIR extends Node<"ForSet", { set: IR; label: IRLabel; key: VariableIR; body: IR }> {}
export interface ForDictIR
  extends Node<"ForDict", { dict: IR; label: IRLabel; key: VariableIR; value: VariableIR; body: IR }> {}
export interface BreakIR extends Node<"Break", { label: IRLabel }> {}
export interface ContinueIR extends Node<"Continue", { label: IRLabel }> {}
export interface ReturnIR extends Node<"Return", { value: IR }> {}
export interface ErrorIR extends Node<"Error", { message: IR }> {}
export interface TryCatchIR
  extends Node<
    "TryCatch",
    { try_body: IR; catch_body: IR; message: VariableIR; stack: VariableIR; finally_body: IR }
  > {}

/** A node of East IR. */
export type IR =
  | AsIR
  | AssignIR
  | AsyncFunctionIR
  | BlockIR
  | BreakIR
  | BuiltinIR
  | CallIR
  | CallAsyncIR
  | ContinueIR
  | ErrorIR
  | ForArrayIR
  | ForDictIR
  | ForSetIR
  | FunctionIR
  | GetFieldIR
  | IfElseIR
  | LetIR
  | MatchIR
  | NewArrayIR
  | NewDictIR
  | NewMatrixIR
  | NewRefIR
  | NewSetIR
  | NewVectorIR
  | PlatformIR
  | ReturnIR
  | StructIR
  | TryCatchIR
  | UnwrapRecursiveIR
  | ValueIR
  | VariableIR
  | VariantIR
  | WhileIR
  | WrapRecursiveIR;

/**
 * The location stacks that `loc_id`s index. Entry 0 is the empty stack; frames are innermost first
 * (spec/east-ir.md 2).
 */
export type SourceMap = { stacks: readonly (readonly LocationValue[])[] };

/** The source map of a program without locations. */
export const NO_SOURCE_MAP: SourceMap = Object.freeze({ stacks: Object.freeze([Object.freeze([])]) });
