import type { AllocRunner, Time } from '@steppe/alloc-runner';
import type { LiveBus } from '@steppe/event-log';
import { askOwnDrain, type Logger } from '@steppe/nest-kit';

/** After the deadline what is left is killed: so long for that, and for the word of it. */
const AFTER_DEADLINE_MS = 60_000;
const LOOK_EVERY_MS = 100;

/** How a node empties itself before it stops: the client's `drain_on_shutdown`. */
export interface LeaveOptions {
  /** What still runs then is stopped by force; 0: there is no deadline. */
  readonly deadlineMs: number;
  readonly ignoreSystemJobs: boolean;
  /** Whether everything is stopped at once. */
  readonly force: boolean;
}

export interface LeavingNode {
  readonly nodeId: string;
  readonly live: LiveBus;
  readonly allocs: () => readonly Pick<AllocRunner, 'runnable' | 'isDead'>[];
  readonly time: Time;
  readonly logger: Logger;
}

/**
 * Has the servers drain this node, and resolves when it is empty. Never rejects: a node that no server drains stops
 * as it is, and its tasks go on.
 */
export async function leave(
  { nodeId, live, allocs, time, logger }: LeavingNode,
  { deadlineMs, ignoreSystemJobs, force }: LeaveOptions,
): Promise<void> {
  const wantedMs = force ? -1 : deadlineMs;
  try {
    await askOwnDrain(live, { nodeId, deadlineMs: wantedMs, ignoreSystemJobs });
  } catch (error) {
    logger.error({ error: String(error) }, 'no server drains this node: it stops as it is');
    return;
  }
  logger.info({ deadlineMs: wantedMs, ignoreSystemJobs }, 'the node is drained before it stops');
  const endsAtMs =
    wantedMs === 0 ? Infinity : time.monotonicMs() + Math.max(0, wantedMs) + AFTER_DEADLINE_MS;
  const isHeld = (): boolean =>
    allocs().some(
      ({ isDead, runnable }) => !isDead && !(ignoreSystemJobs && isSystem(runnable.job)),
    );
  while (isHeld()) {
    if (time.monotonicMs() >= endsAtMs) {
      logger.error(
        'the node is not empty though the deadline of its drain is over: it stops as it is',
      );
      return;
    }
    await new Promise<void>((resolve) => time.after(LOOK_EVERY_MS, resolve));
  }
  logger.info('the node is empty');
}

function isSystem({ type }: { readonly type: string }): boolean {
  return type === 'system' || type === 'sysbatch';
}
