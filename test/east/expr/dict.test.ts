// Dict expressions against plain JavaScript (spec/east-api.md 3.10).
import { suite } from "node:test";
import { ArrayType, DictType, East, IntegerType, none, SortedMap, StringType, some } from "@elaraai/east";
import { agrees, byValue, fail } from "../../support/agree.js";

type Dict = Map<string, bigint>;
const dict =
  (...entries: [string, bigint][]) =>
  (): Dict =>
    new SortedMap(entries);
const sorted = <V>(entries: Iterable<[string, V]>): Map<string, V> =>
  new Map([...entries].sort(([x], [y]) => byValue(x, y)));
const get = (d: Dict, key: string): bigint => d.get(key) ?? fail(`Dict does not contain key "${key}"`);
const sum = (d: Dict): bigint => [...d.values()].reduce((x, y) => x + y, 0n);

const DICTS = [dict(), dict(["a", 1n]), dict(["b", 5n], ["a", 2n], ["c", 2n])];

suite("dicts: entries", () => {
  agrees(DictType(StringType, IntegerType), DICTS, [
    ["size", ($, d) => d.size(), (d) => BigInt(d.size)],
    ["has", ($, d) => d.has("b"), (d) => d.has("b")],
    ["get", ($, d) => d.get("b"), (d) => get(d, "b")],
    ["get with a default", ($, d) => d.get("b", ($, k) => k.length().negate()), (d) => d.get("b") ?? -1n],
    ["getOrDefault", ($, d) => d.getOrDefault("b", d.size()), (d) => d.get("b") ?? BigInt(d.size)],
    ["tryGet", ($, d) => d.tryGet("b"), (d) => (d.has("b") ? some(get(d, "b")) : none)],
    [
      "getOrInsert",
      ($, d) => d.getOrInsert("b", ($, k) => k.length()),
      (d) => (d.has("b") || d.set("b", 1n), get(d, "b")),
    ],
    [
      "getKeys",
      ($, d) => d.getKeys(new Set(["a"])),
      (d) => (d.has("a") ? new Map([["a", get(d, "a")]]) : fail("Key a not found in dictionary")),
    ],
    [
      "getKeys with a default",
      ($, d) => d.getKeys(new Set(["zz", "a"]), ($, k) => k.length()),
      (d) =>
        new Map([
          ["a", d.get("a") ?? 1n],
          ["zz", 2n],
        ]),
    ],
    ["keys", ($, d) => d.keys(), (d) => new Set(d.keys())],
    [
      "insert",
      ($, d) => d.insert("b", 9n),
      (d) => (d.has("b") ? fail('Dict already contains key "b"') : (d.set("b", 9n), null)),
    ],
    ["insertOrUpdate", ($, d) => d.insertOrUpdate("b", 9n), (d) => (d.set("b", 9n), null)],
    [
      "insertOrUpdate that combines",
      ($, d) => d.insertOrUpdate("b", 9n, ($, old, v, k) => old.multiply(10n).add(v).add(k.length())),
      (d) => (d.set("b", d.has("b") ? get(d, "b") * 10n + 10n : 9n), null),
    ],
    ["update", ($, d) => d.update("b", 9n), (d) => (get(d, "b"), d.set("b", 9n), null)],
    [
      "swap",
      ($, d) => d.swap("b", 9n),
      (d) => {
        const old = get(d, "b");
        d.set("b", 9n);
        return old;
      },
    ],
    [
      "pop",
      ($, d) => d.pop("a"),
      (d) => {
        const old = get(d, "a");
        d.delete("a");
        return old;
      },
    ],
    ["delete", ($, d) => d.delete("a"), (d) => (get(d, "a"), d.delete("a"), null)],
    ["tryDelete", ($, d) => d.tryDelete("a"), (d) => d.delete("a")],
    ["clear", ($, d) => d.clear(), (d) => (d.clear(), null)],
    [
      "copy",
      ($, d) => {
        const copied = $.const(d.copy());
        $(copied.insert("z", 1n));
        return copied;
      },
      (d) => new Map([...d, ["z", 1n]]),
    ],
    [
      "merge",
      ($, d) => d.merge("b", 1.5, ($, old, v, k) => old.add(v.multiply(2).toInteger()).add(k.length())),
      (d) => (d.has("b") ? (d.set("b", get(d, "b") + 4n), null) : fail("Key b not found in dictionary")),
    ],
    [
      "merge with an initial value",
      ($, d) =>
        d.merge(
          "b",
          "xy",
          ($, old, v) => old.add(v.length()),
          ($, k) => k.length(),
        ),
      (d) => (d.set("b", (d.get("b") ?? 1n) + 2n), null),
    ],
    [
      "mergeAll",
      ($, d) => d.mergeAll(East.value(new Map([["b", "xy"]])), ($, old, v) => old.add(v.length())),
      (d) => (d.has("b") ? (d.set("b", get(d, "b") + 2n), null) : fail("Key b not found in dictionary")),
    ],
    [
      "mergeAll with initial values",
      ($, d) =>
        d.mergeAll(
          d,
          ($, old, v, k) => old.multiply(v).add(k.length()),
          () => 0n,
        ),
      (d) => ([...d].forEach(([k, v]) => d.set(k, v * v + 1n)), null),
    ],
    [
      "unionInPlace",
      ($, d) =>
        d.unionInPlace(
          new Map([
            ["a", 7n],
            ["z", 8n],
          ]),
        ),
      (d) => {
        if (d.has("a")) return fail("Key a exists in both dictionaries");
        d.set("a", 7n).set("z", 8n);
        return null;
      },
    ],
    [
      "union",
      ($, d) =>
        d.union(
          new Map([
            ["b", 7n],
            ["z", 8n],
          ]),
          ($, x, y, k) => x.multiply(10n).add(y).add(k.length()),
        ),
      (d) => sorted([...d, ["b", d.has("b") ? get(d, "b") * 10n + 8n : 7n], ["z", 8n]]),
    ],
    [
      "union without a callback",
      ($, d) => d.union(new Map([["b", 7n]])),
      (d) => (d.has("b") ? fail("Key b exists in both dictionaries") : sorted([...d, ["b", 7n]])),
    ],
  ]);
});

suite("dicts: mapping", () => {
  agrees(DictType(StringType, IntegerType), DICTS, [
    [
      "forEach, in order",
      ($, d) => {
        const seen = $.let([], ArrayType(StringType));
        $(d.forEach(($, v, k) => seen.pushLast(East.str`${k}${v}`)));
        return seen;
      },
      (d) => [...d].map(([k, v]) => `${k}${v}`),
    ],
    [
      "forEach keeps the keys as they are",
      ($, d) => d.forEach(() => d.tryDelete("a")),
      (d) => (d.size ? fail("Cannot modify Dict during iteration") : null),
    ],
    [
      "map",
      ($, d) => d.map(($, v, k) => v.add(k.length())),
      (d) => new Map([...d].map(([k, v]) => [k, v + 1n])),
    ],
    [
      "filter",
      ($, d) => d.filter(($, v, k) => v.equals(2n).and(() => k.equals("a"))),
      (d) => new Map([...d].filter(([k, v]) => v === 2n && k === "a")),
    ],
    [
      "filterMap",
      ($, d) =>
        d.filterMap(($, v, k) =>
          v.equals(2n).ifElse(
            () => some(k),
            () => none,
          ),
        ),
      (d) => new Map([...d].filter(([, v]) => v === 2n).map(([k]) => [k, k])),
    ],
    [
      "firstMap",
      ($, d) =>
        d.firstMap(($, v, k) =>
          v.greaterThan(1n).ifElse(
            () => some(k),
            () => none,
          ),
        ),
      (d) => {
        const found = [...d].find(([, v]) => v > 1n);
        return found === undefined ? none : some(found[0]);
      },
    ],
    [
      "reduce",
      ($, d) => d.reduce(($, acc, v, k) => East.str`${acc}${k}${v}`, ">"),
      (d) => `>${[...d].map(([k, v]) => `${k}${v}`).join("")}`,
    ],
    [
      "scan",
      ($, d) => d.scan(($, acc, v, k) => acc.multiply(2n).add(v).add(k.length()), 0n),
      (d) => {
        let acc = 0n;
        return [...d.values()].map((v) => (acc = acc * 2n + v + 1n));
      },
    ],
    [
      "mapReduce",
      ($, d) =>
        d.mapReduce(
          ($, v, k) => v.add(k.length()),
          ($, x, y) => x.multiply(10n).add(y),
        ),
      (d) =>
        d.size
          ? [...d.values()].map((v) => v + 1n).reduce((x, y) => x * 10n + y)
          : fail("Cannot reduce empty dictionary with no initial value"),
    ],
    [
      "every",
      ($, d) => d.every(($, v, k) => v.greaterThan(k.length())),
      (d) => [...d.values()].every((v) => v > 1n),
    ],
    ["some", ($, d) => d.some(($, v, k) => k.equals("c")), (d) => d.has("c")],
    ["sum", ($, d) => d.sum(), (d) => sum(d)],
    [
      "sum of a projection",
      ($, d) => d.sum(($, v, k) => v.toFloat().divide(k.length())),
      (d) => Number(sum(d)),
    ],
    ["mean", ($, d) => d.mean(), (d) => Number(sum(d)) / d.size],
    ["mean of a projection", ($, d) => d.mean(($, v, k) => k.length()), (d) => d.size / d.size],
    ["toArray", ($, d) => d.toArray(), (d) => [...d.values()]],
    [
      "toArray of a projection",
      ($, d) => d.toArray(($, v, k) => ({ k, v })),
      (d) => [...d].map(([k, v]) => ({ k, v })),
    ],
    ["toSet", ($, d) => d.toSet(), (d) => new Set([...d.values()].sort(byValue))],
    ["toSet of a projection", ($, d) => d.toSet(($, v, k) => k), (d) => new Set(d.keys())],
    ["toDict", ($, d) => d.toDict(), (d) => d],
    [
      "toDict of values",
      ($, d) => d.toDict(undefined, ($, v) => v.toFloat()),
      (d) => new Map([...d].map(([k, v]) => [k, Number(v)])),
    ],
    [
      "toDict by a key",
      ($, d) => d.toDict(($, v) => v),
      (d) =>
        d.has("c") ? fail("Cannot insert duplicate key 2 into dict") : new Map([...d].map(([, v]) => [v, v])),
    ],
    [
      "toDict that combines",
      ($, d) =>
        d.toDict(
          ($, v) => v,
          ($, v, k) => k,
          ($, x, y, k) => East.str`${x}${y}${k}`,
        ),
      (d) => {
        const inverse = new Map<bigint, string>();
        for (const [k, v] of d) inverse.set(v, inverse.has(v) ? `${inverse.get(v)}${k}${v}` : k);
        return new Map([...inverse].sort(([x], [y]) => byValue(x, y)));
      },
    ],
    [
      "flattenToArray",
      ($, d) => d.flattenToArray(($, v, k) => [v, k.length()]),
      (d) => [...d.values()].flatMap((v) => [v, 1n]),
    ],
    [
      "flattenToArray of arrays",
      ($, d) => d.map(($, v) => [v, v]).flattenToArray(),
      (d) => [...d.values()].flatMap((v) => [v, v]),
    ],
    [
      "flattenToSet",
      ($, d) => d.flattenToSet(($, v, k) => new Set([k, "x"])),
      (d) => new Set(d.size ? [...d.keys(), "x"] : []),
    ],
    [
      "flattenToSet of sets",
      ($, d) => d.map(($, v) => new Set([v])).flattenToSet(),
      (d) => new Set([...d.values()].sort(byValue)),
    ],
    ["flattenToDict", ($, d) => d.flattenToDict(($, v, k) => new Map([[k, v]])), (d) => d],
    [
      "flattenToDict of dicts",
      ($, d) =>
        d.map(($, v) => new Map([["k", v]])).flattenToDict(undefined, ($, x, y) => x.multiply(10n).add(y)),
      (d) => new Map(d.size ? [["k", [...d.values()].reduce((x, y) => x * 10n + y)]] : []),
    ],
    [
      "toTree",
      ($, d) =>
        d
          .toTree(
            StringType,
            ($, v, k) =>
              k.equals("a").ifElse(
                () => none,
                () => some("a"),
              ),
            ($, v, k, children) => East.str`${k}${v}(${children.stringJoin(" ")})`,
          )
          .stringJoin(" "),
      (d) => {
        const others = [...d]
          .filter(([k]) => k !== "a")
          .map(([k, v]) => `${k}${v}()`)
          .join(" ");
        return d.has("a") ? `a${d.get("a")}(${others})` : others;
      },
    ],
  ]);
});
