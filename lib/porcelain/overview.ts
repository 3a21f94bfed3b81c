/** What `e3 --help` shows: every command with its summary, in groups. */
import { columns } from "./help.js";
import { groups, loadCommand } from "./registry.js";

export async function overviewHelp(): Promise<string> {
  const lines = ["usage: e3 <command> <repo> ...", "   or: e3 <command> --help", "   or: e3 --version"];
  for (const [title, names] of Object.entries(groups)) {
    const rows: [string, string][] = [];
    for (const name of Object.keys(names)) rows.push([name, (await loadCommand(name))?.summary ?? ""]);
    lines.push("", `${title}:`, ...columns(rows));
  }
  lines.push("", "A repository is a directory; e3 repo create <repo> makes one.");
  return `${lines.join("\n")}\n`;
}
