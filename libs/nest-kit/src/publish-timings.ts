import type { LiveBus, Served } from '@steppe/event-log';
import { z } from 'zod';
import { Timing, type Timings } from './timings.ts';

/** The live subject on which services without an API tell their timings. */
export const TIMINGS_SUBJECT = 'service.timings';
/** Nomad's own interval of metrics. */
export const TIMINGS_EVERY_MS = 10_000;

export const TimingsReport = z.object({
  service: z.string(),
  instance: z.string(),
  timings: z.array(Timing),
});
export type TimingsReport = z.infer<typeof TimingsReport>;

/** Tells the timings of this process to every API that listens, again and again. It keeps no process alive. */
export function publishTimings(
  live: LiveBus,
  { service, instance }: { readonly service: string; readonly instance: string },
  timings: Timings,
): Served {
  const timer = setInterval(() => {
    live.publish(TIMINGS_SUBJECT, { service, instance, timings: timings.list() });
  }, TIMINGS_EVERY_MS);
  timer.unref();
  return {
    stop: () => {
      clearInterval(timer);
      return Promise.resolve();
    },
  };
}
