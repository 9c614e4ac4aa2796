import { token } from '@steppe/domain';
import type { LiveBus, Served } from '@steppe/event-log';
import { z } from 'zod';

/** Each node has a subject of its own, so that an agent can be kept from speaking for others. */
const SUBJECT = 'own-drain';
const TIMEOUT_MS = 10_000;

/** How a node that is about to stop wants to be emptied. */
export const OwnDrain = z.object({
  nodeId: z.string(),
  /** Until what is left is stopped by force; 0: never, negative: at once. */
  deadlineMs: z.number(),
  ignoreSystemJobs: z.boolean(),
});
export type OwnDrain = z.infer<typeof OwnDrain>;

/** Serves what agents that stop ask for. */
export function serveOwnDrains(live: LiveBus, drain: (wanted: OwnDrain) => Promise<void>): Served {
  return live.serve(`${SUBJECT}.*`, async ({ subject, payload }) => {
    const wanted = OwnDrain.parse(payload);
    if (subject !== subjectOf(wanted.nodeId)) throw new Error(`${subject} asks for another node`);
    await drain(wanted);
    return {};
  });
}

/**
 * Has the servers drain this node.
 *
 * @throws SteppeError `NODE_NOT_FOUND`; `NODE_UNREACHABLE` when no server answers; `TIMEOUT`.
 */
export async function askOwnDrain(live: LiveBus, wanted: OwnDrain): Promise<void> {
  await live.request(subjectOf(wanted.nodeId), wanted, { timeoutMs: TIMEOUT_MS });
}

const subjectOf = (nodeId: string): string => `${SUBJECT}.${token(nodeId)}`;
