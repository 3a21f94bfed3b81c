/** The hashes of what revisions name, one per line. */
import { command, usageError } from "./command.js";
import { repositoryOpen } from "./repository.js";
import { revisionResolve } from "./revisions.js";

export const revParse = command({
  name: "rev-parse",
  summary: "print the hash of anything that names an object",
  usage: ["<repo> <rev>..."],
  options: {},
  async run([repo, ...revisions], _, { storage, out }) {
    if (repo === undefined) throw usageError(this, "give <repo>");
    if (revisions.length === 0) throw usageError(this, "give <rev>");
    await repositoryOpen(storage, repo);
    for (const revision of revisions) out(`${(await revisionResolve(storage, repo, revision)).hash}\n`);
  },
});
