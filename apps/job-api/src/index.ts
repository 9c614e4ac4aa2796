export { createApp } from './create-app.ts';
export type { AgentInfo, JobApiPorts } from './ports.ts';
