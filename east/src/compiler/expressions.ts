/**
 * Nodes as operands: JavaScript expressions, with what has to be done first written as statements before them. What is
 * not an expression by nature is left to the statements (generate.ts).
 */

import type { Builtin, Implementation } from "../builtins/builtin.js";
import { catalogue } from "../builtins/catalogue.js";
import type {
  AsyncFunctionIR,
  BuiltinIR,
  CallAsyncIR,
  CallIR,
  FunctionIR,
  IfElseIR,
  IR,
  PlatformIR,
  ValueIR,
} from "../ir/ir.js";
import { IRError } from "../ir/ir-error.js";
import type { PlatformFunction } from "../ir/platform.js";
import type { EastType } from "../types/types.js";
import { compareFor } from "../values/compare.js";
import { matrix } from "../values/matrix.js";
import { ref_symbol } from "../values/ref.js";
import { SortedMap, SortedSet } from "../values/sorted.js";
import { variant_symbol } from "../values/variant.js";
import { fail } from "./failure.js";
import { linkPlatform } from "./link.js";
import { MAX_HEIGHT, operandsOf, Shapes, strip } from "./shape.js";
import type { Unit } from "./unit.js";
import { type Operand, quote, stable, Writer } from "./writer.js";

/** Where the value of a statement goes. */
export type Destination = "discard" | "return" | { assign: string };

type AnyFunctionIR = FunctionIR | AsyncFunctionIR;

const isFunction = (node: IR): node is AnyFunctionIR =>
  node.type === "Function" || node.type === "AsyncFunction";

/** The name of a field in an object literal. Only in brackets is `__proto__` a name like any other. */
const fieldName = (name: string): string => (name === "__proto__" ? '["__proto__"]' : quote(name));

/** The arrays that hold the elements of vectors and matrices. */
const PACKED: Readonly<Record<string, string>> = {
  Boolean: "Uint8ClampedArray",
  Float: "Float64Array",
  Integer: "BigInt64Array",
};

const setOf = (type: EastType) => {
  const compare = compareFor(type);
  return (keys: unknown[]): Set<unknown> => new SortedSet(keys, compare);
};

/** A dict of keys and values in turn. For a repeated key the last value wins. */
const dictOf = (type: EastType) => {
  const compare = compareFor(type);
  return (parts: unknown[]): Map<unknown, unknown> => {
    const dict = new SortedMap<unknown, unknown>([], compare);
    for (let i = 0; i < parts.length; i += 2) dict.set(parts[i], parts[i + 1]);
    return dict;
  };
};

export abstract class ExpressionWriter extends Writer {
  readonly #platform: ReadonlyMap<string, PlatformFunction>;
  readonly #shapes = new Shapes();

  constructor(unit: Unit, platform: ReadonlyMap<string, PlatformFunction>) {
    super(unit);
    this.#platform = platform;
  }

  /** Writes a node as a statement. */
  abstract statement(node: IR, to: Destination): void;

  /** The code of a JavaScript function. */
  abstract functionCode(node: AnyFunctionIR): string;

  /** The code of a function value that knows its origin. */
  abstract functionValue(node: AnyFunctionIR): string;

  /** Whether a node is written as a statement even where its value is used. */
  isStatement(node: IR): boolean {
    switch (node.type) {
      case "Block":
      case "IfElse":
        return !this.#shapes.isExpression(node);
      case "Let":
      case "Assign":
      case "Match":
      case "While":
      case "ForArray":
      case "ForSet":
      case "ForDict":
      case "Break":
      case "Continue":
      case "Return":
      case "TryCatch":
        return true;
      default:
        return false;
    }
  }

  /**
   * An expression for the value of a node, after writing what has to be done before it can be evaluated. A function that is
   * only `called` there is not seen as a value by anyone.
   */
  operand(given: IR, called = false): Operand {
    const node = strip(given);
    if (this.isStatement(node)) return this.#scopedStatement(node);
    const operand = called && isFunction(node) ? this.#bareFunction(node) : this.#expression(node);
    return operand.height > MAX_HEIGHT ? this.saved(operand) : operand;
  }

  /**
   * Operands that are evaluated in this order: those before one that takes statements are saved. `called` tells which are
   * functions that are only called. Written without callbacks: IR may be nested deeply, and every frame counts.
   */
  operands(nodes: readonly IR[], called: readonly boolean[] = []): Operand[] {
    const outer = this.lines;
    const operands: Operand[] = [];
    const before: string[][] = [];
    let last = -1;
    for (let i = 0; i < nodes.length; i++) {
      this.lines = [];
      operands.push(this.operand(nodes[i] as IR, called[i]));
      if (this.lines.length > 0) last = i;
      before.push(this.lines);
    }
    this.lines = outer;
    for (let i = 0; i <= last; i++) {
      this.line(...(before[i] as string[]));
      const operand = operands[i] as Operand;
      if (i < last && !operand.stable) operands[i] = this.saved(operand);
    }
    return operands;
  }

  #scopedStatement(node: IR): Operand {
    const type = node.value.type.type;
    const write = (to: Destination): void => this.frame.scope.block(() => this.statement(node, to));
    if (type === "Null" || type === "Never") {
      write("discard");
      return stable("null");
    }
    const name = this.unit.name("t");
    this.line(`let ${name};`);
    write({ assign: name });
    return stable(name);
  }

  #expression(node: IR): Operand {
    switch (node.type) {
      case "Value":
        return stable(this.#literal(node));
      case "Variable": {
        const { name, mutable } = this.variable(node);
        return { ...stable(name), stable: !mutable };
      }
      case "Function":
      case "AsyncFunction":
        return { ...stable(this.functionValue(node)), height: 1 };
      case "Call":
      case "CallAsync":
        return this.#call(node);
      case "Builtin":
        return this.#builtin(node);
      case "Platform":
        return this.#platformCall(node);
      case "Error":
        return this.site(node.value.loc_id, this.operands([node.value.message]), ([message]) => {
          return `${this.unit.constant(fail)}(${message})`;
        });
      case "Block": {
        const [only] = node.value.statements;
        return only === undefined ? stable("null") : this.frame.scope.block(() => this.operand(only));
      }
      case "IfElse":
        return this.#conditional(node);
      default: {
        const operands = this.operands(operandsOf(node));
        const codes = operands.map(({ code }) => code);
        return this.plain(operands, this.#construction(node, codes));
      }
    }
  }

  /** Values made of their operands, and GetField. */
  #construction(node: IR, codes: readonly string[]): string {
    const list = codes.join(", ");
    const part = (name: "key" | "element"): EastType =>
      (this.unit.types.read(node.value.type) as unknown as Record<typeof name, EastType>)[name];
    switch (node.type) {
      case "NewRef":
        return `{value: ${list}, [${this.unit.constant(ref_symbol)}]: null}`;
      case "NewArray":
        return `[${list}]`;
      case "NewSet":
        return `${this.unit.constant(this.unit.made("set", part("key"), setOf))}([${list}])`;
      case "NewDict":
        return `${this.unit.constant(this.unit.made("dict", part("key"), dictOf))}([${list}])`;
      case "NewVector":
        return `new ${PACKED[part("element").type]}([${list}])`;
      case "NewMatrix": {
        const { rows, cols } = node.value;
        const data = `new ${PACKED[part("element").type]}([${list}])`;
        return `${this.unit.constant(matrix)}(${data}, ${Number(rows)}, ${Number(cols)})`;
      }
      case "Struct": {
        const fields = node.value.fields.map(({ name }, i) => `${fieldName(name)}: ${codes[i]}`);
        return `{${fields.join(", ")}}`;
      }
      case "GetField":
        return `${list}[${quote(node.value.field)}]`;
      case "Variant":
        return `{type: ${quote(node.value.case)}, value: ${list}, [${this.unit.constant(variant_symbol)}]: null}`;
      default:
        throw new Error(`${node.type} is no expression`);
    }
  }

  #literal({ value: { value: literal } }: ValueIR): string {
    switch (literal.type) {
      case "Null":
        return "null";
      case "Boolean":
        return literal.value ? "true" : "false";
      case "Integer":
        return literal.value < 0n ? `(${literal.value}n)` : `${literal.value}n`;
      case "Float":
        if (Object.is(literal.value, -0)) return "(-0)";
        return literal.value < 0 ? `(${literal.value})` : String(literal.value);
      case "String":
        return quote(literal.value);
      case "DateTime":
      case "Blob":
        return this.unit.constant(literal.value);
    }
  }

  /** A conditional expression. None of its parts takes statements. */
  #conditional({ value: { ifs, else_body } }: IfElseIR): Operand {
    const scoped = (node: IR): Operand => this.frame.scope.block(() => this.operand(node));
    const parts: Operand[] = [];
    let code = "(";
    for (const { predicate, body } of ifs) {
      const test = scoped(predicate);
      const then = scoped(body);
      parts.push(test, then);
      code += `${test.code} ? ${then.code} : `;
    }
    const otherwise = scoped(else_body);
    const operand = this.plain([...parts, otherwise], `${code}${otherwise.code})`);
    return { ...operand, height: operand.height + ifs.length };
  }

  /**
   * A function that is written where it is called, or handed to a builtin as a callback, needs no origin, and without
   * captures it is made only once.
   */
  #bareFunction(node: AnyFunctionIR): Operand {
    const code = this.functionCode(node);
    if (node.value.captures.length === 0) return stable(this.unit.hoist(code));
    return { ...stable(code), height: 1 };
  }

  #call(node: CallIR | CallAsyncIR): Operand {
    const operands = this.operands(operandsOf(node), [true]);
    const call = this.site(
      node.value.loc_id,
      operands,
      ([callee, ...args]) => `${callee}(${args.join(", ")})`,
    );
    return node.type === "CallAsync" ? { ...call, code: `(await ${call.code})` } : call;
  }

  #builtin(node: BuiltinIR): Operand {
    const builtin = catalogue.get(node.value.builtin) as Builtin;
    const operands = this.operands(node.value.arguments, builtin.signature.callbacks);
    const implementation = this.#implementation(node, builtin);
    const write = (codes: readonly string[]): string =>
      "inline" in implementation
        ? implementation.inline(...codes)
        : `${this.unit.constant(implementation.run)}(${codes.join(", ")})`;
    const codes = operands.map(({ code }) => code);
    const fails = "inline" in implementation ? implementation.fails(...codes) : !implementation.total;
    return fails ? this.site(node.value.loc_id, operands, write) : this.plain(operands, write(codes));
  }

  #implementation(node: BuiltinIR, builtin: Builtin): Implementation {
    const types = node.value.type_parameters.map((type) => this.unit.types.read(type));
    try {
      return this.unit.implementation(builtin, types);
    } catch (error) {
      return this.#refuse(node, `Builtin ${builtin.name}`, error);
    }
  }

  #platformCall(node: PlatformIR): Operand {
    const { name, type_parameters, arguments: args, async, optional, loc_id } = node.value;
    const operands = this.operands(args);
    const registered = this.#platform.get(name);
    if (registered === undefined) {
      const message = optional
        ? `Platform function '${name}' is not available`
        : `Unknown platform function: ${name}`;
      return this.site(loc_id, operands, (codes) => {
        return `${this.unit.constant(fail)}(${[quote(message), ...codes].join(", ")})`;
      });
    }
    const types = type_parameters.map((type) => this.unit.types.read(type));
    let host: unknown;
    try {
      host = linkPlatform(registered, types, this.unit.types.read(node.value.type));
    } catch (error) {
      this.#refuse(node, `Platform function '${name}'`, error);
    }
    const call = this.site(loc_id, operands, (codes) => `${this.unit.constant(host)}(${codes.join(", ")})`);
    return async ? { ...call, code: `(await ${call.code})` } : call;
  }

  /** Something could not be made for the types of a node. */
  #refuse(node: IR, what: string, error: unknown): never {
    const why = error instanceof Error ? error.message : String(error);
    const { sourceMap } = this.unit;
    throw new IRError(`${what}: ${why}`, { locId: node.value.loc_id, sourceMap, cause: error });
  }
}
