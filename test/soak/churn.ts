import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { setTimeout as delay } from 'node:timers/promises';
import { isTerminal, type AllocationRow, type State } from '@steppe/domain';
import type { SeededRandom } from '@steppe/simulator';
import { randomJob } from './random-job.ts';
import type { SoakNode } from './soak-node.ts';

/** So many jobs at a time: what two busy cores bear. */
const JOBS_MAX = 12;
const REQUEST_TIMEOUT_MS = 10_000;

export interface ChurnWorld {
  readonly api: string;
  readonly random: SeededRandom;
  readonly nodes: readonly SoakNode[];
  /** Those that may be killed. */
  readonly mortal: readonly SoakNode[];
  readonly nats: { kill(): Promise<void>; restart(): Promise<void> };
  readonly state: () => State;
}

/** Does what people, machines and accidents do to a cluster, each step chosen by chance. */
export class Churn {
  /** How often each kind of step was taken, and how often a request was refused or not answered. */
  readonly counts = new Map<string, number>();
  readonly #world: ChurnWorld;
  readonly #jobs = new Set<string>();
  readonly #drained = new Set<string>();
  #serial = 0;

  constructor(world: ChurnWorld) {
    this.#world = world;
  }

  async step(): Promise<void> {
    const { random } = this.#world;
    const steps: readonly (readonly [weight: number, name: string, act: () => Promise<void>])[] = [
      [10, 'job registered', () => this.#register(this.#nextJob())],
      [5, 'job updated', () => this.#withJob((id) => this.#register(id))],
      [7, 'job stopped', () => this.#withJob((id) => this.#stop(id))],
      [
        3,
        'allocation restarted',
        () => this.#withAlloc(({ id }) => this.#put(`client/allocation/${id}/restart`)),
      ],
      [
        2,
        'allocation stopped',
        () => this.#withAlloc(({ id }) => this.#put(`allocation/${id}/stop`)),
      ],
      [
        2,
        'task signaled',
        () =>
          this.#withAlloc(({ id }) =>
            this.#put(`client/allocation/${id}/signal`, { Signal: 'SIGKILL' }),
          ),
      ],
      [2, 'container removed by hand', () => this.#withAlloc(({ id }) => removeContainer(id))],
      [2, 'node drained or undrained', () => this.#drain()],
      [3, 'agent killed', () => this.#killAgent()],
      [1, 'NATS restarted', () => this.#restartNats()],
    ];
    let chosen = random.int(
      1,
      steps.reduce((sum, [weight]) => sum + weight, 0),
    );
    for (const [weight, name, act] of steps) {
      chosen -= weight;
      if (chosen > 0) continue;
      this.#count(name);
      return act();
    }
  }

  /** Ends whatever keeps the cluster from its rest. */
  async makePeace(): Promise<void> {
    for (const nodeId of this.#drained) await this.#undrain(nodeId);
  }

  async stopAll(): Promise<void> {
    for (const id of this.#world.state().jobs.keys()) {
      await this.#request('DELETE', `job/${encodeURIComponent(id.split('/')[1] ?? '')}?purge=true`);
    }
  }

  #nextJob(): string {
    if (this.#jobs.size >= JOBS_MAX) return this.#world.random.pick([...this.#jobs]);
    this.#serial += 1;
    return `soak-${this.#serial}`;
  }

  async #register(id: string): Promise<void> {
    this.#jobs.add(id);
    await this.#request('POST', 'jobs', { Job: randomJob(id, this.#world.random) });
  }

  async #stop(id: string): Promise<void> {
    this.#jobs.delete(id);
    const isPurged = this.#world.random.chance(0.7);
    await this.#request('DELETE', `job/${id}?purge=${isPurged}`);
  }

  async #withJob(act: (id: string) => Promise<void>): Promise<void> {
    if (this.#jobs.size > 0) await act(this.#world.random.pick([...this.#jobs]));
  }

  async #withAlloc(act: (alloc: AllocationRow) => Promise<void>): Promise<void> {
    const live = [...this.#world.state().allocs.values()].filter((alloc) => !isTerminal(alloc));
    if (live.length > 0) await act(this.#world.random.pick(live));
  }

  async #drain(): Promise<void> {
    const { nodeId } = this.#world.random.pick(this.#world.nodes);
    if (this.#drained.has(nodeId)) return this.#undrain(nodeId);
    if (this.#drained.size > 0) return;
    this.#drained.add(nodeId);
    await this.#put(`node/${nodeId}/drain`, { DrainSpec: { Deadline: 10e9 } });
  }

  async #undrain(nodeId: string): Promise<void> {
    await this.#put(`node/${nodeId}/drain`, { DrainSpec: null, MarkEligible: true });
    this.#drained.delete(nodeId);
  }

  /** Now and then for so long that the servers give the node up, and place what ran there elsewhere. */
  async #killAgent(): Promise<void> {
    const { random, mortal } = this.#world;
    const node = random.pick(mortal);
    await node.kill();
    await delay(random.chance(0.15) ? 30_000 : random.int(0, 3_000));
    await node.start();
  }

  async #restartNats(): Promise<void> {
    const { nats, random } = this.#world;
    await nats.kill();
    await delay(random.int(0, 8_000));
    await nats.restart();
  }

  #put(path: string, body: object = {}): Promise<void> {
    return this.#request('PUT', path, body);
  }

  /** A request may fail, as while the log is away: then it is as if nobody had made it. */
  async #request(method: string, path: string, body?: object): Promise<void> {
    const { api } = this.#world;
    try {
      const answer = await fetch(`${api}/v1/${path}`, {
        method,
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
        signal: AbortSignal.timeout(REQUEST_TIMEOUT_MS),
      });
      await answer.text();
      if (!answer.ok) this.#count(`answer ${answer.status}`);
    } catch {
      this.#count('no answer');
    }
  }

  #count(what: string): void {
    this.counts.set(what, (this.counts.get(what) ?? 0) + 1);
  }
}

async function removeContainer(allocId: string): Promise<void> {
  const run = promisify(execFile);
  const filter = `label=com.hashicorp.nomad.alloc_id=${allocId}`;
  const { stdout } = await run('docker', ['ps', '--all', '--quiet', '--filter', filter]);
  const ids = stdout.split('\n').filter((id) => id !== '');
  // Removed by its agent in the meantime: then there is nothing left to do by hand.
  if (ids.length > 0) await run('docker', ['rm', '--force', ...ids]).catch(() => undefined);
}
