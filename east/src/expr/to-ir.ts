/**
 * The pass from trees to IR (spec/east-ir.md 9): names, captures, scope and widening.
 *
 * It goes over the tree once, in the order in which names are given, and leaves types and locations as they are, which
 * complete-ir.ts then turns into type values and `loc_id`s. So a program's IR depends on nothing but the program.
 */
import {
  type AsyncFunctionIR,
  type FunctionIR,
  type IR,
  type IRLabel,
  type SourceMap,
  type VariableIR,
} from "../ir/ir.js";
import { memberEntries } from "../types/names.js";
import { printType } from "../types/print-type.js";
import { isSubtype, isTypeEqual } from "../types/relations.js";
import type { LiteralValue } from "../types/type-value.js";
import {
  type ArrayType,
  type AsyncFunctionType,
  BooleanType,
  type DictType,
  type EastType,
  type FunctionType,
  type RecursiveTypeMarker,
  type RefType,
  type SetType,
  StringType,
  type StructType,
  unfold,
  type VariantType,
} from "../types/types.js";
import { variant } from "../values/variant.js";
import {
  type AST,
  type AsyncFunctionAST,
  type BlockAST,
  type BuiltinAST,
  type CallAST,
  type CallAsyncAST,
  type FunctionAST,
  isNever,
  type Label,
  type PlatformAST,
  type ValueAST,
  type VariableAST,
} from "./ast.js";
import { completeIR } from "./complete-ir.js";
import { type LocationStack, printPlace } from "./location.js";

/** A use of a variable where it does not exist. */
export class OutOfScopeException extends Error {}

/** A whole program: its root and what the `loc_id`s in it refer to. */
export type Program<F extends FunctionIR | AsyncFunctionIR> = { ir: F; sourceMap: SourceMap };

/**
 * The IR of a function that captures nothing.
 *
 * @throws Error when the program uses variables or labels out of scope, calls asynchronous functions in synchronous
 * ones, holds expressions of wrong types, contains itself, or is nested too deeply. It names the offending node, and
 * the nodes around it, with their places in the user's source (spec/east-ir.md 9.7).
 */
export function toProgram(root: FunctionAST): Program<FunctionIR>;
export function toProgram(root: AsyncFunctionAST): Program<AsyncFunctionIR>;
export function toProgram(root: FunctionAST | AsyncFunctionAST): Program<FunctionIR | AsyncFunctionIR> {
  try {
    const ir = new Lowering().lower(root) as FunctionIR | AsyncFunctionIR;
    return { ir, sourceMap: completeIR(ir) };
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw new Error(`Program is nested too deeply to be turned into IR at ${printPlace(root.location)}`, {
      cause: error,
    });
  }
}

/** A function that is being turned into IR. */
type Scope = {
  outer: Scope | undefined;
  async: boolean;
  output: EastType;
  /** Outer variables in order of first use. */
  captures: Map<VariableAST, VariableIR>;
};

/** A variable in scope. */
type Binding = { name: string; captured: boolean; scope: Scope; nodes: VariableIR[] };

class Lowering {
  #variables = 0;
  #labels = 0;
  #scope: Scope | undefined;
  readonly #bindings = new Map<VariableAST, Binding>();
  /** What the innermost body has declared, each with the binding that it hides. */
  #declared: [VariableAST, Binding | undefined][] = [];
  readonly #loops = new Map<Label, { name: string; scope: Scope | undefined }>();
  /** The nodes from the root to the present one. */
  readonly #path: AST[] = [];
  readonly #open = new Set<AST>();

  lower(ast: AST): IR {
    this.#path.push(ast);
    // Variables and functions may stand in several places, but none inside itself.
    if (this.#open.has(ast)) throw this.#error("Expression contains itself");
    this.#open.add(ast);
    const ir = this.#node(ast);
    this.#open.delete(ast);
    this.#path.pop();
    return ir;
  }

  #node(ast: AST): IR {
    switch (ast.ast_type) {
      case "Value":
        return made(ast, "Value", { value: literal(ast.type, ast.value) });
      case "Variable":
        return this.#use(ast);
      case "Let": {
        const value = this.#fit(
          ast.value,
          ast.variable.type,
          (found, wanted) => `Cannot initialize variable of type ${wanted} with value of type ${found}`,
        );
        return made(ast, "Let", { variable: this.#declare(ast.variable), value });
      }
      case "Assign": {
        const value = this.#fit(
          ast.value,
          ast.variable.type,
          (found, wanted) => `Cannot assign value of type ${found} to variable of type ${wanted}`,
        );
        return made(ast, "Assign", { variable: this.lower(ast.variable), value });
      }
      case "As":
        return made(ast, "As", { value: this.lower(ast.value) });
      case "UnwrapRecursive":
        return made(ast, "UnwrapRecursive", { value: this.lower(ast.value) });
      case "WrapRecursive":
        return made(ast, "WrapRecursive", {
          value: this.#fit(ast.value, unfold(ast.type as RecursiveTypeMarker)),
        });
      case "Function":
      case "AsyncFunction":
        return this.#function(ast);
      case "Call":
      case "CallAsync":
        return this.#call(ast);
      case "Builtin":
        return this.#builtin(ast);
      case "Platform":
        return this.#platform(ast);
      case "NewRef":
        return made(ast, "NewRef", { value: this.#fit(ast.value, (ast.type as RefType).value) });
      case "NewArray":
        return made(ast, "NewArray", { values: this.#fitAll(ast.values, (ast.type as ArrayType).value) });
      case "NewSet":
        return made(ast, "NewSet", { values: this.#fitAll(ast.values, (ast.type as SetType).key) });
      case "NewDict": {
        const { key, value } = ast.type as DictType;
        const values = ast.values.map((entry) => ({
          key: this.#fit(entry.key, key),
          value: this.#fit(entry.value, value),
        }));
        return made(ast, "NewDict", { values });
      }
      case "Struct": {
        const types = (ast.type as StructType).fields;
        const fields = memberEntries(types).map(([name, type]) => ({
          name,
          value: this.#fit(ast.fields[name] as AST, type),
        }));
        return made(ast, "Struct", { fields });
      }
      case "GetField":
        return made(ast, "GetField", { field: ast.field, struct: this.lower(ast.struct) });
      case "Variant": {
        const type = (ast.type as VariantType).cases[ast.case] as EastType;
        return made(ast, "Variant", { case: ast.case, value: this.#fit(ast.value, type) });
      }
      case "Match":
        return made(ast, "Match", {
          variant: this.lower(ast.variant),
          cases: memberEntries(ast.cases).map(([name, { variable, body }]) =>
            this.#scoped(() => ({
              case: name,
              variable: this.#declare(variable),
              body: this.#fit(body, ast.type),
            })),
          ),
        });
      case "Block":
        return this.#block(ast, ast.type);
      case "IfElse": {
        const ifs = ast.ifs.map(({ predicate, body }) => ({
          predicate: this.#fit(predicate, BooleanType),
          body: this.#body(body, ast.type),
        }));
        return made(ast, "IfElse", { ifs, else_body: this.#body(ast.else_body, ast.type) });
      }
      case "While": {
        const predicate = this.#fit(ast.predicate, BooleanType);
        return made(ast, "While", { predicate, ...this.#loop(ast, () => ({})) });
      }
      case "ForArray": {
        const array = this.lower(ast.array);
        return made(ast, "ForArray", { array, ...this.#loop(ast, () => this.#valueThenKey(ast)) });
      }
      case "ForSet": {
        const set = this.lower(ast.set);
        return made(ast, "ForSet", { set, ...this.#loop(ast, () => ({ key: this.#declare(ast.key) })) });
      }
      case "ForDict": {
        const dict = this.lower(ast.dict);
        return made(ast, "ForDict", { dict, ...this.#loop(ast, () => this.#valueThenKey(ast)) });
      }
      case "Break":
      case "Continue":
        return made(ast, ast.ast_type, { label: this.#label(ast) });
      case "Return":
        return made(ast, "Return", { value: this.#return(ast.value) });
      case "Error":
        return made(ast, "Error", { message: this.#fit(ast.message, StringType) });
      case "TryCatch": {
        const try_body = this.#body(ast.try_body, ast.type);
        const { message, stack, catch_body } = this.#scoped(() => ({
          message: this.#declare(ast.message),
          stack: this.#declare(ast.stack),
          catch_body: this.#body(ast.catch_body, ast.type),
        }));
        const finally_body = this.#scoped(() => this.lower(ast.finally_body));
        return made(ast, "TryCatch", { try_body, catch_body, message, stack, finally_body });
      }
    }
  }

  #function(ast: FunctionAST | AsyncFunctionAST): IR {
    const { inputs, output } = ast.type as FunctionType | AsyncFunctionType;
    const scope: Scope = {
      outer: this.#scope,
      async: ast.ast_type === "AsyncFunction",
      output,
      captures: new Map(),
    };
    this.#scope = scope;
    const { parameters, body } = this.#scoped(() => ({
      parameters: ast.parameters.map((parameter) => this.#declare(parameter)),
      body: this.#return(ast.body),
    }));
    this.#scope = scope.outer;
    if (parameters.length !== inputs.length) {
      throw this.#error(`Expected ${inputs.length} parameters, got ${parameters.length}`);
    }
    return made(ast, ast.ast_type, { captures: [...scope.captures.values()], parameters, body });
  }

  /** A block that gives a `type`: what is widened is its last statement, so that a body stays a Block. */
  #block(ast: BlockAST, type: EastType): IR {
    const last = ast.statements.length - 1;
    const statements = this.#scoped(() =>
      ast.statements.map((statement, i) => (i < last ? this.lower(statement) : this.#fit(statement, type))),
    );
    return made({ type, location: ast.location }, "Block", { statements });
  }

  /** A result of the present function. */
  #return(value: AST): IR {
    const { output } = this.#scope as Scope;
    return this.#fit(
      value,
      output,
      (found, wanted) => `Return expected to have type ${wanted}, got ${found}`,
    );
  }

  #call(ast: CallAST | CallAsyncAST): IR {
    if (ast.ast_type === "CallAsync" && !this.#scope?.async) {
      throw this.#error("Async function call not allowed outside async function");
    }
    const { inputs } = ast.function.type as FunctionType | AsyncFunctionType;
    const callee = this.lower(ast.function);
    return made(ast, ast.ast_type, { function: callee, arguments: this.#arguments(ast.arguments, inputs) });
  }

  #builtin(ast: BuiltinAST): IR {
    const { builtin, type_parameters } = ast;
    const head = (): string =>
      `Builtin ${builtin} with type parameters [${type_parameters.map((type) => printType(type)).join(", ")}]`;
    const args = this.#arguments(
      ast.arguments,
      ast.inputs,
      (i) => (found, wanted) =>
        `${head()} argument ${i + 1} of type ${found} is not compatible with expected type ${wanted}`,
    );
    return made(ast, "Builtin", { builtin, type_parameters, arguments: args });
  }

  #platform(ast: PlatformAST): IR {
    const { name, type_parameters, async, optional } = ast;
    if (async && !this.#scope?.async) {
      throw this.#error("Async platform call not allowed outside async function");
    }
    const args = this.#arguments(ast.arguments, ast.inputs);
    return made(ast, "Platform", { name, type_parameters, arguments: args, async, optional });
  }

  #arguments(args: readonly AST[], inputs: readonly EastType[], mismatch?: (i: number) => Mismatch): IR[] {
    if (args.length !== inputs.length) {
      throw this.#error(`Expected ${inputs.length} arguments, got ${args.length}`);
    }
    return args.map((arg, i) => this.#fit(arg, inputs[i] as EastType, mismatch?.(i)));
  }

  #fitAll(values: readonly AST[], type: EastType): IR[] {
    return values.map((value) => this.#fit(value, type));
  }

  /** An expression in a place of a known type: one of a narrower type is widened (9.2). */
  #fit(ast: AST, type: EastType, mismatch: Mismatch = expected): IR {
    if (isNever(ast) || isTypeEqual(ast.type, type)) return this.lower(ast);
    if (!isSubtype(ast.type, type)) throw this.#error(mismatch(printType(ast.type), printType(type)));
    if (ast.ast_type === "Block") return this.#block(ast, type);
    return made({ type, location: ast.location }, "As", { value: this.lower(ast) });
  }

  /** A branch or another body: a scope of its own. */
  #body(ast: AST, type: EastType): IR {
    return this.#scoped(() => this.#fit(ast, type));
  }

  #loop<K>(
    { label, body }: { label: Label; body: AST },
    variables: () => K,
  ): { label: IRLabel } & K & { body: IR } {
    return this.#scoped(() => {
      const name = `_${this.#labels++}`;
      this.#loops.set(label, { name, scope: this.#scope });
      const parts = {
        label: labelIR(label, name),
        ...variables(),
        body: this.#scoped(() => this.lower(body)),
      };
      this.#loops.delete(label);
      return parts;
    });
  }

  /** Numbered in this order, which is that of the callback's parameters; IR has them the other way round. */
  #valueThenKey(ast: { value: VariableAST; key: VariableAST }): { key: VariableIR; value: VariableIR } {
    const value = this.#declare(ast.value);
    return { key: this.#declare(ast.key), value };
  }

  #label({ label, ast_type }: { label: Label; ast_type: "Break" | "Continue" }): IRLabel {
    const loop = this.#loops.get(label);
    if (loop === undefined || loop.scope !== this.#scope) {
      throw this.#error(
        `Label defined at ${printPlace(label.location)} is not in scope at ${ast_type.toLowerCase()}`,
      );
    }
    return labelIR(label, loop.name);
  }

  /** Runs a body, whose declarations end with it. */
  #scoped<R>(body: () => R): R {
    const outer = this.#declared;
    this.#declared = [];
    const result = body();
    for (const [variable, hidden] of this.#declared.toReversed()) {
      if (hidden === undefined) this.#bindings.delete(variable);
      else this.#bindings.set(variable, hidden);
    }
    this.#declared = outer;
    return result;
  }

  #declare(variable: VariableAST): VariableIR {
    const name = `_${this.#variables++}`;
    const binding: Binding = { name, captured: false, scope: this.#scope as Scope, nodes: [] };
    this.#declared.push([variable, this.#bindings.get(variable)]);
    this.#bindings.set(variable, binding);
    return variableIR(variable, binding);
  }

  #use(variable: VariableAST): VariableIR {
    const binding = this.#bindings.get(variable);
    if (binding === undefined) {
      throw this.#error(
        `Variable defined at ${printPlace(variable.location)} is out of scope here`,
        OutOfScopeException,
      );
    }
    // Every function between the declaration and the use hands the variable on.
    for (let scope = this.#scope as Scope; scope !== binding.scope; scope = scope.outer as Scope) {
      if (scope.captures.has(variable)) continue;
      if (!binding.captured) {
        binding.captured = true;
        for (const node of binding.nodes) node.value.captured = true;
      }
      scope.captures.set(variable, variableIR(variable, binding));
    }
    return variableIR(variable, binding);
  }

  #error(message: string, Kind: new (message: string) => Error = Error): Error {
    const enclosing = this.#path
      .toReversed()
      .map(({ ast_type, location }) => `\n    at ${ast_type} node located at ${printPlace(location)}`);
    const place = printPlace(this.#path.at(-1)?.location ?? []);
    return new Kind(`${message} at ${place}${enclosing.join("")}`);
  }
}

type Mismatch = (found: string, wanted: string) => string;

const expected: Mismatch = (found, wanted) =>
  `Expression expected to have type ${wanted} but got type ${found}`;

// Until the second walk nodes have their types and locations as they are in the tree.

function made(ast: { type: EastType; location: LocationStack }, kind: string, fields: object): any {
  return variant(kind, { type: ast.type, loc_id: ast.location, ...fields });
}

function variableIR(variable: VariableAST, binding: Binding): VariableIR {
  const { name, captured } = binding;
  const node: VariableIR = made(variable, "Variable", { name, mutable: variable.mutable, captured });
  binding.nodes.push(node);
  return node;
}

function labelIR(label: Label, name: string): IRLabel {
  return { name, loc_id: label.location } as unknown as IRLabel;
}

/** A constant of its own: what the host does to its object afterwards does not matter. */
function literal(type: EastType, value: ValueAST["value"]): LiteralValue {
  const copy =
    value instanceof Date ? new Date(value) : value instanceof Uint8Array ? Uint8Array.from(value) : value;
  return variant(type.type, copy) as LiteralValue;
}
