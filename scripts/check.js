// npm run check: format, lint, unused code, and what the packages publish. Types are checked by the build.
import { build } from "./build.js";
import { ensureInstalled, runTool } from "./install.js";

ensureInstalled();
await build();
runTool("biome", ["check", "--linter-enabled=false", "."]);
runTool("oxlint", ["--type-aware", "--deny-warnings"]);
runTool("knip", []);
for (const folder of [".", "east"]) {
  runTool("publint", ["--strict", folder]);
  runTool("attw", ["--pack", folder, "--profile", "esm-only", "--quiet"]);
}
