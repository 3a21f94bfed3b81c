/**
 * Rebuilding IR with other types or locations: a walk over all `type` and `loc_id` fields in field order, depth first,
 * directed by `IRType` itself, so that no node kind can be forgotten.
 */
import { memberEntries } from "../types/names.js";
import { EastTypeType, type EastTypeValue } from "../types/type-value.js";
import { type EastType, unfold } from "../types/types.js";
import { variant } from "../values/variant.js";
import { type IR, IRType } from "./ir.js";

/** What to put in place of each type value and each location number. Both are called in field order. */
export type IRVisitor = {
  type: (type: EastTypeValue) => EastTypeValue;
  locId: (id: bigint) => bigint;
};

/** A copy of the IR, sharing only literals with it. */
export function mapIR<T extends IR>(ir: T, visitor: IRVisitor): T {
  return mapNode(ir, visitor) as T;
}

type Mapper = (value: any, visitor: IRVisitor) => unknown;

/** How a part of a node is rebuilt; undefined for parts that hold neither types nor locations. */
function mapperFor(type: EastType, name: string): Mapper | undefined {
  if (type === IRType) return mapNode;
  if (type === EastTypeType) return (value, visitor) => visitor.type(value);
  if (name === "loc_id") return (value, visitor) => visitor.locId(value);
  switch (type.type) {
    case "Array": {
      const element = mapperFor(type.value, "") ?? ((value) => value);
      return (values: unknown[], visitor) => values.map((value) => element(value, visitor));
    }
    case "Struct": {
      const fields = memberEntries(type.fields).map(
        ([field, fieldType]) => [field, mapperFor(fieldType, field)] as const,
      );
      return (value: Record<string, unknown>, visitor) =>
        Object.fromEntries(
          fields.map(([field, map]) => [
            field,
            map === undefined ? value[field] : map(value[field], visitor),
          ]),
        );
    }
    default:
      return undefined;
  }
}

/** By node kind; made from `IRType` when first needed. */
let payloads: Map<string, Mapper> | undefined;

function mapNode({ type, value }: IR, visitor: IRVisitor): unknown {
  if (payloads === undefined) {
    const body = unfold(IRType);
    payloads = new Map();
    for (const [name, payload] of memberEntries(body.type === "Variant" ? body.cases : {})) {
      const map = mapperFor(payload, "");
      if (map !== undefined) payloads.set(name, map);
    }
  }
  return variant(type, payloads.get(type)?.(value, visitor));
}
