/** The repository's functions for programs: what `@elaraai/e3/core` exports, name by name. */
export {
  type DataflowEvent,
  type DataflowOptions,
  type DataflowResult,
  dataflowExecute,
} from "./dataflow.js";
export { type DatasetState, type DatasetStatus, datasetStatuses } from "./dataset-status.js";
export { type DatasetPlace, datasetPlace, datasetSet, datasetValue } from "./datasets.js";
export { type Deployment, workspaceDeploy } from "./deploy.js";
export { E3Error, type ErrorKind, exitStatus } from "./errors.js";
export { inputsHash, type OutputRecord } from "./execution-record.js";
export { LocalStorage, memoryStorage } from "./local-storage.js";
export { LocalTaskRunner } from "./local-task-runner.js";
export {
  type MockAnswer,
  type MockCall,
  type MockDelay,
  MockTaskRunner,
  mockHash,
} from "./mock-task-runner.js";
export { objectExists, objectHash, objectRead, objectStat, objectWrite } from "./objects.js";
export { type PackageImport, packageImport } from "./package-zip.js";
export { packageFind, packageRead } from "./packages.js";
export { pathParse, pathPrint } from "./paths.js";
export { type DatasetOrigin, type DatasetRef, type PackageRef, packageRefList } from "./refs.js";
export { repositoryCreate, repositoryOpen } from "./repository.js";
export { type Revision, revisionRead, revisionResolve } from "./revisions.js";
export { type RunRecord, type RunState, runLast, runList, runRead } from "./runs.js";
export { type PlannedTask, Scheduler, type TaskEnd, type TaskOutcome } from "./scheduler.js";
export type {
  Content,
  ExecutionStore,
  Lock,
  LockStore,
  ObjectStat,
  ObjectStore,
  RefStore,
  RepositoryStore,
  StorageBackend,
} from "./storage.js";
export { taskExecute } from "./task-execute.js";
export { type TaskExecuteOptions, type TaskResult, type TaskRunner } from "./task-runner.js";
export { taskRead } from "./tasks.js";
export { treeRead, treeWrite, workspaceTree } from "./trees.js";
export { valueEncode, valueRead, valueWrite } from "./values.js";
export { workspaceCreate, workspaceExists, workspaceList, workspaceRemove } from "./workspaces.js";
