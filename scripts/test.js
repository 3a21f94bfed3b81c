// npm test [-- filter…]: installs and builds what is missing, then runs the tests whose path contains a filter.
// With --soak large counts and durations run in full; without it, a tenth of them. With --built nothing is installed or
// built before.
import { readdirSync } from "node:fs";
import { availableParallelism } from "node:os";
import { join } from "node:path";
import { run } from "node:test";
import { spec } from "node:test/reporters";
import { build } from "./build.js";
import { ensureInstalled, root } from "./install.js";

const filters = process.argv.slice(2).filter((arg) => !arg.startsWith("--"));
if (process.argv.includes("--soak")) process.env.E3_SOAK = "1";
if (!process.argv.includes("--built")) {
  ensureInstalled();
  await build({ clean: filters.length === 0 });
}

const files = readdirSync(join(root, "dist", "test"), { recursive: true })
  .filter((file) => file.endsWith(".test.js"))
  .map((file) => join("test", file))
  .filter((file) => filters.length === 0 || filters.some((filter) => file.includes(filter)))
  .map((file) => join(root, "dist", file));
if (files.length === 0) {
  console.error(`no test file matches ${filters.join(" ")}`);
  process.exit(1);
}

let passed = 0;
let failed = 0;
run({ files, concurrency: availableParallelism() })
  .on("test:pass", ({ details }) => {
    if (details.type !== "suite") passed++;
  })
  .on("test:fail", () => {
    failed++;
  })
  .on("end", () => {
    // A run that saw nothing proves nothing.
    if (failed > 0 || passed < files.length) process.exitCode = 1;
  })
  .compose(spec)
  .pipe(process.stdout);
