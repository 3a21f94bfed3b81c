/**
 * What is known of a type before code for its values is generated: which types have values at all, the fewest bytes
 * a value takes, which containers can be met twice, and where recursion can be a loop.
 */
import type { TypeEntry, TypeTable } from "./type-table.js";

/** How many members of structs, structs within them included, are written in one piece of code. */
const MAX_INLINE = 24;

/** How many types may lie between a recursive type and itself where recursion becomes a loop. */
const MAX_TAIL = 64;

export class Analysis {
  readonly table: TypeTable;
  /** The fewest bytes that a value of each entry takes; Infinity when there is no value. */
  readonly minSize: readonly number[];
  /** The number of each container type, and its entry. */
  readonly numberOf: ReadonlyMap<number, number>;
  readonly containers: readonly number[];
  /** Functions bring captured values of any type along. */
  readonly hasFunctions: boolean;
  /** The containers that can be met twice within a root element (or the root, when it is no collection). */
  readonly repeats: ReadonlySet<number>;
  readonly #weights: readonly number[];
  readonly #tails = new Map<number, ReadonlySet<number>>();

  constructor(table: TypeTable) {
    this.table = table;
    const { entries } = table;
    this.hasFunctions = entries.some(({ kind }) => kind === "Function" || kind === "AsyncFunction");
    this.containers = entries.flatMap(({ kind }, index) => (isContainer(kind) ? [index] : []));
    this.numberOf = new Map(this.containers.map((entry, number) => [entry, number]));
    this.minSize = minSizes(entries);
    this.#weights = weights(entries);
    this.repeats = this.#repeats();
  }

  entry(index: number): TypeEntry {
    return this.table.entry(index);
  }

  /** Whether the elements of a root that is a collection take no bytes. */
  get emptyElements(): boolean {
    const { kind, parts } = this.entry(this.table.root);
    return isCollection(kind) && parts.every((part) => this.minSize[part] === 0);
  }

  /** Whether a struct is read and written where it occurs, and not in a function of its own. */
  inline(index: number): boolean {
    return (this.#weights[index] as number) <= MAX_INLINE;
  }

  /** Whether a value of this type can contain one of the same type. */
  nests(index: number): boolean {
    return this.hasFunctions || this.entry(index).cycle !== undefined;
  }

  /**
   * The types on a way from a recursive type to itself on which nothing follows the inner value: the last field of a
   * struct, a case, the content of a Ref. Such recursion is a loop, and lists may be of any length. Empty when there
   * is none, or the ways are too many to be laid out in one function.
   */
  tails(recursive: number): ReadonlySet<number> {
    let tails = this.#tails.get(recursive);
    if (tails === undefined) {
      const found = new Set<number>();
      let steps = 0;
      const leads = (index: number): boolean => {
        if (index === recursive) return true;
        if (++steps > MAX_TAIL) return false;
        const { kind, parts, cycle } = this.entry(index);
        const next = kind === "Struct" ? parts.slice(-1) : kind === "Variant" || kind === "Ref" ? parts : [];
        if (cycle !== recursive || next.map(leads).every((answer) => !answer)) return false;
        found.add(index);
        return true;
      };
      const body = this.entry(recursive).parts[0] as number;
      const usable = this.minSize[recursive] !== Infinity && leads(body) && steps <= MAX_TAIL;
      this.#tails.set(recursive, (tails = usable ? found : new Set()));
    }
    return tails;
  }

  #repeats(): Set<number> {
    const repeats = new Set<number>();
    const visits = new Map<number, number>();
    const pending: { index: number; many: boolean }[] = [];
    const root = this.entry(this.table.root);
    const scope = isCollection(root.kind) ? root.parts : [this.table.root];
    for (const index of scope) pending.push({ index, many: false });
    for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
      const { index } = next;
      const before = visits.get(index) ?? 0;
      if (before === 2) continue;
      const { kind, parts, cycle } = this.entry(index);
      const visited = next.many || cycle !== undefined ? 2 : before + 1;
      visits.set(index, visited);
      if (visited === 2) repeats.add(index);
      const many = visited === 2 || isCollection(kind);
      for (const part of parts) pending.push({ index: part, many });
    }
    return repeats;
  }
}

function isCollection(kind: string): boolean {
  return kind === "Array" || kind === "Set" || kind === "Dict";
}

function isContainer(kind: string): boolean {
  return kind === "Ref" || isCollection(kind);
}

/** Least sizes: parts come before what mentions them except through Recursive, so few rounds suffice. */
function minSizes(entries: readonly TypeEntry[]): number[] {
  const sizes: number[] = new Array(entries.length).fill(Infinity);
  const wrappersOf = new Map<number, number[]>();
  entries.forEach(({ kind, parts }, index) => {
    if (kind !== "Recursive") return;
    const body = parts[0] as number;
    wrappersOf.set(body, [...(wrappersOf.get(body) ?? []), index]);
  });
  let changed = true;
  const lower = (index: number, size: number): void => {
    if (size >= (sizes[index] as number)) return;
    sizes[index] = size;
    changed = true;
    for (const wrapper of wrappersOf.get(index) ?? []) lower(wrapper, size);
  };
  while (changed) {
    changed = false;
    entries.forEach(({ kind, parts }, index) => {
      const size = (part: number): number => sizes[part] as number;
      switch (kind) {
        case "Never":
          break;
        case "Null":
          lower(index, 0);
          break;
        case "Float":
          lower(index, 8);
          break;
        case "Struct":
          lower(
            index,
            parts.reduce((sum, part) => sum + size(part), 0),
          );
          break;
        case "Variant":
          lower(
            index,
            parts.reduce((least, part) => Math.min(least, 1 + size(part)), Infinity),
          );
          break;
        case "Ref":
          // A reference to one that was written before takes two bytes.
          if (size(parts[0] as number) < Infinity) lower(index, Math.min(2, 1 + size(parts[0] as number)));
          break;
        case "Recursive":
          lower(index, size(parts[0] as number));
          break;
        case "Array":
        case "Set":
        case "Dict":
        case "Matrix":
          lower(index, 2);
          break;
        case "Function":
        case "AsyncFunction":
          lower(index, 4);
          break;
        default:
          lower(index, 1);
      }
    });
  }
  return sizes;
}

/** How much code each entry is where it occurs: 1, but for structs that are small enough. */
function weights(entries: readonly TypeEntry[]): number[] {
  const result: number[] = [];
  for (const { kind, parts } of entries) {
    if (kind !== "Struct") result.push(1);
    else {
      const weight = parts.reduce((sum, part) => {
        const inner = result[part] as number;
        return sum + (entries[part]?.kind === "Struct" && inner <= MAX_INLINE ? inner : 1);
      }, 1);
      result.push(weight);
    }
  }
  return result;
}
