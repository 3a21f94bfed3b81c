/**
 * A process that takes locks as it is told, a word per line on its standard input, and answers each with a line:
 *
 *     take           got | held <message>
 *     wait           as take, with patience
 *     drop           dropped
 *     count <n>      counted: <n> times takes the lock, adds one to the number in the file `count`, and lets go
 *     exit           leaves in good order, with whatever it holds
 *
 * Arguments: the repository.
 */
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import process from "node:process";
import { createInterface } from "node:readline";
import { E3Error } from "../../lib/plumbing/errors.js";
import { LocalStorage } from "../../lib/plumbing/local-storage.js";
import type { Lock } from "../../lib/plumbing/storage.js";

const repo = process.argv[2] as string;
const storage = new LocalStorage();
let lock: Lock | undefined;

async function take(wait: number): Promise<string> {
  try {
    lock = await storage.locks.acquire(
      repo,
      { lock: "run", workspace: "dev" },
      { command: "test child", wait },
    );
    return "got";
  } catch (error) {
    if (error instanceof E3Error && error.kind === "locked") return `held ${error.message}`;
    throw error;
  }
}

async function count(times: number): Promise<string> {
  const file = join(repo, "count");
  for (let i = 0; i < times; i++) {
    const got = await take(60_000);
    if (got !== "got") return got;
    const number = Number(readFileSync(file, "utf8"));
    // Whoever else is here now reads the same number.
    await new Promise((resolve) => setImmediate(resolve));
    writeFileSync(file, String(number + 1));
    await lock?.release();
  }
  return "counted";
}

for await (const line of createInterface({ input: process.stdin })) {
  const [word, number] = line.split(" ");
  if (word === "exit") process.exit(0);
  let answer = "what?";
  if (word === "take") answer = await take(0);
  if (word === "wait") answer = await take(60_000);
  if (word === "count") answer = await count(Number(number));
  if (word === "drop") {
    await lock?.release();
    answer = "dropped";
  }
  process.stdout.write(`${answer}\n`);
}
