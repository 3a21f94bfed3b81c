/** A few at a time: enough to keep the disk busy, few enough not to run out of open files. */

/** Runs work on a number of lanes. When some of it fails no more is begun, and the first error is thrown. */
export class Lanes {
  readonly #limit: number;
  readonly #running = new Set<Promise<void>>();
  #failure: { error: unknown } | undefined;

  constructor(limit: number) {
    this.#limit = limit;
  }

  /** Begins `work` as soon as there is a lane for it. @throws what other work has thrown */
  async begin(work: () => Promise<void>): Promise<void> {
    while (this.#running.size >= this.#limit && this.#failure === undefined)
      await Promise.race(this.#running);
    if (this.#failure !== undefined) throw this.#failure.error;
    const one = work()
      .catch((error: unknown) => {
        this.#failure ??= { error };
      })
      .finally(() => this.#running.delete(one));
    this.#running.add(one);
  }

  /** Waits for all that was begun, however it ends: whoever cleans up after that is alone. */
  async idle(): Promise<void> {
    await Promise.all(this.#running);
  }

  /** Waits for all that was begun. @throws the first error of it */
  async end(): Promise<void> {
    await this.idle();
    if (this.#failure !== undefined) throw this.#failure.error;
  }
}

/** Calls `work` for every item, at most `limit` at a time; when one fails, the first error is thrown once the others are done. */
export async function parallel<T>(
  items: Iterable<T>,
  limit: number,
  work: (item: T, index: number) => Promise<void>,
): Promise<void> {
  const lanes = new Lanes(limit);
  let index = 0;
  try {
    for (const item of items) {
      const at = index++;
      await lanes.begin(async () => await work(item, at));
    }
  } finally {
    await lanes.idle();
  }
  await lanes.end();
}
