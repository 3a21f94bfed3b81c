/** From a type to its codec, made once per type. */
import { memberEntries } from "../../types/names.js";
import { childTypes, type EastType, unfold } from "../../types/types.js";
import { PENDING, type Reader, type TextCodec, type ValuePart, type Writer } from "./codec.js";
import { ArrayText, DictText, RefText, SetText } from "./collections.js";
import { StructText, VariantText } from "./members.js";
import { matrixText, vectorText } from "./packed.js";
import * as scalars from "./scalars.js";

/** `height`: how many codecs call each other within one, down to the next that may defer. */
type Made = { codec: TextCodec; height: number };

const made = new WeakMap<EastType, Made>();

/** Above so much a type defers even if it is not recursive. */
const MAX_HEIGHT = 20;

export function textCodec(type: EastType): TextCodec {
  const known = made.get(type);
  if (known !== undefined) return known.codec;
  const codec = makeCodec(type);
  if (type.type === "Recursive") return codec;
  const below = childTypes(type).reduce((most, child) => Math.max(most, made.get(child)?.height ?? 0), 0);
  const entry =
    below < MAX_HEIGHT ? { codec, height: below + 1 } : { codec: new Deferring(codec), height: 0 };
  made.set(type, entry);
  return entry.codec;
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

/** Transparent, but for running what it stands for on an empty stack when calls have nested deeply. */
class Deferring implements TextCodec {
  readonly plain = undefined;
  /** Of a recursive type undefined until it is made. */
  body: TextCodec | undefined;

  constructor(body?: TextCodec) {
    this.body = body;
  }

  get container(): EastType | undefined {
    return this.body?.container;
  }

  parse(from: Reader): unknown {
    return from.deeper(this.body as TextCodec);
  }

  print(to: Writer, value: unknown): typeof PENDING | undefined {
    return to.deeper(this.body as TextCodec, value);
  }

  parts(value: unknown): Iterable<ValuePart> {
    return this.body?.parts?.(value) ?? [];
  }
}

/** Registered before its body is made, so that the body finds it. */
function recursiveText(type: EastType & { type: "Recursive" }): TextCodec {
  const codec = new Deferring();
  made.set(type, { codec, height: 0 });
  try {
    codec.body = textCodec(unfold(type));
  } catch (error) {
    made.delete(type);
    throw error;
  }
  return codec;
}
