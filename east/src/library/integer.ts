/** `East.Integer`: formatting and rounding (spec/east-api.md 3.14). */
import type { IntegerExpr } from "../expr/integer.js";
import * as East from "../expr/statics.js";
import { ArrayType, IntegerType, StringType } from "../types/types.js";
import { commas, digitsOf } from "./digits.js";
import { once } from "./once.js";

const printCommaSeparated = once(() =>
  East.function([IntegerType], StringType, ($, x) => sign(x).concat(commas()(digitsOf()(x)))),
);

const printCurrency = once(() =>
  East.function([IntegerType], StringType, ($, x) => East.str`${sign(x)}$${commas()(digitsOf()(x))}`),
);

const sign = (x: IntegerExpr) =>
  x.lessThan(0n).ifElse(
    () => "-",
    () => "",
  );

/**
 * Three significant digits and a unit, truncated. Units are used from 1000 up, whatever the base, so that never more
 * than three digits stand before the point.
 */
const compact = (base: bigint, units: string[]) =>
  once(() =>
    East.function([IntegerType], StringType, ($, x) => {
      $.if(
        x.greaterThan(-1000n).and(() => x.lessThan(1000n)),
        ($) => $.return(East.print(x)),
      );
      const unit = $.let(base);
      const power = $.let(0n);
      $.while(x.divide(unit).abs().greaterThanOrEqual(1000n), ($) => {
        $.assign(unit, unit.multiply(base));
        $.assign(power, power.add(1n));
      });
      const whole = $.const(x.divide(unit).abs());
      // The digits after the point, in halves of the unit: ten times the rest could need more than 64 bits.
      const half = $.const(unit.divide(2n));
      const tenths = $.const(x.remainder(unit).abs().multiply(5n));
      const tenth = $.const(tenths.divide(half));
      const hundredth = $.const(tenths.remainder(half).multiply(10n).divide(half));
      const digits = $.const(
        whole.greaterThanOrEqual(100n).ifElse(
          () => East.print(whole),
          () =>
            whole.greaterThanOrEqual(10n).ifElse(
              () => East.str`${whole}.${tenth}`,
              () => East.str`${whole}.${tenth}${hundredth}`,
            ),
        ),
      );
      return East.str`${sign(x)}${digits}${East.value(units, ArrayType(StringType)).get(power)}`;
    }),
  );

const printCompact = compact(1000n, ["K", "M", "B", "T", "Q", "Qi"]);
const printCompactSI = compact(1000n, ["k", "M", "G", "T", "P", "E"]);
const printCompactComputing = compact(1024n, ["ki", "Mi", "Gi", "Ti", "Pi", "Ei"]);

const printOrdinal = once(() =>
  East.function([IntegerType], StringType, ($, x) => {
    const teens = $.const(x.remainder(100n).abs());
    const last = $.const(x.remainder(10n).abs());
    $.if(
      teens.greaterThan(10n).and(() => teens.lessThan(14n)),
      ($) => $.return(East.str`${x}th`),
    );
    $.if(last.equals(1n), ($) => $.return(East.str`${x}st`));
    $.if(last.equals(2n), ($) => $.return(East.str`${x}nd`));
    $.if(last.equals(3n), ($) => $.return(East.str`${x}rd`));
    return East.str`${x}th`;
  }),
);

const printPercentage = once(() => East.function([IntegerType], StringType, ($, x) => East.str`${x}%`));

const digitCount = once(() => East.function([IntegerType], IntegerType, ($, x) => digitsOf()(x).length()));

/** A function of a number and a step, which gives the number itself for step 0. */
const rounding = (round: (x: IntegerExpr, step: IntegerExpr, rest: IntegerExpr) => IntegerExpr) =>
  once(() =>
    East.function([IntegerType, IntegerType], IntegerType, ($, x, step) => {
      $.if(step.equals(0n), ($) => $.return(x));
      const size = $.const(step.abs());
      const rest = $.const(x.remainder(size));
      return round(x, size, rest);
    }),
  );

const roundTruncate = rounding((x, _step, rest) => x.subtract(rest));

const roundDown = rounding((x, step, rest) =>
  rest.lessThan(0n).ifElse(
    () => x.subtract(rest).subtract(step),
    () => x.subtract(rest),
  ),
);

const roundUp = rounding((x, step, rest) =>
  rest.greaterThan(0n).ifElse(
    () => x.subtract(rest).add(step),
    () => x.subtract(rest),
  ),
);

// Half of an odd step is rounded down, so that those round away from zero too early: the reference does so.
const roundNearest = rounding((x, step, rest) =>
  East.greaterEqual(rest.abs(), East.max(step.divide(2n), 1n)).ifElse(
    () => x.subtract(rest).add(step.multiply(rest.sign())),
    () => x.subtract(rest),
  ),
);

class IntegerLibrary {
  /** With commas between thousands: -1234567 gives `"-1,234,567"`. */
  get printCommaSeparated() {
    return printCommaSeparated();
  }
  /** The older spelling of `printCommaSeparated`. */
  get printCommaSeperated() {
    return printCommaSeparated();
  }
  /** Dollars: -1234 gives `"-$1,234"`. */
  get printCurrency() {
    return printCurrency();
  }
  /** Three significant digits and K, M, B, T, Q or Qi: 21500 gives `"21.5K"`. */
  get printCompact() {
    return printCompact();
  }
  /** Three significant digits and k, M, G, T, P or E: 21500 gives `"21.5k"`. */
  get printCompactSI() {
    return printCompactSI();
  }
  /** Three significant digits and ki, Mi, Gi, Ti, Pi or Ei: 1536 gives `"1.50ki"`. */
  get printCompactComputing() {
    return printCompactComputing();
  }
  /** 1 gives `"1st"`, 12 `"12th"`. */
  get printOrdinal() {
    return printOrdinal();
  }
  /** 45 gives `"45%"`. */
  get printPercentage() {
    return printPercentage();
  }
  /** The number of decimal digits, the sign not counted. */
  get digitCount() {
    return digitCount();
  }
  /** The next multiple of a step upwards. */
  get roundUp() {
    return roundUp();
  }
  /** The next multiple of a step downwards. */
  get roundDown() {
    return roundDown();
  }
  /** The next multiple of a step towards zero. */
  get roundTruncate() {
    return roundTruncate();
  }
  /** The nearest multiple of an even step, halves away from zero; with odd steps also what is just below a half. */
  get roundNearest() {
    return roundNearest();
  }
}

export const Integer = new IntegerLibrary();
