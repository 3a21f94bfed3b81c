/**
 * Refs on a disk: text files under `packages/` and `workspaces/`, written through `tmp/` beside them. A file whose name no ref of ours
 * can have is not there: a dot in `data/` marks a leftover, and so does one at the start anywhere.
 */
import type { Disk } from "./disk.js";
import { type DurableWriter, folderOf, type Step } from "./durable.js";
import { E3Error, hasCode } from "./errors.js";
import type { Host } from "./host.js";
import { parallel } from "./parallel.js";
import type { RefChange, RefChild, RefStore } from "./storage.js";

/** How many refs are read at a time. */
const LANES = 16;

/**
 * The names that refs can have, and folders of refs:
 *
 *     packages/<name>/<version>             packages/@<scope>/<name>/<version>
 *     workspaces/<ws>/package
 *     workspaces/<ws>/data/…                workspaces/<ws>/runs/<id>.json
 */
const NAME = "[A-Za-z0-9_+=,~%-]+";
const VERSION = "[A-Za-z0-9_+=,~%-][A-Za-z0-9_+=,~%.-]*";
const REF = new RegExp(
  `^(?:packages/(?:@${NAME}/)?${NAME}/${VERSION}` +
    `|workspaces/${NAME}/(?:package|data(?:/${NAME})+|runs/[A-Za-z0-9-]+[.]json))$`,
);
const FOLDER = new RegExp(
  `^(?:packages(?:/@${NAME})?(?:/${NAME})?|workspaces(?:/${NAME}(?:/data(?:/${NAME})*|/runs)?)?)$`,
);

export class LocalRefs implements RefStore {
  readonly #disk: Disk;
  readonly #host: Host;
  readonly #durable: DurableWriter;

  constructor(disk: Disk, host: Host, durable: DurableWriter) {
    this.#disk = disk;
    this.#host = host;
    this.#durable = durable;
  }

  async read(repo: string, name: string): Promise<string | undefined> {
    try {
      return Buffer.from(await this.#disk.read(refPath(repo, name))).toString("utf8");
    } catch (error) {
      if (hasCode(error, "ENOENT", "ENOTDIR", "EISDIR")) return undefined;
      throw error;
    }
  }

  async readAll(repo: string, folder: string): Promise<Map<string, string>> {
    const names = await this.list(repo, folder);
    const texts: (string | undefined)[] = [];
    await parallel(names, LANES, async (name, at) => {
      texts[at] = await this.read(repo, name);
    });
    // One that was removed since it was listed is not there.
    return new Map(names.flatMap((name, at) => (texts[at] === undefined ? [] : [[name, texts[at]]])));
  }

  async list(repo: string, folder: string): Promise<string[]> {
    const children = (await this.children(repo, folder)) ?? [];
    const names: string[][] = [];
    await parallel(children, LANES, async ({ name, kind }, at) => {
      const path = `${folder}/${name}`;
      names[at] = kind === "ref" ? [path] : await this.list(repo, path);
    });
    return names.flat();
  }

  async children(repo: string, folder: string): Promise<RefChild[] | undefined> {
    try {
      const entries = await this.#disk.list(folderPath(repo, folder));
      const children = entries.flatMap(({ name, kind }): RefChild[] => {
        if (kind === "file" && REF.test(`${folder}/${name}`)) return [{ name, kind: "ref" }];
        if (kind === "folder" && FOLDER.test(`${folder}/${name}`)) return [{ name, kind: "folder" }];
        return [];
      });
      return children.sort((a, b) => (a.name < b.name ? -1 : 1));
    } catch (error) {
      if (hasCode(error, "ENOENT", "ENOTDIR")) return undefined;
      throw error;
    }
  }

  async write(repo: string, changes: readonly RefChange[]): Promise<void> {
    const places = changes.map(([name]) => refPath(repo, name));
    const steps: Step[] = places.map((to) => ({ to }));
    try {
      await parallel(changes, LANES, async ([, text], at) => {
        if (text === undefined) return;
        const from = await this.#durable.temporary(repo, `${repo}/tmp`, Buffer.from(text), 0o644);
        steps[at] = { from, to: places[at] as string };
      });
    } catch (error) {
      await this.#durable.discard(steps.flatMap(({ from }) => from ?? []));
      throw error;
    }
    await this.#durable.publish(repo, steps, { ordered: true });
    await this.#tidy(repo, changes);
  }

  async removeFolder(repo: string, folder: string): Promise<boolean> {
    const path = folderPath(repo, folder);
    const aside = `${repo}/tmp/${this.#host.token()}`;
    const there = await this.#durable
      .withFolder(repo, `${repo}/tmp`, async () => await this.#disk.rename(path, aside))
      .then(
        () => true,
        (error: unknown) => {
          if (hasCode(error, "ENOENT", "ENOTDIR")) return false;
          throw error;
        },
      );
    await this.#durable.syncFolders(repo, [folderOf(path)]);
    // Only now that it cannot come back. What cannot be removed, gc will.
    if (there) await removeTree(this.#disk, aside).catch(() => {});
    return there;
  }

  async createFolder(repo: string, folder: string): Promise<boolean> {
    const path = folderPath(repo, folder);
    const made = await this.#durable.makeFolder(repo, path);
    await this.#durable.syncFolders(repo, [path]);
    return made;
  }

  async sweep(repo: string, before: number): Promise<number> {
    let removed = 0;
    const sweep = async (folder: string, leftover: (name: string) => boolean): Promise<void> => {
      for (const { name, kind } of await this.#disk.list(folder).catch(noEntries)) {
        const path = `${folder}/${name}`;
        try {
          if (!leftover(name)) {
            if (kind === "folder") await sweep(path, leftover);
          } else if ((await newest(this.#disk, path)) < before) {
            await removeTree(this.#disk, path);
            removed++;
          }
        } catch (error) {
          if (!hasCode(error, "ENOENT")) throw error;
        }
      }
    };
    await sweep(`${repo}/tmp`, () => true);
    for (const { name } of (await this.children(repo, "workspaces")) ?? []) {
      await sweep(`${repo}/workspaces/${name}/data`, (file) => file.includes("."));
    }
    return removed;
  }

  /** A package without versions is none; a workspace without datasets is one. Only for the eye: a folder that cannot go stays. */
  async #tidy(repo: string, changes: readonly RefChange[]): Promise<void> {
    for (const [name, text] of changes) {
      if (text !== undefined || !name.startsWith("packages/")) continue;
      for (let at = folderOf(name); at !== "packages"; at = folderOf(at)) {
        const gone = await this.#disk.rmdir(`${repo}/${at}`).then(
          () => true,
          () => false,
        );
        if (!gone) break;
      }
    }
  }
}

function refPath(repo: string, name: string): string {
  if (REF.test(name)) return `${repo}/${name}`;
  throw new E3Error("usage", `'${name}' is not the name of a ref`, "give one such as packages/hello/1.0.0");
}

function folderPath(repo: string, name: string): string {
  if (FOLDER.test(name)) return `${repo}/${name}`;
  throw new E3Error(
    "usage",
    `'${name}' is not the name of a folder of refs`,
    "give the start of a ref's name",
  );
}

function noEntries(error: unknown): [] {
  if (hasCode(error, "ENOENT", "ENOTDIR")) return [];
  throw error;
}

/** When anything in a tree last changed. */
async function newest(disk: Disk, path: string): Promise<number> {
  const { kind, modified } = await disk.stat(path);
  if (kind !== "folder") return modified;
  const below = (await disk.list(path)).map(async ({ name }) => await newest(disk, `${path}/${name}`));
  return Math.max(modified, ...(await Promise.all(below)));
}

async function removeTree(disk: Disk, path: string): Promise<void> {
  if ((await disk.stat(path)).kind !== "folder") {
    await disk.unlink(path);
    return;
  }
  for (const { name } of await disk.list(path)) await removeTree(disk, `${path}/${name}`);
  await disk.rmdir(path);
}
