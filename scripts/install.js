// Installs the dependencies when they are missing or no longer those of the lock file.
import { spawnSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

export const root = fileURLToPath(new URL("..", import.meta.url));

/** Runs a command in the project's root, showing what it prints; leaves the process when it fails. */
export function run(command, args, options = {}) {
  const { status, error } = spawnSync(command, args, { cwd: root, stdio: "inherit", ...options });
  if (error) throw error;
  if (status !== 0) process.exit(status ?? 1);
}

/** Runs a program of an installed package. */
export function runTool(name, args, options = {}) {
  run(join(root, "node_modules", ".bin", name), args, options);
}

export function ensureInstalled() {
  // npm records what it installed; optional packages for other platforms are absent from that record.
  const wanted = JSON.parse(readFileSync(join(root, "package-lock.json"), "utf8")).packages;
  const record = join(root, "node_modules", ".package-lock.json");
  const found = existsSync(record) ? JSON.parse(readFileSync(record, "utf8")).packages : {};
  const stale = Object.entries(wanted).some(
    ([path, { version, optional, link }]) =>
      path.startsWith("node_modules/") && !optional && !link && found[path]?.version !== version,
  );
  // Not `npm ci`: it refuses a lock file made where the registry has no packages for other systems than this one.
  if (stale) run("npm", ["install", "--no-save", "--no-audit", "--no-fund"]);
}
