/** spec/east-builtins.md 1 and 2: comparison of any type, and Boolean. */
import type { EastType } from "../types/types.js";
import {
  equalFor,
  greaterEqualFor,
  greaterFor,
  isFor,
  lessEqualFor,
  lessFor,
  notEqualFor,
} from "../values/compare.js";
import { compareFloats } from "../values/scalar-order.js";
import { type Implementation, inline, make, run, type Section, total } from "./builtin.js";

/** Types whose values are equal exactly if JavaScript's `===` says so. */
const SAME_VALUE = new Set(["Boolean", "Integer", "String"]);

/** Types that JavaScript's operators order as East does. */
const SAME_ORDER = new Set(["Boolean", "Integer"]);

const operator = (sign: string): Implementation => inline((x, y) => `(${x} ${sign} ${y})`);

type Relation = (x: any, y: any) => boolean;

const equality = (sign: "===" | "!==", relation: (type: EastType) => Relation) =>
  make((type) => (SAME_VALUE.has(type.type) ? operator(sign) : run(relation(type))));

/** Floats mostly differ, and then the operator decides; zeros and NaN do not follow it. */
const order = (sign: string, relation: (type: EastType) => Relation, ofFloats: Relation) =>
  make((type) => {
    if (SAME_ORDER.has(type.type)) return operator(sign);
    return type.type === "Float" ? total(ofFloats) : run(relation(type));
  });

export const comparison: Section = {
  Equal: ["[T] (T, T) -> Boolean", equality("===", equalFor)],
  NotEqual: ["[T] (T, T) -> Boolean", equality("!==", notEqualFor)],
  Less: ["[T] (T, T) -> Boolean", order("<", lessFor, (x, y) => x < y || compareFloats(x, y) < 0)],
  LessEqual: [
    "[T] (T, T) -> Boolean",
    order("<=", lessEqualFor, (x, y) => x < y || compareFloats(x, y) <= 0),
  ],
  Greater: ["[T] (T, T) -> Boolean", order(">", greaterFor, (x, y) => x > y || compareFloats(x, y) > 0)],
  GreaterEqual: [
    "[T] (T, T) -> Boolean",
    order(">=", greaterEqualFor, (x, y) => x > y || compareFloats(x, y) >= 0),
  ],
  Is: ["[T] (T, T) -> Boolean", equality("===", isFor)],
};

// Both operands are evaluated, so not `&&` and `||`.
const and: Relation = (x, y) => x && y;
const or: Relation = (x, y) => x || y;

export const boolean: Section = {
  BooleanNot: ["(Boolean) -> Boolean", inline((x) => `(!${x})`)],
  BooleanAnd: ["(Boolean, Boolean) -> Boolean", total(and)],
  BooleanOr: ["(Boolean, Boolean) -> Boolean", total(or)],
  BooleanXor: ["(Boolean, Boolean) -> Boolean", operator("!==")],
};
