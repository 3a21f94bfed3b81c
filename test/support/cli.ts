/** The built `e3` in processes of its own, in directories of its own. */
import { type ChildProcess, spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { after } from "node:test";
import { root } from "./paths.js";

/** The executable that users get. */
export const executable: string = join(root, "dist", "bundle", "e3.js");

export type Ended = { status: number | null; stdout: string; stderr: string };

export type RunOptions = { cwd?: string; input?: string; env?: Record<string, string> };

const sandboxes: string[] = [];

after(() => {
  for (const folder of sandboxes) rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
});

/** A new directory that is gone after the test file. */
export function sandbox(): string {
  const folder = mkdtempSync(join(tmpdir(), "e3-test-"));
  sandboxes.push(folder);
  return folder;
}

/** Runs a command to its end. */
export function run(command: string, args: readonly string[], options: RunOptions = {}): Promise<Ended> {
  const child = spawn(command, args, { cwd: options.cwd, env: environment(options.env) });
  // Whoever does not read its input may be gone before it is written.
  child.stdin.on("error", () => {});
  child.stdin.end(options.input ?? "");
  return ended(child);
}

/** Runs `e3 <args…>` to its end. */
export function e3(args: readonly string[], options: RunOptions = {}): Promise<Ended> {
  return run(process.execPath, [executable, ...args], options);
}

/** Runs a script with `sh -e`, `e3` being on the PATH; what it writes to standard error comes with its output. */
export function shell(script: string, options: RunOptions = {}): Promise<Ended> {
  return run("sh", ["-e", "-c", `exec 2>&1\n${script}`], options);
}

/** What a child writes, and how it ends. */
export function ended(child: ChildProcess): Promise<Ended> {
  const text = { stdout: "", stderr: "" };
  for (const stream of ["stdout", "stderr"] as const) {
    child[stream]?.setEncoding("utf8").on("data", (data: string) => {
      text[stream] += data;
    });
  }
  return new Promise((resolve, reject) => {
    child.on("error", reject);
    child.on("close", (status) => resolve({ status, ...text }));
  });
}

const bin = sandbox();
symlinkSync(executable, join(bin, "e3"));

/** The environment of a user who has e3 installed, without colours. */
export function environment(more: Record<string, string> = {}): Record<string, string | undefined> {
  const { NODE_OPTIONS: _, NODE_TEST_CONTEXT: __, FORCE_COLOR: ___, ...env } = process.env;
  return { ...env, NO_COLOR: "1", PATH: `${bin}${delimiter}${env["PATH"]}`, ...more };
}

/** Writes files below a folder. */
export function files(folder: string, contents: Record<string, string>): void {
  for (const [name, content] of Object.entries(contents)) {
    mkdirSync(join(folder, name, ".."), { recursive: true });
    writeFileSync(join(folder, name), content);
  }
}
