/** Import a package from a zip. */
import { command, operandsOf } from "../plumbing/command.js";
import { packageImport as importPackage } from "../plumbing/package-zip.js";
import { packageIdPrint } from "../plumbing/paths.js";
import { repositoryOpen } from "../plumbing/repository.js";
import { counted } from "./render.js";

export const packageImport = command({
  name: "package import",
  summary: "import a package from a zip",
  usage: ["<repo> <zip>"],
  options: {},
  async run(operands, _, { storage, err, commandLine }) {
    const [repo, zip] = operandsOf(this, operands, ["repo", "zip"]);
    await repositoryOpen(storage, repo);
    const { ref, objects, before } = await importPackage(storage, repo, zip, { command: commandLine });
    const named = packageIdPrint(ref);
    if (before === ref.hash) err(`${named} is there already, unchanged`);
    else if (before !== undefined) err(`replaced ${named}; workspaces keep what they have deployed`);
    else err(`imported ${named} (${counted(objects, "object")})`);
  },
});
