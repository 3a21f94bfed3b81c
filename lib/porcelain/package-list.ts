/** List the packages of a repository, `name@version` a line. */
import { command, operandsOf } from "../plumbing/command.js";
import { packageIdPrint } from "../plumbing/paths.js";
import { packageRefList } from "../plumbing/refs.js";
import { repositoryOpen } from "../plumbing/repository.js";

export const packageList = command({
  name: "package list",
  summary: "list the packages of a repository",
  usage: ["[--json] <repo>"],
  options: {
    json: { type: "boolean", help: "print a JSON array of objects with name, version and hash" },
  },
  async run(operands, { json }, { storage, out }) {
    const [repo] = operandsOf(this, operands, ["repo"]);
    await repositoryOpen(storage, repo);
    const packages = await packageRefList(storage, repo);
    if (json) return out(`${JSON.stringify(packages)}\n`);
    for (const one of packages) out(`${packageIdPrint(one)}\n`);
  },
});
