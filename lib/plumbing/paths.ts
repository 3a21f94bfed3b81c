/**
 * How names are written where people type and read them: dataset paths `dev.tasks.greet.output`, packages
 * `hello@1.0.0`. A name that would not survive that stands in back-quotes, as East writes identifiers
 * (spec/east-values.md 4.2), though more names may stand without: `dev.inputs.my-data`.
 */
import { printIdentifier } from "@elaraai/east";
import { E3Error } from "./errors.js";

/** A name that may stand without back-quotes: nothing that ends it, and nothing that could not be seen. */
const BARE = /^[^.`@\s\p{Cc}]+$/u;
const END_OF_NAME = /[.`@\s\p{Cc}]/gu;
const END_OF_ID = /[`@\s\p{Cc}]/gu;

/** Writes names as a path. The empty path is the empty text. */
export function pathPrint(names: readonly string[]): string {
  return names.map((name) => (BARE.test(name) ? name : printIdentifier(name))).join(".");
}

/**
 * Reads a path of one or more names.
 *
 * @throws E3Error (usage), with the column, counted from 1 in characters
 */
export function pathParse(text: string): string[] {
  const { names, end } = pathScan(text, 0);
  if (end < text.length) {
    const found = String.fromCodePoint(text.codePointAt(end) as number);
    throw pathError(text, end, `'${found}' cannot stand here`, "put names that hold it in back-quotes");
  }
  return names;
}

/** Reads the path that starts at `start` of a longer text and ends before the first character that is no part of it. */
export function pathScan(text: string, start: number): { names: string[]; end: number } {
  const names: string[] = [];
  for (let at = start; ; at++) {
    const { name, end } = nameScan(text, at);
    names.push(name);
    at = end;
    if (text[at] !== ".") return { names, end };
  }
}

type Scanned = { name: string; end: number };

function nameScan(text: string, start: number): Scanned {
  if (text[start] === "`") {
    const quoted = quotedScan(text, start);
    if (quoted !== undefined) return quoted;
    throw pathError(text, start, "a back-quote is not closed", "close it; inside a name a back-quote is \\`");
  }
  const bare = bareScan(END_OF_NAME, text, start);
  if (bare.name !== "") return bare;
  throw pathError(text, start, "a name is missing", "write names joined by dots, an empty name as ``");
}

/** Up to, and without, the first match of `ending`. */
function bareScan(ending: RegExp, text: string, start: number): Scanned {
  ending.lastIndex = start;
  const end = ending.exec(text)?.index ?? text.length;
  return { name: text.slice(start, end), end };
}

/** What stands between back-quotes, a backslash making the next character literal; undefined when they do not close. */
function quotedScan(text: string, start: number): Scanned | undefined {
  let name = "";
  let from = start + 1;
  for (let at = from; at < text.length; at++) {
    if (text[at] === "`") return { name: name + text.slice(from, at), end: at + 1 };
    if (text[at] === "\\") {
      name += text.slice(from, at);
      from = ++at;
    }
  }
  return undefined;
}

function pathError(text: string, at: number, what: string, next: string): E3Error {
  const column = Array.from(text.slice(0, at)).length + 1;
  return new E3Error("usage", `path '${text}', column ${column}: ${what}`, next);
}

/** What a package is called: `hello@1.0.0`, `@scope/hello@1.0.0`. */
export type PackageId = { name: string; version: string };

export function packageIdPrint({ name, version }: PackageId): string {
  const quoted = (text: string, bare: RegExp): string => (bare.test(text) ? text : printIdentifier(text));
  // Dots are nothing special here, and one `@` may open a scope.
  return `${quoted(name, /^@?[^`@\s\p{Cc}]+$/u)}@${quoted(version, /^[^`@\s\p{Cc}]+$/u)}`;
}

/** Reads `name@version`; undefined where the text is not of that form. */
export function packageIdParse(text: string): PackageId | undefined {
  const part = (start: number): Scanned | undefined => {
    if (text[start] === "`") return quotedScan(text, start);
    const scope = start === 0 && text[0] === "@" ? 1 : 0;
    const { end } = bareScan(END_OF_ID, text, start + scope);
    return end > start + scope ? { name: text.slice(start, end), end } : undefined;
  };
  const name = part(0);
  const version = name !== undefined && text[name.end] === "@" ? part(name.end + 1) : undefined;
  if (name === undefined || version?.end !== text.length) return undefined;
  return { name: name.name, version: version.name };
}
