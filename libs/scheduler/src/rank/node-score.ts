import type { ProposedNode } from '../nodes/proposed-node.ts';
import { binpackScore, spreadFitScore } from '../score/binpack.ts';
import { jobAntiAffinityScore } from '../score/job-anti-affinity.ts';
import type { GroupRules } from './group-rules.ts';

/**
 * The parts of a node's score that the node alone decides. A scorer that does not apply is left out of the
 * mean, so `parts` says how many are in `sum`.
 */
export interface NodeScore {
  readonly sum: number;
  readonly parts: number;
}

/** Scores a node as it would be with one more allocation. */
export function fitScore(node: ProposedNode, { demand, config }: GroupRules): number {
  return scoreOfFit(config, {
    cpuShare: (node.usedCpuMhz + node.cpuOf(demand)) / node.cpuMhz,
    memoryShare: (node.usedMemoryMb + demand.memoryMb) / node.memoryMb,
  });
}

/** Scores shares of a node's cpu and memory that would be in use. */
export function scoreOfFit(
  { algorithm }: GroupRules['config'],
  { cpuShare, memoryShare }: { cpuShare: number; memoryShare: number },
): number {
  return algorithm === 'spread'
    ? spreadFitScore(1 - cpuShare, 1 - memoryShare)
    : binpackScore(1 - cpuShare, 1 - memoryShare);
}

/** The penalty for allocations of the group that are on the node already; 0 takes no part. */
export function crowdingScore(node: ProposedNode, { group, hasChoice }: GroupRules): number {
  if (!hasChoice) return 0;
  return jobAntiAffinityScore(node.allocsOfGroup(group.name), group.count);
}

/** How far the affinities of device requests are met; undefined when there are none. */
export function deviceScore(node: ProposedNode, { devices }: GroupRules): number | undefined {
  return devices.length === 0 ? undefined : node.deviceScore(devices);
}

/** A node on which the allocation failed before gets this, as a further part. */
export const RESCHEDULE_PENALTY = -1;

/** The mean of the parts that apply, a node's own and further ones: what nodes are compared by. */
export function meanScore(own: NodeScore, further: NodeScore): number {
  return (own.sum + further.sum) / (own.parts + further.parts);
}

/** Parts of a score, without those that are 0 and so take no part. */
export function partsOf(values: readonly number[]): NodeScore {
  let [sum, parts] = [0, 0];
  for (const value of values) {
    sum += value;
    if (value !== 0) parts += 1;
  }
  return { sum, parts };
}
