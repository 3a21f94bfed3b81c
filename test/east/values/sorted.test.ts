import assert from "node:assert/strict";
import { suite, test } from "node:test";
import { compareFor, IntegerType, SortedMap, SortedSet, StringType, StructType } from "@elaraai/east";
import * as fc from "fast-check";

const Point = StructType({ x: IntegerType, y: IntegerType });

suite("SortedMap", () => {
  const orders = {
    "hashed keys": { compare: compareFor(StringType), key: fc.string({ unit: "binary", maxLength: 3 }) },
    "compared keys": {
      compare: compareFor(Point),
      key: fc.record({ x: fc.bigInt(-9n, 9n), y: fc.bigInt(-9n, 9n) }),
    },
  };

  for (const [name, { compare, key }] of Object.entries(orders) as [string, any][]) {
    test(`${name}: behaves as a sorted list of entries under any operations`, () => {
      const operation = fc.tuple(fc.constantFrom("set", "set", "delete", "order", "clear?"), key, fc.nat());
      fc.assert(
        fc.property(fc.array(operation, { maxLength: 120 }), (operations) => {
          const map = new SortedMap<any, number>([], compare);
          let model: [any, number][] = [];
          for (const [what, k, v] of operations as [string, any, number][]) {
            const at = model.findIndex(([other]) => compare(other, k) === 0);
            assert.equal(map.has(k), at >= 0);
            assert.equal(map.get(k), model[at]?.[1]);
            if (what === "set") {
              map.set(k, v);
              if (at >= 0) (model[at] as [any, number])[1] = v;
              else model.push([k, v]);
            } else if (what === "delete") {
              assert.equal(map.delete(k), at >= 0);
              if (at >= 0) model.splice(at, 1);
            } else if (what === "clear?" && v % 10 === 0) {
              map.clear();
              model = [];
            } else if (what === "order") {
              model.sort(([a], [b]) => compare(a, b));
              assert.deepEqual([...map], model);
              assert.deepEqual(
                [...map.keys(k)],
                model.map(([a]) => a).filter((a) => compare(a, k) >= 0),
              );
            }
          }
          model.sort(([a], [b]) => compare(a, b));
          assert.equal(map.size, model.length);
          assert.deepEqual([...map], model);
          assert.deepEqual(map.minKey(), model[0]?.[0]);
          assert.deepEqual(map.maxKey(), model.at(-1)?.[0]);
        }),
      );
    });
  }

  test("keeps its order over many chunks, inserted in any order", () => {
    const keys = Array.from({ length: 20_000 }, (_, i) => ({ x: BigInt((i * 7919) % 20_000), y: 0n }));
    const map = new SortedMap(
      keys.map((k) => [k, k.x]),
      compareFor(Point),
    );
    assert.deepEqual(
      [...map.values()],
      Array.from({ length: 20_000 }, (_, i) => BigInt(i)),
    );
    for (let i = 0n; i < 20_000n; i += 2n) assert.ok(map.delete({ x: i, y: 0n }));
    assert.deepEqual(
      [...map.values()],
      Array.from({ length: 10_000 }, (_, i) => BigInt(2 * i + 1)),
    );
  });

  test("a walk visits keys added ahead of it and skips keys removed", () => {
    for (const compare of [compareFor(StringType), (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0)]) {
      const map = new SortedMap<string, number>(
        [["b", 1] as const, ["d", 2] as const, ["f", 3] as const],
        compare,
      );
      const seen: string[] = [];
      for (const key of map.keys()) {
        seen.push(key);
        if (key === "b") map.set("a", 0).set("c", 0).delete("d");
        if (key === "c") map.delete("c");
      }
      assert.deepEqual(seen, ["b", "c", "f"]);
    }
  });

  test("orders strings by code point, not by UTF-16 unit", () => {
    const keys = ["😀", "\uffff", "z", "\u{10000}", "\ue000", ""];
    assert.deepEqual([...new SortedSet(keys)], ["", "z", "\ue000", "\uffff", "\u{10000}", "😀"]);
    assert.deepEqual([...new SortedSet(keys, compareFor(StringType))], [...new SortedSet(keys)]);
  });

  test("refuses any change once frozen", () => {
    const map = Object.freeze(new SortedMap([["a", 1]]));
    const set = Object.freeze(new SortedSet(["a"]));
    const changes: [string, () => unknown][] = [
      ["SortedMap", () => map.set("b", 2)],
      ["SortedMap", () => map.delete("a")],
      ["SortedMap", () => map.clear()],
      ["SortedSet", () => set.add("b")],
      ["SortedSet", () => set.delete("a")],
      ["SortedSet", () => set.clear()],
    ];
    for (const [name, change] of changes) {
      assert.throws(change, { name: "TypeError", message: `Cannot modify frozen ${name}` });
    }
    assert.deepEqual([...map, ...set], [["a", 1], "a"]);
  });

  test("groups items by key", () => {
    const groups = SortedMap.groupBy(["bb", "a", "cc", "d"], (word) => word.length);
    assert.deepEqual(
      [...groups],
      [
        [1, ["a", "d"]],
        [2, ["bb", "cc"]],
      ],
    );
  });
});

suite("SortedSet", () => {
  test("has the operations of a Set", () => {
    const a = new SortedSet([1, 3, 5]);
    const b = new SortedSet([3, 4, 5, 6]);
    assert.deepEqual([...a.union(b)], [1, 3, 4, 5, 6]);
    assert.deepEqual([...a.intersection(b)], [3, 5]);
    assert.deepEqual([...a.difference(b)], [1]);
    assert.deepEqual([...a.symmetricDifference(b)], [1, 4, 6]);
    assert.deepEqual([a.isSubsetOf(b), new SortedSet([3]).isSubsetOf(b)], [false, true]);
    assert.deepEqual([a.isSupersetOf(b), b.isSupersetOf(new SortedSet([3]))], [false, true]);
    assert.deepEqual([a.isDisjointFrom(b), a.isDisjointFrom(new SortedSet([2]))], [false, true]);
  });
});
