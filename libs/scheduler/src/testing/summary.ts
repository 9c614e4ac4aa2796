import { allocationName, type State } from '@steppe/domain';
import type { Plan } from '../plan/plan.ts';

/** A plan in lines that people can read and compare, in order of names: what it does and to whom. */
export function summaryOf(plan: Plan, state: State): string[] {
  const lines: string[] = [];
  for (const { nodeId, events } of plan.nodeCommits) {
    const node = state.nodes.get(nodeId)?.node.name ?? nodeId;
    for (const event of events) {
      if (event.type === 'AllocationPlaced') {
        const { jobId, group, index, canary, previousAllocId } = event.placement;
        const name = allocationName(jobId, group, index);
        const notes = [canary ? ' (canary)' : '', previousAllocId ? ' (replaces)' : ''].join('');
        lines.push(`place ${name} on ${node}${notes}`);
        continue;
      }
      const row = state.allocs.get(event.allocId);
      const name = row
        ? allocationName(row.jobVersion.job.id, row.groupName, row.index)
        : event.allocId;
      if (event.type === 'AllocationDisconnected') lines.push(`lose touch with ${name} on ${node}`);
      else if (event.type === 'AllocationReconnected') lines.push(`take back ${name} on ${node}`);
      else if (event.type === 'AllocationRescheduleDelayed') lines.push(`delay ${name} on ${node}`);
      else if (event.type === 'AllocationUpdated') lines.push(`update ${name} on ${node}`);
      else {
        const lost = event.clientStatus ? ` (${event.clientStatus})` : '';
        lines.push(`stop ${name} on ${node}: ${event.desiredDescription}${lost}`);
      }
    }
  }
  return lines.toSorted();
}
