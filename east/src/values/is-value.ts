/** The deep check that a host value is a value of a type (spec/east-values.md 1.8). */
import { memberEntries } from "../types/names.js";
import { printType } from "../types/print-type.js";
import { asEastType, type EastTypeValue } from "../types/type-value.js";
import {
  type EastType,
  type ElementType,
  isDataType,
  type RecursiveTypeMarker,
  unfold,
} from "../types/types.js";
import type { ValueTypeOf } from "../types/value-types.js";
import { isMatrix } from "./matrix.js";
import { isRef } from "./ref.js";
import { SortedMap, SortedSet } from "./sorted.js";
import { isVariant } from "./variant.js";

/**
 * Whether a value is one of the type, all the way down. Integers are not range-checked, an invalid `Date` counts as a
 * DateTime. Structs must be plain objects with exactly the declared names; Sets and Dicts may be native or sorted.
 *
 * @throws Error for a type with functions in it.
 */
export function isValueOf<T extends EastType | EastTypeValue>(
  value: unknown,
  given: T,
): value is ValueTypeOf<T> {
  const type = asEastType(given);
  if (!isDataType(type)) throw new Error(`functions cannot be checked, in ${printType(type)}`);
  const pending = new Pending();
  if (!checkOf(type)(value, pending)) return false;
  for (let next = pending.take(); next !== undefined; next = pending.take()) {
    if (!checkOf(unfold(next.type))(next.value, pending)) return false;
  }
  return true;
}

/** A value taken for one of a recursive type. */
type Claim = { value: unknown; type: RecursiveTypeMarker };

/**
 * Claims that are still to be checked: values of recursive types may nest deeper than the stack of calls reaches. Each
 * is checked once, so that cyclic values come to an end.
 */
class Pending {
  readonly #claims: Claim[] = [];
  readonly #made = new Map<EastType, Set<unknown>>();

  add(value: unknown, type: RecursiveTypeMarker): void {
    let values = this.#made.get(type);
    if (values === undefined) this.#made.set(type, (values = new Set()));
    if (values.has(value)) return;
    values.add(value);
    this.#claims.push({ value, type });
  }

  take(): Claim | undefined {
    return this.#claims.pop();
  }
}

type Check = (value: any, pending: Pending) => boolean;

const checks = new WeakMap<EastType, Check>();

function checkOf(type: EastType): Check {
  let check = checks.get(type);
  if (check === undefined) {
    check = makeCheck(type);
    checks.set(type, check);
  }
  return check;
}

function makeCheck(type: EastType): Check {
  switch (type.type) {
    case "Never":
      return () => false;
    case "Null":
      return (value) => value === null;
    case "Boolean":
      return (value) => typeof value === "boolean";
    case "Integer":
      return (value) => typeof value === "bigint";
    case "Float":
      return (value) => typeof value === "number";
    case "String":
      return (value) => typeof value === "string";
    case "DateTime":
      return (value) => value instanceof Date;
    case "Blob":
      return (value) => value instanceof Uint8Array;
    case "Ref": {
      const content = checkOf(type.value);
      return (value, pending) => isRef(value) && content(value.value, pending);
    }
    case "Array": {
      const element = checkOf(type.value);
      // `every` would skip holes.
      return (value, pending) => Array.isArray(value) && all(value, element, pending);
    }
    case "Set": {
      const key = checkOf(type.key);
      return (value, pending) => isSetLike(value) && all(value.keys(), key, pending);
    }
    case "Dict": {
      const key = checkOf(type.key);
      const content = checkOf(type.value);
      return (value, pending) =>
        isMapLike(value) && all(value.keys(), key, pending) && all(value.values(), content, pending);
    }
    case "Struct":
      return structCheck(memberEntries(type.fields).map(([name, field]) => [name, checkOf(field)]));
    case "Variant": {
      const cases = new Map(memberEntries(type.cases).map(([name, payload]) => [name, checkOf(payload)]));
      return (value, pending) => isVariant(value) && cases.get(value.type)?.(value.value, pending) === true;
    }
    case "Vector":
      return packedCheck(type.element);
    case "Matrix": {
      const packed = packedCheck(type.element);
      return (value, pending) =>
        isMatrix(value) && packed(value.data, pending) && value.data.length === value.rows * value.cols;
    }
    case "Recursive":
      return (value, pending) => {
        pending.add(value, type);
        return true;
      };
    case "Function":
    case "AsyncFunction":
      throw new Error("functions cannot be checked");
  }
}

function all(values: Iterable<unknown>, check: Check, pending: Pending): boolean {
  for (const value of values) if (!check(value, pending)) return false;
  return true;
}

const isSetLike = (value: unknown): value is ReadonlySet<unknown> =>
  value instanceof Set || value instanceof SortedSet;

const isMapLike = (value: unknown): value is ReadonlyMap<unknown, unknown> =>
  value instanceof Map || value instanceof SortedMap;

function structCheck(fields: [string, Check][]): Check {
  return (value, pending) =>
    typeof value === "object" &&
    value !== null &&
    Object.getPrototypeOf(value) === Object.prototype &&
    Object.keys(value).length === fields.length &&
    fields.every(([name, field]) => Object.hasOwn(value, name) && field(value[name], pending));
}

function packedCheck({ type }: ElementType): Check {
  switch (type) {
    case "Float":
      return (value) => value instanceof Float64Array;
    case "Integer":
      return (value) => value instanceof BigInt64Array;
    case "Boolean":
      return (value) => value instanceof Uint8ClampedArray && value.every((element) => element <= 1);
  }
}
