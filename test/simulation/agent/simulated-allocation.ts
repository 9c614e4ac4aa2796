import {
  type AllocEffect,
  type AllocInput,
  allocMachine,
  type AllocPlan,
  type AllocStatus,
  allocStatusOf,
  allocWakesAtMs,
  isAllocDead,
  planOf,
  type RunnableJob,
  type StoredAlloc,
  type TaskEffect,
  type TaskInput,
} from '@steppe/alloc-runner';
import { assert, assertNever, type Placement } from '@steppe/domain';
import type { TaskHandle } from '@steppe/task-drivers';
import type { AgentPorts } from './agent-ports.ts';

/** One allocation on its node: the real state machine, with tasks that are only pretended. */
export class SimulatedAllocation {
  readonly #ports: AgentPorts;
  readonly #work = new Map<string, Promise<void>>();
  readonly #ended = Promise.withResolvers<void>();
  #runnable: RunnableJob;
  #current: StoredAlloc;
  /** What is on disk: only that may be told to others. */
  #saved: StoredAlloc;
  #callOff: () => void = () => undefined;

  constructor({
    stored,
    runnable,
    ports,
  }: {
    stored: StoredAlloc;
    runnable: RunnableJob;
    ports: AgentPorts;
  }) {
    this.#ports = ports;
    this.#runnable = runnable;
    this.#current = stored;
    this.#saved = stored;
    if (this.isDead) this.#ended.resolve();
  }

  get placement(): Placement {
    return this.#current.placement;
  }

  get jobSeq(): number {
    return this.#current.jobSeq;
  }

  get runnable(): RunnableJob {
    return this.#runnable;
  }

  get status(): AllocStatus {
    return allocStatusOf(this.#saved);
  }

  get isDead(): boolean {
    return isAllocDead(this.#current.state);
  }

  get hasBegun(): boolean {
    return this.#current.state.begun;
  }

  async ended(): Promise<void> {
    await this.#ended.promise;
  }

  async update(runnable: RunnableJob, deploymentId: string | undefined): Promise<void> {
    this.#runnable = runnable;
    const { deploymentId: _, ...rest } = this.#current;
    const within = deploymentId === undefined ? {} : { deploymentId };
    this.#current = { ...rest, jobSeq: runnable.seq, ...within };
    await this.step({ type: 'updated' });
  }

  /** Resolves once what follows is on disk. */
  async step(input: AllocInput): Promise<void> {
    const { process, disk, write, onChange } = this.#ports;
    const nowMs = process.timers.nowMs();
    const { state, effects } = allocMachine(this.#plan(), this.#current.state, input, nowMs);
    const stored = { ...this.#current, state, revision: this.#current.revision + 1 };
    this.#current = stored;
    for (const effect of effects) this.#perform(effect);
    if (this.isDead) this.#ended.resolve();
    this.#setAlarm();
    await write(() => {
      const { allocId } = stored.placement;
      const onDisk = disk.allocs.get(allocId)?.revision ?? -1;
      if (stored.revision > onDisk) disk.allocs.set(allocId, stored);
    });
    if (stored.revision <= this.#saved.revision) return;
    this.#saved = stored;
    onChange(this.status);
  }

  #setAlarm(): void {
    this.#callOff();
    const { timers } = this.#ports.process;
    const wakesAtMs = allocWakesAtMs(this.#plan(), this.#current.state);
    if (wakesAtMs === undefined) return;
    const delayMs = Math.max(0, wakesAtMs - timers.nowMs());
    this.#callOff = timers.after(delayMs, () => void this.step({ type: 'tick' }));
  }

  #perform({ task, effect }: AllocEffect): void {
    const act = async (): Promise<void> => {
      await this.#aWhile();
      this.#act(task, effect, (input) => void this.step({ type: 'task', task, input }));
    };
    // What is asked of one task is done in order, but for watching, which lasts as long as the task.
    if (effect.type === 'watch') void act();
    else this.#work.set(task, (this.#work.get(task) ?? Promise.resolve()).then(act));
  }

  async #aWhile(): Promise<void> {
    const { process, random } = this.#ports;
    const { promise, resolve } = Promise.withResolvers<void>();
    process.timers.after(random.int(1, 40), resolve);
    await promise;
  }

  #act(task: string, effect: TaskEffect, tell: (input: TaskInput) => void): void {
    const { machine, random, process, fateOf } = this.#ports;
    const handle = this.#handleOf(task);
    const key = `${handle.allocId}/${task}`;
    switch (effect.type) {
      case 'prepare':
        return tell({ type: 'prepared' });
      case 'abandonPreparation':
        return undefined; // What is prepared here is ready at once.
      case 'start': {
        machine.start(key, () => fateOf(this.#runnable.job));
        return tell({ type: 'started', handle });
      }
      case 'watch':
        return machine.watch(key, (result) => {
          process.deliver(() => tell({ type: 'exited', result, jitter: random.next() }));
        });
      case 'recover':
        return tell({ type: 'recovered', found: machine.has(key) });
      case 'stop':
        return machine.stop(key);
      case 'abandonStart':
        machine.forget(key);
        return tell({ type: 'startAbandoned' });
      case 'destroy':
        machine.forget(key);
        return tell({ type: 'destroyed' });
      default:
        return assertNever(effect);
    }
  }

  #handleOf(taskName: string): TaskHandle {
    const { allocId } = this.placement;
    return { driver: 'mock', version: 1, allocId, taskName, state: {} };
  }

  #plan(): AllocPlan {
    const { job } = this.#runnable;
    const group = job.groups.find(({ name }) => name === this.placement.group);
    assert(group !== undefined, `job ${job.id} has no group ${this.placement.group}`);
    const isInDeployment = this.#current.deploymentId !== undefined;
    return planOf({ jobType: job.type, group, isInDeployment });
  }
}
