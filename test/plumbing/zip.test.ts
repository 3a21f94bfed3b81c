import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdtemp, readdir, readFile, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { suite, test } from "node:test";
import { type ZipContent, type ZipEntry, zipRead, zipWrite } from "../../lib/plumbing/zip.js";
import { type RawEntry, rawZip } from "../support/raw-zip.js";

const content = (name: string, text: string): ZipContent => {
  const bytes = Buffer.from(text);
  return {
    name,
    bytes: bytes.length,
    async *open() {
      yield bytes.subarray(0, 1);
      yield bytes.subarray(1);
    },
  };
};

const text = async (entry: ZipEntry | undefined): Promise<string> => {
  const pieces: Uint8Array[] = [];
  for await (const piece of entry?.stream() ?? []) pieces.push(piece);
  return Buffer.concat(pieces).toString();
};

const folder = (): Promise<string> => mkdtemp(join(tmpdir(), "e3-zip-"));

suite("zip", () => {
  test("gives back what was written, and the same bytes for the same content in any order", async () => {
    const at = await folder();
    const contents = [content("b/2", "two"), content("a", "one"), content("b/1", "")];
    await zipWrite(join(at, "x.zip"), contents);
    await zipWrite(join(at, "y.zip"), contents.toReversed());
    const [x, y] = await Promise.all([readFile(join(at, "x.zip")), readFile(join(at, "y.zip"))]);
    assert.deepEqual(x, y);
    assert.deepEqual((await readdir(at)).sort(), ["x.zip", "y.zip"]);
    await zipRead(join(at, "x.zip"), async (entries) => {
      assert.deepEqual([...entries.keys()], ["a", "b/1", "b/2"]);
      assert.deepEqual(await Promise.all([...entries.values()].map(text)), ["one", "", "two"]);
    });
  });

  test("the bytes do not depend on the time zone", async () => {
    const at = await folder();
    const script = `import { zipWrite } from ${JSON.stringify(new URL("../../lib/plumbing/zip.js", import.meta.url).href)};
      await zipWrite(process.argv[1], [{ name: "a", bytes: 1, open: async function* () { yield Buffer.from("x"); } }]);`;
    const made = ["Pacific/Auckland", "America/New_York"].map((TZ, i) => {
      execFileSync(process.execPath, ["--input-type=module", "-e", script, join(at, `${i}.zip`)], {
        env: { ...process.env, TZ },
      });
      return readFile(join(at, `${i}.zip`), "hex");
    });
    const [one, two] = await Promise.all(made);
    assert.equal(one, two);
  });

  test("leaves no file behind when the content fails", async () => {
    const at = await folder();
    const failing: ZipContent = {
      name: "a",
      bytes: 5,
      async *open() {
        yield Buffer.from("x");
        throw new Error("no more");
      },
    };
    await assert.rejects(zipWrite(join(at, "x.zip"), [failing]), { message: "no more" });
    assert.deepEqual(await readdir(at), []);
  });

  const refused = async (
    path: string,
    kind: string,
    message: RegExp,
    limits?: { entries: number; inflated: number },
  ) =>
    assert.rejects(
      zipRead(
        path,
        async (entries) => {
          for (const entry of entries.values()) await text(entry);
        },
        limits,
      ),
      (error: any) => error.kind === kind && message.test(error.message),
    );

  test("refuses what is no zip, whole or in part", async () => {
    const at = await folder();
    await zipWrite(join(at, "x.zip"), [content("a", "some content"), content("b", "more")]);
    const whole = await readFile(join(at, "x.zip"));
    const damaged = join(at, "damaged.zip");
    await refused(join(at, "nothing.zip"), "missing", /there is no file/);
    for (let length = 0; length < whole.length; length++) {
      await writeFile(damaged, whole.subarray(0, length));
      await refused(damaged, "damaged", /^zip '.*damaged.zip': /);
    }
  });

  test("refuses entries that are links, come twice, lie, or would leave the folder", async () => {
    const at = await folder();
    const file = join(at, "hostile.zip");
    const limits = { entries: 3, inflated: 9999 };
    const cases: [problem: RegExp, entries: RawEntry[]][] = [
      [/entry 'a' is there twice/, ["1", "2"].map((data) => ({ name: "a", data }))],
      ...["../evil", "/etc/evil", "a/../../evil", "C:/evil", "a\\evil"].map((name): [RegExp, RawEntry[]] => [
        /invalid|absolute|relative/,
        [{ name, data: "x" }],
      ]),
      [/entry 'l' is neither a file nor a folder/, [{ name: "l", data: "/etc/passwd", mode: 0o120777 }]],
      [/inflate to more than 9999 bytes/, [{ name: "a", data: "0".repeat(10_000), deflate: true }]],
      [/entry 'a'/, [{ name: "a", data: "0".repeat(10_000), deflate: true, claims: 10 }]],
      [/compressed.*size/, [{ name: "a", data: "0123456789", claims: 5 }]],
      [/entry 'a' is encrypted/, [{ name: "a", data: "x", flags: 0x801, deflate: true }]],
      [/one of more than 3/, ["a", "b", "c", "d"].map((name) => ({ name, data: "" }))],
    ];
    for (const [problem, entries] of cases) {
      await writeFile(file, rawZip(entries));
      await refused(file, "damaged", problem, limits);
    }
    await writeFile(
      file,
      rawZip([
        { name: "folder/", data: "" },
        { name: "folder/a", data: "x", deflate: true },
      ]),
    );
    await zipRead(file, async (entries) => {
      assert.deepEqual([...entries.keys()], ["folder/a"]);
      assert.equal(await text(entries.get("folder/a")), "x");
    });
  });
});
