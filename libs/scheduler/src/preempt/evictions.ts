import { type AllocationRow, allocsOfNode, holdsResources, type State } from '@steppe/domain';
import type { ProposedNode } from '../nodes/proposed-node.ts';
import type { GroupRules } from '../rank/group-rules.ts';
import { crowdingScore, fitScore, meanScore, partsOf } from '../rank/node-score.ts';
import { preemptionScore } from '../score/preemption.ts';
import { chooseVictims, PRIORITY_GAP, priorityOf } from './choose-victims.ts';

/** A node that has room once the victims are gone. */
export interface Preemption {
  readonly node: ProposedNode;
  readonly victims: readonly AllocationRow[];
}

/** Finds room by evicting allocations of less important jobs, and remembers whom a plan evicts. */
export class Evictions {
  private readonly state: State;
  private readonly gone: Set<string>;
  private readonly evicted = new Map<string, number>();

  /** @param stopped IDs of allocations that the plan stops anyway. */
  constructor(state: State, stopped: Iterable<string>) {
    this.state = state;
    this.gone = new Set(stopped);
  }

  /** The best of the nodes on which room can be made; undefined when there is none. */
  find(nodes: Iterable<ProposedNode>, rules: GroupRules): Preemption | undefined {
    let best: { preemption: Preemption; score: number } | undefined;
    for (const node of nodes) {
      const victims = this.victimsOn(node, rules);
      if (!victims) continue;
      const score = scoreOf(node, rules, victims);
      const isBetter =
        !best ||
        score > best.score ||
        (score === best.score && node.order < best.preemption.node.order);
      if (isBetter) best = { preemption: { node, victims }, score };
    }
    return best?.preemption;
  }

  victimsOn(node: ProposedNode, rules: GroupRules): readonly AllocationRow[] | undefined {
    if (rules.rejectNow(node)?.kind !== 'exhausted') return undefined;
    const { job, demand, ports } = rules;
    if (demand.cores > 0 || rules.devices.length > 0) return undefined;
    const candidates = allocsOfNode(this.state, node.id).filter(
      (alloc) =>
        holdsResources(alloc) &&
        !this.gone.has(alloc.id) &&
        !(alloc.jobVersion.job.id === job.id && alloc.jobVersion.job.namespace === job.namespace),
    );
    const holders = node.holdersOf(ports, candidates);
    if (!holders?.every((alloc) => job.priority - priorityOf(alloc) >= PRIORITY_GAP)) {
      return undefined;
    }
    const held = new Set(holders);
    const victims = chooseVictims({
      asked: { cpuMhz: node.cpuOf(demand), memoryMb: demand.memoryMb, diskMb: demand.diskMb },
      free: node.freeWithout(holders),
      priority: job.priority,
      candidates: candidates.filter((alloc) => !held.has(alloc)),
      evictedOf: (alloc) => this.evicted.get(groupKey(alloc)) ?? 0,
    });
    return victims && [...holders, ...victims];
  }

  note(victims: readonly AllocationRow[]): void {
    for (const alloc of victims) {
      this.gone.add(alloc.id);
      const key = groupKey(alloc);
      this.evicted.set(key, (this.evicted.get(key) ?? 0) + 1);
    }
  }
}

function scoreOf(node: ProposedNode, rules: GroupRules, victims: readonly AllocationRow[]): number {
  const affinity = rules.affinity?.score(node.row);
  const own = {
    sum: fitScore(node, rules) + (affinity ?? 0),
    parts: affinity === undefined ? 1 : 2,
  };
  const further = [crowdingScore(node, rules), preemptionScore(victims.map(priorityOf))];
  return meanScore(own, partsOf(further));
}

function groupKey({ jobVersion: { job }, groupName }: AllocationRow): string {
  return JSON.stringify([job.namespace, job.id, groupName]);
}
