import {
  applyRecorded,
  type Commit,
  type DomainEvent,
  emptyState,
  type Job,
  type Recorded,
  type State,
  subjects,
} from '@steppe/domain';
import { type Plan, schedule } from '@steppe/scheduler';
import { benchNode, nodeIdAt } from './bench-node.ts';

/** A cluster without a log: what a plan says is folded at once, as if nobody else wrote. */
export class ModelCluster {
  readonly state: State = emptyState();
  /** Everything that was appended, when it is to be kept. */
  readonly entries: Recorded[] = [];
  readonly #keepsEntries: boolean;
  #jobs = 0;

  constructor({ nodes, keepEntries = false }: { nodes: number; keepEntries?: boolean }) {
    this.#keepsEntries = keepEntries;
    for (let i = 0; i < nodes; i++) {
      const node = benchNode(i);
      this.append(subjects.client(nodeIdAt(i)), [{ type: 'NodeRegistered', v: 1, node }]);
    }
  }

  append(subject: string, events: readonly DomainEvent[]): void {
    const seq = this.state.seq + 1;
    const commit: Commit = {
      v: 1,
      atMs: 1_790_000_000_000 + seq,
      actor: 'bench',
      events: [...events],
    };
    applyRecorded(this.state, { seq, subject, commit });
    if (this.#keepsEntries) this.entries.push({ seq, subject, commit });
  }

  /** Registers a job. @returns the ID of its evaluation. */
  register(job: Job): string {
    this.#jobs += 1;
    const evalId = `${this.#jobs.toString(16).padStart(8, '0')}-0000-4000-9000-000000000000`;
    const event = { type: 'JobRegistered', v: 1, job, version: 0, evalId } as const;
    this.append(subjects.job(job.namespace, job.id), [event]);
    return evalId;
  }

  plan(evalId: string): Plan {
    return schedule(this.state, evalId, { nowMs: 0 });
  }

  apply({ deployment, nodeCommits, outcome, jobKey }: Plan): void {
    const [namespace = '', jobId = ''] = jobKey.split('/');
    if (deployment) this.append(subjects.deployment(namespace, jobId), deployment.events);
    for (const { nodeId, events } of nodeCommits) this.append(subjects.node(nodeId), events);
    this.append(subjects.evaluation(namespace, jobId), outcome.events);
  }
}
