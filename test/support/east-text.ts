/**
 * The East text of the test vectors, read and written (spec/east-values.md 2.3, 4): no more than the vectors need,
 * and independent of the codec in east/src, so that tests of other formats do not stand or fall with it.
 */
import {
  asEastType,
  compareFor,
  type EastType,
  EastTypeType,
  type EastTypeValue,
  matrix,
  memberEntries,
  printIdentifier,
  ref,
  SortedMap,
  SortedSet,
  unfold,
  variant,
} from "@elaraai/east";

/** A type from its text. */
export function typeFromText(text: string): EastType {
  return asEastType(fromText(EastTypeType, text) as EastTypeValue);
}

/** A value of a type from its text. */
export function fromText(type: EastType, text: string): any {
  const parser = new Parser(text);
  const value = parser.value(type);
  parser.end();
  return value;
}

type Step = string;

class Parser {
  readonly #text: string;
  #at = 0;
  readonly #path: Step[] = [];
  readonly #named = new Map<string, unknown>();

  constructor(text: string) {
    this.#text = text;
  }

  #fail(expected: string): never {
    throw new Error(`expected ${expected} at ${this.#at} of ${this.#text.slice(0, 200)}`);
  }

  #space(): void {
    while (/[ \t\r\n]/.test(this.#text[this.#at] ?? "")) this.#at++;
  }

  #match(pattern: RegExp, what: string): string {
    this.#space();
    const sticky = new RegExp(pattern, "suy");
    sticky.lastIndex = this.#at;
    const found = sticky.exec(this.#text);
    if (found === null) this.#fail(what);
    this.#at += found[0].length;
    return found[0];
  }

  #takes(token: string): boolean {
    this.#space();
    if (!this.#text.startsWith(token, this.#at)) return false;
    this.#at += token.length;
    return true;
  }

  #expect(token: string): void {
    if (!this.#takes(token)) this.#fail(token);
  }

  end(): void {
    this.#space();
    if (this.#at < this.#text.length) this.#fail("end");
  }

  #part(step: Step, type: EastType): any {
    this.#path.push(step);
    const value = this.value(type);
    this.#path.pop();
    return value;
  }

  #string(): string {
    return this.#match(/"(?:[^"\\]|\\["\\])*"/, "string")
      .slice(1, -1)
      .replace(/\\(.)/gs, "$1");
  }

  #name(): string {
    const name = this.#match(/[A-Za-z_][A-Za-z0-9_]*|`(?:[^`\\]|\\[`\\])*`/, "name");
    return name.startsWith("`") ? name.slice(1, -1).replace(/\\(.)/gs, "$1") : name;
  }

  #list(open: string, close: string, item: (i: number) => void): void {
    this.#expect(open);
    for (let i = 0; !this.#takes(close); i++) {
      if (i > 0) this.#expect(",");
      item(i);
    }
  }

  /** A new container under the present location, or the one that an alias names. */
  #container<T>(make: () => T, fill: (container: T) => void): T {
    this.#space();
    const alias = /(\d+)#((?:\.[A-Za-z_0-9]+|\[[^\]]*\])*)/suy;
    alias.lastIndex = this.#at;
    const found = alias.exec(this.#text);
    if (found !== null) {
      this.#at += found[0].length;
      const base = this.#path.slice(0, this.#path.length - Number(found[1])).join("");
      const target = this.#named.get(base + (found[2] ?? ""));
      if (target === undefined) this.#fail("alias of something");
      return target as T;
    }
    const container = make();
    this.#named.set(this.#path.join(""), container);
    fill(container);
    return container;
  }

  value(type: EastType): any {
    switch (type.type) {
      case "Null":
        this.#expect("null");
        return null;
      case "Boolean":
        return this.#match(/true|false/, "boolean") === "true";
      case "Integer":
        return BigInt(this.#match(/[-+]?\d+/, "integer"));
      case "Float":
        return Number(this.#match(/NaN|-?Infinity|-?\d+(?:\.\d*)?(?:e[-+]?\d+)?/, "float"));
      case "String":
        return this.#string();
      case "DateTime":
        return new Date(`${this.#match(/[-0-9T:.]+/, "date")}Z`);
      case "Blob":
        return new Uint8Array(Buffer.from(this.#match(/0x[0-9a-f]*/, "blob").slice(2), "hex"));
      case "Ref":
        return this.#container(
          () => ref<unknown>(undefined),
          (cell) => {
            this.#expect("&");
            cell.value = this.#part("[]", type.value);
          },
        );
      case "Array":
        return this.#container(
          () => [] as unknown[],
          (array) => this.#list("[", "]", (i) => array.push(this.#part(`[${i}]`, type.value))),
        );
      case "Set":
        return this.#container(
          () => new SortedSet<any>([], compareFor(type.key)),
          (set) => this.#list("{", "}", () => set.add(this.value(type.key))),
        );
      case "Dict":
        return this.#container(
          () => new SortedMap<any, any>([], compareFor(type.key)),
          (dict) => {
            if (this.#takes("{:}")) return;
            this.#list("{", "}", () => {
              const key = this.value(type.key);
              this.#expect(":");
              dict.set(key, this.#part(`[${toText(type.key, key)}]`, type.value));
            });
          },
        );
      case "Struct": {
        const entries: [string, unknown][] = [];
        const fields = memberEntries(type.fields);
        this.#list("(", ")", (i) => {
          const name = this.#name();
          const [expected, field] = fields[i] ?? this.#fail("no further field");
          if (name !== expected) this.#fail(`field ${expected}`);
          this.#expect("=");
          entries.push([name, this.#part(`.${printIdentifier(name)}`, field)]);
        });
        if (entries.length !== fields.length) this.#fail("more fields");
        return Object.fromEntries(entries);
      }
      case "Variant": {
        this.#expect(".");
        const name = this.#name();
        const payload = Object.hasOwn(type.cases, name) ? type.cases[name] : undefined;
        if (payload === undefined) return this.#fail("a case");
        if (payload.type === "Null") {
          this.#takes("null");
          return variant(name, null);
        }
        return variant(name, this.#part(`.${printIdentifier(name)}`, payload));
      }
      case "Vector": {
        const items: any[] = [];
        this.#expect("vec");
        this.#list("[", "]", () => items.push(this.value(type.element)));
        return packed(type.element, items);
      }
      case "Matrix": {
        const rows: any[][] = [];
        this.#expect("mat");
        this.#list("[", "]", () => {
          const row: any[] = [];
          this.#list("[", "]", () => row.push(this.value(type.element)));
          rows.push(row);
        });
        return matrix(packed(type.element, rows.flat()), rows.length, rows[0]?.length ?? 0);
      }
      case "Recursive":
        return this.value(unfold(type));
      case "Never":
      case "Function":
      case "AsyncFunction":
        return this.#fail(`no ${type.type}`);
    }
  }
}

function packed(element: EastType, items: any[]): any {
  if (element.type === "Float") return Float64Array.from(items);
  if (element.type === "Integer") return BigInt64Array.from(items);
  return Uint8ClampedArray.from(items, Number);
}

/** The text of a value, with aliases where a container is met again. */
export function toText(type: EastType, value: any): string {
  return new Printer().print(type, value);
}

class Printer {
  readonly #path: Step[] = [];
  readonly #met = new Map<unknown, Step[]>();

  #part(step: Step, type: EastType, value: unknown): string {
    this.#path.push(step);
    const text = this.print(type, value);
    this.#path.pop();
    return text;
  }

  #container(value: object, text: () => string): string {
    const target = this.#met.get(value);
    if (target === undefined) {
      this.#met.set(value, [...this.#path]);
      return text();
    }
    let shared = 0;
    while (shared < target.length && target[shared] === this.#path[shared]) shared++;
    return `${this.#path.length - shared}#${target.slice(shared).join("")}`;
  }

  print(type: EastType, value: any): string {
    switch (type.type) {
      case "Null":
        return "null";
      case "Boolean":
        return value === true || value === 1 ? "true" : "false";
      case "Integer":
        return String(value);
      case "Float":
        return Object.is(value, -0) ? "-0.0" : String(value).replace(/^(-?\d+)$/, "$1.0");
      case "String":
        return `"${value.replace(/["\\]/g, "\\$&")}"`;
      case "DateTime":
        return value.toISOString().slice(0, -1);
      case "Blob":
        return `0x${Buffer.from(value).toString("hex")}`;
      case "Ref":
        return this.#container(value, () => `&${this.#part("[]", type.value, value.value)}`);
      case "Array":
        return this.#container(value, () => {
          const items = (value as unknown[]).map((item, i) => this.#part(`[${i}]`, type.value, item));
          return `[${items.join(", ")}]`;
        });
      case "Set":
        return this.#container(value, () => `{${[...value].map((key) => this.print(type.key, key)).join()}}`);
      case "Dict":
        return this.#container(value, () => {
          const entries = [...value].map(([key, item]) => {
            const text = toText(type.key, key);
            return `${text}:${this.#part(`[${text}]`, type.value, item)}`;
          });
          return entries.length === 0 ? "{:}" : `{${entries.join()}}`;
        });
      case "Struct": {
        const fields = memberEntries(type.fields).map(([name, field]) => {
          const shown = printIdentifier(name);
          return `${shown}=${this.#part(`.${shown}`, field, value[name])}`;
        });
        return `(${fields.join(", ")})`;
      }
      case "Variant": {
        const shown = printIdentifier(value.type);
        const payload = type.cases[value.type] as EastType;
        return payload.type === "Null"
          ? `.${shown}`
          : `.${shown} ${this.#part(`.${shown}`, payload, value.value)}`;
      }
      case "Vector":
        return `vec[${Array.from(value, (item) => this.print(type.element, item)).join(", ")}]`;
      case "Matrix": {
        const rows = Array.from({ length: value.rows }, (_, row) => {
          const items = Array.from(value.data.slice(row * value.cols, (row + 1) * value.cols));
          return `[${items.map((item) => this.print(type.element, item)).join(", ")}]`;
        });
        return `mat[${rows.join(", ")}]`;
      }
      case "Recursive":
        return this.print(unfold(type), value);
      case "Function":
      case "AsyncFunction":
        return "λ";
      case "Never":
        throw new Error("a value of type Never");
    }
  }
}
