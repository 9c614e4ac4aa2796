export { loadConfig, type LoadedConfig } from './config/load-config.ts';
export { type AgentOptions, runAgent } from './run-agent.ts';
