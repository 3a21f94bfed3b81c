/**
 * Timing commands in pairs: baseline and command in turn, the ratio taken pair by pair, so that a machine whose speed
 * drifts does not move it. Results are JSON lines that say where they were measured.
 */
import { execFileSync, spawnSync } from "node:child_process";
import { cpus, totalmem } from "node:os";

export type Timed = { name: string; command: readonly string[]; cwd?: string };

export const median = (values: readonly number[]): number =>
  [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;

/** Milliseconds from start to end of a process. */
function time({ name, command: [file = "", ...args], cwd }: Timed): number {
  const began = process.hrtime.bigint();
  const { status } = spawnSync(file, args, { stdio: "ignore", cwd });
  if (status !== 0) throw new Error(`${name} ended with ${status}`);
  return Number(process.hrtime.bigint() - began) / 1e6;
}

/** Runs both `rounds` times in turn, after two rounds that do not count, and prints the medians. */
export function compare(measured: Timed, baseline: Timed, rounds = 25): void {
  const times: [number, number][] = [];
  for (let i = -2; i < rounds; i++) {
    const pair: [number, number] = [time(baseline), time(measured)];
    if (i >= 0) times.push(pair);
  }
  print({
    name: measured.name,
    ms: median(times.map(([, ms]) => ms)),
    baseline: baseline.name,
    baseline_ms: median(times.map(([ms]) => ms)),
    ratio: median(times.map(([base, ms]) => ms / base)),
  });
}

/** One line of results, with machine and commit. */
export function print(result: Record<string, string | number>): void {
  const rounded = Object.fromEntries(
    Object.entries(result).map(([key, value]) => [
      key,
      typeof value === "number" ? Number(value.toPrecision(3)) : value,
    ]),
  );
  console.log(JSON.stringify({ ...rounded, ...machine() }));
}

let known: Record<string, string> | undefined;

function machine(): Record<string, string> {
  known ??= {
    node: process.version,
    machine: `${cpus().length} x ${cpus()[0]?.model}, ${Math.round(totalmem() / 2 ** 30)} GiB`,
    commit: execFileSync("git", ["describe", "--always", "--dirty"], { encoding: "utf8" }).trim(),
  };
  return known;
}
