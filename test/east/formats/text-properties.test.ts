/** What holds for East text and JSON of any value of any type. */
import assert from "node:assert/strict";
import { suite, test } from "node:test";
import {
  ArrayType,
  DictType,
  decodeEastFor,
  decodeJSONFor,
  type EastType,
  EastTypeType,
  encodeEastFor,
  encodeJSONFor,
  equalFor,
  FormatError,
  fromJSONFor,
  isTypeEqual,
  isValueOf,
  none,
  OptionType,
  parseFor,
  parseType,
  printFor,
  printType,
  RecursiveType,
  RefType,
  ref,
  SortedMap,
  StringType,
  StructType,
  some,
  toEastTypeValue,
  toJSONFor,
} from "@elaraai/east";
import * as fc from "fast-check";
import { arbitraryType, arbitraryTypeAndValue, runs } from "../../support/arbitrary.js";

function parsed(type: EastType, text: string): any {
  const result = parseFor(type)(text);
  assert.ok(result.success, result.success ? "" : `${result.error}\n${text}`);
  assert.equal(result.position, text.length);
  return result.value;
}

/** Neither form tells how many columns a Matrix without rows has, so there are none here. */
const anyValue = arbitraryTypeAndValue.filter(({ type, value }) => !printFor(type)(value).includes("mat[]"));

function assertEqual(type: EastType, back: any, value: any): void {
  assert.ok(isValueOf(back, type));
  assert.ok(equalFor(type)(back, value));
}

/** Equal, and shared alike. */
function assertSame(type: EastType, back: any, value: any): void {
  assertEqual(type, back, value);
  assert.equal(printFor(type)(back), printFor(type)(value));
}

suite("any East text", () => {
  test("parses to the value that was printed", () => {
    fc.assert(
      fc.property(anyValue, ({ type, value }) => {
        assertSame(type, parsed(type, printFor(type)(value)), value);
        assertSame(type, decodeEastFor(type, true)(encodeEastFor(type)(value)), value);
      }),
      runs(3000),
    );
  });

  test("parses from several lines, however they are broken", () => {
    const layout = fc.record({ indent: fc.nat(5), width: fc.nat(60) });
    fc.assert(
      fc.property(anyValue, layout, ({ type, value }, chosen) => {
        assertSame(type, parsed(type, printFor(type, chosen)(value)), value);
      }),
      runs(1000),
    );
  });

  test("is refused or parsed when it is damaged, and nothing else happens", () => {
    const mark = fc.constantFrom(
      "",
      " ",
      ",",
      ".",
      ":",
      "#",
      "1#",
      "(",
      ")",
      "[",
      "]",
      "{",
      "}",
      '"',
      "`",
      "\\",
      "&",
      "=",
      "-",
      "x",
    );
    fc.assert(
      fc.property(anyValue, fc.nat(), fc.nat(3), mark, ({ type, value }, at, length, by) => {
        const text = printFor(type)(value);
        const from = at % (text.length + 1);
        for (const damaged of [text.slice(0, from), text.slice(0, from) + by + text.slice(from + length)]) {
          const result = parseFor(type)(damaged);
          if (result.success) assert.ok(isValueOf(result.value, type));
          else assert.ok(result.position <= damaged.length);
        }
      }),
      runs(3000),
    );
  });

  test("of a type gives the type", () => {
    fc.assert(
      fc.property(arbitraryType, (type) => {
        const text = printFor(EastTypeType)(toEastTypeValue(type));
        assert.equal(text, printType(type));
        assert.ok(isTypeEqual(parseType(text), type));
      }),
      runs(1000),
    );
  });

  test("of a graph gives a graph of the same shape", () => {
    const Graph = RecursiveType((self) =>
      StructType({ to: ArrayType(self), by: DictType(StringType, self), cell: RefType(OptionType(self)) }),
    );
    type Node = { to: Node[]; by: SortedMap<string, Node>; cell: ref };
    const edges = fc.array(fc.tuple(fc.nat(), fc.nat(), fc.nat(2)), { maxLength: 20 });
    const graph = fc
      .tuple(fc.integer({ min: 1, max: 6 }), edges, fc.boolean())
      .map(([size, list, oneCell]) => {
        const shared = ref(none);
        const nodes = Array.from(
          { length: size },
          (): Node => ({ to: [], by: new SortedMap<string, Node>(), cell: oneCell ? shared : ref(none) }),
        );
        const node = (i: number): Node => nodes[i % size] as Node;
        for (const [a, b, how] of list) {
          if (how === 0) node(a).to.push(node(b));
          else if (how === 1) node(a).by.set(`k${b}]"`, node(b));
          else node(a).cell.value = some(node(b));
        }
        return node(0);
      });
    fc.assert(
      fc.property(graph, (value) => {
        // Structs have no identity: it is their containers that make the graph finite as text.
        const text = printFor(Graph)(value);
        const back = parsed(Graph, text);
        assert.equal(printFor(Graph)(back), text);
        assert.ok(equalFor(Graph)(back, value));
      }),
      runs(2000),
    );
  });
});

suite("any East JSON", () => {
  test("is read as the value that was written", () => {
    fc.assert(
      fc.property(anyValue, ({ type, value }) => {
        const bytes = encodeJSONFor(type)(value);
        assertEqual(type, decodeJSONFor(type, true)(bytes), value);
        const json = toJSONFor(type)(value);
        assert.deepEqual(json, JSON.parse(new TextDecoder().decode(bytes)));
        assertEqual(type, fromJSONFor(type)(json), value);
      }),
      runs(3000),
    );
  });

  test("is refused or read when it is damaged, and nothing else happens", () => {
    const mark = fc.constantFrom(
      "",
      " ",
      ",",
      ":",
      "[",
      "]",
      "{",
      "}",
      '"',
      "\\",
      "1",
      "null",
      '"type"',
      '{"$ref":"1#"}',
    );
    fc.assert(
      fc.property(anyValue, fc.nat(), fc.nat(3), mark, ({ type, value }, at, length, by) => {
        const bytes = encodeJSONFor(type)(value);
        const text = new TextDecoder().decode(bytes);
        const from = at % (text.length + 1);
        const damaged = text.slice(0, from) + by + text.slice(from + length);
        try {
          assert.ok(isValueOf(decodeJSONFor(type)(new TextEncoder().encode(damaged)), type));
        } catch (error) {
          assert.ok(error instanceof FormatError, String(error));
        }
      }),
      runs(3000),
    );
  });
});
