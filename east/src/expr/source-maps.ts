/**
 * From positions in running JavaScript to positions in its source. Maps come from Node when it keeps them
 * (`--enable-source-maps`, tsx), otherwise from the `sourceMappingURL` of the script itself.
 */
import { readFileSync } from "node:fs";
import { findSourceMap, SourceMap, type SourceMapPayload } from "node:module";
import type { Location } from "./location.js";

/** Per script, `undefined` when it has no map. Scripts do not change while they run. */
const maps = new Map<string, Pick<SourceMap, "findEntry"> | undefined>();

/** The position in the source, where a map tells; its file is a URL or a path. */
export function originalPosition({ filename, line, column }: Location): Location | undefined {
  if (!maps.has(filename)) maps.set(filename, findSourceMap(filename) ?? readSourceMap(filename));
  // Maps count from 0, call sites and locations from 1.
  const entry = maps.get(filename)?.findEntry(line - 1, column - 1);
  if (entry === undefined || !("originalSource" in entry)) return undefined;
  return { filename: entry.originalSource, line: entry.originalLine + 1, column: entry.originalColumn + 1 };
}

const INLINE = /^data:application\/json[^,]*;base64,/;

function readSourceMap(filename: string): SourceMap | undefined {
  try {
    const script = new URL(filename.includes("://") ? filename : `file://${filename}`);
    const text = readFileSync(script, "utf8");
    const at = text.lastIndexOf("//# sourceMappingURL=");
    if (at < 0) return undefined;
    const reference = (/^\S*/.exec(text.slice(at + 21)) as RegExpExecArray)[0];
    const inline = INLINE.exec(reference)?.[0];
    const url = inline === undefined ? new URL(reference, script) : script;
    const payload: SourceMapPayload = JSON.parse(
      inline === undefined
        ? readFileSync(url, "utf8")
        : Buffer.from(reference.slice(inline.length), "base64").toString(),
    );
    const base = new URL(payload.sourceRoot ?? "", url);
    return new SourceMap({
      ...payload,
      sources: payload.sources.map((source) => new URL(source, base).href),
      sourceRoot: "",
    });
  } catch {
    return undefined; // a position in the JavaScript serves as well as can be
  }
}
