import type { CommandEntry } from '../command.ts';

/** Every command, in the order in which help lists them. */
export const COMMANDS: readonly CommandEntry[] = [
  {
    name: 'agent',
    aliases: [],
    summary: 'Run an agent: a server, a client, both, or with -dev everything at once',
    load: async () => (await import('./agent.ts')).agent,
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
    aliases: [],
    summary: 'Show an allocation: its tasks, their resources and events',
    load: async () => (await import('./alloc-status.ts')).allocStatus,
  },
  {
    name: 'deployment list',
    aliases: [],
    summary: 'List deployments',
    load: async () => (await import('./deployment-list.ts')).deploymentList,
  },
  {
    name: 'deployment status',
    aliases: [],
    summary: 'Show a deployment, or follow it until it ends',
    load: async () => (await import('./deployment-status.ts')).deploymentStatus,
  },
  {
    name: 'eval list',
    aliases: [],
    summary: 'List evaluations',
    load: async () => (await import('./eval-list.ts')).evalList,
  },
  {
    name: 'eval status',
    aliases: [],
    summary: 'Show what an evaluation decided, and what it could not place',
    load: async () => (await import('./eval-status.ts')).evalStatus,
  },
  {
    name: 'job inspect',
    aliases: ['inspect'],
    summary: 'Show a job as it is registered',
    load: async () => (await import('./job-inspect.ts')).jobInspect,
  },
  {
    name: 'job run',
    aliases: ['run'],
    summary: 'Register a job and follow its evaluation and deployment',
    load: async () => (await import('./job-run.ts')).jobRun,
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
    name: 'node drain',
    aliases: [],
    summary: 'Empty a node, or end that',
    load: async () => (await import('./node-drain.ts')).nodeDrain,
  },
  {
    name: 'node eligibility',
    aliases: [],
    summary: 'Say whether a node takes placements',
    load: async () => (await import('./node-eligibility.ts')).nodeEligibility,
  },
  {
    name: 'node status',
    aliases: [],
    summary: 'List nodes, or show one with its resources and allocations',
    load: async () => (await import('./node-status.ts')).nodeStatus,
  },
  {
    name: 'operator replay',
    aliases: [],
    summary: 'Rebuild the state from the event log, and compare it with what each service holds',
    load: async () => (await import('./operator-replay.ts')).operatorReplay,
  },
  {
    name: 'server members',
    aliases: [],
    summary: 'List servers',
    load: async () => (await import('./server-members.ts')).serverMembers,
  },
  {
    name: 'status',
    aliases: [],
    summary: 'Show whatever an ID or the beginning of one names',
    load: async () => (await import('./status.ts')).status,
  },
  {
    name: 'version',
    aliases: ['-version', '--version', '-v'],
    summary: 'Print the version',
    load: async () => (await import('./version.ts')).version,
  },
];
