export { type Diagnostic } from './syntax/diagnostics.ts';
export { type Position, type Range } from './syntax/source.ts';
export { type Json, type JsonObject, stringifyJson } from './values/json.ts';
export { type Host, type HostFiles } from './functions/host.ts';
export { type JobSource, parseJob, type ParsedJob } from './job/parse-job.ts';
export { type TextFile } from './job/variable-values.ts';
export { formatDiagnostics, type Sources } from './syntax/format-diagnostics.ts';
export { type AgentConfig } from './agent-config/agent-config.ts';
export {
  type ConfigFile,
  parseAgentConfig,
  type ParsedAgentConfig,
} from './agent-config/parse-agent-config.ts';
export { canonicalizeJob } from './job/canonical/canonicalize-job.ts';
export { parseAclRules } from './spec/acl-rules.ts';
export { parseVariableSpec, type VariableSpec } from './spec/variable-spec.ts';
export { parseNamespaceSpec } from './spec/namespace-spec.ts';
export { parseNodePoolSpec } from './spec/node-pool-spec.ts';
export { type ParsedSpec, type SpecFile } from './spec/read-spec.ts';
export { parseVolumeSpec, type VolumeSpec } from './spec/volume-spec.ts';
export { formatHcl, type Formatted } from './format/format-hcl.ts';
