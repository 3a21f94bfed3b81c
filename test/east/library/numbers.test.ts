// The tables of spec/east-api.md 3.14 for East.Integer and East.Float, and what the reference gives beyond them.
import assert from "node:assert/strict";
import { suite, test } from "node:test";
import { East, type EastType, type FunctionExpr, IntegerType, StringType } from "@elaraai/east";

const MAX = 2n ** 63n - 1n;
const MIN = -(2n ** 63n);

type Row = [inputs: unknown[], expected: unknown];

/** Compiles a library function and compares its results; a string after `fails:` is the message of an error. */
function table(name: string, fn: FunctionExpr<readonly EastType[], EastType>, rows: Row[]): void {
  test(name, () => {
    const run: (...inputs: unknown[]) => unknown = East.compile(fn, []);
    for (const [inputs, expected] of rows) {
      const of = `${name}(${inputs.map(String).join(", ")})`;
      if (typeof expected === "string" && expected.startsWith("fails: ")) {
        assert.throws(() => run(...inputs), { message: expected.slice("fails: ".length) }, of);
      } else {
        assert.strictEqual(run(...inputs), expected, of);
      }
    }
  });
}

const each = (rows: [bigint | number, unknown][]): Row[] => rows.map(([x, expected]) => [[x], expected]);

suite("East.Integer", () => {
  const { Integer } = East;
  table(
    "printCommaSeparated",
    Integer.printCommaSeparated,
    each([
      [0n, "0"],
      [999n, "999"],
      [1000n, "1,000"],
      [1234567n, "1,234,567"],
      [-5432n, "-5,432"],
      [-999999n, "-999,999"],
      [MAX, "9,223,372,036,854,775,807"],
      [MIN, "-9,223,372,036,854,775,808"],
    ]),
  );
  table(
    "printCurrency",
    Integer.printCurrency,
    each([
      [1234n, "$1,234"],
      [-42n, "-$42"],
      [0n, "$0"],
      [MIN, "-$9,223,372,036,854,775,808"],
    ]),
  );
  table(
    "printCompact",
    Integer.printCompact,
    each([
      [0n, "0"],
      [999n, "999"],
      [-999n, "-999"],
      [1000n, "1.00K"],
      [1500n, "1.50K"],
      [21500n, "21.5K"],
      [999999n, "999K"],
      [1000000n, "1.00M"],
      [3140000000n, "3.14B"],
      [10n ** 12n, "1.00T"],
      [10n ** 15n, "1.00Q"],
      [MAX, "9.22Qi"],
      [MIN, "-9.22Qi"],
    ]),
  );
  table(
    "printCompactSI",
    Integer.printCompactSI,
    each([
      [-21500n, "-21.5k"],
      [5n * 10n ** 9n, "5.00G"],
      [10n ** 15n, "1.00P"],
      [MAX, "9.22E"],
    ]),
  );
  table(
    "printCompactComputing",
    Integer.printCompactComputing,
    each([
      [999n, "999"],
      [1000n, "0.97ki"],
      [1024n, "1.00ki"],
      [1536n, "1.50ki"],
      [1024000n, "0.97Mi"],
      [3221225472n, "3.00Gi"],
      [2n ** 60n, "1.00Ei"],
      [MIN, "-8.00Ei"],
    ]),
  );
  table(
    "printOrdinal",
    Integer.printOrdinal,
    each([
      [0n, "0th"],
      [1n, "1st"],
      [2n, "2nd"],
      [3n, "3rd"],
      [4n, "4th"],
      [11n, "11th"],
      [12n, "12th"],
      [13n, "13th"],
      [14n, "14th"],
      [21n, "21st"],
      [112n, "112th"],
      [-1n, "-1st"],
      [-113n, "-113th"],
    ]),
  );
  table("printPercentage", Integer.printPercentage, each([[45n, "45%"]]));
  table(
    "digitCount",
    Integer.digitCount,
    each([
      [0n, 1n],
      [-1234n, 4n],
      [MIN, 19n],
    ]),
  );
  const steps: [bigint, bigint, bigint, bigint, bigint, bigint][] = [
    // x, step, up, down, truncated, nearest
    [17n, 5n, 20n, 15n, 15n, 20n],
    [-17n, 5n, -15n, -20n, -15n, -20n],
    [18n, 5n, 20n, 15n, 15n, 20n],
    [12n, 5n, 15n, 10n, 10n, 15n],
    [15n, 10n, 20n, 10n, 10n, 20n],
    [-15n, 10n, -10n, -20n, -10n, -20n],
    [14n, -10n, 20n, 10n, 10n, 10n],
    [20n, 10n, 20n, 20n, 20n, 20n],
    [7n, 1n, 7n, 7n, 7n, 7n],
    [7n, 0n, 7n, 7n, 7n, 7n],
    [MAX, 2n, MIN, MAX - 1n, MAX - 1n, MIN],
  ];
  const column = (i: 2 | 3 | 4 | 5): Row[] => steps.map((row) => [row.slice(0, 2), row[i]]);
  table("roundUp", Integer.roundUp, column(2));
  table("roundDown", Integer.roundDown, column(3));
  table("roundTruncate", Integer.roundTruncate, column(4));
  table("roundNearest", Integer.roundNearest, column(5));

  test("keeps the older spelling of a name", () => {
    assert.equal(Integer.printCommaSeperated, Integer.printCommaSeparated);
    assert.equal(East.Float.printCommaSeperated, East.Float.printCommaSeparated);
  });
});

suite("East.Float", () => {
  const { Float } = East;
  table("approxEqual", Float.approxEqual, [
    [[1, 1.05, 0.1], true],
    [[1, 1.5, 0.1], false],
    [[1, 1, 0], true],
    [[NaN, 1, 0.1], false],
  ]);
  const whole: [number, unknown, unknown, unknown, unknown][] = [
    // x, floor, ceil, half, trunc
    [2.5, 2n, 3n, 3n, 2n],
    [-2.5, -3n, -2n, -3n, -2n],
    [0.49999999999999994, 0n, 1n, 0n, 0n],
    [-0, 0n, 0n, 0n, 0n],
    [7, 7n, 7n, 7n, 7n],
    ...[NaN, Infinity, -Infinity].map((x): (typeof whole)[number] => {
      const fails = "fails: Cannot convert NaN to integer";
      return [x, fails, fails, fails, fails];
    }),
  ];
  const of = (i: 1 | 2 | 3 | 4): Row[] => whole.map((row) => [[row[0]], row[i]]);
  table("roundFloor", Float.roundFloor, of(1));
  table("roundCeil", Float.roundCeil, of(2));
  table("roundHalf", Float.roundHalf, of(3));
  table("roundTrunc", Float.roundTrunc, of(4));

  const steps: [number, number, unknown, unknown, unknown, unknown][] = [
    // x, step, nearest, up, down, truncated
    [3.14, 0.5, 3, 3.5, 3, 3],
    [-3.14, 0.5, -3, -3, -3.5, -3],
    [3.25, -0.5, 3.5, 3.5, 3, 3],
    [7.3, 0, 7.3, 7.3, 7.3, 7.3],
    ...[NaN, Infinity, -Infinity].map((x): (typeof steps)[number] => {
      const fails = `fails: Cannot round ${x}`;
      return [x, 1, fails, fails, fails, fails];
    }),
  ];
  const column = (i: 2 | 3 | 4 | 5): Row[] => steps.map((row) => [row.slice(0, 2), row[i]]);
  table("roundNearest", Float.roundNearest, column(2));
  table("roundUp", Float.roundUp, column(3));
  table("roundDown", Float.roundDown, column(4));
  table("roundTruncate", Float.roundTruncate, column(5));
  table("roundToDecimals", Float.roundToDecimals, [
    [[3.14159, 2n], 3.14],
    [[1.005, 2n], 1],
    [[1234.5, -2n], 1235],
    [[-1234.5, 0n], -1235],
    [[NaN, 2n], "fails: Cannot round NaN"],
  ]);
  table("printFixed", Float.printFixed, [
    [[-1234.5, 0n], "-1235"],
    [[0.5, 3n], "0.500"],
    [[1.005, 2n], "1.00"],
    [[-0.001, 2n], "-0.00"],
    [[99.995, 2n], "100.00"],
    [[12.5, -1n], "13"],
    [[1e18, 2n], "fails: Float too high to convert to integer"],
    [[-Infinity, 2n], "fails: Cannot format -Infinity"],
  ]);
  table("printCommaSeparated", Float.printCommaSeparated, [
    [[1234567.891, 2n], "1,234,567.89"],
    [[-1234.5, 0n], "-1,235"],
    [[999.5, 0n], "1,000"],
    [[NaN, 2n], "fails: Cannot format NaN"],
  ]);
  table(
    "printCurrency",
    Float.printCurrency,
    each([
      [1234.56, "$1,234.56"],
      [-42, "-$42.00"],
      [-0.001, "-$0.00"],
      [Infinity, "fails: Cannot format Infinity"],
    ]),
  );
  table(
    "printCompact",
    Float.printCompact,
    each([
      [1500, "1.5K"],
      [-1500, "-1.5K"],
      [12345.678, "12.3K"],
      [314000, "314K"],
      [999999, "1000K"],
      [1234567.891, "1.23M"],
      [1e18, "1.0Qi"],
      [1e21, "1000Qi"],
      [1e300, "1e+282Qi"],
      [999, "9.99"],
      [999.5, "10.0"],
      [5, "0.05"],
      [0, "0.0"],
      [NaN, "fails: Cannot format NaN"],
    ]),
  );
  table("printPercentage", Float.printPercentage, [
    [[0.452, 1n], "45.2%"],
    [[0.5, 0n], "50.0%"],
    [[-0.015, 0n], "-2.0%"],
    [[NaN, 0n], "fails: Cannot format NaN"],
  ]);
});

suite("library functions", () => {
  test("are functions like others: called, passed on and nested", () => {
    const run = East.compile(
      East.function([IntegerType], StringType, ($, n) => {
        const all = $.const(East.value([1n, 21n]).map(East.Integer.printOrdinal));
        return East.str`${all} ${East.Float.printFixed(n.toFloat(), 1n)}`;
      }),
      [],
    );
    assert.equal(run(3n), `["1st", "21st"] 3.0`);
  });

  test("are the same in every program, whoever built them first", () => {
    const [first, second] = [1, 2].map(() =>
      East.function([IntegerType], IntegerType, ($, n) => East.Integer.digitCount(n)).toIR(),
    );
    assert.deepEqual(second, first);
    assert.equal(East.Integer.digitCount.toIR().sourceMap.stacks.length, 1);
  });
});
