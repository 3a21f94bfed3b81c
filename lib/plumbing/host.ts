/**
 * What the repository needs to know about the machine and the moment: time, process, fresh names. Everything in
 * plumbing takes these from here, so that tests can hold them still; `node-host.ts` has the real ones.
 */

/** A process, told apart from any other that had or will have the same pid. */
export type ProcessIdentity = {
  pid: number;
  /** When it started, in whatever form the system tells it; empty where the system does not. */
  start: string;
  /** Where that pid means this process: the name of the machine. */
  host: string;
  /** Tells apart machines, boots and containers that share a host name; two pids compare only where this is equal. */
  scope: string;
};

export interface Host {
  /** This process. */
  readonly process: ProcessIdentity;
  /** Milliseconds since the Unix epoch. */
  now(): number;
  /** A name for a run or an attempt, sorting by time: `20250102T030405678Z-4f2a`. */
  id(): string;
  /** A file name that nobody else uses, for something in progress. */
  token(): string;
  /** Resolves after this many milliseconds, or when the signal aborts. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
  /** Whether a process of this scope still runs; one that only has its pid does not count. */
  isRunning(process: ProcessIdentity): Promise<boolean>;
  /** A moment as people here would write it: `12:03`, or `2025-01-02 12:03` when that was not today. */
  localTime(ms: number): string;
}
