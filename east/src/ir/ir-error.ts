/** The refusal of an IR: what is wrong with it and at which node. A host error, never seen by an East program. */
import { type LocationValue, NO_SOURCE_MAP, type SourceMap } from "./ir.js";

/** Thrown by the checker and the compiler (spec/east-ir.md 4). The message ends with the place of the node. */
export class IRError extends Error {
  /** The location stack of the node, innermost frame first; empty when the source map does not know it. */
  readonly location: readonly LocationValue[];

  constructor(
    message: string,
    options: { locId?: bigint; sourceMap?: SourceMap | undefined; cause?: unknown } = {},
  ) {
    const { locId = 0n, sourceMap = NO_SOURCE_MAP, cause } = options;
    const location = locationStack(sourceMap, locId);
    const [at] = location;
    const place = at === undefined ? `loc_id ${locId}` : `${at.filename}:${at.line}:${at.column}`;
    super(`${message} at ${place}`, cause === undefined ? {} : { cause });
    this.location = location;
  }
}

/** The location stack of a `loc_id`; one without an entry means the empty stack, as 0 does (spec/east-ir.md 2). */
export function locationStack(sourceMap: SourceMap, locId: bigint): readonly LocationValue[] {
  return sourceMap.stacks[Number(locId)] ?? [];
}
