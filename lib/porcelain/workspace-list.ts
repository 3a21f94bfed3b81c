/** List the workspaces of a repository. */
import { command, operandsOf } from "../plumbing/command.js";
import { packageIdPrint, pathPrint } from "../plumbing/paths.js";
import { repositoryOpen } from "../plumbing/repository.js";
import { workspaceList as listWorkspaces, workspacePackageRead } from "../plumbing/workspaces.js";

export const workspaceList = command({
  name: "workspace list",
  summary: "list the workspaces of a repository",
  usage: ["[--json] <repo>"],
  options: {
    json: { type: "boolean", help: "print a JSON array of objects with name and package" },
  },
  async run(operands, { json }, { storage, out }) {
    const [repo] = operandsOf(this, operands, ["repo"]);
    await repositoryOpen(storage, repo);
    const names = await listWorkspaces(storage, repo);
    if (!json) return names.forEach((name) => out(`${pathPrint([name])}\n`));
    const rows: { name: string; package: string | null }[] = [];
    for (const name of names) {
      const deployed = await workspacePackageRead(storage, repo, name);
      rows.push({ name, package: deployed === undefined ? null : packageIdPrint(deployed) });
    }
    out(`${JSON.stringify(rows)}\n`);
  },
});
