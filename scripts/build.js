// npm run build: everything that the packages contain, into dist/ and east/dist/.
import { chmodSync, rmSync } from "node:fs";
import { join } from "node:path";
import { ensureInstalled, root, runTool } from "./install.js";

/** `clean` also removes what was built from sources that are gone. */
export async function build({ clean = false } = {}) {
  if (clean)
    for (const dist of ["dist", "east/dist"]) rmSync(join(root, dist), { recursive: true, force: true });
  runTool("tsc", ["-b"]);
  await bundle();
}

/**
 * The executables as few files: one bundle with a chunk for what a command loads when it is used. Starting the same code
 * as two hundred modules takes half as long again as starting Node.
 */
async function bundle() {
  const esbuild = await import("esbuild");
  const outdir = join(root, "dist", "bundle");
  rmSync(outdir, { recursive: true, force: true });
  await esbuild.build({
    absWorkingDir: root,
    entryPoints: { e3: "dist/bin/e3.js", worker: "dist/lib/east-node/worker.js" },
    outdir,
    bundle: true,
    splitting: true,
    format: "esm",
    platform: "node",
    target: "node20.19",
    // Names stay, so that the stack of a bug can be read.
    minifySyntax: true,
    minifyWhitespace: true,
    legalComments: "none",
    chunkNames: "chunk-[hash]",
    // Some dependencies are CommonJS and load Node's own modules by `require`.
    banner: {
      js: 'import{createRequire as e3Require}from"node:module";const require=e3Require(import.meta.url);',
    },
    logLevel: "warning",
  });
  chmodSync(join(outdir, "e3.js"), 0o755);
}

if (import.meta.filename === process.argv[1]) {
  ensureInstalled();
  await build({ clean: true });
}
