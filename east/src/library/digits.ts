/** What the printing functions for Integers and Floats share. */
import * as East from "../expr/statics.js";
import { IntegerType, StringType } from "../types/types.js";
import { once } from "./once.js";

/** Decimal digits with a comma before every third from the right. */
export const commas = once(() =>
  East.function([StringType], StringType, ($, digits) => {
    const separated = $.let("");
    const end = $.let(digits.length());
    $.while(end.greaterThan(3n), ($) => {
      const start = $.const(end.subtract(3n));
      $.assign(separated, East.str`,${digits.substring(start, end)}${separated}`);
      $.assign(end, start);
    });
    return digits.substring(0n, end).concat(separated);
  }),
);

/** The digits of an Integer without its sign, also of the least one, which has no absolute value. */
export const digitsOf = once(() =>
  East.function([IntegerType], StringType, ($, x) => {
    const text = $.const(East.print(x));
    return x.lessThan(0n).ifElse(
      () => text.substring(1n, text.length()),
      () => text,
    );
  }),
);
