/** The package of the Quick Start, and a folder in each state on the way to its result. */
import { cp, mkdir, mkdtemp, symlink } from "node:fs/promises";
import { tmpdir } from "node:os";
import { delimiter, dirname, join } from "node:path";
import process from "node:process";
import { East, StringType } from "@elaraai/east";
import e3 from "../../sdk/index.js";
import { root } from "./paths.js";
import { transcriptRun } from "./transcript.js";

/** Writes hello@1.0.0 as a zip. */
export async function helloZip(path: string): Promise<void> {
  const name = e3.input("name", StringType, "World");
  const greet = e3.task(
    "greet",
    [name],
    East.function([StringType], StringType, ($, n) => East.str`Hello, ${n}!`),
  );
  await e3.export(e3.package("hello", "1.0.0", greet), path);
}

/** What is typed to get from each state to the next; the first is a folder with nothing but hello.zip. */
const WAY = {
  empty: [],
  created: ["e3 repo create ."],
  imported: ["e3 package import . hello.zip"],
  deployed: ["e3 workspace create . dev", "e3 workspace deploy . dev hello@1.0.0"],
  started: ["e3 start . dev"],
} as const;

export type State = keyof typeof WAY;

export const STATES = Object.keys(WAY) as State[];

/** Makes folders in which the shell finds the `e3` that is built. Each state is made once, and copied. */
export class HelloFolders {
  readonly #home: Promise<string>;
  readonly #states = new Map<State, Promise<string>>();

  constructor() {
    this.#home = mkdtemp(join(tmpdir(), "e3-hello-")).then(async (home) => {
      await mkdir(join(home, "bin"));
      await symlink(join(root, "dist", "bundle", "e3.js"), join(home, "bin", "e3"));
      return home;
    });
  }

  /** A new folder in this state. */
  async make(state: State): Promise<string> {
    const folder = await mkdtemp(join(await this.#home, `${state}-`));
    await cp(await this.#prepared(state), folder, { recursive: true, preserveTimestamps: true });
    return folder;
  }

  /** For processes: `e3` and this Node first, texts and sorting as everywhere. */
  async env(): Promise<NodeJS.ProcessEnv> {
    const path = [join(await this.#home, "bin"), dirname(process.execPath), process.env["PATH"]];
    return { ...process.env, PATH: path.join(delimiter), LC_ALL: "C" };
  }

  /** Everything that was made, to be removed. */
  get home(): Promise<string> {
    return this.#home;
  }

  async #prepared(state: State): Promise<string> {
    let folder = this.#states.get(state);
    if (folder === undefined) this.#states.set(state, (folder = this.#prepare(state)));
    return await folder;
  }

  async #prepare(state: State): Promise<string> {
    const before = STATES[STATES.indexOf(state) - 1];
    if (before === undefined) {
      const folder = join(await this.#home, state);
      await mkdir(folder);
      await helloZip(join(folder, "hello.zip"));
      return folder;
    }
    const folder = await this.make(before);
    const steps = WAY[state].map((command) => ({ command, shown: [] }));
    const ran = await transcriptRun(steps, { folder, env: await this.env() });
    const last = ran.at(-1)?.shown.join("\n") ?? "";
    if (ran.length < steps.length || /^status /m.test(last))
      throw new Error(`cannot prepare '${state}': ${last}`);
    return folder;
  }
}
