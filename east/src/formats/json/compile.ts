/** From a type to its codec, made once per type. */
import { memberEntries } from "../../types/names.js";
import { type EastType, unfold } from "../../types/types.js";
import type { JsonCodec, JsonReader, JsonWriter } from "./codec.js";
import { ArrayJson, DictJson, RefJson, SetJson } from "./collections.js";
import { bareOption, OptionJson, StructJson, VariantJson } from "./members.js";
import { matrixJson, vectorJson } from "./packed.js";
import * as scalars from "./scalars.js";

const codecs = new WeakMap<EastType, JsonCodec>();

export function jsonCodec(type: EastType): JsonCodec {
  let codec = codecs.get(type);
  if (codec === undefined) {
    codec = makeCodec(type);
    codecs.set(type, codec);
  }
  return codec;
}

function makeCodec(type: EastType): JsonCodec {
  switch (type.type) {
    case "Never":
      return scalars.neverJson;
    case "Null":
      return scalars.nullJson;
    case "Boolean":
      return scalars.booleanJson;
    case "Integer":
      return scalars.integerJson;
    case "Float":
      return scalars.floatJson;
    case "String":
      return scalars.stringJson;
    case "DateTime":
      return scalars.dateTimeJson;
    case "Blob":
      return scalars.blobJson;
    case "Ref":
      return new RefJson(type, jsonCodec(type.value));
    case "Array":
      return new ArrayJson(type, jsonCodec(type.value));
    case "Set":
      return new SetJson(type, jsonCodec(type.key));
    case "Dict":
      return new DictJson(type, jsonCodec(type.key), jsonCodec(type.value));
    case "Struct":
      return new StructJson(memberEntries(type.fields).map(([name, field]) => [name, jsonCodec(field)]));
    case "Variant": {
      const bare = bareOption(type);
      if (bare !== undefined) return new OptionJson(jsonCodec(bare));
      return new VariantJson(memberEntries(type.cases).map(([name, payload]) => [name, jsonCodec(payload)]));
    }
    case "Vector":
      return vectorJson(type.element, jsonCodec(type.element));
    case "Matrix":
      return matrixJson(type.element, jsonCodec(type.element));
    case "Function":
    case "AsyncFunction":
      throw new Error("functions have no JSON");
    case "Recursive":
      return recursiveJson(type);
  }
}

/** A level of its own; registered before its body is made, so that the body finds it. */
class RecursiveJson implements JsonCodec {
  readonly plain = undefined;
  body: JsonCodec | undefined;

  write(to: JsonWriter, value: unknown): void {
    to.descend();
    (this.body as JsonCodec).write(to, value);
    to.ascend();
  }

  read(from: JsonReader, json: unknown): unknown {
    from.descend();
    const value = (this.body as JsonCodec).read(from, json);
    from.ascend();
    return value;
  }
}

function recursiveJson(type: EastType & { type: "Recursive" }): JsonCodec {
  const codec = new RecursiveJson();
  codecs.set(type, codec);
  try {
    codec.body = jsonCodec(unfold(type));
  } catch (error) {
    codecs.delete(type);
    throw error;
  }
  return codec;
}
