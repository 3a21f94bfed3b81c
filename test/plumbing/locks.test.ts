/** Locks between real processes, and what becomes of a holder that is gone, stopped, or on another machine. */
import assert from "node:assert/strict";
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  unlinkSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import process from "node:process";
import { createInterface } from "node:readline";
import { after, mock, suite, test } from "node:test";
import { fileURLToPath } from "node:url";
import { DiskError } from "../../lib/plumbing/disk.js";
import { E3Error } from "../../lib/plumbing/errors.js";
import { LocalStorage } from "../../lib/plumbing/local-storage.js";
import { lockRecordParse, lockRecordPrint } from "../../lib/plumbing/lock-record.js";
import { NodeDisk } from "../../lib/plumbing/node-disk.js";
import { NodeHost } from "../../lib/plumbing/node-host.js";
import type { StorageBackend } from "../../lib/plumbing/storage.js";
import { FaultyDisk } from "../support/faulty-disk.js";
import { scaled } from "../support/scale.js";
import { TestHost } from "../support/test-host.js";

const folder = mkdtempSync(join(tmpdir(), "e3-locks-"));
const children = new Set<Child>();
after(() => {
  for (const child of children) child.process.kill("SIGKILL");
  rmSync(folder, { recursive: true, force: true });
});

const dev = { lock: "run", workspace: "dev" } as const;
const command = { command: "test" };
const script = fileURLToPath(new URL("../support/lock-child.js", import.meta.url));

let count = 0;

async function fresh(): Promise<{ storage: StorageBackend; repo: string; place: string }> {
  const repo = join(folder, `repo-${count++}`);
  const storage = new LocalStorage();
  await storage.repositories.create(repo);
  return { storage, repo, place: join(repo, "locks", "dev.run") };
}

class Child {
  readonly process: ChildProcess;
  readonly #answers: AsyncIterator<string>;

  constructor(repo: string) {
    this.process = spawn(process.execPath, [script, repo], { stdio: ["pipe", "pipe", "inherit"] });
    const output = this.process.stdout ?? assert.fail();
    this.#answers = createInterface({ input: output })[Symbol.asyncIterator]();
    children.add(this);
  }

  get pid(): number {
    return this.process.pid ?? assert.fail();
  }

  async ask(line: string): Promise<string> {
    this.process.stdin?.write(`${line}\n`);
    return (await this.#answers.next()).value ?? assert.fail(`no answer to ${line}`);
  }

  async end(how: "SIGKILL" | "exit"): Promise<void> {
    const ended = once(this.process, "exit");
    if (how === "exit") this.process.stdin?.write("exit\n");
    else this.process.kill(how);
    await ended;
    children.delete(this);
  }
}

function locked(message: RegExp): (error: unknown) => true {
  return (error) => {
    assert.ok(error instanceof E3Error, String(error));
    assert.equal(error.kind, "locked");
    assert.match(error.message, message);
    return true;
  };
}

/** Puts a holder in a lock by hand, as another machine would through a shared file system; `age` in seconds. */
function plant(place: string, text: string, age: number): string {
  mkdirSync(place);
  const file = join(place, "planted");
  writeFileSync(file, text);
  const at = Date.now() / 1000 - age;
  utimesSync(file, at, at);
  return file;
}

suite("a lock held by another process", { timeout: 60_000 }, () => {
  test("is refused, naming the holder, until that lets go", async () => {
    const { storage, repo, place } = await fresh();
    const child = new Child(repo);
    assert.equal(await child.ask("take"), "got");
    const [file] = readdirSync(place);
    const record = lockRecordParse(readFileSync(join(place, file as string), "utf8"));
    assert.equal(record?.pid, child.pid);
    const refused = locked(new RegExp(`^workspace 'dev' is locked by pid ${child.pid} \\(test child\\) on `));
    await assert.rejects(storage.locks.acquire(repo, dev, command), refused);
    assert.equal((await storage.locks.holder(repo, dev))?.pid, child.pid);
    assert.equal(await child.ask("drop"), "dropped");
    const lock = await storage.locks.acquire(repo, dev, command);
    assert.match(await child.ask("take"), new RegExp(`^held .* pid ${process.pid} \\(test\\)`));
    await lock.release();
    assert.deepEqual(readdirSync(join(repo, "locks")), []);
    assert.deepEqual(readdirSync(join(repo, "tmp")), []);
    await child.end("exit");
  });

  test("is let go when that exits, and taken over at once when that was killed", async () => {
    const { storage, repo, place } = await fresh();
    for (const how of ["exit", "SIGKILL"] as const) {
      const child = new Child(repo);
      assert.equal(await child.ask("take"), "got");
      await child.end(how);
      if (how === "exit") assert.deepEqual(readdirSync(join(repo, "locks")), []);
      else assert.equal(readdirSync(place).length, 1);
      assert.equal(await storage.locks.holder(repo, dev), undefined);
      await (await storage.locks.acquire(repo, dev, command)).release();
    }
  });

  test("is not taken from one that is stopped, however long ago it gave a sign", async () => {
    const { storage, repo, place } = await fresh();
    const child = new Child(repo);
    assert.equal(await child.ask("take"), "got");
    child.process.kill("SIGSTOP");
    const file = join(place, readdirSync(place)[0] as string);
    utimesSync(file, 1, 1);
    await assert.rejects(storage.locks.acquire(repo, dev, command), locked(/\(test child\)/));
    child.process.kill("SIGCONT");
    assert.equal(await child.ask("drop"), "dropped");
    await child.end("exit");
  });

  test("passes from a killed holder to exactly one of many who want it at that moment", async () => {
    const { repo } = await fresh();
    const all = Array.from({ length: 6 }, () => new Child(repo));
    assert.equal(await all[0]?.ask("take"), "got");
    let holder = all.shift() as Child;
    while (all.length > 1) {
      await holder.end("SIGKILL");
      const answers = await Promise.all(all.map(async (child) => await child.ask("take")));
      const got = all.filter((_, i) => answers[i] === "got");
      assert.equal(got.length, 1, answers.join("\n"));
      holder = got[0] as Child;
      for (const [i, child] of all.entries()) {
        if (child !== holder)
          assert.match(answers[i] as string, new RegExp(`^held .* by pid ${holder.pid} `));
      }
      all.splice(all.indexOf(holder), 1);
    }
    for (const child of [holder, ...all]) await child.end("SIGKILL");
  });

  test("lets one in at a time, also when some are killed while they hold it", async () => {
    const { repo } = await fresh();
    writeFileSync(join(repo, "count"), "0");
    const times = scaled(500);
    const counting = [new Child(repo), new Child(repo)];
    let victim = new Child(repo);
    assert.equal(await victim.ask("take"), "got");
    const done = counting.map(async (child) => await child.ask(`count ${times}`));
    for (let kills = 0; kills < 3; kills++) {
      const next = new Child(repo);
      const waiting = next.ask("wait");
      await victim.end("SIGKILL");
      assert.equal(await waiting, "got");
      victim = next;
    }
    await victim.end("SIGKILL");
    assert.deepEqual(await Promise.all(done), ["counted", "counted"]);
    assert.equal(readFileSync(join(repo, "count"), "utf8"), String(2 * times));
    for (const child of counting) await child.end("exit");
  });
});

suite("a lock on a disk that fails", () => {
  test("is not had, and not in the way of the next; or cannot be let go, and says so", async () => {
    const { storage, repo } = await fresh();
    const disk = new NodeDisk();
    for (let call = 1; ; call++) {
      const faulty = new FaultyDisk(disk, { call, code: "EIO" });
      const failing = new LocalStorage(faulty.disk);
      const lock = await failing.locks.acquire(repo, dev, command).catch((error: unknown) => {
        assert.ok(error instanceof DiskError && error.message.includes(repo), faulty.failed[0]);
      });
      if (lock !== undefined) {
        await assert.rejects(storage.locks.acquire(repo, dev, command), locked(/\(test\)/));
        const error = await lock.release().then(
          () => undefined,
          (thrown: unknown) => thrown,
        );
        if (error !== undefined) {
          assert.ok(error instanceof DiskError);
          unlinkSync(error.path);
        }
      }
      await (await storage.locks.acquire(repo, dev, command)).release();
      assert.deepEqual(readdirSync(join(repo, "tmp")), []);
      if (faulty.failed.length > 0) continue;
      assert.ok(call > 5);
      break;
    }
  });
});

suite("a lock found on the disk", () => {
  const host = new NodeHost();

  test("of a process that has this pid but started at another time is taken over", async () => {
    const { storage, repo, place } = await fresh();
    const record = { ...host.process, command: "e3 start", since: 0 };
    plant(place, lockRecordPrint({ ...record, start: "1" }), 0);
    await (await storage.locks.acquire(repo, dev, command)).release();
    // The very same text but for the start is this process, and lives.
    plant(place, lockRecordPrint(record), 1_000_000);
    await assert.rejects(storage.locks.acquire(repo, dev, command), locked(/\(e3 start\)/));
  });

  test("with nobody in it is free", async () => {
    const { storage, repo, place } = await fresh();
    mkdirSync(place);
    await (await storage.locks.acquire(repo, dev, command)).release();
  });

  const remote = { pid: process.pid, start: "1", command: "e3 start", since: 0 };
  const others: [string, string][] = [
    ["another machine's", lockRecordPrint({ ...remote, host: "box9", scope: host.process.scope })],
    ["another container's", lockRecordPrint({ ...remote, host: host.process.host, scope: "elsewhere" })],
    ["an unreadable one", "pid 1\nsta"],
    ["an empty one", ""],
  ];
  for (const [whose, text] of others) {
    test(`${whose} holds as long as it shows signs of life`, async () => {
      const { repo, place } = await fresh();
      const clock = new TestHost();
      clock.process = host.process;
      clock.clock = Date.now();
      const storage = new LocalStorage(new NodeDisk(), clock);
      const file = plant(place, text, 9);
      await assert.rejects(
        storage.locks.acquire(repo, dev, command),
        locked(/^workspace 'dev' is locked by /),
      );
      clock.clock += 2_000;
      // Its clock is merely behind: it gives another sign while we look.
      clock.whileAsleep = async () => utimesSync(file, 1, 1);
      await assert.rejects(
        storage.locks.acquire(repo, dev, command),
        locked(/^workspace 'dev' is locked by /),
      );
      clock.whileAsleep = async () => {};
      const begun = clock.clock;
      await (await storage.locks.acquire(repo, dev, command)).release();
      assert.ok(clock.clock - begun < 10_000);
    });
  }
});

suite("a holder", { timeout: 60_000 }, () => {
  test("shows that it lives, and learns that its lock was taken from it", async () => {
    const { storage, repo, place } = await fresh();
    await (await storage.locks.acquire(repo, dev, command)).release();
    mock.timers.enable({ apis: ["setTimeout"] });
    try {
      const disk = new NodeDisk();
      const lock = await storage.locks.acquire(repo, dev, command);
      const file = join(place, readdirSync(place)[0] as string);
      const first = (await disk.stat(file)).modified;
      const beat = async (until: () => Promise<boolean> | boolean): Promise<void> => {
        mock.timers.tick(2_500);
        while (!(await until())) await new Promise((resolve) => setImmediate(resolve));
      };
      await beat(async () => (await disk.stat(file)).modified !== first);
      // The next beat is set up by the answer to this one.
      await new Promise((resolve) => setImmediate(resolve));
      assert.equal(lock.lost.aborted, false);
      unlinkSync(file);
      await beat(() => lock.lost.aborted);
      locked(/the lock that this process held on '.*dev\.run' was taken from it/)(lock.lost.reason);
      await lock.release();
      // Somebody else's is not let go by mistake.
      const other = await storage.locks.acquire(repo, dev, command);
      await lock.release();
      assert.equal(readdirSync(place).length, 1);
      await other.release();
    } finally {
      mock.timers.reset();
    }
  });

  test("is described by text that people read, and that comes back", () => {
    const record = {
      pid: 4711,
      start: "8812345",
      host: "box7",
      scope: "1b2c pid:[4026531836]",
      command: "e3 start . dev",
      since: Date.parse("2025-01-02T12:03:04.567Z"),
    };
    const text = [
      "pid 4711",
      "start 8812345",
      "host box7",
      "scope 1b2c pid:[4026531836]",
      "command e3 start . dev",
      "since 2025-01-02T12:03:04.567Z",
      "",
    ].join("\n");
    assert.equal(lockRecordPrint(record), text);
    assert.deepEqual(lockRecordParse(text), record);
    assert.deepEqual(lockRecordParse(lockRecordPrint({ ...record, command: "a\nb" })), {
      ...record,
      command: "a b",
    });
    for (let end = 0; end < text.length; end++) assert.equal(lockRecordParse(text.slice(0, end)), undefined);
  });
});
