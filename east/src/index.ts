export { catalogue } from "./builtins/catalogue.js";
export {
  type Beast2DecodeOptions,
  decodeBeast2,
  decodeBeast2For,
  decodeBeast2FromStream,
  decodeBeast2FromStreamFor,
} from "./compiler/beast2.js";
export {
  analyzeIR,
  type CompileOptions,
  compileAsyncFunctionIR,
  compileFunctionIR,
  compileIR,
  instantiateFunction,
  instantiateWith,
} from "./compiler/compile.js";
export { AsyncEastIR, EastIR } from "./compiler/east-ir.js";
export { EastRecursionError } from "./compiler/failure.js";
export * from "./errors.js";
export { ArrayExpr } from "./expr/array.js";
export type * from "./expr/ast.js";
export { BlockBuilder } from "./expr/block.js";
export { BooleanExpr } from "./expr/boolean.js";
export { DictExpr } from "./expr/dict.js";
export type { ExprFactory } from "./expr/expr.js";
export type { ExpandOnce, ExprType, SubType, SubtypeExprOrValue, TypeOf } from "./expr/expr-types.js";
export { FloatExpr } from "./expr/float.js";
export {
  AsyncFunctionExpr,
  type CallableAsyncFunctionExpr,
  type CallableFunctionExpr,
  FunctionExpr,
} from "./expr/function.js";
export type { GenericPlatformDefinition, TypeParameter } from "./expr/generic-platform.js";
export { IntegerExpr } from "./expr/integer.js";
export { get_location, type Location, printLocation, printLocationValue } from "./expr/location.js";
export { NeverExpr } from "./expr/never.js";
export { NullExpr } from "./expr/null.js";
export { VariantExpr } from "./expr/option.js";
export type { AsyncPlatformDefinition, PlatformDefinition } from "./expr/platform.js";
export { RecursiveExpr } from "./expr/recursive.js";
export { RefExpr } from "./expr/ref.js";
export { SetExpr } from "./expr/set.js";
export { Expr } from "./expr/statics.js";
export { StringExpr } from "./expr/string.js";
export { StructExpr } from "./expr/struct.js";
export { type Beast2EncodeOptions, encodeBeast2For } from "./formats/beast2/beast2.js";
export { encodeBeast2ToStreamFor } from "./formats/beast2/streams.js";
export { decodeJSONFor, encodeJSONFor, fromJSONFor, toJSONFor } from "./formats/json/json.js";
export {
  decodeEastFor,
  encodeEastFor,
  type ParseResult,
  parseFor,
  parseInferred,
  parseType,
  printFor,
} from "./formats/text/text.js";
export * from "./ir/ir.js";
export { IRError } from "./ir/ir-error.js";
export type { PlatformFunction } from "./ir/platform.js";
export * as East from "./library/east.js";
export { TypeEqual, TypeIntersect, TypeUnion, TypeWiden } from "./types/combine.js";
export * from "./types/names.js";
export { printType } from "./types/print-type.js";
export { isSubtype, isTypeEqual } from "./types/relations.js";
export * from "./types/type-value.js";
export * from "./types/types.js";
export * from "./types/value-types.js";
export * from "./values/compare.js";
export { defaultValue, minimalValue } from "./values/default-value.js";
export * from "./values/function.js";
export { isValueOf } from "./values/is-value.js";
export * from "./values/matrix.js";
export * from "./values/ref.js";
export * from "./values/sorted.js";
export { EastTypeOf } from "./values/type-of.js";
export * from "./values/variant.js";
