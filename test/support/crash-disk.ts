/**
 * A `Disk` that writes down what is done to it, and can say what a disk holds when all stops after any n of these
 * calls: after a kill everything that was called, after a power cut what was synced by then, and of the rest nothing, or
 * anything.
 *
 * The model is the strictest that POSIX allows. The bytes of a file and the entries of each folder become durable apart
 * from one another, only by a sync of that file or folder; of what was not synced, each part may survive or not.
 */
import type { Appender, Disk } from "../../lib/plumbing/disk.js";
import type { Host } from "../../lib/plumbing/host.js";
import { MemoryDisk } from "../../lib/plumbing/memory-disk.js";

export type DiskCall =
  | { call: "create" | "append"; path: string; bytes: Uint8Array }
  | { call: "rename"; path: string; to: string }
  | { call: "unlink" | "mkdir" | "rmdir" | "sync" | "syncFolder" | "syncAll"; path: string }
  | { call: "touch"; path: string; modified: number };

/** What is left of calls that were not synced: all of it (a kill), none of it, or parts as this says, called once per part. */
export type Survival = "all" | "none" | (() => boolean);

export class CrashDisk {
  readonly calls: DiskCall[];
  readonly disk: Disk;

  /** Begins where `calls` end, which are those of another `CrashDisk` that was killed. */
  private constructor(under: MemoryDisk, calls: DiskCall[]) {
    this.calls = calls;
    this.disk = recorded(under, calls);
  }

  static async begin(host: Pick<Host, "now">, calls: readonly DiskCall[] = []): Promise<CrashDisk> {
    return new CrashDisk(await survivor(host, calls, "all"), [...calls]);
  }

  /** What the disk holds after the first `count` calls. */
  async after(host: Pick<Host, "now">, count: number, survival: Survival): Promise<MemoryDisk> {
    return await survivor(host, this.calls.slice(0, count), survival);
  }
}

type File = { kind: "file"; now: Uint8Array; synced: Uint8Array; modified: number };
type Folder = { kind: "folder"; now: Map<string, File | Folder>; synced: Map<string, File | Folder> };

async function survivor(
  host: Pick<Host, "now">,
  calls: readonly DiskCall[],
  survival: Survival,
): Promise<MemoryDisk> {
  const root: Folder = { kind: "folder", now: new Map(), synced: new Map() };
  for (const call of calls) apply(root, call, host.now());
  const disk = new MemoryDisk(host);
  await rebuild(disk, root, "", survival);
  return disk;
}

function apply(root: Folder, call: DiskCall, now: number): void {
  const { folder, name } = place(root, call.path);
  const entry = name === "" ? root : folder.now.get(name);
  switch (call.call) {
    case "create":
      folder.now.set(name, { kind: "file", now: call.bytes, synced: new Uint8Array(), modified: now });
      return;
    case "append":
      if (entry?.kind === "file") entry.now = Buffer.concat([entry.now, call.bytes]);
      return;
    case "rename": {
      const target = place(root, call.to);
      folder.now.delete(name);
      target.folder.now.set(target.name, entry as File | Folder);
      return;
    }
    case "unlink":
    case "rmdir":
      folder.now.delete(name);
      return;
    case "mkdir":
      folder.now.set(name, { kind: "folder", now: new Map(), synced: new Map() });
      return;
    case "touch":
      if (entry?.kind === "file") entry.modified = call.modified;
      return;
    case "sync":
    case "syncFolder":
      syncEntry(entry as File | Folder);
      return;
    case "syncAll":
      syncTree(root);
  }
}

function syncEntry(entry: File | Folder): void {
  if (entry.kind === "file") entry.synced = entry.now;
  else entry.synced = new Map(entry.now);
}

function syncTree(entry: File | Folder): void {
  syncEntry(entry);
  if (entry.kind === "folder") for (const below of entry.now.values()) syncTree(below);
}

async function rebuild(disk: MemoryDisk, folder: Folder, path: string, survival: Survival): Promise<void> {
  const survives = (): boolean => (typeof survival === "function" ? survival() : survival === "all");
  for (const name of new Set([...folder.now.keys(), ...folder.synced.keys()])) {
    const [now, synced] = [folder.now.get(name), folder.synced.get(name)];
    const entry = now === synced || survives() ? now : synced;
    if (entry === undefined) continue;
    const at = `${path}/${name}`;
    if (entry.kind === "folder") {
      await disk.mkdir(at);
      await rebuild(disk, entry, at, survival);
    } else {
      await disk.create(at, entry.now === entry.synced || survives() ? entry.now : entry.synced, 0o644);
      await disk.touch(at, entry.modified);
    }
  }
}

function place(root: Folder, path: string): { folder: Folder; name: string } {
  const names = path.split("/").filter((name) => name !== "");
  const name = names.pop() ?? "";
  let folder = root;
  for (const one of names) folder = folder.now.get(one) as Folder;
  return { folder, name };
}

function recorded(under: Disk, calls: DiskCall[]): Disk {
  const note = async (call: DiskCall, work: Promise<unknown>): Promise<void> => {
    await work;
    calls.push(call);
  };
  return {
    shared: under.shared,
    read: async (path) => await under.read(path),
    readRange: async (path, start, length) => await under.readRange(path, start, length),
    readPieces: (path, start) => under.readPieces(path, start),
    list: async (path) => await under.list(path),
    stat: async (path) => await under.stat(path),
    removeNow: (path) => under.removeNow(path),
    async create(path, content, mode) {
      const bytes = await under.create(path, content, mode);
      const all = await under.read(path);
      // Two calls: a crash may come in the middle of the bytes.
      calls.push({ call: "create", path, bytes: all.slice(0, bytes >> 1) });
      calls.push({ call: "append", path, bytes: all.slice(bytes >> 1) });
      return bytes;
    },
    async append(path): Promise<Appender> {
      const there = await under.stat(path).catch(() => undefined);
      const file = await under.append(path);
      if (there === undefined) calls.push({ call: "create", path, bytes: new Uint8Array() });
      return {
        append: async (bytes) =>
          await note({ call: "append", path, bytes: bytes.slice() }, file.append(bytes)),
        sync: async () => await note({ call: "sync", path }, file.sync()),
        close: async () => await file.close(),
      };
    },
    async clone(from, to) {
      await under.clone(from, to);
      calls.push({ call: "create", path: to, bytes: await under.read(to) });
    },
    rename: async (path, to) => await note({ call: "rename", path, to }, under.rename(path, to)),
    unlink: async (path) => await note({ call: "unlink", path }, under.unlink(path)),
    mkdir: async (path) => await note({ call: "mkdir", path }, under.mkdir(path)),
    rmdir: async (path) => await note({ call: "rmdir", path }, under.rmdir(path)),
    touch: async (path, modified) =>
      await note({ call: "touch", path, modified }, under.touch(path, modified)),
    sync: async (path) => await note({ call: "sync", path }, under.sync(path)),
    syncFolder: async (path) => await note({ call: "syncFolder", path }, under.syncFolder(path)),
    async syncAll(path) {
      await under.syncAll(path);
      calls.push({ call: "syncAll", path });
      return true;
    },
  };
}
