import {
  type AllocationRow,
  allocsOfJob,
  applyRecorded,
  type ClientStatus,
  type Commit,
  type DomainEvent,
  emptyState,
  type EvaluationTrigger,
  holdsResources,
  isTerminal,
  type Job,
  jobKey,
  nameOf,
  type Node,
  type NodeStatus,
  type Recorded,
  type SchedulerConfiguration,
  type State,
  subjects,
} from '@steppe/domain';
import type { Plan } from '../plan/plan.ts';
import { schedule } from '../schedule.ts';

/** A log and its state for specifications of the scheduler: each call appends what it says. */
export class TestCluster {
  readonly state: State = emptyState();
  /** All that was appended. */
  readonly entries: Recorded[] = [];
  nowMs = 1_000_000;
  private readonly lastSeqs = new Map<string, number>();
  private evals = 0;

  /** @throws Error when `expectedSeq` is given and is not the subject's last seq, as the log would. */
  append(
    subject: string,
    events: readonly DomainEvent[],
    { expectedSeq, cause }: { expectedSeq?: number | undefined; cause?: number } = {},
  ): void {
    const last = this.lastSeqs.get(subject) ?? 0;
    if (expectedSeq !== undefined && expectedSeq !== last) {
      throw new Error(`${subject} is at ${last}, not at ${expectedSeq}`);
    }
    const seq = this.state.seq + 1;
    const commit: Commit = {
      v: 1,
      atMs: this.nowMs,
      actor: 'test',
      ...(cause !== undefined && { cause }),
      events: [...events],
    };
    this.entries.push({ seq, subject, commit });
    applyRecorded(this.state, { seq, subject, commit });
    this.lastSeqs.set(subject, seq);
  }

  addNode(node: Node): void {
    this.append(subjects.client(node.id), [{ type: 'NodeRegistered', v: 1, node }]);
  }

  configure(changes: Partial<SchedulerConfiguration>): void {
    const configuration = { ...this.state.schedulerConfiguration.configuration, ...changes };
    this.append(subjects.config('scheduler'), [
      { type: 'SchedulerConfigurationChanged', v: 1, configuration },
    ]);
  }

  nodeDown(nodeId: string): void {
    this.nodeIs(nodeId, 'down');
  }

  nodeIs(nodeId: string, status: NodeStatus): void {
    this.append(subjects.node(nodeId), [
      { type: 'NodeStatusChanged', v: 1, nodeId, status, message: '' },
    ]);
  }

  /** Registers a job as its next version. @returns the ID of the evaluation. */
  register(job: Job): string {
    const before = this.state.jobs.get(jobKey(job.namespace, job.id));
    const version = before ? before.current.version + 1 : 0;
    const evalId = this.nextEvalId();
    const event = { type: 'JobRegistered', v: 1, job, version, evalId } as const;
    this.append(subjects.job(job.namespace, job.id), [event]);
    return evalId;
  }

  deregister(jobId: string, { purge = false } = {}): string {
    const evalId = this.nextEvalId();
    const namespace = 'default';
    const event = { type: 'JobDeregistered', v: 1, namespace, jobId, purge, evalId } as const;
    this.append(subjects.job(namespace, jobId), [event]);
    return evalId;
  }

  /** Asks for an evaluation of a job. */
  evaluate(jobId: string, triggeredBy: EvaluationTrigger): string {
    const id = this.nextEvalId();
    const job = this.state.jobs.get(jobKey('default', jobId))?.current.job;
    const { type = 'service', priority = 50 } = job ?? {};
    const evaluation = { id, namespace: 'default', jobId, type, priority, triggeredBy };
    this.append(subjects.evaluation('default', jobId), [
      { type: 'EvaluationCreated', v: 1, evaluation },
    ]);
    return id;
  }

  plan(evalId: string): Plan {
    return schedule(this.state, evalId, { nowMs: this.nowMs });
  }

  /** The plan, with what nodes scored. */
  explain(evalId: string): Plan {
    return schedule(this.state, evalId, { nowMs: this.nowMs, explain: {} });
  }

  /** Schedules and appends the plan, as a worker does that nobody disturbs. */
  run(evalId: string): Plan {
    const plan = this.plan(evalId);
    const [namespace = '', jobId = ''] = plan.jobKey.split('/');
    const { deployment, nodeCommits, outcome, snapshotSeq: cause } = plan;
    if (deployment) {
      this.append(subjects.deployment(namespace, jobId), deployment.events, {
        expectedSeq: deployment.expectedSeq,
        cause,
      });
    }
    for (const { nodeId, events, expectedSeq } of nodeCommits) {
      this.append(subjects.node(nodeId), events, { expectedSeq, cause });
    }
    const { expectedSeq } = outcome;
    this.append(subjects.evaluation(namespace, jobId), outcome.events, { expectedSeq });
    return plan;
  }

  /** The client of an allocation reports. */
  report(
    alloc: AllocationRow,
    clientStatus: ClientStatus,
    healthy?: boolean,
    startedAtMs?: number,
  ): void {
    const isDead = clientStatus === 'complete' || clientStatus === 'failed';
    const task = {
      state: isDead ? ('dead' as const) : ('running' as const),
      failed: clientStatus === 'failed',
      restarts: 0,
      startedAtMs,
      newEvents: [],
    };
    this.append(subjects.client(alloc.nodeId), [
      {
        type: 'AllocationStatusReported',
        v: 1,
        allocId: alloc.id,
        clientStatus,
        clientDescription: '',
        tasks: startedAtMs === undefined ? {} : { t: task },
        ...(healthy !== undefined && { deploymentHealth: { healthy, atMs: this.nowMs } }),
      },
    ]);
  }

  /** All allocations of a job that shall run report that they do. */
  allRunning(jobId: string, { healthy = true } = {}): void {
    for (const alloc of this.living(jobId)) {
      if (!isTerminal(alloc)) this.report(alloc, 'running', healthy);
    }
  }

  /** Whatever was told to stop reports that it did. */
  stopsEnd(): void {
    for (const alloc of this.state.allocs.values()) {
      if (alloc.desiredStatus !== 'run' && holdsResources(alloc)) this.report(alloc, 'complete');
    }
  }

  allocs(jobId: string): AllocationRow[] {
    return allocsOfJob(this.state, jobKey('default', jobId));
  }

  living(jobId: string): AllocationRow[] {
    return this.allocs(jobId).filter(({ desiredStatus }) => desiredStatus === 'run');
  }

  alloc(jobId: string, name: string): AllocationRow {
    const found = this.living(jobId).find((alloc) => nameOf(alloc) === name);
    if (!found) throw new Error(`no living allocation ${name}`);
    return found;
  }

  private nextEvalId(): string {
    this.evals += 1;
    return `eval-${this.evals}`;
  }
}

/** `n` equal nodes n1, n2, … */
export function clusterOf(nodes: readonly Node[]): TestCluster {
  const cluster = new TestCluster();
  for (const node of nodes) cluster.addNode(node);
  return cluster;
}
