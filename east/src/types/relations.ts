/** How two types relate: equality and subtyping (spec/east-values.md 1.5). */
import { type Members, memberEntries, memberNames } from "./names.js";
import { type EastType, mentions, unfold } from "./types.js";

/**
 * Structural equality. Field names and order must agree, cases agree as sorted lists, recursive types agree by
 * structure whatever their ids; a recursive type and its unfolding differ.
 */
export function isTypeEqual(a: EastType, b: EastType): boolean {
  return typesEqual(a, b, []);
}

/** Pairs of recursive types that are being compared further out; meeting one again closes the circle. */
type Assumed = readonly (readonly [EastType, EastType])[];

function typesEqual(a: EastType, b: EastType, assumed: Assumed): boolean {
  if (a === b) return true;
  switch (a.type) {
    case "Ref":
    case "Array":
      return b.type === a.type && typesEqual(a.value, b.value, assumed);
    case "Set":
      return b.type === "Set" && typesEqual(a.key, b.key, assumed);
    case "Dict":
      return b.type === "Dict" && typesEqual(a.key, b.key, assumed) && typesEqual(a.value, b.value, assumed);
    case "Struct":
      return b.type === "Struct" && membersEqual(a.fields, b.fields, assumed);
    case "Variant":
      return b.type === "Variant" && membersEqual(a.cases, b.cases, assumed);
    case "Vector":
    case "Matrix":
      return b.type === a.type && a.element.type === b.element.type;
    case "Function":
    case "AsyncFunction":
      return (
        b.type === a.type &&
        a.inputs.length === b.inputs.length &&
        a.inputs.every((input, i) => typesEqual(input, b.inputs[i] as EastType, assumed)) &&
        typesEqual(a.output, b.output, assumed)
      );
    case "Recursive": {
      if (b.type !== "Recursive") return false;
      if (assumed.some(([x, y]) => x === a && y === b)) return true;
      return typesEqual(unfold(a), unfold(b), [...assumed, [a, b]]);
    }
    case "Never":
    case "Null":
    case "Boolean":
    case "Integer":
    case "Float":
    case "String":
    case "DateTime":
    case "Blob":
      return a.type === b.type;
  }
}

function membersEqual(a: Members<EastType>, b: Members<EastType>, assumed: Assumed): boolean {
  return (
    sameNames(a, b) &&
    memberEntries(a).every(([name, member]) => typesEqual(member, b[name] as EastType, assumed))
  );
}

/** Whether two member objects have the same names in the same order. */
export function sameNames(a: Members<unknown>, b: Members<unknown>): boolean {
  const names = memberNames(a);
  const others = memberNames(b);
  return names.length === others.length && names.every((name, i) => name === others[i]);
}

/** Whether an `a` may be used where a `b` is expected. */
export function isSubtype(a: EastType, b: EastType): boolean {
  if (a === b || a.type === "Never") return true;
  switch (b.type) {
    case "Struct":
      return (
        a.type === "Struct" &&
        sameNames(a.fields, b.fields) &&
        memberEntries(a.fields).every(([name, field]) => isSubtype(field, b.fields[name] as EastType))
      );
    case "Variant":
      return (
        a.type === "Variant" &&
        memberEntries(a.cases).every(([name, payload]) =>
          Object.hasOwn(b.cases, name)
            ? isSubtype(payload, b.cases[name] as EastType)
            : payload.type === "Never",
        )
      );
    case "Function":
    case "AsyncFunction":
      return (
        (a.type === "Function" || a.type === b.type) &&
        (a.type === "Function" || a.type === "AsyncFunction") &&
        a.inputs.length === b.inputs.length &&
        a.inputs.every((input, i) => isSubtype(b.inputs[i] as EastType, input)) &&
        isSubtype(a.output, b.output)
      );
    case "Recursive":
      if (a.type === "Recursive") return isTypeEqual(a, b);
      // The unfolding mentions the type and is not below it: that step takes a WrapRecursive.
      return !mentions(a, (t) => t.type === "Recursive" && isTypeEqual(t, b)) && isSubtype(a, unfold(b));
    case "Never":
    case "Null":
    case "Boolean":
    case "Integer":
    case "Float":
    case "String":
    case "DateTime":
    case "Blob":
    case "Ref":
    case "Array":
    case "Set":
    case "Dict":
    case "Vector":
    case "Matrix":
      return isTypeEqual(a, b);
  }
}
