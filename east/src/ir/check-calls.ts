/** The checks of functions and of what calls them: East functions, builtins, platform functions (spec/east-ir.md 4). */

import { isStackOverflow } from "../formats/paths.js";
import { printType } from "../types/print-type.js";
import type { EastTypeValue } from "../types/type-value.js";
import { type EastType, NeverType, unfold } from "../types/types.js";
import type { Checking, Context } from "./checking.js";
import type { AsyncFunctionIR, BuiltinIR, CallAsyncIR, CallIR, FunctionIR, IR, PlatformIR } from "./ir.js";
import { Scope } from "./scope.js";
import type { Instance, Signature } from "./signature.js";

export function functionValue(c: Checking, node: FunctionIR | AsyncFunctionIR, type: EastType): EastType {
  const { captures, parameters, body } = node.value;
  if (type.type !== node.type) c.wrongKind(node, node.type, type);
  const { inputs, output } = type;
  if (parameters.length !== inputs.length) {
    c.fail(
      node,
      `${node.type} has ${parameters.length} parameters, but its type has ${inputs.length} inputs`,
    );
  }
  if (node.type === "AsyncFunction") promisable(c, node, output);
  const outer = c.fn;
  const inner: Context = {
    scope: new Scope(),
    output,
    async: node.type === "AsyncFunction",
    labels: [],
  };
  for (const capture of captures) {
    c.isVariable(node, "capture", capture);
    inner.scope.declare(capture.value.name, c.variable(capture));
  }
  c.fn = inner;
  parameters.forEach((parameter, i) => {
    c.isVariable(node, "parameter", parameter);
    const { type: found } = c.declare(node, parameter.value);
    c.exactly(node, `parameter ${i + 1}`, found, inputs[i] as EastType);
  });
  const result = c.scoped(body);
  if (result !== NeverType && result !== output) {
    c.fail(
      node,
      `Function body returns type ${printType(result)} but function signature expects ${printType(output)}`,
    );
  }
  c.fn = outer;
  return type;
}

export function call(c: Checking, node: CallIR | CallAsyncIR, type: EastType): EastType {
  if (node.type === "CallAsync" && !c.fn.async) {
    c.fail(node, "Async function call not allowed outside async function");
  }
  const callee = c.check(node.value.function);
  const expected = node.type === "Call" ? "Function" : "AsyncFunction";
  if (callee.type !== expected) {
    c.fail(node, `${node.type} needs a callee of type ${expected}, found ${printType(callee)}`);
  }
  const { inputs, output } = callee;
  if (node.type === "CallAsync") promisable(c, node, output);
  const args = node.value.arguments;
  argumentCount(c, node, "", args.length, inputs.length);
  for (const [i, arg] of args.entries()) {
    c.fits(node, `argument ${i + 1}`, c.check(arg), inputs[i] as EastType);
  }
  return c.typed(node, type, output);
}

function argumentCount(c: Checking, node: IR, whose: string, found: number, expected: number): void {
  if (found !== expected) {
    c.fail(node, `${whose}${whose === "" ? "E" : "e"}xpected ${expected} arguments, got ${found}`);
  }
}

export function builtin(c: Checking, node: BuiltinIR, type: EastType): EastType {
  const { builtin: name, type_parameters, arguments: args } = node.value;
  const signature = c.options.builtin(name);
  if (signature === undefined) return c.fail(node, `Unknown builtin function: ${JSON.stringify(name)}`);
  const wanted = signature.typeParameters.length;
  if (type_parameters.length !== wanted) {
    c.fail(node, `Builtin ${name} expected ${wanted} type parameters, got ${type_parameters.length}`);
  }
  argumentCount(c, node, `Builtin ${name} `, args.length, signature.inputs.length);
  const parameters = type_parameters.map((parameter) => c.readType(node, parameter));
  const { inputs, output } = instance(c, node, signature, parameters);
  const head = (): string =>
    `Builtin ${name} with type parameters [${parameters.map((parameter) => printType(parameter)).join(", ")}]`;
  for (const [i, arg] of args.entries()) {
    const found = c.check(arg);
    const input = inputs[i] as EastType;
    if (found !== input && found !== NeverType) {
      c.fail(
        node,
        `${head()} argument ${i + 1} of type ${printType(found)} is not compatible with expected type ${printType(input)}`,
      );
    }
  }
  if (type !== output) {
    c.fail(node, `${head()} gives type ${printType(output)}, but the node has type ${printType(type)}`);
  }
  return output;
}

function instance(
  c: Checking,
  node: BuiltinIR,
  signature: Signature,
  parameters: readonly EastType[],
): Instance {
  let instances = c.instances.get(signature);
  if (instances === undefined) c.instances.set(signature, (instances = new Map()));
  const key = c.types.key(parameters);
  let found = instances.get(key);
  if (found === undefined) {
    const why = signature.refuses?.(...parameters);
    if (why !== undefined) return c.fail(node, `Builtin ${node.value.builtin}: ${why}`);
    try {
      found = {
        inputs: signature.inputs.map((input) => input(c.types, parameters)),
        output: signature.output(c.types, parameters),
      };
    } catch (error) {
      if (isStackOverflow(error)) throw error;
      // A type parameter that cannot stand where the signature puts it, such as a mutable key.
      return c.fail(node, `Builtin ${node.value.builtin}: ${(error as Error).message}`, error);
    }
    instances.set(key, found);
  }
  return found;
}

export function platformCall(c: Checking, node: PlatformIR, type: EastType): EastType {
  const { name, type_parameters, arguments: args, async, optional } = node.value;
  if (async && !c.fn.async) {
    c.fail(node, "Async platform call not allowed outside async function");
  }
  if (async) promisable(c, node, type);
  type_parameters.forEach((parameter) => c.readType(node, parameter));
  const found = args.map((arg) => c.check(arg));
  const registered = c.platform.get(name);
  if (registered === undefined) {
    if (!optional && c.options.unknownPlatform !== "accept") {
      c.fail(node, `Platform function '${name}' not found`);
    }
    return type;
  }
  const whose = `Platform function '${name}'`;
  if (async !== (registered.type === "async")) {
    c.fail(node, `${whose} is registered as ${registered.type} but IR has ${async ? "async" : "sync"}`);
  }
  const wanted = registered.typeParameters?.length ?? 0;
  if (type_parameters.length !== wanted) {
    c.fail(node, `${whose} expects ${wanted} type parameters but got ${type_parameters.length}`);
  }
  if (registered.typeParameters !== undefined) return type;
  const { inputs } = registered;
  if (args.length !== inputs.length) {
    c.fail(node, `${whose} expects ${inputs.length} arguments but got ${args.length}`);
  }
  found.forEach((argument, i) => {
    const input = c.readType(node, inputs[i] as EastTypeValue);
    if (argument !== input && argument !== NeverType) {
      c.fail(
        node,
        `${whose} argument ${i + 1} requires exact type match. Expected type ${printType(input)} but got ${printType(argument)}. Insert an As node if subtyping is intended.`,
      );
    }
  });
  const output = c.readType(node, registered.output);
  if (type !== output) {
    c.fail(node, `${whose} return type expected to be ${printType(output)} but IR has ${printType(type)}`);
  }
  return output;
}

/**
 * A promise cannot hold a value with a method `then`: JavaScript would call it when the promise resolves. Only a struct
 * can look so.
 */
function promisable(c: Checking, node: IR, type: EastType): void {
  const unfolded = (t: EastType): EastType => (t.type === "Recursive" ? unfold(t) : t);
  const struct = unfolded(type);
  if (struct.type !== "Struct" || !Object.hasOwn(struct.fields, "then")) return;
  const then = unfolded(struct.fields["then"] as EastType);
  if (then.type === "Function" || then.type === "AsyncFunction") {
    c.fail(node, `${node.type} cannot give a struct with a function in a field named "then" asynchronously`);
  }
}
