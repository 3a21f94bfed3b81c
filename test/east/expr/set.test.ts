// Set expressions against plain JavaScript (spec/east-api.md 3.10).
import { suite } from "node:test";
import { ArrayType, IntegerType, none, SetType, SortedSet, StringType, some } from "@elaraai/east";
import { agrees, byValue, fail } from "../../support/agree.js";

const set =
  (...keys: string[]) =>
  (): Set<string> =>
    new SortedSet(keys);
const sorted = (keys: Iterable<string>): Set<string> => new Set([...keys].sort());
const letters = ["a", "b"];
const OTHER = new Set(letters);

const SETS = [set(), set("a"), set("b", "a", "ccc"), set("dd", "ccc", "a")];

suite("sets: keys", () => {
  agrees(SetType(StringType), SETS, [
    ["size", ($, s) => s.size(), (s) => BigInt(s.size)],
    ["has", ($, s) => s.has("b"), (s) => s.has("b")],
    [
      "insert",
      ($, s) => s.insert("b"),
      (s) => (s.has("b") ? fail('Set already contains key "b"') : (s.add("b"), null)),
    ],
    ["tryInsert", ($, s) => s.tryInsert("b"), (s) => !s.has("b") && (s.add("b"), true)],
    ["delete", ($, s) => s.delete("a"), (s) => (s.delete("a") ? null : fail('Set does not contain key "a"'))],
    ["tryDelete", ($, s) => s.tryDelete("a"), (s) => s.delete("a")],
    ["clear", ($, s) => s.clear(), (s) => (s.clear(), null)],
    [
      "copy",
      ($, s) => {
        const copied = $.const(s.copy());
        $(copied.tryInsert("zz"));
        return copied;
      },
      (s) => new Set([...s, "zz"]),
    ],
    ["unionInPlace", ($, s) => s.unionInPlace(OTHER), (s) => (letters.forEach((key) => s.add(key)), null)],
    ["union", ($, s) => s.union(OTHER), (s) => sorted([...s, ...letters])],
    ["intersection", ($, s) => s.intersection(OTHER), (s) => sorted(letters.filter((key) => s.has(key)))],
    ["difference", ($, s) => s.difference(OTHER), (s) => sorted([...s].filter((key) => !OTHER.has(key)))],
    [
      "symmetricDifference",
      ($, s) => s.symmetricDifference(OTHER),
      (s) => sorted([...[...s].filter((key) => !OTHER.has(key)), ...letters.filter((key) => !s.has(key))]),
    ],
    ["isSubsetOf", ($, s) => s.isSubsetOf(OTHER), (s) => [...s].every((key) => OTHER.has(key))],
    ["isSupersetOf", ($, s) => s.isSupersetOf(new Set(["a", "ccc"])), (s) => s.has("a") && s.has("ccc")],
    ["isDisjointFrom", ($, s) => s.isDisjointFrom(new Set(["b", "x"])), (s) => !s.has("b")],
  ]);
});

suite("sets: mapping", () => {
  agrees(SetType(StringType), SETS, [
    [
      "forEach, in order",
      ($, s) => {
        const seen = $.let([], ArrayType(StringType));
        $(s.forEach(($, k) => seen.pushLast(k)));
        return seen;
      },
      (s) => [...s].sort(),
    ],
    [
      "forEach keeps the keys as they are",
      ($, s) => s.forEach(() => s.tryInsert("x")),
      (s) => (s.size ? fail("Cannot modify Set during iteration") : null),
    ],
    [
      "map gives a dict",
      ($, s) => s.map(($, k) => k.length()),
      (s) => new Map([...s].map((k) => [k, BigInt(k.length)])),
    ],
    [
      "filter",
      ($, s) => s.filter(($, k) => k.length().equals(1n)),
      (s) => sorted([...s].filter((k) => k.length === 1)),
    ],
    [
      "filterMap gives a dict",
      ($, s) =>
        s.filterMap(($, k) =>
          k.equals("a").ifElse(
            () => none,
            () => some(k.length()),
          ),
        ),
      (s) => new Map([...s].filter((k) => k !== "a").map((k) => [k, BigInt(k.length)])),
    ],
    [
      "firstMap",
      ($, s) =>
        s.firstMap(($, k) =>
          k.equals("a").ifElse(
            () => none,
            () => some(k.length()),
          ),
        ),
      (s) => {
        const found = [...s].find((k) => k !== "a");
        return found === undefined ? none : some(BigInt(found.length));
      },
    ],
    ["reduce", ($, s) => s.reduce(($, acc, k) => acc.concat(k), ">"), (s) => `>${[...s].join("")}`],
    [
      "scan",
      ($, s) => s.scan(($, acc, k) => acc.concat(k), ""),
      (s) => [...s].map((_, i) => [...s].slice(0, i + 1).join("")),
    ],
    [
      "mapReduce",
      ($, s) =>
        s.mapReduce(
          ($, k) => k.length(),
          ($, x, y) => x.multiply(10n).add(y),
        ),
      (s) =>
        s.size
          ? [...s].map((k) => BigInt(k.length)).reduce((x, y) => x * 10n + y)
          : fail("Cannot reduce empty set with no initial value"),
    ],
    ["every", ($, s) => s.every(($, k) => k.length().equals(1n)), (s) => [...s].every((k) => k.length === 1)],
    ["some", ($, s) => s.some(($, k) => k.equals("b")), (s) => s.has("b")],
    ["sum", ($, s) => s.sum(($, k) => k.length()), (s) => BigInt([...s].join("").length)],
    ["mean", ($, s) => s.mean(($, k) => k.length()), (s) => [...s].join("").length / s.size],
    ["toArray", ($, s) => s.toArray(), (s) => [...s]],
    [
      "toArray of a projection",
      ($, s) => s.toArray(($, k) => k.length()),
      (s) => [...s].map((k) => BigInt(k.length)),
    ],
    ["toSet", ($, s) => s.toSet(), (s) => s],
    [
      "toSet of a projection",
      ($, s) => s.toSet(($, k) => k.length()),
      (s) => new Set([...s].map((k) => BigInt(k.length)).sort(byValue)),
    ],
    ["toDict", ($, s) => s.toDict(), (s) => new Map([...s].map((k) => [k, k]))],
    [
      "toDict by a key",
      ($, s) => s.toDict(($, k) => k.length()),
      (s) => {
        const lengths = [...s].map((k) => k.length);
        const twice = lengths.find((n, i) => lengths.indexOf(n) < i);
        if (twice !== undefined) return fail(`Cannot insert duplicate key ${twice} into dict`);
        return new Map(
          [...s].map((k): [bigint, string] => [BigInt(k.length), k]).sort(([x], [y]) => byValue(x, y)),
        );
      },
    ],
    [
      "toDict that combines",
      ($, s) =>
        s.toDict(
          () => "k",
          ($, k) => k.length(),
          ($, x, y, k) => x.multiply(10n).add(y).add(k.length()),
        ),
      (s) =>
        new Map(
          s.size ? [["k", [...s].map((k) => BigInt(k.length)).reduce((x, y) => x * 10n + y + 1n)]] : [],
        ),
    ],
    [
      "flattenToArray",
      ($, s) => s.flattenToArray(($, k) => k.split("")),
      (s) => [...s].flatMap((k) => [...k]),
    ],
    ["flattenToSet", ($, s) => s.flattenToSet(($, k) => k.split("").toSet()), (s) => sorted([...s].join(""))],
    [
      "flattenToDict",
      ($, s) =>
        s.flattenToDict(
          ($, k) => new Map([[k.length(), k]]),
          ($, x, y) => x.concat(y),
        ),
      (s) => {
        const dict = new Map<bigint, string>();
        for (const k of s) dict.set(BigInt(k.length), (dict.get(BigInt(k.length)) ?? "") + k);
        return new Map([...dict].sort(([x], [y]) => byValue(x, y)));
      },
    ],
    [
      "toTree",
      ($, s) =>
        s
          .toTree(
            StringType,
            ($, k) =>
              k.equals("a").ifElse(
                () => none,
                () => some("a"),
              ),
            ($, k, children) => k.concat("(").concat(children.stringJoin(" ")).concat(")"),
          )
          .stringJoin(" "),
      (s) => {
        const others = [...s]
          .filter((k) => k !== "a")
          .map((k) => `${k}()`)
          .join(" ");
        return s.has("a") ? `a(${others})` : others;
      },
    ],
  ]);
  agrees(
    SetType(IntegerType),
    [() => new SortedSet<bigint>(), () => new SortedSet([3n, 1n])],
    [
      ["sum of the keys", ($, s) => s.sum(), (s) => [...s].reduce((x, y) => x + y, 0n)],
      ["mean of the keys", ($, s) => s.mean(), (s) => Number([...s].reduce((x, y) => x + y, 0n)) / s.size],
    ],
  );
});
