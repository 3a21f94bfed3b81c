/** Array, Set, Dict and Ref as JSON arrays (spec/east-values.md 5): all that an alias of older versions may name. */
import type { ArrayType, DictType, RefType, SetType } from "../../types/types.js";
import { compareFor, sortedEntries, sortedKeys } from "../../values/compare.js";
import { ref } from "../../values/ref.js";
import { SortedMap, SortedSet } from "../../values/sorted.js";
import type { Comparison } from "../../values/sorted-keys.js";
import type { Site } from "../paths.js";
import { hasMembers, isObject, type JsonCodec, type JsonReader, type JsonWriter } from "./codec.js";

/** Writes values between brackets. */
function writeList(to: JsonWriter, element: JsonCodec, list: readonly unknown[]): void {
  if (list.length === 0) {
    to.out += "[]";
    return;
  }
  to.descend();
  to.out += "[";
  const { plain } = element;
  for (let i = 0; i < list.length; i++) {
    if (i > 0) to.out += ",";
    if (plain === undefined) element.write(to, list[i]);
    else to.out += plain(list[i]);
    to.flush();
  }
  to.out += "]";
  to.ascend();
}

/** Reads the elements of the list on top of the trail in place. */
function readList(from: JsonReader, element: JsonCodec, list: unknown[]): void {
  if (list.length === 0) return;
  const { trail } = from;
  const top = trail.depth - 1;
  from.descend();
  for (let i = 0; i < list.length; i++) {
    trail.cursors[top] = i;
    list[i] = element.read(from, list[i]);
  }
  from.ascend();
}

/** `["1","2"]` */
export class ArrayJson implements JsonCodec, Site {
  readonly plain = undefined;
  readonly container: ArrayType;
  readonly #element: JsonCodec;

  constructor(type: ArrayType, element: JsonCodec) {
    this.container = type;
    this.#element = element;
  }

  write(to: JsonWriter, list: readonly unknown[]): void {
    writeList(to, this.#element, list);
  }

  read(from: JsonReader, json: unknown): unknown {
    if (!Array.isArray(json)) return from.alias(this.container, json);
    const list = from.own(json);
    from.trail.open(this, list, 0);
    readList(from, this.#element, list);
    return from.finish(list);
  }

  segment(_: unknown, cursor: number): string {
    return `[${cursor}]`;
  }

  steps(_: unknown, cursor: number): string[] {
    return [String(cursor)];
  }
}

/** Like an Array, in key order. */
export class SetJson implements JsonCodec, Site {
  readonly plain = undefined;
  readonly container: SetType;
  readonly #key: JsonCodec;
  readonly #compare: Comparison<unknown>;

  constructor(type: SetType, key: JsonCodec) {
    this.container = type;
    this.#key = key;
    this.#compare = compareFor(type.key);
  }

  write(to: JsonWriter, set: ReadonlySet<unknown>): void {
    writeList(to, this.#key, sortedKeys(set, this.#compare));
  }

  read(from: JsonReader, json: unknown): unknown {
    if (!Array.isArray(json)) return from.alias(this.container, json);
    const set = new SortedSet<unknown>([], this.#compare);
    from.trail.open(this, set, 0);
    const keys = from.own(json);
    readList(from, this.#key, keys);
    for (const key of keys) set.add(key);
    return from.finish(set);
  }

  segment(_: unknown, cursor: number): string {
    return `[${cursor}]`;
  }

  steps(_: unknown, cursor: number): string[] {
    return [String(cursor)];
  }
}

/** Where in a Dict a reader is. */
type DictCursor = { entry: number; member: "key" | "value" | undefined };

/** `[{"key":"a","value":"1"}]`, in key order */
export class DictJson implements JsonCodec, Site {
  readonly plain = undefined;
  readonly container: DictType;
  readonly #key: JsonCodec;
  readonly #value: JsonCodec;
  readonly #compare: Comparison<unknown>;

  constructor(type: DictType, key: JsonCodec, value: JsonCodec) {
    this.container = type;
    this.#key = key;
    this.#value = value;
    this.#compare = compareFor(type.key);
  }

  write(to: JsonWriter, map: ReadonlyMap<unknown, unknown>): void {
    if (map.size === 0) {
      to.out += "[]";
      return;
    }
    to.descend();
    let lead = "[";
    for (const [key, value] of sortedEntries(map, this.#compare)) {
      to.out += `${lead}{"key":`;
      this.#key.write(to, key);
      to.out += ',"value":';
      this.#value.write(to, value);
      to.out += "}";
      to.flush();
      lead = ",";
    }
    to.out += "]";
    to.ascend();
  }

  read(from: JsonReader, json: unknown): unknown {
    if (!Array.isArray(json)) return from.alias(this.container, json);
    const map = new SortedMap<unknown, unknown>([], this.#compare);
    const cursor: DictCursor = { entry: 0, member: undefined };
    from.trail.open(this, map, cursor);
    if (json.length > 0) from.descend();
    for (; cursor.entry < json.length; cursor.entry++) {
      const entry: unknown = json[cursor.entry];
      cursor.member = undefined;
      if (!isObject(entry) || !hasMembers(entry, "key", "value")) {
        from.fail('an object with just "key" and "value" for a Dict entry', entry);
      }
      cursor.member = "key";
      const key = this.#key.read(from, entry["key"]);
      cursor.member = "value";
      map.set(key, this.#value.read(from, entry["value"]));
    }
    if (json.length > 0) from.ascend();
    return from.finish(map);
  }

  segment(_: unknown, { entry, member }: DictCursor): string {
    return member === undefined ? `[${entry}]` : `[${entry}].${member}`;
  }

  steps(_: unknown, { entry, member }: DictCursor): string[] {
    return member === undefined ? [String(entry)] : [String(entry), member];
  }
}

/** `["1"]` */
export class RefJson implements JsonCodec, Site {
  readonly plain = undefined;
  readonly container: RefType;
  readonly #content: JsonCodec;

  constructor(type: RefType, content: JsonCodec) {
    this.container = type;
    this.#content = content;
  }

  write(to: JsonWriter, cell: ref): void {
    to.descend();
    to.out += "[";
    this.#content.write(to, cell.value);
    to.out += "]";
    to.ascend();
  }

  read(from: JsonReader, json: unknown): unknown {
    if (!Array.isArray(json)) return from.alias(this.container, json);
    if (json.length !== 1) from.fail("an array of one element for a Ref", json);
    const cell = ref<unknown>(undefined);
    from.trail.open(this, cell, undefined);
    from.descend();
    cell.value = this.#content.read(from, json[0]);
    from.ascend();
    return from.finish(cell);
  }

  segment(): string {
    return "";
  }

  steps(): string[] {
    return ["0"];
  }
}
