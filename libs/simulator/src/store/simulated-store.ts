import { type EventStore, type MemoryStore, openMemoryStore } from '@steppe/event-log';
import type { SeededRandom } from '../chance/seeded-random.ts';
import type { Network } from '../process/network.ts';
import type { SimulatedProcess } from '../process/simulated-process.ts';
import { LeaseServer } from './lease-server.ts';
import { SimulatedLeases } from './simulated-leases.ts';
import { SimulatedLiveBus } from './simulated-live-bus.ts';
import type { Interference } from './interference.ts';
import { SimulatedLog } from './simulated-log.ts';
import { SimulatedQueue } from './simulated-queue.ts';
import { SimulatedSnapshots } from './simulated-snapshots.ts';

/** A worker that keeps an evaluation for longer without a word loses it to another one. */
const ACK_WAIT_MS = 10_000;

/** The store in memory, which itself never fails, and the ways to it that do. */
export class SimulatedStore {
  /** Without a network in between: for those who judge the run. */
  readonly inner: MemoryStore;
  readonly #network: Network;
  readonly #random: SeededRandom;
  readonly #leaseServer: LeaseServer;

  constructor({ network, random }: { network: Network; random: SeededRandom }) {
    this.inner = openMemoryStore({ timers: network.clock, ackWaitMs: ACK_WAIT_MS });
    this.#network = network;
    this.#random = random;
    this.#leaseServer = new LeaseServer(network.clock);
  }

  loseLeases(): void {
    this.#leaseServer.lose();
  }

  loseQueue(): void {
    this.inner.ready.lose();
  }

  /** The store as one process sees it. */
  seenBy(process: SimulatedProcess, interference: Interference = {}): EventStore {
    const network = this.#network;
    const { log, ready, live, snapshots } = this.inner;
    const random = this.#random.fork(process.name);
    return {
      log: new SimulatedLog({ log, process, network, random, interference }),
      ready: new SimulatedQueue({ queue: ready, process, network }),
      leases: new SimulatedLeases({ server: this.#leaseServer, process, network }),
      live: new SimulatedLiveBus({ bus: live, process, network }),
      snapshots: new SimulatedSnapshots({ snapshots, process, network }),
      close: async () => undefined,
    };
  }
}
