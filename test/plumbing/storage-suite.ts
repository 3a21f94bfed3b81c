/** What every `StorageBackend` does, whatever it stores in: run for each of them by `storage.test.ts`. */
import assert from "node:assert/strict";
import { suite, test } from "node:test";
import { E3Error } from "../../lib/plumbing/errors.js";
import { hashBytes } from "../../lib/plumbing/hash.js";
import type { Content, ExecutionKey, NamedContent, StorageBackend } from "../../lib/plumbing/storage.js";

export type Repository = {
  storage: StorageBackend;
  repo: string;
  /** Writes over the bytes of an object behind the storage's back. */
  damage: (hash: string, bytes: Uint8Array) => Promise<void>;
};

/** `make` gives a name for a repository that does not exist yet. */
export function storageSuite(name: string, make: () => Promise<Repository>): void {
  const fresh = async (): Promise<Repository> => {
    const made = await make();
    await made.storage.repositories.create(made.repo);
    return made;
  };

  suite(`${name}: repositories`, () => {
    test("one is made once, and is there from then on", async () => {
      const { storage, repo } = await make();
      await assert.rejects(
        storage.repositories.check(repo),
        error("missing", /'.*' is not an e3 repository/),
      );
      assert.equal(await storage.repositories.create(repo), "created");
      await storage.repositories.check(repo);
      const hash = await storage.objects.write(repo, bytes("kept"));
      assert.equal(await storage.repositories.create(repo), "exists");
      assert.deepEqual(await storage.objects.read(repo, hash), bytes("kept"));
    });

    test("one without a name is refused", async () => {
      const { storage } = await make();
      await assert.rejects(storage.repositories.create(""), error("usage"));
      await assert.rejects(storage.repositories.check(""), error("usage"));
    });
  });

  suite(`${name}: objects`, () => {
    const large = Buffer.alloc(3_000_000, "0123456789abcdef!");
    const contents: [string, () => Content, string][] = [
      ["bytes", () => bytes("hello"), hashBytes(bytes("hello"))],
      [
        "no bytes",
        () => new Uint8Array(),
        "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
      ],
      ["many bytes", () => large, hashBytes(large)],
      ["a stream", () => pieces("he", "", "llo"), hashBytes(bytes("hello"))],
      ["an empty stream", () => pieces(), hashBytes(bytes(""))],
    ];
    for (const [what, content, hash] of contents) {
      test(`${what} come back as they went in`, async () => {
        const { storage, repo } = await fresh();
        const expected = await whole(content());
        for (const _ of ["new", "there already"]) {
          assert.equal(await storage.objects.write(repo, content()), hash);
          assert.deepEqual(Buffer.from(await storage.objects.read(repo, hash)), expected);
          assert.deepEqual(Buffer.concat(await collect(storage.objects.stream(repo, hash))), expected);
          assert.equal((await storage.objects.stat(repo, hash))?.bytes, expected.length);
        }
        assert.deepEqual(await collect(storage.objects.list(repo)), [hash]);
      });
    }

    test("a range ends where the object ends", async () => {
      const { storage, repo } = await fresh();
      const hash = await storage.objects.write(repo, bytes("0123456789"));
      const range = async (start: number, length: number): Promise<string> =>
        Buffer.from(await storage.objects.readRange(repo, hash, start, length)).toString();
      assert.equal(await range(2, 3), "234");
      assert.equal(await range(8, 100), "89");
      assert.equal(await range(100, 1), "");
      assert.equal(await range(0, 1e15), "0123456789");
    });

    test("what is not there is missing", async () => {
      const { storage, repo } = await fresh();
      const hash = hashBytes(bytes("nowhere"));
      assert.equal(await storage.objects.stat(repo, hash), undefined);
      assert.deepEqual(await collect(storage.objects.list(repo, hash.slice(0, 4))), []);
      const missing = error("missing", new RegExp(`object ${hash} is not in '.*'`));
      await assert.rejects(storage.objects.read(repo, hash), missing);
      await assert.rejects(storage.objects.readRange(repo, hash, 0, 1), missing);
      await assert.rejects(collect(storage.objects.stream(repo, hash)), missing);
      assert.equal(await storage.objects.remove(repo, hash, Number.MAX_SAFE_INTEGER), false);
    });

    test("damage is found when bytes are read, and mended when they are written again", async () => {
      const { storage, repo, damage } = await fresh();
      const content = bytes("the right ones");
      const hash = hashBytes(content);
      for (const wrong of ["the wrong ones", "the", "the right ones and more", ""]) {
        for (const again of [content, pieces("the right ", "ones")]) {
          await storage.objects.write(repo, content);
          await damage(hash, bytes(wrong));
          const damaged = error("damaged", new RegExp(`object ${hash} is damaged`));
          await assert.rejects(storage.objects.read(repo, hash), damaged);
          await assert.rejects(collect(storage.objects.stream(repo, hash)), damaged);
          assert.equal(await storage.objects.write(repo, again), hash);
          assert.deepEqual(await storage.objects.read(repo, hash), content);
        }
      }
    });

    test("content that is not what it was said to be does not become visible", async () => {
      const { storage, repo } = await fresh();
      const hash = hashBytes(bytes("announced"));
      for (const content of [bytes("another"), pieces("ano", "ther")]) {
        const wrong = storage.objects.writeAll(repo, [bytes("fine"), { hash, content }]);
        await assert.rejects(wrong, error("damaged", new RegExp(`came as object ${hash} hashes to`)));
        assert.deepEqual(await collect(storage.objects.list(repo)), []);
      }
      assert.equal(await storage.objects.write(repo, { hash, content: pieces("announced") }), hash);
    });

    for (const count of [0, 1, 3, 50]) {
      test(`a batch of ${count}, of every form and some twice, is all there, hashes in order`, async () => {
        const { storage, repo } = await fresh();
        await storage.objects.write(repo, bytes("value 1"));
        const texts = Array.from({ length: count }, (_, i) => `value ${i % 40}`);
        const forms: ((text: string) => Content | NamedContent)[] = [
          bytes,
          (text) => pieces(text.slice(0, 3), text.slice(3)),
          (text) => ({ hash: hashBytes(bytes(text)), content: bytes(text) }),
        ];
        const batch = texts.map((text, i) => (forms[i % 3] as (typeof forms)[0])(text));
        const hashes = await storage.objects.writeAll(repo, batch);
        assert.deepEqual(
          hashes,
          texts.map((text) => hashBytes(bytes(text))),
        );
        for (const [i, hash] of hashes.entries()) {
          assert.equal(Buffer.from(await storage.objects.read(repo, hash)).toString(), texts[i]);
        }
        const all = await collect(storage.objects.list(repo));
        assert.deepEqual(all, [...new Set([...hashes, hashBytes(bytes("value 1"))])].sort());
      });
    }

    test("a batch that breaks off leaves whole objects or none, and the error as it was", async () => {
      const { storage, repo } = await fresh();
      async function* broken(): AsyncIterable<Content> {
        yield bytes("one");
        yield pieces("two");
        throw new Error("the network is down");
      }
      await assert.rejects(storage.objects.writeAll(repo, broken()), /^Error: the network is down$/);
      async function* breaking(): AsyncIterable<Uint8Array> {
        yield bytes("half of ");
        throw new Error("the network is down");
      }
      await assert.rejects(storage.objects.write(repo, breaking()), /^Error: the network is down$/);
      for await (const hash of storage.objects.list(repo)) await storage.objects.read(repo, hash);
      assert.equal(await storage.objects.sweep(repo, Number.MAX_SAFE_INTEGER), 0);
    });

    test("they are listed in order, by any start of their hashes", async () => {
      const { storage, repo } = await fresh();
      const hashes = (
        await storage.objects.writeAll(
          repo,
          Array.from({ length: 300 }, (_, i) => bytes(`${i}`)),
        )
      ).sort();
      assert.deepEqual(await collect(storage.objects.list(repo)), hashes);
      for (const length of [1, 2, 3, 5, 64]) {
        const prefix = (hashes[7] as string).slice(0, length);
        const expected = hashes.filter((hash) => hash.startsWith(prefix));
        assert.deepEqual(await collect(storage.objects.list(repo, prefix)), expected);
      }
    });

    test("only old ones are removed, and writing makes them new", async () => {
      const { storage, repo } = await fresh();
      const hash = await storage.objects.write(repo, bytes("x"));
      const { modified } = (await storage.objects.stat(repo, hash)) ?? assert.fail();
      assert.equal(await storage.objects.remove(repo, hash, modified - 1), false);
      assert.deepEqual(await storage.objects.read(repo, hash), bytes("x"));
      assert.equal(await storage.objects.remove(repo, hash, modified + 60_000), true);
      assert.equal(await storage.objects.stat(repo, hash), undefined);
    });

    const noHashes = [
      "",
      "3a",
      "../../../etc/passwd",
      "A".repeat(64),
      `${"a".repeat(63)}/`,
      `${"a".repeat(64)}\n`,
    ];
    for (const hash of noHashes) {
      test(`${JSON.stringify(hash)} is no hash`, async () => {
        const { storage, repo } = await fresh();
        const { objects, executions } = storage;
        const refused = error("usage", /is not a hash/);
        await assert.rejects(objects.read(repo, hash), refused);
        await assert.rejects(objects.readRange(repo, hash, 0, 1), refused);
        await assert.rejects(collect(objects.stream(repo, hash)), refused);
        await assert.rejects(objects.stat(repo, hash), refused);
        await assert.rejects(objects.cloneTo(repo, hash, "/nowhere/copy"), refused);
        await assert.rejects(objects.remove(repo, hash, 1), refused);
        const good = "a".repeat(64);
        for (const key of [
          { task: hash, inputs: good },
          { task: good, inputs: hash },
        ]) {
          await assert.rejects(executions.readOutput(repo, key), refused);
          await assert.rejects(executions.writeOutput(repo, key, output("x")), refused);
          await assert.rejects(executions.attempts(repo, key), refused);
          assert.throws(() => executions.begin(repo, key, "20250102T030405678Z-4f2a"), refused);
        }
      });
    }
  });

  suite(`${name}: refs`, () => {
    test("what was written is read, listed and found in its folder", async () => {
      const { storage, repo } = await fresh();
      const { refs } = storage;
      const written: [string, string][] = [
        ["packages/%40x/1.0.0", "4\n"],
        ["packages/@scope/hello/2.0.0-rc.1", "1\n"],
        ["packages/hello/1.0.0", "2\n"],
        ["packages/hello/1.1.0", "3\n"],
        ["workspaces/dev/data/inputs/a%20b", "5\n"],
        ["workspaces/dev/data/tasks/greet/output", "6\nand more\n"],
        ["workspaces/dev/package", "hello@1.0.0 7\n"],
        ["workspaces/dev/runs/20250102T030405678Z-4f2a.json", "{}\n"],
      ];
      await refs.write(repo, written);
      for (const [ref, text] of written) assert.equal(await refs.read(repo, ref), text);
      const under = (folder: string): [string, string][] =>
        written.filter(([ref]) => ref.startsWith(`${folder}/`));
      for (const folder of ["packages", "packages/@scope", "packages/hello", "workspaces/dev/data"]) {
        assert.deepEqual([...(await refs.readAll(repo, folder))], under(folder));
        assert.deepEqual(
          await refs.list(repo, folder),
          under(folder).map(([ref]) => ref),
        );
      }
      assert.deepEqual(await refs.children(repo, "packages"), [
        { name: "%40x", kind: "folder" },
        { name: "@scope", kind: "folder" },
        { name: "hello", kind: "folder" },
      ]);
      assert.deepEqual(await refs.children(repo, "workspaces/dev"), [
        { name: "data", kind: "folder" },
        { name: "package", kind: "ref" },
        { name: "runs", kind: "folder" },
      ]);
    });

    test("what is not there is not there, and no error", async () => {
      const { storage, repo } = await fresh();
      const { refs } = storage;
      await refs.write(repo, [["workspaces/dev/data/inputs/a", "1\n"]]);
      assert.equal(await refs.read(repo, "workspaces/dev/data/inputs/b"), undefined);
      assert.equal(await refs.read(repo, "workspaces/dev/data/inputs"), undefined);
      assert.equal(await refs.read(repo, "workspaces/dev/data/inputs/a/below"), undefined);
      assert.equal(await refs.read(repo, "packages/hello/1.0.0"), undefined);
      assert.equal(await refs.children(repo, "workspaces/prod"), undefined);
      assert.deepEqual(await refs.list(repo, "workspaces/prod"), []);
      assert.deepEqual(await refs.readAll(repo, "packages/hello"), new Map());
      assert.equal(await refs.removeFolder(repo, "workspaces/prod"), false);
      await refs.write(repo, [
        ["workspaces/dev/data/inputs/b", undefined],
        ["workspaces/prod/data/inputs/b", undefined],
        ["workspaces/dev/data/inputs/a/below", undefined],
      ]);
      assert.deepEqual(await refs.list(repo, "workspaces"), ["workspaces/dev/data/inputs/a"]);
    });

    test("a batch replaces, adds and removes", async () => {
      const { storage, repo } = await fresh();
      const at = (i: number): string => `workspaces/dev/data/inputs/n${String(i).padStart(2, "0")}`;
      for (const size of [3, 40]) {
        const each = Array.from({ length: size }, (_, i) => i);
        await storage.refs.write(
          repo,
          each.map((i) => [at(i), `old ${i}\n`]),
        );
        await storage.refs.write(
          repo,
          each.map((i) => [at(i), i % 3 === 0 ? undefined : `new ${i}\n`]),
        );
        const expected = each.filter((i) => i % 3 !== 0).map((i) => [at(i), `new ${i}\n`]);
        assert.deepEqual([...(await storage.refs.readAll(repo, "workspaces/dev"))], expected);
        await storage.refs.write(repo, []);
      }
    });

    test("a workspace stays when its datasets go; a package without versions goes", async () => {
      const { storage, repo } = await fresh();
      const { refs } = storage;
      await refs.write(repo, [
        ["workspaces/dev/data/inputs/a", "1\n"],
        ["packages/hello/1.0.0", "1\n"],
        ["packages/@scope/hello/1.0.0", "1\n"],
        ["packages/@scope/other/1.0.0", "1\n"],
      ]);
      await refs.write(repo, [
        ["workspaces/dev/data/inputs/a", undefined],
        ["packages/hello/1.0.0", undefined],
        ["packages/@scope/hello/1.0.0", undefined],
      ]);
      assert.deepEqual(await refs.children(repo, "workspaces"), [{ name: "dev", kind: "folder" }]);
      assert.deepEqual(await refs.children(repo, "packages"), [{ name: "@scope", kind: "folder" }]);
      assert.deepEqual(await refs.list(repo, "packages"), ["packages/@scope/other/1.0.0"]);
    });

    test("folders are made once, stay when empty, and are removed with all that is in them", async () => {
      const { storage, repo } = await fresh();
      const { refs } = storage;
      assert.equal(await refs.createFolder(repo, "workspaces/dev"), true);
      assert.equal(await refs.createFolder(repo, "workspaces/dev"), false);
      assert.deepEqual(await refs.children(repo, "workspaces"), [{ name: "dev", kind: "folder" }]);
      assert.deepEqual(await refs.children(repo, "workspaces/dev"), []);
      await refs.write(repo, [["workspaces/dev/data/tasks/t/output", "1\n"]]);
      assert.equal(await refs.removeFolder(repo, "workspaces/dev"), true);
      assert.equal(await refs.children(repo, "workspaces/dev"), undefined);
      assert.deepEqual(await refs.children(repo, "workspaces"), []);
      assert.equal(await refs.sweep(repo, Number.MAX_SAFE_INTEGER), 0);
    });

    const noRefs = [
      "",
      "/",
      "format",
      "objects/tmp",
      "packages/",
      "packages/a/b/c",
      "packages/.hidden/1.0.0",
      "packages/hello/..",
      "packages/hello/.1",
      "packages/@scope/hello/1.0.0/more",
      "workspaces/..",
      "workspaces/dev/../../format",
      "workspaces/dev/other",
      "workspaces/dev/package/more",
      "workspaces/dev/data/inputs/na.me",
      "workspaces/dev/data//name",
      "workspaces/dev/data/na me",
      "workspaces/dev/data/na\\me",
      "workspaces/dev/data/na\0me",
      "workspaces/dev/data/näme",
      "workspaces/dev/runs/x.txt",
      "workspaces/dev/runs/x/y.json",
      "workspaces/@scope/data",
      "workspaces/dev/data/name\n",
    ];
    for (const ref of noRefs) {
      test(`${JSON.stringify(ref)} is no name of a ref`, async () => {
        const { storage, repo } = await fresh();
        const refused = error("usage", /is not the name of a (folder of )?ref/);
        await assert.rejects(storage.refs.read(repo, ref), refused);
        await assert.rejects(storage.refs.children(repo, ref), refused);
        await assert.rejects(storage.refs.write(repo, [[ref, "x"]]), refused);
        await assert.rejects(storage.refs.write(repo, [[ref, undefined]]), refused);
        await assert.rejects(storage.refs.createFolder(repo, ref), refused);
        await assert.rejects(storage.refs.removeFolder(repo, ref), refused);
      });
    }
  });

  suite(`${name}: executions`, () => {
    const key: ExecutionKey = { task: "a".repeat(64), inputs: "b".repeat(64) };
    const [first, second] = ["20250102T030405678Z-4f2a", "20250102T030405679Z-0000"] as const;
    const status = {
      state: "failed",
      started: 1_735_787_045_678,
      ms: 5,
      host: "box7",
      command: "python3 x.py",
    } as const;

    test("a record comes back as it went in", async () => {
      const { storage, repo } = await fresh();
      assert.equal(await storage.executions.readOutput(repo, key), undefined);
      for (const record of [output("c".repeat(64)), { ...output("d".repeat(64)), peakKib: 65_536 }]) {
        await storage.executions.writeOutput(repo, key, record);
        assert.deepEqual(await storage.executions.readOutput(repo, key), record);
      }
      assert.deepEqual(await collect(storage.executions.list(repo)), [key]);
      assert.deepEqual(await storage.executions.attempts(repo, key), []);
    });

    test("a hit needs the record, and its output with the bytes it should have", async () => {
      const { storage, repo, damage } = await fresh();
      assert.equal(await storage.executions.hit(repo, key), undefined);
      const hash = hashBytes(bytes("made"));
      const record = { ...output(hash), bytes: 4 };
      await storage.executions.writeOutput(repo, key, record);
      assert.equal(await storage.executions.hit(repo, key), undefined);
      await storage.objects.write(repo, bytes("made"));
      assert.deepEqual(await storage.executions.hit(repo, key), record);
      await damage(hash, bytes("mad"));
      assert.equal(await storage.executions.hit(repo, key), undefined);
    });

    test("an attempt that wrote something leaves its logs and how it ended", async () => {
      const { storage, repo } = await fresh();
      const { executions } = storage;
      const log = async (id: string, stream: "stdout" | "stderr", start?: number): Promise<string> =>
        Buffer.concat(await collect(executions.readLog(repo, key, id, stream, start))).toString();
      const attempt = executions.begin(repo, key, second);
      assert.deepEqual(await executions.attempts(repo, key), []);
      await attempt.log("stdout", bytes("one\n"));
      assert.equal(await log(second, "stdout"), "one\n");
      assert.deepEqual(await executions.attempts(repo, key), [{ id: second, status: undefined }]);
      await attempt.log("stderr", bytes("oh\n"));
      await attempt.log("stdout", bytes("two\n"));
      await attempt.finish({ ...status, exitCode: 3, error: "exit status 3", peakKib: 7 });
      assert.equal(await log(second, "stdout"), "one\ntwo\n");
      assert.equal(await log(second, "stdout", 4), "two\n");
      assert.equal(await log(second, "stderr"), "oh\n");
      assert.equal(await log(first, "stdout"), "");

      await executions.begin(repo, key, first).finish({ ...status, signal: "SIGKILL" });
      assert.deepEqual(await executions.attempts(repo, key), [
        { id: first, status: { ...status, signal: "SIGKILL" } },
        { id: second, status: { ...status, exitCode: 3, error: "exit status 3", peakKib: 7 } },
      ]);
      assert.equal(await executions.readOutput(repo, key), undefined);
    });

    test("a log keeps the order in which it was written, though nobody waits", async () => {
      const { storage, repo } = await fresh();
      const attempt = storage.executions.begin(repo, key, first);
      const lines = Array.from({ length: 300 }, (_, i) => `${"x".repeat(i * 7)} ${i}\n`);
      const writing = lines.map(async (line) => await attempt.log("stdout", bytes(line)));
      await attempt.finish(status);
      await Promise.all(writing);
      const log = Buffer.concat(await collect(storage.executions.readLog(repo, key, first, "stdout")));
      assert.equal(log.toString(), lines.join(""));
    });

    test("a quiet success leaves nothing, unless it is kept", async () => {
      const { storage, repo } = await fresh();
      const { executions } = storage;
      const success = { ...status, state: "success" } as const;
      await executions.begin(repo, key, first).finish(success);
      assert.deepEqual(await executions.attempts(repo, key), []);
      assert.deepEqual(await collect(executions.list(repo)), []);
      await executions.begin(repo, key, first).finish(success, { keep: true });
      assert.deepEqual(await executions.attempts(repo, key), [{ id: first, status: success }]);
      const loud = executions.begin(repo, key, second);
      await loud.log("stderr", bytes("warning\n"));
      await loud.finish(success);
      assert.deepEqual(
        (await executions.attempts(repo, key)).map(({ id }) => id),
        [first, second],
      );
    });

    test("they are listed in order, all or those of a task", async () => {
      const { storage, repo } = await fresh();
      const keys = ["a", "b"].flatMap((task) =>
        ["1", "2"].map((inputs) => ({ task: task.repeat(64), inputs: inputs.repeat(64) })),
      );
      for (const one of keys.toReversed())
        await storage.executions.writeOutput(repo, one, output("c".repeat(64)));
      assert.deepEqual(await collect(storage.executions.list(repo)), keys);
      assert.deepEqual(await collect(storage.executions.list(repo, "b".repeat(64))), keys.slice(2));
      assert.deepEqual(await collect(storage.executions.list(repo, "c".repeat(64))), []);
    });

    for (const id of [
      "",
      "..",
      "../x",
      "output",
      "20250102T030405678Z-4f2a/..",
      "20250102T030405678Z-4F2A",
    ]) {
      test(`${JSON.stringify(id)} is no id of an attempt`, async () => {
        const { storage, repo } = await fresh();
        assert.throws(() => storage.executions.begin(repo, key, id), error("usage"));
        await assert.rejects(collect(storage.executions.readLog(repo, key, id, "stdout")), error("usage"));
      });
    }
  });

  suite(`${name}: locks`, () => {
    const dev = { lock: "run", workspace: "dev" } as const;

    test("one holder at a time, and who is refused is told who that is", async () => {
      const { storage, repo } = await fresh();
      const lock = await storage.locks.acquire(repo, dev, { command: "e3 start" });
      const refused = error(
        "locked",
        /^workspace 'dev' is locked by pid \d+ \(e3 start\) on \S+ since \d\d:\d\d$/,
        "wait for it or stop that process",
      );
      await assert.rejects(storage.locks.acquire(repo, dev, { command: "e3 start" }), refused);
      const holder = await storage.locks.holder(repo, dev);
      assert.equal(holder?.command, "e3 start");
      await lock.release();
      await lock.release();
      assert.equal(await storage.locks.holder(repo, dev), undefined);
      assert.equal(lock.lost.aborted, false);
      await (await storage.locks.acquire(repo, dev, { command: "e3 start" })).release();
    });

    test("each lock of each workspace is its own", async () => {
      const { storage, repo } = await fresh();
      const names = [
        dev,
        { lock: "refs", workspace: "dev" },
        { lock: "run", workspace: "prod" },
        { lock: "run", workspace: "packages" },
        { lock: "run", workspace: "dev.run" },
        { lock: "packages" },
      ] as const;
      const locks = [];
      for (const lock of names) locks.push(await storage.locks.acquire(repo, lock, { command: "test" }));
      for (const lock of locks) await lock.release();
    });

    test("who waits gets it when it is let go, or is refused in the end", async () => {
      const { storage, repo } = await fresh();
      const lock = await storage.locks.acquire(repo, dev, { command: "one" });
      let got = false;
      const waiting = storage.locks.acquire(repo, dev, { command: "two", wait: 10_000 }).then((second) => {
        got = true;
        return second;
      });
      await assert.rejects(
        storage.locks.acquire(repo, dev, { command: "three", wait: 30 }),
        error("locked", /\(one\)/),
      );
      assert.equal(got, false);
      await lock.release();
      await (await waiting).release();
    });

    test("many who wait take turns", async () => {
      const { storage, repo } = await fresh();
      let inside = 0;
      const turn = async (): Promise<void> => {
        const lock = await storage.locks.acquire(repo, dev, { command: "test", wait: 10_000 });
        assert.equal(++inside, 1);
        await new Promise((resolve) => setImmediate(resolve));
        inside--;
        await lock.release();
      };
      await Promise.all(Array.from({ length: 20 }, turn));
    });
  });
}

function error(kind: string, message = /./, next?: string): (thrown: unknown) => true {
  return (thrown) => {
    assert.ok(thrown instanceof E3Error, String(thrown));
    assert.equal(thrown.kind, kind);
    assert.match(thrown.message, message);
    assert.ok(thrown.next !== undefined && thrown.next !== "", "says what to do next");
    if (next !== undefined) assert.equal(thrown.next, next);
    return true;
  };
}

function bytes(text: string): Uint8Array {
  return new Uint8Array(Buffer.from(text));
}

async function* pieces(...texts: string[]): AsyncIterable<Uint8Array> {
  for (const text of texts) yield bytes(text);
}

async function collect<T>(items: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = [];
  for await (const item of items) all.push(item);
  return all;
}

async function whole(content: Content): Promise<Uint8Array> {
  return content instanceof Uint8Array ? Buffer.from(content) : Buffer.concat(await collect(content));
}

function output(hash: string) {
  return {
    output: hash,
    bytes: 3,
    attempt: "20250102T030405678Z-4f2a",
    started: 1_735_787_045_678,
    ms: 12,
    host: "box7",
    command: "east-node run",
  };
}
