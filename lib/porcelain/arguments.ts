/** From a command line to operands and option values, by a command's declaration. */
import parse from "yargs-parser";
import { type Command, type OptionDeclaration, usageError } from "../plumbing/command.js";
import { closest } from "./closest.js";

export type Arguments = {
  operands: string[];
  /** As the declaration says; TypeScript cannot follow it from here. */
  options: Record<string, any>;
  help: boolean;
};

/**
 * Parses what follows the command's name. `--` ends the options; short options may be grouped (`-rl`).
 *
 * @throws E3Error of kind `usage` for an unknown or repeated option, a missing or unsuitable value.
 */
export function parseArguments(command: Command, argv: readonly string[]): Arguments {
  const declared = Object.entries({ ...command.options, help: HELP });
  for (const [name, { type }] of declared) {
    // The parser would take any such value for false.
    const given = argv.findIndex((arg) => type === "boolean" && arg.startsWith(`--${name}=`));
    if (given >= 0 && !argv.slice(0, given).includes("--")) {
      throw usageError(command, `option ${dashed(name)} takes no value`);
    }
  }
  const { _: operands, ...found } = parse([...argv], {
    boolean: declared.filter(([, { type }]) => type === "boolean").map(([name]) => name),
    string: declared.filter(([, { type }]) => type !== "boolean").map(([name]) => name),
    alias: Object.fromEntries(declared.flatMap(([name, { short }]) => (short ? [[name, short]] : []))),
    configuration: {
      "boolean-negation": false,
      "camel-case-expansion": false,
      "dot-notation": false,
      "parse-numbers": false,
      "parse-positional-numbers": false,
      "strip-aliased": true,
    },
  });
  const options: Arguments["options"] = Object.fromEntries(
    declared.map(([name, { type }]) => [name, type === "boolean" ? false : undefined]),
  );
  for (const [name, value] of Object.entries(found)) {
    const declaration =
      name === "help" ? HELP : Object.hasOwn(command.options, name) ? command.options[name] : undefined;
    if (declaration === undefined) throw unknownOption(command, name);
    options[name] = optionValue(command, name, declaration, value);
  }
  const { help, ...rest } = options;
  return { operands: operands.map(String), options: rest, help: help === true };
}

const HELP: OptionDeclaration = { type: "boolean", short: "h", help: "show this help" };

function optionValue(
  command: Command,
  name: string,
  declaration: OptionDeclaration,
  value: unknown,
): string | number | boolean {
  const shown = dashed(name);
  if (declaration.type === "boolean") {
    if (typeof value === "boolean") return value;
    return (value as boolean[]).at(-1) ?? false;
  }
  if (Array.isArray(value)) throw usageError(command, `option ${shown} is given more than once`);
  if (typeof value !== "string" || value === "") {
    throw usageError(command, `option ${shown} needs a value: ${shown} <${declaration.value}>`);
  }
  if (declaration.type === "count") {
    if (!/^[1-9]\d{0,8}$/.test(value)) {
      throw usageError(command, `option ${shown} takes a whole number from 1, not '${value}'`);
    }
    return Number(value);
  }
  const { choices } = declaration;
  if (choices !== undefined && !choices.includes(value)) {
    throw usageError(command, `option ${shown} takes ${choices.join(", ")}, not '${value}'`);
  }
  return value;
}

function unknownOption(command: Command, name: string): Error {
  const suggestion = name.length > 1 ? closest(name, [...Object.keys(command.options), "help"]) : undefined;
  const hint = suggestion === undefined ? "" : `; did you mean ${dashed(suggestion)}?`;
  return usageError(command, `unknown option ${dashed(name)}${hint}`);
}

/** An option as typed: `-w`, `--write`. */
export function dashed(name: string): string {
  return name.length === 1 ? `-${name}` : `--${name}`;
}
