import type { CommandEntry } from '../command.ts';
import { ACL_COMMANDS } from './acl/commands.ts';
import { NAMESPACE_COMMANDS } from './cluster-commands.ts';
import { ALLOC_COMMANDS } from './alloc/commands.ts';
import { JOB_COMMANDS } from './job/commands.ts';
import { DEPLOYMENT_COMMANDS } from './deployment/commands.ts';
import { EVAL_COMMANDS } from './eval/commands.ts';
import { NODE_COMMANDS } from './node/commands.ts';
import { OPERATOR_COMMANDS } from './operator/commands.ts';
import { QUOTA_COMMANDS } from './quota-commands.ts';
import { RECOMMENDATION_COMMANDS } from './recommendation-commands.ts';
import { SCALING_COMMANDS } from './scaling/commands.ts';
import { SENTINEL_COMMANDS } from './sentinel-commands.ts';
import { SERVICE_COMMANDS } from './service/commands.ts';
import { TLS_COMMANDS } from './tls/commands.ts';
import { VARIABLE_COMMANDS } from './variable-commands.ts';
import { VOLUME_COMMANDS } from './volume/commands.ts';

/** Every command, in the order in which help lists them. */
export const COMMANDS: readonly CommandEntry[] = [
  ...ACL_COMMANDS,
  {
    name: 'agent',
    aliases: [],
    summary: 'Run an agent: a server, a client, both, or with -dev everything at once',
    load: async () => (await import('./agent.ts')).agent,
  },
  {
    name: 'agent-info',
    aliases: [],
    summary: 'Show the counters of the agent that is asked',
    load: async () => (await import('./agent-info.ts')).agentInfo,
  },
  ...ALLOC_COMMANDS,
  {
    name: 'check',
    aliases: [],
    summary: 'Say by the exit code whether the agent is well',
    load: async () => (await import('./check.ts')).check,
  },
  {
    name: 'completion',
    aliases: [],
    summary: 'Print what makes a shell complete commands and flags',
    load: async () => (await import('./completion.ts')).completion,
  },
  {
    name: 'config validate',
    aliases: [],
    summary: "Check an agent's configuration files",
    load: async () => (await import('./config-validate.ts')).configValidate,
  },
  ...DEPLOYMENT_COMMANDS,
  ...EVAL_COMMANDS,
  {
    name: 'fmt',
    aliases: [],
    summary: 'Format HCL files',
    load: async () => (await import('./fmt.ts')).fmt,
  },
  ...JOB_COMMANDS,
  {
    name: 'license get',
    aliases: [],
    summary: 'Taken for compatibility: there is no licence',
    load: async () => (await import('./paid.ts')).licenseGet,
  },
  {
    name: 'login',
    aliases: [],
    summary: 'Exchange what another issued for a token',
    load: async () => (await import('./login.ts')).login,
  },
  {
    name: 'monitor',
    aliases: [],
    summary: 'Follow the log of the agent that is asked',
    load: async () => (await import('./monitor.ts')).monitor,
  },
  {
    name: 'monitor export',
    aliases: [],
    summary: 'Get what an agent has logged before',
    load: async () => (await import('./monitor-export.ts')).monitorExport,
  },
  ...NAMESPACE_COMMANDS,
  ...NODE_COMMANDS,
  ...OPERATOR_COMMANDS,
  {
    name: 'plugin status',
    aliases: [],
    summary: 'List plug-ins of CSI',
    load: async () => (await import('./plugin-status.ts')).pluginStatus,
  },
  ...QUOTA_COMMANDS,
  ...RECOMMENDATION_COMMANDS,
  ...SCALING_COMMANDS,
  ...SENTINEL_COMMANDS,
  {
    name: 'server force-leave',
    aliases: ['server-force-leave'],
    summary: 'Forget a server that is gone',
    load: async () => (await import('./server/change.ts')).serverForceLeave,
  },
  {
    name: 'server join',
    aliases: ['server-join'],
    summary: 'Have a server join others',
    load: async () => (await import('./server/change.ts')).serverJoin,
  },
  {
    name: 'server members',
    aliases: ['server-members'],
    summary: 'List servers',
    load: async () => (await import('./server/members.ts')).serverMembers,
  },
  ...SERVICE_COMMANDS,
  {
    name: 'status',
    aliases: [],
    summary: 'Show whatever an ID or the beginning of one names',
    load: async () => (await import('./status.ts')).status,
  },
  ...VARIABLE_COMMANDS,
  {
    name: 'system gc',
    aliases: [],
    summary: 'Have all that has ended forgotten now',
    load: async () => (await import('./system/system.ts')).systemGc,
  },
  {
    name: 'system reconcile summaries',
    aliases: [],
    summary: 'Taken for compatibility: summaries are never off',
    load: async () => (await import('./system/system.ts')).systemReconcileSummaries,
  },
  ...TLS_COMMANDS,
  {
    name: 'ui',
    aliases: [],
    summary: 'Say where the API is: there is no web UI',
    load: async () => (await import('./ui.ts')).ui,
  },
  {
    name: 'version',
    aliases: ['-version', '--version', '-v'],
    summary: 'Print the version',
    load: async () => (await import('./version.ts')).version,
  },
  ...VOLUME_COMMANDS,
];
