/** From a type to its codec, made once per type. */
import { memberEntries } from "../../types/names.js";
import { type EastType, unfold } from "../../types/types.js";
import { PENDING, type Reader, type TextCodec, type ValuePart, type Writer } from "./codec.js";
import { ArrayText, DictText, RefText, SetText } from "./collections.js";
import { StructText, VariantText } from "./members.js";
import { matrixText, vectorText } from "./packed.js";
import * as scalars from "./scalars.js";

const codecs = new WeakMap<EastType, TextCodec>();

export function textCodec(type: EastType): TextCodec {
  let codec = codecs.get(type);
  if (codec === undefined) {
    codec = makeCodec(type);
    codecs.set(type, codec);
  }
  return codec;
}

function makeCodec(type: EastType): TextCodec {
  switch (type.type) {
    case "Never":
      return scalars.neverText;
    case "Null":
      return scalars.nullText;
    case "Boolean":
      return scalars.booleanText;
    case "Integer":
      return scalars.integerText;
    case "Float":
      return scalars.floatText;
    case "String":
      return scalars.stringText;
    case "DateTime":
      return scalars.dateTimeText;
    case "Blob":
      return scalars.blobText;
    case "Ref":
      return new RefText(type, textCodec(type.value));
    case "Array":
      return new ArrayText(type, textCodec(type.value));
    case "Set":
      return new SetText(type, textCodec(type.key));
    case "Dict":
      return new DictText(type, textCodec(type.key), textCodec(type.value));
    case "Struct":
      return new StructText(memberEntries(type.fields).map(([name, field]) => [name, textCodec(field)]));
    case "Variant":
      return new VariantText(
        memberEntries(type.cases).map(([name, payload]) => [
          name,
          payload.type === "Null" ? undefined : textCodec(payload),
        ]),
      );
    case "Vector":
      return vectorText(type.element, textCodec(type.element));
    case "Matrix":
      return matrixText(type.element, textCodec(type.element));
    case "Function":
    case "AsyncFunction":
      return scalars.functionText;
    case "Recursive":
      return recursiveText(type);
  }
}

/** Transparent; registered before its body is made, so that the body finds it. */
class RecursiveText implements TextCodec {
  readonly plain = undefined;
  body: TextCodec | undefined;

  get #body(): TextCodec {
    return this.body as TextCodec;
  }

  get container(): EastType | undefined {
    return this.#body.container;
  }

  parse(from: Reader): unknown {
    return from.deeper(this.#body);
  }

  print(to: Writer, value: unknown): typeof PENDING | undefined {
    return to.deeper(this.#body, value);
  }

  parts(value: unknown): Iterable<ValuePart> {
    return this.#body.parts?.(value) ?? [];
  }
}

function recursiveText(type: EastType & { type: "Recursive" }): TextCodec {
  const codec = new RecursiveText();
  codecs.set(type, codec);
  try {
    codec.body = textCodec(unfold(type));
  } catch (error) {
    codecs.delete(type);
    throw error;
  }
  return codec;
}
