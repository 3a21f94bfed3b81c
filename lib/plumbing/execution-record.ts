/**
 * What is remembered of executions, as text: how inputs name one, the `output` of the attempt that succeeded, the
 * `status.json` of one that left something. Reading is strict: these files are copied between machines, and half a copy
 * must be told from a record.
 *
 *     <hash of the output>
 *     bytes 4096
 *     attempt 20250102T030405678Z-4f2a
 *     started 2025-01-02T03:04:05.678Z
 *     ms 1234
 *     host box7
 *     command east-node run
 *     peak-kib 65536                      only where it was measured
 */
import { hashBytes } from "./hash.js";

export type OutputRecord = {
  /** Hash of the object that was made. */
  output: string;
  /** Size of that object. */
  bytes: number;
  /** Id of the attempt that made it. */
  attempt: string;
  /** Milliseconds since the Unix epoch. */
  started: number;
  /** How long it took, in whole milliseconds. */
  ms: number;
  host: string;
  command: string;
  /** The most memory it held, in KiB. */
  peakKib?: number;
};

export type AttemptStatus = {
  state: "success" | "failed" | "error";
  /** Milliseconds since the Unix epoch. */
  started: number;
  /** How long it took, in whole milliseconds. */
  ms: number;
  host: string;
  command: string;
  exitCode?: number;
  /** The signal that ended it. */
  signal?: string;
  /** What went wrong, in words. */
  error?: string;
  peakKib?: number;
};

/** Names the inputs of an execution: the SHA-256 of their hashes, one per line; `printf '%s\n' H1 H2 | sha256sum` does the same. */
export function inputsHash(hashes: readonly string[]): string {
  return hashBytes(Buffer.from(hashes.map((one) => `${one}\n`).join("")));
}

export function outputPrint(record: OutputRecord): string {
  const lines = [
    record.output,
    `bytes ${record.bytes}`,
    `attempt ${record.attempt}`,
    `started ${new Date(record.started).toISOString()}`,
    `ms ${Math.round(record.ms)}`,
    `host ${oneLine(record.host)}`,
    `command ${oneLine(record.command)}`,
  ];
  if (record.peakKib !== undefined) lines.push(`peak-kib ${Math.round(record.peakKib)}`);
  return `${lines.join("\n")}\n`;
}

const OUTPUT = new RegExp(
  [
    "^(?<output>[0-9a-f]{64})",
    "bytes (?<bytes>\\d{1,15})",
    "attempt (?<attempt>\\S+)",
    "started (?<started>\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3}Z)",
    "ms (?<ms>\\d{1,15})",
    "host (?<host>.*)",
    "command (?<command>.*)",
    "(?:peak-kib (?<peakKib>\\d{1,15})\n)?$",
  ].join("\n"),
);

/** Undefined where the text is not a whole record. */
export function outputParse(text: string): OutputRecord | undefined {
  const fields = OUTPUT.exec(text)?.groups;
  if (fields === undefined) return undefined;
  const started = Date.parse(fields["started"] as string);
  if (Number.isNaN(started)) return undefined;
  const record: OutputRecord = {
    output: fields["output"] as string,
    bytes: Number(fields["bytes"]),
    attempt: fields["attempt"] as string,
    started,
    ms: Number(fields["ms"]),
    host: fields["host"] as string,
    command: fields["command"] as string,
  };
  if (fields["peakKib"] !== undefined) record.peakKib = Number(fields["peakKib"]);
  return record;
}

/** One JSON object, times as people write them: `jq .error` of any attempt says why it failed. */
export function statusPrint(status: AttemptStatus): string {
  return `${JSON.stringify({ ...status, started: new Date(status.started).toISOString() }, null, 2)}\n`;
}

/** Undefined where the text is not a whole status. Members it does not know are left out. */
export function statusParse(text: string): AttemptStatus | undefined {
  let read: unknown;
  try {
    read = JSON.parse(text);
  } catch {
    return undefined;
  }
  if (typeof read !== "object" || read === null) return undefined;
  const { state, started, ms, host, command, exitCode, signal, error, peakKib } = read as Record<
    string,
    unknown
  >;
  if (state !== "success" && state !== "failed" && state !== "error") return undefined;
  if (typeof started !== "string" || Number.isNaN(Date.parse(started))) return undefined;
  if (typeof ms !== "number" || typeof host !== "string" || typeof command !== "string") return undefined;
  const status: AttemptStatus = { state, started: Date.parse(started), ms, host, command };
  if (typeof exitCode === "number") status.exitCode = exitCode;
  if (typeof signal === "string") status.signal = signal;
  if (typeof error === "string") status.error = error;
  if (typeof peakKib === "number") status.peakKib = peakKib;
  return status;
}

/** Keeps a text on its line. */
function oneLine(text: string): string {
  return text.replace(/[\p{Cc}\u2028\u2029]+/gu, " ");
}
