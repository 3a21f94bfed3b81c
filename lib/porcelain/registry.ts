/** Every command by its name, loaded when it is used: a line each. */
import type { Command } from "../plumbing/command.js";

type Load = () => Promise<Command<any>>;

export const groups: Readonly<Record<string, Readonly<Record<string, Load>>>> = {
  "everyday commands": {
    "repo create": async () => (await import("./repo-create.js")).repoCreate,
    "repo status": async () => (await import("./repo-status.js")).repoStatus,
    "package import": async () => (await import("./package-import.js")).packageImport,
    "package list": async () => (await import("./package-list.js")).packageList,
    "workspace create": async () => (await import("./workspace-create.js")).workspaceCreate,
    "workspace deploy": async () => (await import("./workspace-deploy.js")).workspaceDeploy,
    "workspace list": async () => (await import("./workspace-list.js")).workspaceList,
    "workspace status": async () => (await import("./workspace-status.js")).workspaceStatus,
    list: async () => (await import("./list.js")).list,
    get: async () => (await import("./get.js")).get,
    set: async () => (await import("./set.js")).set,
    start: async () => (await import("./start.js")).start,
  },
  "plumbing, for scripts": {
    "hash-object": async () => (await import("../plumbing/hash-object.js")).hashObject,
    "cat-object": async () => (await import("../plumbing/cat-object.js")).catObject,
    "rev-parse": async () => (await import("../plumbing/rev-parse.js")).revParse,
    "write-tree": async () => (await import("../plumbing/write-tree.js")).writeTree,
    "ls-tree": async () => (await import("../plumbing/ls-tree.js")).lsTree,
    "run-task": async () => (await import("../plumbing/run-task.js")).runTask,
  },
};

const loads: Readonly<Record<string, Load>> = Object.assign({}, ...Object.values(groups));

export const commandNames: readonly string[] = Object.keys(loads);

export async function loadCommand(name: string): Promise<Command<any> | undefined> {
  return Object.hasOwn(loads, name) ? loads[name]?.() : undefined;
}
