// npm run build: everything that the packages contain, into dist/ and east/dist/.
import { rmSync } from "node:fs";
import { join } from "node:path";
import { ensureInstalled, root, runTool } from "./install.js";

/** `clean` also removes what was built from sources that are gone. */
export async function build({ clean = false } = {}) {
  if (clean)
    for (const dist of ["dist", "east/dist"]) rmSync(join(root, dist), { recursive: true, force: true });
  runTool("tsc", ["-b"]);
}

if (import.meta.filename === process.argv[1]) {
  ensureInstalled();
  await build({ clean: true });
}
