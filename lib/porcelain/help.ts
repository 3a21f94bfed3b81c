/** What `--help` shows, rendered from declarations. */
import type { Command, OptionDeclaration } from "../plumbing/command.js";

/** The help of one command: its forms, what it does, its options. */
export function commandHelp(command: Command): string {
  const forms = command.usage.map((form) => `e3 ${command.name} ${form}`.trimEnd());
  const lines = forms.map((form, i) => `${i === 0 ? "usage:" : "   or:"} ${form}`);
  lines.push("", command.summary);
  const options = Object.entries(command.options).map(([name, option]): [string, string] => [
    optionForm(name, option),
    option.help,
  ]);
  if (options.length > 0) lines.push("", "options:", ...columns(options));
  return `${lines.join("\n")}\n`;
}

/** How an option is written: `-w, --write`, `    --type <type>`, `-t`. */
function optionForm(name: string, option: OptionDeclaration): string {
  if (name.length === 1) return `-${name}`;
  const short = option.short === undefined ? "    " : `-${option.short}, `;
  return `${short}--${name}${option.type === "boolean" ? "" : ` <${option.value}>`}`;
}

/** Pairs in two columns, indented by two. */
export function columns(rows: readonly (readonly [string, string])[]): string[] {
  const width = Math.max(...rows.map(([left]) => left.length));
  return rows.map(([left, right]) => `  ${left.padEnd(width)}  ${right}`);
}
