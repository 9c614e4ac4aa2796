import { optionalArgument } from '../arguments.ts';
import type { Command } from '../command.ts';
import { FORMAT_FLAGS } from '../flags/flag-spec.ts';
import { writeNewFile } from '../new-file.ts';
import { paidCommand } from '../paid-command.ts';

const JSON_FILE = { json: { type: 'boolean', help: 'The file is JSON.' } } as const;
const quotaPath = (name: string): string => `/v1/quota/${name}`;
const sentinelPath = (name: string): string => `/v1/sentinel/policy/${name}`;
const recommendationPath = (id: string): string => `/v1/recommendation/${id}`;

export const licenseGet = paidCommand({
  name: 'license get',
  args: [],
  method: 'GET',
  path: () => '/v1/operator/license',
  step: 'Error getting license',
});

export const quotaApply = paidCommand({
  name: 'quota apply',
  args: ['input'],
  flags: JSON_FILE,
  method: 'PUT',
  path: () => '/v1/quota',
  file: 0,
  step: 'Error applying quota specification',
});

export const quotaDelete = paidCommand({
  name: 'quota delete',
  args: ['quota'],
  method: 'DELETE',
  path: quotaPath,
  step: 'Error deleting quota',
});

export const quotaInspect = paidCommand({
  name: 'quota inspect',
  args: ['quota'],
  flags: FORMAT_FLAGS,
  method: 'GET',
  path: quotaPath,
  step: 'Error retrieving quota',
});

export const quotaStatus = paidCommand({
  name: 'quota status',
  args: ['quota'],
  flags: FORMAT_FLAGS,
  method: 'GET',
  path: quotaPath,
  step: 'Error retrieving quota',
});

export const quotaList = paidCommand({
  name: 'quota list',
  args: [],
  flags: FORMAT_FLAGS,
  method: 'GET',
  path: () => '/v1/quotas',
  step: 'Error retrieving quotas',
});

export const sentinelApply = paidCommand({
  name: 'sentinel apply',
  args: ['name', 'file'],
  flags: {
    description: { type: 'string', help: 'What the policy is for.' },
    level: { type: 'string', help: 'advisory, soft-mandatory or hard-mandatory.' },
    scope: { type: 'string', help: 'What it is about, e.g. submit-job.' },
  },
  method: 'PUT',
  path: sentinelPath,
  file: 1,
  step: 'Error writing Sentinel policy',
});

export const sentinelDelete = paidCommand({
  name: 'sentinel delete',
  args: ['name'],
  method: 'DELETE',
  path: sentinelPath,
  step: 'Error deleting Sentinel policy',
});

export const sentinelList = paidCommand({
  name: 'sentinel list',
  args: [],
  method: 'GET',
  path: () => '/v1/sentinel/policies',
  step: 'Error listing Sentinel policies',
});

export const sentinelRead = paidCommand({
  name: 'sentinel read',
  args: ['name'],
  flags: { raw: { type: 'boolean', help: 'Print the policy alone.' } },
  method: 'GET',
  path: sentinelPath,
  step: 'Error querying Sentinel policy',
});

export const recommendationList = paidCommand({
  name: 'recommendation list',
  args: [],
  flags: {
    ...FORMAT_FLAGS,
    group: { type: 'string', help: 'For this group.' },
    job: { type: 'string', help: 'For this job.' },
    task: { type: 'string', help: 'For this task.' },
  },
  method: 'GET',
  path: () => '/v1/recommendations',
  step: 'Error listing recommendations',
});

export const recommendationInfo = paidCommand({
  name: 'recommendation info',
  args: ['recommendation_id'],
  flags: FORMAT_FLAGS,
  method: 'GET',
  path: recommendationPath,
  step: 'Error reading recommendation',
});

export const recommendationApply = paidCommand({
  name: 'recommendation apply',
  args: ['recommendation_id'],
  flags: {
    detach: { type: 'boolean', help: 'Do not follow the evaluation.' },
    'policy-override': { type: 'boolean', help: 'Taken for compatibility; it has no effect.' },
    verbose: { type: 'boolean', help: 'Print whole IDs.' },
  },
  method: 'POST',
  path: () => '/v1/recommendations/apply',
  step: 'Error applying recommendations',
});

export const recommendationDismiss = paidCommand({
  name: 'recommendation dismiss',
  args: ['recommendation_id'],
  method: 'DELETE',
  path: () => '/v1/recommendations',
  step: 'Error dismissing recommendations',
});

export const operatorUtilization = paidCommand({
  name: 'operator utilization',
  args: [],
  flags: {
    message: { type: 'string', help: 'A note that is kept with it.' },
    output: { type: 'string', help: 'Where it is written.' },
    'today-only': { type: 'boolean', help: 'Only what was counted today.' },
  },
  method: 'POST',
  path: () => '/v1/operator/utilization',
  step: 'Error generating bundle',
});

export const deploymentUnblock = paidCommand({
  name: 'deployment unblock',
  args: ['deployment id'],
  flags: {
    detach: { type: 'boolean', help: 'Do not follow the deployment.' },
    verbose: { type: 'boolean', help: 'Print whole IDs.' },
  },
  method: 'PUT',
  path: (id) => `/v1/deployment/unblock/${id}`,
  step: 'Error unblocking deployment',
});

export const allocPause = paidCommand({
  name: 'alloc pause',
  args: ['allocation'],
  flags: {
    state: { type: 'string', help: 'pause, run or scheduled.' },
    status: { type: 'boolean', help: 'Say in which state it is.' },
    task: { type: 'string', help: 'The task.' },
    verbose: { type: 'boolean', help: 'Print whole IDs.' },
  },
  method: 'PUT',
  path: (id) => `/v1/client/allocation/${id}/pause`,
  step: 'Error setting pause state',
});

const EXAMPLE_QUOTA = {
  hcl: `# What the namespaces of a quota may use together. Steppe keeps no quotas.
name        = "default-quota"
description = "Limit the shared default namespace"

limit {
  region = "global"
  region_limit {
    cores      = 0
    cpu        = 2500
    memory     = 1000
    memory_max = 1000
  }
}
`,
  json: `{
  "Name": "default-quota",
  "Description": "Limit the shared default namespace",
  "Limits": [
    { "Region": "global", "RegionLimit": { "CPU": 2500, "MemoryMB": 1000, "MemoryMaxMB": 1000 } }
  ]
}
`,
} as const;

export const quotaInit: Command = {
  usage: 'steppe quota init [options] [<filename>]',
  example: 'steppe quota init',
  flags: { json: { type: 'boolean', help: 'Write it as JSON.' } },
  run: async ({ parsed, terminal }) => {
    const format = parsed.flag('json') ? 'json' : 'hcl';
    const message = 'This command takes no arguments or one: <filename>';
    const path = optionalArgument(parsed.args, message) ?? `spec.${format}`;
    await writeNewFile(path, EXAMPLE_QUOTA[format]);
    terminal.out(`Example quota specification written to ${path}`);
    return 0;
  },
};
