/** Deploy a package in a workspace. */
import { command, operandsOf } from "../plumbing/command.js";
import { workspaceDeploy as deployWorkspace } from "../plumbing/deploy.js";
import { packageFind } from "../plumbing/packages.js";
import { packageIdPrint } from "../plumbing/paths.js";
import { repositoryOpen } from "../plumbing/repository.js";

export const workspaceDeploy = command({
  name: "workspace deploy",
  summary: "deploy a package in a workspace",
  usage: ["<repo> <workspace> <package>[@<version>]"],
  options: {},
  async run(operands, _, { storage, err, commandLine }) {
    const [repo, workspace, wanted] = operandsOf(this, operands, ["repo", "workspace", "package"]);
    await repositoryOpen(storage, repo);
    const deployed = await packageFind(storage, repo, wanted);
    const { replaced } = await deployWorkspace(storage, repo, workspace, deployed, { command: commandLine });
    for (const { path, hash } of replaced) {
      err(
        `'${workspace}.${path}' had a value of another type, ${hash}; it was replaced by the default or unset`,
      );
    }
    err(`deployed ${packageIdPrint(deployed)} in workspace '${workspace}'`);
  },
});
