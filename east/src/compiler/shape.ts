/**
 * What a node looks like before its code is written: what it evaluates itself, and whether it can be one JavaScript
 * expression.
 */
import type { IR } from "../ir/ir.js";

/**
 * How deeply expressions are nested in generated code. Higher ones are cut by temporaries: the engine's parser recurses,
 * and gives up at some 1,300 levels.
 */
export const MAX_HEIGHT = 40;

/** As and the steps between a recursive type and its unfolding do nothing at run time. */
export function strip(node: IR): IR {
  let inner = node;
  while (inner.type === "As" || inner.type === "WrapRecursive" || inner.type === "UnwrapRecursive") {
    inner = inner.value.value;
  }
  return inner;
}

/** The nodes that a node evaluates itself, in order, when it evaluates all of them, always. */
export function operandsOf(node: IR): readonly IR[] {
  switch (node.type) {
    case "Call":
    case "CallAsync":
      return [node.value.function, ...node.value.arguments];
    case "Builtin":
    case "Platform":
      return node.value.arguments;
    case "NewRef":
    case "Variant":
      return [node.value.value];
    case "NewArray":
    case "NewSet":
    case "NewVector":
    case "NewMatrix":
      return node.value.values;
    case "NewDict":
      return node.value.values.flatMap(({ key, value }) => [key, value]);
    case "Struct":
      return node.value.fields.map(({ value }) => value);
    case "GetField":
      return [node.value.struct];
    case "Error":
      return [node.value.message];
    default:
      return [];
  }
}

/** Answers about the nodes of one IR, each found once. */
export class Shapes {
  readonly #heights = new Map<IR, number>();

  /** Whether the node can be written as one expression of moderate height. */
  isExpression(node: IR): boolean {
    return this.#height(node) <= MAX_HEIGHT;
  }

  #height(node: IR): number {
    const inner = strip(node);
    let height = this.#heights.get(inner);
    if (height === undefined) this.#heights.set(inner, (height = this.#measure(inner)));
    return height;
  }

  /** Infinity for what takes statements. */
  #measure(node: IR): number {
    switch (node.type) {
      case "Value":
      case "Variable":
        return 0;
      case "Function":
      case "AsyncFunction":
        return 1;
      case "Block": {
        const [only, ...others] = node.value.statements;
        return only === undefined ? 0 : others.length > 0 ? Infinity : this.#height(only);
      }
      case "IfElse": {
        const { ifs, else_body } = node.value;
        const parts = ifs.flatMap(({ predicate, body }) => [predicate, body]);
        return ifs.length + this.#highest([...parts, else_body]);
      }
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
        return Infinity;
      default:
        return 1 + this.#highest(operandsOf(node));
    }
  }

  /** Above the limit is as good as infinite, so that the heights above are above it too. */
  #highest(nodes: readonly IR[]): number {
    let highest = 0;
    for (const node of nodes) {
      const height = this.#height(node);
      if (height > highest) highest = height > MAX_HEIGHT ? Infinity : height;
    }
    return highest;
  }
}
