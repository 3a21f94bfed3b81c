// npm run quickstart: installs and builds what is missing, then types the README's Quick Start into a new directory,
// showing each step with its output. The directory is left for you to look around.
import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { build } from "./build.js";
import { ensureInstalled, root } from "./install.js";

ensureInstalled();
await build();

const readme = readFileSync(join(root, "README.md"), "utf8");
const [source] = blocks("ts");
// The second shell block installs the packages; here they are linked.
const steps = blocks("sh")
  .slice(2, 4)
  .flatMap((block) => block.split("\n"));

const folder = mkdtempSync(join(tmpdir(), "e3-quickstart-"));
mkdirSync(join(folder, "node_modules", "@elaraai"), { recursive: true });
symlinkSync(root, join(folder, "node_modules", "@elaraai", "e3"));
symlinkSync(join(root, "east"), join(folder, "node_modules", "@elaraai", "east"));
writeFileSync(
  join(folder, "package.json"),
  `${JSON.stringify({ type: "module", private: true }, null, 2)}\n`,
);
mkdirSync(join(folder, "src"));
writeFileSync(join(folder, "src", "index.ts"), source);

const bin = join(folder, ".bin");
mkdirSync(bin);
symlinkSync(join(root, "dist", "bundle", "e3.js"), join(bin, "e3"));
const env = {
  ...process.env,
  PATH: [bin, join(root, "node_modules", ".bin"), process.env.PATH].join(delimiter),
};

show(`$ mkdir -p ${folder}/src && cd ${folder}`);
show(`$ cat src/index.ts\n${source}`);
for (const step of steps) {
  if (step.trim() === "") continue;
  if (step.startsWith("#")) show(`\n${step}`);
  else run(step);
}
show("\n# Started again, nothing runs: everything is cached");
run("e3 start . dev");
show("\n# What is on disk");
run("find . -path ./node_modules -prune -o -path ./.bin -prune -o -type f -print | sort | head -n 40");
show(`\nAll of it is in ${folder}; look around.`);

/** The code blocks of the README in a language, from the top. */
function blocks(language) {
  return [...readme.matchAll(new RegExp(`^\`\`\`${language}\\n(.*?)^\`\`\``, "gms"))].map(
    ([, block]) => block,
  );
}

function show(text) {
  process.stdout.write(`${text}\n`);
}

function run(command) {
  show(`$ ${command}`);
  const { status } = spawnSync("sh", ["-c", command], { cwd: folder, env, stdio: "inherit" });
  if (status !== 0) {
    show(`it ended with status ${status}`);
    process.exit(1);
  }
}
