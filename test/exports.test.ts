/** What the packages export, name by name: a change here is a change for users. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { suite, test } from "node:test";
import { version } from "../lib/porcelain/version.js";
import { root } from "./support/paths.js";

/** The values (not the types) that a module exports. */
const namesOf = async (specifier: string): Promise<string[]> => Object.keys(await import(specifier)).sort();

suite("exports", () => {
  test("of @elaraai/e3", async () => {
    assert.deepEqual(await namesOf("@elaraai/e3"), ["default"]);
    const { default: e3 } = await import("../sdk/index.js");
    assert.deepEqual(Object.keys(e3).sort(), ["export", "input", "package", "task"]);
  });

  test("of @elaraai/e3/types", async () => {
    assert.deepEqual(await namesOf("@elaraai/e3/types"), [
      "FILE_FORMS",
      "KINDS",
      "LimitsType",
      "PackageObjectType",
      "PackageType",
      "SourceMapObjectType",
      "TaskObjectType",
      "TaskType",
      "TreeObjectType",
      "TreeType",
    ]);
  });

  test("of @elaraai/e3/core", async () => {
    assert.deepEqual(await namesOf("@elaraai/e3/core"), [
      "E3Error",
      "LocalStorage",
      "LocalTaskRunner",
      "MockTaskRunner",
      "Scheduler",
      "dataflowExecute",
      "datasetPlace",
      "datasetSet",
      "datasetStatuses",
      "datasetValue",
      "exitStatus",
      "inputsHash",
      "memoryStorage",
      "mockHash",
      "objectExists",
      "objectHash",
      "objectRead",
      "objectStat",
      "objectWrite",
      "packageFind",
      "packageImport",
      "packageRead",
      "packageRefList",
      "pathParse",
      "pathPrint",
      "repositoryCreate",
      "repositoryOpen",
      "revisionRead",
      "revisionResolve",
      "runLast",
      "runList",
      "runRead",
      "taskExecute",
      "taskRead",
      "treeRead",
      "treeWrite",
      "valueEncode",
      "valueRead",
      "valueWrite",
      "workspaceCreate",
      "workspaceDeploy",
      "workspaceExists",
      "workspaceList",
      "workspaceRemove",
      "workspaceTree",
    ]);
  });

  test("every entry of the maps leads to a built file, and the versions agree", () => {
    for (const folder of [".", "east"]) {
      const manifest = JSON.parse(readFileSync(join(root, folder, "package.json"), "utf8"));
      assert.equal(manifest.version, version);
      for (const entry of Object.values<any>(manifest.exports)) {
        for (const file of typeof entry === "string" ? [entry] : Object.values<string>(entry)) {
          assert.ok(readFileSync(join(root, folder, file)).length > 0, file);
        }
      }
    }
    const { dependencies } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
    for (const [name, wanted] of Object.entries<string>(dependencies))
      assert.match(wanted, /^\d+\.\d+\.\d+$/, name);
  });
});
