export type { NodeAgentConfig, NodeAgentOptions } from './config.ts';
export { endAbandonedTasks } from './data-dir/end-abandoned.ts';
export { type RunningNodeAgent, startNodeAgent } from './node-agent.ts';
