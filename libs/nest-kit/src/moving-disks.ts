import { randomUUID } from 'node:crypto';
import { type AllocationRow, groupOf, type State, SteppeError, token } from '@steppe/domain';
import type { EventStore, LiveBus, Projection, Served } from '@steppe/event-log';
import { z } from 'zod';

/** The live subject on which every server says where it hands on data that follows an allocation. */
const SUBJECT = 'service.moving-disk';
/** How long whoever is asked may take to answer, and to be out of reach on the way. */
const TIMEOUT_MS = 10_000;
const CATCH_UP_MS = 5_000;

const Question = z.object({ allocId: z.string() });
const Answer = z.object({ subject: z.string() });

/** Where a node hands out the data of its allocations that have ended, to servers alone. */
export const diskSubject = (nodeId: string): string => `agent.${token(nodeId)}.disk`;

/**
 * Hands on data that follows an allocation to another node. Nodes may not ask each other for data: whoever has a
 * node's certificate would get that of every allocation. A server asks for what is to move now, and nothing else.
 */
export function serveMovingDisks(
  { live, log }: Pick<EventStore, 'live' | 'log'>,
  projection: Projection,
): Served {
  const previousOf = async (payload: unknown): Promise<AllocationRow> => {
    const { allocId } = Question.parse(payload);
    // Its node may have been faster.
    if (!projection.state.allocs.has(allocId)) {
      await projection.waitFor(await log.lastSeq(), { timeoutMs: CATCH_UP_MS });
    }
    return previousIn(projection.state, allocId);
  };
  // Every server hears a question, and only one of them is to send data.
  const subject = `${SUBJECT}.${randomUUID()}`;
  const served = [
    live.serve(SUBJECT, async ({ payload }) => {
      await previousOf(payload);
      return { subject };
    }),
    live.serveStream(subject, async function* disk({ payload, signal }) {
      const { id: allocId, nodeId } = await previousOf(payload);
      const options = { timeoutMs: TIMEOUT_MS, signal };
      yield* live.requestStream(diskSubject(nodeId), { allocId }, options);
    }),
  ];
  return { stop: async () => void (await Promise.all(served.map((each) => each.stop()))) };
}

/** Only until its tasks start: from then on nobody has a reason to ask for that data. */
function previousIn(state: State, allocId: string): AllocationRow {
  const row = state.allocs.get(allocId);
  const migrates = row && groupOf(row.jobVersion, row.groupName)?.ephemeralDisk.migrate;
  const isStarting = row?.desiredStatus === 'run' && row.clientStatus === 'pending';
  if (!migrates || !isStarting || row.previousAllocId === undefined) {
    throw new SteppeError('PERMISSION_DENIED', `allocation "${allocId}" takes over no data now`);
  }
  const previous = state.allocs.get(row.previousAllocId);
  if (previous !== undefined) return previous;
  throw new SteppeError('ALLOCATION_NOT_FOUND', `Unknown allocation "${row.previousAllocId}"`);
}

/**
 * The data that an allocation is to take over from another node.
 *
 * @throws SteppeError `PERMISSION_DENIED` when there is none, or its tasks have started; `ALLOCATION_NOT_FOUND` when it
 *   is kept no more; `NODE_UNREACHABLE`; `TIMEOUT`.
 */
export async function* movingDisk(
  live: Pick<LiveBus, 'request' | 'requestStream'>,
  allocId: string,
  { signal }: { readonly signal: AbortSignal },
): AsyncGenerator<Uint8Array, void> {
  const answer = await live.request(SUBJECT, { allocId }, { timeoutMs: TIMEOUT_MS });
  const { subject } = Answer.parse(answer);
  yield* live.requestStream(subject, { allocId }, { timeoutMs: TIMEOUT_MS, signal });
}
