/** The value that a type starts from (spec/east-values.md 8). */
import { memberEntries, memberNames } from "../types/names.js";
import { printType } from "../types/print-type.js";
import { asEastType, type EastTypeValue } from "../types/type-value.js";
import { type EastType, unfold } from "../types/types.js";
import type { ValueTypeOf } from "../types/value-types.js";
import { compareFor } from "./compare.js";
import { matrix, packedOf } from "./matrix.js";
import { ref } from "./ref.js";
import { SortedMap, SortedSet } from "./sorted.js";
import { variant } from "./variant.js";

/**
 * Null, false, 0, nothing: of a Struct every field's default, of a Variant the first case with its default.
 *
 * @throws Error when the type has none: Never, a Variant without cases, functions, and recursive types whose default
 * would have to hold itself.
 */
export function defaultValue<T extends EastType | EastTypeValue>(given: T): ValueTypeOf<T> {
  const type = asEastType(given);
  return defaultOf(type, type, []) as ValueTypeOf<T>;
}

/** The same as `defaultValue`. */
export const minimalValue: typeof defaultValue = defaultValue;

/** `open` are the recursive types whose default is being made. */
function defaultOf(type: EastType, root: EastType, open: readonly EastType[]): unknown {
  const none = (why: string): never => {
    throw new Error(`${printType(root, "short")} has no default value: ${why}`);
  };
  switch (type.type) {
    case "Never":
      return none("Never has no values");
    case "Null":
      return null;
    case "Boolean":
      return false;
    case "Integer":
      return 0n;
    case "Float":
      return 0;
    case "String":
      return "";
    case "DateTime":
      return new Date(0);
    case "Blob":
      return new Uint8Array(0);
    case "Ref":
      return ref(defaultOf(type.value, root, open));
    case "Array":
      return [];
    case "Set":
      return new SortedSet([], compareFor(type.key));
    case "Dict":
      return new SortedMap([], compareFor(type.key));
    case "Struct":
      return Object.fromEntries(
        memberEntries(type.fields).map(([name, field]) => [name, defaultOf(field, root, open)]),
      );
    case "Variant": {
      const [first] = memberNames(type.cases);
      if (first === undefined) return none("a Variant without cases has no values");
      return variant(first, defaultOf(type.cases[first] as EastType, root, open));
    }
    case "Vector":
      return packedOf(type.element, []);
    case "Matrix":
      return matrix(packedOf(type.element, []), 0, 0);
    case "Function":
    case "AsyncFunction":
      return none("functions have none");
    case "Recursive":
      if (open.includes(type)) return none("it would hold itself");
      return defaultOf(unfold(type), root, [...open, type]);
  }
}
