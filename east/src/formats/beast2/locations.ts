/** Location stacks: the source map section, and the stacks that functions bring along (spec/beast2.md, "Version 5"). */
import type { LocationValue, SourceMap } from "../../ir/ir.js";
import type { Reader, Writer } from "./wire.js";
import { Writer as SectionWriter } from "./wire.js";

export type LocationStack = readonly LocationValue[];

/** `varint payload_len, varint stack_count`, and the stacks but the empty one, which is number 0. */
export function writeSourceMap(to: Writer, { stacks }: SourceMap): void {
  const section = new SectionWriter();
  section.varint(Math.max(stacks.length - 1, 0));
  for (const stack of stacks.slice(1)) writeStack(section, stack);
  to.varint(section.position);
  to.append(section.slice());
}

/** Reads the section into the list, behind the empty stack. */
export function readSourceMap(from: Reader, stacks: LocationStack[]): void {
  const length = from.varint();
  from.need(length, "source map");
  const end = from.end;
  from.end = from.position + length;
  readStacks(from, stacks);
  if (from.remaining > 0) from.fail("bytes after the last stack of the source map");
  from.end = end;
}

/** A number of stacks and the stacks, appended to the list; gives the number. */
export function readStacks(from: Reader, stacks: LocationStack[]): number {
  const count = from.varint();
  from.need(count, "list of location stacks");
  for (let i = 0; i < count; i++) stacks.push(readStack(from));
  return count;
}

export function writeStack(to: Writer, stack: LocationStack): void {
  to.varint(stack.length);
  for (const { filename, line, column } of stack) {
    to.string(filename);
    to.unsigned(line);
    to.unsigned(column);
  }
}

function readStack(from: Reader): LocationStack {
  const length = from.varint();
  from.need(length * 3, "location stack");
  return Array.from({ length }, () => ({
    filename: from.string(),
    line: from.unsigned(),
    column: from.unsigned(),
  }));
}
