import assert from "node:assert/strict";
import { suite, test } from "node:test";
import { East, IntegerType, OptionType, StringType, StructType, some } from "@elaraai/east";

suite("East.String", () => {
  test("printError shows a stack with numbered frames", () => {
    const run = East.compile(East.String.printError, []);
    const stack = [
      { filename: "a.ts", line: 3n, column: 9n },
      { filename: "b.ts", line: 1n, column: 2n },
    ];
    assert.equal(run("bad", stack), "Error: bad\n    [0] a.ts 3:9\n    [1] b.ts 1:2");
  });

  test("printJson gives the JSON of a value without blanks", () => {
    const run = East.compile(
      East.function([StructType({ a: IntegerType, b: OptionType(StringType) })], StringType, ($, p) =>
        East.String.printJson(p),
      ),
      [],
    );
    assert.equal(run({ a: 1n, b: some("x") }), '{"a":"1","b":"x"}');
  });
});
