/**
 * Executions on a disk, in `objects/executions/<task>/<inputs>/`: `output`, there once an attempt has succeeded, and a
 * folder per attempt that left anything: `stdout`, `stderr`, and `status.json` once it has ended. They lie inside
 * `objects/` because that is the folder people copy between machines.
 */
import type { Appender, Disk } from "./disk.js";
import type { DurableWriter } from "./durable.js";
import { E3Error, hasCode } from "./errors.js";
import {
  type AttemptStatus,
  type OutputRecord,
  outputParse,
  outputPrint,
  statusParse,
  statusPrint,
} from "./execution-record.js";
import { isHash } from "./hash.js";
import type { Host } from "./host.js";
import { hashCheck, objectPath, objectsPath, temporaryFolder } from "./local-objects.js";
import type { Attempt, AttemptSummary, ExecutionKey, ExecutionStore, LogStream } from "./storage.js";

/** What `Host.id` makes. */
const ATTEMPT = /^\d{8}T\d{9}Z-[0-9a-f]{4}$/;

export class LocalExecutions implements ExecutionStore {
  readonly #disk: Disk;
  readonly #host: Host;
  readonly #durable: DurableWriter;

  constructor(disk: Disk, host: Host, durable: DurableWriter) {
    this.#disk = disk;
    this.#host = host;
    this.#durable = durable;
  }

  async readOutput(repo: string, key: ExecutionKey): Promise<OutputRecord | undefined> {
    const text = await this.#readText(`${executionFolder(repo, key)}/output`);
    return text === undefined ? undefined : outputParse(text);
  }

  async hit(repo: string, key: ExecutionKey): Promise<OutputRecord | undefined> {
    const record = await this.readOutput(repo, key);
    if (record === undefined) return undefined;
    const path = objectPath(repo, record.output);
    try {
      // First refreshed, then looked at: a gc does not take it after that.
      await this.#refresh(repo, path, 0o444);
      if ((await this.#disk.stat(path)).bytes !== record.bytes) return undefined;
      await this.#refresh(repo, `${executionFolder(repo, key)}/output`, 0o644);
      return record;
    } catch (error) {
      if (hasCode(error, "ENOENT", "ENOTDIR")) return undefined;
      throw error;
    }
  }

  async writeOutput(repo: string, key: ExecutionKey, record: OutputRecord): Promise<void> {
    await this.#write(repo, `${executionFolder(repo, key)}/output`, outputPrint(record));
  }

  begin(repo: string, key: ExecutionKey, id: string): Attempt {
    const folder = attemptFolder(repo, key, id);
    const logs = new Map<LogStream, Log>();
    return {
      id,
      log: async (stream, bytes) => {
        const log = logs.get(stream) ?? new Log();
        logs.set(stream, log);
        const path = `${folder}/${stream}`;
        await log.append(bytes, async () => {
          return await this.#durable.withFolder(repo, folder, async () => await this.#disk.append(path));
        });
      },
      finish: async (status, { keep = false } = {}) => {
        for (const log of logs.values()) await log.end();
        if (logs.size === 0 && status.state === "success" && !keep) return;
        await this.#write(repo, `${folder}/status.json`, statusPrint(status));
      },
    };
  }

  async attempts(repo: string, key: ExecutionKey): Promise<AttemptSummary[]> {
    const ids = await this.#folders(executionFolder(repo, key), (name) => ATTEMPT.test(name));
    const summaries: AttemptSummary[] = [];
    for (const id of ids) summaries.push({ id, status: await this.#readStatus(repo, key, id) });
    return summaries;
  }

  async *readLog(
    repo: string,
    key: ExecutionKey,
    id: string,
    stream: LogStream,
    start = 0,
  ): AsyncIterable<Uint8Array> {
    try {
      yield* this.#disk.readPieces(`${attemptFolder(repo, key, id)}/${stream}`, start);
    } catch (error) {
      if (!hasCode(error, "ENOENT", "ENOTDIR")) throw error;
    }
  }

  async *list(repo: string, task?: string): AsyncIterable<ExecutionKey> {
    if (task !== undefined) hashCheck(task);
    const root = `${objectsPath(repo)}/executions`;
    for (const name of task === undefined ? await this.#folders(root, isHash) : [task]) {
      for (const inputs of await this.#folders(`${root}/${name}`, isHash)) yield { task: name, inputs };
    }
  }

  async #readStatus(repo: string, key: ExecutionKey, id: string): Promise<AttemptStatus | undefined> {
    const text = await this.#readText(`${attemptFolder(repo, key, id)}/status.json`);
    return text === undefined ? undefined : statusParse(text);
  }

  async #readText(path: string): Promise<string | undefined> {
    try {
      return Buffer.from(await this.#disk.read(path)).toString("utf8");
    } catch (error) {
      if (hasCode(error, "ENOENT", "ENOTDIR", "EISDIR")) return undefined;
      throw error;
    }
  }

  async #folders(path: string, ours: (name: string) => boolean): Promise<string[]> {
    try {
      const entries = await this.#disk.list(path);
      return entries.flatMap(({ name, kind }) => (kind === "folder" && ours(name) ? [name] : [])).sort();
    } catch (error) {
      if (hasCode(error, "ENOENT", "ENOTDIR")) return [];
      throw error;
    }
  }

  async #write(repo: string, path: string, text: string): Promise<void> {
    const from = await this.#durable.temporary(repo, temporaryFolder(repo), Buffer.from(text), 0o644);
    await this.#durable.publish(repo, [{ from, to: path }]);
  }

  /** Makes a file count as new; somebody else's is replaced by one of ours with the same bytes. */
  async #refresh(repo: string, path: string, mode: number): Promise<void> {
    try {
      await this.#disk.touch(path, this.#host.now());
    } catch (error) {
      if (!hasCode(error, "EPERM", "EACCES")) throw error;
      const pieces = this.#disk.readPieces(path);
      const from = await this.#durable.temporary(repo, temporaryFolder(repo), pieces, mode);
      await this.#durable.publish(repo, [{ from, to: path }]);
    }
  }
}

/** A log being written: pieces go to the file one after the other, whether or not anybody waits for them. */
class Log {
  #file: Appender | undefined;
  #last: Promise<void> = Promise.resolve();

  async append(bytes: Uint8Array, open: () => Promise<Appender>): Promise<void> {
    this.#last = this.#after(this.#last, bytes, open);
    await this.#last;
  }

  /** Makes it durable. @throws what any piece has thrown */
  async end(): Promise<void> {
    try {
      await this.#last;
      await this.#file?.sync();
    } finally {
      await this.#file?.close();
    }
  }

  /** After one that failed the others fail likewise: a log has no gaps. */
  async #after(last: Promise<void>, bytes: Uint8Array, open: () => Promise<Appender>): Promise<void> {
    await last;
    this.#file ??= await open();
    await this.#file.append(bytes);
  }
}

function executionFolder(repo: string, { task, inputs }: ExecutionKey): string {
  hashCheck(task);
  hashCheck(inputs);
  return `${objectsPath(repo)}/executions/${task}/${inputs}`;
}

function attemptFolder(repo: string, key: ExecutionKey, id: string): string {
  if (!ATTEMPT.test(id))
    throw new E3Error(
      "usage",
      `'${id}' is not the id of an attempt`,
      "give one such as 20250102T030405678Z-4f2a",
    );
  return `${executionFolder(repo, key)}/${id}`;
}
