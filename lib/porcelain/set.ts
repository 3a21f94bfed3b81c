/** Give an input a value from a file. */
import { isTypeEqual, printType } from "@elaraai/east";
import { command, operandsOf } from "../plumbing/command.js";
import { datasetPlace, datasetSet } from "../plumbing/datasets.js";
import { E3Error } from "../plumbing/errors.js";
import { pathPrint } from "../plumbing/paths.js";
import { repositoryOpen } from "../plumbing/repository.js";
import { sourceEncode, sourceFile, sourceStream, typeOption } from "../plumbing/sources.js";

export const set = command({
  name: "set",
  summary: "give an input a value from a file",
  usage: ["[--type <type>] <repo> <path> <file>"],
  options: {
    type: { type: "string", value: "type", help: "the type that the input must have, in East text" },
  },
  async run(operands, { type: wanted }, { storage, input, err, commandLine }) {
    const [repo, path, file] = operandsOf(this, operands, ["repo", "path", "file"]);
    await repositoryOpen(storage, repo);
    const place = await datasetPlace(storage, repo, path);
    const whole = pathPrint([place.workspace, ...place.path]);
    const source = file === "-" ? await sourceStream(input) : await sourceFile(file);
    await datasetSet(
      storage,
      repo,
      place,
      (type) => {
        if (wanted !== undefined && !isTypeEqual(typeOption(wanted), type)) {
          throw new E3Error(
            "failed",
            `'${whole}' has type ${printType(type)}, not ${wanted}`,
            "leave out --type",
          );
        }
        return sourceEncode(source, type, `'${whole}'`);
      },
      { command: commandLine },
    );
    err(`set '${whole}'`);
  },
});
