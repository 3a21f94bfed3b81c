/** Where things are, seen from a compiled test. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

/** The project's root folder; this file runs as dist/test/support/paths.js. */
export const root: string = fileURLToPath(new URL("../../..", import.meta.url));

/** The cases of a file in east/spec/vectors. */
export function vectors<Case>(file: string): Case[] {
  return JSON.parse(readFileSync(join(root, "east/spec/vectors", file), "utf8"));
}
