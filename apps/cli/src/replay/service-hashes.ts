import type { LiveBus } from '@steppe/event-log';
import { STATE_HASH_SUBJECT } from '@steppe/nest-kit';
import { z } from 'zod';
import type { Replayed } from './replay-log.ts';

const ServiceHash = z.object({
  service: z.string(),
  instance: z.string(),
  seq: z.int().nonnegative(),
  hash: z.string(),
});
/** What a running service says of the state that it holds. */
export type ServiceHash = z.infer<typeof ServiceHash>;

/** Services answer at once; whoever takes longer has more urgent things to do. */
const ANSWER_TIMEOUT_MS = 1_000;

/** Asks every running service which state it holds, and at which index. */
export async function askServices(live: LiveBus): Promise<ServiceHash[]> {
  const answers = await live.requestAll(STATE_HASH_SUBJECT, {}, { timeoutMs: ANSWER_TIMEOUT_MS });
  const key = ({ service, instance }: ServiceHash): string => `${service} ${instance}`;
  return z
    .array(ServiceHash)
    .parse(answers)
    .toSorted((a, b) => (key(a) < key(b) ? -1 : 1));
}

/** A service's hash beside that of the log at the same index. */
export interface ComparedService extends ServiceHash {
  /** Undefined when the replay did not come to that index. */
  readonly equal: boolean | undefined;
}

export function compareServices(
  services: readonly ServiceHash[],
  { hashes }: Pick<Replayed, 'hashes'>,
): ComparedService[] {
  return services.map((service) => {
    const ours = hashes.get(service.seq);
    return { ...service, equal: ours === undefined ? undefined : ours === service.hash };
  });
}
