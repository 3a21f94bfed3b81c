/** What `import e3 from "@elaraai/e3"` gives: declaring inputs, tasks and packages, and exporting them. */
import { package as definePackage, input, task } from "./definitions.js";
import { export as exportPackage } from "./export.js";

export type { Dataset, DatasetsOf, Input, Package, Task, TaskConfig, TaskFunction } from "./definitions.js";

const e3 = { input, task, package: definePackage, export: exportPackage } as const;

export default e3;
