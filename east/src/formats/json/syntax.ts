/** Where JSON text is malformed. The engine's own messages say it differently in every release, and not always. */
import { found, lineAndColumn } from "../paths.js";

const VALUE = /null|true|false|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
const BLANKS = /[ \t\n\r]*/y;
const ESCAPE = /\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4})/y;

/** What is wrong with a text that `JSON.parse` refuses, and where. */
export function malformedJson(text: string): string {
  const { offset, expected } = firstProblem(text);
  const { line, column } = lineAndColumn(text, offset);
  return `malformed JSON in line ${line}, column ${column}: expected ${expected}, got ${found(text, offset)}`;
}

type Problem = { offset: number; expected: string };

function firstProblem(text: string): Problem {
  /** The closing brackets that are due, innermost last. */
  const due: ("]" | "}")[] = [];
  let at = 0;
  const skip = (): string | undefined => {
    at = end(BLANKS, text, at) ?? at;
    return text[at];
  };
  /** Goes past a member's name and colon. */
  const name = (): Problem | undefined => {
    if (skip() !== '"') return { offset: at, expected: "a member name in quotes" };
    const problem = string();
    if (problem !== undefined) return problem;
    if (skip() !== ":") return { offset: at, expected: "':'" };
    at++;
    return undefined;
  };
  const string = (): Problem | undefined => {
    for (at++; text[at] !== '"'; ) {
      const code = text.charCodeAt(at);
      const next = code === 0x5c ? end(ESCAPE, text, at) : code >= 0x20 ? at + 1 : undefined;
      if (next === undefined) {
        if (code === 0x5c) return { offset: at, expected: "an escape that JSON knows" };
        const ends = at >= text.length;
        return {
          offset: at,
          expected: ends ? "'\"' to end a string" : "a string without characters below U+0020",
        };
      }
      at = next;
    }
    at++;
    return undefined;
  };
  for (;;) {
    // A value begins here.
    const char = skip();
    if (char === "[" || char === "{") {
      at++;
      const close = char === "[" ? "]" : "}";
      if (skip() !== close) {
        due.push(close);
        const problem = close === "}" ? name() : undefined;
        if (problem !== undefined) return problem;
        continue;
      }
      at++;
    } else if (char === '"') {
      const problem = string();
      if (problem !== undefined) return problem;
    } else {
      const next = end(VALUE, text, at);
      if (next === undefined) return { offset: at, expected: "a value" };
      at = next;
    }
    // Behind a value.
    while (due.length > 0 && skip() === due.at(-1)) {
      due.pop();
      at++;
    }
    const close = due.at(-1);
    if (close === undefined) {
      skip();
      return { offset: at, expected: "the end of the text" };
    }
    if (skip() !== ",") return { offset: at, expected: `',' or '${close}'` };
    at++;
    const problem = close === "}" ? name() : undefined;
    if (problem !== undefined) return problem;
  }
}

/** Where a sticky pattern that begins at `at` ends. */
function end(pattern: RegExp, text: string, at: number): number | undefined {
  pattern.lastIndex = at;
  return pattern.test(text) ? pattern.lastIndex : undefined;
}
