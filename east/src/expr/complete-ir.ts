/**
 * The second walk of making IR: type values and `loc_id`s in place of the types and locations that nodes have in the tree.
 * It goes in field order, so both are numbered in that order whatever order names were given in (spec/east-ir.md 1, 2).
 */
import type { AsyncFunctionIR, FunctionIR, LocationValue, SourceMap } from "../ir/ir.js";
import { isTypeEqual } from "../types/relations.js";
import { TypeValueWriter } from "../types/type-value.js";
import type { EastType, RecursiveTypeMarker } from "../types/types.js";
import { isVariant } from "../values/variant.js";
import { type LocationStack, resolveStack } from "./location.js";

/** Completes an IR whose nodes have types and location stacks in these places; gives what the `loc_id`s refer to. */
export function completeIR(ir: FunctionIR | AsyncFunctionIR): SourceMap {
  const completion = new Completion();
  completion.visit(ir);
  return { stacks: completion.stacks };
}

/** Numbers recursive types by structure: equal ones have one id in a program. */
class ProgramTypes extends TypeValueWriter {
  readonly #ids = new Map<RecursiveTypeMarker, bigint>();
  readonly #distinct: RecursiveTypeMarker[] = [];

  protected override idOf(type: RecursiveTypeMarker): bigint {
    let id = this.#ids.get(type);
    if (id === undefined) {
      const index = this.#distinct.findIndex((other) => isTypeEqual(type, other));
      id = BigInt(index < 0 ? this.#distinct.push(type) : index + 1);
      this.#ids.set(type, id);
    }
    return id;
  }
}

class Completion {
  readonly #types = new ProgramTypes();
  readonly stacks: LocationValue[][] = [[]];
  /** `loc_id`s by the text of a stack, as captured and as it is in the user's source: many calls come from one place. */
  readonly #captured = new Map<string, bigint>();
  readonly #resolved = new Map<string, bigint>([["", 0n]]);

  visit(part: unknown): void {
    if (Array.isArray(part)) part.forEach((element) => this.visit(element));
    else if (isVariant(part)) this.#fields(part.value, part.type === "Value");
    else if (typeof part === "object" && part !== null) this.#fields(part as Draft, false);
  }

  #fields(draft: Draft, constant: boolean): void {
    for (const [name, field] of Object.entries(draft)) {
      if (name === "loc_id") draft[name] = this.#locationId(field as LocationStack);
      else if (name === "type") draft[name] = this.#types.write(field as EastType);
      else if (name === "type_parameters") {
        draft[name] = (field as EastType[]).map((type) => this.#types.write(type));
      } else if (!constant) this.visit(field);
    }
  }

  #locationId(stack: LocationStack): bigint {
    const captured = frames(stack);
    let id = this.#captured.get(captured);
    if (id === undefined) {
      const resolved = resolveStack(stack);
      const text = frames(resolved);
      id = this.#resolved.get(text) ?? BigInt(this.stacks.push(resolved) - 1);
      this.#resolved.set(text, id);
      this.#captured.set(captured, id);
    }
    return id;
  }
}

const frames = (stack: LocationStack | readonly LocationValue[]): string =>
  stack.map(({ filename, line, column }) => `${filename}:${line}:${column}`).join("\n");

/** A node's fields, or those of a part of a node. */
type Draft = Record<string, unknown>;
