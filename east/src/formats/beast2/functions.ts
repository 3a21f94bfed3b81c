/**
 * Function values: location stacks, IR and captured values (spec/beast2.md, "Logical encoding", Function). The IR and
 * each captured value are read and written by the programs of their own types, in the same stream.
 */
import { type AsyncFunctionIR, type FunctionIR, type IR, IRType, type SourceMap } from "../../ir/ir.js";
import { printType } from "../../types/print-type.js";
import { isSubtype } from "../../types/relations.js";
import { type EastTypeValue, fromEastTypeValue } from "../../types/type-value.js";
import type { EastType } from "../../types/types.js";
import { functionOrigin } from "../../values/function.js";
import { isStackOverflow } from "../paths.js";
import { type LocationStack, readStacks, writeStack } from "./locations.js";
import { type Program, programOf } from "./program.js";
import {
  ContainerNumbers,
  type FunctionCodec,
  MAX_DEPTH,
  type ValueReader,
  type ValueWriter,
} from "./stream.js";
import { MAX_TYPE_DEPTH, MAX_TYPE_SIZE } from "./type-graph.js";
import { internTable, typeTableOf } from "./type-table.js";

/** What a function inside a function counts against the limit on depth: no more than this many frames. */
const FUNCTION_DEPTH = 10;

export const functions: FunctionCodec = {
  read(from, type) {
    if ((from.depth += FUNCTION_DEPTH) > MAX_DEPTH) from.tooDeep();
    const { version4 } = from;
    const { frozen, tracing, instantiate } = from.options;
    const start = from.position;
    if (!version4) readStacks(from, from.stacks);
    const reading = (program: Program): unknown => {
      const code = version4
        ? program.readerOfVersion4({ frozen, tracing })
        : program.reader({ frozen, tracing });
      return within(from, program, () => code.root(from));
    };
    const ir = reading(programOf(IRType)) as IR;
    if (ir.type !== "Function" && ir.type !== "AsyncFunction") {
      return from.fail(`the IR of a function is a ${ir.type}`, start);
    }
    checkSignature(from, ir, type, start);
    const count = from.varint();
    if (count !== ir.value.captures.length) {
      from.fail(`function has ${count} captured values, its IR ${ir.value.captures.length}`);
    }
    const captures = ir.value.captures.map((variable) => {
      if (variable.type !== "Variable")
        return from.fail("the IR of a function captures something else than variables");
      return reading(programOfValue(from, variable.value.type));
    });
    from.depth -= FUNCTION_DEPTH;
    if (instantiate === undefined) {
      return from.fail(
        "a function value can be decoded only with a way to compile it: none was given",
        start,
      );
    }
    try {
      return instantiate(ir, captures, { stacks: from.stacks });
    } catch (error) {
      if (isStackOverflow(error)) throw error;
      return from.fail(`no function can be made of its IR: ${(error as Error).message}`, start);
    }
  },

  write(to, value, type) {
    const origin = functionOrigin(value);
    if (origin === undefined)
      return to.fail(`expected a function made by East (.${type.type}), found ${typeof value}`);
    if ((to.depth += FUNCTION_DEPTH) > MAX_DEPTH) to.tooDeep();
    const { ir, sourceMap } = origin;
    if (!isSubtype(programOfValue(to, ir.value.type).type, type))
      to.expected(printType(type, "short"), value);
    const { locations } = to;
    to.locations = writeStacks(to, ir, sourceMap);
    writing(to, programOf(IRType), ir, true);
    to.locations = locations;
    const captures = origin.captures();
    if (captures.length !== ir.value.captures.length) to.fail("function does not hold what its IR captures");
    to.varint(captures.length);
    captures.forEach((captured, i) => {
      const variable = (ir.value.captures[i] as (typeof ir.value.captures)[number]).value;
      if (to.options.tracing) to.path.push(`(captured ${variable.name})`);
      writing(to, programOfValue(to, variable.type), captured, false);
      if (to.options.tracing) to.path.pop();
    });
    to.depth -= FUNCTION_DEPTH;
  },
};

function writing(to: ValueWriter, program: Program, value: unknown, locations: boolean): void {
  const { expand, tracing } = to.options;
  within(to, program, () => program.writer({ expand, tracing, shared: true, locations }).root(to, value));
}

/** Does something in the stream as another program, whose container types have numbers of their own. */
export function within<T>(stream: ValueReader | ValueWriter, program: Program, work: () => T): T {
  const outer = stream.program;
  const { numbers } = stream;
  stream.numbering ??= new ContainerNumbers(outer.containerKeys);
  stream.program = program;
  stream.numbers = stream.numbering.listOf(program.containerKeys);
  const result = work();
  stream.program = outer;
  stream.numbers = numbers;
  return result;
}

function checkSignature(
  from: ValueReader,
  ir: FunctionIR | AsyncFunctionIR,
  expected: EastType,
  at: number,
): void {
  const { type } = programOfValue(from, ir.value.type);
  if (type.type !== ir.type || !isSubtype(type, expected)) {
    from.fail(
      `expected ${printType(expected, "short")}, got a ${ir.type} of type ${printType(type, "short")}`,
      at,
    );
  }
}

/**
 * Writes the stacks that a function needs and the file does not have yet, in the order of its own source map, and
 * gives the renumbering. The same stack is in the file once.
 */
function writeStacks(
  to: ValueWriter,
  ir: FunctionIR | AsyncFunctionIR,
  { stacks }: SourceMap,
): ((id: bigint) => bigint) | undefined {
  if (to.atRootFunction) {
    to.atRootFunction = false;
    to.varint(0);
    return undefined;
  }
  const numbers = new Map<bigint, bigint>();
  const added: LocationStack[] = [];
  if (to.options.keepLocations) {
    for (const id of [...usedLocations(ir)].sort((a, b) => (a < b ? -1 : 1))) {
      const stack = stacks[Number(id)];
      if (stack === undefined || stack.length === 0) continue;
      const key = stackKey(stack);
      let number = to.stacks.get(key);
      if (number === undefined) {
        number = ++to.stackCount;
        to.stacks.set(key, number);
        added.push(stack);
      }
      numbers.set(id, BigInt(number));
    }
  }
  to.varint(added.length);
  for (const stack of added) writeStack(to, stack);
  to.stacksInside += added.length;
  return (id) => numbers.get(id) ?? 0n;
}

export function stackKey(stack: LocationStack): string {
  return JSON.stringify(stack.map(({ filename, line, column }) => [filename, String(line), String(column)]));
}

/** Every `loc_id` in an IR, each once. */
function usedLocations(ir: IR): Set<bigint> {
  const found = new Set<bigint>();
  const seen = new Set<object>();
  const pending: unknown[] = [ir];
  while (pending.length > 0) {
    const value = pending.pop();
    if (typeof value !== "object" || value === null || seen.has(value) || ArrayBuffer.isView(value)) continue;
    seen.add(value);
    for (const [name, part] of Object.entries(value)) {
      if (name === "loc_id" && typeof part === "bigint") found.add(part);
      // The field `type` holds an East type, where there are no locations.
      else if (name !== "type") pending.push(part);
    }
  }
  return found;
}

/**
 * The program of a type that is given as a value. One that was read may be shared or cyclic by its arrays, so it is
 * measured before it is walked.
 */
function programOfValue(stream: ValueReader | ValueWriter, value: EastTypeValue): Program {
  const problem = typeValueProblem(value);
  if (problem !== undefined) stream.fail(problem);
  let type: EastType;
  try {
    type = fromEastTypeValue(value);
  } catch (error) {
    return stream.fail(`invalid type in IR: ${(error as Error).message}`);
  }
  return programOf(internTable(typeTableOf(type)).type);
}

function typeValueProblem(root: EastTypeValue): string | undefined {
  const sizes = new Map<object, number>();
  const measure = (value: unknown, depth: number): number => {
    if (typeof value !== "object" || value === null) return 0;
    const known = sizes.get(value);
    if (known !== undefined) return known;
    // A value that is met again before it is measured contains itself, and so is infinite.
    sizes.set(value, Infinity);
    let size = depth > 4 * MAX_TYPE_DEPTH ? Infinity : 1;
    for (const part of Object.values(value)) size += measure(part, depth + 1);
    sizes.set(value, size);
    return size;
  };
  return measure(root, 0) > 8 * MAX_TYPE_SIZE ? "a type in IR is nested too deeply or too large" : undefined;
}
