/**
 * Random programs, compiled and interpreted: results, errors and the order in which everything happens must agree. The
 * programs put statements wherever an expression may stand, as no human would.
 */
import assert from "node:assert/strict";
import { suite, test } from "node:test";
import {
  ArrayType,
  BooleanType,
  compileIR,
  EastError,
  IntegerType,
  type IR,
  isVariant,
  NullType,
  OptionType,
  type PlatformFunction,
  type SourceMap,
  StructType,
  toEastTypeValue,
  type VariableIR,
  variant,
} from "@elaraai/east";
import { interpret } from "../../support/interpreter.js";
import * as n from "../../support/ir-nodes.js";
import { scaled } from "../../support/scale.js";

const I = IntegerType;
const Pair = StructType({ a: I, b: I });
const log = n.variable("log", ArrayType(I));

/** Where a random node stands. */
type Place = {
  depth: number;
  variables: readonly VariableIR[];
  functions: readonly VariableIR[];
  labels: readonly string[];
  /** Whether functions are async, and what is noted is noted later. */
  async: boolean;
};

type Random = (max: number) => number;

/** Writes random nodes of the types Integer, Boolean and Null. */
class Author {
  readonly #random: Random;
  #names = 0;
  /** How many more nodes may have parts. */
  #left = 60;

  constructor(random: Random) {
    this.#random = random;
  }

  #pick<T>(list: readonly T[]): T {
    return list[this.#random(list.length - 1)] as T;
  }

  #name(letter: string): string {
    // Few names, so that declarations hide one another.
    return `${letter}${this.#names++ % 5}`;
  }

  /** Notes a number when it is evaluated, and gives it. */
  #traced(at: Place): IR {
    const k = n.value(BigInt(this.#random(99)));
    return at.async ? n.platform("note", I, [log, k], { async: true }) : n.block(n.push(log, k), k);
  }

  integer(at: Place): IR {
    if (at.depth <= 0 || this.#left-- <= 0) return this.#leaf(at);
    const inner = { ...at, depth: at.depth - 1 };
    const int = (): IR => this.integer(inner);
    switch (this.#random(17)) {
      case 0:
      case 1:
        return n.add(int(), int());
      case 2:
        return n.builtin("IntegerSubtract", [], I, int(), int());
      case 3:
        return n.builtin("IntegerDivide", [], I, int(), int());
      case 4:
        return this.#block(inner, (place) => this.integer(place));
      case 5:
        return n.ifElse(I, this.boolean(inner), int(), int());
      case 6:
        return n.ifElse(I, this.boolean(inner), int(), this.boolean(inner), int(), int());
      case 7: {
        const caught = n.block(n.push(log, n.value(-1n)), int());
        return n.tryCatch(I, int(), caught, { finally: this.#pick([n.nothing, this.statement(inner)]) });
      }
      case 8: {
        const x = n.variable(this.#name("x"), I);
        const f = this.#lambda(inner, [x]);
        return callOf(f, int());
      }
      case 9: {
        const callable = at.functions.filter((f) => at.async || n.typeOf(f).type === "Function");
        return callable.length === 0 ? this.#traced(at) : callOf(this.#pick(callable), int());
      }
      case 10:
        return n.getField(I, n.struct(Pair, ["a", int()], ["b", int()]), this.#pick(["a", "b"]));
      case 11: {
        const x = n.variable(this.#name("x"), I);
        const option = n.ifElse(
          OptionType(I),
          this.boolean(inner),
          n.tagged(OptionType(I), "some", int()),
          n.tagged(OptionType(I), "none", n.nothing),
        );
        const some = this.integer(declared(inner, x));
        return n.match(I, option, ["none", n.variable("_", NullType), int()], ["some", x, some]);
      }
      case 12:
        return n.builtin("ArraySize", [I], I, n.newArray(I, int(), int(), int()));
      case 13: {
        const x = n.variable(this.#name("x"), I);
        const f = this.#lambda({ ...inner, async: false }, [x, n.variable("index", I)]);
        const mapped = n.builtin("ArrayMap", [I, I], ArrayType(I), n.newArray(I, int(), int()), f);
        return n.builtin("ArraySize", [I], I, mapped);
      }
      case 14:
        // A jump as an operand.
        return n.add(int(), this.#jump(inner));
      default:
        return this.#leaf(at);
    }
  }

  #leaf(at: Place): IR {
    const readable = at.variables.filter((variable) => n.typeOf(variable) === I);
    if (readable.length === 0 || this.#random(2) === 0) return this.#traced(at);
    const variable = this.#pick(readable);
    if (!variable.value.mutable || this.#random(2) > 0) return variable;
    return n.block(n.assign(variable, this.#traced(at)), variable);
  }

  boolean(at: Place): IR {
    const inner = { ...at, depth: at.depth - 1 };
    if (at.depth > 0 && this.#random(4) === 0) {
      return n.ifElse(BooleanType, this.boolean(inner), this.boolean(inner), n.value(this.#random(1) === 0));
    }
    return n.less(this.integer(inner), this.integer(inner));
  }

  /** A function of Integers that captures everything there is. */
  #lambda(at: Place, parameters: VariableIR[]): IR {
    const captures = [
      ...new Map([...at.variables, ...at.functions].map((one) => [one.value.name, one])).values(),
    ];
    const body = this.integer(parameters.reduce(declared, { ...at, labels: [] }));
    const make = at.async ? n.asyncFn : n.fn;
    return make(parameters, body, { captures: [log, ...captures], output: I });
  }

  #jump(at: Place): IR {
    switch (this.#random(at.labels.length > 0 ? 3 : 1)) {
      case 0:
        return n.returning(this.integer(at));
      case 1:
        return n.error(this.#pick(["one", "two"]));
      case 2:
        return n.breakLoop(this.#pick(at.labels));
      default:
        return n.continueLoop(this.#pick(at.labels));
    }
  }

  /** A node of type Null. */
  statement(at: Place): IR {
    if (at.depth <= 0 || this.#left-- <= 0) return n.push(log, this.#leaf(at));
    const inner = { ...at, depth: at.depth - 1 };
    const changeable = at.variables.filter((variable) => variable.value.mutable);
    switch (this.#random(8)) {
      case 0:
      case 1:
        return changeable.length === 0
          ? n.push(log, this.integer(inner))
          : n.assign(this.#pick(changeable), this.integer(inner));
      case 2:
        return n.ifElse(NullType, this.boolean(inner), this.statement(inner), this.statement(inner));
      case 3:
        return this.#block(inner, (place) => this.statement(place));
      case 4: {
        // A loop with a fixed number of rounds, whatever its body does.
        const [rounds, label] = [n.mutable(this.#name("n"), I), this.#name("l")];
        const body = n.block(
          n.assign(rounds, n.add(rounds, n.value(1n))),
          this.statement({ ...hidden(inner, rounds), labels: [...at.labels, label] }),
          n.nothing,
        );
        const condition = n.less(this.#pick([rounds, n.block(n.push(log, rounds), rounds)]), n.value(2n));
        return n.block(n.define(rounds, n.value(0n)), n.whileLoop(condition, body, label));
      }
      case 5: {
        const [x, key, label] = [
          n.variable(this.#name("x"), I),
          n.variable(this.#name("k"), I),
          this.#name("l"),
        ];
        const place = { ...declared(declared(inner, key), x), labels: [...at.labels, label] };
        const body = this.statement(place);
        return n.forArray(n.newArray(I, this.integer(inner), this.integer(inner)), x, key, body, label);
      }
      case 6:
        return n.tryCatch(NullType, this.statement(inner), this.statement(inner), {
          finally: this.statement(inner),
        });
      case 7:
        return n.ifElse(NullType, this.boolean(inner), this.#jump(inner), n.nothing);
      default:
        return n.push(log, this.integer(inner));
    }
  }

  /** Declarations and statements, and a last node. */
  #block(at: Place, last: (place: Place) => IR): IR {
    const statements: IR[] = [];
    let place = at;
    for (let count = this.#random(3); count > 0; count--) {
      const kind = this.#random(3);
      if (kind === 0) {
        const x = n.variable(this.#name("x"), I, this.#random(1) === 0);
        statements.push(n.define(x, this.integer(place)));
        place = declared(place, x);
      } else if (kind === 1) {
        const x = n.variable(this.#name("x"), I);
        const lambda = this.#lambda(place, [x]);
        const f = n.variable(this.#name("f"), n.typeOf(lambda));
        statements.push(n.define(f, lambda));
        place = declared(place, f);
      } else {
        statements.push(this.statement(place));
      }
    }
    return n.block(...statements, last(place));
  }
}

/** A call of a plain or of an async function. */
const callOf = (f: IR, arg: IR): IR =>
  n.typeOf(f).type === "Function" ? n.call(f, arg) : n.callAsync(f, arg);

/** A place in which what has the name of a variable cannot be seen. */
function hidden(place: Place, variable: VariableIR): Place {
  const visible = (one: VariableIR): boolean => one.value.name !== variable.value.name;
  return {
    ...place,
    variables: place.variables.filter(visible),
    functions: place.functions.filter(visible),
  };
}

/** The place after a declaration. */
function declared(before: Place, variable: VariableIR): Place {
  const place = hidden(before, variable);
  const { variables, functions } = place;
  return n.typeOf(variable) === I
    ? { ...place, variables: [...variables, variable], functions }
    : { ...place, variables, functions: [...functions, variable] };
}

/** What a program does: its result or error, and all it noted. */
async function outcome(run: (notes: bigint[]) => unknown): Promise<object> {
  const notes: bigint[] = [];
  try {
    return { result: await run(notes), notes };
  } catch (error) {
    if (!(error instanceof EastError)) throw error;
    return { error: error.message, notes };
  }
}

/** A small generator of numbers, the same for the same seed. */
function numbers(seed: number): Random {
  let state = seed;
  return (max) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * (max + 1));
  };
}

/** A function of `log` and an Integer. */
function randomProgram(seed: number, async: boolean): IR {
  const random = numbers(seed);
  const author = new Author(random);
  const place = { depth: 1 + random(5), variables: [n.variable("p", I)], functions: [], labels: [], async };
  const [x, y] = [n.mutable("x0", I), n.mutable("y", I)];
  const inside = declared(declared(place, x), y);
  const body = n.block(
    n.define(x, author.integer(place)),
    n.define(y, n.value(1n)),
    author.statement(inside),
    author.integer(inside),
  );
  return (async ? n.asyncFn : n.fn)([log, n.variable("p", I)], body, { output: I });
}

const platform: PlatformFunction = {
  name: "note",
  inputs: [ArrayType(I), I].map((type) => toEastTypeValue(type)),
  output: toEastTypeValue(I),
  type: "async",
  fn: async (notes: bigint[], k: bigint) => {
    await Promise.resolve();
    notes.push(k);
    return k;
  },
};

const nowhere: SourceMap = { stacks: [[]] };
const somewhere: SourceMap = { stacks: [[], [{ filename: "a.ts", line: 1n, column: 1n }]] };

suite("compiler: random programs", () => {
  for (const [what, async, sourceMap] of [
    ["with locations", false, somewhere],
    ["without locations", false, nowhere],
    ["async", true, somewhere],
  ] as const) {
    test(`do the same when compiled and when interpreted, ${what}`, async () => {
      let failures = 0;
      let noted = 0;
      for (let seed = 1; seed <= scaled(10_000); seed++) {
        const ir = randomProgram(seed, async);
        const expected = await outcome((notes) => interpret(ir, [notes, 3n]));
        const compiled = compileIR(located(ir) as IR, [platform], { sourceMap });
        const found = await outcome((notes) => compiled(notes, 3n));
        assert.deepEqual(found, expected, `seed ${seed}`);
        failures += "error" in expected ? 1 : 0;
        noted += (expected as { notes: bigint[] }).notes.length;
      }
      assert.ok(failures > 50, `${failures} programs failed`);
      assert.ok(noted > 1000, `${noted} things happened`);
    });
  }
});

/** The same IR with a location on every node. */
function located(part: any): unknown {
  if (Array.isArray(part)) return part.map(located);
  if (typeof part !== "object" || part === null) return part;
  if (isVariant(part)) return variant(part.type, located(part.value));
  const copy: Record<string, unknown> = { ...part };
  for (const name in copy) if (name !== "type") copy[name] = located(copy[name]);
  return "loc_id" in copy ? { ...copy, loc_id: 1n } : copy;
}
