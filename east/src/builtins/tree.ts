/** The `…ToTree` builtins (spec/east-builtins.md 9): a forest from a list of elements that name their parents. */
import { EastError } from "../errors.js";
import { printFor } from "../formats/text/text.js";
import type { EastType } from "../types/types.js";
import { SortedMap } from "../values/sorted.js";
import type { option } from "../values/variant.js";
import { orderOf, type Walk } from "./collect.js";

type Element = { x: unknown; y: unknown; key: unknown };

/**
 * All keys are asked for first, then all parents, then the nodes are built, children before their parents. A cycle is
 * found before any node is built.
 */
export function toTree(walk: Walk, key: EastType) {
  const order = orderOf(key);
  const printKey = printFor(key);
  return (
    collection: unknown,
    keyOf: (x: unknown, y: unknown) => unknown,
    parentOf: (x: unknown, y: unknown) => option<unknown>,
    build: (x: unknown, y: unknown, children: unknown[]) => unknown,
  ): unknown[] => {
    const elements: Element[] = [];
    const indices = new SortedMap<unknown, number>([], order);
    walk(collection, (x, y) => {
      const element = { x, y, key: keyOf(x, y) };
      if (indices.has(element.key)) throw new EastError(`toTree: duplicate key ${printKey(element.key)}`);
      indices.set(element.key, elements.length);
      elements.push(element);
    });
    const parents = elements.map(({ x, y }) => {
      const parent = parentOf(x, y);
      return parent.type === "some" ? indices.get(parent.value) : undefined;
    });
    const onCycle = findCycle(parents);
    if (onCycle !== undefined) {
      throw new EastError(`toTree: cycle through key ${printKey((elements[onCycle] as Element).key)}`);
    }
    return buildForest(parents, (index, children) => {
      const { x, y } = elements[index] as Element;
      return build(x, y, children);
    });
  };
}

/** Where the first chain of parents that closes, closes. */
function findCycle(parents: readonly (number | undefined)[]): number | undefined {
  /** The chain in which an element was met first. */
  const chains = new Array<number>(parents.length).fill(-1);
  for (let start = 0; start < parents.length; start++) {
    let at: number | undefined = start;
    while (at !== undefined && chains[at] === -1) {
      chains[at] = start;
      at = parents[at];
    }
    if (at !== undefined && chains[at] === start) return at;
  }
  return undefined;
}

/** Depth first with a stack of its own: a tree may be as deep as it has elements. */
function buildForest(
  parents: readonly (number | undefined)[],
  build: (index: number, children: unknown[]) => unknown,
): unknown[] {
  const children: number[][] = parents.map(() => []);
  const roots: number[] = [];
  parents.forEach((parent, index) =>
    (parent === undefined ? roots : (children[parent] as number[])).push(index),
  );

  type Open = { index: number; pending: readonly number[]; built: unknown[] };
  const top: Open = { index: -1, pending: roots, built: [] };
  const open: Open[] = [top];
  for (let current = open.at(-1) as Open; ; current = open.at(-1) as Open) {
    const next = current.pending[current.built.length];
    if (next !== undefined) {
      open.push({ index: next, pending: children[next] as number[], built: [] });
    } else if (current === top) {
      return top.built;
    } else {
      open.pop();
      (open.at(-1) as Open).built.push(build(current.index, current.built));
    }
  }
}
