/** All builtins by name: the sections put together, in the order of spec/east-builtins.md. A new one is a file and a line. */
import type { Signature } from "../ir/signature.js";
import { array } from "./array.js";
import { arrayWalk } from "./array-walk.js";
import { Builtin, type Section } from "./builtin.js";
import { boolean, comparison } from "./comparison.js";
import { dict } from "./dict.js";
import { float, integer } from "./number.js";
import { ref } from "./ref.js";
import { set } from "./set.js";
import { string } from "./string.js";

const SECTIONS: readonly Section[] = [
  comparison,
  boolean,
  integer,
  float,
  string,
  ref,
  array,
  arrayWalk,
  set,
  dict,
];

export const catalogue: ReadonlyMap<string, Builtin> = new Map(
  SECTIONS.flatMap((section) =>
    Object.entries(section).map(([name, row]) => [name, new Builtin(name, row)] as const),
  ),
);

/** What the checker asks (ir/checking.ts). */
export function builtinSignature(name: string): Signature | undefined {
  return catalogue.get(name)?.signature;
}
