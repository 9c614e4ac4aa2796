import type { DomainEvent, Recorded, State } from '@steppe/domain';
import { openJetStreamStore } from '@steppe/event-log';
import { InvariantMonitor, type Violation } from '@steppe/simulator';

export interface JudgedLog {
  /** After the last entry that came. */
  readonly state: State;
  readonly entries: readonly Recorded[];
  /** The first rule that an entry broke. */
  readonly violation: Violation | undefined;
  /** Resolves with the `nth` entry from now on that holds such an event, after `act` was called with it at once. */
  nth(
    count: number,
    isIt: (event: DomainEvent) => boolean,
    act: (entry: Recorded) => unknown,
  ): Promise<Recorded>;
  close(): Promise<void>;
}

/** Follows a log, and judges each entry by the simulator's invariants as it comes. */
export async function judgeLog(natsUrl: string): Promise<JudgedLog> {
  const store = await openJetStreamStore({ servers: [natsUrl], name: 'judge' });
  const monitor = new InvariantMonitor();
  const watches = new Set<(entry: Recorded) => void>();
  const following = await store.log.follow({
    fromSeq: 1,
    onEntry: (entry) => {
      monitor.observe(entry);
      for (const watch of watches) watch(entry);
    },
  });
  return {
    state: monitor.state,
    entries: monitor.entries,
    get violation() {
      return monitor.violation;
    },
    async nth(count, isIt, act) {
      const { promise, resolve } = Promise.withResolvers<Recorded>();
      let left = count;
      const watch = (entry: Recorded): void => {
        if (!entry.commit.events.some(isIt)) return;
        left -= 1;
        if (left > 0) return;
        watches.delete(watch);
        act(entry);
        resolve(entry);
      };
      watches.add(watch);
      return await promise;
    },
    async close() {
      await following.stop();
      await store.close();
    },
  };
}
