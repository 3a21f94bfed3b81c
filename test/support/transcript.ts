/**
 * Terminal sessions as documents show them, and running them to see whether that is what happens:
 *
 *     $ e3 get . dev.inputs.name          typed
 *     "World"                             printed, on standard output or standard error
 *     $ for file in *; do                 typed, over
 *     >   echo "$file"                    several lines
 *     > done
 *     dev: done in ...: 1 executed        `...` stands for one character or more of that line
 *
 * Everything that is printed must be shown, and a command that fails ends the session.
 */
import { spawn } from "node:child_process";

export type Step = { command: string; shown: string[] };

/** @throws Error when the text does not begin with a command */
export function transcriptParse(lines: readonly string[]): Step[] {
  const steps: Step[] = [];
  for (const line of lines) {
    const last = steps.at(-1);
    if (line.startsWith("$ ")) steps.push({ command: line.slice(2), shown: [] });
    else if (last === undefined) throw new Error(`'${line}' comes before any command`);
    else if (line.startsWith("> ") && last.shown.length === 0) last.command += `\n${line.slice(2)}`;
    else last.shown.push(line);
  }
  return steps;
}

/** Ends the output of each command; nothing that is shown holds it. */
const MARK = "\x1e";

/**
 * Runs a session by `sh -e`, in a folder.
 *
 * @returns the commands with what they printed: in the words of the document where those fit, so that a comparison shows
 * exactly what does not. A command that failed has its status as a last line, and nothing comes after it.
 */
export async function transcriptRun(
  steps: readonly Step[],
  { folder, env }: { folder: string; env: NodeJS.ProcessEnv },
): Promise<Step[]> {
  const script = ["exec 2>&1", ...steps.map(({ command }) => `${command}\nprintf '${MARK}'`)].join("\n");
  const shell = spawn("sh", ["-e", "-c", script], { cwd: folder, env, stdio: ["ignore", "pipe", "inherit"] });
  let output = "";
  shell.stdout.setEncoding("utf8").on("data", (data: string) => {
    output += data;
  });
  const status = await new Promise<number | null>((resolve, reject) => {
    shell.on("error", reject);
    shell.on("close", resolve);
  });
  const printed = output.split(MARK);
  // What follows the last mark is what a command printed that did not come to its end.
  const failed = printed.pop() ?? "";
  if (status !== 0) printed.push(`${failed}status ${status}\n`);
  return printed.map((text, i) => {
    const { command, shown } = steps[i] as Step;
    return { command, shown: fits(shown, text) ? shown : linesOf(text) };
  });
}

function linesOf(text: string): string[] {
  const lines = text.split("\n");
  const rest = lines.pop();
  return rest === "" ? lines : [...lines, `${rest} (without the end of the line)`];
}

/** Whether a text is what is shown. */
function fits(shown: readonly string[], text: string): boolean {
  const lines = shown.map((line) => `${line.split("...").map(escape).join(".+")}\n`);
  return new RegExp(`^${lines.join("")}$`).test(text);
}

function escape(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
}
