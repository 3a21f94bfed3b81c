/**
 * What users declare: inputs, tasks, and packages that bundle them. A declaration computes nothing; `build.ts` turns a
 * package into objects.
 */
import {
  type AsyncFunctionExpr,
  type EastType,
  Expr,
  type FunctionExpr,
  isTypeEqual,
  isValueOf,
  printType,
  type ValueTypeOf,
} from "@elaraai/east";
import { inputPath, outputPath } from "../lib/plumbing/deployed.js";
import { E3Error } from "../lib/plumbing/errors.js";
import { nameEncode, namesCheck, packageNameEncode, versionEncode } from "../lib/plumbing/names.js";
import { pathPrint } from "../lib/plumbing/paths.js";

/** A place for a value in every workspace: an input, or the output of a task. Tasks read datasets. */
export interface Dataset<T extends EastType = EastType> {
  /** Where it is below the workspace: `inputs.name`, `tasks.greet.output`. */
  readonly path: string;
  readonly type: T;
  /** What declares it. */
  readonly source: Input | Task;
}

/** A dataset whose value is set by users. */
export interface Input<T extends EastType = EastType> extends Dataset<T> {
  readonly kind: "input";
  readonly name: string;
  /** The value it has when a package is deployed and nobody has set one. */
  readonly default: ValueTypeOf<T> | undefined;
}

/** A function of datasets, whose result is a dataset. */
export interface Task<O extends EastType = EastType> {
  readonly kind: "task";
  readonly name: string;
  readonly inputs: readonly Dataset[];
  readonly output: Dataset<O>;
  readonly function: TaskFunction;
  readonly config: TaskConfig;
}

export type TaskFunction = FunctionExpr<any, any> | AsyncFunctionExpr<any, any>;

/** How a task is run. */
export interface TaskConfig {
  /**
   * The command that runs the task's program, with its first arguments: `["uv", "run", "east-py", "run", "-p",
   * "east-py-std"]`. Without it the task runs in e3's own workers.
   */
  readonly runner?: readonly string[];
}

/** A bundle of tasks and inputs that can be deployed. */
export interface Package {
  readonly kind: "package";
  readonly name: string;
  readonly version: string;
  /** In the order in which they were met: what a task reads before the task. */
  readonly inputs: readonly Input[];
  readonly tasks: readonly Task[];
}

/**
 * Declares an input, at `inputs.<name>`.
 *
 * @throws E3Error when the name cannot be stored or the default is no value of the type
 */
export function input<T extends EastType>(name: string, type: T, defaultValue?: ValueTypeOf<T>): Input<T> {
  nameEncode(name, "input");
  if (defaultValue !== undefined && !fits(defaultValue, type)) {
    throw new E3Error("usage", `the default of input '${name}' is no value of type ${printType(type)}`);
  }
  const declared = {
    kind: "input" as const,
    name,
    type,
    path: pathPrint(inputPath(name)),
    default: defaultValue,
  };
  return Object.assign(declared, { source: declared as unknown as Input });
}

/** Whether a value has a type. Types that hold functions cannot be looked into, and are left to the encoder. */
function fits(value: unknown, type: EastType): boolean {
  try {
    return isValueOf(value, type);
  } catch {
    return true;
  }
}

/** The datasets for the inputs of a function, one by one. */
export type DatasetsOf<I extends readonly EastType[]> = { readonly [K in keyof I]: Dataset<I[K]> };

/**
 * Declares a task that runs an East function on datasets: inputs, or outputs of other tasks. Its result is at
 * `tasks.<name>.output`, and can be read by other tasks as `.output`.
 *
 * @throws E3Error when the name cannot be stored, or the datasets are not of the types that the function takes
 */
export function task<const I extends readonly EastType[], O extends EastType>(
  name: string,
  inputs: DatasetsOf<I>,
  fn: FunctionExpr<I, O> | AsyncFunctionExpr<I, O>,
  config: TaskConfig = {},
): Task<O> {
  nameEncode(name, "task");
  // One parameter type, so that both kinds of function have it.
  const anyFunction: Expr = fn;
  const type = Expr.type(anyFunction);
  if (type.type !== "Function" && type.type !== "AsyncFunction") {
    throw new E3Error(
      "usage",
      `task '${name}' needs an East function, got an expression of type ${printType(type)}`,
    );
  }
  const datasets: readonly Dataset[] = inputs;
  if (datasets.length !== type.inputs.length) {
    throw new E3Error(
      "usage",
      `the function of task '${name}' takes ${type.inputs.length} inputs, ${datasets.length} are given`,
    );
  }
  for (const [i, dataset] of datasets.entries()) {
    const wanted = type.inputs[i] as EastType;
    if (isTypeEqual(dataset.type, wanted)) continue;
    throw new E3Error(
      "usage",
      `input ${i + 1} of task '${name}' is '${dataset.path}' of type ${printType(dataset.type)}; its function takes ${printType(wanted)}`,
    );
  }
  if (config.runner !== undefined && config.runner.length === 0) {
    throw new E3Error("usage", `the runner of task '${name}' is empty`, "give a command, or leave it out");
  }
  const declared: Task<O> = {
    kind: "task",
    name,
    inputs: datasets,
    function: fn,
    config,
    get output() {
      return output;
    },
  };
  const output: Dataset<O> = { path: pathPrint(outputPath(name)), type: type.output as O, source: declared };
  return declared;
}

/**
 * Bundles tasks and inputs, and everything that they need.
 *
 * @throws E3Error when a name cannot be stored, or two inputs or two tasks have one name or differ only in case
 */
function definePackage(name: string, version: string, ...items: readonly (Task | Dataset)[]): Package {
  packageNameEncode(name);
  versionEncode(version);
  const inputs = new Set<Input>();
  const tasks = new Set<Task>();
  const visit = (item: Task | Dataset): void => {
    const source = "source" in item ? item.source : item;
    if (source.kind === "input") {
      inputs.add(source);
    } else if (!tasks.has(source)) {
      source.inputs.forEach(visit);
      tasks.add(source);
    }
  };
  items.forEach(visit);
  namesCheck(
    [...inputs].map((one) => one.name),
    "input",
  );
  namesCheck(
    [...tasks].map((one) => one.name),
    "task",
  );
  return { kind: "package", name, version, inputs: [...inputs], tasks: [...tasks] };
}

export { definePackage as package };
