/** List what is in a tree: `<kind> <hash>\t<name>`, with -l the bytes before the tab. */
import type { ValueTypeOf } from "@elaraai/east";
import { command, operandsOf } from "./command.js";
import { E3Error } from "./errors.js";
import type { TreeObjectType } from "./kinds.js";
import { objectStat } from "./objects.js";
import { pathPrint } from "./paths.js";
import { repositoryOpen } from "./repository.js";
import { revisionRead } from "./revisions.js";
import { type TreeEntry, treeLeaves } from "./trees.js";
import { kindOf, valueDecodeAny } from "./values.js";

export const lsTree = command({
  name: "ls-tree",
  summary: "list what is in a tree object",
  usage: ["[-r] [-l] <repo> <tree>"],
  options: {
    recursive: { type: "boolean", short: "r", help: "list every dataset below, by its path" },
    long: { type: "boolean", short: "l", help: "show the size of each value in bytes, too" },
  },
  async run(operands, { recursive, long }, { storage, out }) {
    const [repo, revision] = operandsOf(this, operands, ["repo", "tree"]);
    await repositoryOpen(storage, repo);
    const { hash, bytes } = await revisionRead(storage, repo, revision);
    const { type, value } = valueDecodeAny(bytes, hash);
    if (kindOf(type) !== "e3.tree.1") {
      throw new E3Error(
        "failed",
        `'${revision}' is no tree`,
        `see what it is: e3 cat-object -t ${repo} ${hash}`,
      );
    }
    const tree = (value as ValueTypeOf<typeof TreeObjectType>).value;
    const entries = recursive ? treeLeaves(tree) : [...tree].map(([name, entry]): Listed => [[name], entry]);
    for (const [path, entry] of entries) {
      const named = entry.type === "value" ? entry.value : "-";
      const size = long
        ? ` ${entry.type === "value" ? (await objectStat(storage, repo, named)).bytes : "-"}`
        : "";
      out(`${entry.type} ${named}${size}\t${pathPrint(path)}\n`);
    }
  },
});

type Listed = [string[], TreeEntry];
