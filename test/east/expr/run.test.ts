// Programs of the fluent API, compiled and run: what the IR that they become does.
import assert from "node:assert/strict";
import { suite, test } from "node:test";
import {
  ArrayType,
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
  VariantType,
  variant,
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
