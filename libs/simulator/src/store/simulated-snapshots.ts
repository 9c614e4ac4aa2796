import type { Seq } from '@steppe/domain';
import type { SnapshotInfo, Snapshots } from '@steppe/event-log';
import type { Network } from '../process/network.ts';
import type { SimulatedProcess } from '../process/simulated-process.ts';

/** The snapshots as one process sees them. */
export class SimulatedSnapshots implements Snapshots {
  readonly #snapshots: Snapshots;
  readonly #process: SimulatedProcess;
  readonly #network: Network;

  constructor({
    snapshots,
    process,
    network,
  }: {
    snapshots: Snapshots;
    process: SimulatedProcess;
    network: Network;
  }) {
    this.#snapshots = snapshots;
    this.#process = process;
    this.#network = network;
  }

  async put(snapshot: Parameters<Snapshots['put']>[0]): Promise<void> {
    await this.#call(async () => await this.#snapshots.put(snapshot));
  }

  async list(): Promise<readonly SnapshotInfo[]> {
    return await this.#call(async () => await this.#snapshots.list());
  }

  async get(seq: Seq): Promise<Uint8Array | undefined> {
    return await this.#call(async () => await this.#snapshots.get(seq));
  }

  async remove(seq: Seq): Promise<void> {
    await this.#call(async () => await this.#snapshots.remove(seq));
  }

  async #call<T>(serve: () => Promise<T>): Promise<T> {
    return await this.#network.call(this.#process, serve);
  }
}
