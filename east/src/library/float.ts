/** `East.Float`: formatting and rounding (spec/east-api.md 3.14). */
import type { FloatExpr } from "../expr/float.js";
import type { IntegerExpr } from "../expr/integer.js";
import * as East from "../expr/statics.js";
import type { StringExpr } from "../expr/string.js";
import { ArrayType, BooleanType, FloatType, IntegerType, StringType } from "../types/types.js";
import { commas } from "./digits.js";
import { once } from "./once.js";

const approxEqual = once(() =>
  East.function([FloatType, FloatType, FloatType], BooleanType, ($, x, y, epsilon) =>
    x.subtract(y).abs().lessThanOrEqual(epsilon),
  ),
);

/** Whole numbers as Floats, by the number itself and its part after the point, which has its sign. */
type Whole = (x: FloatExpr, fraction: FloatExpr) => FloatExpr;

const floor: Whole = (x, fraction) =>
  fraction.lessThan(-0.0).ifElse(
    () => x.subtract(fraction).subtract(1),
    () => x.subtract(fraction),
  );

const ceiling: Whole = (x, fraction) =>
  fraction.greaterThan(0).ifElse(
    () => x.subtract(fraction).add(1),
    () => x.subtract(fraction),
  );

const truncation: Whole = (x, fraction) => x.subtract(fraction);

/** Halves away from zero. */
const nearest: Whole = (x, fraction) =>
  fraction
    .abs()
    .greaterThanOrEqual(0.5)
    .ifElse(
      () => x.subtract(fraction).add(fraction.sign()),
      () => x.subtract(fraction),
    );

const whole = (round: Whole) =>
  once(() =>
    East.function([FloatType], FloatType, ($, x) => {
      const fraction = $.const(x.remainder(1));
      return round(x, fraction);
    }),
  );

const wholeFloor = whole(floor);
const wholeCeiling = whole(ceiling);
const wholeTruncation = whole(truncation);
const wholeNearest = whole(nearest);

const toInteger = (round: typeof wholeFloor) =>
  once(() => East.function([FloatType], IntegerType, ($, x) => round()(x).toInteger()));

const roundFloor = toInteger(wholeFloor);
const roundCeil = toInteger(wholeCeiling);
const roundHalf = toInteger(wholeNearest);
const roundTrunc = toInteger(wholeTruncation);

/** Fails for what is no number. */
const refuse = (x: FloatExpr, verb: string) =>
  x
    .subtract(x)
    .equals(0)
    .ifElse(
      () => null,
      ($) => $.error(East.str`Cannot ${verb} ${x}`),
    );

/** A function of a number and a step, which gives the number itself for step 0. */
const toStep = (round: typeof wholeFloor) =>
  once(() =>
    East.function([FloatType, FloatType], FloatType, ($, x, step) => {
      $(refuse(x, "round"));
      const size = $.const(step.abs());
      $.if(size.equals(0), ($) => $.return(x));
      return round()(x.divide(size)).multiply(size);
    }),
  );

const roundNearest = toStep(wholeNearest);
const roundUp = toStep(wholeCeiling);
const roundDown = toStep(wholeFloor);
const roundTruncate = toStep(wholeTruncation);

/** 10 to the power of a number of decimals; 1 for a negative one. */
const scaleOf = (decimals: IntegerExpr): IntegerExpr => East.value(10n).pow(East.max(decimals, 0n));

const roundToDecimals = once(() =>
  East.function([FloatType, IntegerType], FloatType, ($, x, decimals) => {
    $(refuse(x, "round"));
    const scale = $.const(scaleOf(decimals).toFloat());
    return wholeNearest()(x.multiply(scale)).divide(scale);
  }),
);

const sign = (x: FloatExpr): StringExpr =>
  x.lessThan(0).ifElse(
    () => "-",
    () => "",
  );

/** Sign, what `print` makes of the digits before the point, and decimals. */
const fixed = (before: (digits: StringExpr) => StringExpr) =>
  once(() =>
    East.function([FloatType, IntegerType], StringType, ($, x, decimals) => {
      $(refuse(x, "format"));
      const scale = $.const(scaleOf(decimals));
      const scaled = $.const(roundHalf()(x.abs().multiply(scale)));
      const number = $.const(sign(x).concat(before(East.print(scaled.divide(scale)))));
      $.if(decimals.lessThanOrEqual(0n), ($) => $.return(number));
      const rest = $.const(East.print(scaled.remainder(scale)));
      const zeros = East.value("0").repeat(decimals.subtract(rest.length()));
      return East.str`${number}.${zeros}${rest}`;
    }),
  );

const printFixed = fixed((digits) => digits);
const printCommaSeparated = fixed((digits) => commas()(digits));
const printDollars = fixed((digits) => East.str`$${commas()(digits)}`);
const printCurrency = once(() => East.function([FloatType], StringType, ($, x) => printDollars()(x, 2n)));

const UNITS = ["K", "M", "B", "T", "Q", "Qi"];

const printCompact = once(() =>
  East.function([FloatType], StringType, ($, x) => {
    $(refuse(x, "format"));
    const size = $.const(x.abs());
    // Below 1000 the reference gives hundredths of the whole number.
    $.if(size.lessThan(1000), ($) => $.return(East.str`${sign(x)}${wholeNearest()(size).divide(100)}`));
    const unit = $.let(1000);
    const power = $.let(0n);
    $.while(
      size
        .divide(unit)
        .greaterThanOrEqual(1000)
        .and(() => power.lessThan(BigInt(UNITS.length - 1))),
      ($) => {
        $.assign(unit, unit.multiply(1000));
        $.assign(power, power.add(1n));
      },
    );
    const number = $.const(size.divide(unit));
    const text = $.const(
      // From here on there are no decimals, and what is too large for an Integer has an exponent.
      number.greaterThanOrEqual(1e15).ifElse(
        () => East.print(number),
        () =>
          number.greaterThanOrEqual(100).ifElse(
            () => East.print(roundHalf()(number)),
            () =>
              East.print(
                roundToDecimals()(
                  number,
                  number.greaterThanOrEqual(10).ifElse(
                    () => 1n,
                    () => 2n,
                  ),
                ),
              ),
          ),
      ),
    );
    return East.str`${sign(x)}${text}${East.value(UNITS, ArrayType(StringType)).get(power)}`;
  }),
);

const printPercentage = once(() =>
  East.function([FloatType, IntegerType], StringType, ($, x, decimals) => {
    $(refuse(x, "format"));
    return East.str`${roundToDecimals()(x.multiply(100), decimals)}%`;
  }),
);

class FloatLibrary {
  /** Whether two numbers differ by no more than the third. */
  get approxEqual() {
    return approxEqual();
  }
  /** Down to an Integer. */
  get roundFloor() {
    return roundFloor();
  }
  /** Up to an Integer. */
  get roundCeil() {
    return roundCeil();
  }
  /** To the nearest Integer, halves away from zero. */
  get roundHalf() {
    return roundHalf();
  }
  /** Towards zero to an Integer. */
  get roundTrunc() {
    return roundTrunc();
  }
  /** The nearest multiple of a step, halves away from zero. */
  get roundNearest() {
    return roundNearest();
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
  /** To a number of decimals, halves away from zero. */
  get roundToDecimals() {
    return roundToDecimals();
  }
  /** With a number of decimals: 0.5 with three gives `"0.500"`. */
  get printFixed() {
    return printFixed();
  }
  /** With commas between thousands and a number of decimals. */
  get printCommaSeparated() {
    return printCommaSeparated();
  }
  /** The older spelling of `printCommaSeparated`. */
  get printCommaSeperated() {
    return printCommaSeparated();
  }
  /** Dollars and cents: -1234.5 gives `"-$1,234.50"`. */
  get printCurrency() {
    return printCurrency();
  }
  /** Three significant digits and K, M, B, T, Q or Qi: 21500.0 gives `"21.5K"`. */
  get printCompact() {
    return printCompact();
  }
  /** As a percentage with up to a number of decimals: 0.452 with one gives `"45.2%"`. */
  get printPercentage() {
    return printPercentage();
  }
}

export const Float = new FloatLibrary();
