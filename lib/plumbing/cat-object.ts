/** Show an object: its type, size, existence, value or bytes. */
import { asEastType, printFor, printType } from "@elaraai/east";
import { command, operandsOf, usageError } from "./command.js";
import { objectExists, objectStat } from "./objects.js";
import { repositoryOpen } from "./repository.js";
import { type Revision, revisionRead, revisionResolve } from "./revisions.js";
import type { StorageBackend } from "./storage.js";
import { kindOf, objectType, valueDecodeAny } from "./values.js";

export const catObject = command({
  name: "cat-object",
  summary: "show the type, size, existence, value or bytes of an object",
  usage: ["(-t | -s | -e | -p | --raw) <repo> <rev>"],
  options: {
    t: { type: "boolean", help: "print its kind, or 'value' and its East type" },
    s: { type: "boolean", help: "print its size in bytes" },
    e: { type: "boolean", help: "print nothing; exit with 3 when there is no such object" },
    p: { type: "boolean", help: "print its value as East text" },
    raw: { type: "boolean", help: "write its bytes as they are" },
  },
  async run(operands, { t, s, e, p, raw }, { storage, out }) {
    const [repo, text] = operandsOf(this, operands, ["repo", "rev"]);
    if ([t, s, e, p, raw].filter(Boolean).length !== 1) {
      throw usageError(this, "give exactly one of -t, -s, -e, -p and --raw");
    }
    await repositoryOpen(storage, repo);
    if (raw || p) {
      const { hash, bytes } = await revisionRead(storage, repo, text);
      if (raw) return out(bytes);
      const { type, value } = valueDecodeAny(bytes, hash);
      return out(`${printFor(type, { indent: 2 })(value)}\n`);
    }
    const revision = await revisionResolve(storage, repo, text);
    const { hash, bytes } = revision;
    if (e) return bytes !== undefined || (await objectExists(storage, repo, hash)) ? 0 : 3;
    if (s) return out(`${bytes?.length ?? (await objectStat(storage, repo, hash)).bytes}\n`);
    return out(`${await kindLine(storage, repo, revision)}\n`);
  },
});

async function kindLine(storage: StorageBackend, repo: string, { hash, bytes }: Revision): Promise<string> {
  const type = bytes === undefined ? await objectType(storage, repo, hash) : valueDecodeAny(bytes, hash).type;
  return kindOf(type) ?? `value ${printType(asEastType(type))}`;
}
