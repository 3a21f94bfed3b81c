/**
 * From a command line to an exit status: finds the command, parses its arguments, runs it, and renders what went
 * wrong. The only place that writes errors and picks the status.
 */
import { type Command, type CommandContext, usageError } from "../plumbing/command.js";
import { E3Error, errorLine } from "../plumbing/errors.js";
import { parseArguments } from "./arguments.js";
import { closest } from "./closest.js";
import { commandHelp } from "./help.js";
import { overviewHelp } from "./overview.js";
import { commandNames, loadCommand } from "./registry.js";
import { version } from "./version.js";

/** Runs `e3 <argv…>` and gives its exit status (docs/design.md, "Exit status"). Throws nothing. */
export async function main(argv: readonly string[], context: CommandContext): Promise<number> {
  try {
    return await run(argv, context);
  } catch (error) {
    return report(error, argv.includes("--json"), context);
  }
}

async function run(argv: readonly string[], context: CommandContext): Promise<number> {
  const [first] = argv;
  if (first === undefined) {
    context.err((await overviewHelp()).trimEnd());
    return 2;
  }
  if (first === "--help" || first === "-h" || first === "help") {
    const named = argv.slice(1);
    context.out(
      named.length === 0 ? await overviewHelp() : commandHelp((await find([...named, "--help"])).command),
    );
    return 0;
  }
  const { command, rest } = await find(argv);
  const { operands, options, help } = parseArguments(command, rest);
  if (help) {
    context.out(commandHelp(command));
    return 0;
  }
  return (await command.run(operands, options, context)) ?? 0;
}

/** The command that the arguments begin with; names have one word or two. */
async function find(argv: readonly string[]): Promise<{ command: Command; rest: readonly string[] }> {
  for (const words of [2, 1]) {
    const command = await loadCommand(argv.slice(0, words).join(" "));
    if (command !== undefined) return { command, rest: argv.slice(words) };
  }
  const [first = "", second] = argv;
  const inGroup = commandNames.filter((name) => name.startsWith(`${first} `));
  if (inGroup.length > 0) {
    const choices = inGroup.map((name) => name.slice(first.length + 1));
    if (second === "--help" || second === "-h") {
      return { command: groupOf(first, choices), rest: ["--help"] };
    }
    const problem = second === undefined ? "say what to do" : `there is no '${first} ${second}'`;
    throw new E3Error("usage", `${problem}: e3 ${first} ${choices.join("|")}`, `see e3 --help`);
  }
  const suggestion = closest(first, commandNames);
  throw new E3Error(
    "usage",
    `there is no command '${first}'`,
    suggestion === undefined ? "see e3 --help" : `did you mean '${suggestion}'?`,
  );
}

/** Stands for a group of commands, so that `e3 package --help` answers. */
function groupOf(name: string, choices: readonly string[]): Command {
  return {
    name,
    summary: `one of the commands of '${name}'; each has its own --help`,
    usage: choices.map((choice) => `${choice} ...`),
    options: {},
    run() {
      throw usageError(this, "say what to do");
    },
  };
}

/** Writes an error to standard error and gives the exit status that goes with it. */
function report(error: unknown, json: boolean, { err }: CommandContext): number {
  if (error instanceof E3Error) {
    const { kind, message, next } = error;
    err(
      json
        ? JSON.stringify({ error: { kind, message, ...(next === undefined ? {} : { next }) } })
        : `e3: ${errorLine(error)}`,
    );
    return error.status;
  }
  const stack = error instanceof Error ? error.stack : String(error);
  err(`e3: this is a bug in e3 ${version}, please report it:\n${stack}`);
  return 1;
}
