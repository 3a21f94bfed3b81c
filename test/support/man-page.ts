/**
 * Manual pages as the tests read them: the part of man(7) that ours are written in. Anything else in a page is an error, so that nothing
 * stays unread.
 */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { root } from "./paths.js";

export type ManItem =
  /** Running text, a line of it. */
  | { is: "text"; text: string }
  /** What a paragraph is about: the line after .TP. */
  | { is: "tag"; text: string }
  | { is: "subheading"; text: string }
  /** Lines shown as they are, the first one after line `line` of the file. */
  | { is: "lines"; lines: string[]; line: number }
  /** Such lines that are a session, in the state that the comment `.\" state: …` before it names. */
  | { is: "example"; lines: string[]; line: number; state?: string };

export type ManPage = {
  /** `e3-get` */
  name: string;
  /** `1` */
  section: string;
  /** What .TH says: `E3-GET`, `1`. */
  title: readonly string[];
  /** By heading, in order. */
  sections: ReadonlyMap<string, readonly ManItem[]>;
  source: string;
  path: string;
};

/** Every page in man/. */
export function manPages(): ManPage[] {
  return readdirSync(join(root, "man"))
    .sort()
    .map((file) => {
      const path = join(root, "man", file);
      return manParse(file, readFileSync(path, "utf8"), path);
    });
}

/** Reads a page. @throws Error with file and line where it holds what is not known here */
export function manParse(file: string, source: string, path = file): ManPage {
  const dot = file.lastIndexOf(".");
  const reader = new Reader(file);
  for (const [i, line] of source.trimEnd().split("\n").entries()) reader.line(line, i + 1);
  const { title, sections } = reader.end();
  return { name: file.slice(0, dot), section: file.slice(dot + 1), title, sections, source, path };
}

/** The running text of a section in one line. */
export function manText(items: readonly ManItem[] | undefined): string {
  return (items ?? []).flatMap((item) => (item.is === "text" ? [item.text] : [])).join(" ");
}

/** The items of one kind. */
export function manItems<K extends ManItem["is"]>(
  items: readonly ManItem[] | undefined,
  kind: K,
): Extract<ManItem, { is: K }>[] {
  return (items ?? []).filter((item): item is Extract<ManItem, { is: K }> => item.is === kind);
}

/** Macros that only set how things stand. */
const LAYOUT = new Set(["PP", "IP", "RS", "RE", "PD", "nh", "ad"]);

/** Fonts: the arguments of .B and .I stand apart, those of the others alternate between two fonts and do not. */
const FONTS: Readonly<Record<string, string>> = {
  B: " ",
  I: " ",
  BR: "",
  RB: "",
  IR: "",
  RI: "",
  BI: "",
  IB: "",
};

const ENDS: Readonly<Record<string, string>> = { EX: "EE", nf: "fi" };

class Reader {
  title: string[] = [];
  readonly sections = new Map<string, ManItem[]>();
  readonly #file: string;
  #number = 0;
  #items: ManItem[] = [];
  #block: { until: string; item: Extract<ManItem, { lines: string[] }> } | undefined;
  #tag = false;
  #state: string | undefined;

  constructor(file: string) {
    this.#file = file;
  }

  line(line: string, number: number): void {
    this.#number = number;
    const [, name, rest = ""] = /^\.([A-Za-z]+|\\")(?: (.*))?$/.exec(line) ?? [];
    if (this.#block !== undefined) {
      if (name === this.#block.until) this.#block = undefined;
      else if (name !== undefined) throw this.#error(`.${name} inside a block`);
      else this.#block.item.lines.push(this.#plain(line));
      return;
    }
    if (name === undefined) {
      if (line === "" || line.startsWith(".")) throw this.#error("neither text nor a macro");
      this.#put(this.#plain(line));
    } else this.#macro(name, rest);
  }

  /** Everything that was read. */
  end(): this {
    if (this.#block !== undefined) throw this.#error(`no .${this.#block.until}`);
    return this;
  }

  #macro(name: string, rest: string): void {
    const font = FONTS[name];
    const end = ENDS[name];
    if (font !== undefined) this.#put(this.#arguments(rest).join(font));
    else if (end !== undefined) this.#open(name, end);
    else if (name === '\\"') this.#comment(rest);
    else if (name === "TH") this.title = this.#arguments(rest);
    else if (name === "SH") this.sections.set(this.#arguments(rest).join(" "), (this.#items = []));
    else if (name === "SS") this.#items.push({ is: "subheading", text: this.#arguments(rest).join(" ") });
    else if (name === "TP") this.#tag = true;
    else if (!LAYOUT.has(name)) throw this.#error(`macro .${name}`);
  }

  #put(text: string): void {
    this.#items.push({ is: this.#tag ? "tag" : "text", text });
    this.#tag = false;
  }

  #open(macro: string, until: string): void {
    const shown = { lines: [], line: this.#number };
    const item: ManItem =
      macro === "EX"
        ? { is: "example", ...shown, ...(this.#state === undefined ? {} : { state: this.#state }) }
        : { is: "lines", ...shown };
    this.#items.push(item);
    this.#block = { until, item };
    this.#state = undefined;
  }

  #comment(text: string): void {
    const state = /^state: (\S+)$/.exec(text)?.[1];
    if (state === undefined) throw this.#error("a comment that says no state");
    this.#state = state;
  }

  /** The arguments of a macro: words, or several in double quotes. */
  #arguments(rest: string): string[] {
    return [...rest.matchAll(/"([^"]*)"|(\S+)/g)].map(([, quoted, word]) =>
      this.#plain(quoted ?? word ?? ""),
    );
  }

  /** What a reader sees of a line: escapes replaced, fonts left out. */
  #plain(line: string): string {
    return line.replace(/\\(f[BIRP]|\(..|.|$)/g, (escape) => {
      const shown = escape.startsWith("\\f") ? "" : SHOWN[escape];
      if (shown === undefined) throw this.#error(`escape ${escape}`);
      return shown;
    });
  }

  #error(found: string): Error {
    return new Error(`${this.#file}:${this.#number}: ${found}, which test/support/man-page.ts does not know`);
  }
}

const SHOWN: Readonly<Record<string, string>> = {
  "\\-": "-",
  "\\e": "\\",
  "\\&": "",
  "\\(aq": "'",
  "\\(dq": '"',
  "\\(ga": "`",
  "\\(ha": "^",
  "\\(ti": "~",
  "\\(lq": "“",
  "\\(rq": "”",
};
