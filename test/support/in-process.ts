/** Commands run in this process, which is a hundred times faster than starting one. */
import { Readable } from "node:stream";
import { LocalStorage } from "../../lib/plumbing/local-storage.js";
import type { StorageBackend } from "../../lib/plumbing/storage.js";
import { main } from "../../lib/porcelain/main.js";
import type { Ended } from "./cli.js";

export type InProcess = { input?: string; storage?: StorageBackend; signal?: AbortSignal };

/** Runs `e3 <argv…>` as a pipe would see it. */
export async function runCommand(argv: readonly string[], options: InProcess = {}): Promise<Ended> {
  const { input = "", storage = new LocalStorage(), signal = new AbortController().signal } = options;
  const out: Uint8Array[] = [];
  const err: string[] = [];
  const status = await main(argv, {
    storage,
    input: Readable.from([Buffer.from(input)]),
    out: (data) => void out.push(Buffer.from(data)),
    err: (line) => void err.push(`${line}\n`),
    terminal: { interactive: false, columns: 80, color: false, draw: () => {} },
    signal,
    now: () => new Date(),
    commandLine: ["e3", ...argv].join(" "),
  });
  return { status, stdout: Buffer.concat(out).toString(), stderr: err.join("") };
}
