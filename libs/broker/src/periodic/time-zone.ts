import { DAY_MS, dayNumberOf, type EpochMs, SteppeError } from '@steppe/domain';

/** A reading of a wall clock, as the time at which a clock in UTC shows the same. */
export type WallMs = EpochMs;

/** Clocks are put forward. */
export interface ClockChange {
  /** The first moment after it. */
  readonly atMs: EpochMs;
  readonly byMs: number;
}

/** What the clocks of a time zone show. Its rules come with the JavaScript engine. */
export class TimeZone {
  readonly #format: Intl.DateTimeFormat;
  /** Most jobs say no other zone, and to format a time takes a thousand times longer than to round it. */
  readonly #isUtc: boolean;

  /**
   * @param name IANA name, e.g. `Europe/Berlin`.
   * @throws SteppeError `JOB_INVALID` when there is no such zone.
   */
  constructor(name: string) {
    try {
      this.#format = new Intl.DateTimeFormat('en-US', {
        timeZone: name,
        hourCycle: 'h23',
        year: 'numeric',
        month: 'numeric',
        day: 'numeric',
        hour: 'numeric',
        minute: 'numeric',
        second: 'numeric',
      });
    } catch (cause) {
      throw new SteppeError('JOB_INVALID', `unknown time zone ${name}`, { cause });
    }
    this.#isUtc = this.#format.resolvedOptions().timeZone === 'UTC';
  }

  /** What the clocks show at a time, without milliseconds. */
  wallAt(atMs: EpochMs): WallMs {
    if (this.#isUtc) return Math.floor(atMs / 1_000) * 1_000;
    const parts = new Map(
      this.#format.formatToParts(atMs).map(({ type, value }) => [type, Number(value)]),
    );
    const part = (name: Intl.DateTimeFormatPartTypes) => parts.get(name) ?? 0;
    const days = dayNumberOf({ year: part('year'), month: part('month'), day: part('day') });
    const seconds = part('hour') * 3_600 + part('minute') * 60 + part('second');
    return days * DAY_MS + seconds * 1_000;
  }

  /** The times at which the clocks show this: none when they are put forward over it, two when back. */
  timesOf(wallMs: WallMs): EpochMs[] {
    const times = [wallMs - DAY_MS, wallMs + DAY_MS].map((nearMs) => {
      const offsetMs = this.wallAt(nearMs) - nearMs;
      return wallMs - offsetMs;
    });
    return [...new Set(times)]
      .filter((atMs) => this.wallAt(atMs) === wallMs)
      .toSorted((a, b) => a - b);
  }

  /** The change by which the clocks were put forward over a reading that they never showed. */
  gapAt(wallMs: WallMs): ClockChange {
    let [beforeMs, afterMs] = [wallMs - DAY_MS, wallMs + DAY_MS];
    const offsetBefore = this.wallAt(beforeMs) - beforeMs;
    const offsetAfter = this.wallAt(afterMs) - afterMs;
    while (afterMs - beforeMs > 1_000) {
      const middleMs = beforeMs + Math.floor((afterMs - beforeMs) / 2_000) * 1_000;
      if (this.wallAt(middleMs) - middleMs === offsetBefore) beforeMs = middleMs;
      else afterMs = middleMs;
    }
    return { atMs: afterMs, byMs: offsetAfter - offsetBefore };
  }
}
