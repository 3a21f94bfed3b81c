/** Show what a repository holds. */
import { command, operandsOf } from "../plumbing/command.js";
import { packageRefList } from "../plumbing/refs.js";
import { repositoryOpen } from "../plumbing/repository.js";
import { workspaceList } from "../plumbing/workspaces.js";
import { humanBytes } from "./render.js";

export const repoStatus = command({
  name: "repo status",
  summary: "show what a repository holds",
  usage: ["[--json] <repo>"],
  options: {
    json: { type: "boolean", help: "print one JSON object" },
  },
  async run(operands, { json }, { storage, out }) {
    const [repo] = operandsOf(this, operands, ["repo"]);
    await repositoryOpen(storage, repo);
    const packages = (await packageRefList(storage, repo)).length;
    const workspaces = (await workspaceList(storage, repo)).length;
    let executions = 0;
    for await (const _ of storage.executions.list(repo)) executions++;
    let objects = 0;
    let bytes = 0;
    for await (const hash of storage.objects.list(repo)) {
      objects++;
      bytes += (await storage.objects.stat(repo, hash))?.bytes ?? 0;
    }
    const status = { format: 1, packages, workspaces, objects, bytes, executions };
    if (json) return out(`${JSON.stringify(status)}\n`);
    out(
      [
        `packages    ${packages}`,
        `workspaces  ${workspaces}`,
        `objects     ${objects} (${humanBytes(bytes)})`,
        `executions  ${executions}`,
        "",
      ].join("\n"),
    );
  },
});
