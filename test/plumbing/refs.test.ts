import assert from "node:assert/strict";
import { suite, test } from "node:test";
import * as fc from "fast-check";
import { E3Error, errorLine } from "../../lib/plumbing/errors.js";
import { memoryStorage } from "../../lib/plumbing/local-storage.js";
import {
  type DatasetRef,
  datasetRefList,
  datasetRefParse,
  datasetRefPrint,
  datasetRefRead,
  datasetRefWrite,
  deployedParse,
  deployedPrint,
  packageRefList,
  packageRefRead,
  packageRefRemove,
  packageRefWrite,
} from "../../lib/plumbing/refs.js";
import type { StorageBackend } from "../../lib/plumbing/storage.js";
import {
  workspaceCheck,
  workspaceCreate,
  workspaceExists,
  workspaceList,
  workspacePackageRead,
  workspacePackageWrite,
  workspaceRemove,
} from "../../lib/plumbing/workspaces.js";
import { TestHost } from "../support/test-host.js";

const repo = "/repo";
const [a, b, c] = ["a".repeat(64), "b".repeat(64), "c".repeat(64)] as const;

async function fresh(): Promise<StorageBackend> {
  const storage = memoryStorage(new TestHost());
  await storage.repositories.create(repo);
  return storage;
}

function error(kind: string, message: string | RegExp): (thrown: unknown) => true {
  return (thrown) => {
    assert.ok(thrown instanceof E3Error, String(thrown));
    assert.equal(thrown.kind, kind);
    if (typeof message === "string") assert.equal(thrown.message, message);
    else assert.match(thrown.message, message);
    return true;
  };
}

suite("datasets", () => {
  const made: DatasetRef = {
    hash: a,
    origin: {
      task: b,
      inputs: [
        { path: ["inputs", "name"], hash: c },
        { path: ["tasks", "a b", "output"], hash: a },
      ],
    },
  };

  test("are text that grep and people read", () => {
    assert.equal(datasetRefPrint({ hash: a }), `${a}\n`);
    assert.equal(
      datasetRefPrint(made),
      `${a}\ntask ${b}\ninput inputs.name ${c}\ninput tasks.\`a b\`.output ${a}\n`,
    );
  });

  test("come back from their text, whatever their inputs are called", () => {
    const plain = { noNullPrototype: true } as const;
    const hash = fc.constantFrom(a, b, c);
    const path = fc.array(fc.string({ unit: fc.constantFrom(...Array.from("ab.`\\@ \nñ")), maxLength: 5 }), {
      minLength: 1,
      maxLength: 4,
    });
    const origin = fc.record(
      { task: hash, inputs: fc.array(fc.record({ path, hash }, plain), { maxLength: 4 }) },
      plain,
    );
    fc.assert(
      fc.property(fc.oneof(fc.record({ hash }, plain), fc.record({ hash, origin }, plain)), (ref) => {
        const text = datasetRefPrint(ref);
        assert.deepEqual(datasetRefParse(text, "f"), ref);
        // No part of it is a whole one, but for what ends with a line.
        for (let end = 0; end < text.length; end++) {
          const part = text.slice(0, end);
          if (!part.endsWith("\n"))
            assert.throws(() => datasetRefParse(part, "f"), error("damaged", /^'f' line \d+: /));
        }
      }),
    );
  });

  const damage: [string, string, string][] = [
    ["nothing", "", "line 1: expected the hash of a value, found nothing"],
    ["no line break", a, "line 1: expected the end of the line after 64 hex digits, found nothing"],
    ["capitals", `${"A".repeat(64)}\n`, `line 1: expected the hash of a value, found '${"A".repeat(40)}'`],
    ["a blank before", ` ${a}\n`, "line 1: expected the hash of a value"],
    ["a carriage return", `${a}\r\n`, "line 1: expected the end of the line"],
    ["zeros after a power cut", "\0".repeat(65), "line 1: expected the hash of a value"],
    ["a line of something else", `${a}\nowner me\n`, "line 2: expected 'task', found 'owner me'"],
    ["a blank line after it", `${a}\n\n`, "line 2: expected 'task', found nothing"],
    ["inputs without a task", `${a}\ninput x ${b}\n`, "line 2: expected 'task', found 'input x "],
    ["a task without a hash", `${a}\ntask x\n`, "line 2: expected the hash of a task, found 'x'"],
    ["an input without a path", `${a}\ntask ${b}\ninput  ${c}\n`, "line 3: expected a path"],
    ["an input without a hash", `${a}\ntask ${b}\ninput x.y\n`, "line 3: expected ' ', found nothing"],
    ["an open back-quote", `${a}\ntask ${b}\ninput \`x ${c}\n`, "line 3: expected a path, found '`x cccc"],
  ];
  for (const [what, text, message] of damage) {
    test(`${what} is damage, named by file and line`, async () => {
      const storage = await fresh();
      await storage.refs.write(repo, [["workspaces/dev/data/inputs/x", text]]);
      const damaged = (thrown: unknown): true => {
        error("damaged", /./)(thrown);
        const shown = errorLine(thrown as E3Error);
        assert.ok(shown.startsWith(`'/repo/workspaces/dev/data/inputs/x' ${message}`), shown);
        return true;
      };
      await assert.rejects(datasetRefRead(storage, repo, "dev", ["inputs", "x"]), damaged);
      await assert.rejects(datasetRefList(storage, repo, "dev"), damaged);
    });
  }

  test("are written, listed and unassigned", async () => {
    const storage = await fresh();
    await datasetRefWrite(storage, repo, "dev", [
      [["inputs", "a.b"], { hash: a }],
      [["tasks", "greet", "output"], made],
    ]);
    assert.deepEqual(await datasetRefRead(storage, repo, "dev", ["inputs", "a.b"]), { hash: a });
    assert.deepEqual(await datasetRefList(storage, repo, "dev"), [
      { path: ["inputs", "a.b"], ref: { hash: a } },
      { path: ["tasks", "greet", "output"], ref: made },
    ]);
    assert.deepEqual(await datasetRefList(storage, repo, "dev", ["inputs"]), [
      { path: ["inputs", "a.b"], ref: { hash: a } },
    ]);
    assert.deepEqual(await datasetRefList(storage, repo, "prod"), []);
    await datasetRefWrite(storage, repo, "dev", [[["inputs", "a.b"], undefined]]);
    assert.equal(await datasetRefRead(storage, repo, "dev", ["inputs", "a.b"]), undefined);
  });
});

suite("packages", () => {
  test("are written, read, listed and removed", async () => {
    const storage = await fresh();
    const packages = [
      { name: "@elaraai/hello", version: "1.0.0", hash: a },
      { name: "hello", version: "1.0.0", hash: b },
      { name: "hello", version: "2.0.0-rc.1", hash: c },
    ];
    for (const one of packages) await packageRefWrite(storage, repo, one);
    assert.deepEqual(await packageRefList(storage, repo), packages);
    assert.equal(await packageRefRead(storage, repo, { name: "hello", version: "1.0.0" }), b);
    assert.equal(await packageRefRead(storage, repo, { name: "hello", version: "3" }), undefined);
    assert.equal(await packageRefRemove(storage, repo, { name: "hello", version: "1.0.0" }), true);
    assert.equal(await packageRefRemove(storage, repo, { name: "hello", version: "1.0.0" }), false);
    assert.deepEqual(await packageRefList(storage, repo), [packages[0], packages[2]]);
  });

  test("damage is named by file and line", async () => {
    const storage = await fresh();
    await storage.refs.write(repo, [["packages/hello/1.0.0", `${a}\n${b}\n`]]);
    const damaged = error(
      "damaged",
      `'/repo/packages/hello/1.0.0' line 2: expected nothing more, found '${"b".repeat(40)}'`,
    );
    await assert.rejects(packageRefRead(storage, repo, { name: "hello", version: "1.0.0" }), damaged);
    await assert.rejects(packageRefList(storage, repo), damaged);
  });
});

suite("workspaces", () => {
  test("are made, listed and removed", async () => {
    const storage = await fresh();
    assert.deepEqual(await workspaceList(storage, repo), []);
    await assert.rejects(
      workspaceCheck(storage, repo, "dev"),
      error("missing", "workspace 'dev' is not in '/repo'"),
    );
    for (const name of ["prod", "dev", "a b"]) await workspaceCreate(storage, repo, name);
    assert.deepEqual(await workspaceList(storage, repo), ["a b", "dev", "prod"]);
    await workspaceCheck(storage, repo, "dev");
    await workspaceRemove(storage, repo, "dev", { command: "test" });
    assert.equal(await workspaceExists(storage, repo, "dev"), false);
    await assert.rejects(
      workspaceRemove(storage, repo, "dev", { command: "test" }),
      error("missing", /'dev'/),
    );
    assert.deepEqual(await workspaceList(storage, repo), ["a b", "prod"]);
    assert.equal(await storage.locks.holder(repo, { lock: "run", workspace: "dev" }), undefined);
  });

  test("are refused where there is one like it", async () => {
    const storage = await fresh();
    await workspaceCreate(storage, repo, "dev");
    await assert.rejects(
      workspaceCreate(storage, repo, "dev"),
      error("failed", "workspace 'dev' exists already"),
    );
    const alike = error("failed", "workspace 'Dev' differs only in case from workspace 'dev'");
    await assert.rejects(workspaceCreate(storage, repo, "Dev"), alike);
    await assert.rejects(workspaceCreate(storage, repo, ".."), error("usage", /'\.\.'/));
  });

  test("are not removed while they run", async () => {
    const storage = await fresh();
    await workspaceCreate(storage, repo, "dev");
    const lock = await storage.locks.acquire(
      repo,
      { lock: "run", workspace: "dev" },
      { command: "e3 start" },
    );
    await assert.rejects(
      workspaceRemove(storage, repo, "dev", { command: "test" }),
      error("locked", /\(e3 start\)/),
    );
    await lock.release();
    await workspaceRemove(storage, repo, "dev", { command: "test" });
  });

  test("know which package is deployed, whatever it is called", async () => {
    const storage = await fresh();
    await workspaceCreate(storage, repo, "dev");
    assert.equal(await workspacePackageRead(storage, repo, "dev"), undefined);
    for (const name of ["hello", "@elaraai/hello", "a b", "a@b\nc`"]) {
      const deployed = { name, version: "1.0.0", hash: a };
      await workspacePackageWrite(storage, repo, "dev", deployed);
      assert.deepEqual(await workspacePackageRead(storage, repo, "dev"), deployed);
    }
    assert.equal(deployedPrint({ name: "hello", version: "1.0.0", hash: a }), `hello@1.0.0 ${a}\n`);
    for (const text of [
      "",
      `${a}\n`,
      ` ${a}\n`,
      `hello ${a}\n`,
      `hello@1 ${a}`,
      `hello@1 ${a}\n\n`,
      "hello@1 x\n",
    ]) {
      assert.throws(
        () => deployedParse(text, "f"),
        error("damaged", /^'f' line 1: |^'f' line 2: expected nothing more/),
      );
    }
  });
});
