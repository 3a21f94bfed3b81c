/**
 * The progress of a run on standard error: on a terminal one line that is rewritten, with what fails and what tasks
 * write left standing above it; in a pipe only what fails and what tasks write.
 */
import { stripVTControlCharacters } from "node:util";
import pc from "picocolors";
import type { Terminal } from "../plumbing/command.js";
import type { DataflowEvent } from "../plumbing/dataflow.js";
import { humanTime } from "./render.js";

export class Progress {
  readonly #terminal: Terminal;
  readonly #err: (line: string) => void;
  readonly #color: ReturnType<typeof pc.createColors>;
  readonly #running = new Set<string>();
  #total = 0;
  #done = 0;
  #shown = false;

  constructor(terminal: Terminal, err: (line: string) => void) {
    this.#terminal = terminal;
    this.#err = err;
    this.#color = pc.createColors(terminal.color);
  }

  take(event: DataflowEvent): void {
    switch (event.event) {
      case "planned":
        this.#total = event.tasks;
        break;
      case "started":
        this.#running.add(event.task);
        break;
      case "stdout":
      case "stderr":
        for (const line of event.data.trimEnd().split("\n"))
          this.#say(`${this.#color.dim(`${event.task}:`)} ${line}`);
        break;
      case "cached":
      case "finished":
        this.#ended(event.task);
        break;
      case "failed": {
        this.#ended(event.task);
        const why = event.error ?? `exit code ${event.exitCode}`;
        this.#say(`${this.#color.red("failed")} ${event.task} after ${humanTime(event.ms)}: ${why}`);
        break;
      }
      case "lost":
        this.#running.delete(event.task);
        this.#say(`${this.#color.yellow("damaged")} ${event.hash}, read by ${event.task}; it is made again`);
        break;
      case "skipped":
        this.#say(`${this.#color.yellow("skipped")} ${event.task}: something it needs failed`);
        break;
      case "waiting":
        this.#say(`${this.#color.yellow("waiting")} ${event.task}: an input it needs is not set`);
        break;
    }
    this.#show();
  }

  /** Removes the line that is rewritten. */
  end(): void {
    this.#clear();
  }

  #ended(task: string): void {
    this.#running.delete(task);
    this.#done++;
  }

  #say(line: string): void {
    this.#clear();
    this.#err(line);
  }

  #show(): void {
    if (!this.#terminal.interactive) return;
    this.#clear();
    const names = [...this.#running].join(", ");
    const line = stripVTControlCharacters(`[${this.#done}/${this.#total}] ${names}`);
    this.#terminal.draw(line.slice(0, this.#terminal.columns - 1));
    this.#shown = true;
  }

  #clear(): void {
    if (this.#shown) this.#terminal.draw("");
    this.#shown = false;
  }
}
