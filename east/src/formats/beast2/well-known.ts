/**
 * Types that a file may name instead of spelling them out: the type of IR and the type of types
 * (spec/beast2.md, "Version 5", type section).
 */
import { IRType } from "../../ir/ir.js";
import { EastTypeType } from "../../types/type-value.js";
import type { EastType } from "../../types/types.js";
import { type TypeTable, typeTableOf } from "./type-table.js";

export type WellKnown = { id: number; name: string; type: EastType; table: TypeTable; hash: bigint };

let list: readonly WellKnown[] | undefined;

export function wellKnownTypes(): readonly WellKnown[] {
  list ??= [
    { id: 1, name: "the IR type", type: IRType },
    { id: 2, name: "the type of types", type: EastTypeType },
  ].map(({ id, name, type }) => {
    const table = typeTableOf(type);
    return { id, name, type, table, hash: hash64(table.section) };
  });
  return list;
}

/** The well-known type that a table is, by content. */
export function wellKnownOf(table: TypeTable): WellKnown | undefined {
  return wellKnownTypes().find((known) => known.table.key === table.key);
}

/** FNV-1a of 64 bits. */
function hash64(bytes: Uint8Array): bigint {
  let hash = 0xcbf29ce484222325n;
  for (const byte of bytes) hash = BigInt.asUintN(64, (hash ^ BigInt(byte)) * 0x100000001b3n);
  return hash;
}
