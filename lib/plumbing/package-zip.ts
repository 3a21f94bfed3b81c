/**
 * Packages as zips, the same tree as in a repository: `packages/<name>/<version>` and the `objects/xx/…` that it needs.
 * Nothing of a zip is believed: every object has the bytes of its name and is what the object that names it says,
 * programs are checked, and the package appears only when all of it is there.
 */
import { analyzeIR, asEastType, type EastTypeValue, isTypeEqual, printType } from "@elaraai/east";
import { programDecode, SourceMapObjectType } from "../east-node/program.js";
import { inputPath, outputPath } from "./deployed.js";
import { E3Error } from "./errors.js";
import { isHash } from "./hash.js";
import { FILE_FORMS, type PackageObject, PackageObjectType, TaskObjectType } from "./kinds.js";
import { namesCheck, packageNameDecode, versionDecode } from "./names.js";
import { objectHash } from "./objects.js";
import { packageIdPrint, pathPrint } from "./paths.js";
import { type PackageRef, packageRefName, packageRefRead, packageRefWrite } from "./refs.js";
import type { NamedContent, StorageBackend } from "./storage.js";
import { valueDecode, valueDecodeAny } from "./values.js";
import { REF_LOCK_WAIT } from "./workspaces.js";
import { type ZipEntry, zipRead, zipWrite } from "./zip.js";

/** The largest object of e3's own (package, task, program, source map) that is read into memory, in bytes. */
const LARGEST = 256 * 2 ** 20;

export type PackageImport = {
  ref: PackageRef;
  /** How many objects the zip holds. */
  objects: number;
  /** The hash that this package had before, if it was there. */
  before: string | undefined;
};

/**
 * Imports the package of a zip. One of the same name and version is replaced.
 *
 * @throws E3Error: `missing` when there is no such file, `damaged` when it holds no sound package
 */
export async function packageImport(
  storage: StorageBackend,
  repo: string,
  zip: string,
  { command }: { command: string },
): Promise<PackageImport> {
  return await zipRead(zip, async (entries) => {
    const content = new PackageContent(zip, entries);
    const { ref, objects } = await content.check();
    const lock = await storage.locks.acquire(repo, { lock: "packages" }, { command, wait: REF_LOCK_WAIT });
    try {
      await storage.objects.writeAll(repo, objects);
      const before = await packageRefRead(storage, repo, ref);
      if (before !== ref.hash) await packageRefWrite(storage, repo, ref);
      return { ref, objects: objects.length, before };
    } finally {
      await lock.release();
    }
  });
}

/** Writes a package as a zip: its ref, and objects by hash. */
export async function packageZipWrite(
  path: string,
  ref: PackageRef,
  objects: ReadonlyMap<string, Uint8Array>,
): Promise<void> {
  const entry = (name: string, bytes: Uint8Array) => ({
    name,
    bytes: bytes.length,
    async *open() {
      yield bytes;
    },
  });
  await zipWrite(path, [
    entry(packageRefName(ref), Buffer.from(`${ref.hash}\n`)),
    ...[...objects].map(([hash, bytes]) => entry(objectEntry(hash), bytes)),
  ]);
}

const objectEntry = (hash: string): string => `objects/${hash.slice(0, 2)}/${hash.slice(2)}`;

/** The content of a zip while it is being checked. */
class PackageContent {
  readonly #zip: string;
  readonly #entries: ReadonlyMap<string, ZipEntry>;
  readonly #needed = new Set<string>();

  constructor(zip: string, entries: ReadonlyMap<string, ZipEntry>) {
    this.#zip = zip;
    this.#entries = entries;
  }

  /** Checks everything; gives the package's ref and all objects to store. */
  async check(): Promise<{ ref: PackageRef; objects: NamedContent[] }> {
    const ref = await this.#ref();
    const object = valueDecode(PackageObjectType, await this.#object(ref.hash), ref.hash).value;
    if (object.name !== ref.name || object.version !== ref.version) {
      throw this.#damaged(
        `the package says that it is ${packageIdPrint(object)}, its entry ${packageIdPrint(ref)}`,
      );
    }
    await this.#checkPackage(object);
    const objects: NamedContent[] = [];
    for (const [name, entry] of this.#entries) {
      if (name === packageRefName(ref)) continue;
      const hash = /^objects\/([0-9a-f]{2})\/([0-9a-f]{62})$/.exec(name)?.slice(1).join("");
      if (hash === undefined) throw this.#damaged(`it has an entry '${name}', which is no part of a package`);
      if (!this.#needed.has(hash)) throw this.#damaged(`nothing in it needs object ${hash}`);
      objects.push({ hash, content: entry.stream() });
    }
    return { ref, objects };
  }

  async #ref(): Promise<PackageRef> {
    const refs = [...this.#entries.keys()].filter((name) => name.startsWith("packages/"));
    const [name, second] = refs;
    if (name === undefined || second !== undefined)
      throw this.#damaged(`it holds ${refs.length} packages, not one`);
    const segments = name.split("/").slice(1);
    const id = {
      name: packageNameDecode(segments.slice(0, -1)),
      version: versionDecode(segments.at(-1) as string),
    };
    const hash = (await this.#bytes(name)).toString("latin1").trimEnd();
    if (id.name === undefined || id.version === undefined || !isHash(hash)) {
      throw this.#damaged(`its entry '${name}' names no package`);
    }
    return { name: id.name, version: id.version, hash };
  }

  async #checkPackage(object: PackageObject): Promise<void> {
    namesCheck(object.inputs.keys(), "input");
    namesCheck(object.tasks.keys(), "task");
    const types = new Map<string, EastTypeValue>();
    for (const [name, { type, default: given }] of object.inputs) {
      types.set(pathPrint(inputPath(name)), type);
      if (given.type === "some") await this.#checkValue(given.value, type, `the default of input '${name}'`);
    }
    valueDecode(SourceMapObjectType, await this.#object(object.source_map), object.source_map);
    const tasks = new Map<string, { inputs: EastTypeValue[]; output: EastTypeValue }>();
    for (const [name, { task }] of object.tasks) {
      const signature = await this.#checkTask(name, task);
      tasks.set(name, signature);
      types.set(pathPrint(outputPath(name)), signature.output);
    }
    for (const [name, { inputs }] of object.tasks) {
      const wanted = tasks.get(name)?.inputs ?? [];
      if (inputs.length !== wanted.length) {
        throw this.#damaged(`task '${name}' takes ${wanted.length} inputs and is given ${inputs.length}`);
      }
      for (const [i, path] of inputs.entries()) {
        const type = types.get(path);
        if (type === undefined)
          throw this.#damaged(`task '${name}' reads '${path}', which it does not declare`);
        this.#checkType(type, wanted[i] as EastTypeValue, `input ${i + 1} of task '${name}'`);
      }
    }
  }

  async #checkTask(name: string, hash: string): Promise<{ inputs: EastTypeValue[]; output: EastTypeValue }> {
    const task = valueDecode(TaskObjectType, await this.#object(hash), hash).value;
    if (!FILE_FORMS.includes(task.files as never)) {
      throw this.#damaged(`task '${name}' has files '${task.files}'; known are ${FILE_FORMS.join(", ")}`);
    }
    const bytes = await this.#object(task.function);
    try {
      const { ir, sourceMap } = programDecode(bytes);
      analyzeIR(ir, [], { sourceMap, unknownPlatform: "raise" });
      const type = asEastType(ir.value.type);
      if (type.type !== "Function" && type.type !== "AsyncFunction") throw new Error("it is no function");
      type.inputs.forEach((input, i) =>
        this.#checkType(task.inputs[i] as EastTypeValue, input, `its input ${i + 1}`),
      );
      this.#checkType(task.output, type.output, "its output");
    } catch (error) {
      throw this.#damaged(`the program of task '${name}': ${(error as Error).message}`, error);
    }
    return { inputs: task.inputs, output: task.output };
  }

  #checkType(
    found: EastTypeValue | undefined,
    expected: Parameters<typeof asEastType>[0],
    what: string,
  ): void {
    const type = asEastType(expected);
    if (found !== undefined && isTypeEqual(asEastType(found), type)) return;
    const shown = found === undefined ? "nothing" : printType(asEastType(found));
    throw this.#damaged(`${what} should be ${printType(type)} and is ${shown}`);
  }

  async #checkValue(hash: string, type: EastTypeValue, what: string): Promise<void> {
    this.#checkType(valueDecodeAny(await this.#object(hash), hash).type, type, what);
  }

  /** The bytes of an object that something needs, verified. */
  async #object(hash: string): Promise<Uint8Array> {
    if (!isHash(hash)) throw this.#damaged(`'${hash}' is no hash`);
    this.#needed.add(hash);
    const bytes = await this.#bytes(objectEntry(hash));
    if (objectHash(bytes) !== hash) throw this.#damaged(`the bytes of object ${hash} have another hash`);
    return bytes;
  }

  async #bytes(name: string): Promise<Buffer> {
    const entry = this.#entries.get(name);
    if (entry === undefined) throw this.#damaged(`'${name}' is not in it`);
    if (entry.bytes > LARGEST)
      throw this.#damaged(`'${name}' has ${entry.bytes} bytes; at most ${LARGEST} are read`);
    const pieces: Uint8Array[] = [];
    for await (const piece of entry.stream()) pieces.push(piece);
    return Buffer.concat(pieces);
  }

  #damaged(problem: string, cause?: unknown): E3Error {
    return new E3Error("damaged", `'${this.#zip}' is no sound package: ${problem}`, "export it again", {
      cause,
    });
  }
}
