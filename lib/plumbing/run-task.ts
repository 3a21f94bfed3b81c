/** Execute one task on inputs, all named by revisions, and print the hash of the output. */
import { command, usageError } from "./command.js";
import { E3Error } from "./errors.js";
import { LocalTaskRunner } from "./local-task-runner.js";
import { repositoryOpen } from "./repository.js";
import { revisionResolve } from "./revisions.js";
import { CANCELLED } from "./task-runner.js";
import { taskRead } from "./tasks.js";

export const runTask = command({
  name: "run-task",
  summary: "execute one task on inputs and print the hash of its output",
  usage: ["[--force] <repo> <task> [<input>...]"],
  options: {
    force: { type: "boolean", help: "run it even if the answer is known" },
  },
  async run([repo, task, ...inputs], { force }, { storage, out, err, signal }) {
    if (repo === undefined || task === undefined)
      throw usageError(this, "give <repo>, <task> and its inputs");
    await repositoryOpen(storage, repo);
    const hashOf = async (revision: string): Promise<string> =>
      (await revisionResolve(storage, repo, revision)).hash;
    const taskHash = await hashOf(task);
    const inputHashes = await Promise.all(inputs.map(hashOf));
    const wanted = (await taskRead(storage, repo, taskHash)).inputs.length;
    if (inputHashes.length !== wanted) {
      throw usageError(this, `task '${task}' takes ${wanted} inputs, ${inputHashes.length} are given`);
    }
    const result = await new LocalTaskRunner(repo).execute(storage, taskHash, inputHashes, {
      force,
      signal,
      onStdout: (data) => err(data.trimEnd()),
      onStderr: (data) => err(data.trimEnd()),
    });
    if (result.state === "success" && result.outputHash !== undefined) {
      out(`${result.outputHash}\n`);
      return;
    }
    if (result.error === CANCELLED) throw new E3Error("interrupted", "interrupted");
    throw new E3Error("failed", `task '${task}' failed: ${result.error ?? `exit code ${result.exitCode}`}`);
  },
});
