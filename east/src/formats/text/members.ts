/** Struct and Variant as East text (spec/east-values.md 4.1, 4.2, 4.5). */
import { printIdentifier } from "../../types/names.js";
import { type StructValue, structMaker } from "../../values/struct.js";
import { variant } from "../../values/variant.js";
import { Misfit } from "../paths.js";
import {
  type CompositeCodec,
  PENDING,
  type Reader,
  type TextCodec,
  type ValuePart,
  type Writer,
} from "./codec.js";
import { CHAR, isTerminator } from "./scanner.js";

type Printed = typeof PENDING | undefined;

type Field = {
  name: string;
  codec: TextCodec;
  /** `.name`, as in paths. */
  step: string;
  /** `name=`, the usual beginning. */
  head: string;
  /** What is printed before the value: `(a=` or `, b=`. */
  lead: string;
};

/** `(a=1, b=2)` */
export class StructText implements CompositeCodec {
  readonly container = undefined;
  readonly plain: ((value: StructValue) => string) | undefined;
  readonly #fields: readonly Field[];
  readonly #make: (parts: readonly unknown[]) => StructValue;

  constructor(fields: readonly (readonly [string, TextCodec])[]) {
    this.#fields = fields.map(([name, codec], i) => {
      const printed = printIdentifier(name);
      const head = `${printed}=`;
      return { name, codec, step: `.${printed}`, head, lead: `${i === 0 ? "(" : ", "}${head}` };
    });
    this.#make = structMaker(fields.map(([name]) => name));
    if (this.#fields.every(({ codec }) => codec.plain !== undefined)) {
      this.plain = (value) => this.#printPlain(value);
    }
  }

  parse(from: Reader): unknown {
    if (from.code() !== CHAR.OPEN_PAREN) from.fail("expected '(' to begin a Struct");
    from.pos++;
    const parts = new Array(this.#fields.length);
    from.trail.open(this, parts, 0);
    from.skip();
    return this.#parts(from, parts, 0);
  }

  resume(from: Reader, part: unknown): unknown {
    const top = from.trail.depth - 1;
    const parts = from.trail.values[top] as unknown[];
    const i = from.trail.cursors[top] as number;
    parts[i] = part;
    this.#betweenFields(from, i);
    return this.#parts(from, parts, i + 1);
  }

  #parts(from: Reader, parts: unknown[], first: number): unknown {
    const fields = this.#fields;
    const { trail } = from;
    for (let i = first; i < fields.length; i++) {
      const field = fields[i] as Field;
      if (!from.take(field.head)) this.#fieldName(from, field);
      trail.cursors[trail.depth - 1] = i;
      from.skip();
      const part = field.codec.parse(from);
      if (part === PENDING) return PENDING;
      parts[i] = part;
      this.#betweenFields(from, i);
    }
    if (from.code() !== CHAR.CLOSE_PAREN) from.failBetweenParts(`expected ')' to end a Struct`);
    from.pos++;
    return from.finish(this.#make(parts));
  }

  /** Goes to the next field's name, or to the closing parenthesis, before which one comma may stand. */
  #betweenFields(from: Reader, i: number): void {
    const code = from.skip();
    if (code === CHAR.COMMA) {
      from.pos++;
      from.skip();
    } else if (i < this.#fields.length - 1) {
      const next = this.#fields[i + 1] as Field;
      from.failBetweenParts(
        code === CHAR.CLOSE_PAREN
          ? `missing field ${next.step}, expected ','`
          : `expected ',' before field ${next.step}`,
      );
    }
  }

  /** Reads a field's name and equals sign where they are not written as usual. */
  #fieldName(from: Reader, field: Field): void {
    const start = from.pos;
    const name = from.name();
    if (name === undefined) from.failBetweenParts(`missing field ${field.step}`);
    if (name !== field.name) {
      from.trail.close();
      const what = this.#fields.some((other) => other.name === name) ? "field out of order" : "unknown field";
      throw new Misfit(`${what} .${printIdentifier(name)}, expected ${field.step}`, start);
    }
    if (from.skip() !== CHAR.EQUALS)
      from.failBetweenParts(`expected '=' after the name of field ${field.step}`);
    from.pos++;
  }

  #printPlain(value: StructValue): string {
    const fields = this.#fields;
    if (fields.length === 0) return "()";
    let text = "";
    for (let i = 0; i < fields.length; i++) {
      const field = fields[i] as Field;
      text += field.lead + (field.codec.plain as (value: unknown) => string)(value[field.name]);
    }
    return `${text})`;
  }

  print(to: Writer, value: StructValue): Printed {
    if (this.plain === undefined) return this.proceed(to, value, 0);
    to.out += this.#printPlain(value);
    return undefined;
  }

  /** `cursor` is the number of fields written. */
  proceed(to: Writer, value: StructValue, cursor: number): Printed {
    const fields = this.#fields;
    let text = "";
    for (let i = cursor; i < fields.length; i++) {
      const { lead, codec, name } = fields[i] as Field;
      if (codec.plain !== undefined) {
        text += lead + codec.plain(value[name]);
        continue;
      }
      to.out += text + lead;
      text = "";
      if (codec.print(to, value[name]) === PENDING) return to.suspend(this, value, i + 1);
    }
    to.out += `${text})`;
    return undefined;
  }

  segment(_: unknown, cursor: number): string {
    return (this.#fields[cursor] as Field).step;
  }

  *parts(value: StructValue): Generator<ValuePart> {
    for (const { name, codec, step } of this.#fields) {
      if (codec.plain === undefined) yield { codec, value: value[name], step: () => step };
    }
  }
}

type Case = {
  name: string;
  /** Undefined for a Null payload, which is not written. */
  codec: TextCodec | undefined;
  /** `.name`, as in paths and before a payload. */
  step: string;
  /** The one value of a case without payload. */
  constant: variant;
};

/** `.tag payload` */
export class VariantText implements CompositeCodec {
  readonly container = undefined;
  readonly plain: ((value: variant) => string) | undefined;
  readonly #cases: ReadonlyMap<string, Case>;

  constructor(cases: readonly (readonly [string, TextCodec | undefined])[]) {
    this.#cases = new Map(
      cases.map(([name, codec]) => [
        name,
        { name, codec, step: `.${printIdentifier(name)}`, constant: Object.freeze(variant(name)) },
      ]),
    );
    if (cases.every(([, codec]) => codec === undefined || codec.plain !== undefined)) {
      this.plain = (value) => this.#printPlain(value);
    }
  }

  parse(from: Reader): unknown {
    if (from.code() !== CHAR.DOT) from.fail("expected '.' to begin a Variant");
    const start = ++from.pos;
    const name = from.name();
    if (name === undefined) from.fail("expected the name of a case right after '.'");
    const one = this.#cases.get(name);
    if (one === undefined) {
      const cases = [...this.#cases.values()].map(({ step }) => step).join(", ");
      const expected = cases === "" ? "a Variant without cases" : `one of ${cases}`;
      throw new Misfit(`unknown case .${printIdentifier(name)}, expected ${expected}`, start);
    }
    from.trail.open(this, undefined, one);
    if (one.codec === undefined) {
      this.#noPayload(from);
      from.trail.close();
      return one.constant;
    }
    from.skip();
    const payload = one.codec.parse(from);
    return payload === PENDING ? PENDING : from.finish(variant(name, payload));
  }

  resume(from: Reader, payload: unknown): unknown {
    return from.finish(variant((from.trail.cursors[from.trail.depth - 1] as Case).name, payload));
  }

  /** After the tag of a case without payload stands what may follow a value, or `null`. */
  #noPayload(from: Reader): void {
    const afterTag = from.pos;
    const code = from.skip();
    if (isTerminator(code) || (code === CHAR.COLON && from.inKey())) from.pos = afterTag;
    else from.null();
  }

  #printPlain({ type, value }: variant): string {
    const { codec, step } = this.#case(type);
    return codec === undefined ? step : `${step} ${(codec.plain as (value: unknown) => string)(value)}`;
  }

  print(to: Writer, value: variant): Printed {
    const { codec, step } = this.#case(value.type);
    if (codec === undefined) {
      to.out += step;
    } else if (codec.plain !== undefined) {
      to.out += `${step} ${codec.plain(value.value)}`;
    } else {
      to.out += `${step} `;
      if (codec.print(to, value.value) === PENDING) return to.suspend(this, value, undefined);
    }
    return undefined;
  }

  /** Nothing follows the payload. */
  proceed(): Printed {
    return undefined;
  }

  #case(tag: string): Case {
    const one = this.#cases.get(tag);
    if (one === undefined) throw new Error(`variant case '${tag}' is not in its type`);
    return one;
  }

  segment(_: unknown, { step }: Case): string {
    return step;
  }

  *parts({ type, value }: variant): Generator<ValuePart> {
    const { codec, step } = this.#case(type);
    if (codec !== undefined && codec.plain === undefined) yield { codec, value, step: () => step };
  }
}
