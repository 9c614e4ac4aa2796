export { createApp } from './create-app.ts';
export type { AgentInfo, JobApiPorts } from './ports.ts';
export { type JobApiOptions, type RunningJobApi, startJobApi } from './start-job-api.ts';
