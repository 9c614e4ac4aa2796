import { expect, test } from '@jest/globals';
import { isTerminal } from '@steppe/domain';
import { array, assert, constantFrom, nat, property, record } from 'fast-check';
import { BrokerRun } from './testing/broker-run.ts';
import {
  deregistered,
  eligibility,
  joined,
  nodeStatus,
  registeredVersion,
  stopped,
} from './testing/entries.ts';
import { roomyNode, WorkerModel } from './testing/worker-model.ts';

/** Something that happens; `pick` chooses which of several things it happens to. */
interface Step {
  readonly kind: (typeof KINDS)[number];
  readonly pick: number;
}

const KINDS = [
  'register',
  'deregister',
  'join',
  'stop',
  'eligible',
  'ineligible',
  'down',
  'heartbeat',
  'decide',
  'say',
  'deliver one',
  'abandon one',
  'deliver',
  'tick',
  'take over',
] as const;

const STEPS = array(record({ kind: constantFrom(...KINDS), pick: nat({ max: 5 }) }), {
  maxLength: 80,
});

class World {
  readonly run = new BrokerRun({ releaseWindow: 2 }).lead();
  readonly worker = new WorkerModel(this.run);
  #versions = 0;

  /** Starts with a node that is full, and two jobs that wait for it. */
  constructor() {
    this.run.entry(joined('n0'));
    for (let pick = 0; pick < 4; pick += 1) this.#register(`job-${pick}`, pick);
    this.settle();
  }

  step({ kind, pick }: Step): void {
    const { run, worker } = this;
    if (kind === 'register') this.#register(`job-${pick}`, pick);
    else if (kind === 'deregister') run.entry(deregistered(`job-${pick}`, this.#newEvalId()));
    else if (kind === 'join') run.entry(joined(`n${pick % 3}`));
    else if (kind === 'stop') this.#stop(pick);
    else if (kind === 'eligible' || kind === 'ineligible')
      run.entry(eligibility(`n${pick % 3}`, kind));
    else if (kind === 'down') run.entry(nodeStatus(`n${pick % 3}`, 'down'));
    else if (kind === 'heartbeat') run.heartbeat(`n${pick % 3}`);
    else if (kind === 'decide') worker.decide();
    else if (kind === 'say') worker.say();
    else if (kind === 'deliver one') run.deliverNext();
    else if (kind === 'abandon one') run.abandonNext();
    else if (kind === 'deliver') run.deliver();
    else if (kind === 'tick') run.tick(250);
    else run.lead();
  }

  /** Everything that is under way comes to its end. */
  settle(): void {
    const { run, worker } = this;
    for (let round = 0; round < 1_000; round += 1) {
      run.tick(1).deliver();
      if (run.ready.length === 0 && !worker.isBusy) return;
      worker.decide();
      worker.say();
    }
    throw new Error('the cluster never comes to rest');
  }

  #register(jobId: string, pick: number): void {
    const evalId = this.#newEvalId();
    const changes = { priority: 50 + pick };
    this.run.entry(registeredVersion(jobId, { evalId, version: this.#versions, changes }));
  }

  #newEvalId(): string {
    this.#versions += 1;
    return `e${this.#versions}`;
  }

  #stop(pick: number): void {
    const alive = [...this.run.state.allocs.values()].filter((row) => !isTerminal(row));
    const row = alive[pick % Math.max(1, alive.length)];
    if (row) this.run.entry(stopped(row.nodeId, row.id));
  }
}

test('whatever happens in whatever order, nothing is left pending, and nothing waits for what is there', () => {
  assert(
    property(STEPS, (steps) => {
      const world = new World();
      for (const step of steps) world.step(step);
      world.settle();
      const rows = [...world.run.state.evals.values()];
      expect(rows.filter(({ status }) => status === 'pending')).toEqual([]);
      const waiting = rows.filter(({ status }) => status === 'blocked');
      const inVain = waiting.filter(() => roomyNode(world.run) !== undefined);
      expect(inVain).toEqual([]);
      const jobs = waiting.map(({ evaluation }) => evaluation.jobId);
      expect(new Set(jobs).size).toBe(jobs.length);
    }),
    { numRuns: 1_000 },
  );
});

test('of each job at most one evaluation is with the workers', () => {
  assert(
    property(STEPS, (steps) => {
      const world = new World();
      for (const step of steps.filter(({ kind }) => kind !== 'take over')) {
        world.step(step);
        const out = world.run.ready.map(({ jobId }) => jobId);
        expect(new Set(out).size).toBe(out.length);
        expect(out.length).toBeLessThanOrEqual(2);
      }
    }),
    { numRuns: 300 },
  );
});
