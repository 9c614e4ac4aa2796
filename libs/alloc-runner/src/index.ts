export {
  type AllocEffect,
  type AllocInput,
  allocMachine,
  allocWakesAtMs,
} from './machine/alloc-machine.ts';
export { type AllocPlan, planOf } from './machine/alloc-plan.ts';
export { isAllocDead } from './machine/alloc-state.ts';
export { goDuration } from './machine/go-duration.ts';
export type { TaskInput, TaskEffect, TaskPlan, TaskStep } from './machine/task-step.ts';
export type { CheckResult } from './checks/check-results.ts';
export { ARTIFACT_LIMITS, type ArtifactLimits } from './artifact/artifact-limits.ts';
export { diskPartsOf, moveDisk, packDisk, unpackDisk } from './disk/ephemeral-disk.ts';
export { AllocNetwork, AllocNetworks } from './network/alloc-networks.ts';
export { callPlugin, jsonOf } from './network/cni-plugin.ts';
export { readCniNetworks } from './network/cni-networks.ts';
export { networkRequestOf } from './network/network-request.ts';
export { NETWORK_SETTINGS, type NetworkSettings } from './network/network-settings.ts';
export { allocDirOf, logsDirOf, type RunnerDirs, taskPathsOf } from './runner/alloc-dir.ts';
export { AllocRunner, type AllocRunnerOptions } from './runner/alloc-runner.ts';
export { type AllocStatus, allocStatusOf, type TaskReport } from './runner/alloc-status.ts';
export { isMissing } from './runner/is-missing.ts';
export { readJsonFile, removeUnfinished, writeJsonFile } from './runner/json-file.ts';
export { LatestWriter } from './runner/latest-writer.ts';
export { LiveTasks, type LiveTasksOptions } from './runner/live-tasks.ts';
export { newStoredAlloc } from './runner/new-stored-alloc.ts';
export type { RunnerLogger, RunnerPorts } from './runner/runner-ports.ts';
export { AllocStore, handlesOf, StoredAlloc, unnotedStartsOf } from './runner/stored-alloc.ts';
export { groupOfPlacement, type RunnableJob } from './runner/task-spec.ts';
export type { IdentityIssuer, IdentityToken } from './setup/identity-tokens.ts';
export { unmountBelow } from './setup/secrets-dir.ts';
export type {
  ServiceAnswer,
  TemplateAnswer,
  TemplateData,
  TemplateListener,
  TemplateQuery,
  VariableAnswer,
} from './template/template-data.ts';
export type { TemplateSettings } from './template/template-settings.ts';
export { systemTime, type Time } from './runner/time.ts';
