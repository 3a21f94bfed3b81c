/**
 * The normal form in which programs are stored and compared (spec/east-ir.md 9.3): no locations, recursive types
 * numbered from 1 in order of first occurrence, equal ones alike. Where things stood in the source is kept beside it.
 */
import { isTypeEqual } from "../types/relations.js";
import { fromEastTypeValue, TypeValueWriter } from "../types/type-value.js";
import type { EastType, RecursiveTypeMarker } from "../types/types.js";
import type { IR } from "./ir.js";
import { mapIR } from "./map-ir.js";

/** Numbers recursive types by structure: two that are equal share a number. */
class StructuralWriter extends TypeValueWriter {
  readonly #known: EastType[] = [];
  readonly #ids = new Map<EastType, bigint>();

  protected override idOf(type: RecursiveTypeMarker): bigint {
    let id = this.#ids.get(type);
    if (id === undefined) {
      let index = this.#known.findIndex((known) => isTypeEqual(known, type));
      if (index < 0) index = this.#known.push(type) - 1;
      this.#ids.set(type, (id = BigInt(index + 1)));
    }
    return id;
  }
}

/**
 * A copy of the IR in normal form, and the `loc_id`s it had, labels included, in field order, depth first.
 * `withLocations` puts them back.
 */
export function normalizeIR<T extends IR>(ir: T): { ir: T; locations: bigint[] } {
  const locations: bigint[] = [];
  const types = new StructuralWriter();
  const normal = mapIR(ir, {
    type: (type) => types.write(fromEastTypeValue(type)),
    locId: (id) => {
      locations.push(id);
      return 0n;
    },
  });
  return { ir: normal, locations };
}

/** A copy of the IR with recursive types numbered as in the normal form and its locations kept. */
export function renumberTypes<T extends IR>(ir: T): T {
  const types = new StructuralWriter();
  return mapIR(ir, { type: (type) => types.write(fromEastTypeValue(type)), locId: (id) => id });
}

/** A copy of the IR with these `loc_id`s, in the order in which `normalizeIR` gave them; 0 where they run out. */
export function withLocations<T extends IR>(ir: T, locations: readonly bigint[]): T {
  let next = 0;
  return mapIR(ir, { type: (type) => type, locId: () => locations[next++] ?? 0n });
}

/**
 * Whether the program reads the `stack` variable of a catch: then its locations are part of what it computes. A
 * variable elsewhere that happens to have the same name counts too; that only keeps locations which do no harm.
 */
export function readsStack(ir: IR): boolean {
  const stacks = new Set<string>();
  const uses: string[] = [];
  const visit = (value: unknown): void => {
    if (Array.isArray(value)) value.forEach(visit);
    else if (typeof value === "object" && value !== null) {
      const node = value as IR;
      if (node.type === "TryCatch") {
        const { stack, message: _, type: __, ...bodies } = node.value;
        stacks.add(stack.value.name);
        Object.values(bodies).forEach(visit);
      } else if (node.type === "Variable") uses.push(node.value.name);
      else Object.entries(value).forEach(([field, part]) => field !== "type" && visit(part));
    }
  };
  visit(ir);
  return uses.some((name) => stacks.has(name));
}
