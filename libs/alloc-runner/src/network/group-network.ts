import type { Placement, TaskGroup } from '@steppe/domain';
import type { RunnerPorts } from '../runner/runner-ports.ts';
import { DriverError, type TaskNetwork } from '@steppe/task-drivers';
import { messageOf } from '../setup/setup-context.ts';
import { type AllocNetwork, shortIdOf } from './alloc-networks.ts';
import { NETWORK_SETTINGS } from './network-settings.ts';
import { networkRequestOf, type NetworkRequest } from './network-request.ts';

export interface GroupNetworkOptions {
  readonly placement: Placement;
  readonly group: TaskGroup;
  readonly ports: Pick<RunnerPorts, 'networks' | 'logger'>;
  /** What an earlier process of the agent made. */
  readonly made: AllocNetwork | undefined;
}

/** The network that the tasks of one allocation share: made before they start, removed after the last has ended. */
export class GroupNetwork {
  readonly #options: GroupNetworkOptions;
  readonly #request: NetworkRequest | undefined;
  #made: AllocNetwork | undefined;
  #work: Promise<void> = Promise.resolve();

  constructor(options: GroupNetworkOptions) {
    const { group, placement, ports, made } = options;
    this.#options = options;
    this.#request = networkRequestOf(
      group,
      placement,
      ports.networks?.settings ?? NETWORK_SETTINGS,
    );
    this.#made = made;
  }

  /** Whether its tasks are apart from their node's network. */
  get isOwn(): boolean {
    return this.#request !== undefined;
  }

  get made(): AllocNetwork | undefined {
    return this.#made;
  }

  /** The network as drivers are told of it. */
  get forTasks(): TaskNetwork | undefined {
    const [made, request] = [this.#made, this.#request];
    if (made === undefined || request === undefined) return undefined;
    const { mode, namespacePath, holder, status } = made;
    return {
      kind: mode === 'none' ? 'none' : 'group',
      ...(namespacePath === undefined ? {} : { namespacePath }),
      ...(holder === undefined ? {} : { holderId: holder.id }),
      address: status.address,
      hostname: request.hostname || shortIdOf(request.allocId),
      ...(request.dns === undefined ? {} : { dns: request.dns }),
    };
  }

  /**
   * Sees to it that the network is there, also after a restart of the machine.
   *
   * @throws Error with the reason why it can't be.
   */
  async ensure(): Promise<void> {
    const request = this.#request;
    if (request === undefined) return;
    const making = this.#work.then(() => this.#make(request));
    this.#work = making.catch(() => undefined); // Told to whoever asked for it.
    await making;
  }

  /**
   * The same, once more before a task starts: a restart of the machine, or of what holds the network, may have taken it away.
   *
   * @throws DriverError `START_FAILED`.
   */
  async ensureForStart(): Promise<void> {
    try {
      await this.ensure();
    } catch (cause) {
      const message = `the allocation's network can't be had: ${messageOf(cause)}`;
      throw new DriverError('START_FAILED', message, { recoverable: true, cause });
    }
  }

  /** Removes it, once what is being made of it is there. Never throws: what can't be removed is told. */
  async remove(): Promise<void> {
    const request = this.#request;
    const { networks, logger } = this.#options.ports;
    if (request === undefined || networks === undefined) return;
    await this.#work;
    try {
      if (this.#made === undefined) await networks.clear(request);
      else await networks.remove(request.allocId, this.#made);
      this.#made = undefined;
    } catch (error) {
      const { allocId } = request;
      logger.error({ allocId, error: String(error) }, 'remains of a network could not be removed');
    }
  }

  async #make(request: NetworkRequest): Promise<void> {
    const { networks } = this.#options.ports;
    if (networks === undefined)
      throw new Error(`the agent makes no networks of mode "${request.mode}"`);
    if (this.#made !== undefined) {
      if (await networks.isThere(this.#made)) return;
      // Its address and rules may outlast the namespace.
      await networks.remove(request.allocId, this.#made);
      this.#made = undefined;
    }
    this.#made = await networks.setUp(request);
  }
}
