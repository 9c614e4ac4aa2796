import { type AllocationRow, allocsOfNode, isTerminal, type State } from '@steppe/domain';
import type { ProposedNode } from '../nodes/proposed-node.ts';
import type { GroupRules } from '../rank/group-rules.ts';
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
  find(
    nodes: Iterable<ProposedNode>,
    rules: GroupRules,
    scoreOf: (preemption: Preemption) => number,
  ): Preemption | undefined {
    let best: { preemption: Preemption; score: number } | undefined;
    for (const node of nodes) {
      const victims = this.victimsOn(node, rules);
      if (!victims) continue;
      const score = scoreOf({ node, victims });
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
    const candidates = allocsOfNode(this.state, node.id).filter(
      (alloc) =>
        !isTerminal(alloc) &&
        !this.gone.has(alloc.id) &&
        !(alloc.jobVersion.job.id === job.id && alloc.jobVersion.job.namespace === job.namespace),
    );
    const isLess = (alloc: AllocationRow): boolean =>
      job.priority - priorityOf(alloc) >= PRIORITY_GAP;
    const portHolders = node.holdersOf(ports, candidates);
    if (!portHolders?.every(isLess)) return undefined;
    const left = candidates.filter((alloc) => isLess(alloc) && !portHolders.includes(alloc));
    const holders = holdersInTheWay(node, rules, left);
    if (!holders) return undefined;
    const gone = [...portHolders, ...holders];
    const victims = chooseVictims({
      asked: { cpuMhz: node.cpuOf(demand), memoryMb: demand.memoryMb, diskMb: demand.diskMb },
      free: node.freeWithout(gone),
      priority: job.priority,
      candidates: left.filter((alloc) => !holders.includes(alloc)),
      evictedOf: (alloc) => this.evicted.get(groupKey(alloc)) ?? 0,
    });
    const all = victims && [...gone, ...victims];
    // A node that lacks nothing of that is at its limit of allocations.
    return all?.length === 0 ? undefined : all;
  }

  note(victims: readonly AllocationRow[]): void {
    for (const alloc of victims) {
      this.gone.add(alloc.id);
      const key = groupKey(alloc);
      this.evicted.set(key, (this.evicted.get(key) ?? 0) + 1);
    }
  }
}

/**
 * Those that must go for their cores and devices: the least important first, and none that is not in the way.
 * Undefined when all of them would not do.
 */
function holdersInTheWay(
  node: ProposedNode,
  rules: GroupRules,
  candidates: readonly AllocationRow[],
): AllocationRow[] | undefined {
  const isMissing = (): boolean =>
    (node.rejectDevices(rules.devices) ?? node.rejectCores(rules.cores)) !== undefined;
  if (!isMissing()) return [];
  const gone: AllocationRow[] = [];
  const holding = candidates.filter(({ cores, devices }) => cores ?? devices);
  for (const alloc of holding.toSorted((a, b) => priorityOf(a) - priorityOf(b))) {
    node.evict(alloc);
    gone.push(alloc);
    if (!isMissing()) break;
  }
  const isEnough = !isMissing();
  const needed = gone.toReversed().filter((alloc) => {
    node.restore(alloc);
    if (!isMissing()) return false;
    node.evict(alloc);
    return true;
  });
  for (const alloc of needed) node.restore(alloc);
  return isEnough ? needed : undefined;
}

function groupKey({ jobVersion: { job }, groupName }: AllocationRow): string {
  return JSON.stringify([job.namespace, job.id, groupName]);
}
