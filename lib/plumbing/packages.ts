/** Packages in a repository: reading them, and finding one by what people call it. */

import { E3Error } from "./errors.js";
import type { PackageObject } from "./kinds.js";
import { PackageObjectType } from "./kinds.js";
import { packageIdParse, packageIdPrint } from "./paths.js";
import { type PackageRef, packageRefList, packageRefRead } from "./refs.js";
import type { StorageBackend } from "./storage.js";
import { valueRead } from "./values.js";

/** @throws E3Error (missing, damaged) */
export async function packageRead(
  storage: StorageBackend,
  repo: string,
  hash: string,
): Promise<PackageObject> {
  return (await valueRead(storage, repo, hash, PackageObjectType)).value;
}

/**
 * The package that `name@version` means, or `name` alone when there is one version of it.
 *
 * @throws E3Error: `missing` when there is none, `usage` when a version must be said
 */
export async function packageFind(storage: StorageBackend, repo: string, text: string): Promise<PackageRef> {
  const id = packageIdParse(text);
  if (id !== undefined) {
    const hash = await packageRefRead(storage, repo, id);
    if (hash !== undefined) return { ...id, hash };
  }
  const all = await packageRefList(storage, repo);
  const versions = all.filter(({ name }) => name === (id?.name ?? text));
  if (id === undefined && versions.length === 1) return versions[0] as PackageRef;
  if (id === undefined && versions.length > 1) {
    throw new E3Error(
      "usage",
      `package '${text}' is there in several versions`,
      `say which: ${versions.map(packageIdPrint).join(", ")}`,
    );
  }
  throw new E3Error(
    "missing",
    `package '${text}' is not in '${repo}'`,
    versions.length > 0
      ? `there is ${versions.map(packageIdPrint).join(", ")}`
      : `import it with 'e3 package import ${repo} <zip>', or see 'e3 package list ${repo}'`,
  );
}
