import { coreHolding, type Node, type TaskGroup } from '@steppe/domain';
import type { ProposedHoldings } from '../nodes/proposed-holdings.ts';

/** How many whole cores a task wants for itself. */
export interface CoreAsk {
  readonly task: string;
  readonly count: number;
}

export function coreAsksOf({ tasks }: TaskGroup): CoreAsk[] {
  return tasks.flatMap(({ name, resources: { cores } }) =>
    cores > 0 ? [{ task: name, count: cores }] : [],
  );
}

/** The cores of a node that tasks may reserve, lowest first. */
export function reservableCores({ resources, reserved }: Node): number[] {
  const all = resources.reservableCores ?? Array.from({ length: resources.cpuCores }, (_, i) => i);
  const kept = new Set(reserved.cores);
  return all.filter((core) => !kept.has(core)).toSorted((a, b) => a - b);
}

/** Cores for each task, the lowest that are free; undefined when there are too few. */
export function chooseCores(
  node: Node,
  holdings: ProposedHoldings,
  asks: readonly CoreAsk[],
): Record<string, number[]> | undefined {
  const free = reservableCores(node).filter((core) => holdings.isFree(coreHolding(core)));
  const chosen: Record<string, number[]> = {};
  for (const { task, count } of asks) {
    const cores = free.splice(0, count);
    if (cores.length < count) return undefined;
    chosen[task] = cores;
  }
  return chosen;
}
