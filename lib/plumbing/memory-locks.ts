/** Locks within this process: for storage in memory, which no other process sees. */
import type { Host } from "./host.js";
import { lockedError, lockKey } from "./lock-record.js";
import type { Lock, LockHolder, LockName, LockStore } from "./storage.js";

type Held = { holder: LockHolder; waiting: Set<AbortController> };

export class MemoryLocks implements LockStore {
  readonly #host: Host;
  readonly #held = new Map<string, Held>();

  constructor(host: Host) {
    this.#host = host;
  }

  async acquire(
    repo: string,
    name: LockName,
    { command, wait = 0 }: { command: string; wait?: number },
  ): Promise<Lock> {
    const key = `${lockKey(name)} ${repo}`;
    const deadline = this.#host.now() + wait;
    for (let held = this.#held.get(key); held !== undefined; held = this.#held.get(key)) {
      const left = deadline - this.#host.now();
      if (left <= 0) throw lockedError(repo, name, held.holder, this.#host);
      const letGo = new AbortController();
      held.waiting.add(letGo);
      await this.#host.sleep(left, letGo.signal);
      held.waiting.delete(letGo);
    }
    const { pid, host } = this.#host.process;
    const holder = { pid, host, command, since: this.#host.now() };
    const mine: Held = { holder, waiting: new Set() };
    this.#held.set(key, mine);
    return {
      lost: new AbortController().signal,
      release: async () => {
        if (this.#held.get(key) === mine) this.#held.delete(key);
        for (const letGo of mine.waiting) letGo.abort();
      },
    };
  }

  async holder(repo: string, name: LockName): Promise<LockHolder | undefined> {
    return this.#held.get(`${lockKey(name)} ${repo}`)?.holder;
  }
}
