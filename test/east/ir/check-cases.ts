/** Types, nodes and platform functions that the tests of the checker share. */
import {
  type EastType,
  FloatType,
  IntegerType,
  type IR,
  NullType,
  type PlatformFunction,
  RecursiveType,
  StringType,
  StructType,
  toEastTypeValue,
  VariantType,
  variant,
} from "@elaraai/east";
import * as n from "../../support/ir-nodes.js";

const { value } = n;
export const zero = value(0n);
export const text = value("x");
export const yes = value(true);
export const never = n.error("x");

export const Point = StructType({ x: IntegerType, y: IntegerType });
export const Shape = VariantType({ circle: FloatType, dot: NullType });
export const List = RecursiveType((self) =>
  VariantType({ nil: NullType, cons: StructType({ head: IntegerType, tail: self }) }),
);
export const Unfolded = VariantType({ nil: NullType, cons: StructType({ head: IntegerType, tail: List }) });

export const i = n.variable("i", IntegerType);
export const m = n.mutable("m", IntegerType);

export const platform = (
  name: string,
  inputs: EastType[],
  output: EastType,
  type: "sync" | "async" = "sync",
): PlatformFunction => ({
  name,
  inputs: inputs.map(toEastTypeValue),
  output: toEastTypeValue(output),
  type,
  fn: () => null,
});

export const registered = [
  platform("log", [StringType], NullType),
  platform("sleep", [IntegerType], NullType, "async"),
  { ...platform("typed", [], NullType), typeParameters: ["T"] },
];

/** A function of nothing whose body is the node, preceded by others. */
export const body = (...statements: IR[]): IR =>
  n.fn([], statements.length === 1 ? statements[0]! : n.block(...statements));

/** A value with a type value that need not be one. */
export const typed = (type: unknown): IR => n.fn([], changed(zero, { type }), { output: IntegerType });

export const asyncBody = (of: IR): IR => n.asyncFn([], of);

export const retyped = (of: IR, type: EastType): IR =>
  variant(of.type, { ...of.value, type: toEastTypeValue(type) }) as IR;

export const changed = (of: IR, fields: object): IR => variant(of.type, { ...of.value, ...fields }) as IR;

export const noLoop = variant("Break", n.breakLoop("loop").value) as IR;
