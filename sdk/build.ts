/** From a declared package to its objects (docs/design.md, "Objects" and "Identity"). */
import {
  analyzeIR,
  type LocationValue,
  none,
  SortedMap,
  type SourceMap,
  some,
  toEastTypeValue,
  variant,
} from "@elaraai/east";
import { encodeIR, normalizeIR, readsStack, renumberTypes } from "@elaraai/east/internal";
import { E3Error } from "../lib/plumbing/errors.js";
import {
  type PackageObject,
  PackageObjectType,
  SourceMapObjectType,
  TaskObjectType,
} from "../lib/plumbing/kinds.js";
import { objectHash } from "../lib/plumbing/objects.js";
import type { PackageRef } from "../lib/plumbing/refs.js";
import { DEFAULT_RUNNER } from "../lib/plumbing/task-runner.js";
import { valueEncode } from "../lib/plumbing/values.js";
import type { Package, Task } from "./definitions.js";
import { sourceNamer } from "./source-names.js";

/** A package as it is stored: what it is called, and all objects by hash. */
export type Built = { ref: PackageRef; objects: Map<string, Uint8Array> };

/**
 * Builds the objects of a package. The same declarations give the same objects, wherever and whenever they are built.
 *
 * @throws E3Error when a task's function is no sound program, or a default cannot be encoded
 */
export function packageBuild({ name, version, inputs, tasks }: Package): Built {
  const objects = new Map<string, Uint8Array>();
  const put = (bytes: Uint8Array): string => {
    const hash = objectHash(bytes);
    objects.set(hash, bytes);
    return hash;
  };
  const sources = new Sources();
  const object: PackageObject = {
    name,
    version,
    inputs: new SortedMap(
      inputs.map((one) => [
        one.name,
        {
          type: toEastTypeValue(one.type),
          default: one.default === undefined ? none : some(put(valueEncode(one.type, one.default))),
        },
      ]),
    ),
    tasks: new SortedMap(
      tasks.map((one) => [
        one.name,
        {
          task: put(taskBuild(one, put(programBuild(one, sources)))),
          inputs: one.inputs.map(({ path }) => path),
          limits: { memory: none, retries: none, timeout: none },
        },
      ]),
    ),
    source_map: put(valueEncode(SourceMapObjectType, variant("e3.source_map.1", sources.object()))),
  };
  const hash = put(valueEncode(PackageObjectType, variant("e3.package.1", object)));
  return { ref: { name, version, hash }, objects };
}

function taskBuild({ inputs, output, config }: Task, program: string): Uint8Array {
  const task = {
    function: program,
    runner: [...(config.runner ?? DEFAULT_RUNNER)],
    files: "beast2",
    inputs: inputs.map(({ type }) => toEastTypeValue(type)),
    output: toEastTypeValue(output.type),
  };
  return valueEncode(TaskObjectType, variant("e3.task.1", task));
}

/** The program of a task in its normal form; where it stands in the source goes to `sources`. */
function programBuild(task: Task, sources: Sources): Uint8Array {
  const { ir, sourceMap } = task.function.toIR();
  try {
    analyzeIR(ir, [], { sourceMap, unknownPlatform: "raise" });
  } catch (error) {
    throw new E3Error(
      "failed",
      `the function of task '${task.name}': ${(error as Error).message}`,
      undefined,
      {
        cause: error,
      },
    );
  }
  const { ir: normal, locations } = normalizeIR(ir);
  if (!readsStack(ir)) {
    sources.add(task.name, locations, sourceMap);
    return encodeIR(normal, { stacks: [[]] }, { sharing: "expand" });
  }
  // What it computes depends on where it stands: its locations are part of it.
  return encodeIR(renumberTypes(ir), sources.named(sourceMap), { sharing: "expand" });
}

/** The source map of a package in the making: equal stacks are kept once. */
class Sources {
  readonly #nameOf = sourceNamer();
  readonly #stacks: LocationValue[][] = [[]];
  readonly #numbers = new Map<string, bigint>([["[]", 0n]]);
  readonly #tasks = new SortedMap<string, bigint[]>();

  add(task: string, locations: readonly bigint[], { stacks }: SourceMap): void {
    const numbers = new Map<bigint, bigint>();
    const numberOf = (id: bigint): bigint => {
      let number = numbers.get(id);
      if (number === undefined) numbers.set(id, (number = this.#number(stacks[Number(id)] ?? [])));
      return number;
    };
    this.#tasks.set(task, locations.map(numberOf));
  }

  /** A source map with its file names as they are stored. */
  named({ stacks }: SourceMap): SourceMap {
    return { stacks: stacks.map((stack) => this.#frames(stack)) };
  }

  object(): { stacks: LocationValue[][]; tasks: Map<string, bigint[]> } {
    return { stacks: this.#stacks, tasks: this.#tasks };
  }

  #number(stack: readonly LocationValue[]): bigint {
    const frames = this.#frames(stack);
    const key = JSON.stringify(
      frames.map(({ filename, line, column }) => [filename, `${line}`, `${column}`]),
    );
    let number = this.#numbers.get(key);
    if (number === undefined) {
      number = BigInt(this.#stacks.push(frames) - 1);
      this.#numbers.set(key, number);
    }
    return number;
  }

  #frames(stack: readonly LocationValue[]): LocationValue[] {
    return stack.map(({ filename, line, column }) => ({ filename: this.#nameOf(filename), line, column }));
  }
}
