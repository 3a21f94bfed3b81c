/** Running a task in a warm worker, which reads objects itself and writes the output in canonical form. */
import { resolve } from "node:path";
import type { Job, NamedFile } from "../east-node/protocol.js";
import { runJob } from "../east-node/workers.js";
import type { Made, TaskRun } from "./task-run.js";
import { CANCELLED } from "./task-runner.js";

export async function runOnWorker(run: TaskRun): Promise<Made> {
  const { storage, repo, task, inputHashes, folder, options, log } = run;
  const file = async (hash: string, name: string): Promise<NamedFile> => {
    const own = storage.objects.localPath(repo, hash);
    return { hash, path: own === undefined ? await folder.cloneOf(hash, name) : resolve(own) };
  };
  const { sourceMap } = options;
  const job: Job = {
    program: await file(task.function, "program"),
    inputs: await Promise.all(inputHashes.map((hash, i) => file(hash, `input${i}`))),
    output: `${folder.path}/output`,
  };
  if (sourceMap !== undefined) {
    job.sourceMap = { ...(await file(sourceMap.hash, "source-map")), task: sourceMap.task };
  }
  const end = await runJob(job, {
    signal: options.signal,
    onStdout: (data) => log("stdout", data),
    onStderr: (data) => log("stderr", data),
  });
  switch (end.state) {
    case "success":
      await folder.keep(end.hash, job.output);
      return { state: "success", output: end.hash, bytes: end.bytes };
    case "failed": {
      const frames = end.stack.map(({ filename, line, column }) => `${filename}:${line}:${column}`);
      log("stderr", [`Error: ${end.message}`, ...frames.map((frame) => `  at ${frame}`), ""].join("\n"));
      const where = frames[0] === undefined ? "" : ` at ${frames[0]}`;
      return { state: "failed", exitCode: 1, error: `${end.message}${where}` };
    }
    case "lost":
      return { state: "error", error: end.message, lost: end.hash };
    case "crashed": {
      const how = end.signal === null ? `with exit code ${end.exitCode}` : `by ${end.signal}`;
      return { state: "error", error: `the process that ran it was ended ${how}` };
    }
    case "cancelled":
      return { state: "error", error: CANCELLED };
  }
}
