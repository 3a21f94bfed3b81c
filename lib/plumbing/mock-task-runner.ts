/** A task runner that runs nothing: it answers from a script and records its calls, for tests of what is run when. */
import { inputsHash } from "./execution-record.js";
import type { StorageBackend } from "./storage.js";
import { CANCELLED, type TaskExecuteOptions, type TaskResult, type TaskRunner } from "./task-runner.js";

/** What a call is answered with. */
export type MockAnswer =
  /** Success with this hash as output. */
  | { hash: string; cached?: boolean; delay?: MockDelay }
  /** A command that failed. */
  | { exitCode: number; delay?: MockDelay }
  /** An execution that went wrong; `lost` when an input's object was. */
  | { error: string; lost?: string; delay?: MockDelay };

/** Milliseconds, or a promise that the answer waits for. An abort ends either. */
export type MockDelay = number | Promise<unknown>;

/** One recorded call, in the order in which they came. */
export type MockCall = { taskHash: string; inputHashes: string[]; options: TaskExecuteOptions };

export class MockTaskRunner implements TaskRunner {
  readonly calls: MockCall[] = [];
  /** The most calls that were under way at one time. */
  mostAtOnce = 0;
  #underWay = 0;
  readonly #answers: ReadonlyMap<string, MockAnswer> | ((call: MockCall) => MockAnswer | undefined);

  /**
   * @param answers by task hash, or a function of the call. A task without an answer succeeds with a hash made from its
   * own and those of its inputs.
   */
  constructor(
    answers:
      | ReadonlyMap<string, MockAnswer>
      | Readonly<Record<string, MockAnswer>>
      | ((call: MockCall) => MockAnswer | undefined) = {},
  ) {
    this.#answers =
      typeof answers === "function" || answers instanceof Map ? answers : new Map(Object.entries(answers));
  }

  async execute(
    _storage: StorageBackend,
    taskHash: string,
    inputHashes: string[],
    options: TaskExecuteOptions = {},
  ): Promise<TaskResult> {
    const call: MockCall = { taskHash, inputHashes, options };
    this.calls.push(call);
    this.mostAtOnce = Math.max(this.mostAtOnce, ++this.#underWay);
    try {
      const answer = this.#answer(call);
      const aborted = await delayed(answer.delay, options.signal);
      if (aborted) return { state: "error", cached: false, error: CANCELLED };
      if ("hash" in answer)
        return { state: "success", cached: answer.cached ?? false, outputHash: answer.hash };
      if ("exitCode" in answer) return { state: "failed", cached: false, exitCode: answer.exitCode };
      const { error, lost } = answer;
      return { state: "error", cached: false, error, ...(lost === undefined ? {} : { lost }) };
    } finally {
      this.#underWay--;
    }
  }

  #answer(call: MockCall): MockAnswer {
    const answer =
      typeof this.#answers === "function" ? this.#answers(call) : this.#answers.get(call.taskHash);
    return answer ?? { hash: mockHash(call.taskHash, call.inputHashes) };
  }
}

/** The hash that a task without an answer gives for inputs: 64 hex digits, the same for the same. */
export function mockHash(taskHash: string, inputHashes: readonly string[]): string {
  return inputsHash([taskHash, ...inputHashes]);
}

/** Waits; true when the signal was aborted before or meanwhile. */
async function delayed(delay: MockDelay | undefined, signal: AbortSignal | undefined): Promise<boolean> {
  if (signal?.aborted) return true;
  if (delay === undefined) return false;
  const waiting = typeof delay === "number" ? new Promise((resolve) => setTimeout(resolve, delay)) : delay;
  const abort = new Promise<void>((resolve) =>
    signal?.addEventListener("abort", () => resolve(), { once: true }),
  );
  await Promise.race([waiting, abort]);
  return signal?.aborted ?? false;
}
