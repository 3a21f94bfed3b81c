import assert from "node:assert/strict";
import { suite, test } from "node:test";
import * as fc from "fast-check";
import { E3Error } from "../../lib/plumbing/errors.js";
import {
  NAME_LIMIT,
  nameDecode,
  nameEncode,
  namesCheck,
  packageNameDecode,
  packageNameEncode,
  versionDecode,
  versionEncode,
} from "../../lib/plumbing/names.js";

/** Any text, and often the characters that matter. */
const nasty = fc.string({
  unit: fc.oneof(
    fc.constantFrom(...Array.from("aZ09_-+=,~.@/\\%:*? `'\n\0é漢😀")),
    fc.string({ unit: "binary", minLength: 1, maxLength: 1 }),
  ),
  maxLength: 40,
});

const refused = (error: unknown): true => {
  assert.ok(error instanceof E3Error);
  assert.equal(error.kind, "usage");
  return true;
};

/** Runs an encoder; undefined where it refuses. */
function encoded<T>(encode: () => T): T | undefined {
  try {
    return encode();
  } catch (error) {
    refused(error);
    return undefined;
  }
}

suite("names", () => {
  const table: [string, string][] = [
    ["hello", "hello"],
    ["A-Z_0+9=x,y~", "A-Z_0+9=x,y~"],
    ["a b", "a%20b"],
    ["a.b", "a%2Eb"],
    ["a/b", "a%2Fb"],
    ["../../etc/passwd", "%2E%2E%2F%2E%2E%2Fetc%2Fpasswd"],
    ["100%", "100%25"],
    ["%20", "%2520"],
    ["größe", "gr%C3%B6%C3%9Fe"],
    ["😀", "%F0%9F%98%80"],
    ["con:", "con%3A"],
    ["nul\0", "nul%00"],
    ["__proto__", "__proto__"],
    ["x".repeat(NAME_LIMIT), "x".repeat(NAME_LIMIT)],
  ];
  for (const [name, file] of table) {
    test(`${JSON.stringify(name.slice(0, 20))} is the file ${file.slice(0, 40)}`, () => {
      assert.equal(nameEncode(name), file);
      assert.equal(nameDecode(file), name);
    });
  }

  const refusals: [string, string, RegExp][] = [
    ["an empty name", "", /^workspace must not be empty$/],
    ["a dot", ".", /itself or its parent/],
    ["two dots", "..", /itself or its parent/],
    ["half a character", "a\ud800", /not well-formed Unicode/],
    ["201 letters", "x".repeat(201), /^workspace 'x{60}…' takes 201 bytes as a file name and may take 200$/],
    ["67 umlauts", "ü".repeat(67), /takes 402 bytes/],
  ];
  for (const [what, name, message] of refusals) {
    test(`${what} is refused`, () => {
      assert.throws(
        () => nameEncode(name, "workspace"),
        (error) => refused(error) && message.test((error as Error).message),
      );
    });
  }

  test("any name that is not refused is one plain file name, and comes back from it alone", () => {
    fc.assert(
      fc.property(nasty, (name) => {
        const file = encoded(() => nameEncode(name));
        if (file === undefined) return;
        assert.match(file, /^(?:[A-Za-z0-9_\-+=,~]|%[0-9A-F]{2}){1,200}$/);
        assert.equal(nameDecode(file), name);
      }),
      { numRuns: 2_000 },
    );
  });

  test("any version that is not refused is one file name, never hidden, and comes back", () => {
    fc.assert(
      fc.property(nasty, (version) => {
        const file = encoded(() => versionEncode(version));
        if (file === undefined) return;
        assert.match(
          file,
          /^(?:[A-Za-z0-9_\-+=,~]|%[0-9A-F]{2})(?:[A-Za-z0-9_\-+=,~.]|%[0-9A-F]{2}){0,199}$/,
        );
        assert.equal(versionDecode(file), version);
      }),
      { numRuns: 2_000 },
    );
    assert.equal(versionEncode("1.0.0-rc.1+build"), "1.0.0-rc.1+build");
    for (const version of ["", ".", "..", ".1"]) assert.throws(() => versionEncode(version), refused);
  });

  test("any package's name that is not refused is one folder, or one in a scope's, and comes back", () => {
    fc.assert(
      fc.property(
        fc.oneof(
          nasty,
          fc.tuple(nasty, nasty).map(([a, b]) => `@${a}/${b}`),
        ),
        (name) => {
          const files = encoded(() => packageNameEncode(name));
          if (files === undefined) return;
          assert.match(files.join("/"), /^(?:@[A-Za-z0-9_\-+=,~%]+\/)?[A-Za-z0-9_\-+=,~%]+$/);
          assert.equal(packageNameDecode(files), name);
        },
      ),
      { numRuns: 2_000 },
    );
  });

  const packages: [string, string][] = [
    ["hello", "hello"],
    ["@elaraai/hello", "@elaraai/hello"],
    ["@a/b/c", "@a/b%2Fc"],
    ["a/b", "a%2Fb"],
    ["@a", "%40a"],
    ["@/a", "%40%2Fa"],
    ["@a/", "%40a%2F"],
    ["@@a/b", "@%40a/b"],
    ["a.b", "a%2Eb"],
  ];
  for (const [name, path] of packages) {
    test(`package ${name} is in ${path}`, () => {
      assert.equal(packageNameEncode(name).join("/"), path);
      assert.equal(packageNameDecode(path.split("/")), name);
    });
  }
  for (const name of [
    "",
    ".",
    "..",
    "@./x",
    "@x/..",
    "@a\ud800/x",
    `@${"a".repeat(100)}/${"b".repeat(100)}`,
  ]) {
    test(`package ${JSON.stringify(name.slice(0, 10))} is refused`, () => {
      assert.throws(() => packageNameEncode(name), refused);
    });
  }

  test("a file name that is written otherwise than ours is none of ours", () => {
    fc.assert(
      fc.property(nasty, (file) => {
        for (const [decode, encode] of [
          [nameDecode, nameEncode],
          [versionDecode, versionEncode],
        ] as const) {
          const name = decode(file);
          if (name !== undefined) assert.equal(encode(name), file);
        }
      }),
      { numRuns: 2_000 },
    );
    for (const file of [
      "",
      ".",
      "..",
      "a.b",
      "%2e",
      "%41",
      "%",
      "%2",
      "%FF",
      "%2E",
      "a b",
      "@x",
      "x.123456",
      "x".repeat(201),
    ]) {
      assert.equal(nameDecode(file), undefined, file);
    }
    for (const path of [[], ["@a"], ["a", "b"], ["@a", "b", "c"], ["@", "b"], ["@a%2Fb", "c"]]) {
      assert.equal(packageNameDecode(path), undefined, path.join("/"));
    }
  });

  test("siblings must differ in more than case", () => {
    namesCheck(["a", "b", "É", "é", "ab", "a b"], "input");
    const check = (names: string[], message: string): void => {
      assert.throws(
        () => namesCheck(names, "input"),
        (error) => refused(error) && (error as Error).message === message,
      );
    };
    check(["Name", "other", "name"], "input 'name' and input 'Name' differ only in case");
    check(["a", "a"], "input 'a' is there twice");
    check(["a", ""], "input must not be empty");
  });
});
