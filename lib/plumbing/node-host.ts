/** The real `Host`: clock, process and random numbers of Node, and /proc where the system has it. */
import { randomBytes } from "node:crypto";
import { readFileSync, readlinkSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { hostname } from "node:os";
import process from "node:process";
import { setTimeout } from "node:timers/promises";
import { hasCode } from "./errors.js";
import type { Host, ProcessIdentity } from "./host.js";

export class NodeHost implements Host {
  #process: ProcessIdentity | undefined;

  get process(): ProcessIdentity {
    this.#process ??= {
      pid: process.pid,
      start: processStart(readText("/proc/self/stat"))?.start ?? "",
      host: hostname(),
      scope: machineScope(),
    };
    return this.#process;
  }

  now(): number {
    return Date.now();
  }

  id(): string {
    const time = new Date().toISOString().replace(/[-:.]/g, "");
    return `${time}-${randomBytes(2).toString("hex")}`;
  }

  token(): string {
    return randomBytes(12).toString("hex");
  }

  async sleep(ms: number, signal?: AbortSignal): Promise<void> {
    await setTimeout(ms, undefined, signal === undefined ? {} : { signal }).catch(() => {});
  }

  async isRunning({ pid, start }: ProcessIdentity): Promise<boolean> {
    if (!exists(pid)) return false;
    const stat = processStart(await readFile(`/proc/${pid}/stat`, "utf8").catch(() => undefined));
    // Gone just now, or on a system that shows no /proc or hides it.
    if (stat === undefined) return exists(pid);
    // A zombie holds nothing any more; in a container without an init process it may stay for ever.
    return stat.state !== "Z" && stat.state !== "X" && (start === "" || start === stat.start);
  }

  localTime(ms: number): string {
    const two = (n: number): string => String(n).padStart(2, "0");
    const day = (at: Date): string => `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())}`;
    const at = new Date(ms);
    const time = `${two(at.getHours())}:${two(at.getMinutes())}`;
    return day(at) === day(new Date()) ? time : `${day(at)} ${time}`;
  }
}

function exists(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // EPERM: it is there and somebody else's.
    return !hasCode(error, "ESRCH");
  }
}

/**
 * State and start time out of /proc/<pid>/stat: `pid (name) state ppid …`, the start being field 22, in clock ticks
 * since boot. The name may hold blanks and brackets, so fields are counted from its last `)`.
 */
function processStart(stat: string | undefined): { state: string; start: string } | undefined {
  const fields = stat?.slice(stat.lastIndexOf(")") + 2).split(" ");
  const [state, start] = [fields?.[0], fields?.[19]];
  return state === undefined || start === undefined ? undefined : { state, start };
}

/** Boot and pid namespace: ticks since boot and pids say nothing outside of them. */
function machineScope(): string {
  const boot = readText("/proc/sys/kernel/random/boot_id")?.trim() ?? "";
  try {
    return `${boot} ${readlinkSync("/proc/self/ns/pid")}`.trim();
  } catch {
    return boot;
  }
}

function readText(path: string): string | undefined {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return undefined;
  }
}
