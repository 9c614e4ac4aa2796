export { type AclSettings } from './ports.ts';
export { FileRootKeyStore } from './keyring/file-root-key-store.ts';
export { type RootKeyStore } from './keyring/root-key-store.ts';
export { createApp } from './create-app.ts';
export type { AgentInfo, JobApiPorts } from './ports.ts';
export { type JobApiOptions, type RunningJobApi, startJobApi } from './start-job-api.ts';
