/**
 * The letters of East text: blanks, comments, names and scalars (spec/east-values.md 4.1, 4.3, 4.4). What they are
 * put together to is in the codecs.
 */
import { bytesOfHex, hexValue } from "../hex.js";
import { CANONICAL_LENGTH, canonicalInstant, decimalsAsMillis, instantOf } from "../instants.js";
import { found, Misfit } from "../paths.js";

/** Character codes that the codecs look for. */
export const CHAR = {
  QUOTE: 0x22,
  HASH: 0x23,
  AMPERSAND: 0x26,
  OPEN_PAREN: 0x28,
  CLOSE_PAREN: 0x29,
  PLUS: 0x2b,
  COMMA: 0x2c,
  MINUS: 0x2d,
  DOT: 0x2e,
  COLON: 0x3a,
  EQUALS: 0x3d,
  OPEN_BRACKET: 0x5b,
  BACKSLASH: 0x5c,
  CLOSE_BRACKET: 0x5d,
  BACKQUOTE: 0x60,
  OPEN_BRACE: 0x7b,
  CLOSE_BRACE: 0x7d,
} as const;

/** What `Scanner.code` gives past the end. */
export const END = -1;

/** Whether a value may end before this: a tag without payload does. In a Dict key a colon may follow it, too. */
export const isTerminator = (code: number): boolean =>
  code === END ||
  code === CHAR.COMMA ||
  code === CHAR.CLOSE_PAREN ||
  code === CHAR.CLOSE_BRACKET ||
  code === CHAR.CLOSE_BRACE;

const isDigit = (code: number): boolean => code >= 0x30 && code <= 0x39;

const isLetter = (code: number): boolean =>
  (code >= 0x61 && code <= 0x7a) || (code >= 0x41 && code <= 0x5a) || code === 0x5f;

const isWord = (code: number): boolean => isLetter(code) || isDigit(code);

const POWERS_OF_TEN = Array.from({ length: 23 }, (_, n) => Number(`1e${n}`));

/** At most this many decimal digits always fit a double exactly. */
const EXACT_DIGITS = 15;

const MIN_INTEGER = -(2n ** 63n);
const MAX_INTEGER = 2n ** 63n - 1n;

// Years beyond four digits, or negative, are what printing gives outside of DateTime's range.
const DATE_TIME =
  /(-\d{3,6}|\d{4,6})-(\d\d)-(\d\d)T(\d\d):(\d\d):(\d\d)(?:\.(\d*))?(?:Z|([+-])([01]\d|2[0-3]):([0-5]\d))?/y;

export class Scanner {
  readonly text: string;
  readonly end: number;
  pos = 0;
  /** The first backslash from some point behind `pos` on, so that strings without escapes are found quickly. */
  #backslash = -1;

  constructor(text: string) {
    this.text = text;
    this.end = text.length;
  }

  /** The code at the current position. */
  code(): number {
    return this.pos < this.end ? this.text.charCodeAt(this.pos) : END;
  }

  /** Goes past blanks and comments; the code of what follows them. */
  skip(): number {
    const { text, end } = this;
    let pos = this.pos;
    while (pos < end) {
      const code = text.charCodeAt(pos);
      if (code === 0x20 || code === 0x0a || code === 0x0d || code === 0x09) {
        pos++;
      } else if (code === CHAR.HASH) {
        const newline = text.indexOf("\n", pos);
        pos = newline < 0 ? end : newline;
      } else {
        this.pos = pos;
        return code;
      }
    }
    this.pos = end;
    return END;
  }

  fail(expected: string, offset: number = this.pos): never {
    throw new Misfit(`${expected}, got ${found(this.text, offset)}`, offset);
  }

  /** Whether the text goes on with `expected`; goes past it then. */
  take(expected: string): boolean {
    const { text, pos } = this;
    const n = expected.length;
    if (pos + n > this.end) return false;
    for (let i = 0; i < n; i++) if (text.charCodeAt(pos + i) !== expected.charCodeAt(i)) return false;
    this.pos = pos + n;
    return true;
  }

  /** Like `take`, for a word that no letter, digit or _ may follow. */
  word(expected: string): boolean {
    const { pos } = this;
    if (!this.take(expected)) return false;
    if (!isWord(this.code())) return true;
    this.pos = pos;
    return false;
  }

  /** A name, plain or in back-quotes. Undefined where none stands; `pos` is then where reading it stopped. */
  name(): string | undefined {
    const { text, end, pos } = this;
    if (this.code() === CHAR.BACKQUOTE) return this.#quoted("`");
    if (!isLetter(this.code())) return undefined;
    let at = pos + 1;
    while (at < end && isWord(text.charCodeAt(at))) at++;
    this.pos = at;
    return text.slice(pos, at);
  }

  string(): string {
    if (this.code() !== CHAR.QUOTE) this.fail(`expected '"' to begin a String`);
    const start = this.pos + 1;
    const close = this.text.indexOf('"', start);
    if (this.#backslash < start) {
      const next = this.text.indexOf("\\", start);
      this.#backslash = next < 0 ? Number.POSITIVE_INFINITY : next;
    }
    if (close >= 0 && close < this.#backslash) {
      this.pos = close + 1;
      return this.text.slice(start, close);
    }
    const value = this.#quoted('"');
    if (value !== undefined) return value;
    if (this.pos === this.end) throw new Misfit(`a String is not closed, expected '"'`, this.pos);
    return this.fail(`unknown escape in a String, expected '"' or '\\' after a backslash`);
  }

  /** What stands between two marks, with a backslash before each mark and backslash in it. */
  #quoted(mark: '"' | "`"): string | undefined {
    const { text, end } = this;
    let value = "";
    let from = this.pos + 1;
    for (let at = from; at < end; at++) {
      const char = text[at];
      if (char === mark) {
        this.pos = at + 1;
        return value + text.slice(from, at);
      }
      if (char !== "\\") continue;
      value += text.slice(from, at++);
      if (text[at] !== mark && text[at] !== "\\") {
        this.pos = Math.min(at, end);
        return undefined;
      }
      from = at;
    }
    this.pos = end;
    return undefined;
  }

  null(): null {
    return this.word("null") ? null : this.fail("expected null");
  }

  boolean(): boolean {
    if (this.word("true")) return true;
    return this.word("false") ? false : this.fail("expected true or false");
  }

  integer(): bigint {
    const { text, end, pos: start } = this;
    let at = start;
    let code = this.code();
    const negative = code === CHAR.MINUS;
    if (negative || code === CHAR.PLUS) at++;
    const first = at;
    let magnitude = 0;
    for (; at < end; at++) {
      code = text.charCodeAt(at);
      if (!isDigit(code)) break;
      magnitude = magnitude * 10 + (code - 0x30);
    }
    if (at === first) this.fail("expected an Integer");
    const next = at < end ? text.charCodeAt(at) : END;
    const hexadecimal = at === first + 1 && magnitude === 0 && next === 0x78;
    if (next === CHAR.DOT || next === 0x65 || next === 0x45 || next === CHAR.HASH || hexadecimal) {
      throw new Misfit(`expected an Integer, got ${text.slice(start, at + 1)}…`, start);
    }
    this.pos = at;
    if (at - first <= EXACT_DIGITS) return BigInt(negative ? -magnitude : magnitude);
    // Range before value: turning a million digits into a bigint takes long.
    const digits = text.slice(first, at).replace(/^0+(?=\d)/, "");
    const value = digits.length > 19 ? MAX_INTEGER + 1n : BigInt(negative ? `-${digits}` : digits);
    if (value < MIN_INTEGER || value > MAX_INTEGER) {
      throw new Misfit(`Integer ${brief(text.slice(start, at))} is beyond 64 bits`, start);
    }
    return value;
  }

  float(): number {
    const { text, end, pos: start } = this;
    let at = start;
    const negative = this.code() === CHAR.MINUS;
    if (negative) at++;
    const first = at;
    let digits = 0;
    let code = END;
    for (; at < end; at++) {
      code = text.charCodeAt(at);
      if (!isDigit(code)) break;
      digits = digits * 10 + (code - 0x30);
    }
    if (at === first) return this.#namedFloat();
    let decimals = 0;
    let count = at - first;
    if (at < end && code === CHAR.DOT) {
      const point = at++;
      for (; at < end; at++) {
        code = text.charCodeAt(at);
        if (!isDigit(code)) break;
        digits = digits * 10 + (code - 0x30);
      }
      decimals = at - point - 1;
      count += decimals;
    }
    if (at < end && (code === 0x65 || code === 0x45)) {
      at++;
      const sign = at < end ? text.charCodeAt(at) : END;
      if (sign === CHAR.PLUS || sign === CHAR.MINUS) at++;
      if (at >= end || !isDigit(text.charCodeAt(at)))
        this.fail("expected digits in the exponent of a Float", at);
      while (at < end && isDigit(text.charCodeAt(at))) at++;
      count = Number.POSITIVE_INFINITY;
    }
    this.pos = at;
    if (count > EXACT_DIGITS) return Number(text.slice(start, at));
    // Both sides of the division are exact, so it rounds once, as it must.
    const magnitude = decimals === 0 ? digits : digits / (POWERS_OF_TEN[decimals] as number);
    return negative ? -magnitude : magnitude;
  }

  #namedFloat(): number {
    if (this.word("NaN")) return Number.NaN;
    if (this.word("Infinity")) return Number.POSITIVE_INFINITY;
    if (this.word("-Infinity")) return Number.NEGATIVE_INFINITY;
    return this.fail("expected a Float");
  }

  dateTime(): Date {
    const value = this.tryDateTime();
    return value ?? this.fail("expected a DateTime, YYYY-MM-DDTHH:MM:SS.sss with a date that exists");
  }

  tryDateTime(): Date | undefined {
    const { text, pos } = this;
    const canonical = canonicalInstant(text, pos);
    if (canonical === canonical) {
      this.pos = pos + CANONICAL_LENGTH;
      const next = this.code();
      if (!isDigit(next) && next !== CHAR.PLUS && next !== CHAR.MINUS && next !== 0x5a)
        return new Date(canonical);
      this.pos = pos;
    }
    DATE_TIME.lastIndex = pos;
    const match = DATE_TIME.exec(text);
    if (match === null) return undefined;
    const part = (group: number): number => Number(match[group] ?? 0);
    const civil = instantOf(part(1), part(2), part(3), part(4), part(5), part(6), decimalsAsMillis(match[7]));
    const offset = (part(9) * 60 + part(10)) * 60_000;
    const date = new Date(match[8] === "-" ? civil + offset : civil - offset);
    if (Number.isNaN(date.getTime())) return undefined;
    this.pos = pos + match[0].length;
    return date;
  }

  blob(): Uint8Array {
    const { text, end, pos: start } = this;
    if (!this.take("0x")) this.fail("expected a Blob beginning with 0x");
    const first = this.pos;
    let at = first;
    while (at < end && hexValue(text.charCodeAt(at)) >= 0) at++;
    const count = at - first;
    if (count % 2 !== 0) {
      throw new Misfit(`a Blob has two hex digits per byte, got ${count} digits`, start);
    }
    this.pos = at;
    return bytesOfHex(text, first, count / 2);
  }
}

const ALIAS = /(\d+)#/y;

/** The number of steps up that an alias at `at` begins with, and where it ends; undefined when none is there. */
export function aliasMark(text: string, at: number): { steps: number; end: number } | undefined {
  ALIAS.lastIndex = at;
  const match = ALIAS.exec(text);
  return match === null ? undefined : { steps: Number(match[1]), end: ALIAS.lastIndex };
}

const NAME_STEP = /\.[A-Za-z_][A-Za-z0-9_]*/y;

/** Where one step of an alias ends, `.name` or `[…]`; `at` when none is there. */
export function pastStep(text: string, at: number): number {
  if (text[at] === "[") return pastBracket(text, at);
  if (text[at] !== ".") return at;
  if (text[at + 1] === "`") return pastMark(text, at + 1);
  NAME_STEP.lastIndex = at;
  return NAME_STEP.test(text) ? NAME_STEP.lastIndex : at;
}

/** The offset behind the bracket that closes the one at `at`, or the end of the text. */
function pastBracket(text: string, at: number): number {
  let open = 0;
  for (let pos = at; pos < text.length; pos++) {
    const char = text[pos];
    if (char === '"' || char === "`") pos = pastMark(text, pos) - 1;
    else if (char === "[") open++;
    else if (char === "]" && --open === 0) return pos + 1;
  }
  return text.length;
}

/** The offset behind a String or quoted name that begins at `at`, or the end of the text. */
export function pastMark(text: string, at: number): number {
  const mark = text[at];
  let pos = at + 1;
  while (pos < text.length && text[pos] !== mark) pos += text[pos] === "\\" ? 2 : 1;
  return Math.min(pos + 1, text.length);
}

const brief = (text: string): string => (text.length <= 40 ? text : `${text.slice(0, 40)}…`);
