/**
 * Sorted unique keys, with or without a value beside each: the ordered half of SortedSet and SortedMap.
 *
 * Two levels, as in a B+ tree of height two: a list of chunks, each a sorted array of at most `2 * CHUNK` keys, so
 * that finding is two binary searches and inserting moves at most a chunk. Chunks are never empty.
 */

const CHUNK = 512;

export type Comparison<K> = (x: K, y: K) => number;

/** A position: chunk number and index within it. */
type Cursor = { chunk: number; index: number };

export class SortedKeys<K, V> {
  readonly compare: Comparison<K>;
  #keys: K[][] = [];
  #values: V[][] = [];
  #size = 0;
  /** Changes whenever a key is added or removed, so that walks notice. */
  #version = 0;

  constructor(compare: Comparison<K>) {
    this.compare = compare;
  }

  get size(): number {
    return this.#size;
  }

  clear(): void {
    this.#keys = [];
    this.#values = [];
    this.#size = 0;
    this.#version++;
  }

  /** Replaces the content by keys that ascend strictly, and their values. */
  rebuild(keys: readonly K[], values: readonly V[]): void {
    this.clear();
    for (let i = 0; i < keys.length; i += CHUNK) {
      this.#keys.push(keys.slice(i, i + CHUNK));
      this.#values.push(values.slice(i, i + CHUNK));
    }
    this.#size = keys.length;
  }

  has(key: K): boolean {
    return this.#holds(this.#firstFrom(key), key);
  }

  get(key: K): V | undefined {
    const at = this.#firstFrom(key);
    return this.#holds(at, key) ? this.#values[at.chunk]?.[at.index] : undefined;
  }

  /** Adds a key, or replaces its value. True when it was not there. */
  set(key: K, value: V): boolean {
    const at = this.#firstFrom(key);
    if (this.#holds(at, key)) {
      (this.#values[at.chunk] as V[])[at.index] = value;
      return false;
    }
    // Past the end of everything: grow the last chunk, so that ascending keys fill chunks from the left.
    if (at.chunk === this.#keys.length && at.chunk > 0) {
      at.chunk--;
      at.index = (this.#keys[at.chunk] as K[]).length;
    }
    const keys = (this.#keys[at.chunk] ??= []);
    const values = (this.#values[at.chunk] ??= []);
    insertAt(keys, at.index, key);
    insertAt(values, at.index, value);
    if (keys.length > 2 * CHUNK) {
      this.#keys.splice(at.chunk + 1, 0, keys.splice(CHUNK));
      this.#values.splice(at.chunk + 1, 0, values.splice(CHUNK));
    }
    this.#size++;
    this.#version++;
    return true;
  }

  /** True when the key was there. */
  delete(key: K): boolean {
    const at = this.#firstFrom(key);
    if (!this.#holds(at, key)) return false;
    const keys = this.#keys[at.chunk] as K[];
    keys.splice(at.index, 1);
    (this.#values[at.chunk] as V[]).splice(at.index, 1);
    if (keys.length === 0) {
      this.#keys.splice(at.chunk, 1);
      this.#values.splice(at.chunk, 1);
    }
    this.#size--;
    this.#version++;
    return true;
  }

  /** All keys in order, and their values. */
  lists(): { keys: K[]; values: V[] } {
    return { keys: this.#keys.flat(), values: this.#values.flat() };
  }

  minKey(): K | undefined {
    return this.#keys[0]?.[0];
  }

  maxKey(): K | undefined {
    return this.#keys.at(-1)?.at(-1);
  }

  /**
   * Walks the keys in order from the first one not below `from`. Keys added ahead of the walk are visited, keys
   * removed are not: when something changed, the walk finds its place again by the last key it gave.
   */
  *walk<R>(from: { key: K } | undefined, give: (key: K, value: V) => R): Generator<R, undefined, unknown> {
    let at = from === undefined ? { chunk: 0, index: 0 } : this.#firstFrom(from.key);
    let version = this.#version;
    for (;;) {
      const key = this.#keys[at.chunk]?.[at.index] as K;
      if (at.chunk >= this.#keys.length) return undefined;
      yield give(key, this.#values[at.chunk]?.[at.index] as V);
      if (version !== this.#version) {
        version = this.#version;
        at = this.#firstFrom(key);
        if (!this.#holds(at, key)) continue;
      }
      if (++at.index >= (this.#keys[at.chunk] as K[]).length) {
        at.index = 0;
        at.chunk++;
      }
    }
  }

  /** Where the first key not below `key` is; one past the last chunk when there is none. */
  #firstFrom(key: K): Cursor {
    const compare = this.compare;
    let low = 0;
    let high = this.#keys.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      const chunk = this.#keys[middle] as K[];
      if (compare(chunk[chunk.length - 1] as K, key) < 0) low = middle + 1;
      else high = middle;
    }
    if (low === this.#keys.length) return { chunk: low, index: 0 };
    const keys = this.#keys[low] as K[];
    let first = 0;
    let last = keys.length - 1;
    while (first < last) {
      const middle = (first + last) >>> 1;
      if (compare(keys[middle] as K, key) < 0) first = middle + 1;
      else last = middle;
    }
    return { chunk: low, index: first };
  }

  #holds(at: Cursor, key: K): boolean {
    return at.chunk < this.#keys.length && this.compare(this.#keys[at.chunk]?.[at.index] as K, key) === 0;
  }
}

function insertAt<T>(list: T[], index: number, item: T): void {
  if (index === list.length) list.push(item);
  else list.splice(index, 0, item);
}
