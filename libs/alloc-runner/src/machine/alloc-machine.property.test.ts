import { expect, test } from '@jest/globals';
import { assert } from '@steppe/domain';
import type { TaskHandle } from '@steppe/task-drivers';
import * as fc from 'fast-check';
import { aTaskPlan } from '../testing/machine-script.ts';
import {
  allocMachine,
  type AllocEffect,
  type AllocInput,
  allocWakesAtMs,
} from './alloc-machine.ts';
import type { AllocPlan } from './alloc-plan.ts';
import { type AllocState, isAllocDead, newAllocState } from './alloc-state.ts';
import type { TaskInput } from './task-step.ts';

const once = { restartsOnSuccess: false } as const;
const PLAN: AllocPlan = {
  tasks: [
    aTaskPlan('init', { role: 'prestart', ...once }),
    aTaskPlan('side', { role: 'prestartSidecar' }),
    aTaskPlan('main', { shutdownDelayMs: 1_000 }),
    aTaskPlan('leader', { isLeader: true }),
    aTaskPlan('beside', { role: 'poststart', ...once }),
    aTaskPlan('after', { role: 'poststop', ...once }),
  ],
  health: { minHealthyTimeMs: 10_000, healthyDeadlineMs: 60_000 },
};

/** A world of drivers: it knows what really runs, and answers effects in an order that chance gives. */
class World {
  state: AllocState = newAllocState(PLAN);
  readonly running = new Map<string, TaskHandle>();
  #pending: AllocEffect[] = [];
  #nowMs = 0;
  #hasCrashed = false;

  get isIdle(): boolean {
    return this.#pending.length === 0;
  }

  say(input: AllocInput): void {
    const wasDead = isAllocDead(this.state);
    const { state, effects } = allocMachine(PLAN, this.state, input, this.#nowMs);
    for (const [name, { events }] of Object.entries(state.tasks)) {
      const times = events.map(({ atMs }) => atMs);
      const isInOrder = times.every((atMs, i) => i === 0 || atMs > (times[i - 1] ?? 0));
      assert(isInOrder, `the events of ${name} are out of order`);
      const isDead = state.tasks[name]?.phase.name === 'dead';
      assert(!(isDead && this.running.has(name)), `${name} is dead and runs`);
    }
    assert(!wasDead || isAllocDead(state), 'a dead allocation came to life');
    this.state = state;
    this.#pending.push(...effects);
  }

  passTime(): void {
    this.#nowMs = allocWakesAtMs(PLAN, this.state) ?? this.#nowMs + 1;
    this.say({ type: 'tick' });
  }

  /**
   * The agent's process is replaced: what it was about to do is forgotten, what runs goes on. A start may have been
   * done already without a word of it on the disk.
   */
  crash(chance: number): void {
    this.#hasCrashed = true;
    for (const { task, effect } of this.#pending) {
      if (effect.type === 'start' && chance % 2 === 0) this.running.set(task, handleOf(task));
    }
    this.#pending = [];
    this.state = structuredClone(this.state);
    this.say({ type: 'resume' });
  }

  exit(chance: number): void {
    const [task] = [...this.running.keys()].slice(chance % Math.max(1, this.running.size));
    if (task === undefined || this.state.tasks[task]?.phase.name === 'starting') return;
    this.running.delete(task);
    const result = { exitCode: chance % 2, signal: 0, oomKilled: false };
    this.#tell(task, { type: 'exited', result, jitter: 0 });
  }

  /** Does one of the pending effects of some task, the first of that task. */
  perform(chance: number): void {
    const next = this.#pending[chance % Math.max(1, this.#pending.length)];
    const index = this.#pending.findIndex(({ task }) => task === next?.task);
    const [effect] = index < 0 ? [] : this.#pending.splice(index, 1);
    if (effect !== undefined) this.#perform(effect, chance);
  }

  #perform({ task, effect }: AllocEffect, chance: number): void {
    const fails = chance % 7 === 0;
    if (effect.type === 'prepare') this.#tell(task, { type: 'prepared' });
    if (effect.type === 'start' && fails) {
      this.#tell(task, { type: 'startFailed', message: 'no', recoverable: true, jitter: 0 });
    } else if (effect.type === 'start') {
      // A driver ends what an agent that died left of the same task; a living agent has left nothing.
      assert(this.#hasCrashed || !this.running.has(task), `${task} was started twice`);
      const handle = handleOf(task);
      this.running.set(task, handle);
      this.#tell(task, { type: 'started', handle });
    }
    if (effect.type === 'recover') {
      this.#tell(task, { type: 'recovered', found: this.running.has(task) });
    }
    if (effect.type === 'stop' && this.running.delete(task)) {
      const result = { exitCode: 130, signal: 2, oomKilled: false };
      this.#tell(task, { type: 'exited', result, jitter: 0 });
    }
    if (effect.type === 'abandonStart') {
      this.running.delete(task);
      this.#tell(task, { type: 'startAbandoned' });
    }
    if (effect.type === 'destroy') this.#tell(task, { type: 'destroyed' });
  }

  #tell(task: string, input: TaskInput): void {
    this.say({ type: 'task', task, input });
  }
}

function handleOf(taskName: string): TaskHandle {
  return { driver: 'test', version: 1, allocId: 'a', taskName, state: {} };
}

test('whatever happens, a group that is stopped comes to its end, and nothing of it runs on', () => {
  const step = fc.tuple(
    fc.constantFrom('perform', 'perform', 'exit', 'time', 'crash'),
    fc.nat(1_000),
  );
  fc.assert(
    fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
      const world = new World();
      world.say({ type: 'received' });
      world.say({ type: 'begin' });
      for (const [what, chance] of steps) {
        if (what === 'perform') world.perform(chance);
        else if (what === 'exit') world.exit(chance);
        else if (what === 'time') world.passTime();
        else world.crash(chance);
      }
      world.say({ type: 'stop' });
      for (let round = 0; round < 500 && !(isAllocDead(world.state) && world.isIdle); round++) {
        if (world.isIdle && world.running.has('after')) world.exit(0);
        else if (world.isIdle) world.passTime();
        else world.perform(1);
      }
      expect(isAllocDead(world.state)).toBe(true);
      expect([...world.running.keys()]).toEqual([]);
    }),
  );
});
