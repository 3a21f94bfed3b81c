/**
 * Instants as `2025-01-02T03:04:05.678`, always UTC: the form that East text, JSON and CSV share
 * (spec/east-values.md 4.1, 4.4). Written without Date's own methods, which take longer than all the rest of a row.
 */

const DAY = 86_400_000;

const TWO = Array.from({ length: 100 }, (_, n) => String(n).padStart(2, "0"));

/**
 * The text of an instant, with three decimals and without a zone. Years have four digits; outside of DateTime's range
 * (spec/east-values.md 1.7) they have more, or a sign.
 *
 * @throws Error when the date is invalid.
 */
export function printInstant(date: Date): string {
  const time = date.getTime();
  if (time !== time) throw new Error("an invalid Date has no text");
  const day = Math.floor(time / DAY);
  const millis = time - day * DAY;
  const seconds = Math.floor(millis / 1000);
  const minutes = Math.floor(seconds / 60);
  const hour = TWO[Math.floor(minutes / 60)] as string;
  const decimals = millis - seconds * 1000;
  const thousandths = decimals < 100 ? `0${TWO[decimals]}` : String(decimals);
  // Instants near each other in a table are mostly of one day.
  if (day !== lastDay) {
    lastDay = day;
    lastDayText = printDay(day);
  }
  return lastDayText + `${hour}:${TWO[minutes % 60]}:${TWO[seconds % 60]}.${thousandths}`;
}

let lastDay = Number.NaN;
let lastDayText = "";

/** `2025-01-02T`, from days since 1970. */
function printDay(days: number): string {
  // Years that begin in March have their leap day last.
  const shifted = days + 719_468;
  const era = Math.floor(shifted / 146_097);
  const dayOfEra = shifted - era * 146_097;
  const leapDays =
    Math.floor(dayOfEra / 1460) - Math.floor(dayOfEra / 36_524) + Math.floor(dayOfEra / 146_096);
  const yearOfEra = Math.floor((dayOfEra - leapDays) / 365);
  const dayOfYear = dayOfEra - (365 * yearOfEra + (yearOfEra >> 2) - Math.floor(yearOfEra / 100));
  const march = Math.floor((5 * dayOfYear + 2) / 153);
  const day = dayOfYear - Math.floor((153 * march + 2) / 5) + 1;
  const month = march < 10 ? march + 3 : march - 9;
  const year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0);
  return `${yearText(year)}-${TWO[month]}-${TWO[day]}T`;
}

function yearText(year: number): string {
  if (year >= 1000) return String(year);
  return year < 0 ? `-${String(-year).padStart(3, "0")}` : String(year).padStart(4, "0");
}

/** Milliseconds since 1970 of a civil date and time in UTC; NaN when there is no such date or time. */
export function instantOf(
  year: number,
  month: number,
  day: number,
  hour: number,
  minute: number,
  second: number,
  millisecond: number,
): number {
  if (month < 1 || month > 12 || day < 1 || hour > 23 || minute > 59 || second > 59) return Number.NaN;
  if (day > 28 && day > daysInMonth(year, month)) return Number.NaN;
  const shifted = month <= 2 ? year - 1 : year;
  const era = Math.floor(shifted / 400);
  const yearOfEra = shifted - era * 400;
  const dayOfYear = Math.floor((153 * (month + (month > 2 ? -3 : 9)) + 2) / 5) + day - 1;
  const dayOfEra = yearOfEra * 365 + (yearOfEra >> 2) - Math.floor(yearOfEra / 100) + dayOfYear;
  const days = era * 146_097 + dayOfEra - 719_468;
  return days * DAY + ((hour * 60 + minute) * 60 + second) * 1000 + millisecond;
}

function daysInMonth(year: number, month: number): number {
  if (month === 2) return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0) ? 29 : 28;
  return month === 4 || month === 6 || month === 9 || month === 11 ? 30 : 31;
}

/** How far `2025-01-02T03:04:05.678` goes. */
export const CANONICAL_LENGTH = 23;

/** The instant written at `at` in exactly the canonical form; NaN when something else stands there. */
export function canonicalInstant(text: string, at: number): number {
  if (
    at + CANONICAL_LENGTH > text.length ||
    text.charCodeAt(at + 4) !== 0x2d ||
    text.charCodeAt(at + 7) !== 0x2d ||
    text.charCodeAt(at + 10) !== 0x54 ||
    text.charCodeAt(at + 13) !== 0x3a ||
    text.charCodeAt(at + 16) !== 0x3a ||
    text.charCodeAt(at + 19) !== 0x2e
  ) {
    return Number.NaN;
  }
  const year = twoDigits(text, at) * 100 + twoDigits(text, at + 2);
  const millisecond = twoDigits(text, at + 20) * 10 + digit(text, at + 22);
  return instantOf(
    year,
    twoDigits(text, at + 5),
    twoDigits(text, at + 8),
    twoDigits(text, at + 11),
    twoDigits(text, at + 14),
    twoDigits(text, at + 17),
    millisecond,
  );
}

const digit = (text: string, at: number): number => {
  const value = text.charCodeAt(at) - 0x30;
  return value >= 0 && value <= 9 ? value : Number.NaN;
};

const twoDigits = (text: string, at: number): number => digit(text, at) * 10 + digit(text, at + 1);

/** Decimals of a second as milliseconds: cut, not rounded. */
export function decimalsAsMillis(decimals: string | undefined): number {
  return decimals === undefined ? 0 : Number(decimals.slice(0, 3).padEnd(3, "0"));
}
