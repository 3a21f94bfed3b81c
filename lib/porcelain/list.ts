/** List workspaces, or what is in one. */
import { command, usageError } from "../plumbing/command.js";
import { type DatasetStatus, datasetStatuses } from "../plumbing/dataset-status.js";
import { datasetPlace } from "../plumbing/datasets.js";
import { deployedRead } from "../plumbing/deployed.js";
import { E3Error } from "../plumbing/errors.js";
import { pathPrint } from "../plumbing/paths.js";
import { repositoryOpen } from "../plumbing/repository.js";
import type { StorageBackend } from "../plumbing/storage.js";
import { workspaceList } from "../plumbing/workspaces.js";
import { type Row, rowJson, rowLine, rowsBelow, rowsWhole } from "./listing.js";

export const list = command({
  name: "list",
  summary: "list workspaces, or the datasets in one",
  usage: ["[-r] [-l] [--json] <repo> [<path>]"],
  options: {
    recursive: { type: "boolean", short: "r", help: "list every dataset below, by its whole path" },
    long: { type: "boolean", short: "l", help: "show type, status and size of each dataset, too" },
    json: { type: "boolean", help: "print a JSON array of objects with all of that" },
  },
  async run([repo, path, ...rest], { recursive, long, json }, { storage, out }) {
    if (repo === undefined || rest.length > 0) throw usageError(this, "give <repo> and at most one <path>");
    await repositoryOpen(storage, repo);
    const rows =
      path === undefined ? await top(storage, repo, recursive) : await inside(storage, repo, path, recursive);
    if (json) out(`${JSON.stringify(rows.map(rowJson))}\n`);
    else for (const row of rows) out(rowLine(row, long));
  },
});

async function top(storage: StorageBackend, repo: string, recursive: boolean): Promise<Row[]> {
  const names = await workspaceList(storage, repo);
  if (!recursive) return names.map((name) => ({ name: pathPrint([name]) }));
  const rows: Row[] = [];
  for (const name of names) {
    if ((await deployedRead(storage, repo, name)) === undefined) continue;
    rows.push(...rowsWhole(name, await datasetStatuses(storage, repo, name)));
  }
  return rows;
}

async function inside(
  storage: StorageBackend,
  repo: string,
  text: string,
  recursive: boolean,
): Promise<Row[]> {
  const { workspace, path } = await datasetPlace(storage, repo, text);
  const all = await datasetStatuses(storage, repo, workspace);
  const below = all.filter((dataset) => path.every((name, i) => dataset.path[i] === name));
  const [only] = below;
  if (path.length === 0 && only === undefined) return [];
  if (only === undefined) {
    throw new E3Error(
      "missing",
      `there is no '${text}'`,
      `see 'e3 list ${repo} ${pathPrint([workspace])} -r'`,
    );
  }
  if (recursive || only.path.length === path.length) return rowsWhole(workspace, below);
  return rowsBelow(path, below satisfies DatasetStatus[]);
}
