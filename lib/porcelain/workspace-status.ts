/** Show what is deployed in a workspace, its last run, and how its datasets stand. */
import { command, operandsOf } from "../plumbing/command.js";
import { datasetStatuses } from "../plumbing/dataset-status.js";
import { deployedRead } from "../plumbing/deployed.js";
import { packageIdPrint } from "../plumbing/paths.js";
import { repositoryOpen } from "../plumbing/repository.js";
import { runLast } from "../plumbing/runs.js";
import { rowJson, rowLine, rowsWhole } from "./listing.js";
import { runSummary } from "./run-summary.js";

export const workspaceStatus = command({
  name: "workspace status",
  summary: "show what is deployed in a workspace and how it stands",
  usage: ["[--json] <repo> <workspace>"],
  options: {
    json: { type: "boolean", help: "print one JSON object" },
  },
  async run(operands, { json }, { storage, out }) {
    const [repo, workspace] = operandsOf(this, operands, ["repo", "workspace"]);
    await repositoryOpen(storage, repo);
    const deployed = await deployedRead(storage, repo, workspace);
    const run = await runLast(storage, repo, workspace);
    const holder = await storage.locks.holder(repo, { lock: "run", workspace });
    const rows =
      deployed === undefined ? [] : rowsWhole(workspace, await datasetStatuses(storage, repo, workspace));
    const named = deployed === undefined ? null : packageIdPrint(deployed);
    if (json) {
      const datasets = rows.map(rowJson);
      const locked = holder === undefined ? null : { ...holder, since: new Date(holder.since).toISOString() };
      out(`${JSON.stringify({ workspace, package: named, locked, run: run ?? null, datasets })}\n`);
      return;
    }
    out(`package   ${named ?? "nothing is deployed"}\n`);
    if (holder !== undefined) out(`locked    by pid ${holder.pid} (${holder.command}) on ${holder.host}\n`);
    if (run !== undefined) out(`last run  ${run.started} ${run.state}: ${runSummary(run)}\n`);
    for (const row of rows) out(rowLine(row, true));
  },
});
