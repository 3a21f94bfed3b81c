/**
 * Builtins that call back: what callbacks are given, in which order, and what becomes of their results
 * (spec/east-builtins.md 8 to 11). Callbacks are JavaScript functions that may note what they are given.
 */
import assert from "node:assert/strict";
import { suite, test } from "node:test";
import {
  BooleanType,
  type EastType,
  FloatType,
  IntegerType,
  none,
  ref,
  SortedMap,
  SortedSet,
  StringType,
  StructType,
  some,
} from "@elaraai/east";
import { builtinFunction } from "../../support/builtins.js";

const I = IntegerType;
const S = StringType;

const set = (...keys: bigint[]) => new SortedSet(keys);
const dict = (entries: Record<string, bigint>) => new SortedMap(Object.entries(entries));

/** Containers as plain lists, deep. */
function plain(value: unknown): unknown {
  if (value instanceof SortedSet || value instanceof Set) return { set: [...value].map(plain) };
  if (value instanceof SortedMap || value instanceof Map)
    return { dict: [...value].map(([key, item]) => [plain(key), plain(item)]) };
  if (Array.isArray(value)) return value.map(plain);
  return value;
}

type Case = {
  name: string;
  types: EastType[];
  /** Makes the arguments; `note` keeps what callbacks are given. */
  args: (note: (...given: unknown[]) => void) => unknown[];
  result?: unknown;
  error?: string;
  /** The first argument afterwards, when it changes. */
  after?: unknown;
  notes?: unknown[][];
};

const noted =
  <R>(note: (...given: unknown[]) => void, f: (...given: any[]) => R) =>
  (...given: unknown[]): R => {
    note(...given);
    return f(...given);
  };

const isEven = (x: bigint): boolean => x % 2n === 0n;

const cases: Record<string, Case> = {
  "RefMerge gives the old value first": {
    name: "RefMerge",
    types: [I, S],
    args: () => [ref(4n), "ab", (old: bigint, text: string) => old + BigInt(text.length)],
    result: null,
  },
  "ArrayGenerate calls for each index": {
    name: "ArrayGenerate",
    types: [I],
    args: () => [3n, (index: bigint) => index * index],
    result: [0n, 1n, 4n],
  },
  "ArrayGenerate of a negative size is empty": {
    name: "ArrayGenerate",
    types: [I],
    args: () => [-1n, () => assert.fail()],
    result: [],
  },
  "ArrayGetOrDefault calls back with the index that is out of bounds": {
    name: "ArrayGetOrDefault",
    types: [I],
    args: () => [[1n], -1n, (index: bigint) => index],
    result: -1n,
  },
  "ArrayGetOrDefault does not call back within bounds": {
    name: "ArrayGetOrDefault",
    types: [I],
    args: () => [[1n], 0n, () => assert.fail()],
    result: 1n,
  },
  "ArrayMerge gives old, value and index": {
    name: "ArrayMerge",
    types: [I, S],
    args: (note) => [[1n, 2n], 1n, "x", noted(note, (old) => old + 10n)],
    result: null,
    after: [1n, 12n],
    notes: [[2n, "x", 1n]],
  },
  "ArrayMerge fails out of bounds, before it calls back": {
    name: "ArrayMerge",
    types: [I, S],
    args: (note) => [[1n, 2n], 2n, "x", noted(note, (old) => old)],
    error: "Array index 2 out of bounds",
    notes: [],
  },
  "ArrayMergeAll merges what both have": {
    name: "ArrayMergeAll",
    types: [I, I],
    args: (note) => [[1n, 2n], [10n, 20n, 30n], noted(note, (old, more) => old + more)],
    result: null,
    after: [11n, 22n],
    notes: [
      [1n, 10n, 0n],
      [2n, 20n, 1n],
    ],
  },
  "ArrayGetKeys calls back where an index is out of bounds": {
    name: "ArrayGetKeys",
    types: [S],
    args: () => [["a", "b"], [1n, 5n, 0n], (index: bigint) => `no ${index}`],
    result: ["b", "no 5", "a"],
  },
  "ArraySort is stable and asks for each key once": {
    name: "ArraySort",
    types: [S, I],
    args: (note) => [["bb", "a", "cc", "d"], noted(note, (text) => BigInt(text.length))],
    result: ["a", "d", "bb", "cc"],
    notes: [["bb"], ["a"], ["cc"], ["d"]],
  },
  "ArraySortInPlace orders by key": {
    name: "ArraySortInPlace",
    types: [I, I],
    args: () => [[1n, 3n, 2n], (x: bigint) => -x],
    result: null,
    after: [3n, 2n, 1n],
  },
  "ArraySort puts NaN last and -0.0 before 0.0": {
    name: "ArraySort",
    types: [FloatType, FloatType],
    args: () => [[Number.NaN, 0, -0, -1], (x: number) => x],
    result: [-1, -0, 0, Number.NaN],
  },
  "ArrayIsSorted compares keys": {
    name: "ArrayIsSorted",
    types: [I, I],
    args: () => [[3n, 2n, 2n], (x: bigint) => -x],
    result: true,
  },
  "ArrayIsSorted sees a key that is greater than the next": {
    name: "ArrayIsSorted",
    types: [I, I],
    args: () => [[1n, 3n, 2n], (x: bigint) => x],
    result: false,
  },
  "ArrayFindSortedRange gives the place of equal keys": {
    name: "ArrayFindSortedRange",
    types: [I, I],
    args: () => [[1n, 2n, 2n, 2n, 5n], 2n, (x: bigint) => x],
    result: { start: 1n, end: 4n },
  },
  "ArrayFindSortedRange of an absent key is empty": {
    name: "ArrayFindSortedRange",
    types: [I, I],
    args: () => [[1n, 5n], 3n, (x: bigint) => x],
    result: { start: 1n, end: 1n },
  },
  "ArrayFindSortedFirst counts smaller keys": {
    name: "ArrayFindSortedFirst",
    types: [I, I],
    args: () => [[1n, 2n, 2n], 9n, (x: bigint) => x],
    result: 3n,
  },
  "ArrayFindSortedLast counts keys that are not greater": {
    name: "ArrayFindSortedLast",
    types: [I, I],
    args: () => [[1n, 2n, 2n, 4n], 2n, (x: bigint) => x],
    result: 3n,
  },
  "ArrayFindFirst stops at the first": {
    name: "ArrayFindFirst",
    types: [S, I],
    args: (note) => [["aa", "b", "c"], 1n, noted(note, (text) => BigInt(text.length))],
    result: some(1n),
    notes: [["aa"], ["b"]],
  },
  "ArrayFindFirst may find nothing": {
    name: "ArrayFindFirst",
    types: [S, I],
    args: () => [["aa"], 1n, (text: string) => BigInt(text.length)],
    result: none,
  },
  "ArrayForEach gives element and index": {
    name: "ArrayForEach",
    types: [S, I],
    args: (note) => [["a", "b"], noted(note, () => 1n)],
    result: null,
    notes: [
      ["a", 0n],
      ["b", 1n],
    ],
  },
  "ArrayMap gives element and index": {
    name: "ArrayMap",
    types: [I, I],
    args: () => [[5n, 6n], (x: bigint, index: bigint) => x * 10n + index],
    result: [50n, 61n],
  },
  "ArrayFilter keeps elements": {
    name: "ArrayFilter",
    types: [I],
    args: () => [[1n, 2n, 3n, 4n], isEven],
    result: [2n, 4n],
  },
  "ArrayFilterMap keeps the somes": {
    name: "ArrayFilterMap",
    types: [I, S],
    args: () => [[1n, 2n], (x: bigint) => (isEven(x) ? some(`${x}`) : none)],
    result: ["2"],
  },
  "ArrayFirstMap visits no more than it needs": {
    name: "ArrayFirstMap",
    types: [I, S],
    args: (note) => [[1n, 2n, 4n], noted(note, (x) => (isEven(x) ? some(`${x}`) : none))],
    result: some("2"),
    notes: [
      [1n, 0n],
      [2n, 1n],
    ],
  },
  "ArrayFold gives accumulator, element and index": {
    name: "ArrayFold",
    types: [I, S],
    args: () => [[7n, 8n], "", (acc: string, x: bigint, index: bigint) => `${acc}${x}@${index} `],
    result: "7@0 8@1 ",
  },
  "ArrayMapReduce maps each element just before it combines": {
    name: "ArrayMapReduce",
    types: [I, S],
    args: (note) => [[1n, 2n, 3n], noted(note, (x) => `${x}`), noted(note, (acc, y) => acc + y)],
    result: "123",
    notes: [
      [1n, 0n],
      [2n, 1n],
      ["1", "2"],
      [3n, 2n],
      ["12", "3"],
    ],
  },
  "ArrayMapReduce fails when empty": {
    name: "ArrayMapReduce",
    types: [I, I],
    args: () => [[], () => 0n, () => 0n],
    error: "Cannot reduce empty array with no initial value",
  },
  "ArrayToSet collapses equal keys": {
    name: "ArrayToSet",
    types: [I, BooleanType],
    args: () => [[1n, 2n, 3n], isEven],
    result: { set: [false, true] },
  },
  "ArrayToDict asks for key, value, then the conflict": {
    name: "ArrayToDict",
    types: [I, I, S],
    args: (note) => [
      [1n, 2n, 3n],
      noted(note, (x) => x % 2n),
      noted(note, (x) => `${x}`),
      noted(note, (old, value, key) => `${old}+${value}@${key}`),
    ],
    result: {
      dict: [
        [0n, "2"],
        [1n, "1+3@1"],
      ],
    },
    notes: [
      [1n, 0n],
      [1n, 0n],
      [2n, 1n],
      [2n, 1n],
      [3n, 2n],
      [3n, 2n],
      ["1", "3", 1n],
    ],
  },
  "ArrayFlattenToArray concatenates": {
    name: "ArrayFlattenToArray",
    types: [I, I],
    args: () => [[1n, 2n], (x: bigint, index: bigint) => [x, index]],
    result: [1n, 0n, 2n, 1n],
  },
  "ArrayFlattenToSet unites": {
    name: "ArrayFlattenToSet",
    types: [I, I],
    args: () => [[3n, 1n], (x: bigint) => set(x, x + 2n)],
    result: { set: [1n, 3n, 5n] },
  },
  "ArrayFlattenToDict unites with conflicts": {
    name: "ArrayFlattenToDict",
    types: [I, S, I],
    args: () => [[1n, 2n], (x: bigint) => dict({ k: x, [`${x}`]: x }), (a: bigint, b: bigint) => a * 10n + b],
    result: {
      dict: [
        ["1", 1n],
        ["2", 2n],
        ["k", 12n],
      ],
    },
  },
  "ArrayGroupFold makes the initial value once per key": {
    name: "ArrayGroupFold",
    types: [I, I, S],
    args: (note) => [
      [1n, 2n, 3n],
      (x: bigint) => x % 2n,
      noted(note, (key) => `${key}:`),
      (acc: string, x: bigint, index: bigint) => `${acc}${x}@${index}`,
    ],
    result: {
      dict: [
        [0n, "0:2@1"],
        [1n, "1:1@03@2"],
      ],
    },
    notes: [[1n], [0n]],
  },
  "ArrayScan gives every accumulator": {
    name: "ArrayScan",
    types: [I, I],
    args: () => [[1n, 2n, 3n], 10n, (acc: bigint, x: bigint) => acc + x],
    result: [11n, 13n, 16n],
  },
  "ArrayToTree builds children before parents": {
    name: "ArrayToTree",
    types: [I, I, S],
    args: (note) => [
      [4n, 2n, 3n, 1n],
      (x: bigint) => x,
      (x: bigint) => (x === 1n ? none : some(x / 2n)),
      noted(note, (x, _, children: string[]) => `${x}(${children.join(" ")})`),
    ],
    result: ["1(2(4()) 3())"],
    notes: [
      [4n, 0n, []],
      [2n, 1n, ["4()"]],
      [3n, 2n, []],
      [1n, 3n, ["2(4())", "3()"]],
    ],
  },
  "ArrayToTree takes those with a parent from elsewhere for roots": {
    name: "ArrayToTree",
    types: [I, I, I],
    args: () => [[5n, 6n], (x: bigint) => x, () => some(99n), (x: bigint) => x],
    result: [5n, 6n],
  },
  "ArrayToTree refuses a key twice": {
    name: "ArrayToTree",
    types: [I, S, I],
    args: () => [[5n, 6n], () => "k", () => none, () => assert.fail()],
    error: 'toTree: duplicate key "k"',
  },
  "ArrayToTree refuses a cycle before it builds, naming where the chain closes": {
    name: "ArrayToTree",
    types: [I, I, I],
    args: () => [
      [9n, 5n, 3n, 2n],
      (x: bigint) => x,
      (x: bigint) => ({ 9: none, 5: some(3n), 3: some(2n), 2: some(3n) })[Number(x)],
      () => assert.fail(),
    ],
    error: "toTree: cycle through key 3",
  },
  "SetGenerate calls back for a key that is there": {
    name: "SetGenerate",
    types: [I],
    args: (note) => [4n, (index: bigint) => index / 2n, noted(note, () => null)],
    result: { set: [0n, 1n] },
    notes: [[0n], [1n]],
  },
  "SetForEach visits in order": {
    name: "SetForEach",
    types: [I, I],
    args: (note) => [set(3n, 1n), noted(note, (x) => x)],
    result: null,
    notes: [
      [1n, undefined],
      [3n, undefined],
    ],
  },
  "SetMap gives a dict": {
    name: "SetMap",
    types: [I, S],
    args: () => [set(2n, 1n), (x: bigint) => `${x}`],
    result: {
      dict: [
        [1n, "1"],
        [2n, "2"],
      ],
    },
  },
  "SetFilter keeps keys": {
    name: "SetFilter",
    types: [I],
    args: () => [set(1n, 2n), isEven],
    result: { set: [2n] },
  },
  "SetFilterMap gives a dict of the somes": {
    name: "SetFilterMap",
    types: [I, S],
    args: () => [set(1n, 2n), (x: bigint) => (isEven(x) ? some("even") : none)],
    result: { dict: [[2n, "even"]] },
  },
  "SetFirstMap stops at the first some": {
    name: "SetFirstMap",
    types: [I, I],
    args: () => [set(1n, 2n, 4n), (x: bigint) => (isEven(x) ? some(x) : none)],
    result: some(2n),
  },
  "SetMapReduce fails when empty": {
    name: "SetMapReduce",
    types: [I, I],
    args: () => [set(), () => 0n, () => 0n],
    error: "Cannot reduce empty set with no initial value",
  },
  "SetReduce takes the callback before the initial value": {
    name: "SetReduce",
    types: [I, S],
    args: () => [set(2n, 1n), (acc: string, key: bigint) => acc + key, ">"],
    result: ">12",
  },
  "SetToArray maps in order": {
    name: "SetToArray",
    types: [I, I],
    args: () => [set(2n, 1n), (x: bigint) => x * 2n],
    result: [2n, 4n],
  },
  "SetToSet collapses equal keys": {
    name: "SetToSet",
    types: [I, BooleanType],
    args: () => [set(1n, 3n), isEven],
    result: { set: [false] },
  },
  "SetToDict resolves conflicts": {
    name: "SetToDict",
    types: [I, BooleanType, I],
    args: () => [set(1n, 2n, 3n), isEven, (x: bigint) => x, (old: bigint, x: bigint) => old * 10n + x],
    result: {
      dict: [
        [false, 13n],
        [true, 2n],
      ],
    },
  },
  "SetFlattenToArray concatenates": {
    name: "SetFlattenToArray",
    types: [I, I],
    args: () => [set(2n, 1n), (x: bigint) => [x, x]],
    result: [1n, 1n, 2n, 2n],
  },
  "SetFlattenToSet unites": {
    name: "SetFlattenToSet",
    types: [I, I],
    args: () => [set(1n, 2n), (x: bigint) => set(x, 9n)],
    result: { set: [1n, 2n, 9n] },
  },
  "SetFlattenToDict unites with conflicts": {
    name: "SetFlattenToDict",
    types: [I, S, I],
    args: () => [set(1n, 2n), (x: bigint) => dict({ k: x }), (a: bigint, b: bigint) => a * 10n + b],
    result: { dict: [["k", 12n]] },
  },
  "SetGroupFold groups": {
    name: "SetGroupFold",
    types: [I, BooleanType, I],
    args: () => [set(1n, 2n, 3n), isEven, () => 0n, (acc: bigint, x: bigint) => acc + x],
    result: {
      dict: [
        [false, 4n],
        [true, 2n],
      ],
    },
  },
  "SetScan gives every accumulator": {
    name: "SetScan",
    types: [I, I],
    args: () => [set(3n, 1n), (acc: bigint, x: bigint) => acc + x, 0n],
    result: [1n, 4n],
  },
  "SetToTree takes elements for their own keys": {
    name: "SetToTree",
    types: [I, S],
    args: () => [
      set(1n, 2n, 3n),
      (x: bigint) => (x === 1n ? none : some(1n)),
      (x: bigint, children: string[]) => `${x}(${children.join(" ")})`,
    ],
    result: ["1(2() 3())"],
  },
  "DictGenerate asks for key, value, then the conflict": {
    name: "DictGenerate",
    types: [I, I],
    args: (note) => [
      3n,
      (index: bigint) => index / 2n,
      (index: bigint) => index,
      noted(note, (old, value) => old * 10n + value),
    ],
    result: {
      dict: [
        [0n, 1n],
        [1n, 2n],
      ],
    },
    notes: [[0n, 1n, 0n]],
  },
  "DictGetOrDefault calls back with the key, and leaves the dict alone": {
    name: "DictGetOrDefault",
    types: [S, I],
    args: () => [dict({ a: 1n }), "zz", (key: string) => BigInt(key.length)],
    result: 2n,
  },
  "DictInsertOrUpdate calls back only for a key that is there": {
    name: "DictInsertOrUpdate",
    types: [S, I],
    args: (note) => [dict({ a: 1n }), "a", 5n, noted(note, (old, value) => old + value)],
    result: null,
    after: { dict: [["a", 6n]] },
    notes: [[1n, 5n, "a"]],
  },
  "DictGetOrInsert keeps what the callback gives": {
    name: "DictGetOrInsert",
    types: [S, I],
    args: () => [dict({ a: 1n }), "b", () => 7n],
    result: 7n,
    after: {
      dict: [
        ["a", 1n],
        ["b", 7n],
      ],
    },
  },
  "DictMerge starts from the initial value where the key is absent": {
    name: "DictMerge",
    types: [S, I, S],
    args: (note) => [
      dict({}),
      "k",
      "xyz",
      noted(note, (old, value) => old + BigInt(value.length)),
      noted(note, () => 100n),
    ],
    result: null,
    after: { dict: [["k", 103n]] },
    notes: [["k"], [100n, "xyz", "k"]],
  },
  "DictMergeAll merges every entry in order": {
    name: "DictMergeAll",
    types: [S, I, I],
    args: () => [
      dict({ a: 1n }),
      dict({ b: 2n, a: 5n }),
      (old: bigint, v: bigint) => old * 10n + v,
      () => 9n,
    ],
    result: null,
    after: {
      dict: [
        ["a", 15n],
        ["b", 92n],
      ],
    },
  },
  "DictUnionInPlace resolves conflicts": {
    name: "DictUnionInPlace",
    types: [S, I],
    args: () => [dict({ a: 1n }), dict({ a: 2n, b: 3n }), (old: bigint, value: bigint) => old * 10n + value],
    result: null,
    after: {
      dict: [
        ["a", 12n],
        ["b", 3n],
      ],
    },
  },
  "DictGetKeys calls back for keys that are absent": {
    name: "DictGetKeys",
    types: [I, S],
    args: () => [new SortedMap([[1n, "one"]]), set(1n, 2n), (key: bigint) => `no ${key}`],
    result: {
      dict: [
        [1n, "one"],
        [2n, "no 2"],
      ],
    },
  },
  "DictForEach gives value and key": {
    name: "DictForEach",
    types: [S, I, I],
    args: (note) => [dict({ b: 2n, a: 1n }), noted(note, () => 0n)],
    result: null,
    notes: [
      [1n, "a"],
      [2n, "b"],
    ],
  },
  "DictMap keeps keys": {
    name: "DictMap",
    types: [S, I, S],
    args: () => [dict({ a: 1n }), (value: bigint, key: string) => `${key}${value}`],
    result: { dict: [["a", "a1"]] },
  },
  "DictFilter keeps entries": {
    name: "DictFilter",
    types: [S, I],
    args: () => [dict({ a: 1n, b: 2n }), isEven],
    result: { dict: [["b", 2n]] },
  },
  "DictFilterMap keeps the somes": {
    name: "DictFilterMap",
    types: [S, I, I],
    args: () => [dict({ a: 1n, b: 2n }), (x: bigint) => (isEven(x) ? some(x * x) : none)],
    result: { dict: [["b", 4n]] },
  },
  "DictFirstMap stops at the first some": {
    name: "DictFirstMap",
    types: [S, I, S],
    args: () => [dict({ a: 1n, b: 2n }), (_: bigint, key: string) => some(key)],
    result: some("a"),
  },
  "DictMapReduce fails when empty": {
    name: "DictMapReduce",
    types: [S, I, I],
    args: () => [dict({}), () => 0n, () => 0n],
    error: "Cannot reduce empty dictionary with no initial value",
  },
  "DictReduce takes the callback before the initial value": {
    name: "DictReduce",
    types: [S, I, S],
    args: () => [dict({ b: 2n, a: 1n }), (acc: string, value: bigint, key: string) => acc + key + value, ""],
    result: "a1b2",
  },
  "DictToArray maps in order": {
    name: "DictToArray",
    types: [S, I, S],
    args: () => [dict({ b: 2n, a: 1n }), (_: bigint, key: string) => key],
    result: ["a", "b"],
  },
  "DictToSet collapses equal keys": {
    name: "DictToSet",
    types: [S, I, BooleanType],
    args: () => [dict({ a: 2n, b: 4n }), isEven],
    result: { set: [true] },
  },
  "DictToDict resolves conflicts": {
    name: "DictToDict",
    types: [S, I, BooleanType, S],
    args: () => [
      dict({ a: 2n, b: 4n }),
      isEven,
      (_: bigint, key: string) => key,
      (old: string, key: string) => old + key,
    ],
    result: { dict: [[true, "ab"]] },
  },
  "DictFlattenToArray concatenates": {
    name: "DictFlattenToArray",
    types: [S, I, I],
    args: () => [dict({ a: 2n, b: 4n }), (x: bigint) => [x, x]],
    result: [2n, 2n, 4n, 4n],
  },
  "DictFlattenToSet unites": {
    name: "DictFlattenToSet",
    types: [S, I, I],
    args: () => [dict({ a: 2n, b: 4n }), (x: bigint) => set(x, 3n)],
    result: { set: [2n, 3n, 4n] },
  },
  "DictFlattenToDict unites with conflicts": {
    name: "DictFlattenToDict",
    types: [S, I, S, I],
    args: () => [
      dict({ a: 2n, b: 4n }),
      (x: bigint) => dict({ k: x }),
      (a: bigint, b: bigint) => a * 10n + b,
    ],
    result: { dict: [["k", 24n]] },
  },
  "DictGroupFold groups": {
    name: "DictGroupFold",
    types: [S, I, BooleanType, S],
    args: () => [
      dict({ a: 2n, b: 4n, c: 1n }),
      isEven,
      () => "",
      (acc: string, value: bigint, key: string) => acc + key + value,
    ],
    result: {
      dict: [
        [false, "c1"],
        [true, "a2b4"],
      ],
    },
  },
  "DictScan gives every accumulator": {
    name: "DictScan",
    types: [S, I, I],
    args: () => [dict({ a: 2n, b: 4n }), (acc: bigint, x: bigint) => acc + x, 1n],
    result: [3n, 7n],
  },
  "DictToTree gives value, key and children": {
    name: "DictToTree",
    types: [S, I, S],
    args: () => [
      dict({ a: 1n, b: 2n }),
      (_: bigint, key: string) => (key === "a" ? none : some("a")),
      (value: bigint, key: string, children: string[]) => `${key}${value}(${children.join(" ")})`,
    ],
    result: ["a1(b2())"],
  },
};

suite("builtins: callbacks", () => {
  for (const [what, { name, types, args, result, error, after, notes }] of Object.entries(cases)) {
    test(what, () => {
      const given: unknown[][] = [];
      const values = args((...one) => given.push(one));
      const run = builtinFunction(name, types);
      if (error === undefined) assert.deepEqual(plain(run(...values)), result);
      else assert.throws(() => run(...values), { message: error });
      if (after !== undefined) assert.deepEqual(plain(values[0]), after);
      if (notes !== undefined) assert.deepEqual(given, notes);
    });
  }

  test("a struct key orders dicts and sets by its fields", () => {
    const Point = StructType({ x: I, y: I });
    const run = builtinFunction("ArrayToSet", [I, Point]);
    const points = run([3n, 1n, 3n], (x: bigint) => ({ x: 0n, y: x }));
    assert.deepEqual(
      [...points],
      [
        { x: 0n, y: 1n },
        { x: 0n, y: 3n },
      ],
    );
  });

  test("elements appended during a walk of an array are not visited, changed ones are seen", () => {
    const items = [1n, 2n, 3n];
    const seen = builtinFunction("ArrayMap", [I, I])(items, (x: bigint, index: bigint) => {
      items.push(9n);
      if (index === 0n) items[2] = 7n;
      return x;
    });
    assert.deepEqual(seen, [1n, 2n, 7n]);
  });

  test("keys inserted ahead of a walk of a set are visited", () => {
    const keys = set(1n, 2n);
    const seen = builtinFunction("SetToArray", [I, I])(keys, (key: bigint) => {
      if (key < 4n) keys.add(key * 2n);
      return key;
    });
    assert.deepEqual(seen, [1n, 2n, 4n]);
  });

  test("a collection may be appended to itself", () => {
    const items = [1n, 2n];
    builtinFunction("ArrayAppend", [I])(items, items);
    assert.deepEqual(items, [1n, 2n, 1n, 2n]);
    builtinFunction("ArrayPrepend", [I])(items, items);
    assert.equal(items.length, 8);
    const keys = set(1n, 2n);
    builtinFunction("SetUnionInPlace", [I])(keys, keys);
    assert.deepEqual([...keys], [1n, 2n]);
  });

  test("an error of a callback ends the builtin at once and unlocks what it walked", () => {
    const items = [1n, 2n];
    const run = builtinFunction("ArrayForEach", [I, I]);
    const failing = (): bigint => {
      throw new Error("from the host");
    };
    assert.throws(() => run(items, failing), /from the host/);
    builtinFunction("ArrayPushLast", [I])(items, 3n);
    assert.deepEqual(items, [1n, 2n, 3n]);
  });
});
