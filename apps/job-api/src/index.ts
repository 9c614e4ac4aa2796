export { FileRootKeyStore } from './keyring/file-root-key-store.ts';
export { type RootKeyStore } from './keyring/root-key-store.ts';
export { shownConfigOf, type ShownConfig } from './agent/shown-config.ts';
export { createApp } from './create-app.ts';
export type {
  AclSettings,
  AgentInfo,
  JobApiPorts,
  MetricsSettings,
  SchedulerPool,
} from './ports.ts';
export { type JobApiOptions, type RunningJobApi, startJobApi } from './start-job-api.ts';
