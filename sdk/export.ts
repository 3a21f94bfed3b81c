/** Writing a package to a zip, from which `e3 package import` takes it. */
import { packageZipWrite } from "../lib/plumbing/package-zip.js";
import { packageBuild } from "./build.js";
import type { Package } from "./definitions.js";

/**
 * Writes a package to a zip file. The same package gives the same bytes.
 *
 * @throws E3Error when a task's function is no sound program, or the system's error when the file cannot be written
 */
async function exportPackage(pkg: Package, zipPath: string): Promise<void> {
  const { ref, objects } = packageBuild(pkg);
  await packageZipWrite(zipPath, ref, objects);
}

export { exportPackage as export };
