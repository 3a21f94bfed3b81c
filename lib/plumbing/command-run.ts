/**
 * Running a task by a command: the runner protocol `RUNNER… -i input0 -i input1 … -o output ir` (spec/east-ir.md 11.1).
 * The process gets clones of its inputs and writes its output beside them; what it wrote is checked against the declared
 * type and stored in canonical form.
 */
import { spawn } from "node:child_process";
import { readFile, writeFile } from "node:fs/promises";
import process from "node:process";
import { fromEastTypeValue } from "@elaraai/east";
import { encodeIR } from "@elaraai/east/internal";
import { E3Error, hasCode } from "./errors.js";
import { objectWrite } from "./objects.js";
import { programRead } from "./programs.js";
import { sourceEncode } from "./sources.js";
import type { Made, TaskRun } from "./task-run.js";
import { CANCELLED } from "./task-runner.js";

/** How long a process group has to end by itself after SIGTERM, in milliseconds. */
const GRACE = 5_000;

/** Runs the task's runner as a process group of its own. */
export async function runCommand(run: TaskRun): Promise<Made> {
  const { storage, repo, task, taskHash, inputHashes, folder, options } = run;
  const { ir, sourceMap } = await programRead(storage, repo, task.function, options.sourceMap);
  const program = `${folder.path}/program.beast2`;
  await writeFile(program, encodeIR(ir, sourceMap));
  const inputs = await Promise.all(
    inputHashes.map((hash, i) => folder.cloneOf(hash, `input${i}.${task.files}`)),
  );
  const output = `${folder.path}/output.${task.files}`;
  const [command = "", ...fixed] = task.runner;
  const args = [...fixed, ...inputs.flatMap((path) => ["-i", path]), "-o", output, program];
  const ended = await spawned(command, args, { E3_REPO: repo, E3_TASK: taskHash }, run);
  if (ended !== undefined) return ended;

  let bytes: Uint8Array;
  try {
    bytes = await readFile(output);
  } catch (error) {
    if (!hasCode(error, "ENOENT")) throw error;
    return { state: "error", error: `'${command}' ended well and wrote no output` };
  }
  try {
    const source = { name: `output.${task.files}`, bytes };
    const canonical = sourceEncode(source, fromEastTypeValue(task.output), "the task's output");
    return { state: "success", output: await objectWrite(storage, repo, canonical), bytes: canonical.length };
  } catch (error) {
    if (error instanceof E3Error && error.kind === "failed") return { state: "error", error: error.message };
    throw error;
  }
}

/** Runs a process to its end; undefined when it ended with 0. */
async function spawned(
  command: string,
  args: readonly string[],
  environment: Record<string, string>,
  { log, options: { signal } }: TaskRun,
): Promise<Made | undefined> {
  const child = spawn(command, args, {
    // A group of its own, so that what it starts can be ended with it.
    detached: true,
    stdio: ["ignore", "pipe", "pipe"],
    env: { ...process.env, ...environment },
  });
  const end = (how: NodeJS.Signals): void => {
    if (child.pid === undefined) return;
    try {
      process.kill(-child.pid, how);
    } catch (error) {
      if (!hasCode(error, "ESRCH")) throw error;
    }
  };
  let grace: NodeJS.Timeout | undefined;
  const cancel = (): void => {
    end("SIGTERM");
    grace = setTimeout(() => end("SIGKILL"), GRACE);
  };
  for (const stream of ["stdout", "stderr"] as const) {
    child[stream].setEncoding("utf8").on("data", (data: string) => log(stream, data));
  }
  try {
    signal?.addEventListener("abort", cancel, { once: true });
    const [exitCode, ended] = await new Promise<[number | null, NodeJS.Signals | null]>((resolve, reject) => {
      child.on("error", reject);
      child.on("close", (code, by) => resolve([code, by]));
    });
    if (signal?.aborted) return { state: "error", error: CANCELLED };
    if (exitCode === 0) return undefined;
    if (exitCode !== null)
      return { state: "failed", exitCode, error: `'${command}' exited with ${exitCode}` };
    return { state: "error", signal: ended ?? "", error: `'${command}' was ended by ${ended}` };
  } catch (error) {
    const reason = hasCode(error, "ENOENT") ? "there is no such command" : (error as Error).message;
    return { state: "error", error: `cannot run '${command}': ${reason}` };
  } finally {
    clearTimeout(grace);
    signal?.removeEventListener("abort", cancel);
  }
}
