// spec/east-api.md 2.10 for the types of this folder: what TypeScript infers, and that it is what the program says.
// Lines after `@ts-expect-error` are mistakes: the build fails when one compiles.
import assert from "node:assert/strict";
import { suite, test } from "node:test";
import {
  ArrayType,
  type BlockBuilder,
  BooleanType,
  type CallableFunctionExpr,
  DictType,
  East,
  type EastType,
  EastTypeType,
  Expr,
  type ExprType,
  FloatType,
  FunctionExpr,
  FunctionType,
  IntegerType,
  IRType,
  type Label,
  match,
  NullType,
  none,
  OptionType,
  type option,
  RecursiveType,
  RefType,
  ref,
  SetType,
  SomeType,
  StringType,
  StructType,
  some,
  type ValueTypeOf,
  VariantType,
  variant,
} from "@elaraai/east";
import { isOf, typed } from "../../support/types.js";

const P = StructType({ name: StringType, qty: IntegerType, tags: ArrayType(StringType) });
const List = RecursiveType((self) =>
  VariantType({ nil: NullType, cons: StructType({ head: IntegerType, tail: self }) }),
);
type Body = BlockBuilder<IntegerType>;

/** Runs a body with the parameters that the rows of the list use; it must build. */
function program(
  body: (
    $: Body,
    all: {
      p: ExprType<typeof P>;
      n: ExprType<IntegerType>;
      c: ExprType<BooleanType>;
      a: ExprType<ArrayType<IntegerType>>;
      o: ExprType<OptionType<IntegerType>>;
      list: ExprType<typeof List>;
    },
  ) => void,
): void {
  East.function(
    [P, IntegerType, BooleanType, ArrayType(IntegerType), OptionType(IntegerType), List],
    IntegerType,
    ($, p, n, c, a, o, list) => {
      body($, { p, n, c, a, o, list });
      return 0n;
    },
  ).toIR();
}

/** For lines that TypeScript refuses and that would not build either. */
const mistake = (_never: () => unknown): void => {};

suite("values", () => {
  test("of structs, options and functions", () => {
    typed<{ name: string; qty: bigint; tags: string[] }>()({} as ValueTypeOf<typeof P>);
    const value = (given: ValueTypeOf<OptionType<IntegerType>>): void => void given;
    value(some(1n));
    value(none);
    // @ts-expect-error the payload is a bigint
    value(some("x"));
    // @ts-expect-error no such case
    value(variant("other", 1n));
    // @ts-expect-error a plain object is no variant
    value({ type: "some", value: 1n });
    const length: ValueTypeOf<FunctionType<[IntegerType, StringType], FloatType>> = (n, s) =>
      Number(n) + s.length;
    typed<(...inputs: [bigint, string]) => number>()(length);
    const sum = match(some(1n) as option<bigint>, { some: (v) => v + 1n, none: () => 0n });
    typed<bigint>()(sum);
  });
});

suite("variables and literals", () => {
  test("parameters and fields", () => {
    program((_$, { p }) => {
      isOf(p, P);
      isOf(p.name, StringType);
      isOf(p.qty, IntegerType);
      isOf(p.tags, ArrayType(StringType));
    });
  });

  test("$.let of literals", () => {
    program(($, { p, n }) => {
      isOf($.let(0n), IntegerType);
      isOf($.let([1n, n]), ArrayType(IntegerType));
      isOf($.let({ a: 1n, b: "x" }).a, IntegerType);
      isOf($.let({ ...p, extra: 1.5 }).extra, FloatType);
      isOf($.let({ ...p, extra: 1.5 }).name, StringType);
      isOf($.let({ ...p, qty: 0n }), P);
      isOf($.let(new Map([["a", 1n]])), DictType(StringType, IntegerType));
      isOf($.let(new Set([1n])), SetType(IntegerType));
      isOf($.let(some(1n)), SomeType(IntegerType));
      isOf($.let(none, OptionType(IntegerType)), OptionType(IntegerType));
      isOf($.let([some(1n), none]), ArrayType(OptionType(IntegerType)));
      isOf($.const([], ArrayType(IntegerType)), ArrayType(IntegerType));
      isOf($.const(new Map(), DictType(StringType, IntegerType)), DictType(StringType, IntegerType));
      isOf($.const(true), BooleanType);
      isOf($.const(null), NullType);
      isOf($.const({ a: [{ b: 1.5 }] }), StructType({ a: ArrayType(StructType({ b: FloatType })) }));
    });
  });

  test("$.assign takes what fits the variable", () => {
    program(($) => {
      const o = $.let(none, OptionType(IntegerType));
      const x = $.let(1n);
      isOf($.assign(o, some(3n)), NullType);
      $.assign(x, 2n);
      mistake(() => {
        // @ts-expect-error the payload is an Integer
        $.assign(o, some("x"));
        // @ts-expect-error the variable is an Integer
        $.assign(x, "x");
        // @ts-expect-error a Float is no Integer
        $.assign(x, 1.5);
        // @ts-expect-error a literal is no variable
        $.assign(1n, 2n);
      });
    });
  });

  test("East.value with a type", () => {
    isOf(East.value([], ArrayType(IntegerType)), ArrayType(IntegerType));
    isOf(East.value(variant("cons", { head: 1n, tail: variant("nil") }), List), List);
    isOf(
      East.value(($, x) => x.add(1n), FunctionType([IntegerType], IntegerType)),
      FunctionType([IntegerType], IntegerType),
    );
    mistake(() => {
      // @ts-expect-error an Integer is wanted
      East.value("x", IntegerType);
      // @ts-expect-error the field is missing
      East.value({ name: "a", qty: 1n }, P);
      // @ts-expect-error no such field
      East.value({ name: "a", qty: 1n, tags: [], more: 1n }, P);
      // @ts-expect-error no such case
      East.value(variant("other", null), List);
      // @ts-expect-error a plain object is no variant
      East.value({ type: "nil", value: null }, List);
      // @ts-expect-error the tail is a list
      East.value(variant("cons", { head: 1n, tail: 1n }), List);
      // @ts-expect-error a function value is of no type by itself
      East.value(() => 1n).add(1n);
    });
  });
});

suite("methods", () => {
  test("callbacks of arrays", () => {
    program((_$, { a }) => {
      isOf(
        a.map(($, v, i) => {
          isOf(v, IntegerType);
          isOf(i, IntegerType);
          return v.toFloat();
        }),
        ArrayType(FloatType),
      );
      isOf(
        a.map(($, v) => ({ v, k: East.print(v) })),
        ArrayType(StructType({ v: IntegerType, k: StringType })),
      );
      isOf(
        a.map(() => "x"),
        ArrayType(StringType),
      );
      isOf(a.map(East.function([IntegerType], FloatType, ($, v) => v.toFloat())), ArrayType(FloatType));
      mistake(() => {
        // @ts-expect-error the function takes Strings
        a.map(East.function([StringType], StringType, ($, s) => s));
        // @ts-expect-error the index is no String
        a.map(($, v, i) => i.upperCase());
        // @ts-expect-error elements are Integers
        a.pushLast("x");
        // @ts-expect-error an index is an Integer
        a.get(1.5);
      });
      isOf(a.get(0n), IntegerType);
      isOf(
        a.get(0n, () => 1n),
        IntegerType,
      );
      isOf(a.pushLast(1n), NullType);
    });
  });

  test("options", () => {
    program((_$, { o, n }) => {
      isOf(o.unwrap(), IntegerType);
      isOf(
        o.unwrap("some", () => 0n),
        IntegerType,
      );
      isOf(
        o.unwrap("some", ($) => $.error("x")),
        IntegerType,
      );
      isOf(o.match({ some: ($, v) => East.print(v), none: () => "none" }), StringType);
      isOf(
        o.match({ some: ($, v) => East.print(v) }, () => "none"),
        StringType,
      );
      isOf(
        o.matchTag(
          "some",
          ($, v) => v.add(n),
          () => 0n,
        ),
        IntegerType,
      );
      isOf(o.isSome(), BooleanType);
      isOf(o.isNone(), BooleanType);
      isOf(o.unwrapOr(0n), IntegerType);
      isOf(o.getTag(), StringType);
      isOf(o.hasTag("some"), BooleanType);
      isOf(o.unwrap("none"), NullType);
      mistake(() => {
        // @ts-expect-error a handler is missing
        o.match({ some: ($, v) => v });
        // @ts-expect-error the payload is an Integer
        o.match({ some: ($, v) => v.upperCase(), none: () => "" });
        // @ts-expect-error the payload is an Integer
        o.unwrapOr("x");
      });
    });
  });

  test("only options have the methods of options", () => {
    const shape = East.value(variant("square", 1.5), VariantType({ square: FloatType, point: NullType }));
    isOf(shape.unwrap("square"), FloatType);
    mistake(() => {
      // @ts-expect-error not an option
      shape.isSome();
      // @ts-expect-error not an option
      shape.unwrapOr(1.5);
    });
  });

  test("choices", () => {
    program((_$, { c, n }) => {
      isOf(
        c.ifElse(
          () => 1n,
          ($) => $.error("x"),
        ),
        IntegerType,
      );
      isOf(
        c.ifElse(
          () => some(n),
          () => none,
        ),
        OptionType(IntegerType),
      );
      isOf(
        c.and(() => n.equals(1n)),
        BooleanType,
      );
      mistake(() => {
        // @ts-expect-error the operand is a Boolean
        c.and(() => 1n);
        // @ts-expect-error the operand is a callback
        c.or(c);
      });
    });
  });

  test("numbers", () => {
    program((_$, { n, a }) => {
      isOf(n.add(1.5), FloatType);
      isOf(n.add(1n), IntegerType);
      isOf(n.add(n.toFloat()), FloatType);
      isOf(n.mod(n), IntegerType);
      isOf(n.toFloat().add(1n), FloatType);
      isOf(n.toFloat().add(n), FloatType);
      isOf(East.max(n, 1n), IntegerType);
      isOf(East.clamp(n, 0n, n), IntegerType);
      isOf(East.equal(n, 1n), BooleanType);
      isOf(East.str`${n} of ${a} ${"x"}`, StringType);
      mistake(() => {
        // @ts-expect-error a String is no number
        n.add("x");
        // @ts-expect-error a Float is no Integer
        n.equals(1.5);
        // @ts-expect-error a number is always a Float
        n.log(2);
        // @ts-expect-error a Boolean is no number
        n.toFloat().multiply(true);
        // @ts-expect-error both are of one type
        East.less(n, "x");
        // @ts-expect-error literals are not printed in templates
        return East.str`${1n}`;
      });
    });
  });

  test("refs, functions and recursive values", () => {
    program(($, { list, n }) => {
      const cell = $.const(ref(1n));
      isOf(cell, RefType(IntegerType));
      isOf(cell.get(), IntegerType);
      isOf(cell.update(2n), NullType);
      isOf(
        cell.merge("x", ($, old, s) => old.add(s.length())),
        NullType,
      );
      mistake(() => {
        // @ts-expect-error the content is an Integer
        cell.update("x");
      });
      isOf(list.unwrap().unwrap("cons").head, IntegerType);
      isOf(list.unwrap().unwrap("cons").tail.unwrap().unwrap("cons").tail, List);
      isOf(n, IntegerType);
    });
  });
});

suite("functions and blocks", () => {
  test("what a function returns", () => {
    mistake(() => {
      East.function([P], StringType, ($, p) => {
        // @ts-expect-error the function gives a String
        $.return(5n);
        return p.name;
      });
      // @ts-expect-error the function gives an Integer
      East.function([], IntegerType, () => "x");
      // @ts-expect-error a parameter that there is not
      East.function([IntegerType], IntegerType, ($, x, y) => y);
    });
    const f = East.function([IntegerType], undefined, ($, x) => x.toFloat());
    typed<CallableFunctionExpr<[IntegerType], FloatType>>()(f);
    isOf(f, FunctionType([IntegerType], FloatType));
    const option = East.function([], OptionType(IntegerType), ($) => {
      $.return(none);
    });
    isOf(option(), OptionType(IntegerType));
  });

  test("what a function is called with", () => {
    const f = East.function([P, IntegerType], StringType, ($, p) => p.name);
    const hof = East.function(
      [FunctionType([IntegerType], IntegerType), IntegerType],
      IntegerType,
      ($, g, x) => g(x),
    );
    program((_$, { p, n }) => {
      isOf(f({ name: "a", qty: n, tags: ["q", East.print(n)] }, 3n), StringType);
      isOf(f(p, n), StringType);
      isOf(f.call(p, n), StringType);
      isOf(f({ ...p, qty: 1n }, n), StringType);
      isOf(
        hof(($, y) => y.add(1n), n),
        IntegerType,
      );
      isOf(
        hof(
          East.function([IntegerType], IntegerType, ($, y) => y),
          n,
        ),
        IntegerType,
      );
      isOf(
        hof(() => 1n, n),
        IntegerType,
      );
      mistake(() => {
        // @ts-expect-error the field is an Integer
        f({ name: "a", qty: "x", tags: [] }, 3n);
        // @ts-expect-error an argument is missing
        f(p);
        // @ts-expect-error a struct with other fields
        f(East.value({ name: "a", qty: 1n }), 1n);
        // @ts-expect-error a struct with more fields is of another type
        f(East.value({ name: "a", qty: 1n, tags: ["x"], more: 1n }), 1n);
        // @ts-expect-error the callback gives an Integer
        hof(($, y) => y.toFloat(), n);
        const toFloat = East.function([IntegerType], FloatType, ($, y) => y.toFloat());
        // @ts-expect-error the function gives a Float
        hof(toFloat, n);
        const length = East.function([StringType], IntegerType, ($, s) => s.length());
        // @ts-expect-error the function takes a String
        hof(length, n);
        const later = East.asyncFunction([IntegerType], IntegerType, ($, y) => y);
        // @ts-expect-error an async function is no function
        hof(later, n);
      });
    });
  });

  test("loops", () => {
    program(($, { a, p }) => {
      $.for(a, ($, x, i, label) => {
        isOf(x, IntegerType);
        isOf(i, IntegerType);
        typed<Label>()(label);
        $.return(x);
      });
      $.for(East.value(new Set(["a"])), ($, k, label) => {
        isOf(k, StringType);
        typed<Label>()(label);
      });
      $.for(East.value(new Map([["a", 1n]])), ($, v, k, label) => {
        isOf(v, IntegerType);
        isOf(k, StringType);
        typed<Label>()(label);
      });
      $.while(true, ($, label) => $.break(label));
      mistake(() => {
        // @ts-expect-error a struct is no collection
        $.for(p, () => {});
        // @ts-expect-error a literal is no expression
        $.for([1n], () => {});
        // @ts-expect-error the condition is a Boolean
        $.while(1n, () => {});
        // @ts-expect-error the function gives an Integer
        $.for(a, ($) => $.return("x"));
      });
    });
  });

  test("conditions, matches and tries", () => {
    program(($, { o, n, c }) => {
      $.if(c, ($) => $.return(n))
        .elseIf(n.equals(1n), ($) => {
          $.assign($.let(1n), 2n);
        })
        .else(($) => $.error("x"));
      $.match(o, {
        some: ($, v) => {
          isOf(v, IntegerType);
        },
      });
      $.matchTag(o, "some", ($, v) => {
        isOf(v, IntegerType);
      });
      $.try(($) => $.error(East.str`${n}`))
        .catch(($, message, stack) => {
          isOf(message, StringType);
          isOf(stack.get(0n).line, IntegerType);
        })
        .finally(() => {});
      isOf(
        East.tryCatch(n, ($, message) => message.length()),
        IntegerType,
      );
      isOf(
        East.block(($) => $.const(1n)),
        IntegerType,
      );
      isOf(East.match(o, { some: ($, v) => v, none: () => 0n }), IntegerType);
      mistake(() => {
        // @ts-expect-error the condition is a Boolean
        $.if(n, () => {});
        // @ts-expect-error an Integer is no variant
        $.match(n, {});
        // @ts-expect-error a message is a String
        $.error(1n);
        // @ts-expect-error no such case
        $.matchTag(o, "other", () => {});
      });
    });
  });

  test("host functions", () => {
    const log = East.platform("log", [StringType, IntegerType], NullType);
    isOf(log("x", 1n), NullType);
    const compute = East.platform("p", [IntegerType, ArrayType(StringType)], FloatType);
    isOf(compute(1n, ["a", East.value("b")]), FloatType);
    compute.implement((a, b) => {
      typed<bigint>()(a);
      typed<string[]>()(b);
      return 1.5;
    });
    log.implement(() => {});
    East.asyncPlatform("later", [], IntegerType).implement(async () => 1n);
    mistake(() => {
      // @ts-expect-error the second argument is missing
      log("x");
      // @ts-expect-error the argument is a String
      log(1n, 1n);
      // @ts-expect-error it gives a number
      compute.implement(() => "x");
    });
  });

  test("recursive types of every shape", () => {
    const Nest = RecursiveType((self) => ArrayType(self));
    const Chain = RecursiveType((self) => VariantType({ end: NullType, link: self }));
    const Tree = RecursiveType((self) =>
      StructType({ next: OptionType(self), children: DictType(StringType, self) }),
    );
    const Step = RecursiveType((self) => StructType({ run: FunctionType([self], OptionType(self)) }));
    isOf(East.value([[], [[]]], Nest), Nest);
    isOf(East.value([], Nest).unwrap().get(0n).unwrap(), ArrayType(Nest));
    isOf(
      East.value(variant("link", variant("end")), Chain)
        .unwrap()
        .unwrap("link"),
      Chain,
    );
    const tree = East.value({ next: none, children: new Map() }, Tree);
    isOf(tree.unwrap().next.unwrap().unwrap().next, OptionType(Tree));
    isOf(East.value({ next: some(tree), children: new Map([["a", tree]]) }, Tree), Tree);
    const step = East.value({ run: ($, other) => some(other) }, Step);
    isOf(step.unwrap().run(step).unwrap(), Step);
    const types = East.function([EastTypeType], EastTypeType, ($, type) =>
      type
        .unwrap()
        .match({ Array: ($, element) => element }, () => East.value(variant("Null", null), EastTypeType)),
    );
    isOf(types(variant("Array", variant("Integer", null))), EastTypeType);
    const same = East.function([IRType], IRType, ($, ir) => ir);
    isOf(same, FunctionType([IRType], IRType));
    mistake(() => {
      // @ts-expect-error an element is a list of lists
      East.value([1n], Nest);
      // @ts-expect-error the end has no payload
      East.value(variant("link", variant("end", 1n)), Chain);
      // @ts-expect-error a field is missing
      East.value({ next: some({ next: none }), children: new Map() }, Tree);
    });
  });

  test("code that takes any function, or infers what one takes and gives", () => {
    const f = East.function([IntegerType], StringType, ($, x) => East.print(x));
    const any: FunctionExpr<readonly EastType[], EastType> = f;
    const callable: CallableFunctionExpr<any, any> = f;
    const expr: Expr<FunctionType> = f;
    assert.ok([any, callable, expr].every((e) => e instanceof Expr && e instanceof FunctionExpr));
    function task<I extends readonly EastType[], O extends EastType>(fn: FunctionExpr<I, O>): [I, O] {
      const { inputs, output } = Expr.type(fn);
      return [inputs, output];
    }
    typed<[[IntegerType], StringType]>()(task(f));
    const run = East.compile(f, []);
    typed<(...inputs: [bigint]) => string>()(run);
    const later = East.asyncFunction([P], FloatType, () => 1.5);
    const start = East.compileAsync(later, []);
    typed<(...inputs: [{ name: string; qty: bigint; tags: string[] }]) => Promise<number>>()(start);
    mistake(() => {
      // @ts-expect-error an async function is compiled by compileAsync
      East.compile(later, []);
    });
  });

  test("an expression of any type is an Expr", () => {
    const all: Expr[] = [East.value(1n), East.value({ a: 1n }), East.function([], IntegerType, () => 1n)];
    assert.ok(all.every((e) => e instanceof Expr));
  });
});
