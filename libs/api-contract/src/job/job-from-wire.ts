import { exactShapeOf, Job, type JobDispatch, SteppeError } from '@steppe/domain';
import { z } from 'zod';
import { extraOf } from '../wire/empty.ts';
import { affinityFromWire, constraintFromWire, spreadFromWire } from './map-placement.ts';
import { updateFromWire } from './map-policies.ts';
import { taskGroupFromWire } from './map-task-group.ts';
import type { WireJob } from './wire-job.ts';

/** Fields that the domain has, and those that only the servers may set: neither is kept as an extra. */
const JOB_FIELDS = new Set([
  'ID',
  'Name',
  'Namespace',
  'Region',
  'ParentID',
  'Type',
  'Priority',
  'AllAtOnce',
  'Datacenters',
  'NodePool',
  'Constraints',
  'Affinities',
  'Spreads',
  'TaskGroups',
  'Update',
  'Periodic',
  'ParameterizedJob',
  'Payload',
  'Dispatched',
  'DispatchIdempotencyToken',
  'Meta',
  'Reschedule',
  'Migrate',
  'Stop',
  'Status',
  'StatusDescription',
  'Stable',
  'Version',
  'SubmitTime',
  'CreateIndex',
  'ModifyIndex',
  'JobModifyIndex',
]);

const DEFAULT_PRIORITY = 50;

const isExactJob = exactShapeOf(Job);

/**
 * Reads a job that has its defaults and passed `validateJob`.
 *
 * @throws SteppeError `JOB_INVALID` when the job is not one after all: a fault that the validation let through.
 */
export function jobFromWire(wire: WireJob): Job {
  const id = wire.ID ?? '';
  const job = {
    namespace: wire.Namespace || 'default',
    id,
    name: wire.Name || id,
    parentId: wire.ParentID ?? '',
    type: wire.Type || 'service',
    region: wire.Region || 'global',
    priority: wire.Priority ?? DEFAULT_PRIORITY,
    allAtOnce: wire.AllAtOnce ?? false,
    datacenters: wire.Datacenters?.length ? wire.Datacenters : ['*'],
    nodePool: wire.NodePool || 'default',
    constraints: (wire.Constraints ?? []).map(constraintFromWire),
    affinities: (wire.Affinities ?? []).map(affinityFromWire),
    spreads: (wire.Spreads ?? []).map(spreadFromWire),
    groups: (wire.TaskGroups ?? []).map(taskGroupFromWire),
    update: wire.Update ? updateFromWire(wire.Update) : undefined,
    periodic: wire.Periodic ?? undefined,
    parameterized: wire.ParameterizedJob ?? undefined,
    dispatch: wire.Dispatched ? dispatchOf(wire) : undefined,
    meta: wire.Meta ?? {},
    extra: extraOf(wire, JOB_FIELDS),
  };
  if (isExactJob(job)) return job;
  const parsed = Job.safeParse(job);
  if (!parsed.success) throw new SteppeError('JOB_INVALID', z.prettifyError(parsed.error));
  return parsed.data;
}

/** Of a job that was dispatched, and is registered again as it was shown. */
function dispatchOf({ Payload, DispatchIdempotencyToken }: WireJob): JobDispatch {
  return {
    payload: typeof Payload === 'string' ? Payload : '',
    idempotencyToken: DispatchIdempotencyToken ?? '',
  };
}
