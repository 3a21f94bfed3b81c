/** Store the datasets of a workspace as a tree object and print its name. */
import { command, operandsOf } from "./command.js";
import { repositoryOpen } from "./repository.js";
import { treeWrite, workspaceTree } from "./trees.js";

export const writeTree = command({
  name: "write-tree",
  summary: "store the datasets of a workspace as a tree object and print its hash",
  usage: ["<repo> <workspace>"],
  options: {},
  async run(operands, _, { storage, out }) {
    const [repo, workspace] = operandsOf(this, operands, ["repo", "workspace"]);
    await repositoryOpen(storage, repo);
    out(`${await treeWrite(storage, repo, await workspaceTree(storage, repo, workspace))}\n`);
  },
});
