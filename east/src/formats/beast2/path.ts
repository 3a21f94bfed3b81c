/** Where in a value something is: the steps from its root, written as `.orders[3].paid`. */
import { printIdentifier } from "../../types/names.js";

/**
 * A number is an element of an Array or Set, a string a finished segment; `key` is a dict value, told by its key, or
 * by its number when the key has no short text.
 */
export type Step = number | string | { key: unknown; index: number };

/** How many steps are written at either end of a long path. */
const SHOWN = 24;

export function printPath(steps: readonly Step[]): string {
  const print = (part: readonly Step[]): string => part.map(printStep).join("");
  if (steps.length <= 2 * SHOWN) return print(steps);
  return `${print(steps.slice(0, SHOWN))} … ${print(steps.slice(-SHOWN))}`;
}

/** The segment of a struct field or variant case. */
export function memberStep(name: string): string {
  return `.${printIdentifier(name)}`;
}

function printStep(step: Step): string {
  if (typeof step === "string") return step;
  if (typeof step === "number") return `[${step}]`;
  const { key, index } = step;
  if (typeof key === "string" && key.length <= 60) return `[${JSON.stringify(key)}]`;
  if (typeof key === "bigint" || typeof key === "boolean") return `[${key}]`;
  return `[${index}](value)`;
}
