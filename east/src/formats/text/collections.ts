/** Array, Set, Dict and Ref as East text (spec/east-values.md 4.1, 4.2, 4.5): all that an alias may name. */
import type { ArrayType, DictType, RefType, SetType } from "../../types/types.js";
import { compareFor, sortedEntries, sortedKeys } from "../../values/compare.js";
import { ref } from "../../values/ref.js";
import { SortedMap, SortedSet } from "../../values/sorted.js";
import type { Comparison } from "../../values/sorted-keys.js";
import {
  type CompositeCodec,
  PENDING,
  type Reader,
  type TextCodec,
  textOf,
  type ValuePart,
  type Writer,
} from "./codec.js";
import { CHAR } from "./scanner.js";

type Printed = typeof PENDING | undefined;

/** `[a, b]` */
export class ArrayText implements CompositeCodec {
  readonly container: ArrayType;
  readonly plain = undefined;
  readonly #element: TextCodec;

  constructor(type: ArrayType, element: TextCodec) {
    this.container = type;
    this.#element = element;
  }

  parse(from: Reader): unknown {
    if (from.code() !== CHAR.OPEN_BRACKET) return from.alias(this.container, "[");
    from.pos++;
    const list: unknown[] = [];
    from.trail.open(this, list, undefined);
    if (from.skip() === CHAR.CLOSE_BRACKET) {
      from.pos++;
      return from.finish(list);
    }
    return this.#elements(from, list);
  }

  resume(from: Reader, element: unknown): unknown {
    const list = from.trail.values[from.trail.depth - 1] as unknown[];
    list.push(element);
    return this.#another(from) ? this.#elements(from, list) : this.#finish(from, list);
  }

  /** A list that was pushed to has room for 17; few elements are copied to what they need, if nothing names the list. */
  #finish(from: Reader, list: unknown[]): unknown[] {
    return from.finish(list.length < 12 && !from.trail.keepsLocations ? list.slice() : list);
  }

  #elements(from: Reader, list: unknown[]): unknown {
    const element = this.#element;
    do {
      const value = element.parse(from);
      if (value === PENDING) return PENDING;
      list.push(value);
    } while (this.#another(from));
    return this.#finish(from, list);
  }

  /** Goes past the comma before another element, or past the bracket. */
  #another(from: Reader): boolean {
    const code = from.skip();
    if (code !== CHAR.COMMA && code !== CHAR.CLOSE_BRACKET)
      from.failBetweenParts("expected ',' or ']' in an Array");
    from.pos++;
    if (code === CHAR.CLOSE_BRACKET) return false;
    from.skip();
    return true;
  }

  print(to: Writer, list: readonly unknown[]): Printed {
    if (to.aliased(list)) return undefined;
    to.out += "[";
    const { plain } = this.#element;
    if (plain === undefined) return this.proceed(to, list, 0);
    for (let i = 0; i < list.length; i++) {
      to.out += i === 0 ? plain(list[i]) : `, ${plain(list[i])}`;
      to.flush();
    }
    to.out += "]";
    return undefined;
  }

  /** `cursor` is the number of elements written. */
  proceed(to: Writer, list: readonly unknown[], cursor: number): Printed {
    for (let i = cursor; i < list.length; i++) {
      if (i > 0) to.out += ", ";
      if (this.#element.print(to, list[i]) === PENDING) return to.suspend(this, list, i + 1);
      to.flush();
    }
    to.out += "]";
    return undefined;
  }

  segment(list: readonly unknown[]): string {
    return `[${list.length}]`;
  }

  *parts(list: readonly unknown[]): Generator<ValuePart> {
    if (this.#element.plain !== undefined) return;
    for (let i = 0; i < list.length; i++) {
      yield { codec: this.#element, value: list[i], step: () => `[${i}]` };
    }
  }
}

/** `{a,b}`, in key order. */
export class SetText implements CompositeCodec {
  readonly container: SetType;
  readonly plain = undefined;
  readonly #key: TextCodec;
  readonly #compare: Comparison<unknown>;

  constructor(type: SetType, key: TextCodec) {
    this.container = type;
    this.#key = key;
    this.#compare = compareFor(type.key);
  }

  parse(from: Reader): unknown {
    if (from.code() !== CHAR.OPEN_BRACE) return from.alias(this.container, "{");
    from.pos++;
    const set = new SortedSet<unknown>([], this.#compare);
    from.trail.open(this, set, 0);
    if (from.skip() === CHAR.CLOSE_BRACE) {
      from.pos++;
      return from.finish(set);
    }
    return this.#keys(from, set);
  }

  resume(from: Reader, key: unknown): unknown {
    const set = from.trail.values[from.trail.depth - 1] as SortedSet<unknown>;
    set.add(key);
    return this.#another(from) ? this.#keys(from, set) : from.finish(set);
  }

  #keys(from: Reader, set: SortedSet<unknown>): unknown {
    do {
      const key = this.#key.parse(from);
      if (key === PENDING) return PENDING;
      set.add(key);
    } while (this.#another(from));
    return from.finish(set);
  }

  #another(from: Reader): boolean {
    const code = from.skip();
    if (code !== CHAR.COMMA && code !== CHAR.CLOSE_BRACE)
      from.failBetweenParts("expected ',' or '}' in a Set");
    from.pos++;
    if (code === CHAR.CLOSE_BRACE) return false;
    from.trail.cursors[from.trail.depth - 1]++;
    from.skip();
    return true;
  }

  print(to: Writer, set: ReadonlySet<unknown>): Printed {
    if (to.aliased(set)) return undefined;
    const keys = sortedKeys(set, this.#compare);
    to.out += "{";
    for (let i = 0; i < keys.length; i++) {
      to.out += i === 0 ? textOf(this.#key, keys[i]) : `,${textOf(this.#key, keys[i])}`;
      to.flush();
    }
    to.out += "}";
    return undefined;
  }

  /** Keys are written by machines of their own. */
  proceed(): Printed {
    return undefined;
  }

  /** `cursor` counts keys read, repeated ones too. */
  segment(_: unknown, cursor: number): string {
    return `[${cursor}]`;
  }
}

/** Where in a Dict a reader is: in which entry, in its key or in the value of `key`. */
type DictCursor = { entry: number; inKey: boolean; key: unknown };

/** `{k:v,k:v}`, in key order; `{:}` when empty. */
export class DictText implements CompositeCodec {
  readonly container: DictType;
  readonly plain = undefined;
  readonly #key: TextCodec;
  readonly #value: TextCodec;
  readonly #compare: Comparison<unknown>;

  constructor(type: DictType, key: TextCodec, value: TextCodec) {
    this.container = type;
    this.#key = key;
    this.#value = value;
    this.#compare = compareFor(type.key);
  }

  parse(from: Reader): unknown {
    if (from.code() !== CHAR.OPEN_BRACE) return from.alias(this.container, "{");
    from.pos++;
    const map = new SortedMap<unknown, unknown>([], this.#compare);
    const cursor: DictCursor = { entry: 0, inKey: true, key: undefined };
    from.trail.open(this, map, cursor);
    let code = from.skip();
    if (code === CHAR.COLON) {
      from.pos++;
      code = from.skip();
      if (code !== CHAR.CLOSE_BRACE) from.failBetweenParts("expected '}' to end an empty Dict");
    }
    if (code === CHAR.CLOSE_BRACE) {
      from.pos++;
      return from.finish(map);
    }
    return this.#entries(from, map, cursor);
  }

  resume(from: Reader, part: unknown): unknown {
    const { trail } = from;
    const map = trail.values[trail.depth - 1] as SortedMap<unknown, unknown>;
    const cursor = trail.cursors[trail.depth - 1] as DictCursor;
    if (cursor.inKey) {
      if (!this.#valueOf(from, map, cursor, part)) return PENDING;
    } else {
      map.set(cursor.key, part);
    }
    return this.#another(from, cursor) ? this.#entries(from, map, cursor) : from.finish(map);
  }

  #entries(from: Reader, map: SortedMap<unknown, unknown>, cursor: DictCursor): unknown {
    do {
      const key = this.#key.parse(from);
      if (key === PENDING || !this.#valueOf(from, map, cursor, key)) return PENDING;
    } while (this.#another(from, cursor));
    return from.finish(map);
  }

  /** Reads the colon and the value behind a key; false when the value is PENDING. */
  #valueOf(from: Reader, map: SortedMap<unknown, unknown>, cursor: DictCursor, key: unknown): boolean {
    if (from.skip() !== CHAR.COLON) from.failBetweenParts("expected ':' after a key in a Dict");
    from.pos++;
    from.skip();
    cursor.key = key;
    cursor.inKey = false;
    const value = this.#value.parse(from);
    if (value === PENDING) return false;
    map.set(key, value);
    return true;
  }

  #another(from: Reader, cursor: DictCursor): boolean {
    const code = from.skip();
    if (code !== CHAR.COMMA && code !== CHAR.CLOSE_BRACE)
      from.failBetweenParts("expected ',' or '}' in a Dict");
    from.pos++;
    if (code === CHAR.CLOSE_BRACE) return false;
    cursor.entry++;
    cursor.inKey = true;
    from.skip();
    return true;
  }

  print(to: Writer, map: ReadonlyMap<unknown, unknown>): Printed {
    if (to.aliased(map)) return undefined;
    if (map.size === 0) {
      to.out += "{:}";
      return undefined;
    }
    to.out += "{";
    return this.proceed(to, map, { entries: sortedEntries(map, this.#compare), next: 0 });
  }

  proceed(to: Writer, map: unknown, cursor: { entries: [unknown, unknown][]; next: number }): Printed {
    const { entries } = cursor;
    while (cursor.next < entries.length) {
      const [key, value] = entries[cursor.next++] as [unknown, unknown];
      to.out += `${cursor.next === 1 ? "" : ","}${textOf(this.#key, key)}:`;
      if (this.#value.plain !== undefined) to.out += this.#value.plain(value);
      else if (this.#value.print(to, value) === PENDING) return to.suspend(this, map, cursor);
      to.flush();
    }
    to.out += "}";
    return undefined;
  }

  segment(_: unknown, { entry, inKey, key }: DictCursor): string {
    return inKey ? `[${entry}](key)` : `[${textOf(this.#key, key)}]`;
  }

  *parts(map: ReadonlyMap<unknown, unknown>): Generator<ValuePart> {
    if (this.#value.plain !== undefined) return;
    for (const [key, value] of sortedEntries(map, this.#compare)) {
      yield { codec: this.#value, value, step: () => `[${textOf(this.#key, key)}]` };
    }
  }
}

/** `&a` */
export class RefText implements CompositeCodec {
  readonly container: RefType;
  readonly plain = undefined;
  readonly #content: TextCodec;

  constructor(type: RefType, content: TextCodec) {
    this.container = type;
    this.#content = content;
  }

  parse(from: Reader): unknown {
    if (from.code() !== CHAR.AMPERSAND) return from.alias(this.container, "&");
    from.pos++;
    from.trail.open(this, ref(undefined), undefined);
    from.skip();
    const content = this.#content.parse(from);
    return content === PENDING ? PENDING : this.resume(from, content);
  }

  resume(from: Reader, content: unknown): unknown {
    const cell = from.trail.values[from.trail.depth - 1] as ref<unknown>;
    cell.value = content;
    return from.finish(cell);
  }

  print(to: Writer, cell: ref<unknown>): Printed {
    if (to.aliased(cell)) return undefined;
    to.out += "&";
    return this.#content.print(to, cell.value) === PENDING ? to.suspend(this, cell, undefined) : undefined;
  }

  /** Nothing follows the content. */
  proceed(): Printed {
    return undefined;
  }

  segment(): string {
    return "[]";
  }

  *parts(cell: ref<unknown>): Generator<ValuePart> {
    if (this.#content.plain === undefined)
      yield { codec: this.#content, value: cell.value, step: () => "[]" };
  }
}
