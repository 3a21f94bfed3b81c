/** Make a repository of a directory, adding only the entries of its own. */
import { command, operandsOf } from "../plumbing/command.js";
import { repositoryCreate } from "../plumbing/repository.js";

export const repoCreate = command({
  name: "repo create",
  summary: "make a repository of a directory",
  usage: ["<repo>"],
  options: {},
  async run(operands, _, { storage, err }) {
    const [repo] = operandsOf(this, operands, ["repo"]);
    const state = await repositoryCreate(storage, repo);
    err(state === "created" ? `created a repository in '${repo}'` : `'${repo}' is a repository already`);
  },
});
