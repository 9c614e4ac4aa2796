import {
  type AllocationRow,
  type DeploymentHealth,
  evalsOfJob,
  failureTimeOf,
  jobKey,
  nextReschedule,
  type State,
} from '@steppe/domain';
import { z } from 'zod';
import { nsOfMs, timestampOf } from '../wire/time.ts';
import { Index, Timestamp } from '../wire/values.ts';
import { type TaskState, taskStateToWire } from './task-state.ts';

export const AllocDeploymentStatus = z
  .object({
    Healthy: z.boolean().nullable(),
    /** Null while nobody knows how it is. */
    Timestamp: Timestamp.nullable(),
    Canary: z.boolean(),
    ModifyIndex: Index,
  })
  .meta({ id: 'AllocDeploymentStatus' });
export type AllocDeploymentStatus = z.infer<typeof AllocDeploymentStatus>;

export const RescheduleTracker = z
  .object({
    Events: z.array(
      z.object({
        RescheduleTime: z.number(),
        PrevAllocID: z.string(),
        PrevNodeID: z.string(),
        Delay: z.number(),
      }),
    ),
    LastReschedule: z.string(),
  })
  .meta({ id: 'RescheduleTracker' });
export type RescheduleTracker = z.infer<typeof RescheduleTracker>;

export const DesiredTransition = z
  .object({
    Migrate: z.boolean().nullable(),
    Reschedule: z.boolean().nullable(),
    ForceReschedule: z.boolean().nullable(),
    NoShutdownDelay: z.boolean().nullable(),
    MigrateDisablePlacement: z.boolean().nullable(),
  })
  .meta({ id: 'DesiredTransition' });
export type DesiredTransition = z.infer<typeof DesiredTransition>;

/** Nomad's number for the only field whose changes it keeps. */
const CLIENT_STATUS = 0;

/** A change of a field of an allocation. */
export const AllocState = z
  .object({ Field: z.literal(CLIENT_STATUS), Value: z.string(), Time: Timestamp })
  .meta({ id: 'AllocState' });
export type AllocState = z.infer<typeof AllocState>;

export function deploymentStatusOf(
  health: DeploymentHealth | undefined,
): AllocDeploymentStatus | null {
  if (!health) return null;
  return {
    Healthy: health.healthy ?? null,
    Timestamp: health.healthy === undefined ? null : timestampOf(health.atMs),
    Canary: health.canary,
    ModifyIndex: health.modifySeq,
  };
}

/** Null for one that never was placed anew, nor is to be. */
export function rescheduleTrackerOf(state: State, row: AllocationRow): RescheduleTracker | null {
  const isWaiting = foundNoPlace(state, row);
  if (row.reschedules.length === 0 && !isWaiting) return null;
  return {
    Events: row.reschedules.map(({ atMs, previousAllocId, previousNodeId, delayMs }) => ({
      RescheduleTime: nsOfMs(atMs),
      PrevAllocID: previousAllocId,
      PrevNodeID: previousNodeId,
      Delay: nsOfMs(delayMs),
    })),
    LastReschedule: isWaiting ? 'no placement' : 'ok',
  };
}

/** Whether it failed and was due to be placed anew, but no node had room for it. */
function foundNoPlace(state: State, row: AllocationRow): boolean {
  if (row.clientStatus !== 'failed' || row.nextAllocId !== undefined) return false;
  const due = nextReschedule(row, failureTimeOf(row));
  if (!due) return false;
  const { namespace, id } = row.jobVersion.job;
  return evalsOfJob(state, jobKey(namespace, id)).some(
    ({ status, failedGroups, modifiedAtMs }) =>
      status === 'blocked' && failedGroups[row.groupName] !== undefined && modifiedAtMs >= due.atMs,
  );
}

export function desiredTransitionOf(state: State, row: AllocationRow): DesiredTransition {
  return {
    Migrate: row.migrateRequested ? true : null,
    Reschedule: isReplacedByDeployment(state, row) ? true : (row.rescheduleRequested ?? null),
    ForceReschedule: row.rescheduleForced ?? null,
    NoShutdownDelay: row.shutdownDelaySkipped ?? null,
    MigrateDisablePlacement: null,
  };
}

/** Whether its deployment wants another one in its stead: it is unhealthy, and the deployment goes on until its deadline. */
function isReplacedByDeployment(
  { deployments }: State,
  { deploymentId, groupName, health }: AllocationRow,
): boolean {
  if (deploymentId === undefined || health?.healthy !== false) return false;
  const group = deployments.get(deploymentId)?.deployment.groups[groupName];
  return group !== undefined && group.progressDeadlineMs > 0;
}

/** Each time its node fell silent and was taken back. Undefined for the many that never were, as in Nomad. */
export function allocStatesOf({
  disconnections,
}: Pick<AllocationRow, 'disconnections'>): AllocState[] | undefined {
  return disconnections?.flatMap(({ sinceMs, untilMs }): AllocState[] => {
    const away: AllocState = { Field: CLIENT_STATUS, Value: 'unknown', Time: timestampOf(sinceMs) };
    if (untilMs === undefined) return [away];
    return [away, { Field: CLIENT_STATUS, Value: 'running', Time: timestampOf(untilMs) }];
  });
}

/** Null before the client has said anything. */
export function taskStatesOf({ taskStates }: AllocationRow): Record<string, TaskState> | null {
  const tasks = Object.entries(taskStates);
  if (tasks.length === 0) return null;
  return Object.fromEntries(tasks.map(([name, row]) => [name, taskStateToWire(row)]));
}
