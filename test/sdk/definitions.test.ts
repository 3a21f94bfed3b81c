import assert from "node:assert/strict";
import { suite, test } from "node:test";
import { East, IntegerType, StringType, StructType } from "@elaraai/east";
import { E3Error, errorLine } from "../../lib/plumbing/errors.js";
import { packageBuild } from "../../sdk/build.js";
import e3, { type Dataset, type Input, type Package, type Task } from "../../sdk/index.js";

const name = e3.input("name", StringType, "World");
const count = e3.input("count", IntegerType);

const greet = e3.task(
  "greet",
  [name],
  East.function([StringType], StringType, (_$, n) => East.str`Hello, ${n}!`),
);

const shout = e3.task(
  "shout",
  [greet.output],
  East.function([StringType], StringType, (_$, s) => s.toUpperCase()),
);

const refused = (make: () => unknown, message: RegExp): void =>
  assert.throws(make, (error) => {
    assert.ok(error instanceof E3Error, String(error));
    assert.match(errorLine(error), message);
    return true;
  });

suite("e3.input", () => {
  test("is a dataset at inputs.<name>, with its type and default", () => {
    assert.deepEqual([name.path, name.type, name.default], ["inputs.name", StringType, "World"]);
    assert.deepEqual([count.path, count.default], ["inputs.count", undefined]);
    assert.equal(e3.input("a b.c", IntegerType).path, "inputs.`a b.c`");
  });

  test("refuses a default of another type, and names that cannot be stored", () => {
    refused(
      () => e3.input("n", IntegerType, 1 as never),
      /the default of input 'n' is no value of type \.Integer/,
    );
    refused(() => e3.input("", IntegerType), /input must not be empty; give it a name/);
    refused(() => e3.input("x".repeat(201), IntegerType), /takes 201 bytes as a file name and may take 200/);
  });

  test("mistakes are compile errors", () => {
    const typed: Input<typeof IntegerType> = count;
    assert.equal(typed, count);
    // @ts-expect-error a number is no Integer, which is a bigint
    refused(() => e3.input("n", IntegerType, 1), /no value of type/);
    // @ts-expect-error a struct needs all its fields
    refused(() => e3.input("n", StructType({ a: IntegerType }), {}), /no value of type/);
  });
});

suite("e3.task", () => {
  test("reads datasets, and makes one at tasks.<name>.output", () => {
    const output: Dataset<StringType> = shout.output;
    assert.deepEqual([output.path, output.type], ["tasks.shout.output", StringType]);
    assert.deepEqual(shout.inputs, [greet.output]);
  });

  test("takes an async function, too", () => {
    const sleepy = e3.task(
      "sleepy",
      [count],
      East.asyncFunction([IntegerType], IntegerType, (_$, x) => x),
    );
    assert.equal(sleepy.output.type, IntegerType);
  });

  test("mistakes are compile errors, and are refused", () => {
    const double = East.function([IntegerType], IntegerType, (_$, x) => x.multiply(2n));
    refused(
      // @ts-expect-error name is a String, the function takes an Integer
      () => e3.task("t", [name], double),
      /input 1 of task 't' is 'inputs\.name' of type \.String; its function takes \.Integer/,
    );
    // @ts-expect-error one input is missing
    refused(() => e3.task("t", [], double), /the function of task 't' takes 1 inputs, 0 are given/);
    // @ts-expect-error one input is too many
    refused(() => e3.task("t", [count, count], double), /takes 1 inputs, 2 are given/);
    // @ts-expect-error a JavaScript function is no East function
    assert.throws(() => e3.task("t", [count], (x: bigint) => x));
    refused(() => e3.task("t", [count], double, { runner: [] }), /the runner of task 't' is empty/);
    // @ts-expect-error a runner is a list of words
    void (() => e3.task("t", [count], double, { runner: "east-py run" }));
  });
});

suite("e3.package", () => {
  test("collects what its items need, what is read first", () => {
    const pkg = e3.package("p", "1.0.0", shout, count);
    assert.deepEqual(
      [pkg.inputs.map(({ name: n }) => n), pkg.tasks.map(({ name: n }) => n)],
      [
        ["name", "count"],
        ["greet", "shout"],
      ],
    );
    // An output stands for its task.
    assert.deepEqual(e3.package("p", "1.0.0", shout.output).tasks, [greet, shout]);
  });

  test("refuses two of one name, names that differ only in case, and names that cannot be stored", () => {
    const other = e3.input("Name", StringType);
    refused(() => e3.package("p", "1", name, e3.input("name", IntegerType)), /input 'name' is there twice/);
    refused(() => e3.package("p", "1", name, other), /input 'Name' and input 'name' differ only in case/);
    refused(() => e3.package("", "1", name), /package must not be empty/);
    refused(() => e3.package("p", "", name), /version must not be empty/);
    assert.equal(e3.package("@scope/p", "1", name).name, "@scope/p");
  });
});

suite("packageBuild", () => {
  const identity = (pkg: Package): string[] => [...packageBuild(pkg).objects.keys()].sort();
  const make = (): Task<StringType> =>
    e3.task(
      "greet",
      [name],
      East.function([StringType], StringType, (_$, n) => East.str`Hello, ${n}!`),
    );

  test("gives the same objects for the same source, built again", () => {
    const one = make();
    assert.deepEqual(identity(e3.package("p", "1", one)), identity(e3.package("p", "1", one)));
  });

  test("a task's object depends on what it computes and on nothing else", () => {
    const objectOf = (task: Task): string => {
      const { objects, ref } = packageBuild(e3.package("p", "1", task));
      // Program and task are the objects that do not depend on the name of the package, nor on where things stand.
      const other = packageBuild(e3.package("q", "2", task));
      return [...objects.keys()]
        .filter((hash) => other.objects.has(hash) && hash !== ref.hash)
        .sort()
        .join();
    };
    const elsewhere = e3.task(
      "another-name",
      [name],

      // with a comment
      East.function([StringType], StringType, (_$, n) => East.str`Hello, ${n}!`),
    );
    const [a, b] = [objectOf(make()), objectOf(elsewhere)].map((text) => new Set(text.split(",")));
    const shared = [...(a as Set<string>)].filter((hash) => (b as Set<string>).has(hash));
    assert.ok(shared.length >= 2, "the program and the task");
    const different = e3.task(
      "greet",
      [name],
      East.function([StringType], StringType, (_$, n) => East.str`Hi, ${n}!`),
    );
    const c = new Set(objectOf(different).split(","));
    assert.ok(shared.some((hash) => !c.has(hash)));
  });

  test("a program that reads the stack of a catch keeps its locations, any other none", () => {
    const program = (uses: boolean): Uint8Array => {
      const fn = East.function([], IntegerType, ($) => {
        const lines = $.let(0n);
        $.try(($) => {
          $.error("oops");
        }).catch(($, _message, stack) => {
          $.assign(lines, uses ? stack.size() : 1n);
        });
        $.return(lines);
      });
      const { objects } = packageBuild(e3.package("p", "1", e3.task("t", [], fn)));
      // The task names its program; the program is the object that no other names as text.
      return [...objects.values()].find((bytes) => bytes[8] === 1) ?? new Uint8Array();
    };
    const [without, with_] = [program(false), program(true)].map((bytes) =>
      Buffer.from(bytes).toString("latin1"),
    );
    assert.doesNotMatch(without as string, /definitions\.test/);
    assert.match(with_ as string, /test\/sdk\/definitions\.test\.ts/);
  });
});
