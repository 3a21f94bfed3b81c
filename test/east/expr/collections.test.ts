// What methods of arrays, sets and dicts have in common: what they lower to (spec/east-api.md 3.8 to 3.10), that nothing
// is evaluated twice, functions as callbacks, the library, and mistakes that are found while a program is built.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { suite, test } from "node:test";
import {
  ArrayExpr,
  ArrayType,
  BooleanType,
  DictExpr,
  DictType,
  East,
  type EastType,
  type Expr,
  FloatType,
  FunctionType,
  IntegerType,
  NullType,
  none,
  OptionType,
  SetExpr,
  SetType,
  StringType,
  StructType,
  some,
  VariantType,
  variant,
} from "@elaraai/east";
import { becomes } from "../../support/ir-text.js";
import { root } from "../../support/paths.js";

const A = ArrayType(IntegerType);
const S = SetType(StringType);
const D = DictType(StringType, IntegerType);

test("every method of the specification is there", () => {
  // Blobs and vectors bring these with them.
  const later = new Set(["encodeCsv", "toVector"]);
  const spec = readFileSync(join(root, "east/spec/east-api.md"), "utf8");
  const section = (from: string, to: string): string => spec.slice(spec.indexOf(from), spec.indexOf(to));
  const [, ofSets = "", ofDicts = ""] = section("### 3.10", "### 3.11").split(/^\| (?:Set|Dict) method/m);
  const [ofAll = "", ofArrays = ""] = section("### 3.9", "### 3.10").split(
    /^(?=\| Array only: `groupFindFirst)/m,
  );
  /** The names in the first column. */
  const named = (table: string): string[] =>
    [...table.matchAll(/^\| (.*?) \|/gm)]
      .flatMap(([, cell]) => [...(cell as string).matchAll(/`([^`]+)`/g)])
      .flatMap(([, code]) => (code as string).replace(/[(<].*/, "").split(" "))
      .filter((name) => /^[a-z]\w+$/.test(name) && !later.has(name));
  for (const [table, { prototype }] of [
    [section("### 3.8", "### 3.9") + ofAll + ofArrays, ArrayExpr],
    [ofSets + ofAll.replace(/^\| Array only.*$/m, ""), SetExpr],
    [ofDicts + ofAll.replace(/^\| Array only.*$/m, ""), DictExpr],
  ] as const) {
    const names = named(table);
    assert.ok(names.length > 40, `${names.length} names`);
    assert.deepEqual(
      names.filter((name) => typeof Reflect.get(prototype, name) !== "function"),
      [],
    );
  }
});

const lowers = (
  name: string,
  inputs: EastType[],
  body: ($: any, ...inputs: any[]) => unknown,
  expected: string,
): void => {
  test(name, () => becomes(East.function(inputs, undefined, body), expected));
};

suite("what methods lower to", () => {
  lowers(
    "a builtin, after the type parameters of the collection those of the result",
    [D],
    ($, d) => d.toDict(($: any, v: any) => v.toFloat()),
    `
    fn(_0) {
      DictToDict<String; Integer; Float; Integer>(_0, fn(_1, _2) {
        IntegerToFloat(_1)
      }, fn(_3, _4) {
        _3
      }, fn(_5, _6, _7) {
        error StringConcat(StringConcat("Cannot insert duplicate key ", Print<Float>(_7)), " into dict")
      })
    }`,
  );
  lowers(
    "folds, which take the beginning before the callback for arrays and after it for others",
    [A, S],
    ($, a, s) => [
      a.reduce(($: any, acc: any, v: any, i: any) => acc.add(v).add(i), 0n),
      s.reduce(($: any, acc: any) => acc.add(1n), 0n),
      s.scan(($: any, acc: any) => acc.add(1n), 0n).size(),
    ],
    `
    fn(_0, _1) {
      [Integer] [ArrayFold<Integer; Integer>(_0, 0, fn(_2, _3, _4) {
        IntegerAdd(IntegerAdd(_2, _3), _4)
      }), SetReduce<String; Integer>(_1, fn(_5, _6) {
        IntegerAdd(_5, 1)
      }, 0), ArraySize<Integer>(SetScan<String; Integer>(_1, fn(_7, _8) {
        IntegerAdd(_7, 1)
      }, 0))]
    }`,
  );
  lowers(
    "every, which calls the predicate; some is the same without BooleanNot",
    [A],
    ($, a) => a.every(($: any, v: any, i: any) => v.equals(i)),
    `
    fn(_0) {
      match ArrayFirstMap<Integer; Null>(_0, fn(_1, _2) {
        if BooleanNot(call fn(_3, _4) {
          Equal<Integer>(_3, _4)
        }(_1, _2)) {
          .some null as <none, some>
        } else {
          .none null as <none, some>
        }
      }) {
        .none _5: true
        .some _6: false
      }
    }`,
  );
  lowers(
    "sum and mean, in Floats where they have to be",
    [D],
    ($, d) => ({ sum: d.sum(), mean: d.mean(($: any, v: any, k: any) => k.length()) }),
    `
    fn(_0) {
      (sum=DictReduce<String; Integer; Integer>(_0, fn(_1, _2, _3) {
        IntegerAdd(_1, _2)
      }, 0), mean=FloatDivide(DictReduce<String; Integer; Float>(_0, fn(_4, _5, _6) {
        FloatAdd(_4, IntegerToFloat(call fn(_7, _8) {
          StringLength(_8)
        }(_5, _6)))
      }, 0f), IntegerToFloat(DictSize<String; Integer>(_0))))
    }`,
  );
  lowers(
    "extremes, of which the first of equal ones stays",
    [A],
    ($, a) => ({ at: a.findMaximum(), least: a.minimum(($: any, v: any) => v.negate()) }),
    `
    fn(_0) {
      (at=if Equal<Integer>(ArraySize<Integer>(_0), 0) {
        .none null as Opt Integer
      } else {
        .some ArrayMapReduce<Integer; {index: Integer, value: Integer}>(_0, fn(_1, _2) {
          (index=_2, value=_1)
        }, fn(_3, _4) {
          if GreaterEqual<Integer>(_3.value, _4.value) {
            _3
          } else {
            _4
          }
        }).index as Opt Integer
      }, least=ArrayMapReduce<Integer; {element: Integer, key: Integer}>(_0, fn(_5, _6) {
        (element=_5, key=call fn(_7, _8) {
          IntegerNegate(_7)
        }(_5, _6))
      }, fn(_9, _10) {
        if LessEqual<Integer>(_9.key, _10.key) {
          _9
        } else {
          _10
        }
      }).element)
    }`,
  );
  lowers(
    "findFirst by the element, findAll by element and index",
    [A],
    ($, a) => [
      a.findFirst(1n, ($: any, v: any) => v.negate()).unwrapOr(0n),
      a.findAll(1n, ($: any, v: any, i: any) => i).size(),
    ],
    `
    fn(_0) {
      [Integer] [match ArrayFindFirst<Integer; Integer>(_0, 1, fn(_1) {
        IntegerNegate(_1)
      }) {
        .none _2: 0
        .some _3: _3
      }, ArraySize<Integer>(ArrayFilterMap<Integer; Integer>(_0, fn(_4, _5) {
        if Equal<Integer>(call fn(_6, _7) {
          _7
        }(_4, _5), 1) {
          .some _5 as Opt Integer
        } else {
          .none null as Opt Integer
        }
      }))]
    }`,
  );
  lowers(
    "groups of numbers: a dict whose conflicts add up",
    [A],
    ($, a) => a.groupMean(($: any, v: any) => v.remainder(2n)),
    `
    fn(_0) {
      DictMap<Integer; {sum: Float, count: Integer}; Float>(ArrayToDict<Integer; Integer; {sum: Float, count: Integer}>(_0, fn(_1, _2) {
        IntegerRemainder(_1, 2)
      }, fn(_3, _4) {
        (sum=IntegerToFloat(_3), count=1)
      }, fn(_5, _6, _7) {
        (sum=FloatAdd(_5.sum, _6.sum), count=IntegerAdd(_5.count, _6.count))
      }), fn(_8, _9) {
        FloatDivide(_8.sum, IntegerToFloat(_8.count))
      })
    }`,
  );
  lowers(
    "groups that are collections: a fold of each",
    [S],
    ($, s) =>
      s.groupToArrays(
        ($: any, k: any) => k.length(),
        ($: any, k: any) => k.concat("!"),
      ),
    `
    fn(_0) {
      SetGroupFold<String; Integer; [String]>(_0, fn(_1) {
        StringLength(_1)
      }, fn(_2) {
        [String] []
      }, fn(_3, _4) {
        ArrayPushLast<String>(_3, call fn(_5) {
          StringConcat(_5, "!")
        }(_4))
        _3
      })
    }`,
  );
  lowers(
    "groups of dicts with combined values",
    [D],
    ($, d) =>
      d.groupToDicts(
        ($: any, v: any) => v,
        ($: any, v: any, k: any) => k,
        undefined,
        ($: any, x: any, y: any) => x.add(y),
      ),
    `
    fn(_0) {
      DictGroupFold<String; Integer; Integer; Dict String Integer>(_0, fn(_1, _2) {
        _1
      }, fn(_3) {
        Dict String Integer {}
      }, fn(_4, _5, _6) {
        const _9: String = call fn(_7, _8) {
          _8
        }(_5, _6)
        const _10: Integer = _5
        match DictTryGet<String; Integer>(_4, _9) {
          .none _11: DictInsert<String; Integer>(_4, _9, _10)
          .some _12: DictUpdate<String; Integer>(_4, _9, call fn(_13, _14, _15) {
            IntegerAdd(_13, _14)
          }(_12, _10, _9))
        }
        _4
      })
    }`,
  );
  lowers(
    "union: a copy that takes the other in",
    [D],
    ($, d) => d.union(d),
    `
    fn(_0) {
      let _1: Dict String Integer = DictCopy<String; Integer>(_0)
      DictUnionInPlace<String; Integer>(_1, _0, fn(_2, _3, _4) {
        error StringConcat(StringConcat("Key ", _4), " exists in both dictionaries")
      })
      _1
    }`,
  );
  lowers(
    "the library: direct calls",
    [],
    () => [
      East.Array.range(0n, 3n).size(),
      East.Set.generate(3n, IntegerType, ($, i) => i).size(),
      East.Dict.generate(
        3n,
        IntegerType,
        FloatType,
        ($, i) => i,
        () => 1.5,
        ($, x) => x,
      ).size(),
    ],
    `
    fn() {
      [Integer] [ArraySize<Integer>(ArrayRange(0, 3, 1)), SetSize<Integer>(SetGenerate<Integer>(3, fn(_0) {
        _0
      }, fn(_1) {
        error StringConcat(StringConcat("Duplicate key ", Print<Integer>(_1)), " in set")
      })), DictSize<Integer; Float>(DictGenerate<Integer; Float>(3, fn(_2) {
        _2
      }, fn(_3) {
        1.5f
      }, fn(_4, _5, _6) {
        _4
      }))]
    }`,
  );
});

suite("nothing is evaluated twice", () => {
  lowers(
    "a collection that is needed twice gets a name",
    [A],
    ($, a) => a.copy().mean(),
    `
    fn(_0) {
      const _1: [Integer] = ArrayCopy<Integer>(_0)
      FloatDivide(ArrayFold<Integer; Float>(_1, 0f, fn(_2, _3, _4) {
        FloatAdd(_2, IntegerToFloat(_3))
      }), IntegerToFloat(ArraySize<Integer>(_1)))
    }`,
  );
  lowers(
    "so does a value that every element is compared with, and what comes before it",
    [A],
    ($, a) => a.copy().findAll(a.popLast()),
    `
    fn(_0) {
      const _1: [Integer] = ArrayCopy<Integer>(_0)
      const _2*: Integer = ArrayPopLast<Integer>(_0)
      ArrayFilterMap<Integer; Integer>(_1, fn[_2*](_3, _4) {
        if Equal<Integer>(_3, _2*) {
          .some _4 as Opt Integer
        } else {
          .none null as Opt Integer
        }
      })
    }`,
  );

  test("nor is an expression that gives a callback", () => {
    const F = FunctionType([IntegerType], BooleanType);
    const taken = East.platform("taken", [], F);
    const methods: ((a: ArrayExpr<IntegerType>, f: any) => Expr)[] = [
      (a, f) => a.filter(f),
      (a, f) => a.every(f),
      (a, f) => a.some(f),
      (a, f) => a.map(f),
      (a, f) => a.sort(f),
      (a, f) => a.findFirst(true, f),
      (a, f) => a.findAll(true, f),
      (a, f) => a.findMaximum(f),
      (a, f) => a.minimum(f),
      (a, f) => a.groupEvery(f, f),
      (a, f) => a.groupToSets(f, f),
      (a, f) => a.groupFindAll(f, true, f),
      (a, f) => a.groupMinimum(f, f),
    ];
    for (const [i, method] of methods.entries()) {
      let calls = 0;
      const program = East.function([A], undefined, ($, a) => method(a, taken()));
      const run = East.compile(program, [
        taken.implement(() => {
          calls++;
          return (x) => x > 1n;
        }),
      ]);
      run([1n, 2n, 3n]);
      assert.equal(calls, i < 9 ? 1 : 2, `method ${i}`);
    }
  });

  test("a variable is taken as it is in the beginning, whatever the callback assigns to it", () => {
    const run = East.compile(
      East.function([A], undefined, ($, a) => {
        const rest = $.let(a);
        const sought = $.let(1n);
        const mean = $.const(
          rest.mean(($, v) => {
            $.assign(rest, [9n]);
            return v;
          }),
        );
        const found = $.const(
          a.findAll(sought, ($, v) => {
            $.assign(sought, v);
            return v;
          }),
        );
        return { mean, found };
      }),
      [],
    );
    assert.deepEqual(run([1n, 2n, 3n]), { mean: 2, found: [0n] });
  });

  test("and it all comes in the order in which it is written", () => {
    const log: string[] = [];
    const say = East.platform("say", [StringType, IntegerType], IntegerType);
    const run = East.compile(
      East.function([A], undefined, ($, a) =>
        East.value([say("array", 1n), a.get(0n)]).groupFindAll(($, v) => v, say("value", 2n)),
      ),
      [
        say.implement((what, x) => {
          log.push(what);
          return x;
        }),
      ],
    );
    run([5n]);
    assert.deepEqual(log, ["array", "value"]);
  });
});

test("an East function is taken wherever a callback is", () => {
  const element = East.function([IntegerType], IntegerType, ($, x) => x.remainder(3n));
  const both = East.function([IntegerType, IntegerType], IntegerType, ($, x, y) => x.add(y));
  const three = East.function([IntegerType, IntegerType, IntegerType], IntegerType, ($, x, y, k) =>
    x.add(y).multiply(k),
  );
  const holds = East.function([IntegerType], BooleanType, ($, x) => x.greaterThan(1n));
  const option = East.function([IntegerType], OptionType(IntegerType), ($, x) => some(x));
  const list = East.function([IntegerType], A, ($, x) => [x, x]);
  const keys = East.function([IntegerType], SetType(IntegerType), ($, x) => new Set([x]));
  const entries = East.function(
    [IntegerType],
    DictType(IntegerType, IntegerType),
    ($, x) => new Map([[x, x]]),
  );
  const node = East.function([IntegerType, IntegerType, A], IntegerType, ($, x) => x);
  const common: ((c: any, f: (fn: unknown) => unknown) => unknown)[] = [
    (c, f) => c.forEach(f(element)),
    (c, f) => c.map(f(element)),
    (c, f) => c.filter(f(holds)),
    (c, f) => c.filterMap(f(option)),
    (c, f) => c.firstMap(f(option)),
    (c, f) => c.reduce(f(both), 0n),
    (c, f) => c.scan(f(both), 0n),
    (c, f) => c.mapReduce(f(element), f(both)),
    (c, f) => c.every(f(holds)),
    (c, f) => c.some(f(holds)),
    (c, f) => c.sum(f(element)),
    (c, f) => c.mean(f(element)),
    (c, f) => c.toSet(f(element)),
    (c, f) => c.toDict(f(element), f(element), f(three)),
    (c, f) => c.flattenToSet(f(keys)),
    (c, f) => c.flattenToDict(f(entries), f(three)),
    (c, f) => c.groupReduce(f(element), f(element), f(both)),
    (c, f) => c.groupSize(f(element)),
    (c, f) => c.groupSum(f(element), f(element)),
    (c, f) => c.groupMean(f(element), f(element)),
    (c, f) => c.groupEvery(f(element), f(holds)),
    (c, f) => c.groupSome(f(element), f(holds)),
    (c, f) => c.groupToArrays(f(element), f(element)),
    (c, f) => c.groupToSets(f(element), f(element)),
    (c, f) => c.groupToDicts(f(element), f(element), f(element), f(three)),
  ];
  const keyed: typeof common = [(c, f) => c.toArray(f(element)), (c, f) => c.flattenToArray(f(list))];
  const ofArrays: typeof common = [
    (a, f) => a.get(0n, f(element)),
    (a, f) => a.getKeys([0n, 9n], f(element)),
    (a, f) => a.merge(0n, 1n, f(both)),
    (a, f) => a.mergeAll(a, f(both)),
    (a, f) => a.sort(f(element)),
    (a, f) => a.isSorted(f(element)),
    (a, f) => a.findSortedFirst(1n, f(element)),
    (a, f) => a.findFirst(1n, f(element)),
    (a, f) => a.findFirst(1n, f(both)),
    (a, f) => a.findAll(1n, f(element)),
    (a, f) => a.findMinimum(f(element)),
    (a, f) => a.maximum(f(both)),
    (a, f) => a.flatMap(f(list)),
    (a, f) => a.toTree(IntegerType, f(element), f(option), f(node)).size(),
    (a, f) => a.groupBy(f(element)),
    (a, f) => a.groupFindFirst(f(element), 1n, f(both)),
    (a, f) => a.groupFindAll(f(element), 1n, f(element)),
    (a, f) => a.groupFindMaximum(f(element), f(element)),
    (a, f) => a.groupMinimum(f(element), f(element)),
  ];
  const ofDicts: typeof common = [
    (d, f) => d.get(9n, f(element)),
    (d, f) => d.getOrInsert(9n, f(element)),
    (d, f) => d.getKeys(new Set([1n, 9n]), f(element)),
    (d, f) => d.insertOrUpdate(1n, 5n, f(three)),
    (d, f) => d.merge(9n, 5n, f(three), f(element)),
    (d, f) => d.mergeAll(d, f(both), f(element)),
    (d, f) => d.union(d, f(three)),
    (d, f) => d.unionInPlace(d, f(both)),
  ];
  /** The same program with functions, and with callbacks that call them. */
  const compare = (type: EastType, value: () => unknown, methods: typeof common): void => {
    for (const method of methods) {
      const results = [
        (fn: unknown) => fn,
        (fn: any) =>
          (_$: unknown, ...each: unknown[]) =>
            fn(...each.slice(0, fn.toIR().ir.value.parameters.length)),
      ].map((as) => {
        const program = East.function([type], undefined, (_$: any, c: any) => method(c, as) as Expr);
        const given = value() as never;
        try {
          return [East.compile(program, [])(given), given];
        } catch (error) {
          return [(error as Error).message, given];
        }
      });
      assert.deepEqual(results[0], results[1], String(method));
    }
  };
  const native = [4n, 1n, 2n];
  compare(A, () => [...native], [...common, ...ofArrays]);
  compare(SetType(IntegerType), () => new Set(native), [...common, ...keyed]);
  compare(DictType(IntegerType, IntegerType), () => new Map(native.map((x) => [x, x * 2n])), [
    ...common,
    ...keyed,
    ...ofDicts,
  ]);
});

suite("mistakes that are found while a program is built", () => {
  const Shape = VariantType({ circle: FloatType, point: NullType });
  const shape = East.value(variant("point"), Shape);
  const F = FunctionType([IntegerType], IntegerType);
  const parts: [EastType, EastType, EastType, EastType, EastType] = [
    A,
    S,
    D,
    ArrayType(StringType),
    ArrayType(F),
  ];
  const mistakes: [string, (a: any, s: any, d: any, t: any, f: any) => unknown, string][] = [
    [
      "a mapper that returns no option",
      (a) => a.filterMap(($: any, v: any) => v),
      "Expected Function to return an Option type, got .Integer",
    ],
    [
      "a mapper that returns another variant",
      (_a, s) => s.filterMap(() => shape),
      'Expected Function to return an Option type, got .Variant [(name="circle", type=.Float), (name="point", type=.Null)]',
    ],
    [
      "a mapper that returns nothing but none",
      (_a, _s, d) => d.firstMap(() => none),
      'Expected Function to return an Option type, got .Variant [(name="none", type=.Null)]',
    ],
    [
      "a flat mapper that returns no array",
      (a) => a.flatMap(($: any, v: any) => v),
      "Expected Function to return an Array type, got .Integer",
    ],
    [
      "elements that are no arrays",
      (a) => a.flatMap(),
      "Expected Function to return an Array type, got .Integer",
    ],
    [
      "a flat mapper that returns no set",
      (_a, s) => s.flattenToSet(($: any, k: any) => [k]),
      "Expected Function to return a Set type, got .Array .String",
    ],
    [
      "values that are no dicts",
      (_a, _s, d) => d.flattenToDict(),
      "Expected Function to return a Dict type, got .Integer",
    ],
    [
      "sorting functions",
      (_a, _s, _d, _t, f) => f.sort(),
      "Can only sort by data types, got .Function (inputs=[.Integer], output=.Integer)",
    ],
    [
      "sorting by functions",
      (a, _s, _d, _t, f) => a.isSorted(() => f.get(0n)),
      "Can only sort by data types, got .Function (inputs=[.Integer], output=.Integer)",
    ],
    [
      "the sum of texts",
      (_a, _s, _d, t) => t.sum(),
      "Can only perform sum on array of numbers (Integer or Float), got .String",
    ],
    [
      "the mean of keys that are texts",
      (_a, s) => s.mean(),
      "Can only perform mean on set of numbers (Integer or Float), got .String",
    ],
    [
      "the sum of a projection that is a text",
      (_a, _s, d) => d.sum(($: any, _v: any, k: any) => k),
      "Can only perform sum on dict of numbers (Integer or Float), got .String",
    ],
    [
      "the sums of groups of texts",
      (_a, _s, _d, t) => t.groupSum(($: any, v: any) => v),
      "Can only perform groupSum on array of numbers (Integer or Float), got .String",
    ],
    ["every of numbers", (a) => a.every(), "Can only perform every on array of booleans, got .Integer"],
    [
      "a predicate that gives a number",
      (a) => a.filter(($: any, v: any) => v),
      "Expression expected to have type .Boolean but got type .Integer",
    ],
    [
      "a callback that returns nothing",
      (a) => a.map(() => undefined),
      "When output_type is not specified, function body must return a value",
    ],
    [
      "a return where the result is inferred",
      (a) => a.map(($: any, v: any) => $.return(v)),
      "Return expected to have type .Never, got .Integer",
    ],
    [
      "a function that takes something else",
      (a) => a.map(East.function([StringType], StringType, ($, s) => s)),
      "Expression expected to have type .Function (inputs=[.Integer, .Integer], output=.String) but got type .Function (inputs=[.String], output=.String)",
    ],
    ["a callback that is a value", (a) => a.map(1n), "Expected function but got bigint"],
    [
      "a callback that is another expression",
      (a) => a.map(a),
      "Expected a function but got an expression of type .Array .Integer",
    ],
    [
      "keys that may change",
      (a) =>
        a.groupToSets(
          ($: any, v: any) => v,
          ($: any, v: any) => [v],
        ),
      "Set key type must be an immutable type, got .Array .Integer",
    ],
    [
      "groups by what may change",
      (a) => a.groupSize(($: any, v: any) => [v]),
      "Dict key type must be an immutable type, got .Array .Integer",
    ],
    [
      "joining numbers",
      (a) => a.stringJoin(","),
      "Expression expected to have type .Array .String but got type .Array .Integer",
    ],
    ["an element of another type", (a) => a.pushLast("x"), "Expected bigint but got string"],
  ];
  for (const [name, build, message] of mistakes) {
    test(name, () => {
      const place = / at [^ ]*collections\.test\.ts:\d+:\d+$/;
      assert.throws(
        () =>
          East.function(parts, undefined, ((_$: unknown, ...given: [any, any, any, any, any]) =>
            build(...given)) as never),
        (error: Error) => {
          assert.match(error.message, place);
          assert.equal(error.message.replace(place, ""), message);
          return true;
        },
      );
    });
  }
});

test("records in sets, dicts and groups are told apart by value", () => {
  const P = StructType({ x: IntegerType, y: OptionType(StringType) });
  const run = East.compile(
    East.function([ArrayType(P)], undefined, ($, points) => ({
      distinct: points.unique().size(),
      sizes: points.groupSize().toArray(),
      first: points.findFirst({ x: 1n, y: none }),
      sorted: points.sort().map(($, p) => East.print(p)),
    })),
    [],
  );
  const result = run([
    { x: 2n, y: some("b") },
    { x: 1n, y: some("a") },
    { x: 1n, y: none },
    { x: 2n, y: some("b") },
  ]);
  assert.deepEqual(result, {
    distinct: 3n,
    sizes: [1n, 1n, 2n],
    first: some(2n),
    sorted: ["(x=1, y=.none)", '(x=1, y=.some "a")', '(x=2, y=.some "b")', '(x=2, y=.some "b")'],
  });
});

test("East.Array, East.Set and East.Dict make collections from numbers", () => {
  const outcome = (build: () => Expr): string => {
    const run = East.compile(
      East.function([], StringType, () => East.print(build())),
      [],
    );
    try {
      return run();
    } catch (error) {
      return (error as Error).message;
    }
  };
  const { Array: array, Set: set, Dict: dict } = East;
  const rows: [() => Expr, string][] = [
    [() => array.range(0n, 3n), "[0, 1, 2]"],
    [() => array.range(0n, 10n, 4n), "[0, 4, 8]"],
    [() => array.range(5n, 0n, -2n), "[5, 3, 1]"],
    [() => array.range(5n, 0n), "[]"],
    [() => array.range(0n, 3n, 0n), "[]"],
    [() => array.linspace(0, 1, 5n), "[0.0, 0.25, 0.5, 0.75, 1.0]"],
    [() => array.linspace(2, 9, 1n), "[2.0]"],
    [() => array.linspace(2, 9, 0n), "[]"],
    [() => array.generate(3n, StringType, ($, i) => East.print(i)), '["0", "1", "2"]'],
    [() => array.generate(-1n, OptionType(IntegerType), () => none), "[]"],
    [() => array.generate(1n, OptionType(IntegerType), () => none), "[.none]"],
    [() => set.generate(3n, IntegerType, ($, i) => i.negate()), "{-2,-1,0}"],
    [() => set.generate(3n, StringType, () => "k"), "Duplicate key k in set"],
    [
      () =>
        set.generate(
          3n,
          StringType,
          () => "k",
          () => null,
        ),
      '{"k"}',
    ],
    [
      () =>
        dict.generate(
          2n,
          IntegerType,
          FloatType,
          ($, i) => i,
          ($, i) => i.toFloat(),
        ),
      "{0:0.0,1:1.0}",
    ],
    [
      () =>
        dict.generate(
          2n,
          StringType,
          IntegerType,
          () => "k",
          ($, i) => i,
        ),
      "Duplicate key k in dict",
    ],
    [
      () =>
        dict.generate(
          3n,
          StringType,
          IntegerType,
          () => "k",
          ($, i) => i,
          ($, x, y, k) => x.multiply(10n).add(y).add(k.length()),
        ),
      '{"k":23}',
    ],
  ];
  for (const [build, expected] of rows) assert.equal(outcome(build), expected, String(build));
});
