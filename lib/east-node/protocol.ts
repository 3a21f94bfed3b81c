/** What a process that runs East tasks is asked, and what it answers: plain data, all values by file. */
import type { LocationValue } from "@elaraai/east";

/** Run a program on inputs. Files are named by path and by the SHA-256 that their bytes must have. */
export type Job = {
  /** The IR, in Beast2. */
  program: NamedFile;
  inputs: NamedFile[];
  /** A file that is not there yet, for the result in canonical Beast2. */
  output: string;
  /** A source map object, and the name of the task in it whose locations belong to the program. */
  sourceMap?: NamedFile & { task: string };
};

export type NamedFile = { path: string; hash: string };

export type JobAnswer =
  /** The result is in the output file; its SHA-256 and size. */
  | { state: "success"; hash: string; bytes: number }
  /** The program ended with an East error, or could not be begun: a message, and the East stack, innermost first. */
  | { state: "failed"; message: string; stack: Location[] }
  /** An input, the program or the source map is not there, or its bytes are not those of its name, or no value. */
  | { state: "lost"; hash: string; message: string };

/** A location as JSON can carry it. */
export type Location = { filename: string; line: number; column: number };

export const locationOf = ({ filename, line, column }: LocationValue): Location => ({
  filename,
  line: Number(line),
  column: Number(column),
});
