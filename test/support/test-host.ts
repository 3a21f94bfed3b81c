/** A `Host` whose clock, names and processes a test decides on. */
import type { Host, ProcessIdentity } from "../../lib/plumbing/host.js";

export class TestHost implements Host {
  process: ProcessIdentity = { pid: 4711, start: "100", host: "box7", scope: "boot pid:[1]" };
  /** Milliseconds since the Unix epoch; sleeping moves it on. */
  clock: number = Date.parse("2025-01-02T03:04:05.678Z");
  /** What runs besides this process. */
  readonly running: ProcessIdentity[] = [];
  /** Called while somebody sleeps. */
  whileAsleep: () => Promise<void> = async () => {};
  #count = 0;

  now(): number {
    return this.clock;
  }

  id(): string {
    const time = new Date(this.clock).toISOString().replace(/[-:.]/g, "");
    return `${time}-${(this.#count++).toString(16).padStart(4, "0")}`;
  }

  token(): string {
    return `token${this.process.pid}x${this.#count++}`;
  }

  async sleep(ms: number): Promise<void> {
    this.clock += ms;
    await this.whileAsleep();
  }

  async isRunning(process: ProcessIdentity): Promise<boolean> {
    return [this.process, ...this.running].some(
      ({ pid, start }) => pid === process.pid && start === process.start,
    );
  }

  localTime(ms: number): string {
    return new Date(ms).toISOString().slice(11, 16);
  }
}
