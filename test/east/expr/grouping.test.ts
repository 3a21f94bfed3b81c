// Groups of arrays, sets and dicts against plain JavaScript (spec/east-api.md 3.9).
import { suite } from "node:test";
import {
  ArrayType,
  DictType,
  East,
  IntegerType,
  none,
  SetType,
  SortedMap,
  SortedSet,
  StringType,
  some,
} from "@elaraai/east";
import { agrees, byValue, fail } from "../../support/agree.js";

/** For each key, in order, what `of` makes of the items that have it. */
function groups<T, K extends bigint | number | string, R>(
  items: readonly T[],
  key: (item: T) => K,
  of: (group: T[]) => R,
): Map<K, R> {
  const found = new Map<K, T[]>();
  for (const item of items) found.set(key(item), [...(found.get(key(item)) ?? []), item]);
  return new Map([...found].sort(([x], [y]) => byValue(x, y)).map(([k, group]) => [k, of(group)]));
}
const sum = (numbers: bigint[]): bigint => numbers.reduce((x, y) => x + y, 0n);

/** An element and its index. */
type Item = { v: bigint; i: bigint };
const items = (a: bigint[]): Item[] => a.map((v, i) => ({ v, i: BigInt(i) }));
const rest = ({ v }: Item): bigint => v % 3n;
const best = (group: Item[], better: (x: bigint, y: bigint) => boolean): Item =>
  group.reduce((x, y) => (better(x.v, y.v) ? x : y));
const max = (group: Item[]): Item => best(group, (x, y) => x >= y);
const min = (group: Item[]): Item => best(group, (x, y) => x <= y);

suite("groups of arrays", () => {
  agrees(
    ArrayType(IntegerType),
    [() => [], () => [4n], () => [3n, 1n, 4n, 1n, 5n, 9n, 2n, 6n, 4n]],
    [
      [
        "groupReduce",
        ($, a) =>
          a.groupReduce(
            ($, v) => v.remainder(3n),
            ($, k) => East.str`${k}:`,
            ($, acc, v, i) => East.str`${acc} ${v}@${i}`,
          ),
        (a) =>
          groups(
            items(a),
            rest,
            (g) => `${rest(g[0] as Item)}: ${g.map(({ v, i }) => `${v}@${i}`).join(" ")}`,
          ),
      ],
      [
        "groupSize",
        ($, a) => a.groupSize(($, v, i) => v.add(i).remainder(2n)),
        (a) =>
          groups(
            items(a),
            ({ v, i }) => (v + i) % 2n,
            (g) => BigInt(g.length),
          ),
      ],
      [
        "groupSize of the elements",
        ($, a) => a.groupSize(),
        (a) =>
          groups(
            items(a),
            ({ v }) => v,
            (g) => BigInt(g.length),
          ),
      ],
      [
        "groupSum",
        ($, a) => a.groupSum(($, v) => v.remainder(3n)),
        (a) => groups(items(a), rest, (g) => sum(g.map(({ v }) => v))),
      ],
      [
        "groupSum of a projection",
        ($, a) =>
          a.groupSum(
            ($, v) => v.remainder(3n),
            ($, v, i) => v.multiply(i).toFloat(),
          ),
        (a) => groups(items(a), rest, (g) => g.reduce((x, { v, i }) => x + Number(v * i), 0)),
      ],
      [
        "groupMean",
        ($, a) => a.groupMean(($, v) => v.remainder(3n)),
        (a) => groups(items(a), rest, (g) => Number(sum(g.map(({ v }) => v))) / g.length),
      ],
      [
        "groupMean of a projection",
        ($, a) =>
          a.groupMean(
            ($, v) => v.remainder(3n),
            ($, v, i) => i.toFloat(),
          ),
        (a) => groups(items(a), rest, (g) => Number(sum(g.map(({ i }) => i))) / g.length),
      ],
      [
        "groupEvery",
        ($, a) =>
          a.groupEvery(
            ($, v) => v.remainder(3n),
            ($, v, i) => v.greaterThan(i),
          ),
        (a) => groups(items(a), rest, (g) => g.every(({ v, i }) => v > i)),
      ],
      [
        "groupSome",
        ($, a) =>
          a.groupSome(
            ($, v) => v.remainder(3n),
            ($, v, i) => v.greaterThan(i),
          ),
        (a) => groups(items(a), rest, (g) => g.some(({ v, i }) => v > i)),
      ],
      [
        "groupToArrays",
        ($, a) =>
          a.groupToArrays(
            ($, v) => v.remainder(3n),
            ($, v, i) => v.multiply(i),
          ),
        (a) => groups(items(a), rest, (g) => g.map(({ v, i }) => v * i)),
      ],
      [
        "groupBy",
        ($, a) => a.groupBy(($, v) => v.remainder(3n)),
        (a) => groups(items(a), rest, (g) => g.map(({ v }) => v)),
      ],
      [
        "groupToSets",
        ($, a) => a.groupToSets(($, v) => v.remainder(3n)),
        (a) => groups(items(a), rest, (g) => new Set(g.map(({ v }) => v).sort(byValue))),
      ],
      [
        "groupToDicts",
        ($, a) =>
          a.groupToDicts(
            ($, v) => v.remainder(3n),
            ($, v, i) => i,
          ),
        (a) => groups(items(a), rest, (g) => new Map(g.map(({ v, i }) => [i, v]))),
      ],
      [
        "groupToDicts of a repeated key",
        ($, a) =>
          a.groupToDicts(
            ($, v) => v.remainder(3n),
            () => "k",
          ),
        (a) =>
          a.length > 1
            ? fail('Dict already contains key "k"')
            : groups(items(a), rest, (g) => new Map(g.map(({ v }) => ["k", v]))),
      ],
      [
        "groupToDicts that combines",
        ($, a) =>
          a.groupToDicts(
            ($, v) => v.remainder(3n),
            () => "k",
            ($, v, i) => v.multiply(i),
            ($, x, y, k) => x.multiply(10n).add(y).add(k.length()),
          ),
        (a) =>
          groups(
            items(a),
            rest,
            (g) => new Map([["k", g.map(({ v, i }) => v * i).reduce((x, y) => x * 10n + y + 1n)]]),
          ),
      ],
      [
        "groupFindFirst",
        ($, a) => a.groupFindFirst(($, v) => v.remainder(3n), 4n),
        (a) =>
          groups(items(a), rest, (g) => {
            const found = g.find(({ v }) => v === 4n);
            return found === undefined ? none : some(found.i);
          }),
      ],
      [
        "groupFindFirst by a projection",
        ($, a) =>
          a.groupFindFirst(
            ($, v) => v.remainder(3n),
            true,
            ($, v, i) => v.lessThan(i),
          ),
        (a) =>
          groups(items(a), rest, (g) => {
            const found = g.find(({ v, i }) => v < i);
            return found === undefined ? none : some(found.i);
          }),
      ],
      [
        "groupFindAll",
        ($, a) => a.groupFindAll(($, v) => v.remainder(3n), 1n),
        (a) => groups(items(a), rest, (g) => g.filter(({ v }) => v === 1n).map(({ i }) => i)),
      ],
      [
        "groupFindAll by a projection",
        ($, a) =>
          a.groupFindAll(
            ($, v) => v.remainder(3n),
            true,
            ($, v, i) => v.lessThan(i),
          ),
        (a) => groups(items(a), rest, (g) => g.filter(({ v, i }) => v < i).map(({ i }) => i)),
      ],
      [
        "groupFindMaximum",
        ($, a) => a.groupFindMaximum(($, v) => v.remainder(3n)),
        (a) => groups(items(a), rest, (g) => max(g).i),
      ],
      [
        "groupFindMinimum by a projection",
        ($, a) =>
          a.groupFindMinimum(
            ($, v) => v.remainder(3n),
            ($, v) => v.negate(),
          ),
        (a) => groups(items(a), rest, (g) => max(g).i),
      ],
      [
        "groupMaximum by a projection",
        ($, a) =>
          a.groupMaximum(
            ($, v) => v.remainder(3n),
            ($, v, i) => i.negate(),
          ),
        (a) => groups(items(a), rest, (g) => g[0]?.v),
      ],
      [
        "groupMinimum",
        ($, a) => a.groupMinimum(($, v) => v.remainder(3n)),
        (a) => groups(items(a), rest, (g) => min(g).v),
      ],
    ],
  );
});

suite("groups of sets", () => {
  const length = (k: string): bigint => BigInt(k.length);
  agrees(
    SetType(StringType),
    [() => new SortedSet<string>(), () => new SortedSet(["b", "a", "cc", "dd", "eee"])],
    [
      [
        "groupReduce",
        ($, s) =>
          s.groupReduce(
            ($, k) => k.length(),
            ($, n) => East.str`${n}:`,
            ($, acc, k) => acc.concat(k),
          ),
        (s) => groups([...s], length, (g) => `${g[0]?.length}:${g.join("")}`),
      ],
      [
        "groupSize",
        ($, s) => s.groupSize(($, k) => k.length()),
        (s) => groups([...s], length, (g) => BigInt(g.length)),
      ],
      [
        "groupSum",
        ($, s) =>
          s.groupSum(
            ($, k) => k.length(),
            ($, k) => k.length(),
          ),
        (s) => groups([...s], length, (g) => length(g.join(""))),
      ],
      [
        "groupMean",
        ($, s) =>
          s.groupMean(
            () => "all",
            ($, k) => k.length(),
          ),
        (s) =>
          groups(
            [...s],
            () => "all",
            (g) => g.join("").length / g.length,
          ),
      ],
      [
        "groupEvery",
        ($, s) =>
          s.groupEvery(
            ($, k) => k.length(),
            ($, k) => k.notEquals("a"),
          ),
        (s) => groups([...s], length, (g) => !g.includes("a")),
      ],
      [
        "groupSome",
        ($, s) =>
          s.groupSome(
            ($, k) => k.length(),
            ($, k) => k.equals("a"),
          ),
        (s) => groups([...s], length, (g) => g.includes("a")),
      ],
      [
        "groupToArrays",
        ($, s) => s.groupToArrays(($, k) => k.length()),
        (s) => groups([...s], length, (g) => g),
      ],
      [
        "groupToSets",
        ($, s) =>
          s.groupToSets(
            () => "all",
            ($, k) => k.length(),
          ),
        (s) =>
          groups(
            [...s],
            () => "all",
            (g) => new Set(g.map(length).sort(byValue)),
          ),
      ],
      [
        "groupToDicts",
        ($, s) =>
          s.groupToDicts(
            ($, k) => k.length(),
            ($, k) => k.concat("!"),
          ),
        (s) => groups([...s], length, (g) => new Map(g.map((k) => [`${k}!`, k]))),
      ],
    ],
  );
});

suite("groups of dicts", () => {
  type Entry = [string, bigint];
  const odd = ([, v]: Entry): bigint => v % 2n;
  const entries: Entry[] = [
    ["a", 1n],
    ["b", 2n],
    ["c", 3n],
    ["d", 3n],
  ];
  agrees(
    DictType(StringType, IntegerType),
    [() => new SortedMap<string, bigint>(), () => new SortedMap(entries)],
    [
      [
        "groupReduce",
        ($, d) =>
          d.groupReduce(
            ($, v) => v.remainder(2n),
            ($, n) => East.str`${n}:`,
            ($, acc, v, k) => East.str`${acc}${k}${v}`,
          ),
        (d) => groups([...d], odd, (g) => `${odd(g[0] as Entry)}:${g.flat().join("")}`),
      ],
      [
        "groupSize of the values",
        ($, d) => d.groupSize(),
        (d) =>
          groups(
            [...d],
            ([, v]) => v,
            (g) => BigInt(g.length),
          ),
      ],
      [
        "groupSum",
        ($, d) => d.groupSum(($, v) => v.remainder(2n)),
        (d) => groups([...d], odd, (g) => sum(g.map(([, v]) => v))),
      ],
      [
        "groupMean",
        ($, d) =>
          d.groupMean(
            ($, v) => v.remainder(2n),
            ($, v, k) => v.add(k.length()),
          ),
        (d) => groups([...d], odd, (g) => Number(sum(g.map(([, v]) => v + 1n))) / g.length),
      ],
      [
        "groupEvery",
        ($, d) =>
          d.groupEvery(
            ($, v) => v.remainder(2n),
            ($, v, k) => k.notEquals("a"),
          ),
        (d) => groups([...d], odd, (g) => g.every(([k]) => k !== "a")),
      ],
      [
        "groupSome",
        ($, d) =>
          d.groupSome(
            ($, v) => v.remainder(2n),
            ($, v, k) => k.equals("a"),
          ),
        (d) => groups([...d], odd, (g) => g.some(([k]) => k === "a")),
      ],
      [
        "groupToArrays",
        ($, d) =>
          d.groupToArrays(
            ($, v) => v.remainder(2n),
            ($, v, k) => k,
          ),
        (d) => groups([...d], odd, (g) => g.map(([k]) => k)),
      ],
      [
        "groupToSets",
        ($, d) => d.groupToSets(($, v) => v.remainder(2n)),
        (d) => groups([...d], odd, (g) => new Set(g.map(([, v]) => v))),
      ],
      [
        "groupToDicts",
        ($, d) =>
          d.groupToDicts(
            ($, v) => v.remainder(2n),
            ($, v, k) => k,
          ),
        (d) => groups([...d], odd, (g) => new Map(g)),
      ],
      [
        "groupToDicts that combines",
        ($, d) =>
          d.groupToDicts(
            ($, v) => v.remainder(2n),
            ($, v) => v,
            ($, v, k) => k,
            ($, x, y, k) => East.str`${x}${y}${k}`,
          ),
        (d) =>
          groups([...d], odd, (g) =>
            groups(
              g,
              ([, v]) => v,
              (same) => (same.length > 1 ? `${same.map(([k]) => k).join("")}${same[0]?.[1]}` : same[0]?.[0]),
            ),
          ),
      ],
    ],
  );
});
