/** Bring every task of a workspace up to date. */
import { command, operandsOf } from "../plumbing/command.js";
import { dataflowExecute } from "../plumbing/dataflow.js";
import { repositoryOpen } from "../plumbing/repository.js";
import { Progress } from "./progress.js";
import { humanTime } from "./render.js";
import { runSummary } from "./run-summary.js";

export const start = command({
  name: "start",
  summary: "run what is not up to date in a workspace",
  usage: ["[--concurrency <n>] [--force] [--json] <repo> <workspace>"],
  options: {
    concurrency: {
      type: "count",
      value: "n",
      help: "run at most this many tasks at a time; default: the processors",
    },
    force: { type: "boolean", help: "run every task even if its answer is known" },
    json: { type: "boolean", help: "print the record of the run as one JSON object" },
  },
  async run(
    operands,
    { concurrency, force, json },
    { storage, out, err, terminal, signal, commandLine, now },
  ) {
    const [repo, workspace] = operandsOf(this, operands, ["repo", "workspace"]);
    await repositoryOpen(storage, repo);
    const began = now().getTime();
    const progress = new Progress(terminal, err);
    const record = await dataflowExecute(storage, repo, workspace, {
      ...(concurrency === undefined ? {} : { concurrency }),
      force,
      signal,
      command: commandLine,
      onEvent: (event) => progress.take(event),
    });
    progress.end();
    if (json) out(`${JSON.stringify(record)}\n`);
    const seconds = humanTime(now().getTime() - began);
    err(`${workspace}: ${record.state} in ${seconds}: ${runSummary(record)}`);
    if (record.state === "interrupted") return 130;
    return record.state === "done" ? 0 : 1;
  },
});
