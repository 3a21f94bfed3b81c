/** Numbers as text, as JavaScript writes them. */

/**
 * The same as `String`, several times as fast for amounts: numbers of at most two decimals need no search for the
 * shortest digits. What divides back to the number is the shortest, as no two decimals of so few digits share a double.
 */
export function printNumber(value: number): string {
  if (value < 0) return `-${printNumber(-value)}`;
  const hundredths = Math.round(value * 100);
  if (hundredths >= 1e12 || hundredths / 100 !== value) return String(value);
  const whole = Math.floor(hundredths / 100);
  const rest = hundredths - whole * 100;
  if (rest === 0) return String(whole);
  return rest % 10 === 0 ? `${whole}.${rest / 10}` : `${whole}.${rest < 10 ? "0" : ""}${rest}`;
}
