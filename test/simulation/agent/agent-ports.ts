import type { AllocStatus } from '@steppe/alloc-runner';
import type { Job } from '@steppe/domain';
import type { SeededRandom, SimulatedProcess } from '@steppe/simulator';
import type { AgentDisk } from './agent-disk.ts';
import type { Fate, Machine } from './machine.ts';

/** What the parts of a simulated agent share. */
export interface AgentPorts {
  readonly process: SimulatedProcess;
  readonly machine: Machine;
  readonly disk: AgentDisk;
  readonly random: SeededRandom;
  /** Does something to the disk, in its own time; never when the agent is killed first. */
  readonly write: (write: () => void) => Promise<void>;
  /** How a task of a job ends by itself; undefined when it never does. */
  readonly fateOf: (job: Job) => Fate | undefined;
  readonly onChange: (status: AllocStatus) => void;
}
