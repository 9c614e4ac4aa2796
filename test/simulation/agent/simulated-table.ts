import { newStoredAlloc, type RunnableJob, type StoredAlloc } from '@steppe/alloc-runner';
import { type AllocationUpdated, type Placement, SteppeError } from '@steppe/domain';
import type { EventLog } from '@steppe/event-log';
import { holdersInTheWay } from '@steppe/node-agent';
import type { AllocStatus } from '@steppe/alloc-runner';
import type { AgentPorts } from './agent-ports.ts';
import { SimulatedAllocation } from './simulated-allocation.ts';

/** The allocations of a simulated node. */
export class SimulatedTable {
  readonly #ports: AgentPorts;
  readonly #log: EventLog;
  readonly #allocs = new Map<string, SimulatedAllocation>();
  readonly #ended = new Set<SimulatedAllocation>();

  constructor(ports: AgentPorts, log: EventLog) {
    this.#ports = ports;
    this.#log = log;
  }

  statusOf(allocId: string): AllocStatus | undefined {
    return this.#allocs.get(allocId)?.status;
  }

  all(): readonly SimulatedAllocation[] {
    return [...this.#allocs.values()];
  }

  /** Takes up all that the agent's last life left. */
  async restore(): Promise<void> {
    for (const stored of this.#ports.disk.allocs.values()) {
      const alloc = this.#add(stored, await this.#job(stored.jobSeq));
      void alloc.step({ type: 'resume' });
      if (!alloc.hasBegun && !alloc.isDead) void this.#admit(alloc);
    }
  }

  async place(placement: Placement): Promise<void> {
    if (this.#allocs.has(placement.allocId)) return;
    const runnable = await this.#job(placement.jobSeq);
    await this.#add(newStoredAlloc(placement, runnable), runnable).step({ type: 'received' });
  }

  async update({ allocId, jobSeq, deploymentId }: AllocationUpdated): Promise<void> {
    const alloc = this.#allocs.get(allocId);
    if (!alloc || alloc.jobSeq === jobSeq) return;
    await alloc.update(await this.#job(jobSeq), deploymentId);
  }

  async stop(allocId: string): Promise<void> {
    await this.#allocs.get(allocId)?.step({ type: 'stop' });
  }

  async skipDelays(allocId: string): Promise<void> {
    await this.#allocs.get(allocId)?.step({ type: 'skipDelays' });
  }

  admit(allocIds: readonly string[]): void {
    for (const allocId of allocIds) {
      const alloc = this.#allocs.get(allocId);
      if (alloc) void this.#admit(alloc);
    }
  }

  #add(stored: StoredAlloc, runnable: RunnableJob): SimulatedAllocation {
    const alloc = new SimulatedAllocation({ stored, runnable, ports: this.#ports });
    this.#allocs.set(stored.placement.allocId, alloc);
    void alloc.ended().then(() => this.#ended.add(alloc));
    return alloc;
  }

  async #admit(alloc: SimulatedAllocation): Promise<void> {
    for (;;) {
      const live = [...this.#allocs.values()].filter((other) => !this.#ended.has(other));
      const holders = holdersInTheWay(alloc, live);
      if (holders.length === 0) break;
      await Promise.all(holders.map((holder) => holder.ended()));
    }
    if (!alloc.hasBegun && !alloc.isDead) await alloc.step({ type: 'begin' });
  }

  async #job(seq: number): Promise<RunnableJob> {
    const known = this.#ports.disk.jobs.get(seq);
    if (known) return known;
    const entry = await this.#log.get(seq);
    const event = entry?.commit.events.find(({ type }) => type === 'JobRegistered');
    if (event?.type !== 'JobRegistered') {
      throw new SteppeError('JOB_NOT_FOUND', `the log has no job at seq ${seq}`);
    }
    const runnable = { seq, job: event.job };
    this.#ports.disk.jobs.set(seq, runnable);
    return runnable;
  }
}
