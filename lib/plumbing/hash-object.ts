/** Name a value, and store it with -w. Beast2 goes in as it is, so `sha256sum <file>` prints its name. */
import { BlobType, isTypeEqual } from "@elaraai/east";
import { command, usageError } from "./command.js";
import { E3Error } from "./errors.js";
import { objectHash, objectWrite } from "./objects.js";
import { repositoryOpen } from "./repository.js";
import {
  type Source,
  sourceEncode,
  sourceFile,
  sourceForm,
  sourceInfer,
  sourceStream,
  typeOption,
} from "./sources.js";
import { valueDecodeAny, valueEncode } from "./values.js";

export const hashObject = command({
  name: "hash-object",
  summary: "name a value, and with -w store it",
  usage: ["[-w] [--type <type>] <repo> <file>", "[-w] [--type <type>] --stdin <repo>"],
  options: {
    write: { type: "boolean", short: "w", help: "store the value, too" },
    stdin: { type: "boolean", help: "read the value from standard input" },
    type: {
      type: "string",
      value: "type",
      help: "East type of the text that follows; .Blob takes any file as bytes",
    },
  },
  async run([repo, file, ...rest], { write, stdin, type }, { storage, input, out }) {
    if (repo === undefined || (file === undefined) !== stdin || rest.length > 0) {
      throw usageError(this, "give a repository and one file, or --stdin and no file");
    }
    await repositoryOpen(storage, repo);
    const source = file === undefined ? await sourceStream(input) : await sourceFile(file);
    const bytes = objectBytes(source, type);
    out(`${write ? await objectWrite(storage, repo, bytes) : objectHash(bytes)}\n`);
  },
});

/** The bytes under which a source is stored. */
function objectBytes(source: Source, typeText: string | undefined): Uint8Array {
  const type = typeText === undefined ? undefined : typeOption(typeText);
  if (type !== undefined && isTypeEqual(type, BlobType)) return valueEncode(BlobType, source.bytes);
  if (sourceForm(source) !== "beast2") {
    return type === undefined ? sourceInfer(source) : sourceEncode(source, type, "--type");
  }
  if (type !== undefined) {
    throw new E3Error(
      "usage",
      `'${source.name}' is Beast2 and says itself of which type it is`,
      "leave out --type",
    );
  }
  try {
    valueDecodeAny(source.bytes, source.name);
  } catch (error) {
    throw new E3Error("failed", `'${source.name}': ${(error as Error).message}`, undefined, { cause: error });
  }
  return source.bytes;
}
