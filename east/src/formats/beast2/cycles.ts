/**
 * Cyclic values in the form without sharing. Which container of a cycle is met first, and how often a cycle was
 * unrolled when the value was built, must not show: `[1#]` and `[[2#]]` are equal (spec/east-values.md 3) and so must
 * have equal bytes. Containers are therefore sorted into classes of equal content, and a container is written as a
 * reference when one *of its class* is open. What is written then depends on the infinite tree alone.
 */
import { within } from "./functions.js";
import type { Program } from "./program.js";
import { ValueWriter, type WriteOptions } from "./stream.js";

/** How many bytes may be looked at, all rounds together. */
const MAX_WORK = 2 ** 32;

type Node = { container: object; program: Program; type: number; class: number };

/** For each container of a value, by the number of its type in the stream, its class. */
export function containerClasses(
  program: Program,
  value: unknown,
  options: WriteOptions,
): (container: object, number: number) => number {
  const w = new ValueWriter(program, { ...options, expand: true, tracing: false, keepLocations: false });
  const nodes: Node[] = [];
  const found: Map<object, Node>[] = [];

  const nodeOf = (container: object, type: number, number: number): Node => {
    const known = (found[number] ??= new Map());
    let node = known.get(container);
    if (node === undefined) {
      node = { container, program: w.program as Program, type, class: number };
      known.set(container, node);
      nodes.push(node);
    }
    return node;
  };

  /** Writes the content of a container, or the whole value, with the classes of the containers in it. */
  const describe = (node: Node | undefined): string => {
    let inside = node === undefined;
    w.position = 0;
    w.shallow = {
      meet(container, type, number) {
        if (!inside) {
          inside = true;
          return false;
        }
        w.varint(nodeOf(container, type, number).class);
        return true;
      },
    };
    if (node === undefined) program.writer({ expand: true, tracing: false }).root(w, value);
    else within(w, node.program, () => node.program.containerWriter(node.type)(w, node.container));
    return w.bytes.toString("latin1", 0, w.position);
  };

  describe(undefined);
  for (let i = 0; i < nodes.length; i++) describe(nodes[i]);

  // Refine: from classes by type to classes by content, until no class falls apart.
  let count = new Set(nodes.map((node) => node.class)).size;
  for (let work = 0; ; ) {
    const classes = new Map<string, number>();
    const next = nodes.map((node) => {
      const content = `${node.class} ${describe(node)}`;
      work += content.length;
      let number = classes.get(content);
      if (number === undefined) classes.set(content, (number = classes.size));
      return number;
    });
    nodes.forEach((node, i) => {
      node.class = next[i] as number;
    });
    if (classes.size === count) break;
    count = classes.size;
    if (work > MAX_WORK) w.fail("the cycles of this value are too large to be brought into one form");
  }
  return (container, number) => ((found[number] as Map<object, Node>).get(container) as Node).class;
}
