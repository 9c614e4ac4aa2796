import {
  type AllocationRow,
  jobKey,
  nameOf,
  type PlacementMetric,
  type State,
} from '@steppe/domain';
import { z } from 'zod';
import { jobContextOf, jobToWire } from '../job/job-to-wire.ts';
import { WireJob } from '../job/wire-job.ts';
import { WireResources } from '../job/wire-resources.ts';
import { nullIfEmpty } from '../wire/empty.ts';
import { nsOfMs } from '../wire/time.ts';
import { EpochNs, Index } from '../wire/values.ts';
import {
  type AllocatedResources,
  allocatedResourcesOf,
  legacyResourcesOf,
} from './allocated-resources.ts';
import { AllocMetric, allocMetricToWire, NO_METRIC } from './alloc-metric.ts';
import {
  AllocDeploymentStatus,
  AllocState,
  allocStatesOf,
  deploymentStatusOf,
  DesiredTransition,
  desiredTransitionOf,
  RescheduleTracker,
  rescheduleTrackerOf,
  taskStatesOf,
} from './allocation-parts.ts';
import { TaskState } from './task-state.ts';

/** An allocation, whole. Nomad leaves out of it most of what is not set. */
export const WireAllocation = z
  .object({
    ID: z.string(),
    /** The key that signs the identities of its tasks; empty for none. */
    SigningKeyID: z.string(),
    Namespace: z.string(),
    EvalID: z.string(),
    Name: z.string(),
    NodeID: z.string(),
    NodeName: z.string(),
    JobID: z.string(),
    Job: WireJob,
    TaskGroup: z.string(),
    Resources: WireResources,
    SharedResources: WireResources,
    TaskResources: z.record(z.string(), WireResources),
    AllocatedResources: z.custom<AllocatedResources>(),
    Metrics: AllocMetric,
    DesiredStatus: z.string(),
    DesiredDescription: z.string().optional(),
    DesiredTransition: DesiredTransition.optional(),
    ClientStatus: z.string(),
    ClientDescription: z.string().optional(),
    TaskStates: z.record(z.string(), TaskState).nullable(),
    DeploymentID: z.string().optional(),
    DeploymentStatus: AllocDeploymentStatus.optional(),
    PreviousAllocation: z.string().optional(),
    NextAllocation: z.string().optional(),
    PreemptedAllocations: z.array(z.string()).optional(),
    PreemptedByAllocation: z.string().optional(),
    FollowupEvalID: z.string().optional(),
    AllocStates: z.array(AllocState).optional(),
    RescheduleTracker: RescheduleTracker.optional(),
    NetworkStatus: z.object({
      InterfaceName: z.string(),
      Address: z.string(),
      AddressIPv6: z.string(),
      DNS: z
        .object({
          Servers: z.array(z.string()).nullable(),
          Searches: z.array(z.string()).nullable(),
          Options: z.array(z.string()).nullable(),
        })
        .nullable(),
    }),
    CreateIndex: Index,
    ModifyIndex: Index,
    AllocModifyIndex: Index,
    CreateTime: EpochNs,
    ModifyTime: EpochNs,
  })
  .meta({ id: 'Allocation' });
export type WireAllocation = z.infer<typeof WireAllocation>;

/** @param metric how the nodes compared when it was placed. */
export function allocationToWire(
  state: State,
  row: AllocationRow,
  metric: PlacementMetric = NO_METRIC,
): WireAllocation {
  const { job } = row.jobVersion;
  const transition = desiredTransitionOf(state, row);
  const isInTransition = Object.values(transition).some((wish) => wish !== null);
  return {
    ID: row.id,
    SigningKeyID: activeKeyId(state),
    Namespace: job.namespace,
    EvalID: row.evalId,
    Name: nameOf(row),
    NodeID: row.nodeId,
    NodeName: state.nodes.get(row.nodeId)?.node.name ?? '',
    JobID: job.id,
    Job: jobOf(state, row),
    TaskGroup: row.groupName,
    ...legacyResourcesOf(row),
    AllocatedResources: allocatedResourcesOf(row),
    Metrics: allocMetricToWire(metric, job.nodePool),
    DesiredStatus: row.desiredStatus,
    DesiredDescription: row.desiredDescription || undefined,
    DesiredTransition: isInTransition ? transition : undefined,
    ClientStatus: row.clientStatus,
    ClientDescription: row.clientDescription || undefined,
    TaskStates: taskStatesOf(row),
    DeploymentID: row.deploymentId,
    DeploymentStatus: deploymentStatusOf(row.health) ?? undefined,
    PreviousAllocation: row.previousAllocId,
    NextAllocation: row.nextAllocId,
    PreemptedAllocations: row.preemptedAllocIds && [...row.preemptedAllocIds],
    PreemptedByAllocation: row.preemptedByAllocId,
    FollowupEvalID: row.followupEvalId,
    AllocStates: allocStatesOf(row),
    RescheduleTracker: rescheduleTrackerOf(state, row) ?? undefined,
    NetworkStatus: networkStatusOf(row),
    CreateIndex: row.createSeq,
    ModifyIndex: row.modifySeq,
    AllocModifyIndex: row.allocModifySeq,
    CreateTime: nsOfMs(row.createdAtMs),
    ModifyTime: nsOfMs(row.modifiedAtMs),
  };
}

/** Where it is on a network of its own; nothing of one on its node's. */
function networkStatusOf({ network }: AllocationRow): WireAllocation['NetworkStatus'] {
  const { interfaceName = '', address = '', addressIpv6 = '', dns } = network ?? {};
  return {
    InterfaceName: interfaceName,
    Address: address,
    AddressIPv6: addressIpv6,
    DNS: dns
      ? {
          Servers: nullIfEmpty(dns.servers),
          Searches: nullIfEmpty(dns.searches),
          Options: nullIfEmpty(dns.options),
        }
      : null,
  };
}

function activeKeyId({ rootKeys }: State): string {
  for (const { keyId, isActive } of rootKeys.values()) if (isActive) return keyId;
  return '';
}

/** The version that it runs; of a job that was purged there is nothing but that. */
function jobOf(state: State, { jobVersion }: AllocationRow): WireJob {
  const { namespace, id } = jobVersion.job;
  const row = state.jobs.get(jobKey(namespace, id));
  const gone = { status: 'dead', createIndex: jobVersion.seq, modifyIndex: jobVersion.seq };
  return jobToWire(jobVersion, row ? jobContextOf(state, row) : gone);
}
