/** A run in one line. */
import type { RunRecord } from "../plumbing/runs.js";

/** `3 executed, 1 cached`, and whatever else there was. */
export function runSummary(
  run: Pick<RunRecord, "executed" | "cached" | "failed" | "skipped" | "waiting">,
): string {
  const { executed, cached, failed, skipped, waiting } = run;
  const parts = [`${executed} executed`, `${cached} cached`];
  if (failed > 0) parts.push(`${failed} failed`);
  if (skipped > 0) parts.push(`${skipped} skipped`);
  if (waiting > 0) parts.push(`${waiting} waiting for an input`);
  return parts.join(", ");
}
