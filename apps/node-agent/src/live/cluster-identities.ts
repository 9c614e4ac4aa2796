import type { IdentityIssuer, IdentityToken, Time } from '@steppe/alloc-runner';
import { SteppeError } from '@steppe/domain';
import type { LiveBus } from '@steppe/event-log';
import { askWorkloadIdentities } from '@steppe/nest-kit';

/** Has the servers sign who the tasks of this node are. */
export class ClusterIdentities implements IdentityIssuer {
  readonly #live: LiveBus;
  readonly #nodeId: string;
  readonly #time: Time;

  constructor({ live, nodeId, time }: { live: LiveBus; nodeId: string; time: Time }) {
    this.#live = live;
    this.#nodeId = nodeId;
    this.#time = time;
  }

  async issue(
    { allocId, task }: { readonly allocId: string; readonly task: string },
    { name }: { readonly name: string },
  ): Promise<IdentityToken> {
    const askedAtMs = this.#time.nowMs();
    const all = await askWorkloadIdentities(this.#live, { nodeId: this.#nodeId, allocId });
    const found = all.find((identity) => identity.task === task && identity.name === name);
    if (found === undefined) {
      throw new SteppeError('ALLOCATION_NOT_FOUND', `task ${task} has no identity "${name}"`);
    }
    const { token, ttlMs } = found;
    return { token, ...(ttlMs > 0 && { expiresAtMs: askedAtMs + ttlMs }) };
  }
}
