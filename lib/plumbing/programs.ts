/** The programs of tasks as objects. */
import { type Program, programDecode, programLocate, SourceMapObjectType } from "../east-node/program.js";
import { objectUnfit } from "./errors.js";
import { objectRead } from "./objects.js";
import type { StorageBackend } from "./storage.js";
import { valueRead } from "./values.js";

/**
 * Reads the program of a task and puts its locations back.
 *
 * @param from a source map object, and the name of the task in it
 * @throws E3Error (missing, damaged)
 */
export async function programRead(
  storage: StorageBackend,
  repo: string,
  hash: string,
  from?: { hash: string; task: string },
): Promise<Program> {
  const bytes = await objectRead(storage, repo, hash);
  let program: Program;
  try {
    program = programDecode(bytes);
  } catch (error) {
    throw objectUnfit(hash, error);
  }
  if (from === undefined) return program;
  return programLocate(
    program,
    (await valueRead(storage, repo, from.hash, SourceMapObjectType)).value,
    from.task,
  );
}
