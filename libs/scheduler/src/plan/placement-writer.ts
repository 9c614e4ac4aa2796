import { type AllocationRow, type Deployment, idDeriver, type Placement } from '@steppe/domain';
import type { Given } from '../nodes/asked.ts';
import { ALLOC } from '../reconcile/descriptions.ts';
import type { JobView } from '../reconcile/job-view.ts';
import type { PlacementRequest } from '../reconcile/reconciled.ts';
import type { NodeCommits } from './node-commits.ts';

/** Writes what was decided for each placement into the commits of the nodes. */
export class PlacementWriter {
  /** By group, how many allocations of other jobs were evicted. */
  readonly evictions = new Map<string, number>();
  private readonly view: JobView;
  private readonly commits: NodeCommits;
  private readonly deployment: Deployment | undefined;
  private readonly idOf: ReturnType<typeof idDeriver>;
  private placed = 0;

  /** @param deployment what placements of its version belong to. */
  constructor(
    view: JobView,
    { commits, deployment }: { commits: NodeCommits; deployment: Deployment | undefined },
  ) {
    this.view = view;
    this.commits = commits;
    this.deployment = deployment;
    this.idOf = idDeriver('alloc', view.evaluation.id, view.state.seq);
  }

  /** @returns the ID of the allocation. */
  place(
    request: PlacementRequest,
    {
      nodeId,
      ports,
      cores,
      devices,
      memoryOversubscribed,
      victims,
      score,
    }: Given & {
      nodeId: string;
      memoryOversubscribed: boolean;
      victims: readonly AllocationRow[];
      score?: number | undefined;
    },
  ): string {
    const { group, index, version, previous, reschedule, replaces } = request;
    const { evaluation } = this.view;
    const allocId = this.nextAllocId(request, nodeId);
    for (const alloc of victims) {
      const description = `Preempted by alloc ID ${allocId}`;
      this.commits.stop({ alloc, description, desiredStatus: 'evict' });
      this.evictions.set(group.name, (this.evictions.get(group.name) ?? 0) + 1);
    }
    if (replaces && previous) {
      const description = reschedule ? ALLOC.rescheduled : ALLOC.updating;
      this.commits.stop({ alloc: previous, description });
    }
    const deploymentId = this.deploymentOf(request);
    const placement: Placement = {
      allocId,
      evalId: evaluation.id,
      namespace: version.job.namespace,
      jobId: version.job.id,
      jobSeq: version.seq,
      group: group.name,
      index,
      ports: [...ports],
      ...(cores && { cores }),
      ...(devices && { devices: [...devices] }),
      ...(memoryOversubscribed && { memoryOversubscribed }),
      ...(victims.length > 0 && { preemptedAllocIds: victims.map(({ id }) => id) }),
      ...(deploymentId !== undefined && { deploymentId }),
      ...(request.canary && { canary: true }),
      ...(previous && { previousAllocId: previous.id }),
      ...(previous && group.ephemeralDisk.migrate && { previousNodeId: previous.nodeId }),
      ...(score !== undefined && { score }),
      ...(reschedule && { rescheduled: true, rescheduleDelayMs: reschedule.delayMs }),
    };
    this.commits.place(nodeId, placement);
    return allocId;
  }

  /**
   * The snapshot's seq makes IDs differ when one evaluation is processed again, and the ordinal when one
   * plan places a name twice.
   */
  private nextAllocId({ group, index }: PlacementRequest, nodeId: string): string {
    this.placed += 1;
    return this.idOf(this.placed, group.name, index, nodeId);
  }

  private deploymentOf({ version, group }: PlacementRequest): string | undefined {
    const { deployment } = this;
    if (!deployment || version.version !== deployment.jobVersion) return undefined;
    return deployment.groups[group.name] ? deployment.id : undefined;
  }
}
