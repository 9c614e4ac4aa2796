export type { NodeAgentConfig, NodeAgentOptions } from './config.ts';
export { type RunningNodeAgent, startNodeAgent } from './node-agent.ts';
