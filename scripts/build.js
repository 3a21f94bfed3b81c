// npm run build: everything that the packages contain, into dist/ and east/dist/.
import { chmodSync, rmSync } from "node:fs";
import { join } from "node:path";
import { ensureInstalled, root, runTool } from "./install.js";

/** `clean` also removes what was built from sources that are gone. */
export async function build({ clean = false } = {}) {
  if (clean)
    for (const dist of ["dist", "east/dist"]) rmSync(join(root, dist), { recursive: true, force: true });
  runTool("tsc", ["-b"]);
  await bundleAll();
}

/**
 * The executables as few files: each with what it always needs in one, and a chunk for what a command loads when it is
 * used. Starting the same code as two hundred modules takes half as long again as starting Node. A bundler that splits by
 * what is used and not by what is imported, or every command would load the whole language through its index.
 */
async function bundleAll() {
  const { rolldown } = await import("rolldown");
  const outdir = join(root, "dist", "bundle");
  rmSync(outdir, { recursive: true, force: true });
  const bundle = await rolldown({
    cwd: root,
    input: { e3: "dist/bin/e3.js", worker: "dist/lib/east-node/worker.js" },
    platform: "node",
    tsconfig: false,
  });
  // Names and lines stay, so that the stack of a bug can be read.
  await bundle.write({
    dir: outdir,
    format: "esm",
    minify: "dce-only",
    comments: false,
    chunkFileNames: "[hash].js",
  });
  await bundle.close();
  chmodSync(join(outdir, "e3.js"), 0o755);
}

if (import.meta.filename === process.argv[1]) {
  ensureInstalled();
  await build({ clean: true });
}
