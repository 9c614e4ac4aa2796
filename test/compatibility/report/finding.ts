import type { Tier } from '../tables/read-table.ts';

/**
 * How something of Nomad's is here: `same`; `differs` on purpose, for the reason that is given; `partly`, where a part
 * is missing or other than it should be; or `missing`.
 */
export type Status = 'same' | 'differs' | 'partly' | 'missing';

/** What the suite found of one route, command or field. */
export interface Finding {
  /** e.g. `GET /v1/jobs`. */
  readonly name: string;
  readonly tier: Tier;
  readonly edition: string;
  readonly status: Status;
  /** What differs or is missing; empty for `same`. */
  readonly note: string;
}
