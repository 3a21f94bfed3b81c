/** Struct values: plain objects, made from a list of parts (spec/east-values.md 1.8). */

export type StructValue = { [name: string]: unknown };

/**
 * A function that makes structs with these fields from values in the same order. It is generated, so that every struct
 * of the type is one object literal of one shape, several times faster than fields added one by one.
 */
export function structMaker(names: readonly string[]): (parts: readonly unknown[]) => StructValue {
  const members = names.map((name, i) => {
    // As `"__proto__": …` a literal would set the prototype; computed, it is a name like any other.
    const key = name === "__proto__" ? '["__proto__"]' : JSON.stringify(name);
    return `${key}: parts[${i}]`;
  });
  // oxlint-disable-next-line typescript/no-implied-eval -- names are quoted, nothing else of the source is given
  return new Function("parts", `return { ${members.join(", ")} };`) as (
    parts: readonly unknown[],
  ) => StructValue;
}
