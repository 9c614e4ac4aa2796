import type { CommandEntry } from '../command.ts';
import { ACL_COMMANDS } from './acl-commands.ts';
import { NAMESPACE_COMMANDS } from './cluster-commands.ts';
import { DEPLOYMENT_COMMANDS } from './deployment-commands.ts';
import { EVAL_COMMANDS } from './eval-commands.ts';
import { NODE_COMMANDS } from './node-commands.ts';
import { OPERATOR_COMMANDS } from './operator-commands.ts';
import { SCALING_COMMANDS } from './scaling-commands.ts';
import { SERVICE_COMMANDS } from './service-commands.ts';
import { TLS_COMMANDS } from './tls-commands.ts';
import { VARIABLE_COMMANDS } from './variable-commands.ts';

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
  {
    name: 'alloc checks',
    aliases: [],
    summary: 'Show what the checks of an allocation said last',
    load: async () => (await import('./alloc-checks.ts')).allocChecks,
  },
  {
    name: 'alloc exec',
    aliases: ['exec'],
    summary: 'Run a command inside a task',
    load: async () => (await import('./alloc-exec.ts')).allocExec,
  },
  {
    name: 'alloc fs',
    aliases: ['fs'],
    summary: 'List or show the files of an allocation',
    load: async () => (await import('./alloc-fs.ts')).allocFs,
  },
  {
    name: 'alloc logs',
    aliases: ['logs'],
    summary: "Show or follow a task's output",
    load: async () => (await import('./alloc-logs.ts')).allocLogs,
  },
  {
    name: 'alloc restart',
    aliases: [],
    summary: 'Restart tasks of an allocation in place',
    load: async () => (await import('./alloc-restart.ts')).allocRestart,
  },
  {
    name: 'alloc signal',
    aliases: [],
    summary: 'Send a signal to tasks of an allocation',
    load: async () => (await import('./alloc-signal.ts')).allocSignal,
  },
  {
    name: 'alloc status',
    aliases: ['alloc-status'],
    summary: 'Show an allocation: its tasks, their resources and events',
    load: async () => (await import('./alloc-status.ts')).allocStatus,
  },
  {
    name: 'alloc stop',
    aliases: [],
    summary: 'Stop an allocation, and place another one',
    load: async () => (await import('./alloc-stop.ts')).allocStop,
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
    name: 'job allocs',
    aliases: [],
    summary: 'List the allocations of a job',
    load: async () => (await import('./job-allocs.ts')).jobAllocs,
  },
  {
    name: 'job deployments',
    aliases: [],
    summary: 'List the deployments of a job',
    load: async () => (await import('./job-deployments.ts')).jobDeployments,
  },
  {
    name: 'job dispatch',
    aliases: [],
    summary: 'Dispatch a parameterized job, with what it is to get',
    load: async () => (await import('./job-dispatch.ts')).jobDispatch,
  },
  {
    name: 'job eval',
    aliases: [],
    summary: 'Have a job evaluated again',
    load: async () => (await import('./job-changes.ts')).jobEval,
  },
  {
    name: 'job history',
    aliases: [],
    summary: 'List the versions of a job',
    load: async () => (await import('./job-history.ts')).jobHistory,
  },
  {
    name: 'job init',
    aliases: ['init'],
    summary: 'Write an example job file',
    load: async () => (await import('./job-init.ts')).jobInit,
  },
  {
    name: 'job inspect',
    aliases: ['inspect'],
    summary: 'Show a job as it is registered',
    load: async () => (await import('./job-inspect.ts')).jobInspect,
  },
  {
    name: 'job periodic force',
    aliases: [],
    summary: 'Launch a periodic job now',
    load: async () => (await import('./job-changes.ts')).jobPeriodicForce,
  },
  {
    name: 'job plan',
    aliases: ['plan'],
    summary: 'Say what a registration would do, without it',
    load: async () => (await import('./job-plan.ts')).jobPlan,
  },
  {
    name: 'job promote',
    aliases: [],
    summary: 'Go on after the canaries of the latest deployment of a job',
    load: async () => (await import('./job-deployments.ts')).jobPromote,
  },
  {
    name: 'job restart',
    aliases: [],
    summary: 'Restart the allocations of a job, some at a time',
    load: async () => (await import('./job-restart.ts')).jobRestart,
  },
  {
    name: 'job revert',
    aliases: [],
    summary: 'Take a job back to an earlier version',
    load: async () => (await import('./job-changes.ts')).jobRevert,
  },
  {
    name: 'job run',
    aliases: ['run'],
    summary: 'Register a job and follow its evaluation and deployment',
    load: async () => (await import('./job-run.ts')).jobRun,
  },
  {
    name: 'job scale',
    aliases: [],
    summary: 'Change how many allocations of a group are wanted',
    load: async () => (await import('./job-changes.ts')).jobScale,
  },
  {
    name: 'job scaling-events',
    aliases: [],
    summary: 'Show who scaled the groups of a job, and why',
    load: async () => (await import('./scaling.ts')).jobScalingEvents,
  },
  {
    name: 'job start',
    aliases: ['start'],
    summary: 'Start a job that was stopped',
    load: async () => (await import('./job-start.ts')).jobStart,
  },
  {
    name: 'job status',
    aliases: [],
    summary: 'List jobs, or show one with its allocations',
    load: async () => (await import('./job-status.ts')).jobStatus,
  },
  {
    name: 'job stop',
    aliases: ['stop'],
    summary: 'Stop jobs',
    load: async () => (await import('./job-stop.ts')).jobStop,
  },
  {
    name: 'job validate',
    aliases: ['validate'],
    summary: 'Check a job file without registering it',
    load: async () => (await import('./job-validate.ts')).jobValidate,
  },
  {
    name: 'monitor',
    aliases: [],
    summary: 'Follow the log of the agent that is asked',
    load: async () => (await import('./monitor.ts')).monitor,
  },
  ...NAMESPACE_COMMANDS,
  ...NODE_COMMANDS,
  ...OPERATOR_COMMANDS,
  ...SCALING_COMMANDS,
  {
    name: 'server members',
    aliases: ['server-members'],
    summary: 'List servers',
    load: async () => (await import('./server-members.ts')).serverMembers,
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
    load: async () => (await import('./system.ts')).systemGc,
  },
  {
    name: 'system reconcile summaries',
    aliases: [],
    summary: 'Taken for compatibility: summaries are never off',
    load: async () => (await import('./system.ts')).systemReconcileSummaries,
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
];
