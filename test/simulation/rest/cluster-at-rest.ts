import { subjects } from '@steppe/domain';
import { type Violation, jobsAtRest, planAtRest } from '@steppe/simulator';
import { stateAt } from '@steppe/event-log';
import type { Cluster } from '../cluster/cluster.ts';
import { isSameView } from './same-view.ts';

/** All that must hold once nothing goes wrong any more and nothing moves. */
export async function clusterAtRest(cluster: Cluster): Promise<Violation | undefined> {
  const { state, failedRollOuts } = cluster.monitor;
  return (
    nodesAtRest(cluster) ??
    jobsAtRest(state, failedRollOuts) ??
    tasksAtRest(cluster) ??
    acknowledgedAtRest(cluster) ??
    viewsAtRest(cluster) ??
    (await replayAtRest(cluster))
  );
}

function nodesAtRest({ nodes, monitor }: Cluster): Violation | undefined {
  for (const { node, isGone } of nodes) {
    const row = monitor.state.nodes.get(node.id);
    const expected = isGone ? 'down' : 'ready';
    const isAsExpected = isGone ? !row || row.status === 'down' : row?.status === 'ready';
    if (!isAsExpected) {
      return { rule: 'node status', message: `${node.id} is ${row?.status}, not ${expected}` };
    }
    if (row?.drain && !isGone) return { rule: 'drain', message: `${node.id} still drains` };
  }
  return undefined;
}

/** What really runs is what the log says runs. */
function tasksAtRest({ nodes, monitor }: Cluster): Violation | undefined {
  const { state } = monitor;
  for (const { node, machine } of nodes) {
    const meant = [...state.allocs.values()]
      .filter((row) => row.nodeId === node.id && row.desiredStatus === 'run')
      .filter(({ clientStatus }) => clientStatus === 'running')
      .map(({ id }) => `${id}/main`)
      .toSorted();
    const running = machine.running();
    if (running.join() === meant.join()) continue;
    const message = `on ${node.id} run ${running.join(' ') || 'none'}, meant are ${meant.join(' ') || 'none'}`;
    return { rule: 'tasks', message };
  }
  return undefined;
}

/** The job is as it was acknowledged last, or as something later in the log left it, if only forgotten. */
function acknowledgedAtRest({ operator, monitor }: Cluster): Violation | undefined {
  const forgottenAt = new Map<string, number>();
  for (const { seq, commit } of monitor.entries) {
    for (const event of commit.events) {
      if (event.type !== 'GarbageCollected') continue;
      for (const key of event.jobKeys) forgottenAt.set(key, seq);
    }
  }
  for (const { jobId, seq } of operator.acknowledged) {
    const entry = monitor.entries[seq - 1];
    const isThere = entry?.subject === subjects.job('default', jobId);
    const key = `default/${jobId}`;
    const lastSeq = monitor.state.jobSubjectSeq.get(key) ?? forgottenAt.get(key) ?? 0;
    if (isThere && lastSeq >= seq) continue;
    return { rule: 'acknowledged', message: `what ${jobId} was told at ${seq} is lost` };
  }
  return undefined;
}

function viewsAtRest({ projections, monitor, isMisread }: Cluster): Violation | undefined {
  if (isMisread) return undefined; // A planted bug: what comes of it is to be caught.
  for (const [name, { state }] of projections) {
    if (isSameView(state, monitor.state)) continue;
    return { rule: 'view', message: `the view of ${name} at ${state.seq} is another one` };
  }
  return undefined;
}

/** From the newest snapshot on, if there is one. */
async function replayAtRest(cluster: Cluster): Promise<Violation | undefined> {
  const { store, monitor, clock, isMisread } = cluster;
  const replayed = await stateAt(store.inner, monitor.state.seq);
  if (!isSameView(replayed, monitor.state)) {
    return { rule: 'replay', message: 'a replay gives another state' };
  }
  return isMisread
    ? undefined
    : planAtRest(replayed, { nowMs: clock.nowMs(), failed: monitor.failedRollOuts });
}
