/**
 * Types as graphs, reduced to their classes: nodes that no walk tells apart become one (spec/beast2.md, "The type
 * table"). Refuses graphs that are no East type, and types too large or too deep for the code that walks them.
 *
 * Every cycle of a legal type passes through a Recursive, and no two Recursives share a cycle. So strongly connected
 * parts are taken children first; within one, its Recursive stands for itself and everything else is a tree over
 * what is known. One pass, in time proportional to the graph, where general partition refinement takes many.
 */
import type { EastType } from "../../types/types.js";

export type Kind = EastType["type"];

/** One node as it is given; `parts` are indices of nodes. Names of a Variant ascend by code point. */
export type TypeNode = { kind: Kind; names: readonly string[]; parts: readonly number[] };

/** What nodes that are the same have in common; `parts` are indices of classes. */
export type TypeClass = {
  kind: Kind;
  names: readonly string[];
  parts: readonly number[];
  /** The first node of this class. */
  node: number;
  /** The Recursive of the cycle that this is part of: then values can contain values of the same type. */
  cycle: number | undefined;
  /** Mentions a Ref, Array, Set, Dict or function, and so is no key type. */
  mutable: boolean;
  /** Levels of nesting and number of nodes when written out as a tree, as printed types and type values are. */
  depth: number;
  size: number;
};

/** How deep types may nest, and how many nodes they may have when written out as a tree. */
export const MAX_TYPE_DEPTH = 1000;
export const MAX_TYPE_SIZE = 100_000;

const MUTABLE: ReadonlySet<Kind> = new Set(["Ref", "Array", "Set", "Dict", "Function", "AsyncFunction"]);

/**
 * The classes of a graph, children before parents except through Recursive, and the class of each node.
 * `fail` is told the problem and the node.
 */
export function classify(
  nodes: readonly TypeNode[],
  fail: (problem: string, node: number) => never,
): { classes: TypeClass[]; classOf: number[] } {
  const reducer = new Reducer(nodes, fail);
  for (let node = 0; node < nodes.length; node++) reducer.visit(node, 1);
  return { classes: reducer.classes, classOf: reducer.classOf };
}

const UNSEEN = -1;

class Reducer {
  readonly classes: TypeClass[] = [];
  /** The class of each node once it is settled. */
  readonly classOf: number[];
  readonly #nodes: readonly TypeNode[];
  readonly #fail: (problem: string, node: number) => never;
  /** Classes by kind, names and parts. */
  readonly #known = new Map<string, number>();
  /** Recursive classes by the shape of their cycle. */
  readonly #cycles = new Map<string, number>();

  // Tarjan's algorithm: order of first visit, and the earliest open node that is reached from each.
  readonly #order: number[];
  readonly #reaches: number[];
  readonly #open: number[] = [];
  #visited = 0;

  constructor(nodes: readonly TypeNode[], fail: (problem: string, node: number) => never) {
    this.#nodes = nodes;
    this.#fail = fail;
    this.classOf = new Array(nodes.length).fill(UNSEEN);
    this.#order = new Array(nodes.length).fill(UNSEEN);
    this.#reaches = new Array(nodes.length).fill(0);
  }

  #node(index: number): TypeNode {
    return this.#nodes[index] as TypeNode;
  }

  visit(index: number, depth: number): void {
    if (this.#order[index] !== UNSEEN) return;
    // A path of distinct nodes is a path in the tree too, so this refuses nothing that #add would not.
    if (depth > MAX_TYPE_DEPTH) this.#tooDeep(index);
    this.#order[index] = this.#reaches[index] = this.#visited++;
    const below = this.#open.length;
    this.#open.push(index);
    for (const part of this.#node(index).parts) {
      this.visit(part, depth + 1);
      if (this.classOf[part] === UNSEEN) {
        this.#reaches[index] = Math.min(this.#reaches[index], this.#reaches[part] as number);
      }
    }
    if (this.#reaches[index] === this.#order[index]) this.#settle(this.#open.splice(below));
  }

  #tooDeep(node: number): never {
    this.#fail(`types nest deeper than ${MAX_TYPE_DEPTH} levels`, node);
  }

  /** Gives the nodes of one strongly connected part their classes; everything they lead to has them already. */
  #settle(members: readonly number[]): void {
    const [first] = members as [number];
    if (members.length === 1 && !this.#node(first).parts.includes(first)) {
      this.classOf[first] = this.#intern(first, undefined);
      return;
    }
    const recursives = members.filter((member) => this.#node(member).kind === "Recursive");
    const [recursive] = recursives;
    if (recursive === undefined) return this.#fail("a type contains itself without a Recursive", first);
    if (recursives.length > 1) {
      this.#fail("a Recursive mentions one that it is part of, or is nothing but itself", recursive);
    }
    const inside = this.#bottomUp(recursive, new Set(members));
    if (!this.#matches(recursive, inside, this.#uppermostCycle(inside))) {
      const shape = this.#shape(inside);
      if (!this.#matches(recursive, inside, this.#cycles.get(shape))) {
        this.#cycles.set(shape, this.#addCycle(recursive, inside));
      }
    }
  }

  /** The nodes of a cycle other than its Recursive, parts first. */
  #bottomUp(recursive: number, members: ReadonlySet<number>): number[] {
    const result: number[] = [];
    const state = new Map<number, "open" | "done">([[recursive, "done"]]);
    const visit = (index: number, depth: number): void => {
      if (!members.has(index) || state.get(index) === "done") return;
      if (state.get(index) === "open") this.#fail("a type contains itself without a Recursive", index);
      if (depth > MAX_TYPE_DEPTH) this.#tooDeep(index);
      state.set(index, "open");
      for (const part of this.#node(index).parts) visit(part, depth + 1);
      state.set(index, "done");
      result.push(index);
    };
    const [body] = this.#node(recursive).parts as [number];
    if (body === recursive) this.#fail("a Recursive is nothing but itself", recursive);
    visit(body, 2);
    return result;
  }

  /**
   * A Recursive that equals one below it, as the outer wrapper of Recursive(Array(Recursive(Array ref))) does, leads
   * into the cycle of that one, and everything else it leads to is below that cycle: so only the cycle added last
   * can be it.
   */
  #uppermostCycle(inside: readonly number[]): number | undefined {
    let uppermost: number | undefined;
    for (const index of inside) {
      for (const part of this.#node(index).parts) {
        const cycle = this.classes[this.classOf[part] as number]?.cycle;
        if (cycle !== undefined && (uppermost === undefined || cycle > uppermost)) uppermost = cycle;
      }
    }
    return uppermost;
  }

  /** Whether a Recursive is the same as a class: assuming so, everything inside has a class, and the bodies agree. */
  #matches(recursive: number, inside: readonly number[], candidate: number | undefined): boolean {
    if (candidate === undefined) return false;
    this.classOf[recursive] = candidate;
    const matches =
      inside.every((index) => {
        const found = this.#known.get(this.#key(index, this.#classesOf(index)));
        this.classOf[index] = found ?? UNSEEN;
        return found !== undefined;
      }) && this.#bodyOf(recursive) === (this.classes[candidate] as TypeClass).parts[0];
    if (!matches) for (const index of [recursive, ...inside]) this.classOf[index] = UNSEEN;
    return matches;
  }

  #bodyOf(recursive: number): number {
    return this.classOf[this.#node(recursive).parts[0] as number] as number;
  }

  /** Text that is the same for cycles of the same form over the same classes. */
  #shape(inside: readonly number[]): string {
    const local = new Map<number, string>();
    const numbers = new Map<string, string>();
    for (const index of inside) {
      const parts = this.#node(index).parts.map((part) => {
        const known = this.classOf[part] as number;
        return known === UNSEEN ? (local.get(part) ?? "self") : known;
      });
      const key = this.#key(index, parts);
      let number = numbers.get(key);
      if (number === undefined) numbers.set(key, (number = `.${numbers.size}`));
      local.set(index, number);
    }
    return [...numbers.keys()].join("\n");
  }

  #addCycle(recursive: number, inside: readonly number[]): number {
    const parts = inside.flatMap((index) =>
      this.#node(index).parts.map((part) => this.classOf[part] as number),
    );
    const mutable =
      inside.some((index) => MUTABLE.has(this.#node(index).kind)) ||
      parts.some((part) => this.classes[part]?.mutable === true);
    const number = this.classes.length;
    this.classOf[recursive] = number;
    // Its own depth and size count where its body mentions it: as leaves.
    const found: TypeClass = {
      ...this.#node(recursive),
      parts: [],
      node: recursive,
      cycle: number,
      mutable,
      depth: 1,
      size: 1,
    };
    this.classes.push(found);
    const firstInside = this.classes.length;
    for (const index of inside) this.classOf[index] = this.#intern(index, { number, mutable });
    const body = this.#bodyOf(recursive);
    found.parts = [body];
    this.#known.set(this.#key(recursive, [body]), number);
    this.#measure(found);
    // Seen from outside, the other nodes of the cycle contain the whole Recursive.
    for (const inner of this.classes.slice(firstInside)) this.#measure(inner);
    return number;
  }

  #classesOf(index: number): number[] {
    return this.#node(index).parts.map((part) => this.classOf[part] as number);
  }

  #key(index: number, parts: readonly (number | string)[]): string {
    const { kind, names } = this.#node(index);
    return `${kind}${JSON.stringify(names)}${parts.join()}`;
  }

  #intern(index: number, cycle: { number: number; mutable: boolean } | undefined): number {
    const parts = this.#classesOf(index);
    const key = this.#key(index, parts);
    let number = this.#known.get(key);
    if (number !== undefined) return number;
    const node = this.#node(index);
    const mutable =
      cycle?.mutable ??
      (MUTABLE.has(node.kind) || parts.some((part) => this.classes[part]?.mutable === true));
    const added: TypeClass = {
      ...node,
      parts,
      node: index,
      cycle: cycle?.number,
      mutable,
      depth: 0,
      size: 0,
    };
    this.#check(added);
    this.#measure(added);
    number = this.classes.length;
    this.classes.push(added);
    this.#known.set(key, number);
    return number;
  }

  #check({ kind, parts, node }: TypeClass): void {
    const part = this.classes[parts[0] as number];
    if ((kind === "Set" || kind === "Dict") && part?.mutable === true) {
      this.#fail(`${kind === "Set" ? "Set elements" : "Dict keys"} must be of an immutable type`, node);
    }
    if (kind === "Vector" || kind === "Matrix") {
      if (part?.kind !== "Float" && part?.kind !== "Integer" && part?.kind !== "Boolean") {
        this.#fail(`${kind} elements must be Float, Integer or Boolean`, node);
      }
    }
  }

  #measure(type: TypeClass): void {
    const parts = type.parts.map((part) => this.classes[part] as TypeClass);
    type.depth = 1 + parts.reduce((depth, part) => Math.max(depth, part.depth), 0);
    type.size = 1 + parts.reduce((size, part) => size + part.size, 0);
    if (type.depth > MAX_TYPE_DEPTH) this.#tooDeep(type.node);
    if (type.size > MAX_TYPE_SIZE) {
      this.#fail(`type has more than ${MAX_TYPE_SIZE} nodes when written out`, type.node);
    }
  }
}
