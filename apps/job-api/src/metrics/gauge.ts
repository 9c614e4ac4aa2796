/** A value as it is now, under Nomad's name without the prefix, e.g. `nomad.job_status.running`. */
export interface Gauge {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

export function gauge(
  name: string,
  value: number,
  labels: Readonly<Record<string, string>> = {},
): Gauge {
  return { name, labels, value };
}
