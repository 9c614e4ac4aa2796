import { assert, type Placement } from '@steppe/domain';
import type { TaskDriver } from '@steppe/task-drivers';
import type { CheckResult } from '../checks/check-results.ts';
import { AllocServices } from '../services/alloc-services.ts';
import { allocMachine, allocWakesAtMs, type AllocInput } from '../machine/alloc-machine.ts';
import type { AllocPlan } from '../machine/alloc-plan.ts';
import { isAllocDead } from '../machine/alloc-state.ts';
import { afterClockJump } from '../machine/clock-jump.ts';
import { hookMessage } from '../machine/task-events.ts';
import { GroupNetwork } from '../network/group-network.ts';
import { messageOf } from '../setup/setup-context.ts';
import { unmountBelow } from '../setup/secrets-dir.ts';
import { allocDirOf, removeAllocDirs } from './alloc-dir.ts';
import { allocStatusOf, type AllocStatus } from './alloc-status.ts';
import { ClockJumps } from './clock-jumps.ts';
import { LatestWriter } from './latest-writer.ts';
import { LiveTasks } from './live-tasks.ts';
import { planFor } from './new-stored-alloc.ts';
import { type RestartTarget, restartInputs } from './restart-inputs.ts';
import type { RunnerPorts } from './runner-ports.ts';
import type { AllocStore, StoredAlloc } from './stored-alloc.ts';
import { type TaskJob, TaskRunner } from './task-runner.ts';
import { driverNameOf, groupOfPlacement, type RunnableJob, taskJobOf } from './task-spec.ts';

export interface AllocRunnerOptions {
  readonly stored: StoredAlloc;
  readonly runnable: RunnableJob;
  readonly ports: RunnerPorts;
  readonly store: AllocStore;
  /** Called after each change, once it is on disk. */
  readonly onChange: (runner: AllocRunner) => void;
}

/** Runs one allocation: feeds its machine with what happens, and has done what the machine asks for. */
export class AllocRunner {
  /** What can be asked of its tasks as they run. */
  readonly live: LiveTasks;
  readonly #options: AllocRunnerOptions;
  readonly #writer: LatestWriter<StoredAlloc>;
  readonly #tasks = new Map<string, TaskRunner>();
  readonly #dead = Promise.withResolvers<void>();
  readonly #services: AllocServices;
  readonly #network: GroupNetwork;
  readonly #clockJumps: ClockJumps;
  #isBeginning = false;
  #cleared: Promise<void> | undefined;
  #runnable: RunnableJob;
  #plan: AllocPlan;
  #current: StoredAlloc;
  /** What is on disk: only that may be told to others. */
  #saved: StoredAlloc;
  #callOff: () => void = () => undefined;
  #isDetached = false;

  constructor(options: AllocRunnerOptions) {
    this.#options = options;
    this.#clockJumps = new ClockJumps(options.ports.time);
    this.#current = options.stored;
    this.#saved = options.stored;
    this.#runnable = options.runnable;
    this.#plan = this.#planNow();
    this.#network = new GroupNetwork({
      placement: this.placement,
      group: groupOfPlacement(this.#runnable, this.placement),
      ports: options.ports,
      made: options.stored.network,
    });
    this.#writer = new LatestWriter((stored) => options.store.save(stored));
    for (const { name } of this.#plan.tasks) this.#tasks.set(name, this.#newTaskRunner(name));
    this.live = new LiveTasks({
      tasks: () => this.#current.state.tasks,
      drivers: options.ports.drivers,
      hasOwnCores: (task) => (this.placement.cores?.[task] ?? []).length > 0,
      onSignal: (task, signalName) => {
        this.#advance({ type: 'task', task, input: { type: 'signaled', signalName } });
      },
    });
    this.#services = new AllocServices({
      placement: this.placement,
      runnable: () => this.#runnable,
      ports: options.ports,
      network: () => this.#network.made?.status,
      live: this.live,
      onInput: (input) => this.#advance(input),
    });
    this.#endTasks();
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
    return allocStatusOf(this.#saved, this.#services.instances(this.#saved.state));
  }

  /** What the checks of its services said last. */
  get checks(): readonly CheckResult[] {
    return this.#services.checks;
  }

  /** Whether nothing of it runs or will run. */
  get isDead(): boolean {
    return isAllocDead(this.#current.state);
  }

  get hasBegun(): boolean {
    return this.#isBeginning || this.#current.state.begun;
  }

  /** Resolves when nothing of it runs any more, and what it left is cleared away: nobody reads its secrets any more. */
  async ended(): Promise<void> {
    await this.#dead.promise;
    await this.settled();
    this.#cleared ??= this.#clear();
    await this.#cleared;
  }

  async #clear(): Promise<void> {
    await this.#network.remove();
    await unmountBelow(allocDirOf(this.#options.ports.dirs, this.placement.allocId));
  }

  /** Resolves when all that was asked for so far has been done. */
  async settled(): Promise<void> {
    for (const task of this.#tasks.values()) await task.settled();
  }

  /** Notes that it was received. Resolves when that is on disk. */
  async receive(): Promise<void> {
    await this.#step({ type: 'received' });
  }

  /** Tells people something of all its tasks, which changes nothing. */
  note(message: string): void {
    for (const task of this.#tasks.keys()) {
      this.#advance({ type: 'task', task, input: { type: 'event', event: hookMessage(message) } });
    }
  }

  /** Lets its tasks start, as soon as what they share is there. */
  begin(): void {
    if (this.hasBegun) return;
    if (!this.#network.isOwn) this.#advance({ type: 'begin' });
    else void this.#beginOnNetwork();
  }

  /** Ends its tasks. Resolves when it is on disk that they are to end, not when they have. */
  async stop(): Promise<void> {
    await this.#step({ type: 'stop' });
  }

  /** Has its shutdown delays waited for no longer. Resolves when that is on disk. */
  async skipDelays(): Promise<void> {
    await this.#step({ type: 'skipDelays' });
  }

  /** Takes up what an earlier process of the agent left, finding again whatever still runs. */
  resume(): void {
    this.#advance({ type: 'resume' });
  }

  async #beginOnNetwork(): Promise<void> {
    this.#isBeginning = true;
    try {
      await this.#network.ensure();
      this.#advance({ type: 'begin' });
    } catch (error) {
      const message = `failed to setup alloc: pre-run hook "network" failed: ${messageOf(error)}`;
      this.#advance({ type: 'setupFailed', message });
    }
    this.#isBeginning = false;
  }

  /** Takes over a new version of its job without a restart. Resolves when that is on disk. */
  async update(runnable: RunnableJob, deploymentId: string | undefined): Promise<void> {
    this.#runnable = runnable;
    const { deploymentId: _, ...rest } = this.#current;
    this.#current = {
      ...rest,
      jobSeq: runnable.seq,
      ...(deploymentId === undefined ? {} : { deploymentId }),
    };
    this.#plan = this.#planNow();
    await this.#step({ type: 'updated' });
  }

  /**
   * Restarts one task, those that run, or all from the beginning: also those that have ended.
   *
   * @throws SteppeError `TASK_NOT_FOUND`, or `REQUEST_INVALID` when the task does not run.
   */
  restart(which: RestartTarget): void {
    for (const input of restartInputs(which, this.#current.state)) this.#advance(input);
  }

  /** Lets go of its tasks, which go on running. */
  async detach(): Promise<void> {
    await Promise.all([...this.#tasks.values()].map((task) => task.detach()));
    this.#isDetached = true;
    this.#services.stop();
    this.#callOff();
    await this.#writer.idle();
  }

  /** Removes all of it from the disk. Only for one that is dead. */
  async remove(): Promise<void> {
    assert(this.isDead, `allocation ${this.placement.allocId} is removed as it runs`);
    await this.detach();
    await removeAllocDirs(this.#options.ports.dirs, this.placement.allocId);
    await this.#options.store.remove(this.placement.allocId);
  }

  #endTasks(): void {
    for (const [name, { phase }] of Object.entries(this.#current.state.tasks)) {
      if (phase.name === 'dead') void this.#tasks.get(name)?.end();
    }
    if (this.isDead) this.#dead.resolve();
  }

  #advance(input: AllocInput): void {
    void this.#step(input);
  }

  /** Never rejects: when the disk refuses, that is logged and the work goes on. */
  async #step(input: AllocInput): Promise<void> {
    if (this.#isDetached) return;
    const { time } = this.#options.ports;
    const jumpMs = this.#clockJumps.take();
    const { state } = this.#current;
    const now = jumpMs === 0 ? state : afterClockJump(state, jumpMs);
    const step = allocMachine(this.#plan, now, input, time.nowMs());
    const revision = this.#current.revision + 1;
    const { made: network } = this.#network;
    this.#current = { ...this.#current, state: step.state, revision, ...(network && { network }) };
    for (const { task, effect } of step.effects) this.#tasks.get(task)?.perform(effect);
    this.#endTasks();
    this.#services.follow(this.#current.state);
    this.#setAlarm();
    await this.#save();
  }

  async #save(): Promise<void> {
    const stored = this.#current;
    const { ports, onChange } = this.#options;
    try {
      await this.#writer.save(stored);
    } catch (error) {
      // What happened is still reported: to keep silent about it would be worse.
      const { allocId } = stored.placement;
      ports.logger.error({ allocId, error: String(error) }, 'an allocation could not be saved');
    }
    if (stored.revision <= this.#saved.revision) return;
    this.#saved = stored;
    onChange(this);
  }

  #setAlarm(): void {
    this.#callOff();
    const wakesAtMs = allocWakesAtMs(this.#plan, this.#current.state);
    if (wakesAtMs === undefined) return;
    const { time } = this.#options.ports;
    const delayMs = Math.max(0, wakesAtMs - time.nowMs());
    this.#callOff = time.after(delayMs, () => this.#advance({ type: 'tick' }));
  }

  #planNow(): AllocPlan {
    const { placement, deploymentId } = this.#current;
    const { maxKillTimeoutMs } = this.#options.ports;
    const isInDeployment = deploymentId !== undefined;
    return planFor(placement, this.#runnable, { isInDeployment, maxKillTimeoutMs });
  }

  #newTaskRunner(task: string): TaskRunner {
    return new TaskRunner({
      allocId: this.placement.allocId,
      task,
      driverName: driverNameOf(this.#runnable, this.placement, task),
      jobFor: (driver, setupEnv) => this.#jobFor(task, driver, setupEnv),
      beforeStart: () => this.#network.ensureForStart(),
      ports: this.#options.ports,
      onInput: (input) => this.#advance({ type: 'task', task, input }),
    });
  }

  #jobFor(
    taskName: string,
    { capabilities }: TaskDriver,
    setupEnv: Readonly<Record<string, string>>,
  ): TaskJob {
    const { dirs, node, hostEnv } = this.#options.ports;
    return taskJobOf({
      placement: this.placement,
      runnable: this.#runnable,
      taskName,
      node: node(),
      dirs,
      capabilities,
      hostEnv,
      setupEnv,
      network: this.#network,
    });
  }
}
