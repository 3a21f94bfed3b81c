/**
 * A `Disk` in memory, with the semantics of a POSIX file system as far as the repository relies on them: exclusive
 * creation, atomic rename, and the same error codes. Paths are absolute.
 */
import { type Appender, type Content, type Disk, type DiskEntry, DiskError, type DiskStat } from "./disk.js";
import type { Host } from "./host.js";

/** The bytes of a file are the first `length` of `room`, which grows by doubling. */
type File = { kind: "file"; room: Uint8Array; length: number; modified: number };
type Folder = { kind: "folder"; entries: Map<string, File | Folder>; modified: number };

/** Where a path leads: its folder, the last name, and what is there. */
type Place = { folder: Folder; name: string; entry: File | Folder | undefined };

export class MemoryDisk implements Disk {
  readonly shared = false;

  readonly #now: () => number;
  readonly #root: Folder;

  constructor(host: Pick<Host, "now">) {
    this.#now = () => host.now();
    this.#root = { kind: "folder", entries: new Map(), modified: host.now() };
  }

  async read(path: string): Promise<Uint8Array> {
    return bytesOf(this.#file("read", path)).slice();
  }

  async readRange(path: string, start: number, length: number): Promise<Uint8Array> {
    return bytesOf(this.#file("read", path)).slice(start, start + length);
  }

  async *readPieces(path: string, start = 0): AsyncIterable<Uint8Array> {
    const bytes = bytesOf(this.#file("read", path));
    if (start < bytes.length) yield bytes.slice(start);
  }

  async create(path: string, content: Content, mode: number): Promise<number> {
    void mode;
    const { folder, name, entry } = this.#place("write", path);
    if (entry !== undefined) throw new DiskError("write", path, "EEXIST");
    const file = this.#newFile();
    this.#set(folder, name, file);
    if (content instanceof Uint8Array) this.#extend(file, content);
    else for await (const piece of content) this.#extend(file, piece);
    return file.length;
  }

  async append(path: string): Promise<Appender> {
    const { folder, name, entry } = this.#place("write", path);
    if (entry?.kind === "folder") throw new DiskError("write", path, "EISDIR");
    const file = entry ?? this.#newFile();
    if (entry === undefined) this.#set(folder, name, file);
    return {
      append: async (bytes) => this.#extend(file, bytes),
      sync: async () => {},
      close: async () => {},
    };
  }

  async clone(from: string, to: string): Promise<void> {
    await this.create(to, bytesOf(this.#file("copy", from)), 0o644);
  }

  async rename(from: string, to: string): Promise<void> {
    const failure = (code: string): DiskError => new DiskError("rename", to, code, { from });
    const source = this.#place("rename", from);
    const target = this.#place("rename", to);
    const { entry } = source;
    if (entry === undefined) throw failure("ENOENT");
    if (target.entry === entry) return;
    if (target.entry?.kind === "folder") {
      if (entry.kind === "file") throw failure("EISDIR");
      if (target.entry.entries.size > 0) throw failure("ENOTEMPTY");
    } else if (target.entry !== undefined && entry.kind === "folder") throw failure("ENOTDIR");
    this.#delete(source.folder, source.name);
    this.#set(target.folder, target.name, entry);
  }

  async unlink(path: string): Promise<void> {
    this.#file("remove", path);
    const { folder, name } = this.#place("remove", path);
    this.#delete(folder, name);
  }

  async mkdir(path: string): Promise<void> {
    const { folder, name, entry } = this.#place("make folder", path);
    if (entry !== undefined) throw new DiskError("make folder", path, "EEXIST");
    this.#set(folder, name, { kind: "folder", entries: new Map(), modified: this.#now() });
  }

  async rmdir(path: string): Promise<void> {
    if (this.#folder("remove folder", path).entries.size > 0) {
      throw new DiskError("remove folder", path, "ENOTEMPTY");
    }
    const { folder, name } = this.#place("remove folder", path);
    this.#delete(folder, name);
  }

  async list(path: string): Promise<DiskEntry[]> {
    return Array.from(this.#folder("list", path).entries, ([name, { kind }]) => ({ name, kind }));
  }

  async stat(path: string): Promise<DiskStat> {
    const entry = this.#entry("look at", path);
    const bytes = entry.kind === "file" ? entry.length : 0;
    return { kind: entry.kind, bytes, modified: entry.modified };
  }

  async touch(path: string, modified: number): Promise<void> {
    this.#entry("touch", path).modified = modified;
  }

  async sync(path: string): Promise<void> {
    this.#entry("sync", path);
  }

  async syncFolder(path: string): Promise<void> {
    this.#folder("sync", path);
  }

  async syncAll(path: string): Promise<boolean> {
    this.#entry("sync", path);
    return true;
  }

  removeNow(path: string): void {
    const { folder, name } = this.#place("remove", path);
    this.#delete(folder, name);
  }

  #newFile(): File {
    return { kind: "file", room: new Uint8Array(), length: 0, modified: this.#now() };
  }

  #set(folder: Folder, name: string, entry: File | Folder): void {
    folder.entries.set(name, entry);
    folder.modified = this.#now();
  }

  #delete(folder: Folder, name: string): void {
    folder.entries.delete(name);
    folder.modified = this.#now();
  }

  #extend(file: File, more: Uint8Array): void {
    const length = file.length + more.length;
    if (length > file.room.length) {
      const room = new Uint8Array(Math.max(length, 2 * file.length));
      room.set(bytesOf(file));
      file.room = room;
    }
    file.room.set(more, file.length);
    file.length = length;
    file.modified = this.#now();
  }

  #place(what: string, path: string): Place {
    const names = path.split("/").filter((name) => name !== "" && name !== ".");
    const last = names.pop();
    if (!path.startsWith("/") || last === undefined) throw new DiskError(what, path, "EINVAL");
    let folder = this.#root;
    for (const name of names) {
      const next = folder.entries.get(name);
      if (next?.kind !== "folder") throw new DiskError(what, path, next ? "ENOTDIR" : "ENOENT");
      folder = next;
    }
    return { folder, name: last, entry: folder.entries.get(last) };
  }

  #entry(what: string, path: string): File | Folder {
    if (/^[/.]+$/.test(path)) return this.#root;
    const { entry } = this.#place(what, path);
    if (entry === undefined) throw new DiskError(what, path, "ENOENT");
    return entry;
  }

  #file(what: string, path: string): File {
    const entry = this.#entry(what, path);
    if (entry.kind === "folder") throw new DiskError(what, path, "EISDIR");
    return entry;
  }

  #folder(what: string, path: string): Folder {
    const entry = this.#entry(what, path);
    if (entry.kind === "file") throw new DiskError(what, path, "ENOTDIR");
    return entry;
  }
}

function bytesOf(file: File): Uint8Array {
  return file.room.subarray(0, file.length);
}
