/**
 * Signatures of builtins, written as in spec/east-builtins.md: `"[T, T2] ([T], T2, (T2, T, Integer) -> T2) -> T2"`.
 *
 *     signature   [ "[" name {"," name} "]" ] function
 *     function    "(" [type {"," type}] ")" "->" type
 *     type        function | "[" type "]" (Array) | "Struct{" name ": " type {"," name ": " type} "}" | name of a primitive
 *                 or parameter | ("Set" | "Ref" | "Vec" | "Mat" | "Opt") type | "Dict" type type
 */
import {
  BlobType,
  BooleanType,
  DateTimeType,
  type EastType,
  FloatType,
  IntegerType,
  NullType,
  StringType,
} from "../types/types.js";
import type { TypeTable } from "./type-table.js";

/** What makes types: a table, or the constructors themselves. */
export type TypeMaker = Pick<
  TypeTable,
  "array" | "ref" | "set" | "dict" | "vector" | "matrix" | "struct" | "option" | "function"
>;

/** A type with holes: filled in with the type parameters of a Builtin node. */
type Pattern = (types: TypeMaker, parameters: readonly EastType[]) => EastType;

/** What a builtin takes and gives. */
export type Signature = {
  typeParameters: readonly string[];
  inputs: readonly Pattern[];
  output: Pattern;
  /** Which inputs are callbacks: functions that the builtin calls and does not keep. */
  callbacks: readonly boolean[];
  /** What is wrong with type parameters that cannot be told from the signature; undefined when nothing is. */
  refuses?: TypesRefusal | undefined;
};

export type TypesRefusal = (...parameters: EastType[]) => string | undefined;

/** A signature with its parameters filled in. */
export type Instance = { inputs: readonly EastType[]; output: EastType };

const PRIMITIVES: Readonly<Record<string, EastType>> = {
  Null: NullType,
  Boolean: BooleanType,
  Integer: IntegerType,
  Float: FloatType,
  String: StringType,
  DateTime: DateTimeType,
  Blob: BlobType,
};

const UNARY: Readonly<Record<string, (types: TypeMaker, type: EastType) => EastType>> = {
  Set: (types, type) => types.set(type),
  Ref: (types, type) => types.ref(type),
  Vec: (types, type) => types.vector(type),
  Mat: (types, type) => types.matrix(type),
  Opt: (types, type) => types.option(type),
};

/** @throws Error when the text is no signature: a mistake in the catalogue. */
export function parseSignature(text: string): Signature {
  return new SignatureParser(text).signature();
}

class SignatureParser {
  readonly #text: string;
  readonly #tokens: string[];
  #parameters: string[] = [];
  #at = 0;

  constructor(text: string) {
    this.#text = text;
    this.#tokens = text.match(/->|\w+|\S/g) ?? [];
  }

  signature(): Signature {
    if (this.#next() === "[") {
      this.#at++;
      this.#parameters = this.#list("]", () => this.#tokens[this.#at++] as string);
    }
    const signature = this.#function();
    if (this.#next() !== undefined) this.#fail("the end");
    return { typeParameters: this.#parameters, ...signature };
  }

  #function(): Omit<Signature, "typeParameters" | "refuses"> {
    const callbacks: boolean[] = [];
    this.#expect("(");
    const inputs = this.#list(")", () => {
      callbacks.push(this.#next() === "(");
      return this.#type();
    });
    this.#expect("->");
    return { inputs, output: this.#type(), callbacks };
  }

  #type(): Pattern {
    if (this.#next() === "(") {
      const { inputs, output } = this.#function();
      return (types, parameters) =>
        types.function(
          inputs.map((input) => input(types, parameters)),
          output(types, parameters),
        );
    }
    const token = this.#tokens[this.#at++] ?? "";
    if (token === "[") {
      const element = this.#type();
      this.#expect("]");
      return (types, parameters) => types.array(element(types, parameters));
    }
    const primitive = PRIMITIVES[token];
    if (primitive !== undefined) return () => primitive;
    const index = this.#parameters.indexOf(token);
    if (index >= 0) return (_, parameters) => parameters[index] as EastType;
    const unary = UNARY[token];
    if (unary !== undefined) {
      const inner = this.#type();
      return (types, parameters) => unary(types, inner(types, parameters));
    }
    if (token === "Dict") {
      const key = this.#type();
      const value = this.#type();
      return (types, parameters) => types.dict(key(types, parameters), value(types, parameters));
    }
    if (token === "Struct") {
      this.#expect("{");
      const fields = this.#list("}", (): [string, Pattern] => {
        const name = this.#tokens[this.#at++] as string;
        this.#expect(":");
        return [name, this.#type()];
      });
      return (types, parameters) =>
        types.struct(fields.map(([name, field]) => [name, field(types, parameters)]));
    }
    this.#at--;
    return this.#fail("a type");
  }

  #list<T>(end: string, item: () => T): T[] {
    const items: T[] = [];
    while (this.#next() !== end) {
      if (items.length > 0) this.#expect(",");
      items.push(item());
    }
    this.#at++;
    return items;
  }

  #next(): string | undefined {
    return this.#tokens[this.#at];
  }

  #expect(token: string): void {
    if (this.#next() !== token) this.#fail(`'${token}'`);
    this.#at++;
  }

  #fail(expected: string): never {
    throw new Error(`signature '${this.#text}': expected ${expected}, found '${this.#next() ?? ""}'`);
  }
}
