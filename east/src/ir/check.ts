/**
 * The static checks of an IR (spec/east-ir.md 3 to 6.4), for IR from any source: types, scopes, captures, labels,
 * mutability, async rules, and the signatures of builtins and platform functions. What a node kind requires is one row of
 * the table in section 4 and one function here or in check-calls.ts, in the same order.
 */

import { isStackOverflow } from "../formats/paths.js";
import { memberEntries } from "../types/names.js";
import { printType } from "../types/print-type.js";
import { isSubtype } from "../types/relations.js";
import type { LiteralValue } from "../types/type-value.js";
import {
  BooleanType,
  type EastType,
  IntegerType,
  NeverType,
  NullType,
  StringType,
  unfold,
} from "../types/types.js";
import { builtin, call, functionValue, platformCall } from "./check-calls.js";
import { Checking, type CheckOptions } from "./checking.js";
import type {
  AssignIR,
  BlockIR,
  BreakIR,
  ContinueIR,
  ForArrayIR,
  ForDictIR,
  ForSetIR,
  FunctionIR,
  GetFieldIR,
  IfElseIR,
  IR,
  IRLabel,
  LetIR,
  MatchIR,
  NewDictIR,
  NewMatrixIR,
  StructIR,
  TryCatchIR,
  ValueIR,
  VariableIR,
  VariantIR,
} from "./ir.js";
import { IRError } from "./ir-error.js";
import type { TypeTable } from "./type-table.js";

/** The types of a checked IR, for those who go on to compile it. */
export type Checked = { types: TypeTable };

/**
 * Checks a whole program: a function without captures, or a Block of Lets that ends in one.
 *
 * @throws IRError saying what is wrong and where. @throws Error when two platform functions have one name.
 */
export function checkIR(ir: IR, options: CheckOptions): Checked {
  const checking = new Checking(options, checkNode);
  try {
    root(checking, ir);
  } catch (error) {
    const why = isStackOverflow(error)
      ? "IR is nested too deeply"
      : error instanceof TypeError
        ? `IR is no value of its type: ${error.message}`
        : undefined;
    if (why === undefined) throw error;
    throw new IRError(why, { sourceMap: options.sourceMap, cause: error });
  }
  return { types: checking.types };
}

function root(c: Checking, ir: IR): void {
  const isFunction = (node: IR | undefined): boolean =>
    node?.type === "Function" || node?.type === "AsyncFunction";
  if (isFunction(ir)) {
    const { captures } = (ir as FunctionIR).value;
    if (c.options.captures === true) {
      for (const { value } of captures) c.declare(ir, value);
    } else if (captures.length > 0) {
      c.fail(ir, "expected a free function, without captured variables");
    }
  } else if (
    ir.type !== "Block" ||
    !isFunction(ir.value.statements.at(-1)) ||
    !ir.value.statements.slice(0, -1).every((node) => node.type === "Let")
  ) {
    c.fail(ir, `expected a free function, without captured variables, found ${ir.type}`);
  }
  c.check(ir);
}

function checkNode(c: Checking, node: IR, type: EastType): EastType {
  switch (node.type) {
    case "Value":
      return literal(c, node, type);
    case "Variable":
      return c.variable(node).type;
    case "Let":
      return letVariable(c, node);
    case "Assign":
      return assign(c, node, type);
    case "As":
      return as(c, node, node.value.value, type);
    case "WrapRecursive":
      return wrap(c, node, node.value.value, type);
    case "UnwrapRecursive":
      return unwrap(c, node, node.value.value, type);
    case "Function":
    case "AsyncFunction":
      return functionValue(c, node, type);
    case "Call":
    case "CallAsync":
      return call(c, node, type);
    case "Builtin":
      return builtin(c, node, type);
    case "Platform":
      return platformCall(c, node, type);
    case "NewRef":
      if (type.type !== "Ref") c.wrongKind(node, "Ref", type);
      c.fits(node, "value", c.check(node.value.value), type.value);
      return type;
    case "NewArray":
      if (type.type !== "Array") c.wrongKind(node, "Array", type);
      return elements(c, node, type, type.value);
    case "NewSet":
      if (type.type !== "Set") c.wrongKind(node, "Set", type);
      return elements(c, node, type, type.key);
    case "NewVector":
      if (type.type !== "Vector") c.wrongKind(node, "Vector", type);
      return elements(c, node, type, type.element);
    case "NewMatrix":
      return newMatrix(c, node, type);
    case "NewDict":
      return newDict(c, node, type);
    case "Struct":
      return struct(c, node, type);
    case "GetField":
      return getField(c, node, type);
    case "Variant":
      return variant(c, node, type);
    case "Match":
      return match(c, node, type);
    case "Block":
      return block(c, node, type);
    case "IfElse":
      return ifElse(c, node, type);
    case "While":
      c.exactly(node, "predicate", c.check(node.value.predicate), BooleanType);
      loopBody(c, node.value.label, node.value.body);
      return c.typed(node, type, NullType);
    case "ForArray":
    case "ForSet":
    case "ForDict":
      return forLoop(c, node, type);
    case "Break":
    case "Continue":
      return jump(c, node, type);
    case "Return":
      if (c.fn.output === undefined) c.fail(node, "Return outside a function");
      c.fits(node, "value", c.check(node.value.value), c.fn.output);
      return c.typed(node, type, NeverType);
    case "Error":
      c.exactly(node, "message", c.check(node.value.message), StringType);
      return type; // an Error of another type than Never is accepted: no value of it ever arrives
    case "TryCatch":
      return tryCatch(c, node, type);
    default:
      return c.fail(node, `'${(node as { type: string }).type}' is no kind of IR node`);
  }
}

const LITERALS: { [K in LiteralValue["type"]]: (value: unknown) => boolean } = {
  Blob: (value) => value instanceof Uint8Array,
  Boolean: (value) => typeof value === "boolean",
  DateTime: (value) => value instanceof Date,
  Float: (value) => typeof value === "number",
  Integer: (value) => typeof value === "bigint" && BigInt.asIntN(64, value) === value,
  Null: (value) => value === null,
  String: (value) => typeof value === "string",
};

function literal(c: Checking, node: ValueIR, type: EastType): EastType {
  const { type: kind, value } = node.value.value;
  if (kind !== type.type) c.fail(node, `Value of type ${printType(type)} holds a literal .${kind}`);
  if (!LITERALS[kind](value)) c.fail(node, `Value holds a literal .${kind} that is none`);
  return type;
}

/** The enclosing Block declares the variable. Whatever the type of the node says, its value is null. */
function letVariable(c: Checking, node: LetIR): EastType {
  const { variable, value } = node.value;
  c.isVariable(node, "variable", variable);
  const type = c.readType(node, variable.value.type);
  const found = c.scoped(value);
  if (type !== NeverType && found !== NeverType && found !== type) {
    c.fail(
      node,
      `Cannot initialize variable of type ${printType(type)} with value of type ${printType(found)}`,
    );
  }
  return NullType;
}

function assign(c: Checking, node: AssignIR, type: EastType): EastType {
  const { variable, value } = node.value;
  c.isVariable(node, "variable", variable);
  const declared = c.variable(variable);
  if (!declared.mutable) {
    c.fail(node, `Cannot assign to variable ${JSON.stringify(variable.value.name)} defined as const`);
  }
  const found = c.check(value);
  if (found !== NeverType && found !== declared.type) {
    c.fail(
      node,
      `Cannot assign value of type ${printType(found)} to variable of type ${printType(declared.type)}`,
    );
  }
  return c.typed(node, type, NullType);
}

function as(c: Checking, node: IR, value: IR, type: EastType): EastType {
  const found = c.check(value);
  if (found === NeverType || found === type) {
    c.fail(node, `Unnecessary As node: the value already has type ${printType(found)}`);
  }
  if (!isSubtype(found, type)) {
    c.fail(node, `As needs a subtype: ${printType(found)} is not a subtype of type ${printType(type)}`);
  }
  return type;
}

function wrap(c: Checking, node: IR, value: IR, type: EastType): EastType {
  if (type.type !== "Recursive") c.wrongKind(node, "Recursive", type);
  c.exactly(node, "value", c.check(value), unfold(type));
  return type;
}

function unwrap(c: Checking, node: IR, value: IR, type: EastType): EastType {
  const found = c.check(value);
  if (found.type !== "Recursive") {
    c.fail(node, `${node.type} value expected to have a Recursive type, got ${printType(found)}`);
  }
  return c.typed(node, type, unfold(found));
}

function elements(
  c: Checking,
  node: IR & { value: { values: IR[] } },
  type: EastType,
  element: EastType,
): EastType {
  for (const value of node.value.values) c.fits(node, "value", c.check(value), element);
  return type;
}

function newMatrix(c: Checking, node: NewMatrixIR, type: EastType): EastType {
  if (type.type !== "Matrix") c.wrongKind(node, "Matrix", type);
  const { rows, cols, values } = node.value;
  if (rows < 0n || cols < 0n || rows * cols !== BigInt(values.length)) {
    c.fail(node, `NewMatrix of ${rows} rows and ${cols} columns has ${values.length} values`);
  }
  return elements(c, node, type, type.element);
}

function newDict(c: Checking, node: NewDictIR, type: EastType): EastType {
  if (type.type !== "Dict") c.wrongKind(node, "Dict", type);
  for (const { key, value } of node.value.values) {
    c.fits(node, "key", c.check(key), type.key);
    c.fits(node, "value", c.check(value), type.value);
  }
  return type;
}

function struct(c: Checking, node: StructIR, type: EastType): EastType {
  if (type.type !== "Struct") c.wrongKind(node, "Struct", type);
  const expected = memberEntries(type.fields);
  const { fields } = node.value;
  if (fields.length !== expected.length) {
    c.fail(node, `Struct of type ${printType(type)} has ${fields.length} fields`);
  }
  fields.forEach(({ name, value }, i) => {
    const [wanted, fieldType] = expected[i] as [string, EastType];
    if (name !== wanted) {
      c.fail(node, `Struct field ${i + 1} must be ${JSON.stringify(wanted)}, found ${JSON.stringify(name)}`);
    }
    c.exactly(node, `field ${JSON.stringify(name)}`, c.check(value), fieldType);
  });
  return type;
}

function getField(c: Checking, node: GetFieldIR, type: EastType): EastType {
  const { field } = node.value;
  const found = c.check(node.value.struct);
  if (found.type !== "Struct" || !Object.hasOwn(found.fields, field)) {
    return c.fail(
      node,
      `GetField needs a struct with field ${JSON.stringify(field)}, found ${printType(found)}`,
    );
  }
  return c.typed(node, type, found.fields[field] as EastType);
}

function variant(c: Checking, node: VariantIR, type: EastType): EastType {
  if (type.type !== "Variant") c.wrongKind(node, "Variant", type);
  const { case: name, value } = node.value;
  if (!Object.hasOwn(type.cases, name)) {
    c.fail(node, `Variant type ${printType(type)} has no case ${JSON.stringify(name)}`);
  }
  c.exactly(node, `case ${JSON.stringify(name)}`, c.check(value), type.cases[name] as EastType);
  return type;
}

function match(c: Checking, node: MatchIR, type: EastType): EastType {
  const found = c.check(node.value.variant);
  const over = found.type === "Recursive" ? unfold(found) : found;
  if (over.type !== "Variant") return c.fail(node, `match not defined over ${printType(found)}`);
  const missing = new Map(memberEntries(over.cases));
  const bodies = node.value.cases.map(({ case: name, variable, body }) => {
    const payload = missing.get(name);
    if (payload === undefined) {
      const why = Object.hasOwn(over.cases, name) ? "twice" : "that its type does not have";
      return c.fail(node, `Match has case ${JSON.stringify(name)} ${why}`);
    }
    missing.delete(name);
    const what = `case ${JSON.stringify(name)}`;
    return c.fn.scope.block((): [string, EastType] => {
      c.declareBound(node, what, variable, payload);
      return [what, c.check(body)];
    });
  });
  for (const name of missing.keys()) c.fail(node, `Match has no case ${JSON.stringify(name)}`);
  return c.branches(node, bodies, type);
}

function block(c: Checking, node: BlockIR, type: EastType): EastType {
  const last = c.fn.scope.block(() => {
    let seen: EastType = NullType;
    for (const statement of node.value.statements) {
      seen = c.check(statement);
      if (statement.type === "Let") c.declare(statement, statement.value.variable.value);
    }
    return seen;
  });
  return c.typed(node, type, last);
}

function ifElse(c: Checking, node: IfElseIR, type: EastType): EastType {
  const { ifs, else_body } = node.value;
  const bodies = ifs.map(({ predicate, body }): [string, EastType] => {
    c.exactly(node, "predicate", c.check(predicate), BooleanType);
    return ["body", c.scoped(body)];
  });
  bodies.push(["else body", c.scoped(else_body)]);
  return c.branches(node, bodies, type);
}

function forLoop(c: Checking, node: ForArrayIR | ForSetIR | ForDictIR, type: EastType): EastType {
  const { label, key, body } = node.value;
  const collection =
    node.type === "ForArray" ? node.value.array : node.type === "ForSet" ? node.value.set : node.value.dict;
  const found = c.check(collection);
  const variables = ((): [string, VariableIR, EastType][] => {
    if (node.type === "ForArray" && found.type === "Array") {
      return [
        ["key", key, IntegerType],
        ["value", node.value.value, found.value],
      ];
    }
    if (node.type === "ForSet" && found.type === "Set") return [["key", key, found.key]];
    if (node.type === "ForDict" && found.type === "Dict") {
      return [
        ["key", key, found.key],
        ["value", node.value.value, found.value],
      ];
    }
    return c.fail(
      node,
      `${node.type} needs a collection of type ${node.type.slice(3)}, found ${printType(found)}`,
    );
  })();
  loopBody(c, label, body, () => {
    for (const [what, variable, expected] of variables) c.declareBound(node, what, variable, expected);
  });
  return c.typed(node, type, NullType);
}

function loopBody(c: Checking, label: IRLabel, body: IR, declare = (): void => {}): void {
  c.fn.labels.push(label.name);
  c.fn.scope.block(() => {
    declare();
    c.check(body);
  });
  c.fn.labels.pop();
}

function jump(c: Checking, node: BreakIR | ContinueIR, type: EastType): EastType {
  const { name } = node.value.label;
  if (!c.fn.labels.includes(name)) {
    c.fail(
      node,
      `Label ${JSON.stringify(name)} is not in scope at ${node.type === "Break" ? "break" : "continue"}`,
    );
  }
  return type; // as for Error
}

function tryCatch(c: Checking, node: TryCatchIR, type: EastType): EastType {
  const { try_body, catch_body, message, stack, finally_body } = node.value;
  const tried = c.scoped(try_body);
  const caught = c.fn.scope.block(() => {
    c.declareBound(node, "message", message, StringType);
    c.declareBound(node, "stack", stack, c.stackType);
    return c.check(catch_body);
  });
  c.scoped(finally_body);
  // Of another type than Never where both bodies are Never is accepted, as for Error.
  c.fits(node, "try body", tried, type);
  c.fits(node, "catch body", caught, type);
  return type;
}
