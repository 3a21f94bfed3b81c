/**
 * What it costs to start: `e3 --version` and `e3 get` beside `node -e 0`. The aims are at most 1.5 and 2 times.
 *
 *     npm run build && node dist/bench/start-up.js
 */
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { East, StringType } from "@elaraai/east";
import e3 from "../sdk/index.js";
import { compare, type Timed } from "./pairs.js";

const executable = fileURLToPath(new URL("../bundle/e3.js", import.meta.url));
const repo = mkdtempSync(join(tmpdir(), "e3-bench-"));
const zip = join(repo, "hello.zip");

const run = (...args: string[]): Timed => ({
  name: `e3 ${args.join(" ")}`,
  command: [process.execPath, executable, ...args],
  cwd: repo,
});

const node: Timed = { name: "node -e 0", command: [process.execPath, "-e", "0"] };

try {
  const name = e3.input("name", StringType, "World");
  const greet = e3.task(
    "greet",
    [name],
    East.function([StringType], StringType, (_$, n) => East.str`Hello, ${n}!`),
  );
  await e3.export(e3.package("hello", "1.0.0", greet), zip);
  for (const args of [
    ["repo", "create", "."],
    ["package", "import", ".", zip],
    ["workspace", "create", ".", "dev"],
    ["workspace", "deploy", ".", "dev", "hello"],
    ["start", ".", "dev"],
  ]) {
    const { command, cwd } = run(...args);
    spawnSync(command[0] as string, command.slice(1), { cwd, stdio: "inherit" });
  }
  compare(run("--version"), node);
  compare(run("get", ".", "dev.tasks.greet.output"), node);
  compare(run("rev-parse", ".", "dev.inputs.name"), node);
} catch (error) {
  console.error(error);
  process.exitCode = 1;
} finally {
  rmSync(repo, { recursive: true, force: true });
}
