import type { Job, Node } from '@steppe/domain';
import type { EventStore } from '@steppe/event-log';
import type { SeededRandom, SimulatedProcess, VirtualClock } from '@steppe/simulator';
import { AgentDisk } from '../agent/agent-disk.ts';
import { type Fate, Machine } from '../agent/machine.ts';
import { startAgent } from '../agent/start-agent.ts';
import type { FailureLogs } from './failure-log.ts';
import { Service } from './service.ts';

export interface SimulatedNodeOptions {
  readonly clock: VirtualClock;
  readonly random: SeededRandom;
  readonly node: Node;
  readonly storeOf: (process: SimulatedProcess) => EventStore;
  readonly fateOf: (job: Job) => Fate | undefined;
  readonly logs: FailureLogs;
  readonly onFailure: (cause: unknown) => void;
}

/** A machine with its disk, and the agent that runs on it. */
export class SimulatedNode {
  readonly node: Node;
  readonly machine: Machine;
  readonly disk = new AgentDisk();
  readonly agent: Service;
  #isGone = false;

  constructor({ clock, random, node, storeOf, fateOf, logs, onFailure }: SimulatedNodeOptions) {
    this.node = node;
    this.machine = new Machine(clock);
    this.agent = new Service({
      name: `agent-${node.id}`,
      clock,
      random,
      onFailure,
      start: async (process) =>
        await startAgent({
          process,
          store: storeOf(process),
          node,
          machine: this.machine,
          disk: this.disk,
          random,
          logger: logs.of(process.name),
          fateOf,
          onFailure,
        }),
    });
  }

  /** Whether it never comes back. */
  get isGone(): boolean {
    return this.#isGone;
  }

  /** The machine loses its power: its tasks are gone, its disk is not. */
  powerOff(): void {
    this.agent.kill();
    this.machine.powerOff();
  }

  /** The machine burns down. */
  lose(): void {
    this.#isGone = true;
    this.agent.retire();
    this.machine.powerOff();
  }
}
