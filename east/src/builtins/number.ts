/** spec/east-builtins.md 3 and 4: Integer and Float. */
import { EastError } from "../errors.js";
import { inline, run, type Section, total } from "./builtin.js";

/** Modulo 2^64. Written out at each place: the engine then keeps 64-bit values in registers. */
const wrap = (code: string): string => `BigInt.asIntN(64, ${code})`;

const binary = (sign: string) => inline((a, b) => wrap(`${a} ${sign} ${b}`));

/** A divisor of which the program text shows that it is not zero. */
const NONZERO = /^\(?-?[1-9]\d*n\)?$/;

/** The engine raises a RangeError for a zero divisor. */
const division = (sign: string) =>
  inline(
    (a, b) => wrap(`${a} ${sign} ${b}`),
    (_, b) => !NONZERO.test(b),
  );

const abs = (x: bigint): bigint => (x < 0n ? BigInt.asIntN(64, -x) : x);

const signOf = (x: bigint): bigint => (x > 0n ? 1n : x < 0n ? -1n : 0n);

function power(base: bigint, exponent: bigint): bigint {
  if (exponent < 0n) return 0n;
  let result = 1n;
  for (let square = base, left = exponent; left > 0n; left >>= 1n) {
    if ((left & 1n) === 1n) result = BigInt.asIntN(64, result * square);
    square = BigInt.asIntN(64, square * square);
  }
  return result;
}

/** −2^63 has no absolute value, and counts as 0 here. */
function logarithm(x: bigint, base: bigint): bigint {
  if (base <= 1n) return 0n;
  let result = 0n;
  for (let left = abs(x); left >= base; left /= base) result++;
  return result;
}

export const integer: Section = {
  IntegerNegate: ["(Integer) -> Integer", inline((x) => wrap(`-${x}`))],
  IntegerAbs: ["(Integer) -> Integer", total(abs)],
  IntegerSign: ["(Integer) -> Integer", total(signOf)],
  IntegerAdd: ["(Integer, Integer) -> Integer", binary("+")],
  IntegerSubtract: ["(Integer, Integer) -> Integer", binary("-")],
  IntegerMultiply: ["(Integer, Integer) -> Integer", binary("*")],
  IntegerDivide: ["(Integer, Integer) -> Integer", division("/")],
  IntegerRemainder: ["(Integer, Integer) -> Integer", division("%")],
  IntegerPow: ["(Integer, Integer) -> Integer", total(power)],
  IntegerLog: ["(Integer, Integer) -> Integer", total(logarithm)],
  IntegerToFloat: ["(Integer) -> Float", inline((x) => `Number(${x})`)],
};

const operator = (sign: string) => inline((a, b) => `(${a} ${sign} ${b})`);

const maths = (name: string) => inline((x) => `Math.${name}(${x})`);

const signOfFloat = (x: number): number => (x > 0 ? 1 : x < 0 ? -1 : 0);

/** Not JavaScript's `%`, which is exact: the quotient is rounded first. */
function remainder(a: number, b: number): number {
  const result = a - Math.trunc(a / b) * b;
  return result === 0 ? (a < 0 || Object.is(a, -0) ? -0 : 0) : result;
}

/** As in C, where a base of ±1 never gives NaN. */
function powerOfFloat(base: number, exponent: number): number {
  if (base === 1 || (base === -1 && Math.abs(exponent) === Infinity)) return 1;
  return base ** exponent;
}

function toInteger(x: number): bigint {
  if (Number.isNaN(x)) throw new EastError("Cannot convert NaN to integer");
  if (x >= 2 ** 63) throw new EastError("Float too high to convert to integer");
  if (x < -(2 ** 63)) throw new EastError("Float too low to convert to integer");
  if (!Number.isInteger(x)) throw new EastError("Cannot convert non-integer float to integer");
  return BigInt(x);
}

export const float: Section = {
  FloatNegate: ["(Float) -> Float", inline((x) => `(-${x})`)],
  FloatAbs: ["(Float) -> Float", maths("abs")],
  FloatSign: ["(Float) -> Float", total(signOfFloat)],
  FloatAdd: ["(Float, Float) -> Float", operator("+")],
  FloatSubtract: ["(Float, Float) -> Float", operator("-")],
  FloatMultiply: ["(Float, Float) -> Float", operator("*")],
  FloatDivide: ["(Float, Float) -> Float", operator("/")],
  FloatRemainder: ["(Float, Float) -> Float", total(remainder)],
  FloatPow: ["(Float, Float) -> Float", total(powerOfFloat)],
  FloatSqrt: ["(Float) -> Float", maths("sqrt")],
  FloatExp: ["(Float) -> Float", maths("exp")],
  FloatLog: ["(Float) -> Float", maths("log")],
  FloatSin: ["(Float) -> Float", maths("sin")],
  FloatCos: ["(Float) -> Float", maths("cos")],
  FloatTan: ["(Float) -> Float", maths("tan")],
  FloatToInteger: ["(Float) -> Integer", run(toInteger)],
};
