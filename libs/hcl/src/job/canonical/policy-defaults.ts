import type { Json } from '../../values/json.ts';

export type Fields = Readonly<Record<string, Json>>;

export const SECOND_NS = 1_000_000_000;
const MINUTE_NS = 60 * SECOND_NS;
const HOUR_NS = 60 * MINUTE_NS;
const DAY_NS = 24 * HOUR_NS;

/** What a job's type decides. A policy that a type does not have is null. */
export interface TypeDefaults {
  readonly update: Fields | null;
  readonly migrate: Fields | null;
  readonly reschedule: Fields | null;
  readonly restart: Fields;
}

export const UPDATE: Fields = {
  Stagger: 30 * SECOND_NS,
  MaxParallel: 1,
  HealthCheck: 'checks',
  MinHealthyTime: 10 * SECOND_NS,
  HealthyDeadline: 5 * MINUTE_NS,
  ProgressDeadline: 10 * MINUTE_NS,
  Canary: 0,
  AutoRevert: false,
  AutoPromote: false,
};

export const MIGRATE: Fields = {
  MaxParallel: 1,
  HealthCheck: 'checks',
  MinHealthyTime: 10 * SECOND_NS,
  HealthyDeadline: 5 * MINUTE_NS,
};

/** For a reschedule block of a job whose type never reschedules. */
export const RESCHEDULE_NEVER: Fields = {
  Attempts: 0,
  Interval: 0,
  Delay: 0,
  DelayFunction: '',
  MaxDelay: 0,
  Unlimited: false,
};

const RESCHEDULE_SERVICE: Fields = {
  Attempts: 0,
  Interval: 0,
  Delay: 30 * SECOND_NS,
  DelayFunction: 'exponential',
  MaxDelay: HOUR_NS,
  Unlimited: true,
};

const RESCHEDULE_BATCH: Fields = {
  Attempts: 1,
  Interval: DAY_NS,
  Delay: 5 * SECOND_NS,
  DelayFunction: 'constant',
  MaxDelay: 0,
  Unlimited: false,
};

const RESTART_SERVICE: Fields = {
  Interval: 30 * MINUTE_NS,
  Attempts: 2,
  Delay: 15 * SECOND_NS,
  Mode: 'fail',
  RenderTemplates: false,
};

const RESTART_BATCH: Fields = { ...RESTART_SERVICE, Interval: DAY_NS, Attempts: 3 };

const BY_TYPE: Readonly<Record<string, TypeDefaults>> = {
  service: {
    update: UPDATE,
    migrate: MIGRATE,
    reschedule: RESCHEDULE_SERVICE,
    restart: RESTART_SERVICE,
  },
  batch: { update: null, migrate: null, reschedule: RESCHEDULE_BATCH, restart: RESTART_BATCH },
  system: { update: UPDATE, migrate: null, reschedule: null, restart: RESTART_SERVICE },
  sysbatch: { update: null, migrate: null, reschedule: null, restart: RESTART_BATCH },
};

/** An unknown type is for the validation to refuse; until then it counts as the plainest one. */
export function defaultsOfType(type: Json): TypeDefaults {
  const known = typeof type === 'string' ? BY_TYPE[type] : undefined;
  return known ?? { update: null, migrate: null, reschedule: null, restart: RESTART_BATCH };
}
