import type { Time } from '@steppe/alloc-runner';
import { token as subjectToken } from '@steppe/domain';
import type { LiveBus, Served } from '@steppe/event-log';
import { askNodeIdentity } from '@steppe/nest-kit';
import { z } from 'zod';

/** A new one is asked for after this share of its time. */
const RENEW_AFTER = 3 / 4;

const Claims = z.record(z.string(), z.unknown());
type Claims = z.infer<typeof Claims>;

/** Who this node is, as servers sign it. */
export class NodeIdentity {
  readonly #live: LiveBus;
  readonly #nodeId: string;
  readonly #time: Time;
  #kept: { readonly token: string; readonly renewAtMs: number } | undefined;

  constructor({ live, nodeId, time }: { live: LiveBus; nodeId: string; time: Time }) {
    this.#live = live;
    this.#nodeId = nodeId;
    this.#time = time;
  }

  /** What the identity says, which is renewed first when it is about to run out. */
  async claims(): Promise<Claims> {
    const kept = this.#kept;
    const isValid = kept !== undefined && this.#time.monotonicMs() < kept.renewAtMs;
    return claimsOf(isValid ? kept.token : await this.renew());
  }

  /** Has a server sign a new identity. */
  async renew(): Promise<string> {
    const askedAtMs = this.#time.monotonicMs();
    const { token, ttlMs } = await askNodeIdentity(this.#live, this.#nodeId);
    this.#kept = { token, renewAtMs: askedAtMs + ttlMs * RENEW_AFTER };
    return token;
  }

  /** Answers who asks for this node's identity, or for a new one. */
  serve(): readonly Served[] {
    const subject = `agent.${subjectToken(this.#nodeId)}`;
    return [
      this.#live.serve(`${subject}.identity`, () => this.claims()),
      this.#live.serve(`${subject}.identity-renew`, async () => {
        await this.renew();
        return {};
      }),
    ];
  }
}

/** A server signed it just now, and nobody else is told to believe it. */
function claimsOf(token: string): Claims {
  const [, payload = ''] = token.split('.');
  return Claims.parse(JSON.parse(Buffer.from(payload, 'base64url').toString()));
}
