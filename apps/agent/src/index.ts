export { NOMAD_VERSION, STEPPE_VERSION } from './agent-version.ts';
export { loadConfig, type LoadedConfig } from './config/load-config.ts';
export { type AgentOptions, runAgent } from './run-agent.ts';
