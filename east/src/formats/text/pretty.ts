/**
 * Printed text over several lines, for people. Blanks may stand between all tokens of East text, so this needs no
 * types: brackets that do not fit on their line are opened, one element a line.
 */
import { aliasMark, pastMark, pastStep } from "./scanner.js";

/** `indent` is blanks per level; `width` the number of columns that lines keep to where they can. */
export type Layout = { indent?: number; width?: number };

/** Lays out what a printer gave; it still parses to the same value. */
export function layOut(text: string, { indent = 2, width = 100 }: Layout): string {
  const closing = closingBrackets(text);
  // Past some depth lines no longer move to the right, or a deep value would take the square of its size.
  const deepest = Math.floor(width / 2 / Math.max(indent, 1));
  const lines: string[] = [];
  let depth = 0;
  let line = "";
  const newLine = (): void => {
    lines.push(line);
    line = " ".repeat(indent * Math.min(depth, deepest));
  };
  for (let at = 0; at < text.length; ) {
    const end = pastToken(text, at);
    const token = text.slice(at, end);
    const close = closing.get(at);
    at = end;
    if (close !== undefined) {
      const rest = text.slice(end, close + 1);
      // One more column for the comma or bracket behind it.
      const fits = line.length + 1 + rest.length < width;
      line += token;
      if (fits || rest.length === 1 || rest === ":}") {
        line += rest;
        at = close + 1;
      } else {
        depth++;
        newLine();
      }
    } else if (token === ",") {
      line += token;
      newLine();
      if (text[at] === " ") at++;
    } else if (token === ":") {
      line += ": ";
    } else {
      if (token === "]" || token === ")" || token === "}") {
        depth--;
        newLine();
      }
      line += token;
    }
  }
  lines.push(line);
  return lines.join("\n");
}

const DATE_TIME = /-?\d{3,6}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}/y;
const WORD = /[A-Za-z0-9_.+-]+/y;

/** The offset behind the token at `at`: a bracket, comma or colon, or anything that holds none to break at. */
function pastToken(text: string, at: number): number {
  const char = text[at];
  if (char === '"' || char === "`") return pastMark(text, at);
  let end = aliasMark(text, at)?.end;
  if (end !== undefined) {
    for (let next = pastStep(text, end); next > end; next = pastStep(text, end)) end = next;
    return end;
  }
  for (const token of [DATE_TIME, WORD]) {
    token.lastIndex = at;
    if (token.test(text)) return token.lastIndex;
  }
  return at + 1;
}

/** From the offset of each opening bracket to that of its closing one. */
function closingBrackets(text: string): Map<number, number> {
  const closing = new Map<number, number>();
  const open: number[] = [];
  for (let at = 0; at < text.length; ) {
    const end = pastToken(text, at);
    if (end === at + 1) {
      const char = text[at];
      if (char === "[" || char === "(" || char === "{") open.push(at);
      else if (char === "]" || char === ")" || char === "}") closing.set(open.pop() as number, at);
    }
    at = end;
  }
  return closing;
}
