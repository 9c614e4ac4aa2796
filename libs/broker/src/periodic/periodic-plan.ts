import type { EpochMs, Job } from '@steppe/domain';
import { type CronSpec, parseCron } from './cron-spec.ts';
import { nextLaunch } from './next-launch.ts';
import { TimeZone } from './time-zone.ts';

/** When a job's children are launched. */
export interface PeriodicPlan {
  readonly specs: readonly CronSpec[];
  readonly zone: TimeZone;
  /** No launch while an earlier child runs. */
  readonly prohibitOverlap: boolean;
}

/**
 * Reads a job's `periodic` block, which is kept as it was posted; undefined when it has none that is enabled.
 *
 * @throws SteppeError `JOB_INVALID` when an expression or the time zone is not valid.
 */
export function periodicPlanOf({ periodic }: Pick<Job, 'periodic'>): PeriodicPlan | undefined {
  if (!periodic || periodic['Enabled'] === false) return undefined;
  const { Spec: spec, Specs: list, TimeZone: zone, ProhibitOverlap: prohibitOverlap } = periodic;
  const texts = [spec, ...(Array.isArray(list) ? list : [])].filter(isText);
  if (texts.length === 0) return undefined;
  return {
    specs: texts.map((text) => parseCron(text)),
    zone: new TimeZone(isText(zone) ? zone : 'UTC'),
    prohibitOverlap: prohibitOverlap === true,
  };
}

export function nextOf({ specs, zone }: PeriodicPlan, afterMs: EpochMs): EpochMs | undefined {
  const times = specs
    .map((spec) => nextLaunch(spec, zone, afterMs))
    .filter((atMs) => atMs !== undefined);
  return times.length === 0 ? undefined : Math.min(...times);
}

function isText(value: unknown): value is string {
  return typeof value === 'string' && value !== '';
}
