import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import process from "node:process";
import { suite, test } from "node:test";
import { NodeHost } from "../../lib/plumbing/node-host.js";

const host = new NodeHost();
const linux = { skip: process.platform === "linux" ? false : "only Linux tells when a process started" };

suite("this machine", () => {
  test("names runs by the time, and nothing twice", () => {
    assert.match(host.id(), /^\d{8}T\d{9}Z-[0-9a-f]{4}$/);
    const tokens = Array.from({ length: 1_000 }, () => host.token());
    assert.equal(new Set(tokens).size, tokens.length);
    for (const token of tokens) assert.match(token, /^[0-9a-f]{24}$/);
  });

  test("says the time of day, and the day if that was another", () => {
    assert.match(host.localTime(Date.now()), /^\d\d:\d\d$/);
    assert.equal(host.localTime(new Date(2025, 0, 2, 3, 4).getTime()), "2025-01-02 03:04");
  });

  test("sleeps until it is woken", async () => {
    const waking = new AbortController();
    setImmediate(() => waking.abort());
    const begun = host.now();
    await host.sleep(60_000, waking.signal);
    await host.sleep(0);
    assert.ok(host.now() - begun < 10_000);
  });

  test("knows this process, and that another with its pid would not be it", linux, async () => {
    const { pid, start } = host.process;
    assert.equal(pid, process.pid);
    assert.match(start, /^\d+$/);
    assert.equal(await host.isRunning(host.process), true);
    assert.equal(await host.isRunning({ ...host.process, start: "1" }), false);
    assert.equal(await host.isRunning({ ...host.process, start: "" }), true);
  });

  test("knows a process that was killed, and one that nobody has buried yet, for dead", linux, async () => {
    const killed = spawn("sleep", ["60"]);
    const identity = { ...host.process, pid: killed.pid as number, start: "" };
    assert.equal(await host.isRunning(identity), true);
    killed.kill("SIGKILL");
    await once(killed, "exit");
    assert.equal(await host.isRunning(identity), false);

    // `sleep` takes the place of a shell that had a child, and never asks how that child ended.
    const parent = spawn("sh", ["-c", "sleep 60 & echo $!; exec sleep 60"], {
      stdio: ["ignore", "pipe", "inherit"],
    });
    try {
      const [pid] = await once(parent.stdout, "data");
      while (readFileSync(`/proc/${parent.pid}/comm`, "utf8") !== "sleep\n") await host.sleep(5);
      const zombie = { ...host.process, pid: Number(String(pid)), start: "" };
      assert.equal(await host.isRunning(zombie), true);
      process.kill(zombie.pid, "SIGKILL");
      while (await host.isRunning(zombie)) await host.sleep(5);
      // There it is, and yet it does not run.
      process.kill(zombie.pid, 0);
    } finally {
      parent.kill("SIGKILL");
    }
    await once(parent, "exit");
  });
});
