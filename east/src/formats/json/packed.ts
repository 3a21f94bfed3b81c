/** Vector and Matrix as JSON arrays (spec/east-values.md 5). */
import type { ElementType } from "../../types/types.js";
import {
  elementReader,
  matrix as makeMatrix,
  type matrix,
  type Packed,
  packedOf,
} from "../../values/matrix.js";
import type { Site } from "../paths.js";
import type { JsonCodec, JsonReader } from "./codec.js";

/** Elements have a place in error paths, none in aliases. */
const SITE: Site = {
  container: undefined,
  segment: (_, cursor: number) => `[${cursor}]`,
  steps: () => [],
};

/** `[1,2.5]` */
export function vectorJson(type: ElementType, element: JsonCodec): JsonCodec {
  const row = rowWriter(type, element);
  return {
    plain: undefined,
    write: (to, value: Packed) => {
      to.out += row(value, 0, value.length);
    },
    read: (from: JsonReader, json: unknown) => packedOf(type, readRow(from, element, json, "a Vector")),
  };
}

/** `[[1,2],[3,4]]`, by rows */
export function matrixJson(type: ElementType, element: JsonCodec): JsonCodec {
  const row = rowWriter(type, element);
  return {
    plain: undefined,
    write: (to, { data, rows, cols }: matrix) => {
      to.out += `[${Array.from({ length: rows }, (_, i) => row(data, i * cols, (i + 1) * cols)).join(",")}]`;
    },
    read: (from: JsonReader, json: unknown) => {
      if (!Array.isArray(json)) from.fail("an array of rows for a Matrix", json);
      const elements: unknown[] = [];
      let cols = 0;
      from.trail.open(SITE, undefined, 0);
      json.forEach((list: unknown, i) => {
        from.trail.cursors[from.trail.depth - 1] = i;
        const read = readRow(from, element, list, "a row of a Matrix");
        if (i === 0) cols = read.length;
        if (read.length !== cols) from.fail(`a row of ${cols} elements, as the first one`, list);
        for (const one of read) elements.push(one);
      });
      from.trail.close();
      return makeMatrix(packedOf(type, elements), json.length, cols);
    },
  };
}

function rowWriter(
  type: ElementType,
  element: JsonCodec,
): (data: Packed, from: number, to: number) => string {
  const read = elementReader(type);
  const plain = element.plain as (value: unknown) => string;
  return (data, from, to) => {
    const texts: string[] = [];
    for (let i = from; i < to; i++) texts.push(plain(read(data[i] as number | bigint)));
    return `[${texts.join(",")}]`;
  };
}

function readRow(from: JsonReader, element: JsonCodec, json: unknown, what: string): unknown[] {
  if (!Array.isArray(json)) from.fail(`an array for ${what}`, json);
  const { trail } = from;
  trail.open(SITE, undefined, 0);
  const elements = json.map((one, i) => {
    trail.cursors[trail.depth - 1] = i;
    return element.read(from, one);
  });
  trail.close();
  return elements;
}
