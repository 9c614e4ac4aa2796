import { Broker, type Command } from '@steppe/broker';
import { type DomainEvent, type Recorded, subjects, SteppeError } from '@steppe/domain';
import { type Plan, schedule } from '@steppe/scheduler';
import { addRawExecNode } from './sleep.ts';
import { NOW_MS, openTestApi, type TestApi, testId } from './test-api.ts';

/**
 * Runs the real broker and scheduler behind an API, with agents whose tasks start and stop at once. Everything
 * that an entry leads to is appended in order; `settled` tells when nothing is left to do.
 */
export class LiveCluster {
  readonly api: TestApi;
  readonly #broker: Broker;
  #work: Promise<void> = Promise.resolve();
  #open = 0;

  private constructor(api: TestApi) {
    this.api = api;
    const { projection } = api;
    this.#broker = new Broker({ state: projection.state, nowMs: NOW_MS });
    projection.onApplied((entry) => {
      this.#obey(this.#broker.apply(entry, NOW_MS));
      for (const report of reportsOn(entry)) this.#enqueue(() => this.#append(report));
    });
  }

  /** @param nodeId of a node that runs `raw_exec`. */
  static async open(nodeId = testId('b', 1)): Promise<LiveCluster> {
    const cluster = new LiveCluster(await openTestApi());
    await addRawExecNode(cluster.api, nodeId);
    return cluster;
  }

  close(): Promise<void> {
    return this.api.close();
  }

  /** Posts, and lets everything that follows from it happen. */
  async post(url: string, payload: object | string = {}) {
    const answer = await this.api.app.inject({ method: 'POST', url, payload });
    await this.settled();
    return answer;
  }

  /** The JSON of an answer. */
  async read(url: string) {
    return (await this.api.app.inject({ method: 'GET', url })).json();
  }

  /** Resolves once everything that follows from what was written has been written, too. */
  async settled(): Promise<void> {
    while (this.#open > 0) await this.#work;
  }

  #obey(commands: readonly Command[]): void {
    for (const command of commands) {
      if (command.kind === 'append') this.#enqueue(() => this.#append(command));
      if (command.kind === 'release') this.#enqueue(() => this.#evaluate(command.item.evalId));
    }
  }

  #enqueue(step: () => Promise<void>): void {
    this.#open += 1;
    this.#work = this.#work.then(step).finally(() => {
      this.#open -= 1;
    });
  }

  async #evaluate(evalId: string): Promise<void> {
    const { state } = this.api.projection;
    if (state.evals.get(evalId)?.status !== 'pending') return;
    const plan = schedule(state, evalId, { nowMs: NOW_MS });
    for (const entry of entriesOf(plan)) await this.#append(entry);
  }

  /** A conflict needs no answer: the entry that won leads on. */
  async #append({ subject, expectedSeq, events, cause }: Entry): Promise<void> {
    const commit = {
      v: 1 as const,
      atMs: NOW_MS,
      actor: 'test',
      ...(cause !== undefined && { cause }),
      events: [...events],
    };
    const { store, projection } = this.api;
    try {
      const seq = await store.log.append({
        subject,
        commit,
        ...(expectedSeq === undefined ? {} : { expectedSeq }),
      });
      await projection.waitFor(seq, { timeoutMs: 1_000 });
    } catch (error) {
      if (!(error instanceof SteppeError && error.code === 'LOG_CONFLICT')) throw error;
    }
  }
}

interface Entry {
  readonly subject: string;
  readonly expectedSeq?: number | undefined;
  readonly events: readonly DomainEvent[];
  readonly cause?: number | undefined;
}

function entriesOf({
  jobKey,
  deployment,
  nodeCommits,
  outcome,
  snapshotSeq: cause,
}: Plan): Entry[] {
  const [namespace = '', ...rest] = jobKey.split('/');
  const jobId = rest.join('/');
  return [
    ...(deployment ? [{ ...deployment, subject: subjects.deployment(namespace, jobId) }] : []),
    ...nodeCommits.map(({ nodeId, ...commit }) => ({
      ...commit,
      cause,
      subject: subjects.node(nodeId),
    })),
    { ...outcome, subject: subjects.evaluation(namespace, jobId) },
  ];
}

/** What the node's agent says of what it was told: what is placed runs and is healthy, what is stopped has ended. */
function reportsOn({ subject, commit }: Recorded): Entry[] {
  const [kind, node = ''] = subject.split('.');
  if (kind !== 'node') return [];
  const events = commit.events.flatMap((event): DomainEvent[] => {
    if (event.type === 'AllocationPlaced') return [running(event.placement.allocId)];
    if (event.type === 'AllocationUpdated') return [running(event.allocId)];
    if (event.type === 'AllocationStopped') return [ended(event.allocId)];
    return [];
  });
  return events.length === 0 ? [] : [{ subject: `client.${node}`, events }];
}

function running(allocId: string): DomainEvent {
  return {
    type: 'AllocationStatusReported',
    v: 1,
    allocId,
    clientStatus: 'running',
    clientDescription: 'Tasks are running',
    tasks: {},
    deploymentHealth: { healthy: true, atMs: NOW_MS },
  };
}

function ended(allocId: string): DomainEvent {
  return {
    type: 'AllocationStatusReported',
    v: 1,
    allocId,
    clientStatus: 'complete',
    clientDescription: 'All tasks have completed',
    tasks: {},
  };
}
