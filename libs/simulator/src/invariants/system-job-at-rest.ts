import {
  acceptsPlacements,
  type AllocationRow,
  allocsOfJob,
  evalsOfJob,
  isActiveDeployment,
  isTerminal,
  jobKey,
  type JobRow,
  latestDeployment,
  nameOf,
  type State,
} from '@steppe/domain';
import { hasRoom, isSuitable } from './room.ts';

/** What is wrong with a system or sysbatch job at rest: it has one allocation on each node that suits it. */
export function systemJobFault(state: State, row: JobRow): string | undefined {
  const { job, version } = row.current;
  const key = jobKey(job.namespace, job.id);
  const [group] = job.groups;
  if (!group || group.count === 0) return undefined;
  const allocs = allocsOfJob(state, key);
  const rollOut = latestDeployment(state, key);
  const isWaiting = evalsOfJob(state, key).some(({ status }) => status === 'blocked');
  if (rollOut && isActiveDeployment(rollOut) && !isWaiting)
    return `${job.id} has a deployment that hangs`;
  for (const node of state.nodes.values()) {
    if (!acceptsPlacements(node) || !isSuitable(node, { job, group })) continue;
    const here = allocs.filter(({ nodeId }) => nodeId === node.node.id);
    const running = here.filter((alloc) => !isTerminal(alloc));
    if (running.length > 1) return `${job.id} runs ${running.length} times on ${node.node.id}`;
    const [alloc] = running;
    if (alloc) {
      const isHeldBack = rollOut?.status === 'failed';
      if (alloc.jobVersion.version === version || isHeldBack) continue;
      if (!isWaiting) return `${nameOf(alloc)} on ${node.node.id} is of an old version`;
    } else if (!here.some((ended) => endedByItself(ended, version))) {
      if (!isWaiting) return `${job.id} lacks an allocation on ${node.node.id}, and nothing waits`;
      if (hasRoom(state, node, { row, group })) {
        return `${job.id} waits though ${node.node.id} has room for it`;
      }
    }
  }
  return undefined;
}

/** A sysbatch job is done where it completed, be it told to; and what failed of either kind is not placed anew. */
function endedByItself(alloc: AllocationRow, version: number): boolean {
  const { clientStatus, jobVersion } = alloc;
  if (clientStatus === 'failed') return true;
  const isDone = jobVersion.job.type === 'sysbatch' && clientStatus === 'complete';
  return isDone && jobVersion.version === version;
}
