import { allocsOfJob, isTerminal, jobKey, type JobRow, type State } from '@steppe/domain';
import { z } from 'zod';
import { Index } from '../wire/values.ts';

const GroupScale = z
  .object({
    Desired: z.int(),
    Placed: z.int(),
    Running: z.int(),
    Healthy: z.int(),
    Unhealthy: z.int(),
    /** Not kept. */
    Events: z.null(),
  })
  .meta({ id: 'TaskGroupScaleStatus' });

/** How many allocations of each group are wanted, and how many there are. */
export const JobScaleStatus = z
  .object({
    JobID: z.string(),
    Namespace: z.string(),
    JobCreateIndex: Index,
    JobModifyIndex: Index,
    JobStopped: z.boolean(),
    TaskGroups: z.record(z.string(), GroupScale),
  })
  .meta({ id: 'JobScaleStatus' });
export type JobScaleStatus = z.infer<typeof JobScaleStatus>;

export function jobScaleToWire(state: State, row: JobRow): JobScaleStatus {
  const { job, seq } = row.current;
  const live = allocsOfJob(state, jobKey(job.namespace, job.id)).filter((one) => !isTerminal(one));
  const groups = job.groups.map(({ name, count }) => {
    const own = live.filter(({ groupName }) => groupName === name);
    const status = {
      Desired: count,
      Placed: own.length,
      Running: own.filter(({ clientStatus }) => clientStatus === 'running').length,
      Healthy: own.filter(({ health }) => health?.healthy === true).length,
      Unhealthy: own.filter(({ health }) => health?.healthy === false).length,
      Events: null,
    };
    return [name, status] as const;
  });
  return {
    JobID: job.id,
    Namespace: job.namespace,
    JobCreateIndex: row.createSeq,
    JobModifyIndex: seq,
    JobStopped: row.stopped,
    TaskGroups: Object.fromEntries(groups),
  };
}
