/** East text over several lines. */
import assert from "node:assert/strict";
import { suite, test } from "node:test";
import {
  ArrayType,
  DateTimeType,
  DictType,
  type EastType,
  IntegerType,
  MatrixType,
  NullType,
  parseFor,
  printFor,
  SetType,
  StringType,
  StructType,
  VariantType,
} from "@elaraai/east";

const Order = StructType({
  id: IntegerType,
  "ship to": StringType,
  when: DictType(DateTimeType, VariantType({ packed: NullType, sent: StructType({ by: StringType }) })),
  tags: SetType(StringType),
});

function lines(type: EastType, text: string, layout: { indent?: number; width?: number }): string[] {
  const parse = parseFor(type);
  const flat = parse(text);
  assert.ok(flat.success);
  const laidOut = printFor(type, layout)(flat.value);
  const back = parse(laidOut);
  assert.ok(back.success, back.success ? "" : `${back.error}\n${laidOut}`);
  assert.equal(printFor(type)(back.value), printFor(type)(flat.value));
  return laidOut.split("\n");
}

suite("East text over several lines", () => {
  test("keeps what fits on one line", () => {
    assert.deepEqual(lines(ArrayType(IntegerType), "[1,2,3]", {}), ["[1, 2, 3]"]);
    assert.deepEqual(lines(ArrayType(IntegerType), "[1,2,3]", { width: 10 }), ["[1, 2, 3]"]);
    assert.deepEqual(lines(ArrayType(IntegerType), "[1,2,3]", { width: 9 }), [
      "[",
      "  1,",
      "  2,",
      "  3",
      "]",
    ]);
  });

  test("breaks containers, one element a line", () => {
    const text =
      '[(id=1, `ship to`="Rue (du) Nord, 7", when={2025-01-02T03:04:05.000:.packed, 2025-01-03T03:04:05.000:.sent (by="a truck, or two: whatever it takes")}, tags={"a","b"}), (id=2, `ship to`="", when={:}, tags={})]';
    assert.deepEqual(lines(ArrayType(Order), text, { indent: 4, width: 60 }), [
      "[",
      "    (",
      "        id=1,",
      '        `ship to`="Rue (du) Nord, 7",',
      "        when={",
      "            2025-01-02T03:04:05.000: .packed,",
      "            2025-01-03T03:04:05.000: .sent (",
      '                by="a truck, or two: whatever it takes"',
      "            )",
      "        },",
      '        tags={"a","b"}',
      "    ),",
      '    (id=2, `ship to`="", when={:}, tags={})',
      "]",
    ]);
  });

  test("leaves strings as they are", () => {
    assert.deepEqual(lines(ArrayType(StringType), '["a\n  [1,\\"2", "b"]', { width: 5 }), [
      "[",
      '  "a',
      '  [1,\\"2",',
      '  "b"',
      "]",
    ]);
  });

  test("leaves aliases whole", () => {
    const type = DictType(StringType, ArrayType(ArrayType(IntegerType)));
    assert.deepEqual(lines(type, '{"a, b":[[1]],"c":[2#["a, b"][0], 2#["a, b"][0]]}', { width: 8 }), [
      "{",
      '  "a, b": [',
      "    [1]",
      "  ],",
      '  "c": [',
      '    2#["a, b"][0],',
      '    2#["a, b"][0]',
      "  ]",
      "}",
    ]);
  });

  test("breaks a Matrix into rows", () => {
    assert.deepEqual(lines(MatrixType(IntegerType), "mat[[1,2],[3,4]]", { width: 12 }), [
      "mat[",
      "  [1, 2],",
      "  [3, 4]",
      "]",
    ]);
  });
});
