/**
 * The process of a warm worker: takes jobs from its parent one after the other, answers each, and ends when the parent is
 * gone. Programs stay compiled from job to job.
 */
import { hash } from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";
import process from "node:process";
import {
  AsyncEastIR,
  decodeBeast2For,
  EastError,
  EastIR,
  encodeBeast2For,
  fromEastTypeValue,
} from "@elaraai/east";
import { type Program, programDecode, programLocate, SourceMapObjectType } from "./program.js";
import { type Job, type JobAnswer, locationOf, type NamedFile } from "./protocol.js";

/** A program made ready to run: the files of its inputs in, the bytes of the result out. */
type Ready = (inputs: readonly NamedFile[]) => Promise<Uint8Array>;

/** By the hashes of program and source map; a worker sees the same programs again and again. */
const ready = new Map<string, Ready>();

process.on("message", (job: Job) => {
  void answer(job).then((result) => process.send?.(result));
});
process.on("disconnect", () => process.exit(0));

async function answer(job: Job): Promise<JobAnswer> {
  try {
    const result = await program(job)(job.inputs);
    // Not synced: whoever keeps the result does that.
    writeFileSync(job.output, result, { mode: 0o444 });
    return { state: "success", hash: hash("sha256", result, "hex"), bytes: result.length };
  } catch (error) {
    if (error instanceof Lost) return { state: "lost", hash: error.hash, message: error.message };
    const stack = error instanceof EastError ? error.location.map(locationOf) : [];
    return { state: "failed", message: error instanceof Error ? error.message : String(error), stack };
  }
}

/** An object that is not there, or does not hold what its name or its place promises. */
class Lost extends Error {
  readonly hash: string;

  constructor(named: string, problem: string) {
    super(`object ${named} ${problem}`);
    this.hash = named;
  }
}

function bytesOf(file: NamedFile): Uint8Array {
  let bytes: Uint8Array;
  try {
    bytes = readFileSync(file.path);
  } catch (error) {
    throw new Lost(file.hash, `cannot be read: ${(error as Error).message}`);
  }
  if (hash("sha256", bytes, "hex") !== file.hash)
    throw new Lost(file.hash, "is damaged: its bytes have another hash");
  return bytes;
}

/** Runs `read`, taking whatever it throws for a fault of the object. */
function decoded<R>(named: string, read: () => R): R {
  try {
    return read();
  } catch (error) {
    throw error instanceof Lost
      ? error
      : new Lost(named, `does not hold what it should: ${(error as Error).message}`);
  }
}

function program({ program: file, sourceMap }: Job): Ready {
  const key = `${file.hash} ${sourceMap?.hash} ${sourceMap?.task}`;
  let run = ready.get(key);
  if (run === undefined) {
    let read = decoded(file.hash, () => programDecode(bytesOf(file)));
    if (sourceMap !== undefined) {
      const map = decoded(
        sourceMap.hash,
        () => decodeBeast2For(SourceMapObjectType)(bytesOf(sourceMap)).value,
      );
      read = programLocate(read, map, sourceMap.task);
    }
    run = compiled(read);
    ready.set(key, run);
  }
  return run;
}

function compiled({ ir, sourceMap }: Program): Ready {
  const type = fromEastTypeValue(ir.value.type);
  if (type.type !== "Function" && type.type !== "AsyncFunction")
    throw new Error("a program must be a function");
  const decoders = type.inputs.map((input) => decodeBeast2For(input, { frozen: true }));
  const encode = encodeBeast2For(type.output, { sharing: "expand" });
  const run: (...inputs: unknown[]) => unknown =
    ir.type === "Function"
      ? new EastIR(ir, sourceMap).compile([])
      : new AsyncEastIR(ir, sourceMap).compile([]);
  return async (files) => {
    if (files.length !== decoders.length) {
      throw new Error(`Function expects ${decoders.length} inputs, got ${files.length}`);
    }
    const values = files.map((file, i) => {
      const bytes = bytesOf(file);
      return decoded(file.hash, () => decoders[i]?.(bytes));
    });
    return encode(await run(...values));
  };
}
