import { JobType } from '@steppe/domain';
import type { WireJob } from '../wire-job.ts';
import { faultsOf } from './multi-error.ts';
import { launchFaults } from './validate-launch.ts';
import { placementFaults } from './validate-placement.ts';
import { taskGroupFaults } from './validate-task-group.ts';

/** Nomad's defaults for the server's `job_max_priority` and `job_max_count`. */
const MAX_PRIORITY = 100;
const MAX_COUNT = 50_000;

/**
 * What is wrong with a job that has its defaults: every fault at once, in Nomad's words. None when it may be
 * registered.
 */
export function validateJob(job: WireJob): string[] {
  const type = job.Type || 'service';
  const faults = [...nameFaults(job)];
  if (!JobType.safeParse(type).success) faults.push(`Invalid job type: "${type}"`);
  for (const datacenter of job.Datacenters ?? []) {
    if (datacenter === '') faults.push('Missing job datacenter');
  }
  faults.push(...placementFaults(job, { level: 'job', type }), ...groupFaults(job, type));
  faults.push(...launchFaults(job, type));
  faults.push(...unsupportedFaults(job));
  const priority = job.Priority ?? 50;
  if (priority < 1 || priority > MAX_PRIORITY) {
    faults.push(`job priority must be between [1, ${MAX_PRIORITY}]`);
  }
  const count = (job.TaskGroups ?? []).reduce((sum, { Count }) => sum + (Count ?? 1), 0);
  if (count > MAX_COUNT) {
    faults.push(`total count was greater than configured job_max_count: ${count} > ${MAX_COUNT}`);
  }
  return faults;
}

function nameFaults({ ID, Name }: WireJob): string[] {
  const faults: string[] = [];
  if (!ID) faults.push('Missing job ID');
  else if (ID.includes(' ')) faults.push('Job ID contains a space');
  else if (ID.includes('\0')) faults.push('Job ID contains a null character');
  if (Name?.includes('\0')) faults.push('Job Name contains a null character');
  return faults;
}

function groupFaults(job: WireJob, type: string): string[] {
  const groups = job.TaskGroups ?? [];
  if (groups.length === 0) return ['Missing job task groups'];
  const faults: string[] = [];
  const firstAt = new Map<string, number>();
  groups.forEach(({ Name, Count }, i) => {
    const name = Name ?? '';
    const first = firstAt.get(name);
    if (name === '') faults.push(`Job task group ${i + 1} missing name`);
    else if (first === undefined) firstAt.set(name, i + 1);
    else faults.push(`Job task group ${i + 1} redefines '${name}' from group ${first}`);
    if (type === 'system' && (Count ?? 1) > 1) {
      faults.push(
        `Job task group ${name} has count ${Count}. Count cannot exceed 1 with system scheduler`,
      );
    }
  });
  for (const group of groups) {
    const prefix = `Task group ${group.Name ?? ''} validation failed`;
    faults.push(...faultsOf(prefix, taskGroupFaults(group, type)));
  }
  return faults;
}

function unsupportedFaults(job: WireJob): string[] {
  const faults: string[] = [];
  if (job.Multiregion) faults.push('Multiregion jobs are not supported');
  if (job.Stop === true) {
    faults.push('Stop cannot be registered; stop the job with DELETE /v1/job/<id> instead');
  }
  return faults;
}
