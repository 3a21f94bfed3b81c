/** What a repository looks like to `ls`, `cat` and `sha256sum`, and what it does with files that are not its own. */
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, suite, test } from "node:test";
import { type Disk, DiskError } from "../../lib/plumbing/disk.js";
import { E3Error, errorLine } from "../../lib/plumbing/errors.js";
import { inputsHash } from "../../lib/plumbing/execution-record.js";
import { hashBytes } from "../../lib/plumbing/hash.js";
import { LocalStorage } from "../../lib/plumbing/local-storage.js";
import { MemoryDisk } from "../../lib/plumbing/memory-disk.js";
import { MemoryLocks } from "../../lib/plumbing/memory-locks.js";
import { NodeDisk } from "../../lib/plumbing/node-disk.js";
import { objectExists, objectHash, objectRead, objectStat, objectWrite } from "../../lib/plumbing/objects.js";
import { datasetRefWrite, packageRefWrite } from "../../lib/plumbing/refs.js";
import { repositoryCreate, repositoryOpen } from "../../lib/plumbing/repository.js";
import type { StorageBackend } from "../../lib/plumbing/storage.js";
import { workspaceCreate, workspacePackageWrite } from "../../lib/plumbing/workspaces.js";
import { assertSound, files, leftovers } from "../support/repository.js";
import { TestHost } from "../support/test-host.js";

const folder = mkdtempSync(join(tmpdir(), "e3-local-"));
after(() => rmSync(folder, { recursive: true, force: true }));

let count = 0;
const place = (): string => join(folder, `repo-${count++}`);
const text = (what: string): Uint8Array => Buffer.from(what);

function inMemory(host = new TestHost()): { disk: MemoryDisk; host: TestHost; storage: StorageBackend } {
  const disk = new MemoryDisk(host);
  return { disk, host, storage: new LocalStorage(disk, host, new MemoryLocks(host)) };
}

function error(kind: string, message: RegExp): (thrown: unknown) => true {
  return (thrown) => {
    assert.ok(thrown instanceof E3Error, String(thrown));
    assert.equal(thrown.kind, kind);
    assert.match(thrown.message, message);
    return true;
  };
}

suite("files that e3's own processes work on", () => {
  test("are taken in as they are, or compared with the object that is there already", async () => {
    const repo = place();
    const storage = new LocalStorage();
    await repositoryCreate(storage, repo);
    const bytes = text("made by a worker");
    const hash = hashBytes(bytes);
    const file = join(storage.repositories.workFolder(repo) as string, "output");
    for (const _ of [1, 2]) {
      writeFileSync(file, bytes, { mode: 0o444 });
      await storage.objects.adopt(repo, hash, file);
      assert.throws(() => statSync(file), { code: "ENOENT" });
      assert.deepEqual(Buffer.from(await objectRead(storage, repo, hash)), bytes);
      assert.equal(statSync(storage.objects.localPath(repo, hash) as string).mode & 0o777, 0o444);
    }
    // One that is damaged meanwhile is replaced.
    const object = storage.objects.localPath(repo, hash) as string;
    chmodSync(object, 0o644);
    writeFileSync(object, "something else!!");
    writeFileSync(file, bytes);
    await storage.objects.adopt(repo, hash, file);
    assert.deepEqual(Buffer.from(await objectRead(storage, repo, hash)), bytes);
  });

  test("do not exist where a repository is in memory", async () => {
    const { storage } = inMemory();
    assert.equal(storage.repositories.workFolder("/repo"), undefined);
    assert.equal(storage.objects.localPath("/repo", hashBytes(text("x"))), undefined);
  });
});

suite("the files of a repository", () => {
  test("are those of e3-repository(5)", async () => {
    const { disk, storage } = inMemory();
    await repositoryCreate(storage, "/repo");
    const empty = { "locks/": "", "objects/": "", "packages/": "", "tmp/": "", "workspaces/": "" };
    assert.deepEqual(await files(disk, "/repo"), { format: "e3 repository format 1\n", ...empty });

    const hello = await objectWrite(storage, "/repo", text("hello"));
    await packageRefWrite(storage, "/repo", { name: "@x/hello", version: "1.0.0", hash: hello });
    await workspaceCreate(storage, "/repo", "my ws");
    await workspacePackageWrite(storage, "/repo", "my ws", {
      name: "@x/hello",
      version: "1.0.0",
      hash: hello,
    });
    const made = {
      hash: hello,
      origin: { task: hello, inputs: [{ path: ["inputs", "name"], hash: hello }] },
    };
    await datasetRefWrite(storage, "/repo", "my ws", [
      [["inputs", "name"], { hash: hello }],
      [["tasks", "greet", "output"], made],
    ]);
    const key = { task: "a".repeat(64), inputs: inputsHash([hello]) };
    const attempt = "20250102T030405678Z-4f2a";
    const started = Date.parse("2025-01-02T03:04:05.678Z");
    const ran = { started, ms: 12, host: "box7", command: "east-node run" };
    await storage.executions.writeOutput("/repo", key, {
      output: hello,
      bytes: 5,
      attempt,
      ...ran,
      peakKib: 99,
    });
    const failed = storage.executions.begin("/repo", key, attempt);
    await failed.log("stderr", text("oh\n"));
    await failed.finish({ state: "failed", ...ran, exitCode: 1, error: "exit status 1" });

    const execution = `objects/executions/${key.task}/${key.inputs}`;
    assert.deepEqual(await files(disk, "/repo"), {
      format: "e3 repository format 1\n",
      "locks/": "",
      [`objects/${hello.slice(0, 2)}/${hello.slice(2)}`]: "hello",
      [`${execution}/output`]: `${hello}\nbytes 5\nattempt ${attempt}\nstarted 2025-01-02T03:04:05.678Z\nms 12\nhost box7\ncommand east-node run\npeak-kib 99\n`,
      [`${execution}/${attempt}/stderr`]: "oh\n",
      [`${execution}/${attempt}/status.json`]: `{
  "state": "failed",
  "started": "2025-01-02T03:04:05.678Z",
  "ms": 12,
  "host": "box7",
  "command": "east-node run",
  "exitCode": 1,
  "error": "exit status 1"
}
`,
      "objects/tmp/": "",
      "packages/@x/hello/1.0.0": `${hello}\n`,
      "tmp/": "",
      "workspaces/my%20ws/data/inputs/name": `${hello}\n`,
      "workspaces/my%20ws/data/tasks/greet/output": `${hello}\ntask ${hello}\ninput inputs.name ${hello}\n`,
      "workspaces/my%20ws/package": `@x/hello@1.0.0 ${hello}\n`,
    });
    await assertSound(disk, "/repo");
  });

  test("are found by sha256sum and printf", async () => {
    const [storage, repo] = [new LocalStorage(), place()];
    await repositoryCreate(storage, repo);
    const hash = await objectWrite(storage, repo, text("hello"));
    const sum = (command: string, ...args: string[]): string =>
      execFileSync("sh", ["-c", command, "sh", ...args], { encoding: "utf8" }).slice(0, 64);
    assert.equal(sum(`sha256sum < "$1"`, join(repo, "objects", hash.slice(0, 2), hash.slice(2))), hash);
    assert.equal(statSync(join(repo, "objects", hash.slice(0, 2), hash.slice(2))).mode & 0o777, 0o444);
    const second = await objectWrite(storage, repo, text("world"));
    assert.equal(sum(`printf '%s\\n' "$1" "$2" | sha256sum`, hash, second), inputsHash([hash, second]));
    assert.equal(sum("sha256sum < /dev/null"), inputsHash([]));
  });

  test("objects/ of several machines merged by copying is an objects/", async () => {
    const { disk, storage } = inMemory();
    for (const repo of ["/a", "/b"]) await repositoryCreate(storage, repo);
    const key = { task: "a".repeat(64), inputs: inputsHash([]) };
    const hash = await objectWrite(storage, "/a", text("made"));
    const attempt = { attempt: "20250102T030405678Z-4f2a", started: 0, ms: 1, host: "h", command: "c" };
    await storage.executions.writeOutput("/a", key, { output: hash, bytes: 4, ...attempt });
    const copy = async (from: string, bytes: number): Promise<void> => {
      const to = from.replace("/a/", "/b/");
      const folders = to.split("/").slice(1, -1);
      for (let i = 1; i <= folders.length; i++)
        await disk.mkdir(`/${folders.slice(0, i).join("/")}`).catch(() => {});
      await disk.unlink(to).catch(() => {});
      await disk.create(to, (await disk.read(from)).slice(0, bytes), 0o644);
    };
    const object = `/a/objects/${hash.slice(0, 2)}/${hash.slice(2)}`;
    const record = `/a/objects/executions/${key.task}/${key.inputs}/output`;
    const size = (await disk.stat(record)).bytes;
    // A copy that was broken off anywhere is noticed.
    await copy(object, 4);
    for (let bytes = 0; bytes < size; bytes++) {
      await copy(record, bytes);
      assert.equal(await storage.executions.hit("/b", key), undefined, `${bytes} bytes of the record`);
    }
    await copy(record, size);
    for (let bytes = 0; bytes < 4; bytes++) {
      await copy(object, bytes);
      assert.equal(await storage.executions.hit("/b", key), undefined, `${bytes} bytes of the object`);
    }
    // And done again.
    await objectWrite(storage, "/b", text("made"));
    assert.equal((await storage.executions.hit("/b", key))?.output, hash);
    await assertSound(disk, "/b");
  });
});

suite("making a repository", () => {
  test("makes the folders above it, too", async () => {
    const repo = join(place(), "deep", "down");
    assert.equal(await repositoryCreate(new LocalStorage(), `${repo}/`), "created");
    await repositoryOpen(new LocalStorage(), repo);
  });

  test("adds nothing but its own entries to a folder", async () => {
    const { disk, storage } = inMemory();
    await disk.mkdir("/project");
    await disk.create("/project/package.json", text("{}"), 0o644);
    await repositoryCreate(storage, "/project");
    const entries = (await disk.list("/project")).map(({ name }) => name).sort();
    assert.deepEqual(entries, [
      "format",
      "locks",
      "objects",
      "package.json",
      "packages",
      "tmp",
      "workspaces",
    ]);
  });

  test("takes an objects/ that was restored before it", async () => {
    for (const names of [[], ["3a", "00", "executions", "tmp"]]) {
      const { disk, storage } = inMemory();
      for (const path of ["/repo", "/repo/objects", ...names.map((name) => `/repo/objects/${name}`)])
        await disk.mkdir(path);
      assert.equal(await repositoryCreate(storage, "/repo"), "created");
    }
  });

  const obstacles: [string, string[], string[]][] = [
    ["a file objects", [], ["objects"]],
    ["an objects/ of a compiler", ["objects"], ["objects/main.o"]],
    ["an objects/ with another folder", ["objects", "objects/3a8"], []],
    ["an objects/ with a file like a folder of ours", ["objects"], ["objects/3a"]],
    ["a folder packages", ["packages"], []],
    ["a folder workspaces with files", ["workspaces"], ["workspaces/x"]],
    ["a file tmp", [], ["tmp"]],
    ["a folder locks", ["locks"], []],
    ["a file format of something else", [], ["format"]],
    ["a folder format", ["format"], []],
  ];
  for (const [what, folders, names] of obstacles) {
    test(`refuses where ${what} is in the way, and changes nothing`, async () => {
      const { disk, storage } = inMemory();
      await disk.mkdir("/repo");
      for (const name of folders) await disk.mkdir(`/repo/${name}`);
      for (const name of names) await disk.create(`/repo/${name}`, text("mine"), 0o644);
      const before = await files(disk, "/repo");
      const entry = [...folders, ...names][0]?.split("/")[0];
      const inTheWay = error("failed", new RegExp(`^'/repo/${entry}' is in the way: `));
      await assert.rejects(repositoryCreate(storage, "/repo"), inTheWay);
      assert.deepEqual(await files(disk, "/repo"), before);
      await assert.rejects(
        repositoryOpen(storage, "/repo"),
        error("missing", /^'\/repo' is not an e3 repository$/),
      );
    });
  }

  test("completes what is there, and what a kill left", async () => {
    const { disk, storage } = inMemory();
    await repositoryCreate(storage, "/repo");
    for (const name of ["tmp", "locks", "packages"]) await disk.rmdir(`/repo/${name}`);
    await objectWrite(storage, "/repo", text("x"));
    await workspaceCreate(storage, "/repo", "dev");
    assert.equal(await repositoryCreate(storage, "/repo"), "exists");
    assert.equal((await disk.list("/repo")).length, 6);
  });

  test("a path that is a file, or leads through one, is no repository", async () => {
    const { disk, storage } = inMemory();
    await disk.create("/file", text("mine"), 0o644);
    for (const repo of ["/file", "/file/below"]) {
      await assert.rejects(repositoryOpen(storage, repo), error("missing", /is not an e3 repository/));
      await assert.rejects(repositoryCreate(storage, repo), error("failed", /^cannot list '\/file/));
    }
  });

  test("a later format is refused by name, and left alone", async () => {
    const { disk, storage } = inMemory();
    await disk.mkdir("/repo");
    await disk.create("/repo/format", text("e3 repository format 2\n"), 0o644);
    const refused = error("failed", /^repository '\/repo' has format 2, and this e3 knows format 1$/);
    await assert.rejects(repositoryOpen(storage, "/repo"), refused);
    await assert.rejects(repositoryCreate(storage, "/repo"), refused);
    assert.equal((await disk.list("/repo")).length, 1);
  });

  test("by several at once makes one", async () => {
    const repo = place();
    const made = await Promise.all(
      Array.from({ length: 8 }, async () => await repositoryCreate(new LocalStorage(), repo)),
    );
    assert.ok(made.includes("created"));
    await assertSound(new NodeDisk(), repo);
    assert.deepEqual(await leftovers(new NodeDisk(), repo), []);
  });
});

suite("files that are not the repository's own", () => {
  test("are not seen among refs and objects", async () => {
    const { disk, storage } = inMemory();
    await repositoryCreate(storage, "/repo");
    await storage.refs.write("/repo", [["workspaces/dev/data/inputs/a", "1\n"]]);
    const hash = await objectWrite(storage, "/repo", text("x"));
    const strangers = [
      "workspaces/.DS_Store",
      "workspaces/README",
      "workspaces/dev/.package.swp",
      "workspaces/dev/data/inputs/a.1234567",
      "workspaces/dev/data/inputs/.a.Xy12",
      "workspaces/dev/data/inputs/b c",
      "packages/notes.txt",
      "packages/notes",
      `objects/${hash.slice(0, 2)}/short`,
      `objects/${hash.slice(0, 2)}/.${hash.slice(2)}.Xy12`,
      "objects/notes",
    ];
    for (const name of strangers) await disk.create(`/repo/${name}`, text("x"), 0o644);
    assert.deepEqual(await storage.refs.list("/repo", "workspaces"), ["workspaces/dev/data/inputs/a"]);
    assert.deepEqual(await storage.refs.children("/repo", "packages"), []);
    const objects: string[] = [];
    for await (const one of storage.objects.list("/repo")) objects.push(one);
    assert.deepEqual(objects, [hash]);
  });

  test("left by interrupted writes are swept when they are old, and nothing else is", async () => {
    const { disk, host, storage } = inMemory();
    await repositoryCreate(storage, "/repo");
    await storage.refs.write("/repo", [["workspaces/dev/data/inputs/a", "1\n"]]);
    const hash = await objectWrite(storage, "/repo", text("x"));
    const leave = async (): Promise<void> => {
      for (const path of ["tmp/t", "objects/tmp/t", "workspaces/dev/data/inputs/a.123"]) {
        await disk.create(`/repo/${path}${host.token()}`, text("half"), 0o644);
      }
      const token = host.token();
      await disk.mkdir(`/repo/tmp/${token}`);
      await disk.create(`/repo/tmp/${token}/${token}`, text("lock"), 0o644);
    };
    await leave();
    host.clock += 60_000;
    const before = host.clock;
    await leave();
    const sweep = async (at: number): Promise<number> =>
      (await storage.objects.sweep("/repo", at)) + (await storage.refs.sweep("/repo", at));
    // A folder that something is still being written in is not old.
    await disk.mkdir("/repo/tmp/busy");
    await disk.touch("/repo/tmp/busy", 0);
    await disk.create("/repo/tmp/busy/output", text("more and more"), 0o644);
    await disk.touch("/repo/tmp/busy", 0);
    assert.equal(await sweep(before), 4);
    assert.equal(await sweep(before), 0);
    assert.equal(await sweep(before + 60_000), 5);
    assert.deepEqual(await leftovers(disk, "/repo"), []);
    assert.deepEqual(await objectRead(storage, "/repo", hash), new Uint8Array([120]));
    assert.equal(await storage.refs.read("/repo", "workspaces/dev/data/inputs/a"), "1\n");
  });
});

suite("objects beside a gc", () => {
  const hash = hashBytes(text("x"));

  /** A disk on which something happens just before the n-th call of a kind. */
  function interrupted(disk: Disk, call: keyof Disk, turn: number, between: () => Promise<unknown>): Disk {
    let turns = 0;
    return new Proxy(disk, {
      get: (_, name: keyof Disk) => {
        const method = (disk[name] as (...args: unknown[]) => Promise<unknown>).bind(disk);
        if (name !== call) return method;
        return async (...args: unknown[]) => {
          if (++turns === turn) await between();
          return await method(...args);
        };
      },
    });
  }

  test("one that a writer finds useful at any moment of its removal is there when the writer returns", async () => {
    const calls: [keyof Disk, number][] = [
      ["stat", 1],
      ["rename", 1],
      ["stat", 2],
      ["unlink", 1],
      ["rename", 2],
    ];
    let kept = 0;
    for (const [call, turn] of calls) {
      const { disk, host, storage } = inMemory();
      await repositoryCreate(storage, "/repo");
      await objectWrite(storage, "/repo", text("x"));
      host.clock += 3_600_000;
      let written = false;
      const gc = new LocalStorage(
        interrupted(disk, call, turn, async () => {
          await objectWrite(storage, "/repo", text("x"));
          written = true;
        }),
        host,
      );
      await gc.objects.remove("/repo", hash, host.clock);
      if (!written) continue;
      kept++;
      assert.equal(await objectExists(storage, "/repo", hash), true, `${call} ${turn}`);
    }
    assert.ok(kept >= 4);
  });

  test("one that is set aside when the gc is killed comes back", async () => {
    const { disk, host, storage } = inMemory();
    await repositoryCreate(storage, "/repo");
    await objectWrite(storage, "/repo", text("x"));
    host.clock += 3_600_000;
    const killed = new Error("killed");
    const gc = new LocalStorage(
      interrupted(disk, "stat", 2, async () => {
        throw killed;
      }),
      host,
    );
    await assert.rejects(gc.objects.remove("/repo", hash, host.clock), killed);
    assert.equal(await objectExists(storage, "/repo", hash), false);
    assert.equal(await storage.objects.sweep("/repo", host.clock), 0);
    assert.deepEqual(await objectRead(storage, "/repo", hash), new Uint8Array([120]));
  });

  test("one that belongs to somebody else is made new by one of ours with the same bytes", async () => {
    const { disk, host } = inMemory();
    const refusing = new Proxy(disk, {
      get: (_, name: keyof Disk) =>
        name === "touch"
          ? async (path: string) => {
              throw new DiskError("touch", path, "EPERM");
            }
          : (disk[name] as (...args: unknown[]) => unknown).bind(disk),
    });
    const storage = new LocalStorage(refusing, host, new MemoryLocks(host));
    await repositoryCreate(storage, "/repo");
    const key = { task: "a".repeat(64), inputs: "b".repeat(64) };
    const record = { output: hash, bytes: 1, attempt: "x", started: 0, ms: 1, host: "h", command: "c" };
    await storage.executions.writeOutput("/repo", key, record);
    await objectWrite(storage, "/repo", text("x"));
    for (const use of [
      async () => void (await objectWrite(storage, "/repo", text("x"))),
      async () => assert.deepEqual(await storage.executions.hit("/repo", key), record),
    ]) {
      host.clock += 3_600_000;
      await use();
      assert.equal((await objectStat(storage, "/repo", hash)).modified, host.clock);
      assert.deepEqual(await objectRead(storage, "/repo", hash), new Uint8Array([120]));
    }
    const output = `/repo/objects/executions/${key.task}/${key.inputs}/output`;
    assert.equal((await disk.stat(output)).modified, host.clock);
    assert.deepEqual(await leftovers(disk, "/repo"), []);
  });
});

suite("a copy for a runner", () => {
  test("has the object's bytes and none of its file", async () => {
    const [storage, repo] = [new LocalStorage(), place()];
    await repositoryCreate(storage, repo);
    const hash = await objectWrite(storage, repo, text("hello"));
    const copy = join(folder, "copy");
    await storage.objects.cloneTo(repo, hash, copy);
    chmodSync(copy, 0o644);
    writeFileSync(copy, "changed");
    assert.deepEqual(await objectRead(storage, repo, hash), new Uint8Array(text("hello")));
    await assert.rejects(storage.objects.cloneTo(repo, hash, copy), error("failed", /file already exists/));
    assert.equal(readFileSync(copy, "utf8"), "changed");
    await assert.rejects(
      storage.objects.cloneTo(repo, hash, join(folder, "no", "copy")),
      error("failed", /no such file/),
    );
  });

  test("is refused when the object is missing or damaged, and then is not there", async () => {
    const { disk, storage } = inMemory();
    await repositoryCreate(storage, "/repo");
    const hash = objectHash(text("hello"));
    await assert.rejects(
      storage.objects.cloneTo("/repo", hash, "/copy"),
      error("missing", /is not in '\/repo'/),
    );
    await objectWrite(storage, "/repo", text("hello"));
    const path = `/repo/objects/${hash.slice(0, 2)}/${hash.slice(2)}`;
    await disk.unlink(path);
    await disk.create(path, text("jello"), 0o444);
    await assert.rejects(
      storage.objects.cloneTo("/repo", hash, "/copy"),
      error("damaged", /hash to something else/),
    );
    await assert.rejects(disk.stat("/copy"), { code: "ENOENT" });
  });
});

suite("the real disk", () => {
  const disk = new NodeDisk();

  test("says which path failed and keeps the system's code", async () => {
    const missing = join(folder, "no", "such");
    const calls: [string, () => Promise<unknown>][] = [
      ["read", () => disk.read(missing)],
      ["read", () => disk.readRange(missing, 0, 1)],
      ["read", async () => await disk.readPieces(missing)[Symbol.asyncIterator]().next()],
      ["write", () => disk.create(missing, text("x"), 0o644)],
      ["write", () => disk.append(missing)],
      ["copy", () => disk.clone(missing, join(folder, "copied"))],
      ["rename", () => disk.rename(missing, join(folder, "renamed"))],
      ["remove", () => disk.unlink(missing)],
      ["make folder", () => disk.mkdir(missing)],
      ["remove folder", () => disk.rmdir(missing)],
      ["list", () => disk.list(missing)],
      ["look at", () => disk.stat(missing)],
      ["touch", () => disk.touch(missing, 0)],
      ["sync", () => disk.sync(missing)],
      ["sync", () => disk.syncFolder(missing)],
    ];
    for (const [what, call] of calls) {
      await assert.rejects(call(), (thrown) => {
        assert.ok(thrown instanceof DiskError, what);
        assert.equal(thrown.code, "ENOENT");
        assert.ok(
          errorLine(thrown).startsWith(`cannot ${what} '`) && thrown.message.includes(missing),
          thrown.message,
        );
        return true;
      });
    }
  });

  test("leaves what a stream had given when it broke off, and its error as it was", async () => {
    const path = join(folder, "broken");
    async function* breaking(): AsyncIterable<Uint8Array> {
      yield text("half");
      throw Object.assign(new Error("gone"), { code: "ENOENT" });
    }
    await assert.rejects(disk.create(path, breaking(), 0o644), { message: "gone", code: "ENOENT" });
    assert.equal(readFileSync(path, "utf8"), "half");
    await assert.rejects(disk.create(path, text("x"), 0o644), { code: "EEXIST" });
    assert.equal(readFileSync(path, "utf8"), "half");
  });

  test("reads a file in pieces, from anywhere, to where it ends by then", async () => {
    const path = join(folder, "pieces");
    const bytes = Buffer.alloc(1_000_000, "0123456789abcde");
    writeFileSync(path, bytes);
    for (const start of [0, 1, 262_144, 999_999, 1_000_000, 2_000_000]) {
      const pieces: Uint8Array[] = [];
      for await (const piece of disk.readPieces(path, start)) pieces.push(piece);
      assert.ok(Buffer.concat(pieces).equals(bytes.subarray(start)), `from ${start}`);
    }
    const growing = disk.readPieces(path)[Symbol.asyncIterator]();
    let read = (await growing.next()).value?.length ?? 0;
    writeFileSync(path, "more", { flag: "a" });
    for (let next = await growing.next(); !next.done; next = await growing.next()) read += next.value.length;
    assert.equal(read, 1_000_004);
  });

  test("touches to the millisecond, and syncs a whole file system where Linux does", async () => {
    const path = join(folder, "touched");
    writeFileSync(path, "x");
    utimesSync(path, 1, 1);
    await disk.touch(path, 1_735_787_045_678);
    assert.equal(Math.round((await disk.stat(path)).modified), 1_735_787_045_678);
    assert.equal(await disk.syncAll(path), process.platform === "linux");
    assert.equal(await disk.syncAll(join(folder, "nowhere")), false);
  });

  test("removes at once, for exit handlers", () => {
    const path = join(folder, "now");
    mkdirSync(path);
    writeFileSync(join(path, "file"), "");
    assert.throws(() => disk.removeNow(path), { code: "ENOTEMPTY" });
    disk.removeNow(join(path, "file"));
    disk.removeNow(path);
    assert.throws(() => statSync(path), { code: "ENOENT" });
  });
});
