/** Datasets as tab-separated lines and as JSON, the same in every command that lists them. */
import { printType } from "@elaraai/east";
import type { DatasetStatus } from "../plumbing/dataset-status.js";
import { pathPrint } from "../plumbing/paths.js";

/** A dataset or a folder of datasets, under the name it is shown with. */
export type Row = { name: string; dataset?: DatasetStatus };

/** `name`, and if `long`, type, status and bytes behind tabs; what does not apply is `-`. */
export function rowLine({ name, dataset }: Row, long: boolean): string {
  if (!long) return `${name}\n`;
  if (dataset === undefined) return `${name}\ttree\t-\t-\n`;
  return `${name}\t${printType(dataset.type)}\t${dataset.state}\t${dataset.bytes ?? "-"}\n`;
}

export function rowJson({ name, dataset }: Row): object {
  if (dataset === undefined) return { name, kind: "tree" };
  const { type, state, bytes, hash } = dataset;
  return {
    name,
    kind: "dataset",
    type: printType(type),
    status: state,
    hash: hash ?? null,
    bytes: bytes ?? null,
  };
}

/** All datasets with their whole paths. */
export function rowsWhole(workspace: string, datasets: readonly DatasetStatus[]): Row[] {
  return datasets.map((dataset) => ({ name: pathPrint([workspace, ...dataset.path]), dataset }));
}

/** What is directly below a path: datasets, and folders once each. */
export function rowsBelow(path: readonly string[], datasets: readonly DatasetStatus[]): Row[] {
  const rows = new Map<string, Row>();
  for (const dataset of datasets) {
    const name = pathPrint([dataset.path[path.length] as string]);
    rows.set(name, dataset.path.length === path.length + 1 ? { name, dataset } : { name });
  }
  return [...rows.values()];
}
