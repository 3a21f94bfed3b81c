// spec/east-api.md 2.10 for arrays, sets and dicts: what TypeScript infers, and that it is what the program says. Lines
// after `@ts-expect-error` are mistakes: the build fails when one compiles.
import { suite, test } from "node:test";
import {
  ArrayType,
  BooleanType,
  DictType,
  East,
  type EastType,
  type ExprType,
  FloatType,
  FunctionType,
  IntegerType,
  NullType,
  none,
  OptionType,
  SetType,
  StringType,
  StructType,
  some,
  VariantType,
  variant,
} from "@elaraai/east";
import { isOf } from "../../support/types.js";

const P = StructType({ name: StringType, qty: IntegerType });
const Shape = VariantType({ circle: FloatType, point: NullType });

type Parts = {
  a: ExprType<ArrayType<IntegerType>>;
  t: ExprType<ArrayType<StringType>>;
  p: ExprType<ArrayType<typeof P>>;
  s: ExprType<SetType<StringType>>;
  d: ExprType<DictType<StringType, IntegerType>>;
};

/** Runs a body with parameters; it must build. */
function program(body: (parts: Parts) => void): void {
  East.function(
    [
      ArrayType(IntegerType),
      ArrayType(StringType),
      ArrayType(P),
      SetType(StringType),
      DictType(StringType, IntegerType),
    ],
    NullType,
    ($, a, t, p, s, d) => body({ a, t, p, s, d }),
  ).toIR();
}

/** For lines that TypeScript refuses and that would not build either. */
const mistake = (_never: () => unknown): void => {};

const dictOf = <K extends EastType, V extends EastType>(key: K, value: V) => DictType(key, value);
const toInteger = East.function([StringType], IntegerType, ($, s) => s.length());

suite("what callbacks are given", () => {
  test("elements and indices of arrays", () => {
    program(({ a }) => {
      a.forEach(($, v, i) => {
        isOf(v, IntegerType);
        isOf(i, IntegerType);
        return null;
      });
      a.filter(($, v, i) => {
        isOf(v, IntegerType);
        isOf(i, IntegerType);
        $.return(v.equals(i));
      });
      a.reduce(($, acc, v, i) => {
        isOf(acc, StringType);
        isOf(v, IntegerType);
        isOf(i, IntegerType);
        return acc;
      }, "");
    });
  });

  test("keys of sets", () => {
    program(({ s }) => {
      s.forEach(($, k) => isOf(k, StringType) ?? null);
      s.filter(($, k) => {
        isOf(k, StringType);
        return true;
      });
      s.reduce(($, acc, k) => {
        isOf(acc, FloatType);
        isOf(k, StringType);
        return acc;
      }, 1.5);
      mistake(() => {
        // @ts-expect-error there is no index
        s.forEach(($, k, i) => i);
      });
    });
  });

  test("values and keys of dicts", () => {
    program(({ d }) => {
      d.forEach(($, v, k) => {
        isOf(v, IntegerType);
        isOf(k, StringType);
        return null;
      });
      d.reduce(($, acc, v, k) => {
        isOf(acc, BooleanType);
        isOf(v, IntegerType);
        isOf(k, StringType);
        return acc;
      }, true);
      mistake(() => {
        // @ts-expect-error the value comes before the key
        d.map(($, k) => k.upperCase());
      });
    });
  });

  test("the accumulator has the type of what it begins with", () => {
    program(({ a, s, d }) => {
      isOf(
        a.reduce(($, acc, v) => acc.add(v.toFloat()), 0.0),
        FloatType,
      );
      isOf(
        a.reduce(($, acc) => ({ n: acc.n.add(1n) }), { n: 0n }),
        StructType({ n: IntegerType }),
      );
      isOf(
        a.reduce(($, acc, v) => some(v), East.value(none, OptionType(IntegerType))),
        OptionType(IntegerType),
      );
      isOf(
        s.reduce(($, acc, k) => acc.concat(k), ""),
        StringType,
      );
      isOf(
        d.reduce(($, acc, v) => acc.add(v), 0n),
        IntegerType,
      );
      isOf(
        a.scan(($, acc, v) => acc.add(v), 0n),
        ArrayType(IntegerType),
      );
      isOf(
        d.scan(($, acc, v, k) => acc.concat(k), ""),
        ArrayType(StringType),
      );
      mistake(() => {
        // @ts-expect-error the accumulator is an Integer
        a.reduce(($, acc, v) => v.toFloat(), 0n);
        // @ts-expect-error the accumulator is a String
        s.scan(($, acc, k) => k.length(), "");
      });
    });
  });
});

suite("arrays", () => {
  test("reading and changing", () => {
    program(({ a, p }) => {
      isOf(a.size(), IntegerType);
      isOf(a.length(), IntegerType);
      isOf(a.has(0n), BooleanType);
      isOf(a.get(0n), IntegerType);
      isOf(
        a.at(0n, ($, i) => i),
        IntegerType,
      );
      isOf(p.get(0n).name, StringType);
      isOf(a.getOrDefault(0n, 1n), IntegerType);
      isOf(a.tryGet(0n), OptionType(IntegerType));
      isOf(a.tryGet(0n).unwrap(), IntegerType);
      isOf(a.update(0n, 1n), NullType);
      isOf(
        a.merge(0n, "x", ($, old, s, i) => old.add(s.length()).add(i)),
        NullType,
      );
      isOf(
        a.mergeAll(East.value(["x"]), ($, old, s) => old.add(s.length())),
        NullType,
      );
      isOf(a.popLast(), IntegerType);
      isOf(a.append([1n, a.size()]), NullType);
      isOf(a.concat(a), ArrayType(IntegerType));
      isOf(a.slice(0n, 1n), ArrayType(IntegerType));
      isOf(a.getKeys([0n]), ArrayType(IntegerType));
      isOf(a.copy(), ArrayType(IntegerType));
      isOf(a.clear(), NullType);
      mistake(() => {
        // @ts-expect-error elements are Integers
        a.pushLast("x");
        // @ts-expect-error elements are Integers
        a.getOrDefault(0n, "x");
        // @ts-expect-error the element stays an Integer
        a.merge(0n, "x", ($, old, s) => s);
        // @ts-expect-error elements are Integers
        a.concat(["x"]);
        // @ts-expect-error elements are Integers
        a.get(9n, () => "x");
        // @ts-expect-error indices are Integers
        a.getKeys([0]);
      });
    });
  });

  test("mapping", () => {
    program(({ a, t, p }) => {
      isOf(
        a.map(($, v) => v.toFloat()),
        ArrayType(FloatType),
      );
      isOf(t.map(toInteger), ArrayType(IntegerType));
      isOf(
        a.filterMap(($, v) =>
          v.equals(1n).ifElse(
            () => some(v),
            () => none,
          ),
        ),
        ArrayType(IntegerType),
      );
      isOf(
        a.firstMap(($, v) => some({ v })),
        OptionType(StructType({ v: IntegerType })),
      );
      isOf(
        a.mapReduce(
          ($, v) => v.toFloat(),
          ($, x, y) => x.add(y),
        ),
        FloatType,
      );
      isOf(
        a.flatMap(($, v) => [v, v]),
        ArrayType(IntegerType),
      );
      isOf(
        p.flatMap(($, v) => v.name.split(",")),
        ArrayType(StringType),
      );
      isOf(East.value([[1n]]).flatMap(), ArrayType(IntegerType));
      isOf(
        a.flattenToSet(($, v) => new Set([v])),
        SetType(IntegerType),
      );
      isOf(
        a.flattenToDict(($, v) => new Map([[East.print(v), v]])),
        DictType(StringType, IntegerType),
      );
      isOf(East.value([new Map([["a", 1n]])]).flattenToDict(), DictType(StringType, IntegerType));
      isOf(
        East.value([new Map([["a", 1n]])]).flattenToDict(undefined, ($, x, y, k) => x.add(y).add(k.length())),
        DictType(StringType, IntegerType),
      );
      isOf(t.stringJoin(", "), StringType);
      isOf(a.unique(), SetType(IntegerType));
      isOf(
        a.toTree(
          P,
          ($, v) => East.print(v),
          ($, v) => some(East.print(v)),
          ($, v, i, children) => ({ name: children.get(0n).name, qty: v.add(i) }),
        ),
        ArrayType(P),
      );
      mistake(() => {
        // @ts-expect-error the callback returns options
        a.filterMap(($, v) => v);
        // @ts-expect-error an option has no other cases than none and some
        a.filterMap(() => East.value(variant("point"), Shape));
        // @ts-expect-error the callback returns options
        a.firstMap(() => null);
        // @ts-expect-error the callback returns arrays
        a.flatMap(($, v) => v);
        // @ts-expect-error the elements are no arrays
        a.flatMap();
        // @ts-expect-error the callback returns sets
        a.flattenToSet(($, v) => [v]);
        // @ts-expect-error the elements are no dicts
        a.flattenToDict();
        // @ts-expect-error elements are no Strings
        a.stringJoin(", ");
        a.mapReduce(
          ($, v) => v.toFloat(),
          // @ts-expect-error what is combined is a Float
          () => 1n,
        );
      });
    });
  });

  test("sorting and searching", () => {
    program(({ a, p }) => {
      isOf(a.sort(), ArrayType(IntegerType));
      isOf(
        p.sort(($, v) => ({ q: v.qty, n: v.name })),
        ArrayType(P),
      );
      isOf(
        a.sortInPlace(($, v) => v.negate()),
        NullType,
      );
      isOf(a.isSorted(), BooleanType);
      isOf(a.findSortedFirst(1n), IntegerType);
      isOf(
        p.findSortedLast("x", ($, v) => v.name),
        IntegerType,
      );
      isOf(a.findSortedRange(1n), StructType({ start: IntegerType, end: IntegerType }));
      isOf(a.findFirst(1n), OptionType(IntegerType));
      isOf(
        p.findFirst("x", ($, v, i) => v.name.repeat(i)),
        OptionType(IntegerType),
      );
      isOf(p.findAll({ name: "x", qty: 1n }), ArrayType(IntegerType));
      isOf(a.findMaximum(), OptionType(IntegerType));
      isOf(
        p.findMinimum(($, v) => v.name),
        OptionType(IntegerType),
      );
      isOf(
        p.maximum(($, v) => v.qty),
        P,
      );
      isOf(a.minimum(), IntegerType);
      mistake(() => {
        // @ts-expect-error elements are Integers
        a.findFirst("x");
        // @ts-expect-error what is compared is a String
        p.findFirst(1n, ($, v) => v.name);
        // @ts-expect-error elements are Integers
        a.findSortedFirst(1.5);
        // @ts-expect-error the callback is given the element only
        a.sort(($, v, i) => i);
      });
    });
  });
});

suite("numbers and predicates", () => {
  test("of elements, or of what callbacks make of them", () => {
    program(({ a, t, s, d }) => {
      isOf(a.sum(), IntegerType);
      isOf(
        a.sum(($, v) => v.toFloat()),
        FloatType,
      );
      isOf(t.sum(toInteger), IntegerType);
      isOf(d.sum(), IntegerType);
      isOf(s.sum(toInteger), IntegerType);
      isOf(
        s.sum(() => 1n),
        IntegerType,
      );
      isOf(
        s.sum(() => 1.5),
        FloatType,
      );
      isOf(a.mean(), FloatType);
      isOf(
        d.mean(($, v) => v),
        FloatType,
      );
      isOf(East.value([true]).every(), BooleanType);
      isOf(
        a.some(($, v) => v.equals(1n)),
        BooleanType,
      );
      isOf(
        d.every(($, v, k) => {
          $.return(v.equals(k.length()));
        }),
        BooleanType,
      );
      mistake(() => {
        // @ts-expect-error elements are no numbers
        t.sum();
        // @ts-expect-error keys are no numbers
        s.mean();
        // @ts-expect-error the callback returns numbers
        a.sum(($, v) => East.print(v));
        // @ts-expect-error elements are no Booleans
        a.every();
        // @ts-expect-error a predicate gives a Boolean
        a.some(($, v) => v);
      });
    });
  });
});

suite("sets", () => {
  test("keys", () => {
    program(({ s }) => {
      isOf(s.size(), IntegerType);
      isOf(s.has("x"), BooleanType);
      isOf(s.insert("x"), NullType);
      isOf(s.tryInsert("x"), BooleanType);
      isOf(s.delete("x"), NullType);
      isOf(s.tryDelete("x"), BooleanType);
      isOf(s.union(new Set(["x"])), SetType(StringType));
      isOf(s.symmetricDifference(s), SetType(StringType));
      isOf(s.isSubsetOf(s), BooleanType);
      isOf(s.copy(), SetType(StringType));
      isOf(
        s.filter(() => true),
        SetType(StringType),
      );
      mistake(() => {
        // @ts-expect-error keys are Strings
        s.insert(1n);
        // @ts-expect-error keys are Strings
        s.union(new Set([1n]));
        // @ts-expect-error an array is no set
        s.difference(["x"]);
      });
    });
  });

  test("mapping", () => {
    program(({ s }) => {
      isOf(
        s.map(($, k) => k.length()),
        DictType(StringType, IntegerType),
      );
      isOf(s.map(toInteger), DictType(StringType, IntegerType));
      isOf(
        s.filterMap(($, k) => some(k.length())),
        DictType(StringType, IntegerType),
      );
      isOf(
        s.firstMap(($, k) => some(k.length())),
        OptionType(IntegerType),
      );
      isOf(s.toArray(), ArrayType(StringType));
      isOf(s.toArray(toInteger), ArrayType(IntegerType));
      isOf(s.toSet(toInteger), SetType(IntegerType));
      isOf(s.toDict(), DictType(StringType, StringType));
      isOf(s.toDict(toInteger), DictType(IntegerType, StringType));
      isOf(
        s.toDict(toInteger, toInteger, ($, x, y, k) => x.add(y).add(k)),
        DictType(IntegerType, IntegerType),
      );
      isOf(
        s.flattenToArray(($, k) => k.split("")),
        ArrayType(StringType),
      );
      isOf(
        s.flattenToSet(($, k) => k.split("").toSet()),
        SetType(StringType),
      );
      isOf(
        s.flattenToDict(($, k) => new Map([[k, 1n]])),
        DictType(StringType, IntegerType),
      );
      isOf(
        s.toTree(
          P,
          ($, k) => some(k),
          ($, k, children) => ({ name: k, qty: children.size() }),
        ),
        ArrayType(P),
      );
      mistake(() => {
        // @ts-expect-error keys are no sets
        s.flattenToSet();
        s.toTree(
          P,
          // @ts-expect-error the parent is a key
          () => some(1n),
          ($, k) => ({ name: k, qty: 1n }),
        );
      });
    });
  });
});

suite("dicts", () => {
  test("entries", () => {
    program(({ d }) => {
      isOf(d.get("x"), IntegerType);
      isOf(
        d.get("x", ($, k) => k.length()),
        IntegerType,
      );
      isOf(d.get("x", toInteger), IntegerType);
      isOf(d.tryGet("x"), OptionType(IntegerType));
      isOf(d.getOrDefault("x", 1n), IntegerType);
      isOf(
        d.getOrInsert("x", () => 1n),
        IntegerType,
      );
      isOf(d.insert("x", 1n), NullType);
      isOf(
        d.insertOrUpdate("x", 1n, ($, old, v, k) => old.add(v).add(k.length())),
        NullType,
      );
      isOf(d.swap("x", 1n), IntegerType);
      isOf(d.pop("x"), IntegerType);
      isOf(
        d.merge(
          "x",
          1.5,
          ($, old, v, k) => old.add(v.toInteger()).add(k.length()),
          ($, k) => k.length(),
        ),
        NullType,
      );
      isOf(
        d.mergeAll(East.value(new Map([["a", 1.5]])), ($, old, v) => old.add(v.toInteger())),
        NullType,
      );
      isOf(
        d.union(d, ($, x, y) => x.add(y)),
        DictType(StringType, IntegerType),
      );
      isOf(d.unionInPlace(new Map([["a", 1n]])), NullType);
      isOf(d.keys(), SetType(StringType));
      isOf(d.getKeys(new Set(["x"])), DictType(StringType, IntegerType));
      mistake(() => {
        // @ts-expect-error keys are Strings
        d.get(1n);
        // @ts-expect-error values are Integers
        d.insert("x", "y");
        // @ts-expect-error values are Integers
        d.get("x", ($, k) => k);
        // @ts-expect-error the value stays an Integer
        d.merge("x", 1.5, ($, old, v) => v);
        // @ts-expect-error a dict with Float values
        d.union(new Map([["a", 1.5]]));
        // @ts-expect-error keys are Strings
        d.getKeys(new Set([1n]));
      });
    });
  });

  test("mapping", () => {
    program(({ d }) => {
      isOf(
        d.map(($, v) => v.toFloat()),
        DictType(StringType, FloatType),
      );
      isOf(
        d.filterMap(($, v, k) => some(k)),
        DictType(StringType, StringType),
      );
      isOf(d.toArray(), ArrayType(IntegerType));
      isOf(
        d.toArray(($, v, k) => ({ k, v })),
        ArrayType(StructType({ k: StringType, v: IntegerType })),
      );
      isOf(d.toSet(), SetType(IntegerType));
      isOf(d.toDict(), DictType(StringType, IntegerType));
      isOf(
        d.toDict(
          ($, v) => v,
          ($, v, k) => k,
        ),
        DictType(IntegerType, StringType),
      );
      isOf(East.value(new Map([["a", [1n]]])).flattenToArray(), ArrayType(IntegerType));
      isOf(East.value(new Map([["a", new Set([1n])]])).flattenToSet(), SetType(IntegerType));
      isOf(
        d.toTree(
          IntegerType,
          ($, v, k) => some(k),
          ($, v, k, children) => v.add(children.sum()),
        ),
        ArrayType(IntegerType),
      );
      mistake(() => {
        // @ts-expect-error values are no arrays
        d.flattenToArray();
      });
    });
  });
});

suite("toDict and groups", () => {
  test("keys, values and conflicts", () => {
    program(({ a, p }) => {
      isOf(a.toDict(), DictType(IntegerType, IntegerType));
      isOf(p.toDict(), DictType(IntegerType, P));
      isOf(
        a.toDict(($, v) => East.print(v)),
        DictType(StringType, IntegerType),
      );
      isOf(
        a.toDict(
          ($, v) => East.print(v),
          ($, v) => v.toFloat(),
          ($, x, y, k) => x.add(y).add(k.length().toFloat()),
        ),
        DictType(StringType, FloatType),
      );
      mistake(() => {
        a.toDict(
          ($, v) => v,
          ($, v) => v.toFloat(),
          // @ts-expect-error the values are Floats
          ($, x, y, k) => k,
        );
      });
    });
  });

  test("numbers", () => {
    program(({ a, s, d }) => {
      isOf(
        a.groupReduce(
          ($, v) => East.print(v),
          ($, key) => ({ n: key.length() }),
          ($, acc, v) => ({ n: acc.n.add(v) }),
        ),
        DictType(StringType, StructType({ n: IntegerType })),
      );
      isOf(a.groupSize(), DictType(IntegerType, IntegerType));
      isOf(s.groupSize(toInteger), DictType(IntegerType, IntegerType));
      isOf(d.groupSize(), DictType(IntegerType, IntegerType));
      isOf(
        a.groupSum(($, v) => v.remainder(2n)),
        DictType(IntegerType, IntegerType),
      );
      isOf(
        s.groupSum(
          ($, k) => k,
          ($, k) => k.length().toFloat(),
        ),
        DictType(StringType, FloatType),
      );
      isOf(
        d.groupMean(($, v, k) => k),
        DictType(StringType, FloatType),
      );
      isOf(
        d.groupEvery(
          ($, v) => v,
          ($, v, k) => v.equals(k.length()),
        ),
        DictType(IntegerType, BooleanType),
      );
      isOf(
        s.groupSome(
          ($, k) => k,
          () => true,
        ),
        DictType(StringType, BooleanType),
      );
      mistake(() => {
        // @ts-expect-error keys are no numbers
        s.groupSum(($, k) => k);
        a.groupMean(
          ($, v) => v,
          // @ts-expect-error the callback returns numbers
          ($, v) => East.print(v),
        );
        a.groupEvery(
          ($, v) => v,
          // @ts-expect-error a predicate gives a Boolean
          ($, v) => v,
        );
      });
    });
  });

  test("collections, whatever is grouped", () => {
    program(({ a, s, d }) => {
      isOf(
        a.groupBy(($, v) => East.print(v)),
        dictOf(StringType, ArrayType(IntegerType)),
      );
      isOf(
        a.groupToArrays(
          ($, v) => East.print(v),
          ($, v) => v.toFloat(),
        ),
        dictOf(StringType, ArrayType(FloatType)),
      );
      isOf(s.groupToArrays(toInteger), dictOf(IntegerType, ArrayType(StringType)));
      isOf(
        d.groupToArrays(
          ($, v) => v,
          ($, v, k) => k,
        ),
        dictOf(IntegerType, ArrayType(StringType)),
      );
      isOf(
        d.groupToSets(($, v) => v),
        dictOf(IntegerType, SetType(IntegerType)),
      );
      isOf(s.groupToSets(toInteger, toInteger), dictOf(IntegerType, SetType(IntegerType)));
      isOf(
        d.groupToDicts(
          ($, v) => v,
          ($, v, k) => k,
        ),
        dictOf(IntegerType, DictType(StringType, IntegerType)),
      );
      isOf(
        s.groupToDicts(
          toInteger,
          ($, k) => k,
          ($, k) => k.length().toFloat(),
          ($, x, y, k) => x.add(y).add(k.length()),
        ),
        dictOf(IntegerType, DictType(StringType, FloatType)),
      );
      mistake(() => {
        const half = East.function([IntegerType], FloatType, ($, v) => v.toFloat().divide(2));
        // @ts-expect-error the values are Floats
        a.groupToDicts(half, half, half, () => "x");
      });
    });
  });

  test("what is found in groups of arrays", () => {
    program(({ p }) => {
      isOf(
        p.groupFindFirst(
          ($, v) => v.name,
          1n,
          ($, v) => v.qty,
        ),
        dictOf(StringType, OptionType(IntegerType)),
      );
      isOf(
        p.groupFindAll(($, v) => v.name, { name: "x", qty: 1n }),
        dictOf(StringType, ArrayType(IntegerType)),
      );
      isOf(
        p.groupFindMinimum(
          ($, v) => v.name,
          ($, v) => v.qty,
        ),
        dictOf(StringType, IntegerType),
      );
      isOf(
        p.groupMaximum(($, v) => v.name),
        dictOf(StringType, P),
      );
      mistake(() => {
        p.groupFindFirst(
          ($, v) => v.name,
          "x",
          // @ts-expect-error what is compared is an Integer
          ($, v) => v.qty,
        );
      });
    });
  });
});

suite("functions for callbacks", () => {
  test("fit where they take what callbacks are given, or the first of it", () => {
    const add = East.function([IntegerType, IntegerType], IntegerType, ($, x, y) => x.add(y));
    const odd = East.function([IntegerType], BooleanType, ($, x) => x.remainder(2n).equals(1n));
    program(({ a, t }) => {
      isOf(a.map(add), ArrayType(IntegerType));
      isOf(a.filter(odd), ArrayType(IntegerType));
      isOf(a.every(odd), BooleanType);
      isOf(a.groupToArrays(odd, add), dictOf(BooleanType, ArrayType(IntegerType)));
      isOf(a.mapReduce(add, add), IntegerType);
      isOf(a.reduce(add, 0n), IntegerType);
      isOf(t.sort(toInteger), ArrayType(StringType));
      mistake(() => {
        // @ts-expect-error the function takes Strings
        a.map(toInteger);
        // @ts-expect-error the function gives an Integer
        a.filter(add);
        // @ts-expect-error an async function is no callback
        a.map(East.asyncFunction([IntegerType], IntegerType, ($, x) => x));
      });
    });
  });

  test("stand beside callbacks, whose types are inferred later", () => {
    const add = East.function([FloatType, FloatType], FloatType, ($, x, y) => x.add(y));
    const length = East.function([StringType], FloatType, ($, s) => s.length().toFloat());
    program(({ a }) => {
      isOf(
        a.mapReduce(($, v) => v.toFloat(), add),
        FloatType,
      );
      isOf(
        a.mapReduce(
          ($, v) => v.toFloat(),
          () => 1.5,
        ),
        FloatType,
      );
      isOf(
        a.toDict(
          ($, v) => v,
          ($, v) => v.toFloat(),
          add,
        ),
        DictType(IntegerType, FloatType),
      );
      isOf(
        a.toDict(
          ($, v) => East.print(v),
          undefined,
          ($, x, y, k) => x.add(y).add(k.length()),
        ),
        DictType(StringType, IntegerType),
      );
      isOf(
        a.toDict(undefined, ($, v) => v.toFloat(), add),
        DictType(IntegerType, FloatType),
      );
      isOf(
        a.toDict(undefined, undefined, () => 1n),
        DictType(IntegerType, IntegerType),
      );
      isOf(
        a.groupReduce(
          ($, v) => East.print(v),
          length,
          ($, acc, v) => acc.add(v),
        ),
        DictType(StringType, FloatType),
      );
      isOf(
        a.groupToDicts(
          ($, v) => v,
          ($, v) => East.print(v),
          ($, v) => v.toFloat(),
          add,
        ),
        dictOf(IntegerType, DictType(StringType, FloatType)),
      );
      isOf(
        a.groupToDicts(
          ($, v) => v,
          ($, v) => East.print(v),
          undefined,
          ($, x, y, k) => x.add(y).add(k.length()),
        ),
        dictOf(IntegerType, DictType(StringType, IntegerType)),
      );
      mistake(() => {
        // @ts-expect-error the function combines Floats
        a.mapReduce(($, v) => v, add);
        // @ts-expect-error the function combines Floats
        a.toDict(undefined, undefined, add);
      });
    });
  });

  test("parameters of function types too", () => {
    East.function(
      [ArrayType(IntegerType), FunctionType([IntegerType], FloatType)],
      DictType(FloatType, FloatType),
      ($, a, f) => {
        isOf(a.map(f), ArrayType(FloatType));
        isOf(a.sum(f), FloatType);
        return a.groupSum(f, f);
      },
    ).toIR();
  });
});

suite("the library", () => {
  test("ranges and generated collections", () => {
    program(({ a }) => {
      isOf(East.Array.range(0n, a.size()), ArrayType(IntegerType));
      isOf(East.Array.linspace(0.0, 1.5, 3n), ArrayType(FloatType));
      isOf(
        East.Array.generate(3n, StringType, ($, i) => East.print(i)),
        ArrayType(StringType),
      );
      isOf(
        East.Set.generate(3n, StringType, ($, i) => East.print(i)),
        SetType(StringType),
      );
      isOf(
        East.Dict.generate(
          3n,
          StringType,
          FloatType,
          ($, i) => East.print(i),
          ($, i) => i.toFloat(),
          ($, x, y, k) => x.add(y).add(k.length()),
        ),
        DictType(StringType, FloatType),
      );
      mistake(() => {
        // @ts-expect-error a range is of Integers
        East.Array.range(0, 3);
        // @ts-expect-error elements are Strings
        East.Array.generate(3n, StringType, ($, i) => i);
        East.Set.generate(
          3n,
          StringType,
          () => "x",
          // @ts-expect-error what is done about a conflict gives nothing
          ($, k) => k,
        );
      });
    });
  });
});
