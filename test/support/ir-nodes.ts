/** Building IR by hand, for tests: a function per node kind, with East types; what can be derived is. */
import {
  ArrayType,
  AsyncFunctionType,
  BlobType,
  BooleanType,
  DateTimeType,
  type DictType,
  type EastType,
  type ElementType,
  FloatType,
  type FunctionIR,
  FunctionType,
  fromEastTypeValue,
  IntegerType,
  type IR,
  LocationType,
  type MatrixType,
  NeverType,
  NullType,
  type RefType,
  type SetType,
  StringType,
  toEastTypeValue,
  type VariableIR,
  VectorType,
  variant,
} from "@elaraai/east";

/** A node of any kind and type. */
export function node(kind: IR["type"], type: EastType, fields: Record<string, unknown>): any {
  return variant(kind, { type: toEastTypeValue(type), loc_id: 0n, ...fields });
}

/** The node with a location. */
export function at<N extends IR>(locId: number, of: N): N {
  return variant(of.type, { ...of.value, loc_id: BigInt(locId) }) as N;
}

export const typeOf = (of: IR): EastType => fromEastTypeValue(of.value.type);

const LITERALS: [(x: unknown) => boolean, string, EastType][] = [
  [(x) => x === null, "Null", NullType],
  [(x) => typeof x === "boolean", "Boolean", BooleanType],
  [(x) => typeof x === "bigint", "Integer", IntegerType],
  [(x) => typeof x === "number", "Float", FloatType],
  [(x) => typeof x === "string", "String", StringType],
  [(x) => x instanceof Date, "DateTime", DateTimeType],
  [(x) => x instanceof Uint8Array, "Blob", BlobType],
];

export function value(literal: unknown): IR {
  const [, name, type] = LITERALS.find(([is]) => is(literal)) as (typeof LITERALS)[number];
  return node("Value", type, { value: variant(name, literal) });
}

export const nothing: IR = value(null);

export function variable(name: string, type: EastType, mutable = false): VariableIR {
  return node("Variable", type, { name, mutable, captured: false });
}

export const mutable = (name: string, type: EastType): VariableIR => variable(name, type, true);

export const define = (of: VariableIR, to: IR): IR => node("Let", NullType, { variable: of, value: to });

export const assign = (of: VariableIR, to: IR): IR => node("Assign", NullType, { variable: of, value: to });

export const as = (type: EastType, of: IR): IR => node("As", type, { value: of });

export const wrap = (type: EastType, of: IR): IR => node("WrapRecursive", type, { value: of });

export const unwrap = (type: EastType, of: IR): IR => node("UnwrapRecursive", type, { value: of });

type FunctionOptions = { captures?: VariableIR[]; output?: EastType };

export function fn(parameters: VariableIR[], body: IR, options: FunctionOptions = {}): FunctionIR {
  const type = FunctionType(parameters.map(typeOf), options.output ?? typeOf(body));
  return node("Function", type, { captures: options.captures ?? [], parameters, body });
}

export function asyncFn(parameters: VariableIR[], body: IR, options: FunctionOptions = {}): IR {
  const type = AsyncFunctionType(parameters.map(typeOf), options.output ?? typeOf(body));
  return node("AsyncFunction", type, { captures: options.captures ?? [], parameters, body });
}

const outputOf = (callee: IR): EastType => (typeOf(callee) as FunctionType).output;

export const call = (callee: IR, ...args: IR[]): IR =>
  node("Call", outputOf(callee), { function: callee, arguments: args });

export const callAsync = (callee: IR, ...args: IR[]): IR =>
  node("CallAsync", outputOf(callee), { function: callee, arguments: args });

/** A builtin with its type parameters and its type. */
export const builtin = (name: string, types: EastType[], type: EastType, ...args: IR[]): IR =>
  node("Builtin", type, { builtin: name, type_parameters: types.map(toEastTypeValue), arguments: args });

type PlatformOptions = { async?: boolean; optional?: boolean; types?: EastType[] };

export const platform = (name: string, type: EastType, args: IR[], options: PlatformOptions = {}): IR =>
  node("Platform", type, {
    name,
    type_parameters: (options.types ?? []).map(toEastTypeValue),
    arguments: args,
    async: options.async ?? false,
    optional: options.optional ?? false,
  });

export const newRef = (type: RefType, of: IR): IR => node("NewRef", type, { value: of });

export const newArray = (element: EastType, ...values: IR[]): IR =>
  node("NewArray", ArrayType(element), { values });

export const newSet = (type: SetType, ...values: IR[]): IR => node("NewSet", type, { values });

export const newDict = (type: DictType, ...values: [IR, IR][]): IR =>
  node("NewDict", type, { values: values.map(([key, of]) => ({ key, value: of })) });

export const newVector = (element: ElementType, ...values: IR[]): IR =>
  node("NewVector", VectorType(element), { values });

export const newMatrix = (type: MatrixType, rows: number, cols: number, ...values: IR[]): IR =>
  node("NewMatrix", type, { values, rows: BigInt(rows), cols: BigInt(cols) });

export const struct = (type: EastType, ...fields: [string, IR][]): IR =>
  node("Struct", type, { fields: fields.map(([name, of]) => ({ name, value: of })) });

export const getField = (type: EastType, of: IR, field: string): IR =>
  node("GetField", type, { field, struct: of });

export const tagged = (type: EastType, name: string, of: IR): IR =>
  node("Variant", type, { case: name, value: of });

export const match = (type: EastType, of: IR, ...cases: [string, VariableIR, IR][]): IR =>
  node("Match", type, {
    variant: of,
    cases: cases.map(([name, bound, body]) => ({ case: name, variable: bound, body })),
  });

/** A Block of the type of its last statement. */
export function block(...statements: IR[]): IR {
  const last = statements.at(-1);
  return node("Block", last === undefined ? NullType : typeOf(last), { statements });
}

/** Predicates and bodies in turn, then the last body. */
export function ifElse(type: EastType, ...parts: IR[]): IR {
  const ifs = [];
  for (let i = 0; i + 1 < parts.length; i += 2) ifs.push({ predicate: parts[i], body: parts[i + 1] });
  return node("IfElse", type, { ifs, else_body: parts.at(-1) });
}

const labelled = (name: string): { name: string; loc_id: bigint } => ({ name, loc_id: 0n });

export const whileLoop = (predicate: IR, body: IR, label = "loop"): IR =>
  node("While", NullType, { predicate, label: labelled(label), body });

export const forArray = (array: IR, item: VariableIR, key: VariableIR, body: IR, label = "loop"): IR =>
  node("ForArray", NullType, { array, label: labelled(label), key, value: item, body });

export const forSet = (set: IR, key: VariableIR, body: IR, label = "loop"): IR =>
  node("ForSet", NullType, { set, label: labelled(label), key, body });

export const forDict = (dict: IR, item: VariableIR, key: VariableIR, body: IR, label = "loop"): IR =>
  node("ForDict", NullType, { dict, label: labelled(label), key, value: item, body });

export const breakLoop = (label = "loop"): IR => node("Break", NeverType, { label: labelled(label) });

export const continueLoop = (label = "loop"): IR => node("Continue", NeverType, { label: labelled(label) });

export const returning = (of: IR): IR => node("Return", NeverType, { value: of });

export const error = (message: IR | string): IR =>
  node("Error", NeverType, { message: typeof message === "string" ? value(message) : message });

export const StackType: EastType = ArrayType(LocationType);

type TryOptions = { message?: string; stack?: string; finally?: IR };

export const tryCatch = (type: EastType, body: IR, caught: IR, options: TryOptions = {}): IR =>
  node("TryCatch", type, {
    try_body: body,
    catch_body: caught,
    message: variable(options.message ?? "message", StringType),
    stack: variable(options.stack ?? "stack", StackType),
    finally_body: options.finally ?? nothing,
  });

// The builtins that tests need most.

export const add = (a: IR, b: IR): IR => builtin("IntegerAdd", [], IntegerType, a, b);

export const less = (a: IR, b: IR): IR => builtin("Less", [IntegerType], BooleanType, a, b);

export const equal = (type: EastType, a: IR, b: IR): IR => builtin("Equal", [type], BooleanType, a, b);

export const push = (array: IR, item: IR): IR =>
  builtin("ArrayPushLast", [typeOf(item)], NullType, array, item);

export const concat = (a: IR, b: IR): IR => builtin("StringConcat", [], StringType, a, b);
