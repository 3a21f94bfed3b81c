/** Containers met twice, cycles, and nesting, in East text (spec/east-values.md 4.7). */
import assert from "node:assert/strict";
import { suite, test } from "node:test";
import {
  ArrayType,
  DictType,
  type EastType,
  IntegerType,
  isValueOf,
  MatrixType,
  matrix,
  NullType,
  OptionType,
  parseFor,
  printFor,
  RecursiveType,
  RefType,
  ref,
  SetType,
  SortedMap,
  SortedSet,
  StringType,
  StructType,
  some,
  VariantType,
  VectorType,
  variant,
} from "@elaraai/east";

const Integers = ArrayType(IntegerType);
const Tree = RecursiveType((self) => StructType({ v: IntegerType, kids: ArrayType(self) }));
const List = RecursiveType((self) =>
  VariantType({ nil: NullType, cons: StructType({ head: IntegerType, tail: self }) }),
);
const Nest = RecursiveType((self) => ArrayType(self));
const Cell = RecursiveType((self) => StructType({ name: StringType, next: RefType(OptionType(self)) }));
const Book = RecursiveType((self) => DictType(StringType, self));
/** Immutable, and so a key type, of any depth. */
const Peano = RecursiveType((self) => VariantType({ zero: NullType, next: self }));

function parsed(type: EastType, text: string): any {
  const result = parseFor(type)(text);
  assert.ok(result.success, result.success ? "" : result.error);
  return result.value;
}

/** A container, and one value that holds it twice. */
const shared = <C>(container: C, holder: (container: C) => unknown): unknown => holder(container);

suite("aliases in East text", () => {
  const cyclic: { v: bigint; kids: unknown[] } = { v: 1n, kids: [] };
  cyclic.kids.push({ v: 1n, kids: cyclic.kids });
  const itself: unknown[] = [];
  itself.push(itself);
  const loop = { name: "a", next: ref<unknown>(undefined) };
  loop.next.value = some({ name: "b", next: loop.next });

  const cases: [string, EastType, unknown, string][] = [
    ["two elements", ArrayType(Integers), shared([1n], (a) => [a, a]), "[[1], 1#[0]]"],
    [
      "two fields",
      StructType({ a: Integers, b: Integers }),
      shared([1n], (a) => ({ a, b: a })),
      "(a=[1], b=1#.a)",
    ],
    [
      "deeper fields",
      StructType({ a: StructType({ x: Integers }), b: StructType({ y: Integers }) }),
      shared([1n], (x) => ({ a: { x }, b: { y: x } })),
      "(a=(x=[1]), b=(y=2#.a.x))",
    ],
    [
      "dict values, under keys that need care",
      DictType(StringType, Integers),
      shared(
        [1n],
        (a) =>
          new Map([
            ['a]"`', a],
            ["b", a],
          ]),
      ),
      '{"a]\\"`":[1],"b":1#["a]\\"`"]}',
    ],
    [
      "dict values under struct keys",
      DictType(StructType({ "x y": IntegerType, z: OptionType(NullType) }), Integers),
      shared(
        [1n],
        (a) =>
          new Map([
            [{ "x y": 1n, z: some(null) }, a],
            [{ "x y": 2n, z: some(null) }, a],
          ]),
      ),
      "{(`x y`=1, z=.some):[1],(`x y`=2, z=.some):1#[(`x y`=1, z=.some)]}",
    ],
    [
      "through a variant",
      StructType({ v: VariantType({ "k k": Integers }), c: Integers }),
      shared([1n], (a) => ({ v: variant("k k", a), c: a })),
      "(v=.`k k` [1], c=1#.v.`k k`)",
    ],
    ["refs", ArrayType(RefType(IntegerType)), shared(ref(1n), (r) => [r, r]), "[&1, 1#[0]]"],
    [
      "the content of a ref",
      StructType({ r: RefType(Integers), s: Integers }),
      shared([1n], (a) => ({ r: ref(a), s: a })),
      "(r=&[1], s=1#.r[])",
    ],
    [
      "sets",
      ArrayType(SetType(IntegerType)),
      shared(new SortedSet([1n]), (s) => [s, s, s]),
      "[{1}, 1#[0], 1#[0]]",
    ],
    [
      "empty dicts",
      ArrayType(DictType(StringType, NullType)),
      shared(new SortedMap(), (d) => [d, d]),
      "[{:}, 1#[0]]",
    ],
    ["an array that holds itself", Nest, itself, "[1#]"],
    ["a cyclic tree", Tree, cyclic, "(v=1, kids=[(v=1, kids=2#)])"],
    ["a cycle through a ref", Cell, loop, '(name="a", next=&.some (name="b", next=3#))'],
    [
      "what stays whole: structs, vectors",
      ArrayType(VectorType(IntegerType)),
      shared(BigInt64Array.of(1n), (v) => [v, v]),
      "[vec[1], vec[1]]",
    ],
    [
      "what stays whole: matrices",
      ArrayType(MatrixType(IntegerType)),
      shared(matrix(BigInt64Array.of(1n), 1, 1), (m) => [m, m]),
      "[mat[[1]], mat[[1]]]",
    ],
  ];
  for (const [name, type, value, text] of cases) {
    test(`${name}: ${text}`, () => {
      assert.equal(printFor(type)(value as never), text);
      const back = parsed(type, text);
      assert.equal(printFor(type)(back), text);
      assert.ok(isValueOf(back, type));
      assert.equal(
        printFor(type)(parsed(type, printFor(type, { indent: 1, width: 4 })(value as never))),
        text,
      );
    });
  }

  test("make one object of two places", () => {
    const [a, b] = parsed(ArrayType(Integers), "[[1], 1#[0]]");
    assert.equal(a, b);
    const tree = parsed(Tree, "(v=1, kids=[(v=1, kids=2#)])");
    assert.equal(tree.kids[0].kids, tree.kids);
    const set = parsed(ArrayType(SetType(IntegerType)), "[{1}, 1#[0]]");
    assert.equal(set[0], set[1]);
  });

  test("freeze with the rest", () => {
    const result = parseFor(Nest, true)("[1#]");
    assert.ok(result.success);
    assert.ok(Object.isFrozen(result.value));
    assert.equal(result.value[0], result.value);
  });

  test("are not written for one object taken for two types", () => {
    const type = StructType({
      a: ArrayType(OptionType(IntegerType)),
      b: ArrayType(VariantType({ some: IntegerType })),
    });
    const list = [some(1n)];
    assert.equal(printFor(type)({ a: list, b: list }), "(a=[.some 1], b=[.some 1])");
  });

  test("name no place that was not begun, and no alias's own place", () => {
    for (const text of [
      "[1#[1], []]",
      "[[], 1#]",
      "[[], 1#[1]]",
      "[[], 1#[0][0]]",
      "[[],1#[ 0]]",
      "[[],1#[00]]",
    ]) {
      assert.ok(!parseFor(ArrayType(Integers))(text).success, text);
    }
  });
});

suite("deep values in East text", () => {
  const grow = (levels: number, leaf: unknown, step: (inner: unknown, level: number) => unknown): unknown => {
    let value = leaf;
    for (let level = 0; level < levels; level++) value = step(value, level);
    return value;
  };
  const deep: [string, EastType, unknown, (inner: any, level: number) => unknown][] = [
    ["a list", List, variant("nil"), (tail, i) => variant("cons", { head: BigInt(i), tail })],
    ["a tree", Tree, { v: 0n, kids: [] }, (kid, i) => ({ v: BigInt(i), kids: [kid, { v: 1n, kids: [] }] })],
    ["arrays", Nest, [], (inner) => [inner, []]],
    [
      "refs",
      Cell,
      { name: "", next: ref(variant("none")) },
      (cell) => ({ name: "x", next: ref(some(cell)) }),
    ],
    [
      "dicts",
      Book,
      new SortedMap(),
      (book) =>
        new SortedMap([
          ["k", book],
          ["l", new SortedMap()],
        ] as any),
    ],
    ["keys", ArrayType(SetType(Peano)), variant("zero"), (inner) => variant("next", inner)],
  ];
  for (const [name, type, leaf, step] of deep) {
    for (const levels of [99, 100, 101, 5000]) {
      test(`${name} of ${levels} levels`, () => {
        const grown = grow(levels, leaf, step);
        const value = name === "keys" ? [new Set([grown])] : grown;
        const text = printFor(type)(value);
        const back = parsed(type, text);
        assert.ok(isValueOf(back, type));
        assert.equal(printFor(type)(back), text);
      });
    }
  }

  test("types nested deeply, with and without recursion", () => {
    let wide: EastType = IntegerType;
    for (let i = 0; i < 1000; i++) wide = i % 2 === 0 ? ArrayType(wide) : StructType({ x: wide });
    const text = `${"(x=[".repeat(500)}1${"])".repeat(500)}`;
    assert.equal(printFor(wide)(parsed(wide, text)), text);

    const chained = RecursiveType((self) => {
      let type: EastType = OptionType(self);
      for (let i = 0; i < 70; i++) type = StructType({ x: type });
      return type;
    });
    const turn = ["(x=".repeat(70), ")".repeat(70)] as const;
    const long = `${turn[0]}${`.some ${turn[0]}`.repeat(1000)}.none${turn[1].repeat(1001)}`;
    assert.equal(printFor(chained)(parsed(chained, long)), long);
  });

  test("cycles far down", () => {
    const root: any = { v: 0n, kids: [] };
    let last = root;
    for (let i = 1n; i < 3000n; i++) last.kids.push((last = { v: i, kids: [] }));
    last.kids.push({ v: 0n, kids: root.kids });
    const text = printFor(Tree)(root);
    assert.ok(text.endsWith(`(v=2999, kids=[(v=0, kids=6000#)]${")]".repeat(2999)})`));
    assert.equal(printFor(Tree)(parsed(Tree, text)), text);
  });

  test("errors say both ends of a long path", () => {
    const result = parseFor(Tree)(`${"(v=1, kids=[".repeat(50_000)}x`);
    assert.ok(!result.success);
    assert.equal(result.position, 600_000);
    assert.ok(result.error.length < 6000);
    assert.match(
      result.error,
      /expected '\(' to begin a Struct, got 'x' at \.kids\[0\].*….*\.kids\[0\] \(line 1, col 600001\)/,
    );
  });

  test("brackets without end", () => {
    for (const text of [
      "[".repeat(500_000),
      "[[],".repeat(200_000),
      `${"[".repeat(100_000)}${"]".repeat(99_999)}`,
    ]) {
      assert.ok(!parseFor(Nest)(text).success);
    }
  });
});
