/**
 * What a stream of values remembers while it is read or written: the containers defined so far, how deep it is, and
 * the location stacks (spec/beast2.md, "Logical encoding", "Aliasing"). Generated code (generate.ts) calls these.
 */
import type { LocationValue } from "../../ir/ir.js";
import type { EastType } from "../../types/types.js";
import type { FunctionValue, Instantiate } from "../../values/function.js";
import { isMatrix, matrix } from "../../values/matrix.js";
import { SortedMap, SortedSet, sortKeys } from "../../values/sorted.js";
import type { Comparison } from "../../values/sorted-keys.js";
import { Reader, Writer } from "./wire.js";

/**
 * How many generated functions of recursive types may be active at once. One level of nesting takes one or two; the
 * last field of a recursive struct takes none, so lists may be of any length. The stack that Node gives the main
 * thread holds from 4,700 (frozen structs) to 8,700 (Arrays) of them, optimised or not.
 */
export const MAX_DEPTH = 3000;

/** The most elements without bytes of their own (Null) in one segment, and in one file. */
const MAX_EMPTY_SEGMENT = 1 << 20;
const MAX_EMPTY = 1 << 22;

/**
 * The containers of one program are numbered from 0. In a stream that several programs take part in (functions bring
 * the programs of their IR and captures), equal types must have one number: programs but the first go through a list.
 */
export class ContainerNumbers {
  readonly #byKey: Map<string, number>;
  readonly #lists = new Map<readonly string[], readonly number[]>();

  /** `keys` are the types of the first program's containers. */
  constructor(keys: readonly string[]) {
    this.#byKey = new Map(keys.map((key, number) => [key, number]));
  }

  numberOf(key: string): number {
    let number = this.#byKey.get(key);
    if (number === undefined) this.#byKey.set(key, (number = this.#byKey.size));
    return number;
  }

  listOf(keys: readonly string[]): readonly number[] {
    let list = this.#lists.get(keys);
    if (list === undefined) this.#lists.set(keys, (list = keys.map((key) => this.numberOf(key))));
    return list;
  }
}

/** What a stream needs to know of a program: the types of its containers. */
export type ProgramName = { readonly containerKeys: readonly string[] };

/** How function values are read and written; functions.ts, which is above the code that needs it. */
export type FunctionCodec = {
  read(from: ValueReader, type: EastType): FunctionValue;
  write(to: ValueWriter, value: unknown, type: EastType): void;
};

/** How values are wanted, and what is needed to make function values. */
export type ReadOptions = {
  frozen: boolean;
  tracing: boolean;
  functions: FunctionCodec;
  instantiate: Instantiate | undefined;
};

export class ValueReader extends Reader {
  /** The program that is reading; set before the first value. */
  program!: ProgramName;
  depth = 0;
  readonly options: ReadOptions;
  /** The location stacks so far; functions append to it. */
  readonly stacks: (readonly LocationValue[])[] = [[]];
  /** The containers defined so far, and the number of each one's type. */
  readonly defined: unknown[] = [];
  readonly #types: number[] = [];
  /** Numbers of container types, when it is not the first program that is reading. */
  numbers: readonly number[] | undefined;
  numbering: ContainerNumbers | undefined;
  #empty = 0;

  version4 = false;
  // Version 4: the strings and containers that values refer to, and the number of each container's type.
  strings: readonly string[] = [];
  entries: readonly unknown[] = [];
  entryTypes: readonly number[] = [];

  constructor(bytes: Uint8Array, options: ReadOptions, base = 0) {
    super(bytes, base);
    this.options = options;
  }

  function(type: EastType): FunctionValue {
    return this.options.functions.read(this, type);
  }

  tooDeep(): never {
    this.fail("values nest too deeply");
  }

  never(type: string): never {
    this.fail(`a value of type ${type} cannot exist`);
  }

  /** The index of a case or the like, below `count`. */
  index(count: number): number {
    const start = this.position;
    const index = this.varint();
    if (index >= count) this.fail(`case index ${index} is out of range, there are ${count} cases`, start);
    return index;
  }

  /** The tag of a container: true for a reference, false for a new one. */
  refers(): boolean {
    const tag = this.byte();
    if (tag > 1) this.fail("container tag must be 00 or 01", this.position - 1);
    return tag === 1;
  }

  /** Numbers a container; gives its place in `defined`. */
  define(container: unknown, type: number): number {
    this.#types.push(this.numbers === undefined ? type : (this.numbers[type] as number));
    return this.defined.push(container) - 1;
  }

  reference(type: number): any {
    const start = this.position;
    const delta = this.varint();
    const target = this.defined.length - delta;
    if (delta === 0 || target < 0)
      this.fail(`reference to container ${delta} before this one: there is none`, start);
    if (this.#types[target] !== (this.numbers === undefined ? type : this.numbers[type])) {
      this.fail("reference to a container of another type", start);
    }
    return this.defined[target];
  }

  /** Makes everything defined so far unknown, at the start of a segment that needs nothing before it. */
  forgetDefined(): void {
    this.defined.length = 0;
    this.#types.length = 0;
  }

  /** The number of elements in a segment, 0 for its end; each takes `size` bytes or more. */
  count(size: number): number {
    const start = this.position;
    const count = this.varint();
    if (count * size > this.end - this.position) {
      this.fail(
        `segment of ${count} elements needs more than the ${this.remaining} bytes that remain`,
        start,
      );
    }
    return count;
  }

  /** The same, of elements that may take no bytes. */
  emptyCount(): number {
    const start = this.position;
    const count = this.varint();
    this.#empty += count;
    if (count > MAX_EMPTY_SEGMENT || this.#empty > MAX_EMPTY) {
      this.fail(`${count} elements without content are too many`, start);
    }
    return count;
  }

  unordered(what: string): never {
    this.fail(`${what} must ascend strictly`);
  }

  /** Version 4: a String by its place in the string table. */
  stringEntry(): string {
    const start = this.position;
    const index = this.varint();
    if (index >= this.strings.length) this.fail(`string index ${index} is out of range`, start);
    return this.strings[index] as string;
  }

  /** Version 4: a container by its place in the value table. */
  container(type: number): any {
    const start = this.position;
    const index = this.varint();
    if (index >= this.entries.length) this.fail(`container index ${index} is out of range`, start);
    if (this.entryTypes[index] !== (this.numbers === undefined ? type : this.numbers[type])) {
      this.fail(`container ${index} is of another type`, start);
    }
    return this.entries[index];
  }

  matrix(elements: "floats" | "integers" | "booleans", size: number): matrix {
    const start = this.position;
    const rows = this.varint();
    const columns = this.varint();
    const tooLarge = rows === 0 || columns === 0 ? Math.max(rows, columns) > 2 ** 32 : false;
    if (tooLarge || rows * columns * size > this.remaining) {
      this.fail(`Matrix of ${rows} rows and ${columns} columns is too large`, start);
    }
    return matrix(this[elements](rows * columns), rows, columns);
  }
}

/** Where writing goes when containers that lead back to themselves are taken apart (cycles.ts). */
export type ShallowPass = {
  /** False when the content of the container is to be written. `number` is that of its type in the stream. */
  meet(container: object, type: number, number: number): boolean;
};

export type Entries = { keys: unknown[]; values: unknown[] };

/** The number of the first key that does not come after the one before it; 0 when there is none. */
function firstDisorder(keys: readonly unknown[], compare: Comparison<any>): number {
  for (let i = 1; i < keys.length; i++) if (compare(keys[i - 1], keys[i]) >= 0) return i;
  return 0;
}

export type WriteOptions = {
  expand: boolean;
  tracing: boolean;
  keepLocations: boolean;
  functions: FunctionCodec;
};

export class ValueWriter extends Writer {
  /** The program that is writing. */
  program: ProgramName;
  depth = 0;
  readonly options: WriteOptions;
  /** Where a segment that is complete ends. */
  segmentEnd = 0;
  /** How many containers have been defined, and how many had been when the present root element began. */
  defined = 0;
  elementStart = 0;
  /** The definition of each container, by the number of its type; those before `elementStart` do not count. */
  readonly #known: Map<unknown, number>[] = [];
  #remembered = 0;
  numbers: readonly number[] | undefined;
  numbering: ContainerNumbers | undefined;
  /** Set when a reference to an open container was written. */
  cyclic = false;
  shallow: ShallowPass | undefined;
  /** What stands for a container when asking whether it is open: itself, or its class once cycles were found. */
  identityOf: ((container: object, number: number) => unknown) | undefined;
  #empty = 0;

  /** The number of each location stack that is in the file, and how many were written inside the value. */
  readonly stacks = new Map<string, number>();
  stackCount = 0;
  stacksInside = 0;
  /** How the `loc_id`s of the IR that is being written are renumbered. */
  locations: ((id: bigint) => bigint) | undefined;
  /** Whether the next function is the root, whose stacks are in the source map section. */
  atRootFunction = false;

  constructor(program: ProgramName, options: WriteOptions) {
    super();
    this.program = program;
    this.options = options;
  }

  function(value: unknown, type: EastType): void {
    this.options.functions.write(this, value, type);
  }

  tooDeep(): never {
    this.fail("value nests too deeply");
  }

  never(type: string): never {
    this.fail(`a value of type ${type} cannot exist`);
  }

  unknownCase(found: unknown, names: readonly string[]): never {
    const shown = names.slice(0, 8).join(", ") + (names.length > 8 ? ", …" : "");
    this.fail(`expected a case of ${shown}, found ${JSON.stringify(String(found).slice(0, 60))}`);
  }

  /** A new container that can occur only once. */
  fresh(): void {
    this.byte(0);
    this.defined++;
  }

  #number(type: number): number {
    return this.numbers === undefined ? type : (this.numbers[type] as number);
  }

  #knownOf(number: number): Map<unknown, number> {
    return (this.#known[number] ??= new Map());
  }

  /** Keeping aliases: true when the container was defined before, and has been written as a reference. */
  alias(container: object, type: number): boolean {
    const known = this.#knownOf(this.#number(type));
    const definition = known.get(container);
    if (definition !== undefined && definition >= this.elementStart) {
      this.byte(1);
      this.varint(this.defined - definition);
      return true;
    }
    known.set(container, this.defined++);
    this.#remembered++;
    this.byte(0);
    return false;
  }

  /** Begins a root element, which knows nothing of the others. */
  beginElement(): void {
    this.elementStart = this.defined;
    if (this.#remembered > 1 << 14) {
      for (const known of this.#known) known?.clear();
      this.#remembered = 0;
    }
  }

  /** Expanding aliases: true when the container is open, and has been written as a reference. */
  open(container: object, type: number): boolean {
    if (this.shallow !== undefined) return this.shallow.meet(container, type, this.#number(type));
    const number = this.#number(type);
    const known = this.#knownOf(number);
    const identity = this.identityOf === undefined ? container : this.identityOf(container, number);
    const definition = known.get(identity);
    if (definition !== undefined) {
      this.cyclic = true;
      this.byte(1);
      this.varint(this.defined - definition);
      return true;
    }
    known.set(identity, this.defined++);
    this.byte(0);
    return false;
  }

  close(container: object, type: number): void {
    const number = this.#number(type);
    this.#knownOf(number).delete(
      this.identityOf === undefined ? container : this.identityOf(container, number),
    );
  }

  /** The number of elements of a nested container without bytes of their own. */
  emptyCount(count: number): void {
    if (count > MAX_EMPTY_SEGMENT) this.fail(`${count} elements without content are too many`);
    this.countEmpty(count);
    this.varint(count);
  }

  countEmpty(count: number): void {
    this.#empty += count;
    if (this.#empty > MAX_EMPTY) this.fail(`more than ${MAX_EMPTY} elements without content are too many`);
  }

  /** The elements of a Set in order; `check` when keys could have changed since they were put in order. */
  keysOf(set: ReadonlySet<unknown>, compare: Comparison<any>, check: boolean): unknown[] {
    if (set instanceof SortedSet && set.compare === compare) {
      const keys = SortedSet.list(set);
      if (check) this.#ascending(keys, compare, "Set elements");
      return keys;
    }
    if (!(set instanceof SortedSet || set instanceof Set)) this.expected("Set", set);
    return this.#sorted([...set], compare, "Set elements");
  }

  /** The entries of a Dict in key order, as two lists. */
  entriesOf(map: ReadonlyMap<unknown, unknown>, compare: Comparison<any>, check: boolean): Entries {
    if (map instanceof SortedMap && map.compare === compare) {
      const entries = SortedMap.lists(map);
      if (check) this.#ascending(entries.keys, compare, "Dict keys");
      return entries;
    }
    if (!(map instanceof SortedMap || map instanceof Map)) this.expected("Dict", map);
    const keys = this.#sorted([...map.keys()], compare, "Dict keys");
    return { keys, values: keys.map((key) => map.get(key)) };
  }

  #sorted(keys: unknown[], compare: Comparison<any>, what: string): unknown[] {
    let disorder = 0;
    try {
      // Most lists are in order already, which takes far less time to see than to sort them.
      if (firstDisorder(keys, compare) > 0) {
        sortKeys(keys, compare);
        disorder = firstDisorder(keys, compare);
      }
    } catch (error) {
      // Keys of a wrong kind may be impossible to compare.
      this.fail(`${what} cannot be put in order: ${(error as Error).message}`);
    }
    if (disorder > 0) this.#disorder(what, disorder);
    return keys;
  }

  #ascending(keys: readonly unknown[], compare: Comparison<any>, what: string): void {
    const disorder = firstDisorder(keys, compare);
    if (disorder > 0) this.#disorder(what, disorder);
  }

  #disorder(what: string, at: number): never {
    this.fail(`${what}: numbers ${at - 1} and ${at} are equal or out of order`);
  }

  matrixShape(value: matrix): void {
    if (!isMatrix(value)) this.expected("Matrix", value);
    const { data, rows, cols } = value;
    const whole = Number.isSafeInteger(rows) && Number.isSafeInteger(cols) && rows >= 0 && cols >= 0;
    if (!whole || rows * cols !== data.length || Math.max(rows, cols) > 2 ** 32) {
      this.fail(`expected Matrix, found ${data.length} elements for ${rows} rows and ${cols} columns`);
    }
    this.varint(rows);
    this.varint(cols);
  }

  /** A `loc_id` of IR, renumbered inside a function value. */
  location(id: bigint): void {
    this.integer(this.locations === undefined || typeof id !== "bigint" ? id : this.locations(id));
  }
}
