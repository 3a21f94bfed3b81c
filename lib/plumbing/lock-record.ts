/**
 * What a lock is called and what it says of its holder, as text that `cat` shows:
 *
 *     pid 4711
 *     start 8812345                                    as the system counts it; with the pid it names one process
 *     host box7
 *     scope 1b2c… pid:[4026531836]                     boot and pid namespace, where pid and start mean anything
 *     command e3 start
 *     since 2025-01-02T12:03:04.567Z
 */
import { E3Error } from "./errors.js";
import type { Host, ProcessIdentity } from "./host.js";
import { nameEncode } from "./names.js";
import type { LockHolder, LockName } from "./storage.js";

export type LockRecord = LockHolder & ProcessIdentity;

/** The entry in `locks/`. A workspace's name has no dot on disk, so none of its locks can be the one for packages. */
export function lockKey(name: LockName): string {
  return name.lock === "packages" ? "packages" : `${nameEncode(name.workspace, "workspace")}.${name.lock}`;
}

export function lockRecordPrint(record: LockRecord): string {
  const line = (text: string): string => text.replace(/[\p{Cc}\u2028\u2029]+/gu, " ");
  return [
    `pid ${record.pid}`,
    `start ${line(record.start)}`,
    `host ${line(record.host)}`,
    `scope ${line(record.scope)}`,
    `command ${line(record.command)}`,
    `since ${new Date(record.since).toISOString()}`,
    "",
  ].join("\n");
}

const RECORD = /^pid (\d{1,15})\nstart (.*)\nhost (.*)\nscope (.*)\ncommand (.*)\nsince (\S+)\n$/;

/** Undefined where the text is not a whole record. */
export function lockRecordParse(text: string): LockRecord | undefined {
  const fields = RECORD.exec(text);
  if (fields === null) return undefined;
  const [, pid, start, host, scope, command, since] = fields as unknown as string[] & { length: 7 };
  const at = Date.parse(since as string);
  if (Number.isNaN(at)) return undefined;
  return {
    pid: Number(pid),
    start: start as string,
    host: host as string,
    scope: scope as string,
    command: command as string,
    since: at,
  };
}

/** What whoever is refused is told. The holder is unknown when it let go just now, or when its record cannot be read. */
export function lockedError(
  repo: string,
  name: LockName,
  holder: LockHolder | undefined,
  host: Host,
): E3Error {
  const what = name.lock === "packages" ? `the package list of '${repo}'` : `workspace '${name.workspace}'`;
  const who =
    holder === undefined
      ? "another process"
      : `pid ${holder.pid} (${holder.command}) on ${holder.host} since ${host.localTime(holder.since)}`;
  return new E3Error("locked", `${what} is locked by ${who}`, "wait for it or stop that process");
}
