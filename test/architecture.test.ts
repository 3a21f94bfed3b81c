/**
 * The rooms of the project and who may import whom (docs/design.md, "The rooms"), held against every import there is.
 */
import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { suite, test } from "node:test";
import { root } from "./support/paths.js";

/** Each room, by its folder, and the rooms it may import. A file belongs to the longest folder that holds it. */
const ROOMS: Record<string, readonly string[]> = {
  "east/src": [],
  sdk: ["east", "lib/plumbing"],
  "lib/east-node": ["east"],
  "lib/plumbing": ["east", "lib/east-node"],
  "lib/porcelain": ["lib/plumbing", "lib/remote", "east"],
  "lib/remote": ["lib/plumbing", "east"],
  bin: ["lib/plumbing", "lib/porcelain", "lib/remote", "lib/east-node"],
  bench: ["east", "sdk", "lib/plumbing", "lib/porcelain", "lib/remote", "lib/east-node"],
};

/** The floors of the language, from the ground up; each imports only from floors below and itself. */
const FLOORS = ["types", "values", "formats", "ir", "builtins", "compiler", "expr", "library"];

/** Imports that go up a floor because they are types only, or because two ideas are one. */
const LIFTS = [
  // A type value is a Variant value: the type of types needs `variant`.
  ["east/src/types", "east/src/values/variant"],
  // Values and formats of functions carry IR.
  ["east/src/values/function", "east/src/ir/ir"],
  ["east/src/errors", "east/src/ir/ir"],
  ["east/src/formats", "east/src/ir/ir"],
] as const;

/** The packages that each room may import; Node's own modules are free to all. */
const PACKAGES = new Set([
  "picocolors",
  "proper-lockfile",
  "write-file-atomic",
  "yargs-parser",
  "yauzl",
  "yazl",
]);

type Import = { file: string; target: string; line: number; typeOnly: boolean };

const STATEMENT =
  /^\s*(?:import|export)\s+(?<type>type\s)?[^"';]*?from\s+"(?<from>[^"]+)"|^\s*import\s+"(?<bare>[^"]+)"|\bimport\(\s*"(?<lazy>[^"]+)"/gm;

function importsOf(file: string): Import[] {
  const text = readFileSync(join(root, file), "utf8");
  return [...text.matchAll(STATEMENT)].map(({ groups, index }) => {
    const from = groups?.["from"] ?? groups?.["bare"] ?? groups?.["lazy"] ?? "";
    const target = from.startsWith(".") ? relative(root, join(root, dirname(file), from)) : from;
    const line = text.slice(0, index).split("\n").length;
    return { file, target, line, typeOnly: groups?.["type"] !== undefined };
  });
}

function sources(folder: string): string[] {
  return readdirSync(join(root, folder), { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".ts"))
    .map((name) => join(folder, name));
}

const roomOf = (path: string): string | undefined =>
  Object.keys(ROOMS)
    .filter((room) => path === room || path.startsWith(`${room}/`))
    .sort((a, b) => b.length - a.length)[0];

const files = ["east/src", "sdk", "lib", "bin", "bench"].flatMap(sources);
const imports = files.flatMap(importsOf);
const say = ({ file, line, target }: Import): string => `${file}:${line} imports ${target}`;

suite("architecture", () => {
  test("sees the sources and their imports", () => {
    assert.ok(files.length > 20, `${files.length} files`);
    assert.ok(imports.length > files.length, `${imports.length} imports`);
    for (const room of ["east/src", "lib/plumbing", "lib/porcelain"]) {
      assert.ok(imports.some(({ file }) => roomOf(file) === room));
    }
  });

  test("rooms import only the rooms they may", () => {
    const wrong = imports.filter(({ file, target }) => {
      const room = roomOf(file) as string;
      if (target.startsWith("node:") || PACKAGES.has(target)) return false;
      if (target === "@elaraai/east" || target === "@elaraai/east/internal")
        return !ROOMS[room]?.includes("east");
      const other = roomOf(target);
      return (
        other === undefined ||
        (other !== room && !ROOMS[room]?.includes(other)) ||
        (other === "east/src") !== (room === "east/src")
      );
    });
    assert.deepEqual(wrong.map(say), []);
  });

  test("the floors of the language import downwards", () => {
    const floorOf = (path: string): number =>
      FLOORS.findIndex((floor) => path.startsWith(`east/src/${floor}/`));
    const wrong = imports.filter((one) => {
      const from = floorOf(one.file);
      const to = floorOf(one.target);
      if (from < 0 || to < 0 || to <= from || one.typeOnly) return false;
      return !LIFTS.some(([low, high]) => one.file.startsWith(low) && one.target.startsWith(high));
    });
    assert.deepEqual(wrong.map(say), []);
  });

  test("inside plumbing, functions do not import commands, and only the disk layer touches node:fs", () => {
    const plumbing = imports.filter(({ file }) => file.startsWith("lib/plumbing/"));
    const commands = new Set(
      files
        .filter((file) => /\bcommand\(\{/.test(readFileSync(join(root, file), "utf8")))
        .map((file) => file.replace(/\.ts$/, ".js")),
    );
    const wrong = plumbing.filter(({ target }) => commands.has(target));
    assert.deepEqual(wrong.map(say), []);
  });
});
