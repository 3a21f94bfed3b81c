/**
 * A second implementation of the core of spec/east-ir.md 6, for comparison with the compiler: it walks the IR, keeps
 * variables in cells, and unwinds with JavaScript exceptions. Slow and plain. Async nodes are evaluated like any other,
 * and every platform function adds its second argument to the array that is its first, and gives it.
 */
import { EastError, type IR } from "@elaraai/east";

type Cell = { value: any };
type Environment = Map<string, Cell>;

class Jump {
  readonly kind: "break" | "continue" | "return";
  readonly label: string;
  readonly value: unknown;
  /** The loop or function whose activation it belongs to. */
  constructor(kind: Jump["kind"], label: string, value: unknown) {
    this.kind = kind;
    this.label = label;
    this.value = value;
  }
}

type Builtins = Record<string, (...operands: any[]) => any>;

const BUILTINS: Builtins = {
  IntegerAdd: (a: bigint, b: bigint) => BigInt.asIntN(64, a + b),
  IntegerSubtract: (a: bigint, b: bigint) => BigInt.asIntN(64, a - b),
  IntegerDivide: (a: bigint, b: bigint) => {
    if (b === 0n) throw new EastError("Division by zero");
    return BigInt.asIntN(64, a / b);
  },
  Less: (a, b) => a < b,
  ArrayPushLast: (array, item) => {
    array.push(item);
    return null;
  },
  ArraySize: (array) => BigInt(array.length),
  ArrayMap: (array, f) => array.map((item: unknown, i: number) => f(item, BigInt(i))),
};

export function interpret(ir: IR, inputs: readonly unknown[]): unknown {
  return evaluate(ir, new Map())(...inputs);
}

function evaluate(node: IR, env: Environment): any {
  switch (node.type) {
    case "Value":
      return node.value.value.value;
    case "Variable":
      return (env.get(node.value.name) as Cell).value;
    case "As":
      return evaluate(node.value.value, env);
    case "Function":
    case "AsyncFunction": {
      const { captures, parameters, body } = node.value;
      // Immutable variables by value, mutable ones shared.
      const captured = captures.map(({ value: { name, mutable } }): [string, Cell] => {
        const cell = env.get(name) as Cell;
        return [name, mutable ? cell : { value: cell.value }];
      });
      return (...args: unknown[]) => {
        const inner: Environment = new Map(captured);
        parameters.forEach((parameter, i) => inner.set(parameter.value.name, { value: args[i] }));
        try {
          return evaluate(body, inner);
        } catch (jump) {
          if (jump instanceof Jump && jump.kind === "return") return jump.value;
          throw jump;
        }
      };
    }
    case "Call":
    case "CallAsync": {
      const callee = evaluate(node.value.function, env);
      return callee(...node.value.arguments.map((argument) => evaluate(argument, env)));
    }
    case "Builtin":
      return (BUILTINS[node.value.builtin] as Builtins[string])(
        ...node.value.arguments.map((argument) => evaluate(argument, env)),
      );
    case "Platform": {
      const [notes, k] = node.value.arguments.map((argument) => evaluate(argument, env));
      notes.push(k);
      return k;
    }
    case "NewArray":
      return node.value.values.map((item) => evaluate(item, env));
    case "Struct":
      return Object.fromEntries(node.value.fields.map(({ name, value }) => [name, evaluate(value, env)]));
    case "GetField":
      return evaluate(node.value.struct, env)[node.value.field];
    case "Variant":
      return { type: node.value.case, value: evaluate(node.value.value, env) };
    case "Match": {
      const { type, value } = evaluate(node.value.variant, env);
      const chosen = node.value.cases.find((one) => one.case === type);
      if (chosen === undefined) throw new Error(`no case ${type}`);
      return evaluate(chosen.body, new Map(env).set(chosen.variable.value.name, { value }));
    }
    case "Block": {
      const inner = new Map(env);
      let last: unknown = null;
      for (const statement of node.value.statements) {
        last = evaluate(statement, inner);
        if (statement.type === "Let") {
          inner.set(statement.value.variable.value.name, { value: last });
          last = null;
        }
      }
      return last;
    }
    case "Let":
      return evaluate(node.value.value, env);
    case "Assign":
      (env.get(node.value.variable.value.name) as Cell).value = evaluate(node.value.value, env);
      return null;
    case "IfElse": {
      const chosen = node.value.ifs.find(({ predicate }) => evaluate(predicate, env));
      return evaluate(chosen?.body ?? node.value.else_body, env);
    }
    case "While":
      while (evaluate(node.value.predicate, env)) {
        if (round(node.value.label.name, () => evaluate(node.value.body, env))) break;
      }
      return null;
    case "ForArray": {
      const array = evaluate(node.value.array, env);
      for (let i = 0; i < array.length; i++) {
        const inner = new Map(env);
        inner.set(node.value.key.value.name, { value: BigInt(i) });
        inner.set(node.value.value.value.name, { value: array[i] });
        if (round(node.value.label.name, () => evaluate(node.value.body, inner))) break;
      }
      return null;
    }
    case "Break":
      throw new Jump("break", node.value.label.name, undefined);
    case "Continue":
      throw new Jump("continue", node.value.label.name, undefined);
    case "Return":
      throw new Jump("return", "", evaluate(node.value.value, env));
    case "Error":
      throw new EastError(evaluate(node.value.message, env));
    case "TryCatch":
      return tryCatch(node.value, env);
    default:
      throw new Error(`${node.type} is not interpreted`);
  }
}

/** One round of a loop. True when it was the last. */
function round(label: string, body: () => void): boolean {
  try {
    body();
  } catch (jump) {
    if (!(jump instanceof Jump) || jump.kind === "return" || jump.label !== label) throw jump;
    return jump.kind === "break";
  }
  return false;
}

function tryCatch(value: (IR & { type: "TryCatch" })["value"], env: Environment): unknown {
  let pending: { result: unknown } | { thrown: unknown };
  try {
    try {
      pending = { result: evaluate(value.try_body, env) };
    } catch (error) {
      if (!(error instanceof EastError)) throw error;
      const inner = new Map(env);
      inner.set(value.message.value.name, { value: error.message });
      inner.set(value.stack.value.name, { value: error.location });
      pending = { result: evaluate(value.catch_body, inner) };
    }
  } catch (thrown) {
    pending = { thrown };
  }
  try {
    evaluate(value.finally_body, env);
  } catch (thrown) {
    // A jump that leaves the finally body only ends it.
    if (!(thrown instanceof Jump)) throw thrown;
  }
  if ("thrown" in pending) throw pending.thrown;
  return pending.result;
}
