import type { Timing } from '@steppe/nest-kit';

type Labels = Readonly<Record<string, string>>;

/** A value as it is now, under Nomad's name without the prefix, e.g. `nomad.job_status.running`. */
export interface Gauge {
  readonly kind: 'gauge';
  readonly name: string;
  readonly labels: Labels;
  readonly value: number;
}

/** How often something happened since this process began. */
export interface Counter {
  readonly kind: 'counter';
  readonly name: string;
  readonly labels: Labels;
  readonly value: number;
}

/** How long something took, each time since the process that measured it began. */
export interface Summary {
  readonly kind: 'summary';
  readonly name: string;
  readonly labels: Labels;
  readonly timing: Timing;
}

export type Metric = Gauge | Counter | Summary;

export function gauge(name: string, value: number, labels: Labels = {}): Gauge {
  return { kind: 'gauge', name, labels, value };
}

export function counter(name: string, value: number, labels: Labels = {}): Counter {
  return { kind: 'counter', name, labels, value };
}

export function summary(timing: Timing, labels: Labels = {}): Summary {
  return { kind: 'summary', name: timing.name, labels, timing };
}
