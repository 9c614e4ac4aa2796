import type { LiveBus, Served } from '@steppe/event-log';
import { z } from 'zod';

/** The live subject on which every server signs the identities of nodes. */
const SUBJECT = 'node-identities';
const TIMEOUT_MS = 10_000;

const Question = z.object({ nodeId: z.string() });

const NodeIdentityAnswer = z.object({
  /** A JSON Web Token. */
  token: z.string(),
  /** How long it is valid. */
  ttlMs: z.number(),
});
export type NodeIdentityAnswer = z.infer<typeof NodeIdentityAnswer>;

/** Serves what an agent asks for: who its node is, signed. */
export function serveNodeIdentities(
  live: LiveBus,
  identityOf: (nodeId: string) => Promise<NodeIdentityAnswer>,
): Served {
  return live.serve(SUBJECT, ({ payload }) => identityOf(Question.parse(payload).nodeId));
}

/** @throws SteppeError `NODE_NOT_FOUND`; `NODE_UNREACHABLE` when no server answers; `TIMEOUT`. */
export async function askNodeIdentity(live: LiveBus, nodeId: string): Promise<NodeIdentityAnswer> {
  const answer = await live.request(SUBJECT, { nodeId }, { timeoutMs: TIMEOUT_MS });
  return NodeIdentityAnswer.parse(answer);
}
