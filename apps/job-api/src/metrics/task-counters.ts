import { Inject, Injectable, type OnModuleDestroy } from '@nestjs/common';
import { type AllocationRow, jobKey, type Recorded, type State } from '@steppe/domain';
import type { Projection } from '@steppe/event-log';
import { PROJECTION } from '@steppe/nest-kit';
import { type Counter, counter } from './metric.ts';
import { nodeLabels } from './node-gauges.ts';
import { taskCountsOf } from './task-counts.ts';
import { taskLabels } from './task-gauges.ts';

interface Counted {
  readonly row: AllocationRow;
  readonly task: string;
  readonly counts: Map<string, number>;
}

/** Counts what happens to tasks on each node, as the log tells it, from the time at which this process began. */
@Injectable()
export class TaskCounters implements OnModuleDestroy {
  readonly #projection: Projection;
  readonly #unsubscribe: () => void;
  /** By node, then by job, group and task. */
  readonly #byNode = new Map<string, Map<string, Counted>>();

  constructor(@Inject(PROJECTION) projection: Projection) {
    this.#projection = projection;
    this.#unsubscribe = projection.onApplied((entry) => this.#count(entry));
  }

  onModuleDestroy(): void {
    this.#unsubscribe();
  }

  /** What is counted of jobs that are gone is forgotten. */
  ofNode(nodeId: string): Counter[] {
    const { state } = this.#projection;
    const node = state.nodes.get(nodeId);
    const counted = this.#byNode.get(nodeId);
    if (node === undefined || counted === undefined) return [];
    forgetGone(counted, state);
    return [...counted.values()].flatMap(({ row, task, counts }) => {
      const labels = { ...nodeLabels(node), ...taskLabels(row, task) };
      return [...counts].map(([name, value]) => counter(`client.allocs.${name}`, value, labels));
    });
  }

  #count({ commit }: Recorded): void {
    for (const event of commit.events) {
      if (event.type !== 'AllocationStatusReported') continue;
      const row = this.#projection.state.allocs.get(event.allocId);
      if (row === undefined) continue;
      for (const [task, { newEvents }] of Object.entries(event.tasks)) {
        const names = newEvents.flatMap(taskCountsOf);
        if (names.length > 0) this.#add(row, task, names);
      }
    }
  }

  #add(row: AllocationRow, task: string, names: readonly string[]): void {
    const ofNode = this.#byNode.get(row.nodeId) ?? new Map<string, Counted>();
    this.#byNode.set(row.nodeId, ofNode);
    const key = Object.values(taskLabels(row, task)).join('\n');
    const counted = ofNode.get(key) ?? { row, task, counts: new Map<string, number>() };
    ofNode.set(key, counted);
    for (const name of names) counted.counts.set(name, (counted.counts.get(name) ?? 0) + 1);
  }
}

function forgetGone(counted: Map<string, Counted>, state: State): void {
  for (const [key, { row }] of counted) {
    const { namespace, id } = row.jobVersion.job;
    if (!state.jobs.has(jobKey(namespace, id))) counted.delete(key);
  }
}
