import assert from "node:assert/strict";
import { suite, test } from "node:test";
import * as fc from "fast-check";
import { E3Error } from "../../lib/plumbing/errors.js";
import { packageIdParse, packageIdPrint, pathParse, pathPrint, pathScan } from "../../lib/plumbing/paths.js";

const name = fc.string({
  unit: fc.oneof(
    fc.constantFrom(...Array.from("ab.`\\@ \t\n-é😀")),
    fc.string({ unit: "binary", minLength: 1, maxLength: 1 }),
  ),
  maxLength: 8,
});

suite("paths", () => {
  const table: [string, string[]][] = [
    ["dev", ["dev"]],
    ["dev.tasks.greet.output", ["dev", "tasks", "greet", "output"]],
    ["dev.inputs.my-data", ["dev", "inputs", "my-data"]],
    ["dev.inputs.größe", ["dev", "inputs", "größe"]],
    ["dev.inputs.`a b`", ["dev", "inputs", "a b"]],
    ["`1.0`.`a@b`", ["1.0", "a@b"]],
    ["``.x", ["", "x"]],
    ["`a\\`b\\\\c`", ["a`b\\c"]],
    ["a\\b.c/d:e", ["a\\b", "c/d:e"]],
    ["`line\nbreak`", ["line\nbreak"]],
    ["`\u00a0`", ["\u00a0"]],
    ["__proto__.x", ["__proto__", "x"]],
  ];
  for (const [text, names] of table) {
    test(`${JSON.stringify(text)} is ${JSON.stringify(names)}`, () => {
      assert.deepEqual(pathParse(text), names);
      assert.equal(pathPrint(names), text);
    });
  }

  test("more quotes than needed are read", () => {
    assert.deepEqual(pathParse("`dev`.`\\i\\nputs`"), ["dev", "inputs"]);
  });

  test("any names come back from their path", () => {
    fc.assert(
      fc.property(fc.array(name, { minLength: 1, maxLength: 5 }), (names) => {
        const text = pathPrint(names);
        assert.deepEqual(pathParse(text), names);
        // Also with something behind it, as in a line of a ref.
        assert.deepEqual(pathScan(`input ${text} 3a8f`, 6), { names, end: 6 + text.length });
      }),
      { numRuns: 2_000 },
    );
  });

  const refusals: [string, number, RegExp][] = [
    ["", 1, /a name is missing/],
    [".a", 1, /a name is missing/],
    ["a..b", 3, /a name is missing/],
    ["a.", 3, /a name is missing/],
    ["a b", 2, /' ' cannot stand here/],
    ["dev@{1}", 4, /'@' cannot stand here/],
    ["`a`b", 4, /'b' cannot stand here/],
    ["a`b`", 2, /'`' cannot stand here/],
    ["a.`b", 3, /a back-quote is not closed/],
    ["a.`b\\`", 3, /a back-quote is not closed/],
    ["😀.`b`c", 6, /'c' cannot stand here/],
  ];
  for (const [text, column, message] of refusals) {
    test(`${JSON.stringify(text)} is refused at column ${column}`, () => {
      assert.throws(
        () => pathParse(text),
        (error) => {
          assert.ok(error instanceof E3Error);
          assert.equal(error.kind, "usage");
          assert.ok(error.message.startsWith(`path '${text}', column ${column}: `), error.message);
          assert.match(error.message, message);
          return true;
        },
      );
    });
  }

  test("a text of many megabytes is read or refused as any other", () => {
    const long = "x".repeat(20_000_000);
    assert.equal(pathParse(`\`${long}\``)[0], long);
    assert.throws(() => pathParse(`\`${long}`), E3Error);
    assert.equal(packageIdParse(long), undefined);
  });
});

suite("package ids", () => {
  const table: [string, string, string][] = [
    ["hello@1.0.0", "hello", "1.0.0"],
    ["@elaraai/hello@1.0.0-rc.1", "@elaraai/hello", "1.0.0-rc.1"],
    ["hello.world@1", "hello.world", "1"],
    ["`a b`@1", "a b", "1"],
    ["`a@b`@`1@2`", "a@b", "1@2"],
    ["``@1", "", "1"],
  ];
  for (const [text, id, version] of table) {
    test(`${text} is ${id}, version ${version}`, () => {
      assert.deepEqual(packageIdParse(text), { name: id, version });
      assert.equal(packageIdPrint({ name: id, version }), text);
    });
  }

  for (const text of [
    "",
    "hello",
    "hello@",
    "@1",
    "@scope/hello",
    "a@b@c",
    "a b@1",
    "`a@1",
    "`a`b@1",
    "a@1 ",
  ]) {
    test(`${JSON.stringify(text)} is none`, () => assert.equal(packageIdParse(text), undefined));
  }

  test("any id comes back from its text", () => {
    fc.assert(
      fc.property(name, name, (id, version) => {
        assert.deepEqual(packageIdParse(packageIdPrint({ name: id, version })), { name: id, version });
      }),
      { numRuns: 2_000 },
    );
  });
});
