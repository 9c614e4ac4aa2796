import { assert } from '@steppe/domain';
import type { AllocPlan } from './alloc-plan.ts';
import { type AllocState, taskStateOf } from './alloc-state.ts';
import { healthWakesAtMs, judgeHealth } from './health.ts';
import { lifecycleCommands } from './lifecycle.ts';
import { setupFailure } from './task-events.ts';
import { taskMachine, taskWakesAtMs } from './task-machine.ts';
import type { TaskEffect, TaskInput } from './task-step.ts';

export type AllocInput =
  /** It was placed here: its tasks have been received. */
  | { readonly type: 'received' }
  /** Its tasks may start. */
  | { readonly type: 'begin' }
  /** What its tasks share, such as their network, can't be had: none of them starts. */
  | { readonly type: 'setupFailed'; readonly message: string }
  | { readonly type: 'stop' }
  /** Its shutdown delays are not waited for: neither one that runs, nor any later. */
  | { readonly type: 'skipDelays' }
  /** Its job has a new version that it takes over as it runs. */
  | { readonly type: 'updated' }
  /** The agent was started anew and takes it up where it was. */
  | { readonly type: 'resume' }
  /** A check of its services says something else than before. */
  | { readonly type: 'check'; readonly id: string; readonly passing: boolean }
  /** All its tasks are to run anew from the beginning, also those that have ended. */
  | { readonly type: 'rewind'; readonly reason: string }
  | { readonly type: 'tick' }
  | { readonly type: 'task'; readonly task: string; readonly input: TaskInput };

export interface AllocEffect {
  readonly task: string;
  readonly effect: TaskEffect;
}

export interface AllocStep {
  readonly state: AllocState;
  readonly effects: readonly AllocEffect[];
}

/** The life of one allocation: its tasks, each by its own machine, what they owe each other, and its health. */
export function allocMachine(
  plan: AllocPlan,
  state: AllocState,
  input: AllocInput,
  nowMs: number,
): AllocStep {
  const step = new Stepping(plan, state, nowMs);
  step.apply(input);
  step.settle();
  return { state: step.state, effects: step.effects };
}

/** When it next wants a `tick`; undefined when only something that happens moves it on. */
export function allocWakesAtMs(plan: AllocPlan, state: AllocState): number | undefined {
  const times = Object.values(state.tasks).map(taskWakesAtMs);
  times.push(healthWakesAtMs(plan, state), state.stopsAtMs, state.runsUntilMs);
  const earliest = Math.min(...times.map((atMs) => atMs ?? Infinity));
  return Number.isFinite(earliest) ? earliest : undefined;
}

/** One step in the making: it lives no longer than a call of the machine. */
class Stepping {
  readonly effects: AllocEffect[] = [];
  readonly #plan: AllocPlan;
  readonly #nowMs: number;
  #state: AllocState;

  constructor(plan: AllocPlan, state: AllocState, nowMs: number) {
    this.#plan = plan;
    this.#state = state;
    this.#nowMs = nowMs;
  }

  get state(): AllocState {
    return this.#state;
  }

  apply(input: AllocInput): void {
    switch (input.type) {
      case 'begin':
        this.#begin();
        return;
      case 'setupFailed':
        this.#begin();
        for (const { name } of this.#plan.tasks) {
          this.#stepTask(name, { type: 'fail', event: setupFailure(input.message) });
        }
        return;
      case 'stop':
        this.#stop();
        return;
      case 'skipDelays':
        this.#state = { ...this.#state, skipsDelays: true, stopsAtMs: undefined };
        for (const { name } of this.#plan.tasks) this.#stepTask(name, { type: 'skipDelay' });
        return;
      case 'rewind':
        for (const { name, role } of this.#plan.tasks) {
          if (role !== 'poststop') this.#stepTask(name, input);
        }
        return;
      case 'check': {
        const { id, passing } = input;
        const checks = { ...this.#state.checks, [id]: { passing, sinceMs: this.#nowMs } };
        this.#state = { ...this.#state, checks };
        return;
      }
      case 'updated':
        this.#state = { ...this.#state, health: { phase: 'unwatched' } };
        if (this.#state.begun && this.#state.desired === 'run') this.#watchHealth();
        return;
      case 'task':
        this.#stepTask(input.task, input.input);
        return;
      case 'received':
      case 'resume':
      case 'tick':
        this.#passDeadlines();
        for (const { name } of this.#plan.tasks) this.#stepTask(name, { type: input.type });
    }
  }

  /** Lets what happened to one task reach the others, until nothing more follows. */
  settle(): void {
    // Each round begins or dooms at least one task, and each task can be begun and doomed only once.
    const roundsMax = 2 * this.#plan.tasks.length + 1;
    for (let round = 0; ; round++) {
      assert(round < roundsMax, 'the tasks of an allocation do not settle');
      const commands = lifecycleCommands(this.#plan, this.#state);
      if (commands.length === 0) break;
      for (const { task, input } of commands) this.#stepTask(task, input);
    }
    this.#judgeHealth();
  }

  #begin(): void {
    this.#state = { ...this.#state, begun: true, ...this.#limit() };
    this.#watchHealth();
  }

  #limit(): Pick<AllocState, 'runsUntilMs'> {
    const { maxRunDurationMs } = this.#plan;
    return maxRunDurationMs === undefined ? {} : { runsUntilMs: this.#nowMs + maxRunDurationMs };
  }

  #stop(): void {
    const { desired, begun, skipsDelays = false } = this.#state;
    if (desired === 'stop') return;
    const { shutdownDelayMs = 0 } = this.#plan;
    const isDelayed = begun && !skipsDelays && shutdownDelayMs > 0;
    const delay = isDelayed ? { stopsAtMs: this.#nowMs + shutdownDelayMs } : {};
    this.#state = { ...this.#state, desired: 'stop', health: unwatched(this.#state), ...delay };
  }

  #passDeadlines(): void {
    const { stopsAtMs = Infinity, runsUntilMs = Infinity } = this.#state;
    if (this.#nowMs >= stopsAtMs) this.#state = { ...this.#state, stopsAtMs: undefined };
    if (this.#nowMs >= runsUntilMs) {
      this.#state = { ...this.#state, runsUntilMs: undefined, isOvertime: true };
    }
  }

  #stepTask(name: string, input: TaskInput): void {
    const found = this.#plan.tasks.find((task) => task.name === name);
    assert(found !== undefined, `the plan has no task ${name}`);
    const taskPlan = this.#state.skipsDelays ? { ...found, skipsShutdownDelay: true } : found;
    const before = taskStateOf(this.#state, name);
    const { state, effects } = taskMachine(taskPlan, before, input, this.#nowMs);
    if (state !== before) {
      this.#state = { ...this.#state, tasks: { ...this.#state.tasks, [name]: state } };
    }
    for (const effect of effects) this.effects.push({ task: name, effect });
  }

  #watchHealth(): void {
    const { health } = this.#plan;
    if (health === undefined || this.#state.health.phase !== 'unwatched') return;
    const deadlineAtMs = this.#nowMs + health.healthyDeadlineMs;
    this.#state = { ...this.#state, health: { phase: 'watching', deadlineAtMs } };
  }

  #judgeHealth(): void {
    const verdict = judgeHealth(this.#plan, this.#state, this.#nowMs);
    if (verdict === undefined) return;
    this.#state = { ...this.#state, health: verdict.health };
    for (const { task, message } of verdict.complaints) {
      this.#stepTask(task, { type: 'unhealthy', message });
    }
  }
}

/** What was decided stands; what is stopped before that is not judged any more. */
function unwatched({ health }: AllocState): AllocState['health'] {
  return health.phase === 'watching' ? { phase: 'unwatched' } : health;
}
