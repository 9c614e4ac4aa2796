import type { TaskHandle } from '@steppe/task-drivers';
import { allocMachine, type AllocInput, allocWakesAtMs } from '../machine/alloc-machine.ts';
import type { AllocPlan, GroupTaskPlan } from '../machine/alloc-plan.ts';
import { type AllocState, clientStatusOf, newAllocState } from '../machine/alloc-state.ts';
import type { TaskInput } from '../machine/task-step.ts';

const START_MS = 1_000_000;

export function aTaskPlan(name: string, changes: Partial<GroupTaskPlan> = {}): GroupTaskPlan {
  return {
    name,
    role: 'main',
    isLeader: false,
    restartPolicy: { attempts: 2, intervalMs: 1_800_000, delayMs: 15_000, mode: 'fail' },
    restartsOnSuccess: true,
    killTimeoutMs: 5_000,
    shutdownDelayMs: 0,
    ...changes,
  };
}

const aHandle = (taskName: string): TaskHandle => ({
  driver: 'test',
  version: 1,
  allocId: 'a1',
  taskName,
  state: {},
});

/** Feeds an allocation's machine with a script of words, and writes down what it does: one line for each event and effect. */
export class MachineScript {
  readonly lines: string[] = [];
  readonly #plan: AllocPlan;
  #state: AllocState;
  #nowMs = START_MS;
  readonly #seen = new Map<string, number>();

  constructor(plan: AllocPlan) {
    this.#plan = plan;
    this.#state = newAllocState(plan);
  }

  get state(): AllocState {
    return this.#state;
  }

  /** The state as a new process reads it from the disk. */
  reload(): void {
    this.#state = structuredClone(this.#state);
    this.say({ type: 'resume' });
  }

  say(input: AllocInput): this {
    const { state, effects } = allocMachine(this.#plan, this.#state, input, this.#nowMs);
    this.#state = state;
    for (const [task, { events }] of Object.entries(state.tasks)) {
      for (const event of events) {
        if (event.atMs <= (this.#seen.get(task) ?? -1)) continue;
        this.#seen.set(task, event.atMs);
        this.lines.push(`${task}: ${event.type}: ${event.displayMessage}`);
      }
    }
    for (const { task, effect } of effects) this.lines.push(`${task} -> ${effect.type}`);
    return this;
  }

  task(task: string, input: TaskInput): this {
    return this.say({ type: 'task', task, input });
  }

  place(): this {
    return this.say({ type: 'received' }).say({ type: 'begin' });
  }

  /** Says that the task's preparation and start went well. */
  runs(task: string): this {
    return this.task(task, { type: 'prepared' }).task(task, {
      type: 'started',
      handle: aHandle(task),
    });
  }

  exits(task: string, exitCode: number, signal = 0): this {
    const result = { exitCode, signal, oomKilled: false };
    return this.task(task, { type: 'exited', result, jitter: 0.5 });
  }

  /** Lets time pass, with a tick wherever the machine asked for one. */
  passes(ms: number): this {
    const untilMs = this.#nowMs + ms;
    for (;;) {
      const wakesAtMs = allocWakesAtMs(this.#plan, this.#state);
      if (wakesAtMs === undefined || wakesAtMs > untilMs) break;
      this.#nowMs = wakesAtMs;
      this.say({ type: 'tick' });
    }
    this.#nowMs = untilMs;
    return this;
  }

  get status(): string {
    const { clientStatus, clientDescription } = clientStatusOf(this.#state);
    return `${clientStatus}: ${clientDescription}`;
  }

  /** What has been written down since the last call. */
  take(): readonly string[] {
    return this.lines.splice(0);
  }
}
