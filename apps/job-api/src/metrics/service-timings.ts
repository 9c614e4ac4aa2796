import { Inject, Injectable, type OnModuleDestroy } from '@nestjs/common';
import type { EventStore, Served } from '@steppe/event-log';
import {
  type Clock,
  CLOCK,
  EVENT_STORE,
  TIMINGS_EVERY_MS,
  TIMINGS_SUBJECT,
  TimingsReport,
} from '@steppe/nest-kit';
import { type Summary, summary } from './metric.ts';

/** Whoever is silent for so long is gone. */
const SILENT_MAX_MS = 3 * TIMINGS_EVERY_MS;

/** What the services without an API, such as workers, told last of how long things took there. */
@Injectable()
export class ServiceTimings implements OnModuleDestroy {
  readonly #clock: Clock;
  readonly #served: Served;
  readonly #reports = new Map<string, { readonly report: TimingsReport; readonly atMs: number }>();

  constructor(@Inject(EVENT_STORE) { live }: EventStore, @Inject(CLOCK) clock: Clock) {
    this.#clock = clock;
    this.#served = live.subscribe(TIMINGS_SUBJECT, ({ payload }) => {
      // What another version of Steppe tells in another way is left out, and no reason to fail.
      const { data: report } = TimingsReport.safeParse(payload);
      if (report) this.#reports.set(report.instance, { report, atMs: clock() });
    });
  }

  async onModuleDestroy(): Promise<void> {
    await this.#served.stop();
  }

  summaries(): Summary[] {
    const oldestMs = this.#clock() - SILENT_MAX_MS;
    for (const [instance, { atMs }] of this.#reports) {
      if (atMs < oldestMs) this.#reports.delete(instance);
    }
    return [...this.#reports.values()].flatMap(({ report: { service, instance, timings } }) =>
      timings.map((timing) => summary(timing, { service, service_instance: instance })),
    );
  }
}
