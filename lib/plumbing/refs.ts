/**
 * What refs say: their names in the storage, and their texts.
 *
 *     packages/<name>/<version>         <package hash>
 *     workspaces/<ws>/package           <name>@<version> <package hash>
 *     workspaces/<ws>/data/<path>       <hash>
 *                                       task <hash>                   \ on what a task made
 *                                       input <path> <hash>           / one per input, in order
 *
 * Every line ends with "\n". Reading is strict: what does not look like this is damage, named by file and line.
 */
import { E3Error } from "./errors.js";
import { isHash } from "./hash.js";
import {
  nameDecode,
  nameEncode,
  packageNameDecode,
  packageNameEncode,
  versionDecode,
  versionEncode,
} from "./names.js";
import { type PackageId, packageIdParse, packageIdPrint, pathPrint, pathScan } from "./paths.js";
import type { RefChange, StorageBackend } from "./storage.js";

export type PackageRef = PackageId & { hash: string };

/** Where the value of a dataset comes from: the task that made it, and what that was given. */
export type DatasetOrigin = {
  task: string;
  /** The path of each input inside the workspace, and what it was then. */
  inputs: readonly { path: readonly string[]; hash: string }[];
};

export type DatasetRef = {
  hash: string;
  /** Absent where somebody set it. */
  origin?: DatasetOrigin;
};

export function packageRefName({ name, version }: PackageId): string {
  return ["packages", ...packageNameEncode(name), versionEncode(version)].join("/");
}

/** The hash of a package; undefined where there is no such package. */
export async function packageRefRead(
  storage: StorageBackend,
  repo: string,
  id: PackageId,
): Promise<string | undefined> {
  const ref = packageRefName(id);
  const text = await storage.refs.read(repo, ref);
  return text === undefined ? undefined : packageRefParse(text, `${repo}/${ref}`);
}

export async function packageRefWrite(
  storage: StorageBackend,
  repo: string,
  { hash, ...id }: PackageRef,
): Promise<void> {
  await storage.refs.write(repo, [[packageRefName(id), `${hash}\n`]]);
}

/** Removes a package, and says whether it was there. */
export async function packageRefRemove(
  storage: StorageBackend,
  repo: string,
  id: PackageId,
): Promise<boolean> {
  const ref = packageRefName(id);
  if ((await storage.refs.read(repo, ref)) === undefined) return false;
  await storage.refs.write(repo, [[ref, undefined]]);
  return true;
}

/** All packages, in order of their files. */
export async function packageRefList(storage: StorageBackend, repo: string): Promise<PackageRef[]> {
  const packages: PackageRef[] = [];
  for (const [ref, text] of await storage.refs.readAll(repo, "packages")) {
    const segments = ref.split("/").slice(1);
    const name = packageNameDecode(segments.slice(0, -1));
    const version = versionDecode(segments.at(-1) as string);
    if (name === undefined || version === undefined) continue;
    packages.push({ name, version, hash: packageRefParse(text, `${repo}/${ref}`) });
  }
  return packages;
}

function packageRefParse(text: string, file: string): string {
  const lines = new Lines(text, file);
  const hash = lines.hash("the hash of a package");
  lines.end();
  return hash;
}

/** The text of `workspaces/<ws>/package`. */
export function deployedPrint({ hash, ...id }: PackageRef): string {
  return `${packageIdPrint(id)} ${hash}\n`;
}

/** @throws E3Error (damaged), naming `file` */
export function deployedParse(text: string, file: string): PackageRef {
  const lines = new Lines(text, file);
  const blank = text.lastIndexOf(" ");
  const id = packageIdParse(text.slice(0, Math.max(blank, 0)));
  if (id === undefined) throw lines.damaged("<name>@<version> and a hash");
  lines.skip(text.slice(0, blank + 1));
  const hash = lines.hash("the hash of a package");
  lines.end();
  return { ...id, hash };
}

/** The ref of a dataset, `path` being inside the workspace: `["inputs", "name"]`. */
export function datasetRefName(workspace: string, path: readonly string[]): string {
  return [datasetsFolder(workspace), ...path.map((name) => nameEncode(name, "dataset name"))].join("/");
}

/** What a dataset is; undefined while it is unassigned. @throws E3Error (damaged) */
export async function datasetRefRead(
  storage: StorageBackend,
  repo: string,
  workspace: string,
  path: readonly string[],
): Promise<DatasetRef | undefined> {
  const ref = datasetRefName(workspace, path);
  const text = await storage.refs.read(repo, ref);
  return text === undefined ? undefined : datasetRefParse(text, `${repo}/${ref}`);
}

/** One dataset of a workspace. */
export type Dataset = { path: string[]; ref: DatasetRef };

/** Every dataset of a workspace that is assigned, or those under `path`, in order of their files. @throws E3Error (damaged) */
export async function datasetRefList(
  storage: StorageBackend,
  repo: string,
  workspace: string,
  path: readonly string[] = [],
): Promise<Dataset[]> {
  const root = datasetsFolder(workspace);
  const datasets: Dataset[] = [];
  for (const [ref, text] of await storage.refs.readAll(repo, datasetRefName(workspace, path))) {
    const names = ref
      .slice(root.length + 1)
      .split("/")
      .map(nameDecode);
    if (names.includes(undefined)) continue;
    datasets.push({ path: names as string[], ref: datasetRefParse(text, `${repo}/${ref}`) });
  }
  return datasets;
}

/** A change to a dataset, for `refs.write`; undefined unassigns it. */
export function datasetRefChange(
  workspace: string,
  path: readonly string[],
  ref: DatasetRef | undefined,
): RefChange {
  return [datasetRefName(workspace, path), ref && datasetRefPrint(ref)];
}

/**
 * Assigns datasets of a workspace, in order, or unassigns those given as undefined. The objects must be stored already, and
 * the caller holds the ref lock.
 */
export async function datasetRefWrite(
  storage: StorageBackend,
  repo: string,
  workspace: string,
  changes: readonly (readonly [path: readonly string[], ref: DatasetRef | undefined])[],
): Promise<void> {
  await storage.refs.write(
    repo,
    changes.map(([path, ref]) => datasetRefChange(workspace, path, ref)),
  );
}

export function datasetRefPrint({ hash, origin }: DatasetRef): string {
  let text = `${hash}\n`;
  if (origin !== undefined) {
    text += `task ${origin.task}\n`;
    for (const input of origin.inputs) text += `input ${pathPrint(input.path)} ${input.hash}\n`;
  }
  return text;
}

/** @throws E3Error (damaged), naming `file` */
export function datasetRefParse(text: string, file: string): DatasetRef {
  const lines = new Lines(text, file);
  const hash = lines.hash("the hash of a value");
  if (lines.atEnd) return { hash };
  lines.word("task ");
  const task = lines.hash("the hash of a task");
  const inputs: { path: string[]; hash: string }[] = [];
  while (!lines.atEnd) {
    lines.word("input ");
    const path = lines.path();
    lines.word(" ");
    inputs.push({ path, hash: lines.hash("the hash of an input") });
  }
  return { hash, origin: { task, inputs } };
}

function datasetsFolder(workspace: string): string {
  return `workspaces/${nameEncode(workspace, "workspace")}/data`;
}

/** Reads a ref from its start on. A name in it may hold a line break, so lines are not split beforehand. */
class Lines {
  readonly #text: string;
  readonly #file: string;
  #at = 0;

  constructor(text: string, file: string) {
    this.#text = text;
    this.#file = file;
  }

  get atEnd(): boolean {
    return this.#at === this.#text.length;
  }

  /** Passes what has been read by other means. */
  skip(text: string): void {
    this.#at += text.length;
  }

  word(expected: string): void {
    if (!this.#text.startsWith(expected, this.#at)) throw this.damaged(`'${expected.trim() || " "}'`);
    this.#at += expected.length;
  }

  /** A hash and the end of the line. */
  hash(expected: string): string {
    const hash = this.#text.slice(this.#at, this.#at + 64);
    if (!isHash(hash)) throw this.damaged(expected);
    this.#at += 64;
    if (this.#text[this.#at] !== "\n") throw this.damaged("the end of the line after 64 hex digits");
    this.#at++;
    return hash;
  }

  path(): string[] {
    try {
      const { names, end } = pathScan(this.#text, this.#at);
      this.#at = end;
      return names;
    } catch (error) {
      throw this.damaged("a path", error);
    }
  }

  end(): void {
    if (!this.atEnd) throw this.damaged("nothing more");
  }

  damaged(expected: string, cause?: unknown): E3Error {
    const line = this.#text.slice(0, this.#at).split("\n").length;
    const rest = this.#text.slice(this.#at, this.#at + 40).split("\n")[0];
    const found = rest === "" || rest === undefined ? "nothing" : `'${rest}'`;
    const message = `'${this.#file}' line ${line}: expected ${expected}, found ${found}`;
    return new E3Error("damaged", message, "set it again, or take the file from a copy", { cause });
  }
}
