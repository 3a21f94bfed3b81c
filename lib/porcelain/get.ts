/** Print the value of a dataset. */
import { asEastType, printFor } from "@elaraai/east";
import { command, operandsOf } from "../plumbing/command.js";
import { datasetPlace, datasetValue } from "../plumbing/datasets.js";
import { objectRead } from "../plumbing/objects.js";
import { repositoryOpen } from "../plumbing/repository.js";
import { valueDecodeAny } from "../plumbing/values.js";

export const get = command({
  name: "get",
  summary: "print the value of a dataset",
  usage: ["[-f east|json|beast2] <repo> <path>"],
  options: {
    format: {
      type: "string",
      short: "f",
      value: "format",
      choices: ["east", "json", "beast2"],
      help: "how to write it: east (the default), json, or beast2",
    },
  },
  async run(operands, { format = "east" }, { storage, out }) {
    const [repo, path] = operandsOf(this, operands, ["repo", "path"]);
    await repositoryOpen(storage, repo);
    const { hash } = await datasetValue(storage, repo, await datasetPlace(storage, repo, path));
    const bytes = await objectRead(storage, repo, hash);
    if (format === "beast2") return out(bytes);
    const { type, value } = valueDecodeAny(bytes, hash);
    if (format === "east") return out(`${printFor(type)(value)}\n`);
    const { encodeJSONFor } = await import("@elaraai/east");
    out(encodeJSONFor(asEastType(type))(value));
    out("\n");
  },
});
