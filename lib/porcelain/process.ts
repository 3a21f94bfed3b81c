/** The world as this process sees it: standard streams, terminal, signals, clock. */
import process from "node:process";
import { isatty } from "node:tty";
import pc from "picocolors";
import type { CommandContext } from "../plumbing/command.js";
import { exitStatus } from "../plumbing/errors.js";
import { LocalStorage } from "../plumbing/local-storage.js";
import { NodeDisk } from "../plumbing/node-disk.js";
import { NodeHost } from "../plumbing/node-host.js";
import { main } from "./main.js";

/** Runs the process's own command line; the process ends by itself with the right status. */
export async function runProcess(): Promise<void> {
  // A reader that has seen enough closes the pipe; that is no error: `e3 ls-tree … | head`.
  for (const stream of [process.stdout, process.stderr]) {
    stream.on("error", (error: NodeJS.ErrnoException) => {
      if (error.code !== "EPIPE") throw error;
      process.exit(0);
    });
  }
  const interrupt = new AbortController();
  // A command that has taken the signal ends what it does in good order; all others end at once.
  let watched = false;
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
    process.on(signal, () => {
      if (!watched || interrupt.signal.aborted) process.exit(exitStatus.interrupted);
      interrupt.abort();
    });
  }
  const isTerminal = isatty(2);
  const argv = process.argv.slice(2);
  const context: CommandContext = {
    storage: new LocalStorage(new NodeDisk(), new NodeHost()),
    input: process.stdin,
    out: (data) => void process.stdout.write(data),
    err: (line) => void process.stderr.write(`${line}\n`),
    terminal: {
      interactive: isTerminal,
      columns: process.stderr.columns ?? 80,
      color: pc.isColorSupported && isTerminal,
      draw: (line) => void process.stderr.write(`\r\x1b[K${line}`),
    },
    get signal() {
      watched = true;
      return interrupt.signal;
    },
    now: () => new Date(),
    commandLine: ["e3", ...argv].join(" "),
  };
  process.exitCode = await main(argv, context);
}
