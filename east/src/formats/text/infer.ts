/**
 * The type of a text that is parsed without one (spec/east-values.md 4.8): a first walk that widens the types of
 * elements to one another. The value is then read as that type.
 */
import { TypeWiden } from "../../types/combine.js";
import { printIdentifier } from "../../types/names.js";
import { isTypeEqual } from "../../types/relations.js";
import {
  ArrayType,
  BlobType,
  BooleanType,
  DateTimeType,
  DictType,
  type EastType,
  FloatType,
  IntegerType,
  NeverType,
  NullType,
  SetType,
  StringType,
  structTypeOf,
  variantTypeOf,
} from "../../types/types.js";
import { Misfit } from "../paths.js";
import { aliasMark, CHAR, END, isTerminator, pastMark, Scanner } from "./scanner.js";

/**
 * The type of the whole text.
 * @throws Misfit where the text holds a ref or an alias, or elements that have no type in common.
 */
export function inferType(text: string): EastType {
  const from = new Inference(text);
  from.skip();
  const type = from.value();
  if (from.skip() !== END) from.fail("expected the end of the text");
  return type;
}

const FLOAT = /-?\d+[.eE]/y;

class Inference extends Scanner {
  /** The offset of the first alias, or −1. */
  readonly #alias: number;

  constructor(text: string) {
    super(text);
    this.#alias = firstAlias(text);
  }

  value(): EastType {
    switch (this.code()) {
      case CHAR.QUOTE:
        this.string();
        return StringType;
      case CHAR.OPEN_BRACKET:
        return this.#array();
      case CHAR.OPEN_BRACE:
        return this.#setOrDict();
      case CHAR.OPEN_PAREN:
        return this.#struct();
      case CHAR.DOT:
        return this.#variant();
      case CHAR.AMPERSAND:
        return this.fail("a Ref has no type to be inferred");
      default:
        return this.#scalar();
    }
  }

  #scalar(): EastType {
    if (this.word("null")) return NullType;
    if (this.word("true") || this.word("false")) return BooleanType;
    if (this.word("NaN") || this.word("Infinity") || this.word("-Infinity")) return FloatType;
    const { text, pos } = this;
    if (text.startsWith("0x", pos)) {
      this.blob();
      return BlobType;
    }
    if (this.tryDateTime() !== undefined) return DateTimeType;
    const code = this.code();
    const number = (code >= 0x30 && code <= 0x39) || code === CHAR.MINUS || code === CHAR.PLUS;
    if (!number) this.fail("expected a value");
    // Said at the first number, which is where a reader would first take one thing for the other.
    if (this.#alias >= 0) this.fail(`an alias (offset ${this.#alias}) has no type to be inferred`);
    FLOAT.lastIndex = pos;
    if (FLOAT.test(text)) {
      this.float();
      return FloatType;
    }
    this.integer();
    return IntegerType;
  }

  #array(): EastType {
    this.pos++;
    if (this.skip() === CHAR.CLOSE_BRACKET) {
      this.pos++;
      return ArrayType(NeverType);
    }
    let element = this.value();
    while (this.#another(CHAR.CLOSE_BRACKET, "',' or ']' in an Array")) element = this.#widened(element);
    return ArrayType(element);
  }

  #setOrDict(): EastType {
    this.pos++;
    const code = this.skip();
    if (code === CHAR.CLOSE_BRACE) {
      this.pos++;
      return SetType(NeverType);
    }
    if (code === CHAR.COLON) {
      this.pos++;
      if (this.skip() !== CHAR.CLOSE_BRACE) this.fail("expected '}' to end an empty Dict");
      this.pos++;
      return DictType(NeverType, NeverType);
    }
    const start = this.pos;
    let key = this.value();
    let value: EastType | undefined;
    if (this.skip() === CHAR.COLON) {
      value = this.#dictValue();
      while (this.#another(CHAR.CLOSE_BRACE, "',' or '}' in a Dict")) {
        key = this.#widened(key);
        value = this.#dictValue(value);
      }
    } else {
      while (this.#another(CHAR.CLOSE_BRACE, "',' or '}' in a Set")) key = this.#widened(key);
    }
    try {
      return value === undefined ? SetType(key) : DictType(key, value);
    } catch (error) {
      throw new Misfit((error as Error).message, start);
    }
  }

  #dictValue(before?: EastType): EastType {
    if (this.skip() !== CHAR.COLON) this.fail("expected ':' after a key in a Dict");
    this.pos++;
    this.skip();
    return before === undefined ? this.value() : this.#widened(before);
  }

  #struct(): EastType {
    this.pos++;
    const fields = new Map<string, EastType>();
    if (this.skip() === CHAR.CLOSE_PAREN) {
      this.pos++;
      return structTypeOf([]);
    }
    do {
      const start = this.pos;
      const name = this.name();
      if (name === undefined) this.fail("expected the name of a field");
      if (fields.has(name)) throw new Misfit(`field .${printIdentifier(name)} occurs twice`, start);
      if (this.skip() !== CHAR.EQUALS) this.fail("expected '=' after the name of a field");
      this.pos++;
      this.skip();
      fields.set(name, this.value());
    } while (this.#another(CHAR.CLOSE_PAREN, "',' or ')' in a Struct"));
    return structTypeOf([...fields]);
  }

  #variant(): EastType {
    this.pos++;
    const name = this.name();
    if (name === undefined) this.fail("expected the name of a case right after '.'");
    const afterTag = this.pos;
    const code = this.skip();
    if (code !== CHAR.COLON && !isTerminator(code)) return variantTypeOf([[name, this.value()]]);
    this.pos = afterTag;
    return variantTypeOf([[name, NullType]]);
  }

  /** Goes past the comma before another part, or past the closing bracket. */
  #another(close: number, expected: string): boolean {
    const code = this.skip();
    if (code !== CHAR.COMMA && code !== close) this.fail(`expected ${expected}`);
    this.pos++;
    if (code === close) return false;
    this.skip();
    return true;
  }

  /** Reads one more value beside those that gave `type`. */
  #widened(type: EastType): EastType {
    const start = this.pos;
    const other = this.value();
    if (isTypeEqual(type, other)) return type;
    try {
      return TypeWiden(type, other);
    } catch (error) {
      throw new Misfit((error as Error).message, start);
    }
  }
}

const WORD = /[A-Za-z0-9_.:+-]+/y;

function firstAlias(text: string): number {
  for (let at = text.indexOf("#") < 0 ? text.length : 0; at < text.length; ) {
    const char = text[at];
    const mark = aliasMark(text, at);
    WORD.lastIndex = at;
    if (mark !== undefined) return at;
    if (char === '"' || char === "`") at = pastMark(text, at);
    else if (char === "#") at = text.includes("\n", at) ? text.indexOf("\n", at) : text.length;
    else at = WORD.test(text) ? WORD.lastIndex : at + 1;
  }
  return -1;
}
