/** Vector and Matrix as East text (spec/east-values.md 4.1, 4.2, 4.5): packed numbers, written in full every time. */
import type { ElementType } from "../../types/types.js";
import {
  elementReader,
  matrix as makeMatrix,
  type matrix,
  type Packed,
  packedOf,
} from "../../values/matrix.js";
import type { Reader, TextCodec } from "./codec.js";
import { CHAR } from "./scanner.js";

/** `vec[1.0, 2.5]` */
export function vectorText(type: ElementType, element: TextCodec): TextCodec {
  const row = rowPrinter(type, element);
  const plain = (value: Packed): string => `vec${row(value, 0, value.length)}`;
  return packedText(plain, (from) => {
    if (!from.take("vec")) from.fail("expected 'vec[' to begin a Vector");
    from.skip();
    return packedOf(
      type,
      readList(from, "Vector", (elements) => elements.push(element.parse(from))),
    );
  });
}

/** `mat[[1.0, 2.0], [3.0, 4.0]]`, by rows */
export function matrixText(type: ElementType, element: TextCodec): TextCodec {
  const row = rowPrinter(type, element);
  const plain = ({ data, rows, cols }: matrix): string =>
    `mat[${Array.from({ length: rows }, (_, i) => row(data, i * cols, (i + 1) * cols)).join(", ")}]`;
  return packedText(plain, (from) => {
    if (!from.take("mat")) from.fail("expected 'mat[' to begin a Matrix");
    from.skip();
    const elements: unknown[] = [];
    let rows = 0;
    let cols = 0;
    readList(from, "Matrix", () => {
      const start = from.pos;
      const before = elements.length;
      readList(from, "row of a Matrix", () => elements.push(element.parse(from)));
      if (rows++ === 0) cols = elements.length;
      const length = elements.length - before;
      if (length !== cols)
        from.fail(
          `rows of a Matrix must have equal length, expected ${cols} elements and found ${length}`,
          start,
        );
    });
    return makeMatrix(packedOf(type, elements), rows, cols);
  });
}

function packedText(plain: (value: any) => string, parse: (from: Reader) => unknown): TextCodec {
  return {
    parse,
    plain,
    print: (to, value) => {
      to.out += plain(value);
      return undefined;
    },
    container: undefined,
  };
}

function rowPrinter(
  type: ElementType,
  element: TextCodec,
): (data: Packed, from: number, to: number) => string {
  const read = elementReader(type);
  const plain = element.plain as (value: unknown) => string;
  return (data, from, to) => {
    let text = "[";
    for (let i = from; i < to; i++)
      text += (i === from ? "" : ", ") + plain(read(data[i] as number | bigint));
    return `${text}]`;
  };
}

/** Reads what stands in brackets, separated by commas. */
function readList(from: Reader, what: string, readOne: (list: unknown[]) => void): unknown[] {
  const list: unknown[] = [];
  if (from.code() !== CHAR.OPEN_BRACKET) from.fail(`expected '[' to begin a ${what}`);
  from.pos++;
  if (from.skip() === CHAR.CLOSE_BRACKET) {
    from.pos++;
    return list;
  }
  for (;;) {
    readOne(list);
    const code = from.skip();
    if (code !== CHAR.COMMA && code !== CHAR.CLOSE_BRACKET) from.fail(`expected ',' or ']' in a ${what}`);
    from.pos++;
    if (code === CHAR.CLOSE_BRACKET) return list;
    from.skip();
  }
}
