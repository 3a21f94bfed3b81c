// node scripts/node-versions.js 22 24: runs the end-to-end tests of what is built on other versions of Node, which
// npm has as packages named after the platform. They are kept in .cache/, outside the project's dependencies.
import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { delimiter, join } from "node:path";
import { root, run } from "./install.js";

for (const version of process.argv.slice(2)) {
  const folder = join(root, ".cache", `node-${version}`);
  const name = `node-${process.platform}-${process.arch}`;
  const bin = join(folder, "node_modules", name, "bin");
  if (!existsSync(join(bin, "node"))) {
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, "package.json"), '{ "private": true }\n');
    run("npm", ["install", "--no-audit", "--no-fund", "--no-save", `${name}@${version}`], { cwd: folder });
  }
  const env = { ...process.env, PATH: `${bin}${delimiter}${process.env.PATH}` };
  run(join(bin, "node"), ["--version"]);
  run(join(bin, "node"), ["scripts/test.js", "--built", "test/e2e/"], { env });
}
