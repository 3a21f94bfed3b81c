// Array expressions against plain JavaScript (spec/east-api.md 3.8).
import { suite } from "node:test";
import { ArrayType, FloatType, IntegerType, none, StringType, StructType, some } from "@elaraai/east";
import { agrees, byValue, fail } from "../../support/agree.js";

const sum = (numbers: bigint[]): bigint => numbers.reduce((a, b) => a + b, 0n);
const at = <T>(items: T[], index: number): T => items[index] ?? fail(`Array index ${index} out of bounds`);
const index = (i: number): ReturnType<typeof some<bigint>> | typeof none => (i < 0 ? none : some(BigInt(i)));
const indices = <T>(items: T[], holds: (item: T) => boolean): bigint[] =>
  items.flatMap((item, i) => (holds(item) ? [BigInt(i)] : []));
const odd = (x: bigint): boolean => x % 2n !== 0n;

const INTEGERS = [() => [], () => [5n], () => [3n, 1n, 2n, 3n, -1n], () => [1n, 1n, 2n, 5n]];

suite("arrays: reading", () => {
  agrees(ArrayType(IntegerType), INTEGERS, [
    ["size", ($, a) => a.size(), (a) => BigInt(a.length)],
    ["length", ($, a) => a.length(), (a) => BigInt(a.length)],
    ["has", ($, a) => [a.has(0n), a.has(3n), a.has(-1n)], (a) => [a.length > 0, a.length > 3, false]],
    ["get", ($, a) => a.get(1n), (a) => at(a, 1)],
    ["get of a negative index", ($, a) => a.get(-1n), () => fail("Array index -1 out of bounds")],
    ["get with a default", ($, a) => a.get(3n, ($, i) => i.multiply(10n)), (a) => a[3] ?? 30n],
    ["at", ($, a) => a.at(0n), (a) => at(a, 0)],
    ["at with a default", ($, a) => a.at(3n, () => 7n), (a) => a[3] ?? 7n],
    ["getOrDefault", ($, a) => a.getOrDefault(3n, a.size()), (a) => a[3] ?? BigInt(a.length)],
    ["tryGet", ($, a) => a.tryGet(2n), (a) => (a[2] === undefined ? none : some(a[2]))],
    [
      "getKeys",
      ($, a) => a.getKeys([0n, 0n]),
      (a) => (a.length ? [a[0], a[0]] : fail("Cannot get key 0 from array")),
    ],
    ["getKeys with a default", ($, a) => a.getKeys([0n, 9n], ($, i) => i), (a) => [a[0] ?? 0n, 9n]],
    ["slice", ($, a) => a.slice(1n, 3n), (a) => a.slice(1, 3)],
    ["slice beyond both ends", ($, a) => a.slice(-5n, 99n), (a) => a],
    [
      "copy",
      ($, a) => {
        const copied = $.const(a.copy());
        $(copied.pushLast(9n));
        return copied;
      },
      (a) => [...a, 9n],
    ],
    ["concat", ($, a) => a.concat([7n, 8n]), (a) => [...a, 7n, 8n]],
    // oxlint-disable-next-line no-array-reverse -- an expression gives a new array
    ["reverse", ($, a) => a.reverse(), (a) => a.toReversed()],
  ]);
});

suite("arrays: changing", () => {
  agrees(ArrayType(IntegerType), INTEGERS, [
    ["update", ($, a) => a.update(0n, 9n), (a) => (at(a, 0), (a[0] = 9n), null)],
    [
      "merge",
      ($, a) => a.merge(2n, "abc", ($, old, s, i) => old.add(s.length()).add(i)),
      (a) => ((a[2] = at(a, 2) + 5n), null),
    ],
    [
      "mergeAll",
      ($, a) => {
        $(
          a.mergeAll(a.map(($, v) => v.toFloat()).slice(0n, 2n), ($, old, v, i) =>
            old.add(v.toInteger()).add(i),
          ),
        );
        return a;
      },
      (a) => a.map((v, i) => (i < 2 ? v + v + BigInt(i) : v)).forEach((v, i) => (a[i] = v)) ?? a,
    ],
    ["pushLast", ($, a) => a.pushLast(a.size()), (a) => (a.push(BigInt(a.length)), null)],
    ["pushFirst", ($, a) => a.pushFirst(4n), (a) => (a.unshift(4n), null)],
    ["popLast", ($, a) => a.popLast(), (a) => a.pop() ?? fail("Cannot pop from empty Array")],
    ["popFirst", ($, a) => a.popFirst(), (a) => a.shift() ?? fail("Cannot pop from empty Array")],
    ["append itself", ($, a) => a.append(a), (a) => (a.push(...a), null)],
    ["prepend", ($, a) => a.prepend([1n, 2n]), (a) => (a.unshift(1n, 2n), null)],
    ["clear", ($, a) => a.clear(), (a) => (a.splice(0), null)],
    ["reverseInPlace", ($, a) => a.reverseInPlace(), (a) => (a.splice(0, a.length, ...a.toReversed()), null)],
    ["sortInPlace", ($, a) => a.sortInPlace(), (a) => (a.sort(byValue), null)],
    [
      "sortInPlace by a projection",
      ($, a) => a.sortInPlace(($, v) => v.negate()),
      (a) => (a.sort((x, y) => byValue(y, x)), null),
    ],
    [
      "forEach",
      ($, a) => {
        const seen = $.let([], ArrayType(IntegerType));
        $(a.forEach(($, v, i) => seen.pushLast(v.multiply(i))));
        return seen;
      },
      (a) => a.map((v, i) => v * BigInt(i)),
    ],
    [
      "forEach keeps the size as it is",
      ($, a) => a.forEach(() => a.popLast()),
      (a) => (a.length ? fail("Cannot modify Array during iteration") : null),
    ],
  ]);
});

suite("arrays: mapping", () => {
  agrees(ArrayType(IntegerType), INTEGERS, [
    ["map", ($, a) => a.map(($, v, i) => ({ v, i })), (a) => a.map((v, i) => ({ v, i: BigInt(i) }))],
    ["filter", ($, a) => a.filter(($, v, i) => v.greaterThan(i)), (a) => a.filter((v, i) => v > BigInt(i))],
    [
      "filter that returns early",
      ($, a) =>
        a.filter(($, v) => {
          $.if(v.equals(3n), ($) => $.return(true));
          return false;
        }),
      (a) => a.filter((v) => v === 3n),
    ],
    [
      "filterMap",
      ($, a) =>
        a.filterMap(($, v, i) =>
          v.greaterThan(1n).ifElse(
            () => some(v.add(i)),
            () => none,
          ),
        ),
      (a) => a.flatMap((v, i) => (v > 1n ? [v + BigInt(i)] : [])),
    ],
    ["filterMap of what is never none", ($, a) => a.filterMap(($, v) => some(v)), (a) => a],
    [
      "firstMap",
      ($, a) =>
        a.firstMap(($, v, i) =>
          v.lessThan(i).ifElse(
            () => some(v),
            () => none,
          ),
        ),
      (a) => {
        const found = a.find((v, i) => v < i);
        return found === undefined ? none : some(found);
      },
    ],
    ["flatMap", ($, a) => a.flatMap(($, v, i) => [v, i]), (a) => a.flatMap((v, i) => [v, BigInt(i)])],
    ["flatMap of arrays", ($, a) => a.map(($, v) => [v, v]).flatMap(), (a) => a.flatMap((v) => [v, v])],
    [
      "flattenToSet",
      ($, a) => a.flattenToSet(($, v, i) => new Set([v, i])),
      (a) => new Set(a.flatMap((v, i) => [v, BigInt(i)]).sort(byValue)),
    ],
    [
      "flattenToSet of sets",
      ($, a) => a.map(($, v, i) => new Set([v, i])).flattenToSet(),
      (a) => new Set(a.flatMap((v, i) => [v, BigInt(i)]).sort(byValue)),
    ],
    [
      "flattenToDict",
      ($, a) => a.slice(0n, 1n).flattenToDict(($, v, i) => new Map([[v, i]])),
      (a) => new Map(a.slice(0, 1).map((v) => [v, 0n])),
    ],
    [
      "flattenToDict with a conflict",
      ($, a) => a.flattenToDict(() => new Map([["k", 1n]])),
      (a) =>
        a.length > 1 ? fail("Cannot insert duplicate key k into dict") : new Map(a.map(() => ["k", 1n])),
    ],
    [
      "flattenToDict that combines",
      ($, a) =>
        a.flattenToDict(
          ($, v) => new Map([["k", v]]),
          ($, x, y, k) => x.add(y).add(k.length()),
        ),
      (a) => new Map(a.length ? [["k", sum(a) + BigInt(a.length - 1)]] : []),
    ],
    ["toSet", ($, a) => a.toSet(), (a) => new Set(a.toSorted(byValue))],
    [
      "toSet of a projection",
      ($, a) => a.toSet(($, v, i) => v.multiply(i)),
      (a) => new Set(a.map((v, i) => v * BigInt(i)).sort(byValue)),
    ],
    ["unique", ($, a) => a.unique(), (a) => new Set(a.toSorted(byValue))],
    ["toDict", ($, a) => a.toDict(), (a) => new Map(a.map((v, i) => [BigInt(i), v]))],
    [
      "toDict by a key",
      ($, a) => a.toDict(($, v) => v),
      (a) => {
        const twice = a.find((v, i) => a.indexOf(v) < i);
        return twice === undefined
          ? new Map(a.map((v) => [v, v]))
          : fail(`Cannot insert duplicate key ${twice} into dict`);
      },
    ],
    [
      "toDict that combines",
      ($, a) =>
        a.toDict(
          ($, v) => v,
          ($, v, i) => i,
          ($, x, y, k) => x.multiply(10n).add(y).add(k),
        ),
      (a) => {
        const dict = new Map<bigint, bigint>();
        a.forEach((v, i) =>
          dict.set(v, dict.has(v) ? (dict.get(v) as bigint) * 10n + BigInt(i) + v : BigInt(i)),
        );
        return new Map([...dict].sort(([x], [y]) => byValue(x, y)));
      },
    ],
  ]);
  agrees(
    ArrayType(StringType),
    [() => [], () => ["a"], () => ["b", "", "c"]],
    [
      ["stringJoin", ($, a) => a.stringJoin(", "), (a) => a.join(", ")],
      ["sort in the order of texts", ($, a) => a.sort(), (a) => a.toSorted()],
    ],
  );
});

suite("arrays: reducing", () => {
  agrees(ArrayType(IntegerType), INTEGERS, [
    [
      "reduce",
      ($, a) =>
        a.reduce(
          ($, acc, v, i) =>
            acc.concat(
              v.equals(i).ifElse(
                () => "=",
                () => ".",
              ),
            ),
          ">",
        ),
      (a) => a.reduce((acc, v, i) => acc + (v === BigInt(i) ? "=" : "."), ">"),
    ],
    [
      "scan",
      ($, a) => a.scan(($, acc, v, i) => acc.multiply(2n).add(v).add(i), 1n),
      (a) => {
        let acc = 1n;
        return a.map((v, i) => (acc = acc * 2n + v + BigInt(i)));
      },
    ],
    [
      "mapReduce",
      ($, a) =>
        a.mapReduce(
          ($, v, i) => [v, i],
          ($, x, y) => x.concat(y),
        ),
      (a) =>
        a.length
          ? a.flatMap((v, i) => [v, BigInt(i)])
          : fail("Cannot reduce empty array with no initial value"),
    ],
    ["every", ($, a) => a.every(($, v, i) => v.notEquals(i)), (a) => a.every((v, i) => v !== BigInt(i))],
    [
      "every of Booleans",
      ($, a) => a.map(($, v) => v.greaterThan(0n)).every(),
      (a) => a.every((v) => v > 0n),
    ],
    ["some", ($, a) => a.some(($, v, i) => v.equals(i)), (a) => a.some((v, i) => v === BigInt(i))],
    ["some of Booleans", ($, a) => a.map(($, v) => v.lessThan(0n)).some(), (a) => a.some((v) => v < 0n)],
    ["sum", ($, a) => a.sum(), (a) => sum(a)],
    [
      "sum of a projection",
      ($, a) => a.sum(($, v, i) => v.multiply(i)),
      (a) => sum(a.map((v, i) => v * BigInt(i))),
    ],
    [
      "sum of Floats",
      ($, a) => a.sum(($, v) => v.toFloat().divide(2)),
      (a) => a.reduce((acc, v) => acc + Number(v) / 2, 0),
    ],
    ["mean", ($, a) => a.mean(), (a) => Number(sum(a)) / a.length],
    [
      "mean of a projection",
      ($, a) => a.mean(($, v, i) => v.multiply(i)),
      (a) => Number(sum(a.map((v, i) => v * BigInt(i)))) / a.length,
    ],
  ]);
  agrees(
    ArrayType(FloatType),
    [() => [], () => [1.5, 2.5], () => [Number.NaN, -0, 0]],
    [
      ["sum", ($, a) => a.sum(), (a) => a.reduce((x, y) => x + y, 0)],
      ["mean", ($, a) => a.mean(), (a) => a.reduce((x, y) => x + y, 0) / a.length],
      [
        "findMaximum, NaN above all",
        ($, a) => a.findMaximum(),
        (a) => index(a.some(Number.isNaN) ? 0 : a.length - 1),
      ],
      [
        "findMinimum, -0.0 below 0.0",
        ($, a) => a.findMinimum(),
        (a) => index(a.length === 3 ? 1 : a.length - 2),
      ],
    ],
  );
});

suite("arrays: sorting and searching", () => {
  agrees(ArrayType(IntegerType), INTEGERS, [
    ["sort", ($, a) => a.sort(), (a) => a.toSorted(byValue)],
    [
      "sort by a projection, equal ones as they were",
      ($, a) => a.sort(($, v) => v.abs().lessThan(2n)),
      (a) => [...a.filter((v) => v > 1n || v < -1n), ...a.filter((v) => v <= 1n && v >= -1n)],
    ],
    ["isSorted", ($, a) => a.isSorted(), (a) => a.every((v, i) => i === 0 || (a[i - 1] as bigint) <= v)],
    [
      "isSorted by a projection",
      ($, a) => a.isSorted(($, v) => v.negate()),
      (a) => a.every((v, i) => i === 0 || (a[i - 1] as bigint) >= v),
    ],
    [
      "findSortedFirst",
      ($, a) => a.sort().findSortedFirst(1n),
      (a) => BigInt(a.filter((v) => v < 1n).length),
    ],
    ["findSortedLast", ($, a) => a.sort().findSortedLast(1n), (a) => BigInt(a.filter((v) => v <= 1n).length)],
    [
      "findSortedRange",
      ($, a) => a.sort().findSortedRange(1n),
      (a) => ({
        start: BigInt(a.filter((v) => v < 1n).length),
        end: BigInt(a.filter((v) => v <= 1n).length),
      }),
    ],
    [
      "findSortedRange by a projection",
      ($, a) => a.sort(($, v) => v.negate()).findSortedRange(-1, ($, v) => v.negate().toFloat()),
      (a) => ({
        start: BigInt(a.filter((v) => v > 1n).length),
        end: BigInt(a.filter((v) => v >= 1n).length),
      }),
    ],
    ["findFirst", ($, a) => a.findFirst(2n), (a) => index(a.indexOf(2n))],
    [
      "findFirst by a projection",
      ($, a) => a.findFirst(true, ($, v) => v.lessThan(3n)),
      (a) => index(a.findIndex((v) => v < 3n)),
    ],
    [
      "findFirst by element and index",
      ($, a) => a.findFirst(0n, ($, v, i) => v.subtract(i)),
      (a) => index(a.findIndex((v, i) => v === BigInt(i))),
    ],
    [
      "findFirst by all that a callback is given",
      ($, a) => a.findFirst(0n, (_$, ...each) => each[0].subtract(each[1])),
      (a) => index(a.findIndex((v, i) => v === BigInt(i))),
    ],
    ["findAll", ($, a) => a.findAll(3n), (a) => indices(a, (v) => v === 3n)],
    [
      "findAll by a projection",
      ($, a) => a.findAll(false, ($, v) => v.remainder(2n).equals(0n)),
      (a) => indices(a, odd),
    ],
    ["findMaximum", ($, a) => a.findMaximum(), (a) => index(a.indexOf(a.toSorted(byValue).at(-1) as bigint))],
    [
      "findMinimum by a projection",
      ($, a) => a.findMinimum(($, v, i) => v.add(i)),
      (a) => {
        const keys = a.map((v, i) => v + BigInt(i));
        return index(keys.indexOf(keys.toSorted(byValue)[0] as bigint));
      },
    ],
    [
      "maximum",
      ($, a) => a.maximum(),
      (a) => a.toSorted(byValue).at(-1) ?? fail("Cannot reduce empty array with no initial value"),
    ],
    [
      "minimum",
      ($, a) => a.minimum(),
      (a) => a.toSorted(byValue)[0] ?? fail("Cannot reduce empty array with no initial value"),
    ],
    [
      "maximum by a projection, the first of equal ones",
      ($, a) => a.maximum(($, v) => v.remainder(2n).abs()),
      (a) => a.find(odd) ?? a[0] ?? fail("Cannot reduce empty array with no initial value"),
    ],
    [
      "minimum by element and index",
      ($, a) => a.minimum(($, v, i) => i.negate()),
      (a) => a.at(-1) ?? fail("Cannot reduce empty array with no initial value"),
    ],
  ]);
});

suite("arrays: trees", () => {
  const Row = StructType({ id: StringType, in: StringType });
  type Row = { id: string; in: string };
  const text = (rows: Row[], of: string): string =>
    rows
      .filter((row) => row.in === of)
      .map(({ id }) => `${id}(${text(rows, id)})`)
      .join("");
  agrees(
    ArrayType(Row),
    [
      () => [],
      () => [
        { id: "a", in: "b" },
        { id: "b", in: "" },
        { id: "c", in: "b" },
        { id: "d", in: "a" },
        { id: "e", in: "" },
      ],
    ],
    [
      [
        "toTree",
        ($, a) =>
          a
            .toTree(
              StringType,
              ($, r) => r.id,
              ($, r) =>
                r.in.equals("").ifElse(
                  () => none,
                  () => some(r.in),
                ),
              ($, r, i, children) => r.id.concat("(").concat(children.stringJoin("")).concat(")"),
            )
            .stringJoin(""),
        (rows) => text(rows, ""),
      ],
      [
        "toTree of repeated keys",
        ($, a) =>
          a.toTree(
            IntegerType,
            () => "k",
            () => none,
            ($, r, i) => i,
          ),
        (a) => (a.length ? fail('toTree: duplicate key "k"') : []),
      ],
    ],
  );
});
