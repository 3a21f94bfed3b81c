/** Struct and Variant as JSON objects, Options bare (spec/east-values.md 5). */
import { memberNames } from "../../types/names.js";
import { type EastType, unfold } from "../../types/types.js";
import { type StructValue, structMaker } from "../../values/struct.js";
import { none, some, variant } from "../../values/variant.js";
import type { Site } from "../paths.js";
import {
  hasMembers,
  isObject,
  type JsonCodec,
  type JsonObject,
  type JsonReader,
  type JsonWriter,
} from "./codec.js";
import { quote } from "./scalars.js";

type Field = {
  name: string;
  codec: JsonCodec;
  /** What is written before the value: `{"a":` or `,"b":`. */
  lead: string;
  /** Every object has such a member, so that it must be asked for its own. */
  inherited: boolean;
};

/** `{"a":"1","b":"2"}` */
export class StructJson implements JsonCodec, Site {
  readonly plain = undefined;
  readonly container = undefined;
  readonly #fields: readonly Field[];
  readonly #make: (parts: readonly unknown[]) => StructValue;

  constructor(fields: readonly (readonly [string, JsonCodec])[]) {
    this.#fields = fields.map(([name, codec], i) => {
      const lead = `${i === 0 ? "{" : ","}${quote(name)}:`;
      return { name, codec, lead, inherited: name in Object.prototype };
    });
    this.#make = structMaker(fields.map(([name]) => name));
  }

  write(to: JsonWriter, value: StructValue): void {
    const fields = this.#fields;
    if (fields.length === 0) {
      to.out += "{}";
      return;
    }
    to.descend();
    for (let i = 0; i < fields.length; i++) {
      const { name, codec, lead } = fields[i] as Field;
      if (codec.plain === undefined) {
        to.out += lead;
        codec.write(to, value[name]);
      } else {
        to.out += lead + codec.plain(value[name]);
      }
    }
    to.out += "}";
    to.ascend();
  }

  read(from: JsonReader, json: unknown): unknown {
    if (!isObject(json)) from.fail("an object for a Struct", json);
    this.#checkMembers(from, json);
    const fields = this.#fields;
    const parts: unknown[] = new Array(fields.length);
    const { trail } = from;
    const { depth } = trail;
    trail.open(this, parts, 0);
    if (fields.length > 0) from.descend();
    for (let i = 0; i < fields.length; i++) {
      const { name, codec } = fields[i] as Field;
      trail.cursors[depth] = i;
      parts[i] = codec.read(from, json[name]);
    }
    if (fields.length > 0) from.ascend();
    return from.finish(this.#make(parts));
  }

  /** All fields must be there and nothing else. */
  #checkMembers(from: JsonReader, json: JsonObject): void {
    const fields = this.#fields;
    for (let i = 0; i < fields.length; i++) {
      const { name, inherited } = fields[i] as Field;
      if (json[name] === undefined || (inherited && !Object.hasOwn(json, name))) {
        from.fail(`a Struct with the member ${quote(name)}`, json);
      }
    }
    const names = Object.keys(json);
    if (names.length === fields.length) return;
    const unknown = names.find((name) => fields.every((field) => field.name !== name)) as string;
    from.fail(`a Struct without the member ${quote(unknown)}`, json);
  }

  segment(_: unknown, cursor: number): string {
    return `.${(this.#fields[cursor] as Field).name}`;
  }

  steps(_: unknown, cursor: number): string[] {
    return [(this.#fields[cursor] as Field).name];
  }
}

type Case = { name: string; codec: JsonCodec; lead: string };

/** `{"type":"b","value":"3"}` */
export class VariantJson implements JsonCodec, Site {
  readonly plain = undefined;
  readonly container = undefined;
  readonly #cases: ReadonlyMap<string, Case>;

  constructor(cases: readonly (readonly [string, JsonCodec])[]) {
    this.#cases = new Map(
      cases.map(([name, codec]) => [name, { name, codec, lead: `{"type":${quote(name)},"value":` }]),
    );
  }

  write(to: JsonWriter, { type, value }: variant): void {
    const one = this.#cases.get(type);
    if (one === undefined) throw new Error(`variant case '${type}' is not in its type`);
    to.descend();
    to.out += one.lead;
    one.codec.write(to, value);
    to.out += "}";
    to.ascend();
  }

  read(from: JsonReader, json: unknown): unknown {
    if (!isObject(json) || !hasMembers(json, "type", "value") || typeof json["type"] !== "string") {
      from.fail('an object with just a "type" that is a string and a "value" for a Variant', json);
    }
    const one = this.#cases.get(json["type"]);
    if (one === undefined) {
      const names = [...this.#cases.keys()].map(quote).join(", ");
      from.fail(`one of the cases ${names === "" ? "of a Variant that has none" : names}`, json["type"]);
    }
    from.trail.open(this, undefined, one);
    from.descend();
    const payload = one.codec.read(from, json["value"]);
    from.ascend();
    return from.finish(variant(one.name, payload));
  }

  segment(_: unknown, { name }: Case): string {
    return `.${name}`;
  }

  steps(_: unknown, { name }: Case): string[] {
    return [name];
  }
}

/** `null` for none, else the payload itself; transparent in paths and levels. */
export class OptionJson implements JsonCodec {
  readonly plain = undefined;
  readonly #payload: JsonCodec;

  constructor(payload: JsonCodec) {
    this.#payload = payload;
  }

  write(to: JsonWriter, { type, value }: variant): void {
    if (type === "none") to.out += "null";
    else if (type === "some") this.#payload.write(to, value);
    else throw new Error(`variant case '${type}' is not in its type`);
  }

  read(from: JsonReader, json: unknown): unknown {
    if (json === null) return none;
    const option = some(this.#payload.read(from, json));
    return from.frozen ? Object.freeze(option) : option;
  }
}

/**
 * The payload type of an Option that is written bare. The payload must not be written as null itself, which depends on
 * its shape alone: Null, or again an Option, or a recursive type that is one of these.
 */
export function bareOption(type: EastType): EastType | undefined {
  const payload = optionPayload(type);
  if (payload === undefined) return undefined;
  let shape = payload;
  while (shape.type === "Recursive") shape = unfold(shape);
  return shape.type === "Null" || optionPayload(shape) !== undefined ? undefined : payload;
}

/** The type of `some` if the cases are exactly `none: Null` and `some`. */
function optionPayload(type: EastType): EastType | undefined {
  if (type.type !== "Variant" || memberNames(type.cases).length !== 2) return undefined;
  return type.cases["none"]?.type === "Null" ? type.cases["some"] : undefined;
}
