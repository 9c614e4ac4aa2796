import {
  allocsOfJob,
  isTerminal,
  jobKey,
  type JobRow,
  type ScalingEvent,
  type State,
} from '@steppe/domain';
import { z } from 'zod';
import { nullIfEmpty } from '../wire/empty.ts';
import { nsOfMs } from '../wire/time.ts';
import { EpochNs, Index } from '../wire/values.ts';

export const WireScalingEvent = z
  .object({
    Time: EpochNs,
    /** Null when nothing was scaled. */
    Count: z.int().nullable(),
    PreviousCount: z.int(),
    Message: z.string(),
    Error: z.boolean(),
    Meta: z.record(z.string(), z.unknown()).nullable(),
    EvalID: z.string().nullable(),
    CreateIndex: Index,
  })
  .meta({ id: 'ScalingEvent' });
export type WireScalingEvent = z.infer<typeof WireScalingEvent>;

const GroupScale = z
  .object({
    Desired: z.int(),
    Placed: z.int(),
    Running: z.int(),
    Healthy: z.int(),
    Unhealthy: z.int(),
    /** The latest first. */
    Events: z.array(WireScalingEvent).nullable(),
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
  const key = jobKey(job.namespace, job.id);
  const events = state.scalingEvents.get(key);
  const live = allocsOfJob(state, key).filter((one) => !isTerminal(one));
  const groups = job.groups.map(({ name, count }) => {
    const own = live.filter(({ groupName }) => groupName === name);
    const status = {
      Desired: count,
      Placed: own.length,
      Running: own.filter(({ clientStatus }) => clientStatus === 'running').length,
      Healthy: own.filter(({ health }) => health?.healthy === true).length,
      Unhealthy: own.filter(({ health }) => health?.healthy === false).length,
      Events: nullIfEmpty((events?.[name] ?? []).map(scalingEventToWire)),
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

function scalingEventToWire(event: ScalingEvent): WireScalingEvent {
  return {
    Time: nsOfMs(event.atMs),
    Count: event.count ?? null,
    PreviousCount: event.previousCount,
    Message: event.message,
    Error: event.error,
    Meta: event.meta ?? null,
    EvalID: event.evalId ?? null,
    CreateIndex: event.seq,
  };
}
