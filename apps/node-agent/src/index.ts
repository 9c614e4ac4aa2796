export type { NodeAgentConfig, NodeAgentOptions } from './config.ts';
export { endAbandonedTasks } from './end-abandoned-tasks.ts';
export { type RunningNodeAgent, startNodeAgent } from './node-agent.ts';
