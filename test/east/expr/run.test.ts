// Programs of the fluent API, compiled and run: what the IR that they become does.
import assert from "node:assert/strict";
import { suite, test } from "node:test";
import {
  ArrayType,
  AsyncFunctionType,
  BooleanType,
  compareFor,
  DictType,
  East,
  EastError,
  FloatType,
  FunctionType,
  IntegerType,
  NullType,
  none,
  OptionType,
  printFor,
  RecursiveType,
  RefType,
  ref,
  SortedMap,
  StringType,
  StructType,
  some,
  structTypeOf,
  type ValueTypeOf,
  VariantType,
  variant,
  variantTypeOf,
} from "@elaraai/east";
import { isOf } from "../../support/types.js";

suite("control flow", () => {
  test("loops, breaks and assignments", () => {
    const run = East.compile(
      East.function([ArrayType(IntegerType), IntegerType], IntegerType, ($, xs, stop) => {
        const sum = $.let(0n);
        $.for(xs, ($, x, i, label) => {
          $.if(i.equals(stop), ($) => $.break(label));
          $.if(x.remainder(2n).equals(1n), ($) => $.continue(label));
          $.assign(sum, sum.add(x));
        });
        return sum;
      }),
      [],
    );
    assert.equal(run([1n, 2n, 4n, 6n], 3n), 6n);
    assert.equal(run([], 3n), 0n);
  });

  test("return from within loops, matches and tries", () => {
    const run = East.compile(
      East.function([ArrayType(OptionType(IntegerType))], StringType, ($, xs) => {
        const log = $.let("");
        $.for(xs, ($, o) => {
          $.try(($) => {
            $.match(o, { some: ($, x) => $.return(East.str`${x} after ${log}`) });
            $.error("nothing");
          })
            .catch(($, message) => {
              $.assign(log, log.concat(message));
            })
            .finally(($) => {
              $.assign(log, log.concat("."));
            });
        });
        return log;
      }),
      [],
    );
    assert.equal(run([none, none, some(3n)]), "3 after nothing.nothing.");
    assert.equal(run([none]), "nothing.");
  });

  test("while goes on as long as its condition holds", () => {
    const run = East.compile(
      East.function([IntegerType], IntegerType, ($, n) => {
        const power = $.let(1n);
        $.while(power.lessThan(n), ($) => {
          $.assign(power, power.multiply(2n));
        });
        $.return(power);
      }),
      [],
    );
    assert.equal(run(100n), 128n);
  });
});

suite("values", () => {
  test("min, max and clamp prefer the first of equal values", () => {
    const run = East.compile(
      East.function([FloatType, FloatType, FloatType], ArrayType(FloatType), ($, x, lo, hi) => [
        East.min(x, lo),
        East.max(x, lo),
        East.clamp(x, lo, hi),
      ]),
      [],
    );
    assert.deepEqual(run(5, 1, 3), [1, 5, 3]);
    assert.deepEqual(run(0, 1, 3), [0, 1, 1]);
    assert.deepEqual(run(2, 10, 1), [2, 10, 1]);
    assert.deepEqual(run(-0, 0, 1), [-0, 0, 0]);
  });

  test("options, structs and literals mix", () => {
    const Item = StructType({ name: StringType, size: OptionType(IntegerType) });
    const run = East.compile(
      East.function([Item], ArrayType(Item), ($, item) => [
        item,
        { ...item, size: none },
        { name: item.name.toUpperCase(), size: some(item.size.unwrapOr(0n).add(1n)) },
      ]),
      [],
    );
    assert.deepEqual(run({ name: "a", size: some(1n) }), [
      { name: "a", size: some(1n) },
      { name: "a", size: none },
      { name: "A", size: some(2n) },
    ]);
  });

  test("recursive values through a function that calls itself", () => {
    const List = RecursiveType((self) =>
      VariantType({ nil: NullType, cons: StructType({ head: IntegerType, tail: self }) }),
    );
    const run = East.compile(
      East.function([List], IntegerType, ($, list) => {
        const sum = $.let(() => 0n, FunctionType([List], IntegerType));
        $.assign(
          sum,
          East.function([List], IntegerType, ($, rest) =>
            rest.unwrap().match({
              nil: () => 0n,
              cons: ($, cell) => cell.head.add(sum(cell.tail)),
            }),
          ),
        );
        return sum(list);
      }),
      [],
    );
    assert.equal(
      run(variant("cons", { head: 1n, tail: variant("cons", { head: 2n, tail: variant("nil") }) })),
      3n,
    );
  });

  test("refs", () => {
    const run = East.compile(
      East.function([RefType(IntegerType)], IntegerType, ($, cell) => {
        $(cell.update(cell.get().add(1n)));
        $(cell.merge("abc", ($, old, text) => old.multiply(text.length())));
        return cell.get();
      }),
      [],
    );
    const cell = ref(1n);
    assert.equal(run(cell), 6n);
    assert.equal(cell.value, 6n);
  });
});

suite("names", () => {
  test("of fields may be any, and keep the order of the type", () => {
    const Odd = structTypeOf([
      ["2", IntegerType],
      ["__proto__", StringType],
      ["1", IntegerType],
      ["constructor", IntegerType],
      ["equals", IntegerType],
    ]);
    const f: any = East.function([Odd], Odd, ($, given) => {
      const odd = given as any;
      $(East.str`${odd["__proto__"]}`);
      return { ...odd, 2: odd.equals.add(1n), constructor: odd[1] };
    });
    const value = Object.fromEntries([
      ["2", 2n],
      ["__proto__", "p"],
      ["1", 1n],
      ["constructor", 3n],
      ["equals", 4n],
    ]);
    assert.equal(
      printFor(Odd)(f.toIR().compile([])(value)),
      '(`2`=5, __proto__="p", `1`=1, constructor=1, equals=4)',
    );
  });

  test("of cases may be any", () => {
    const Odd = variantTypeOf([
      ["__proto__", IntegerType],
      ["toString", NullType],
    ]);
    const f = East.function(
      [Odd],
      IntegerType,
      ($, odd) =>
        odd.match(
          Object.fromEntries([["__proto__", (_$: unknown, x: unknown) => x]]) as object,
          () => 0n,
        ) as never,
    );
    const run = East.compile(f, []) as (value: unknown) => unknown;
    assert.equal(run(variant("__proto__", 7n)), 7n);
    assert.equal(run(variant("toString")), 0n);
  });
});

// spec/east-api.md 6, for the types of this folder.
suite("what the reference gets wrong", () => {
  const Option = OptionType(IntegerType);
  const Pair = StructType({ a: IntegerType, b: Option });

  test("$.return converts literals to the declared output", () => {
    const run = East.compile(
      East.function([IntegerType], Option, ($, x) => {
        $.if(x.equals(0n), ($) => $.return(none));
        $.if(x.equals(1n), ($) => $.return(some(x)));
        $.return(East.value(some(2n)));
      }),
      [],
    );
    assert.deepEqual(
      [0n, 1n, 5n].map((x) => run(x)),
      [none, some(1n), some(2n)],
    );
    const list = East.function([], ArrayType(IntegerType), ($) => $.return([]));
    assert.deepEqual(East.compile(list, [])(), []);
    const pair = East.function([], Pair, ($) => $.return({ b: some(1n), a: 2n }));
    assert.deepEqual(Object.entries(East.compile(pair, [])()), [
      ["a", 2n],
      ["b", some(1n)],
    ]);
    const adder = East.function([IntegerType], FunctionType([IntegerType], IntegerType), ($, x) =>
      $.return(($, y) => y.add(x)),
    );
    assert.equal(East.compile(adder, [])(1n)(2n), 3n);
  });

  test("a function that returns a narrower expression is widened", () => {
    const pair = East.function([IntegerType], Pair, ($, x) => East.value({ a: x, b: some(x) }));
    assert.deepEqual(East.compile(pair, [])(1n), { a: 1n, b: some(1n) });
  });

  test("a match whose cases all leave is the end of a function", () => {
    const run = East.compile(
      East.function([Option], IntegerType, ($, o) => {
        $.match(o, { none: ($) => $.error("nothing"), some: ($, x) => $.return(x) });
      }),
      [],
    );
    assert.equal(run(some(1n)), 1n);
    assert.throws(() => run(none), { message: "nothing" });
  });

  test("a ref takes literals, and merges a value of another type", () => {
    const run = East.compile(
      East.function([RefType(Option)], NullType, ($, cell) => {
        $(cell.update(none));
        $(cell.merge([1n, 2n], ($, old, more) => some(old.unwrapOr(0n).add(more.size()))));
      }),
      [],
    );
    const cell = ref(none as ValueTypeOf<OptionType<IntegerType>>);
    run(cell);
    assert.deepEqual(cell.value, some(2n));
  });

  test("a callback is an async function where that is wanted", async () => {
    const fetch = East.asyncPlatform("fetch", [IntegerType], IntegerType);
    const run = East.compileAsync(
      East.asyncFunction([IntegerType], IntegerType, ($, x) => {
        const twice = $.const(($, y) => fetch(y).multiply(2n), AsyncFunctionType([IntegerType], IntegerType));
        const sum = $.let(0n);
        $.assign(sum, sum.add(twice(x)));
        return sum;
      }),
      [fetch.implement(async (x) => x + 1n)],
    );
    assert.equal(await run(1n), 4n);
  });

  test("comparisons and print take literals where TypeScript lets them", () => {
    const untyped = East as any;
    const run = East.compile(
      East.function([], StringType, () => East.str`${untyped.equal(5n, 5n)} ${untyped.print([1n])}`),
      [],
    );
    assert.equal(run(), "true [1]");
  });
});

suite("host functions", () => {
  test("are called with values, and give null where they give nothing", async () => {
    const log = East.platform("log", [StringType], NullType);
    const fetch = East.asyncPlatform("fetch", [StringType], IntegerType);
    const lines: string[] = [];
    const run = East.compileAsync(
      East.asyncFunction([StringType], StructType({ sum: IntegerType, logged: NullType }), ($, key) => {
        const one = $.const(fetch(key));
        return { sum: one.add(fetch("b")), logged: log(East.str`got ${one}`) };
      }),
      [
        log.implement((line) => {
          lines.push(line);
        }),
        fetch.implement(async (key) => BigInt(key.length)),
      ],
    );
    assert.deepEqual(await run("aaa"), { sum: 4n, logged: null });
    assert.deepEqual(lines, ["got 3"]);
  });

  test("that are optional may be missing until they are called", () => {
    const missing = East.platform("missing", [], IntegerType, { optional: true });
    const run = East.compile(
      East.function([BooleanType], IntegerType, ($, c) =>
        c.ifElse(
          () => missing(),
          () => 0n,
        ),
      ),
      [],
    );
    assert.equal(run(false), 0n);
    assert.throws(() => run(true), { message: "Platform function 'missing' is not available" });
  });
});

suite("generic host functions", () => {
  const T = East.typeParameter("T");
  const K = East.typeParameter("K");

  test("are called for types, which their implementations are given", () => {
    const log = East.genericPlatform("log", ["T"], ["T"], NullType);
    const pair = East.genericPlatform("pair", ["K", "T"], ["K", ArrayType(T)], DictType(K, ArrayType(T)));
    const f = East.function([IntegerType], DictType(StringType, ArrayType(IntegerType)), ($, n) => {
      isOf(log([StringType], "text"), NullType);
      $(log([StringType], "text"));
      $(log([OptionType(IntegerType)], some(n)));
      return pair([StringType, IntegerType], "a", [1n, n]);
    });
    const lines: string[] = [];
    const run = East.compile(f, [
      log.implement((type) => {
        const print = printFor(type);
        return (value) => lines.push(print(value));
      }),
      pair.implement((key) => (k, values) => new SortedMap([[k, values]], compareFor(key))),
    ]);
    assert.deepEqual([...run(2n)], [["a", [1n, 2n]]]);
    assert.deepEqual(lines, ['"text"', ".some 2"]);
  });

  test("may be asynchronous or optional", async () => {
    const later = East.asyncGenericPlatform("later", ["T"], ["T"], "T");
    const never = East.genericPlatform("never", ["T"], [], "T", { optional: true });
    const run = East.compileAsync(
      East.asyncFunction([BooleanType], StringType, ($, c) => {
        $.if(c, ($) => $.return(never([StringType])));
        return later([StringType], "x");
      }),
      [later.implement(() => async (x) => `later ${x}`)],
    );
    assert.equal(await run(false), "later x");
    await assert.rejects(run(true), { message: "Platform function 'never' is not available" });
  });

  test("refuse other types and arguments", () => {
    const log = East.genericPlatform("log", ["T"], [T], NullType);
    const untyped = log as any;
    assert.throws(() => untyped([], "x"), /expected a list of 1 types first, got 0 at .*run\.test\.ts/);
    assert.throws(() => untyped("x"), /expected a list of 1 types first, got 0 at .*run\.test\.ts/);
    assert.throws(() => untyped([StringType]), /Platform function log expected 1 arguments, got 0 at /);
    assert.throws(
      // @ts-expect-error the argument is of the type that is given
      () => log([IntegerType], "x"),
      /Expected bigint but got string at /,
    );
  });
});

test("an error names the places in the user's source, innermost first", () => {
  const fail = East.function([IntegerType], IntegerType, ($, x) => x.divide(0n));
  const run = East.compile(
    East.function([IntegerType], IntegerType, ($, x) => fail(x)),
    [],
  );
  assert.throws(
    () => run(1n),
    (error) => {
      assert.ok(error instanceof EastError);
      assert.equal(error.message, "Division by zero");
      const files = error.location.map(({ filename }) => filename.replace(/.*\//, ""));
      assert.ok(files.every((file) => file === "run.test.ts"));
      const [divide] = error.location;
      assert.ok(divide !== undefined && error.location.some(({ line }) => line > divide.line));
      return true;
    },
  );
});
