/** `East.String`: errors and JSON as text (spec/east-api.md 3.14). */

import { builtin } from "../expr/builtin.js";
import { type Expr, TypeSymbol } from "../expr/expr.js";
import * as East from "../expr/statics.js";
import type { StringExpr } from "../expr/string.js";
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
  /** The East JSON of a value, without blanks; its type holds no functions. */
  printJson(e: Expr): StringExpr {
    return builtin("StringPrintJSON", [e[TypeSymbol]], e);
  }
  /** An error as text: its message, and its stack with a line for each frame. */
  get printError() {
    return printError();
  }
}

export const String = new StringLibrary();
