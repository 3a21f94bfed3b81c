// Mistakes that are found while a program is built (spec/east-api.md 2.3, 4.3 and 5.1, spec/east-ir.md 9.7). TypeScript
// refuses most of them, so they are written without types here.
import assert from "node:assert/strict";
import { suite, test } from "node:test";
import {
  ArrayType,
  AsyncFunctionType,
  BooleanType,
  DateTimeType,
  type EastType,
  Expr,
  FloatType,
  FunctionType,
  IntegerType,
  NullType,
  OptionType,
  RecursiveType,
  RefType,
  SetType,
  StringType,
  StructType,
  some,
  East as Typed,
  VariantType,
  variant,
} from "@elaraai/east";

const East: any = Typed;
const HERE = "[^ \\n]*build-errors\\.test\\.ts:\\d+:\\d+";

/** The message of what `build` throws, which must name a place in this file; places are left out. */
function messageOf(build: () => unknown): string {
  let message: string | undefined;
  try {
    build();
  } catch (error) {
    message = (error as Error).message;
  }
  assert.ok(message !== undefined, "nothing was thrown");
  assert.match(message, new RegExp(HERE));
  return message.replace(new RegExp(HERE, "g"), "HERE");
}

const inFunction =
  (body: ($: any, n: any, s: any) => unknown, output: EastType | "inferred" = NullType) =>
  (): unknown =>
    East.function([IntegerType, StringType], output === "inferred" ? undefined : output, body).toIR();

type Case = [name: string, build: () => unknown, message: string];

function cases(all: Case[]): void {
  for (const [name, build, message] of all) {
    test(name, () => assert.equal(messageOf(build), message));
  }
}

suite("literals that do not suit", () => {
  const List = RecursiveType((self) =>
    VariantType({ nil: NullType, cons: StructType({ head: IntegerType, tail: self }) }),
  );
  const circle: any = { head: 1n };
  circle.tail = variant("cons", circle);
  const deep = (levels: number): unknown => {
    let list: unknown = variant("nil");
    for (let i = 0; i < levels; i++) list = variant("cons", { head: 1n, tail: list });
    return list;
  };
  const of = (value: unknown, type?: EastType) => () => East.value(value, type);
  cases([
    ["a string for an Integer", of("x", IntegerType), "Expected bigint but got string at HERE"],
    ["a number for an Integer", of(1, IntegerType), "Expected bigint but got number at HERE"],
    ["a bigint for a Float", of(1n, FloatType), "Expected number but got bigint at HERE"],
    ["null for a Boolean", of(null, BooleanType), "Expected boolean but got null at HERE"],
    ["a Date for a String", of(new Date(), StringType), "Expected string but got Date at HERE"],
    ["a function for a DateTime", of(() => 1n, DateTimeType), "Expected Date but got function at HERE"],
    ["a set for an Array", of(new Set(), ArrayType(NullType)), "Expected array but got set at HERE"],
    ["an array for a Set", of([], SetType(NullType)), "Expected set but got array at HERE"],
    ["an object for a Ref", of({ value: 1n }, RefType(IntegerType)), "Expected ref but got object at HERE"],
    [
      "a missing field",
      of({ a: 1n }, StructType({ a: IntegerType, b: IntegerType })),
      "Expected bigint but got undefined at HERE",
    ],
    [
      "a plain object for a Variant",
      of({ type: "some", value: 1n }, OptionType(IntegerType)),
      "Expected variant but got object at HERE",
    ],
    [
      "an unknown case",
      of(variant("x", 1n), OptionType(IntegerType)),
      "Variant case x not found in type at HERE",
    ],
    [
      "a class instance for a Struct",
      of(new URL("file:///"), StructType({})),
      "Expected object but got of class URL at HERE",
    ],
    ["undefined", of(undefined), "Unable to convert value undefined to AST at HERE"],
    ["a promise", of(Promise.resolve()), "Unable to convert value of class Promise to AST at HERE"],
    [
      "a function without a type",
      of(() => 1n),
      "Unable to convert function to AST without knowing it's type at HERE",
    ],
    [
      "a circle",
      of(variant("cons", circle), List),
      "Circular reference detected when converting value to AST at HERE",
    ],
    [
      "more levels than the stack holds",
      of(deep(100_000), List),
      "Value is nested too deeply to be converted to AST at HERE",
    ],
    [
      "an Integer of more than 64 bits",
      of(2n ** 63n),
      "Integer 9223372036854775808 does not fit into 64 bits at HERE",
    ],
    [
      "elements without a common type",
      of([1n, "a"]),
      "Cannot union .Integer with .String: incompatible types at HERE",
    ],
    [
      "an array in a set",
      of(new Set([[1n]])),
      "Set key type must be an immutable type, got .Array .Integer at HERE",
    ],
    [
      "an array as a key",
      of(new Map([[[1n], 1n]])),
      "Dict key type must be an immutable type, got .Array .Integer at HERE",
    ],
    [
      "an element that never is",
      () => East.value([East.error("x")]),
      "Unable to convert array to Array expression: value at index 0 has type .Never at HERE",
    ],
    [
      "a field that never is",
      () => East.value({ a: East.error("x") }, StructType({ a: IntegerType })),
      "Expected .Integer for field a but got type .Never at HERE",
    ],
    [
      "an expression of another type",
      () => East.value(East.value(1n), FloatType),
      "Expression expected to have type .Float but got type .Integer at HERE",
    ],
  ]);
});

suite("statements", () => {
  cases([
    [
      "after one that diverges",
      inFunction(($) => {
        $.return(null);
        $.let(1n);
      }),
      "Unreachable statement detected at HERE",
    ],
    [
      "after a chain that diverges",
      inFunction(($, n) => {
        $.if(n.equals(1n), ($: any) => $.error("a")).else(($: any) => $.error("b"));
        $.while(true, () => {});
      }),
      "Unreachable statement detected at HERE",
    ],
    [
      "that assign a parameter",
      inFunction(($, n) => $.assign(n, 1n)),
      "Cannot assign to variable defined at HERE defined as const at HERE",
    ],
    [
      "that assign a const",
      inFunction(($) => $.assign($.const(1n), 2n)),
      "Cannot assign to variable defined at HERE defined as const at HERE",
    ],
    [
      "that assign a loop variable",
      inFunction(($) => $.for(East.value([1n]), ($: any, x: any) => $.assign(x, 2n))),
      "Cannot assign to variable defined at HERE defined as const at HERE",
    ],
    [
      "that assign no variable",
      inFunction(($, n) => $.assign(n.add(1n), 2n)),
      "Can only assign to a variable at HERE",
    ],
    ["that assign a literal", inFunction(($) => $.assign(1n, 2n)), "Can only assign to a variable at HERE"],
    [
      "that assign a literal of the wrong kind",
      inFunction(($) => $.assign($.let(1n), "x")),
      "Expected bigint but got string at HERE",
    ],
    [
      "that assign an expression of another type",
      inFunction(($, _n, s) => $.assign($.let(1n), s)),
      "Cannot assign value of type .String to variable of type .Integer at HERE",
    ],
    [
      "that initialize with an expression of another type",
      inFunction(($, _n, s) => $.let(s, IntegerType)),
      "Cannot initialize variable of type .Integer with value of type .String at HERE",
    ],
    [
      "that return another type",
      inFunction(($, _n, s) => $.return(s), IntegerType),
      "Return expected to have type .Integer, got .String at HERE",
    ],
    [
      "that return a literal of the wrong kind",
      inFunction(($) => $.return("x"), IntegerType),
      "Expected bigint but got string at HERE",
    ],
    [
      "that return where the output is inferred",
      inFunction(($) => $.return(5n), "inferred"),
      "Return expected to have type .Never, got .Integer at HERE",
    ],
    [
      "whose condition is no Boolean",
      inFunction(($, n) => $.if(n, () => {})),
      "if predicate expected to have type Boolean, got .Integer at HERE",
    ],
    [
      "whose second condition is no Boolean",
      inFunction(($, n) => $.if(true, () => {}).elseIf(n, () => {})),
      "elseIf predicate expected to have type Boolean, got .Integer at HERE",
    ],
    [
      "that repeat while there is no Boolean",
      inFunction(($) => $.while(1n, () => {})),
      "while predicate expected to have type Boolean, got .Integer at HERE",
    ],
    [
      "that go over no collection",
      inFunction(($, n) => $.for(n, () => {})),
      "for not defined over .Integer - you can only loop over arrays, sets and dictionaries at HERE",
    ],
    [
      "that go over a literal",
      inFunction(($) => $.for([1n], () => {})),
      "for needs an expression, got array: use East.value to make one at HERE",
    ],
    [
      "that match no variant",
      inFunction(($, n) => $.match(n, {})),
      "match not defined over .Integer at HERE",
    ],
    [
      "with two catches",
      inFunction(($) => {
        $.try(() => {})
          .catch(() => {})
          .catch(() => {});
      }),
      "Cannot call .catch() more than once on the same try block at HERE",
    ],
    [
      "with a catch after finally",
      inFunction(($) => {
        const chain = $.try(() => {});
        chain.finally(() => {});
        chain.catch(() => {});
      }),
      "Cannot call .catch() after .finally() at HERE",
    ],
    [
      "with two finallys",
      inFunction(($) => {
        const chain = $.try(() => {});
        chain.finally(() => {});
        chain.finally(() => {});
      }),
      "Cannot call .finally() more than once on the same try block at HERE",
    ],
    [
      "with two elses",
      inFunction(($) => {
        const chain = $.if(true, () => {});
        chain.else(() => {});
        chain.else(() => {});
      }),
      "Cannot call .else() more than once on the same if block at HERE",
    ],
    [
      "with a condition after else",
      inFunction(($) => {
        const chain = $.if(true, () => {});
        chain.else(() => {});
        chain.elseIf(true, () => {});
      }),
      "Cannot call .elseIf() after .else() at HERE",
    ],
  ]);
});

suite("expressions", () => {
  const log = East.platform("log", [StringType], NullType);
  const inc = East.function([IntegerType], IntegerType, ($: any, x: any) => x.add(1n));
  cases([
    [
      "branches without a common type",
      inFunction(($, n) =>
        n.equals(1n).ifElse(
          () => 1n,
          () => "x",
        ),
      ),
      "Cannot union .Integer with .String: incompatible types at HERE",
    ],
    [
      "a call without its argument",
      inFunction(() => inc(), IntegerType),
      "Expected 1 arguments, got 0 at HERE",
    ],
    [
      "a call with another argument",
      inFunction(($, _n, s) => inc(s), IntegerType),
      "Expression expected to have type .Integer but got type .String at HERE",
    ],
    [
      "a host call without its argument",
      inFunction(() => log()),
      "Platform function log expected 1 arguments, got 0 at HERE",
    ],
    [
      "a host call that never happens",
      inFunction(() => log(East.error("x"))),
      "Platform function log argument 0 expected type .String, got Never type at HERE",
    ],
    [
      "a number where a String is wanted",
      inFunction(($, _n, s) => s.repeat("x")),
      "Expected bigint but got string at HERE",
    ],
    [
      "a template with a literal",
      inFunction(() => East.str`${1n}`),
      "East.str takes expressions and strings, got bigint: use East.value to make one at HERE",
    ],
    [
      "a block that gives nothing",
      () =>
        East.block(($: any) => {
          $.const(1n);
        }),
      "block without return must have type .Never, got .Null at HERE",
    ],
    [
      "a callback that gives nothing where the type is inferred",
      inFunction(() => {}, "inferred"),
      "When output_type is not specified, function body must return a value at HERE",
    ],
    [
      "a function that ends in another type",
      inFunction(($, n) => {
        $.if(n.equals(1n), ($: any) => $.return(1n));
      }, IntegerType),
      "Function body returns type .Null but function signature expects .Integer at HERE",
    ],
    [
      "a function that returns an expression of another type",
      inFunction(($, n) => n, StringType),
      "Expression expected to have type .String but got type .Integer at HERE",
    ],
    [
      "a comparison with another type",
      inFunction(($, n) => n.equals(1.5)),
      "Expected bigint but got number at HERE",
    ],
  ]);
});

suite("programs, by the chain of nodes around the mistake", () => {
  const later = East.asyncPlatform("later", [], IntegerType);
  const later2 = East.asyncFunction([], IntegerType, () => 1n);
  let stray: any;
  let label: any;
  cases([
    [
      "a variable of another function",
      () => {
        inFunction(($, n) => {
          stray = n;
        })();
        inFunction(($) => {
          $.const(stray.add(1n));
        })();
      },
      [
        "Variable defined at HERE is out of scope here at HERE",
        "    at Variable node located at HERE",
        "    at Builtin node located at HERE",
        "    at Let node located at HERE",
        "    at Function node located at HERE",
      ].join("\n"),
    ],
    [
      "a variable of a block that has ended",
      inFunction(($) => {
        $.if(true, ($: any) => {
          stray = $.const(1n);
        });
        $(stray);
      }),
      [
        "Variable defined at HERE is out of scope here at HERE",
        "    at Variable node located at HERE",
        "    at Block node located at HERE",
        "    at Function node located at HERE",
      ].join("\n"),
    ],
    [
      "a closure on its own",
      inFunction(($, n) => {
        East.function([], IntegerType, () => n).toIR();
      }),
      [
        "Variable defined at HERE is out of scope here at HERE",
        "    at Variable node located at HERE",
        "    at Function node located at HERE",
      ].join("\n"),
    ],
    [
      "a label of a loop that has ended",
      inFunction(($) => {
        $.while(true, ($: any, outer: any) => {
          label = outer;
        });
        $.while(true, ($: any) => $.break(label));
      }),
      [
        "Label defined at HERE is not in scope at break at HERE",
        "    at Break node located at HERE",
        "    at While node located at HERE",
        "    at Block node located at HERE",
        "    at Function node located at HERE",
      ].join("\n"),
    ],
    [
      "a label of a loop around the function",
      inFunction(($) => {
        $.while(true, ($: any, outer: any) => {
          $.const(
            East.function([], NullType, ($: any) => {
              $.continue(outer);
            }),
          );
        });
      }),
      [
        "Label defined at HERE is not in scope at continue at HERE",
        "    at Continue node located at HERE",
        "    at Function node located at HERE",
        "    at Let node located at HERE",
        "    at While node located at HERE",
        "    at Function node located at HERE",
      ].join("\n"),
    ],
    [
      "an async host call in a synchronous function",
      inFunction(() => later(), IntegerType),
      [
        "Async platform call not allowed outside async function at HERE",
        "    at Platform node located at HERE",
        "    at Function node located at HERE",
      ].join("\n"),
    ],
    [
      "an async call in a callback of an async function",
      () =>
        East.asyncFunction([ArrayType(IntegerType)], ArrayType(IntegerType), ($: any, xs: any) =>
          xs.map(() => later2()),
        ).toIR(),
      [
        "Async function call not allowed outside async function at HERE",
        "    at CallAsync node located at HERE",
        "    at Function node located at HERE",
        "    at Builtin node located at HERE",
        "    at AsyncFunction node located at HERE",
      ].join("\n"),
    ],
    [
      "a tree that was made by hand",
      () => {
        const one = Expr.ast(Typed.value(1n));
        const location = one.location;
        const add = {
          ast_type: "Builtin",
          type: IntegerType,
          location,
          builtin: "IntegerAdd",
          type_parameters: [],
          inputs: [IntegerType, IntegerType],
          arguments: [one, Expr.ast(Typed.value("x"))],
        } as const;
        inFunction(() => Expr.fromAst(add), IntegerType)();
      },
      [
        "Builtin IntegerAdd with type parameters [] argument 2 of type .String is not compatible with expected type .Integer at HERE",
        "    at Builtin node located at HERE",
        "    at Function node located at HERE",
      ].join("\n"),
    ],
    [
      "a tree that contains itself",
      () => {
        const { location } = Expr.ast(Typed.value(1n));
        const not: any = { ast_type: "As", type: IntegerType, location };
        not.value = not;
        inFunction(() => Expr.fromAst(not), IntegerType)();
      },
      [
        "Expression contains itself at HERE",
        "    at As node located at HERE",
        "    at As node located at HERE",
        "    at Function node located at HERE",
      ].join("\n"),
    ],
    [
      "a tree of more levels than the stack holds",
      inFunction(($, n) => {
        let sum = n;
        for (let i = 0; i < 50_000; i++)
          sum = Expr.fromAst({ ...(Expr.ast(sum) as any), ast_type: "As", value: Expr.ast(sum) });
        return sum;
      }, IntegerType),
      "Program is nested too deeply to be turned into IR at HERE",
    ],
  ]);
});

test("an async function where a function is wanted is refused", () => {
  const f = Typed.asyncFunction([], IntegerType, () => 1n);
  assert.throws(
    () => East.value(f, FunctionType([], IntegerType)),
    /Expression expected to have type \.Function .* but got type \.AsyncFunction/,
  );
  assert.equal(East.value(f, AsyncFunctionType([], IntegerType)), f);
  assert.equal(
    messageOf(() => East.value(some(East.error("x")))),
    "Unable to convert variant to Variant expression: case some has type .Never at HERE",
  );
});
