/** String expressions (spec/east-api.md 3.4). Lengths and positions count code points. */
import type { BlobType, IntegerType, StringType } from "../types/types.js";
import type { ArrayExpr } from "./array.js";
import type { BooleanExpr } from "./boolean.js";
import { builtin } from "./builtin.js";
import { ValueExpr } from "./comparison.js";
import type { ExprType, SubtypeExprOrValue } from "./expr-types.js";
import type { IntegerExpr } from "./integer.js";

type Text = SubtypeExprOrValue<StringType>;
type Position = SubtypeExprOrValue<IntegerType>;

export class StringExpr extends ValueExpr<StringType> {
  concat(other: Text): StringExpr {
    return builtin("StringConcat", [], this, other);
  }
  /** This text `times` times; none for a count up to 0. */
  repeat(times: Position): StringExpr {
    return builtin("StringRepeat", [], this, times);
  }
  length(): IntegerExpr {
    return builtin("StringLength", [], this);
  }
  /** From a position up to another, both clamped to the text. */
  substring(from: Position, to: Position): StringExpr {
    return builtin("StringSubstring", [], this, from, to);
  }
  /** In upper case, code point by code point, so of the same length. */
  upperCase(): StringExpr {
    return builtin("StringUpperCase", [], this);
  }
  /** In lower case, code point by code point, so of the same length. */
  lowerCase(): StringExpr {
    return builtin("StringLowerCase", [], this);
  }
  /** The same as `upperCase`. */
  toUpperCase(): StringExpr {
    return this.upperCase();
  }
  /** The same as `lowerCase`. */
  toLowerCase(): StringExpr {
    return this.lowerCase();
  }
  /** Without white space at both ends. */
  trim(): StringExpr {
    return builtin("StringTrim", [], this);
  }
  trimStart(): StringExpr {
    return builtin("StringTrimStart", [], this);
  }
  trimEnd(): StringExpr {
    return builtin("StringTrimEnd", [], this);
  }
  /** The parts between delimiters, empty ones kept; the code points for an empty delimiter. */
  split(delimiter: Text): ArrayExpr<StringType> {
    return builtin("StringSplit", [], this, delimiter);
  }
  startsWith(prefix: Text): BooleanExpr {
    return builtin("StringStartsWith", [], this, prefix);
  }
  endsWith(suffix: Text): BooleanExpr {
    return builtin("StringEndsWith", [], this, suffix);
  }
  contains(part: Text): BooleanExpr {
    return builtin("StringContains", [], this, part);
  }
  /** The first position of a part; -1 when it is absent. */
  indexOf(part: Text): IntegerExpr {
    return builtin("StringIndexOf", [], this, part);
  }
  /** With every occurrence of a part replaced. */
  replace(part: Text, replacement: Text): StringExpr {
    return builtin("StringReplace", [], this, part, replacement);
  }
  encodeUtf8(): ExprType<BlobType> {
    return builtin("StringEncodeUtf8", [], this);
  }
  /** With a byte order mark, little endian. */
  encodeUtf16(): ExprType<BlobType> {
    return builtin("StringEncodeUtf16", [], this);
  }
}
