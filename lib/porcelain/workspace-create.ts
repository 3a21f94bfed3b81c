/** Make a workspace. */
import { command, operandsOf } from "../plumbing/command.js";
import { repositoryOpen } from "../plumbing/repository.js";
import { workspaceCreate as createWorkspace } from "../plumbing/workspaces.js";

export const workspaceCreate = command({
  name: "workspace create",
  summary: "make a workspace",
  usage: ["<repo> <workspace>"],
  options: {},
  async run(operands, _, { storage, err }) {
    const [repo, workspace] = operandsOf(this, operands, ["repo", "workspace"]);
    await repositoryOpen(storage, repo);
    await createWorkspace(storage, repo, workspace);
    err(`created workspace '${workspace}'`);
  },
});
