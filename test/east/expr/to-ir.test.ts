import assert from "node:assert/strict";
import { suite, test } from "node:test";
import {
  ArrayType,
  AsyncFunctionType,
  BooleanType,
  DictType,
  East,
  type EastTypeValue,
  FloatType,
  FunctionType,
  IntegerType,
  NullType,
  none,
  OptionType,
  RecursiveExpr,
  RecursiveType,
  SetType,
  StringType,
  StructType,
  some,
  VariantType,
  variant,
} from "@elaraai/east";
import { becomes } from "../../support/ir-text.js";

suite("names", () => {
  test("parameters come first, then variables in the order of the pass", () => {
    becomes(
      East.function([IntegerType, StringType], IntegerType, ($, x, s) => {
        const y = $.let(x.add(1n));
        const z = $.const(y.add(s.length()));
        return z;
      }),
      `
      fn(_0, _1) {
        let _2: Integer = IntegerAdd(_0, 1)
        const _3: Integer = IntegerAdd(_2, StringLength(_1))
        _3
      }`,
    );
  });

  test("a let visits its value before it numbers its variable", () => {
    becomes(
      East.function([], FunctionType([IntegerType], IntegerType), ($) => {
        const f = $.const(East.function([IntegerType], IntegerType, ($, x) => x));
        return f;
      }),
      `
      fn() {
        const _1: (Integer) -> Integer = fn(_0) {
          _0
        }
        _1
      }`,
    );
  });

  test("loops number the value before the key, and labels apart from variables", () => {
    becomes(
      East.function(
        [ArrayType(StringType), DictType(StringType, IntegerType), SetType(IntegerType)],
        NullType,
        ($, xs, d, s) => {
          $.for(xs, ($, x, i) => {
            $.const(x);
            $.const(i);
          });
          $.for(d, ($, v, k, outer) => {
            $.while(true, ($, inner) => {
              $.if(v.equals(1n), ($) => $.break(outer));
              $.if(k.equals("x"), ($) => $.continue(inner));
            });
          });
          $.for(s, ($, k) => {
            $.const(k);
          });
        },
      ),
      `
      fn(_0, _1, _2) {
        _0: for _3, _4 of _0 {
          const _5: String = _3
          const _6: Integer = _4
        }
        _1: for _7, _8 of _1 {
          _2: while true {
            if Equal<Integer>(_7, 1) {
              break _1
            } else {
              null
            }
            if Equal<String>(_8, "x") {
              continue _2
            } else {
              null
            }
          }
        }
        _3: for _9 of _2 {
          const _10: Integer = _9
        }
      }`,
    );
  });

  test("match cases come in the order of the type, each with its variable and then its body", () => {
    const Shape = VariantType({ square: FloatType, circle: FloatType, point: NullType });
    becomes(
      East.function([Shape], FloatType, ($, shape) =>
        shape.match({
          point: () => 0,
          square: ($, side) => {
            const twice = $.const(side.multiply(side));
            return twice;
          },
          circle: ($, radius) => radius,
        }),
      ),
      `
      fn(_0) {
        match _0 {
          .circle _1: _1
          .point _2: 0f
          .square _3: block {
            const _4: Float = FloatMultiply(_3, _3)
            _4
          }
        }
      }`,
    );
  });

  test("try numbers message and stack after its body", () => {
    becomes(
      East.function([StringType], NullType, ($, s) => {
        $.try(($) => {
          $.const(s);
        })
          .catch(($, message, stack) => {
            $.const(message);
            $.const(stack.size());
          })
          .finally(($) => {
            $.const(1n);
          });
      }),
      `
      fn(_0) {
        try {
          const _1: String = _0
        } catch _2, _3 {
          const _4: String = _2
          const _5: Integer = ArraySize<{filename: String, line: Integer, column: Integer}>(_3)
        } finally {
          const _6: Integer = 1
        }
      }`,
    );
  });

  test("an expression used twice is turned into IR twice, with names of its own", () => {
    const twice = East.block(($) => {
      const x = $.const(1n);
      return x.add(x);
    });
    becomes(
      East.function([], IntegerType, () => twice.add(twice)),
      `
      fn() {
        IntegerAdd(block {
          const _0: Integer = 1
          IntegerAdd(_0, _0)
        }, block {
          const _1: Integer = 1
          IntegerAdd(_1, _1)
        })
      }`,
    );
  });

  test("the same source gives the same IR, whatever was built before", () => {
    const [first, second] = [1, 2].map(() => {
      East.function([StringType], StringType, ($, s) => $.let(s)).toIR();
      return East.function([ArrayType(IntegerType)], ArrayType(StringType), ($, xs) =>
        xs.map(($, x) => East.print(x)),
      ).toIR();
    });
    assert.deepEqual(second, first);
  });
});

suite("captures", () => {
  test("are listed in order of first use, also for functions further in", () => {
    becomes(
      East.function([IntegerType, IntegerType, IntegerType], IntegerType, ($, a, b, c) => {
        const f = $.const(
          East.function([IntegerType], IntegerType, ($, x) => {
            const g = $.const(East.function([], IntegerType, () => c.add(x).add(a)));
            return g().add(a);
          }),
        );
        return f(b);
      }),
      `
      fn(_0*, _1, _2*) {
        const _5: (Integer) -> Integer = fn[_2*, _0*](_3*) {
          const _4: () -> Integer = fn[_2*, _3*, _0*]() {
            IntegerAdd(IntegerAdd(_2*, _3*), _0*)
          }
          IntegerAdd(call _4(), _0*)
        }
        call _5(_1)
      }`,
    );
  });

  test("a captured variable is marked at its declaration and at every use, earlier ones too", () => {
    becomes(
      East.function([], IntegerType, ($) => {
        const n = $.let(0n);
        $.assign(n, n.add(1n));
        const f = $.const(
          East.function([], NullType, ($) => {
            $.assign(n, 5n);
          }),
        );
        $(f());
        return n;
      }),
      `
      fn() {
        let _0*: Integer = 0
        _0* = IntegerAdd(_0*, 1)
        const _1: () -> Null = fn[_0*]() {
          _0* = 5
        }
        call _1()
        _0*
      }`,
    );
  });

  test("a top-level function is written out at every use", () => {
    const inc = East.function([IntegerType], IntegerType, ($, x) => x.add(1n));
    becomes(
      East.function([IntegerType], IntegerType, ($, x) => inc(inc(x))),
      `
      fn(_0) {
        call fn(_1) {
          IntegerAdd(_1, 1)
        }(call fn(_2) {
          IntegerAdd(_2, 1)
        }(_0))
      }`,
    );
  });
});

suite("widening", () => {
  const Option = OptionType(IntegerType);

  test("a narrower expression gets an As wherever the type of the place is known", () => {
    const narrow = East.value(some(1n));
    const Holder = StructType({ value: Option });
    const Holding = VariantType({ held: Option, other: NullType });
    const host = East.platform("host", [Option], Option);
    const f = East.function([Option], Option, ($, o) => o);
    becomes(
      East.function([ArrayType(Option)], Option, ($, xs) => {
        const o = $.let(narrow, Option);
        $.assign(o, narrow);
        $.const({ value: narrow }, Holder);
        $.const(variant("held", narrow), Holding);
        $.const([narrow, o], ArrayType(Option));
        $.const(new Map([[1n, narrow]]), DictType(IntegerType, Option));
        $(f(narrow));
        $(host(narrow));
        $(xs.pushLast(narrow));
        $.if(true, ($) => $.return(narrow));
        return narrow;
      }),
      `
      fn(_0) {
        let _1: Opt Integer = .some 1 as Opt Integer
        _1 = .some 1 as Opt Integer
        const _2: {value: Opt Integer} = (value=.some 1 as Opt Integer)
        const _3: <held Opt Integer, other> = .held .some 1 as Opt Integer
        const _4: [Opt Integer] = [Opt Integer] [.some 1 as Opt Integer, _1]
        const _5: Dict Integer Opt Integer = Dict Integer Opt Integer {1: .some 1 as Opt Integer}
        call fn(_6) {
          _6
        }(.some 1 as Opt Integer)
        host host(.some 1 as Opt Integer)
        ArrayPushLast<Opt Integer>(_0, .some 1 as Opt Integer)
        if true {
          return .some 1 as Opt Integer
        } else {
          null
        }
        .some 1 as Opt Integer
      }`,
    );
  });

  test("an equal type or Never is left alone", () => {
    becomes(
      East.function([Option, BooleanType], Option, ($, o, c) => {
        $.if(c, ($) => $.return(o));
        return c.ifElse(
          () => East.error("none"),
          () => o,
        );
      }),
      `
      fn(_0, _1) {
        if _1 {
          return _0
        } else {
          null
        }
        if _1 {
          error "none"
        } else {
          _0
        }
      }`,
    );
  });

  test("branches get the type of the whole, a block at its last statement", () => {
    becomes(
      East.function([IntegerType, BooleanType], Option, ($, x, c) =>
        c.ifElse(
          ($) => {
            const y = $.const(x.add(1n));
            return some(y);
          },
          () => none,
        ),
      ),
      `
      fn(_0, _1) {
        if _1 {
          const _2: Integer = IntegerAdd(_0, 1)
          .some _2 as Opt Integer
        } else {
          .none null as Opt Integer
        }
      }`,
    );
  });

  test("a function is widened to an async one where that is wanted", () => {
    becomes(
      East.asyncFunction([], IntegerType, ($) => {
        const f = $.const(
          East.function([], IntegerType, () => 1n),
          AsyncFunctionType([], IntegerType),
        );
        return f();
      }),
      `
      async fn() {
        const _0: async () -> Integer = fn() {
          1
        } as async () -> Integer
        await _0()
      }`,
    );
  });
});

suite("recursive types", () => {
  const list = () =>
    RecursiveType((self) =>
      VariantType({ nil: NullType, cons: StructType({ head: IntegerType, tail: self }) }),
    );

  test("literals are wrapped at every level, expressions where they are the node", () => {
    const List = list();
    becomes(
      East.function([List], List, ($, tail) => {
        const one = $.const(variant("cons", { head: 1n, tail }), List);
        const node = $.const(one.unwrap());
        $(RecursiveExpr.wrap(node, List));
        return variant("cons", { head: 2n, tail: variant("nil") });
      }),
      `
      fn(_0) {
        const _1: #1=<cons {head: Integer, tail: #1}, nil> = wrap(.cons (head=1, tail=_0))
        const _2: <cons {head: Integer, tail: #1=<cons {head: Integer, tail: #1}, nil>}, nil> = unwrap(_1)
        wrap(_2)
        wrap(.cons (head=2, tail=wrap(.nil null)))
      }`,
    );
  });

  test("equal ones share an id, others are numbered in order of first occurrence", () => {
    const Other = RecursiveType((self) => VariantType({ leaf: NullType, node: ArrayType(self) }));
    const { ir } = East.function([list(), Other, list()], NullType, ($, a, b, c) => {
      $.const(b);
      $.const(c);
      $.const(a);
    }).toIR();
    const ids = ir.value.type.type === "Function" ? ir.value.type.value.inputs.map(idOf) : [];
    assert.deepEqual(ids, [1n, 2n, 1n]);
  });

  function idOf(type: EastTypeValue): bigint | undefined {
    return type.type === "Recursive" && type.value.type === "wrapper" ? type.value.value.id : undefined;
  }
});

suite("builtins and calls without a node of their own", () => {
  test("arithmetic with a Float is that of Floats", () => {
    becomes(
      East.function([IntegerType, FloatType], FloatType, ($, n, x) => {
        $(n.add(1.5));
        $(n.multiply(x));
        $(x.add(2n));
        $(x.divide(n));
        return n.pow(2n).toFloat();
      }),
      `
      fn(_0, _1) {
        FloatAdd(IntegerToFloat(_0), 1.5f)
        FloatMultiply(IntegerToFloat(_0), _1)
        FloatAdd(_1, 2f)
        FloatDivide(_1, IntegerToFloat(_0))
        IntegerToFloat(IntegerPow(_0, 2))
      }`,
    );
  });

  test("aliases are the same node each", () => {
    becomes(
      East.function([IntegerType, FloatType, StringType], NullType, ($, n, x, s) => {
        for (const e of [n.plus(1n), n.minus(1n), n.sub(1n), n.times(1n), n.mul(1n)]) $(e);
        for (const e of [n.div(1n), n.mod(1n), n.rem(1n), n.modulo(1n)]) $(e);
        for (const e of [x.plus(1), x.minus(1), x.sub(1), x.times(1), x.mul(1)]) $(e);
        for (const e of [x.div(1), x.mod(1), x.rem(1), x.modulo(1)]) $(e);
        for (const e of [s.eq("a"), s.equal("a"), s.ne("a"), s.notEqual("a"), s.lt("a"), s.less("a")]) $(e);
        for (const e of [s.lte("a"), s.le("a"), s.lessEqual("a"), s.gt("a"), s.greater("a")]) $(e);
        for (const e of [s.gte("a"), s.ge("a"), s.greaterEqual("a")]) $(e);
        $(s.toUpperCase());
        $(s.toLowerCase());
      }),
      `
      fn(_0, _1, _2) {
        IntegerAdd(_0, 1)
        IntegerSubtract(_0, 1)
        IntegerSubtract(_0, 1)
        IntegerMultiply(_0, 1)
        IntegerMultiply(_0, 1)
        IntegerDivide(_0, 1)
        IntegerRemainder(_0, 1)
        IntegerRemainder(_0, 1)
        IntegerRemainder(_0, 1)
        FloatAdd(_1, 1f)
        FloatSubtract(_1, 1f)
        FloatSubtract(_1, 1f)
        FloatMultiply(_1, 1f)
        FloatMultiply(_1, 1f)
        FloatDivide(_1, 1f)
        FloatRemainder(_1, 1f)
        FloatRemainder(_1, 1f)
        FloatRemainder(_1, 1f)
        Equal<String>(_2, "a")
        Equal<String>(_2, "a")
        NotEqual<String>(_2, "a")
        NotEqual<String>(_2, "a")
        Less<String>(_2, "a")
        Less<String>(_2, "a")
        LessEqual<String>(_2, "a")
        LessEqual<String>(_2, "a")
        LessEqual<String>(_2, "a")
        Greater<String>(_2, "a")
        Greater<String>(_2, "a")
        GreaterEqual<String>(_2, "a")
        GreaterEqual<String>(_2, "a")
        GreaterEqual<String>(_2, "a")
        StringUpperCase(_2)
        StringLowerCase(_2)
        null
      }`,
    );
  });

  test("lazy Booleans are choices", () => {
    becomes(
      East.function([BooleanType, BooleanType], BooleanType, ($, a, b) => {
        $(a.and(() => b));
        $(a.or(() => b));
        return a.bitAnd(b).bitOr(a.not()).bitXor(true);
      }),
      `
      fn(_0, _1) {
        if _0 {
          _1
        } else {
          false
        }
        if _0 {
          true
        } else {
          _1
        }
        BooleanXor(BooleanOr(BooleanAnd(_0, _1), BooleanNot(_0)), true)
      }`,
    );
  });

  test("min, max and clamp evaluate their arguments once", () => {
    becomes(
      East.function([IntegerType], IntegerType, ($, x) => East.max(East.min(x, 9n), 1n)),
      `
      fn(_0) {
        call fn(_1, _2) {
          if Less<Integer>(_1, _2) {
            _2
          } else {
            _1
          }
        }(call fn(_3, _4) {
          if Less<Integer>(_4, _3) {
            _4
          } else {
            _3
          }
        }(_0, 9), 1)
      }`,
    );
  });

  test("templates fold to the left and print what is no String", () => {
    becomes(
      East.function([IntegerType, StringType], StringType, ($, i, s) => {
        $(East.str`${i}`);
        $(East.str``);
        $(East.str`${s}${"x"}`);
        return East.str`a${i}b${s}c`;
      }),
      `
      fn(_0, _1) {
        Print<Integer>(_0)
        ""
        StringConcat(_1, "x")
        StringConcat(StringConcat(StringConcat(StringConcat("a", Print<Integer>(_0)), "b"), _1), "c")
      }`,
    );
  });

  test("variants are matched", () => {
    becomes(
      East.function([OptionType(IntegerType)], IntegerType, ($, o) => {
        $(o.getTag());
        $(o.hasTag("some"));
        $(o.unwrap());
        $(o.isNone());
        $(o.unwrapOr(0n));
        return o.matchTag(
          "some",
          ($, x) => x.add(1n),
          () => 2n,
        );
      }),
      `
      fn(_0) {
        match _0 {
          .none _1: "none"
          .some _2: "some"
        }
        match _0 {
          .none _3: false
          .some _4: true
        }
        match _0 {
          .none _5: error "Variant does not have case some"
          .some _6: _6
        }
        match _0 {
          .none _7: true
          .some _8: false
        }
        match _0 {
          .none _9: 0
          .some _10: _10
        }
        match _0 {
          .none _11: 2
          .some _12: IntegerAdd(_12, 1)
        }
      }`,
    );
  });

  test("struct fields are read where they are used, spreads read all of them", () => {
    const P = StructType({ name: StringType, qty: IntegerType });
    becomes(
      East.function([P], P, ($, p) => {
        $.const({ ...p, extra: 1.5 });
        return { ...p, qty: p.qty.add(1n) };
      }),
      `
      fn(_0) {
        const _1: {name: String, qty: Integer, extra: Float} = (name=_0.name, qty=_0.qty, extra=1.5f)
        (name=_0.name, qty=IntegerAdd(_0.qty, 1))
      }`,
    );
  });

  test("a function of fewer inputs than are given passes on the first of them", () => {
    const print = East.function([IntegerType], StringType, ($, x) => East.print(x));
    becomes(
      East.function([ArrayType(IntegerType)], ArrayType(StringType), ($, xs) => xs.map(print)),
      `
      fn(_0) {
        ArrayMap<Integer; String>(_0, fn(_1, _2) {
          call fn(_3) {
            Print<Integer>(_3)
          }(_1)
        })
      }`,
    );
  });
});

suite("bodies", () => {
  test("a value that is left over gives way to null in statements", () => {
    becomes(
      East.function([IntegerType, ArrayType(IntegerType)], NullType, ($, n, xs) => {
        $.if(n.equals(1n), () => n.add(1n));
        $.if(n.equals(2n), ($) => {
          $(xs.pushLast(1n));
        });
        $.if(n.equals(3n), () => {});
        $(n.add(2n));
      }),
      `
      fn(_0, _1) {
        if Equal<Integer>(_0, 1) {
          IntegerAdd(_0, 1)
          null
        } else {
          null
        }
        if Equal<Integer>(_0, 2) {
          ArrayPushLast<Integer>(_1, 1)
        } else {
          null
        }
        if Equal<Integer>(_0, 3) {
          null
        } else {
          null
        }
        IntegerAdd(_0, 2)
        null
      }`,
    );
  });

  test("what is returned is not repeated when it is the last statement", () => {
    becomes(
      East.function([IntegerType], IntegerType, ($, n) => {
        const e = n.add(1n);
        $(e);
        return e;
      }),
      `
      fn(_0) {
        IntegerAdd(_0, 1)
      }`,
    );
    becomes(
      East.function([IntegerType], IntegerType, ($, n) => {
        const e = n.add(1n);
        $(e);
        $.return(e);
      }),
      `
      fn(_0) {
        return IntegerAdd(_0, 1)
      }`,
    );
  });

  test("a chain of conditions is one node, Never when nothing gets past it", () => {
    becomes(
      East.function([IntegerType], IntegerType, ($, n) => {
        $.if(n.equals(1n), ($) => $.return(10n))
          .elseIf(n.equals(2n), ($) => $.return(20n))
          .else(($) => $.error("other"));
      }),
      `
      fn(_0) {
        if Equal<Integer>(_0, 1) {
          return 10
        } else if Equal<Integer>(_0, 2) {
          return 20
        } else {
          error "other"
        }
      }`,
    );
  });

  test("a match of statements does nothing for cases without a body, and is Never when all diverge", () => {
    becomes(
      East.function([OptionType(IntegerType)], IntegerType, ($, o) => {
        $.match(o, {
          some: ($, x) => {
            $.const(x);
          },
        });
        $.matchTag(
          o,
          "none",
          ($) => $.return(0n),
          () => {},
        );
        $.match(o, { some: ($, x) => $.return(x), none: ($) => $.return(1n) });
      }),
      `
      fn(_0) {
        match _0 {
          .none _1: null
          .some _2: const _3: Integer = _2
        }
        match _0 {
          .none _4: return 0
          .some _5: null
        }
        match _0 {
          .none _6: return 1
          .some _7: return _7
        }
      }`,
    );
  });

  test("literals are constants of their own", () => {
    const bytes = Uint8Array.of(1, 2);
    const date = new Date(5);
    const f = East.function([], undefined, () => ({ bytes, date }));
    const run = f.toIR().compile([]);
    bytes[0] = 9;
    date.setTime(6);
    assert.deepEqual(run(), { bytes: Uint8Array.of(1, 2), date: new Date(5) });
  });
});
