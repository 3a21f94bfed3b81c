/** File names in source maps: relative to the folder of the nearest package.json, with `/` on every system. */
import { existsSync } from "node:fs";
import { dirname, isAbsolute, join, relative, sep } from "node:path";

/** Makes a function from the paths in locations to the names that are stored; it remembers what it has looked up. */
export function sourceNamer(): (path: string) => string {
  const roots = new Map<string, string | undefined>();
  const rootOf = (folder: string): string | undefined => {
    if (roots.has(folder)) return roots.get(folder);
    const above = dirname(folder);
    const root = existsSync(join(folder, "package.json"))
      ? folder
      : above === folder
        ? undefined
        : rootOf(above);
    roots.set(folder, root);
    return root;
  };
  return (path) => {
    if (!isAbsolute(path)) return path;
    const root = rootOf(dirname(path));
    return root === undefined ? path : relative(root, path).split(sep).join("/");
  };
}
