import type { Announcement } from './announcement.ts';

/** A server that has not told of itself for so long, four times over, is taken for failed. */
const FAILED_AFTER_MS = 8_000;
/** As long as Nomad remembers a server that failed. */
const FORGOTTEN_AFTER_MS = 24 * 3_600_000;

/** What is known of a server. */
export interface KnownServer extends Announcement {
  readonly status: 'alive' | 'failed';
  /** How long ago it told of itself. */
  readonly silentForMs: number;
  /** Since when it has been telling without a gap. */
  readonly stableSinceMs: number;
}

interface Heard {
  readonly announcement: Announcement;
  readonly atMs: number;
  readonly stableSinceMs: number;
}

/** Which servers there are, by what they tell of themselves. */
export class Roster {
  readonly #heard = new Map<string, Heard>();

  /** @returns whether it was not known before. */
  hear(announcement: Announcement, atMs: number): boolean {
    const { id } = announcement;
    const before = this.#heard.get(id);
    const isSteady = before !== undefined && atMs - before.atMs < FAILED_AFTER_MS;
    const stableSinceMs = isSteady ? before.stableSinceMs : atMs;
    this.#heard.set(id, { announcement, atMs, stableSinceMs });
    return before === undefined;
  }

  forget(id: string): void {
    this.#heard.delete(id);
  }

  /** By name. */
  servers(nowMs: number): KnownServer[] {
    const known: KnownServer[] = [];
    for (const [id, { announcement, atMs, stableSinceMs }] of this.#heard) {
      const silentForMs = Math.max(0, nowMs - atMs);
      if (silentForMs >= FORGOTTEN_AFTER_MS) this.#heard.delete(id);
      else {
        const isAlive = silentForMs < FAILED_AFTER_MS;
        const status = isAlive ? ('alive' as const) : ('failed' as const);
        // Whoever failed leads no more, whatever it said last.
        const leads = announcement.leads && isAlive;
        known.push({ ...announcement, leads, status, silentForMs, stableSinceMs });
      }
    }
    return known.toSorted((a, b) => (a.id < b.id ? -1 : 1));
  }
}
