import { canonicalJob } from '../job/canonical-job.ts';
import { validateJob } from '../job/validate/validate-job.ts';

export const task = { Name: 't', Driver: 'raw_exec', Config: { command: '/bin/true' } };
export const group = { Name: 'g', Tasks: [task] };
export const job = { ID: 'x', Datacenters: ['dc1'], TaskGroups: [group] };

type Changes = Readonly<Record<string, unknown>>;

/** What is wrong with a sound job when so much of it is changed. */
export function faultsOf(changed: Changes): string[] {
  return validateJob(canonicalJob({ ...job, ...changed }, 'default'));
}

export function inGroup(changes: Changes) {
  return { TaskGroups: [{ ...group, ...changes }] };
}

export function inTask(changes: Changes) {
  return inGroup({ Tasks: [{ ...task, ...changes }] });
}
