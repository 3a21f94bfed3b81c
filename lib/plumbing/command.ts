/**
 * What a command is: a declaration that parsing, `--help`, the manual pages' test and "did you mean" all read, and a
 * function that gets everything it needs from the world as an argument.
 */
import { E3Error } from "./errors.js";
import type { StorageBackend } from "./storage.js";

export type OptionDeclaration = {
  /** One letter, `-w`, beside the name. An option whose name is one letter has only that. */
  short?: string;
  /** One line, lower case, no full stop. */
  help: string;
} & (
  | { type: "boolean" }
  /** `value` names the argument in the help: `--type <type>`. */
  | { type: "string"; value: string; choices?: readonly string[] }
  /** A whole number, at least 1. */
  | { type: "count"; value: string }
);

export type OptionDeclarations = { readonly [name: string]: OptionDeclaration };

/** What `run` gets for its options: absent ones are `false` or undefined. */
export type OptionValues<O extends OptionDeclarations> = {
  [K in keyof O]: O[K] extends { type: "boolean" }
    ? boolean
    : O[K] extends { type: "count" }
      ? number | undefined
      : O[K] extends { choices: readonly (infer C)[] }
        ? C | undefined
        : string | undefined;
};

/** How standard error looks. */
export type Terminal = {
  /** Whether a person watches. */
  interactive: boolean;
  columns: number;
  /** Whether colours are welcome. */
  color: boolean;
  /** Puts a text in place of the last line, which is not ended; an empty one takes it away. */
  draw: (line: string) => void;
};

/** Everything a command may touch. Plumbing commands ignore `terminal`. */
export type CommandContext = {
  storage: StorageBackend;
  /** Standard input. */
  input: AsyncIterable<Uint8Array>;
  /** Writes to standard output. */
  out: (data: string | Uint8Array) => void;
  /** Writes a line to standard error. */
  err: (line: string) => void;
  terminal: Terminal;
  /** Aborted by Ctrl-C and SIGTERM. */
  signal: AbortSignal;
  now: () => Date;
  /** The command line as typed, for records and locks. */
  commandLine: string;
};

export type Command<O extends OptionDeclarations = OptionDeclarations> = {
  /** As typed: `hash-object`, `package import`. */
  name: string;
  /** One line, lower case, no full stop. */
  summary: string;
  /** One line per form, without `e3` and the name. */
  usage: readonly string[];
  options: O;
  /** Resolves to the exit status, or to nothing for 0. */
  run(
    this: Command<O>,
    operands: readonly string[],
    options: OptionValues<O>,
    context: CommandContext,
  ): Promise<number | void>;
};

/** Declares a command; the types of its options follow from the declaration. */
export function command<const O extends OptionDeclarations>(declaration: Command<O>): Command<O> {
  return declaration;
}

/** The error for a command line that does not follow the declaration. */
export function usageError(of: Pick<Command, "name">, problem: string): E3Error {
  return new E3Error("usage", `${of.name}: ${problem}`, `see e3 ${of.name} --help`);
}

/**
 * The operands of a command that takes a fixed number of them.
 *
 * @throws E3Error of kind `usage` that names the first one missing, or the first one too many.
 */
export function operandsOf<const N extends readonly string[]>(
  of: Pick<Command, "name">,
  operands: readonly string[],
  names: N,
): { [K in keyof N]: string } {
  const missing = names[operands.length];
  if (missing !== undefined) throw usageError(of, `give <${missing}>`);
  const extra = operands[names.length];
  if (extra !== undefined) throw usageError(of, `'${extra}' is one argument too many`);
  return operands as unknown as { [K in keyof N]: string };
}
