/** `East.String`: errors as text (spec/east-api.md 3.14). */

import { builtin } from "../expr/builtin.js";
import * as East from "../expr/statics.js";
import { LocationType } from "../ir/ir.js";
import { ArrayType, StringType } from "../types/types.js";
import { once } from "./once.js";

const printError = once(() =>
  East.function([StringType, ArrayType(LocationType)], StringType, ($, message, stack) => {
    const frames = $.const(
      stack.map(($, frame, i) => East.str`[${i}] ${frame.filename} ${frame.line}:${frame.column}`),
    );
    return East.str`Error: ${message}\n    ${builtin("ArrayStringJoin", [], frames, "\n    ")}`;
  }),
);

class StringLibrary {
  /** An error as text: its message, and its stack with a line for each frame. */
  get printError() {
    return printError();
  }
}

export const String = new StringLibrary();
