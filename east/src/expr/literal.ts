/**
 * From host values to trees (spec/east-api.md 2.2 and 2.3, spec/east-ir.md 9.1). Literals and expressions mix freely
 * inside collections, structs and variants. Widening is left to the pass that makes IR: what is checked here is that
 * every part fits.
 */
import { TypeUnion } from "../types/combine.js";
import { memberEntries, membersOf } from "../types/names.js";
import { printType } from "../types/print-type.js";
import { isSubtype, isTypeEqual } from "../types/relations.js";
import {
  ArrayType,
  AsyncFunctionType,
  BlobType,
  BooleanType,
  DateTimeType,
  DictType,
  type EastType,
  FloatType,
  FunctionType,
  IntegerType,
  NeverType,
  NullType,
  RefType,
  SetType,
  StringType,
  structTypeOf,
  unfold,
  variantTypeOf,
} from "../types/types.js";
import { isRef } from "../values/ref.js";
import { SortedMap, SortedSet } from "../values/sorted.js";
import { isVariant, type variant } from "../values/variant.js";
import { type AST, constant, isNever, isStable, type ValueAST } from "./ast.js";
import { astOf, functionFrom, isExpr } from "./expr.js";
import { buildError, captureLocation, type LocationStack, located } from "./location.js";

/**
 * The tree of a value or expression: of a subtype of `type` where one is given, otherwise of the type that the value
 * has by itself.
 *
 * @throws Error when the value has no type or does not suit the one given; `mismatch` says so of an expression, whose
 * type it is given.
 */
export function toAst(
  value: unknown,
  type?: EastType,
  location: LocationStack = captureLocation(),
  mismatch?: (found: string) => string,
): AST {
  if (isExpr(value) && type === undefined) return astOf(value);
  const conversion = new Conversion(location);
  if (isExpr(value) && type !== undefined) return conversion.fit(astOf(value), type, mismatch);
  try {
    return type === undefined ? conversion.infer(value) : conversion.convert(value, type);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw buildError("Value is nested too deeply to be converted to AST", location);
  }
}

class Conversion {
  readonly #location: LocationStack;
  /** The containers around the present value; meeting one again closes a circle. */
  readonly #open = new Set<unknown>();

  constructor(location: LocationStack) {
    this.#location = location;
  }

  /** Without an expected type (2.2). */
  infer(value: unknown): AST {
    if (isExpr(value)) return astOf(value);
    switch (kindOf(value)) {
      case "null":
        return this.#value(NullType, null);
      case "boolean":
        return this.#value(BooleanType, value as boolean);
      case "bigint":
        return this.#integer(value as bigint);
      case "number":
        return this.#value(FloatType, value as number);
      case "string":
        return this.#value(StringType, value as string);
      case "Date":
        return this.#value(DateTimeType, value as Date);
      case "Uint8Array":
        return this.#value(BlobType, value as Uint8Array);
      case "function":
        throw this.#error("Unable to convert function to AST without knowing it's type");
      default:
        return this.#within(value, () => this.#inferContainer(value));
    }
  }

  #inferContainer(value: unknown): AST {
    const location = this.#location;
    if (isVariant(value)) {
      const payload = this.#part(value.value, "variant to Variant", `case ${value.type}`);
      const type = variantTypeOf([[value.type, payload.type]]);
      return { ast_type: "Variant", type, location, case: value.type, value: payload };
    }
    if (isRef(value)) {
      const content = this.#part(value.value, "ref to Ref", "value");
      return { ast_type: "NewRef", type: RefType(content.type), location, value: content };
    }
    if (Array.isArray(value)) {
      const values = value.map((element, i) => this.#part(element, "array to Array", `value at index ${i}`));
      return { ast_type: "NewArray", type: ArrayType(this.#union(values)), location, values };
    }
    if (isSetLike(value)) {
      const values = [...value].map((element) => this.#part(element, "set to Set", "element"));
      const key = this.#union(values);
      return { ast_type: "NewSet", type: located(location, () => SetType(key)), location, values };
    }
    if (isMapLike(value)) {
      const values = [...value].map(([key, entry]) => ({
        key: this.#part(key, "dict to Dict", "key"),
        value: this.#part(entry, "dict to Dict", "value"),
      }));
      const keyType = this.#union(values.map(({ key }) => key));
      const valueType = this.#union(values.map((entry) => entry.value));
      const type = located(location, () => DictType(keyType, valueType));
      return { ast_type: "NewDict", type, location, values };
    }
    if (!isPlainObject(value)) throw this.#error(`Unable to convert value ${describe(value)} to AST`);
    const fields = Object.entries(value).map(([name, field]): [string, AST] => [
      name,
      this.#part(field, "object to Struct", `field ${name}`),
    ]);
    const type = structTypeOf(fields.map(([name, field]) => [name, field.type]));
    return { ast_type: "Struct", type, location, fields: membersOf(fields, "struct field") };
  }

  /** A part of a container, which must give a value. */
  #part(value: unknown, conversion: string, part: string): AST {
    const ast = this.infer(value);
    if (isNever(ast)) {
      throw this.#error(`Unable to convert ${conversion} expression: ${part} has type .Never`);
    }
    return ast;
  }

  #union(parts: readonly AST[]): EastType {
    return located(this.#location, () =>
      parts.reduce<EastType>((type, part) => TypeUnion(type, part.type), NeverType),
    );
  }

  /** With an expected type (2.3). */
  convert(value: unknown, type: EastType): AST {
    if (isExpr(value)) return this.fit(astOf(value), type);
    const location = this.#location;
    switch (type.type) {
      case "Null":
        return this.#value(type, this.#expect(value, "null"));
      case "Boolean":
        return this.#value(type, this.#expect(value, "boolean"));
      case "Integer":
        return this.#integer(this.#expect(value, "bigint"));
      case "Float":
        return this.#value(type, this.#expect(value, "number"));
      case "String":
        return this.#value(type, this.#expect(value, "string"));
      case "DateTime":
        return this.#value(type, this.#expect(value, "Date"));
      case "Blob":
        return this.#value(type, this.#expect(value, "Uint8Array"));
      case "Ref": {
        const cell: { value: unknown } = this.#expect(value, "ref");
        return this.#within(value, () => ({
          ast_type: "NewRef",
          type,
          location,
          value: this.convert(cell.value, type.value),
        }));
      }
      case "Array": {
        const elements: unknown[] = this.#expect(value, "array");
        return this.#within(value, () => ({
          ast_type: "NewArray",
          type,
          location,
          values: Array.from(elements, (element) => this.convert(element, type.value)),
        }));
      }
      case "Set": {
        const keys: Iterable<unknown> = this.#expect(value, "set");
        return this.#within(value, () => ({
          ast_type: "NewSet",
          type,
          location,
          values: Array.from(keys, (key) => this.convert(key, type.key)),
        }));
      }
      case "Dict": {
        const entries: Iterable<[unknown, unknown]> = this.#expect(value, "dict");
        return this.#within(value, () => ({
          ast_type: "NewDict",
          type,
          location,
          values: Array.from(entries, ([key, entry]) => ({
            key: this.convert(key, type.key),
            value: this.convert(entry, type.value),
          })),
        }));
      }
      case "Struct": {
        const object: Record<string, unknown> = this.#expect(value, "object");
        return this.#within(value, () => {
          const fields = memberEntries(type.fields).map(([name, field]): [string, AST] => [
            name,
            this.#member(Object.hasOwn(object, name) ? object[name] : undefined, field, `field ${name}`),
          ]);
          return { ast_type: "Struct", type, location, fields: membersOf(fields, "struct field") };
        });
      }
      case "Variant": {
        const { type: name, value: payload }: variant = this.#expect(value, "variant");
        if (!Object.hasOwn(type.cases, name)) throw this.#error(`Variant case ${name} not found in type`);
        return this.#within(value, () => ({
          ast_type: "Variant",
          type,
          location,
          case: name,
          value: this.#member(payload, type.cases[name] as EastType, `case ${name}`),
        }));
      }
      case "Recursive":
        return { ast_type: "WrapRecursive", type, location, value: this.convert(value, unfold(type)) };
      case "Function":
      case "AsyncFunction":
        return functionFrom(type.type, type.inputs, type.output, this.#expect(value, "function"), location);
      case "Never":
      case "Vector":
      case "Matrix":
        throw this.#error(`Expected an expression of type ${printType(type)} but got ${kindOf(value)}`);
    }
  }

  /** Structs and variants hold values of exactly their parts' types, so that one that never is given does not do. */
  #member(value: unknown, type: EastType, part: string): AST {
    const ast = this.convert(value, type);
    if (isNever(ast)) throw this.#error(`Expected ${printType(type)} for ${part} but got type .Never`);
    return ast;
  }

  /** An expression of a subtype is used as it is; steps in and out of recursive types are taken here. */
  fit(ast: AST, type: EastType, mismatch?: (found: string) => string): AST {
    const location = this.#location;
    if (isSubtype(ast.type, type)) return ast;
    if (type.type === "Recursive" && isSubtype(ast.type, unfold(type))) {
      return { ast_type: "WrapRecursive", type, location, value: ast };
    }
    if (ast.type.type === "Recursive" && isTypeEqual(unfold(ast.type), type)) {
      return { ast_type: "UnwrapRecursive", type, location, value: ast };
    }
    const adapted = ignoringInputs(ast, type, location);
    if (adapted !== undefined && isSubtype(adapted.type, type)) return adapted;
    const found = printType(ast.type);
    throw this.#error(
      mismatch?.(found) ?? `Expression expected to have type ${printType(type)} but got type ${found}`,
    );
  }

  #value(type: EastType, value: ValueAST["value"]): ValueAST {
    return { ast_type: "Value", type, location: this.#location, value };
  }

  #integer(value: bigint): ValueAST {
    if (BigInt.asIntN(64, value) !== value) {
      throw this.#error(`Integer ${value} does not fit into 64 bits`);
    }
    return this.#value(IntegerType, value);
  }

  #expect(value: unknown, wanted: Kind): any {
    const found = kindOf(value);
    if (found !== wanted || (wanted === "object" && !isPlainObject(value))) {
      throw this.#error(`Expected ${wanted} but got ${found === wanted ? describe(value) : found}`);
    }
    return value;
  }

  #within(container: unknown, convert: () => AST): AST {
    if (this.#open.has(container)) {
      throw this.#error("Circular reference detected when converting value to AST");
    }
    this.#open.add(container);
    const ast = convert();
    this.#open.delete(container);
    return ast;
  }

  #error(message: string): Error {
    return buildError(message, this.#location);
  }
}

/**
 * A function where one with more inputs is wanted: a function that passes on the first of them, as a callback may
 * declare fewer parameters than it is given.
 */
function ignoringInputs(ast: AST, type: EastType, location: LocationStack): AST | undefined {
  if (type.type !== "Function" && type.type !== "AsyncFunction") return undefined;
  if (ast.type.type !== "Function" && ast.type.type !== "AsyncFunction") return undefined;
  const { inputs, output } = ast.type;
  if (inputs.length >= type.inputs.length) return undefined;
  if (!inputs.every((input, i) => isSubtype(type.inputs[i] as EastType, input))) return undefined;
  const parameters = type.inputs.map((input) => constant(input, location));
  const async = ast.type.type === "AsyncFunction";
  const wider = (async ? AsyncFunctionType : FunctionType)(type.inputs, output);
  // An expression that gives the function is evaluated where it stands, not at each call.
  const name = isStable(ast) ? undefined : constant(ast.type, location);
  const passOn: AST = {
    ast_type: async ? "AsyncFunction" : "Function",
    type: wider,
    location,
    parameters,
    body: {
      ast_type: async ? "CallAsync" : "Call",
      type: output,
      location,
      function: name ?? ast,
      arguments: parameters.slice(0, inputs.length),
    },
  };
  if (name === undefined) return passOn;
  const naming: AST = { ast_type: "Let", type: NullType, location, variable: name, value: ast };
  return { ast_type: "Block", type: wider, location, statements: [naming, passOn] };
}

type Kind =
  | "Date"
  | "Uint8Array"
  | "array"
  | "bigint"
  | "boolean"
  | "dict"
  | "function"
  | "null"
  | "number"
  | "object"
  | "ref"
  | "set"
  | "string"
  | "symbol"
  | "undefined"
  | "variant";

/** What a host value is called in messages. */
export function kindOf(value: unknown): Kind {
  if (typeof value !== "object") return typeof value;
  if (value === null) return "null";
  if (Array.isArray(value)) return "array";
  if (isVariant(value)) return "variant";
  if (isRef(value)) return "ref";
  if (value instanceof Date) return "Date";
  if (value instanceof Uint8Array) return "Uint8Array";
  if (isMapLike(value)) return "dict";
  return isSetLike(value) ? "set" : "object";
}

const isMapLike = (value: unknown): value is ReadonlyMap<unknown, unknown> =>
  value instanceof Map || value instanceof SortedMap;

const isSetLike = (value: unknown): value is ReadonlySet<unknown> =>
  value instanceof Set || value instanceof SortedSet;

function isPlainObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && Object.getPrototypeOf(value) === Object.prototype;
}

function describe(value: unknown): string {
  if (typeof value !== "object" || value === null) return String(value);
  const { constructor } = value;
  return typeof constructor === "function" ? `of class ${constructor.name}` : "without a prototype";
}
