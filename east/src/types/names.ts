/**
 * Names of struct fields and variant cases: their order, and how they print.
 *
 * A JavaScript object enumerates integer-like keys first, but East keeps declaration order for every name
 * (spec/east-values.md 1.2). So the ordered list travels with the object whenever the two could differ, and all
 * code asks `memberNames` instead of relying on enumeration.
 */

const ORDER = Symbol("east.order");

const INTEGER_LIKE = /^(?:0|[1-9]\d*)$/;
const PLAIN = /^[A-Za-z_][A-Za-z0-9_]*$/;

/** An object from name to member that remembers the order of its names. */
export type Members<T> = { readonly [name: string]: T };

/**
 * Builds a member object from ordered entries. `__proto__` is a name like any other: `fromEntries` defines own
 * properties and never calls a setter.
 *
 * @throws Error when a name occurs twice (spec/east-values.md 1.2); `what` says whose names they are.
 */
export function membersOf<T>(entries: readonly (readonly [string, T])[], what: string): Members<T> {
  const members: { [name: string]: T } = Object.fromEntries(entries);
  const names = entries.map(([name]) => name);
  if (Object.keys(members).length !== names.length) {
    const repeated = names.find((name, i) => names.indexOf(name) !== i);
    throw new Error(`${what} '${repeated}' is declared twice; names must be distinct`);
  }
  if (names.some((name) => INTEGER_LIKE.test(name))) {
    Object.defineProperty(members, ORDER, { value: Object.freeze(names) });
  }
  return Object.freeze(members);
}

/** The names of a member object in East order. */
export function memberNames(members: Members<unknown>): readonly string[] {
  return (members as { [ORDER]?: readonly string[] })[ORDER] ?? Object.keys(members);
}

/** The (name, member) pairs of a member object in East order. */
export function memberEntries<T>(members: Members<T>): [string, T][] {
  return memberNames(members).map((name) => [name, members[name] as T]);
}

/**
 * How a name is written in East text and in paths: plain names bare, all others in back-quotes with backslash as
 * escape (spec/east-values.md 4.2).
 */
export function printIdentifier(name: string): string {
  return PLAIN.test(name) ? name : `\`${name.replace(/[\\`]/g, "\\$&")}\``;
}

/** Orders strings by code point, which is the order of their UTF-8 bytes: -1, 0 or 1 (spec/east-values.md 3). */
export function compareStrings(x: string, y: string): -1 | 0 | 1 {
  if (x === y) return 0;
  const n = Math.min(x.length, y.length);
  for (let i = 0; i < n; i++) {
    const a = x.charCodeAt(i);
    const b = y.charCodeAt(i);
    if (a !== b) {
      // UTF-16 puts surrogates (code points from U+10000) below U+E000-U+FFFF; lift them above.
      if (a >= 0xd800 && b >= 0xd800) return lifted(a) < lifted(b) ? -1 : 1;
      return a < b ? -1 : 1;
    }
  }
  return x.length < y.length ? -1 : 1;
}

const lifted = (unit: number): number => (unit < 0xe000 ? unit + 0x10000 : unit);
