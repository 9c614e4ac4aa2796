import type { Counter, Metric, Summary } from './metric.ts';

const PREFIX = 'nomad.';

/**
 * As `/v1/metrics` shows them. Nomad counts anew every ten seconds; here counters and samples are those since the process
 * that measured them began, and their rates are over that time.
 *
 * @param options.uptimeMs how long that is.
 */
export function metricsToJson(
  metrics: readonly Metric[],
  { nowMs, uptimeMs }: { readonly nowMs: number; readonly uptimeMs: number },
): Record<string, unknown> {
  const sorted = metrics.toSorted((a, b) => compare(keyOf(a), keyOf(b)));
  const seconds = Math.max(1, uptimeMs / 1_000);
  return {
    Counters: sorted
      .filter((metric) => metric.kind === 'counter')
      .map((metric) => counterToJson(metric, seconds)),
    Gauges: sorted
      .filter((metric) => metric.kind === 'gauge')
      .map(({ name, labels, value }) => ({ Name: PREFIX + name, Value: value, Labels: labels })),
    Points: [],
    PrecisionGauges: [],
    Samples: sorted
      .filter((metric) => metric.kind === 'summary')
      .map((metric) => summaryToJson(metric, seconds)),
    Timestamp: `${new Date(nowMs).toISOString().slice(0, 19).replace('T', ' ')} +0000 UTC`,
  };
}

function counterToJson({ name, labels, value }: Counter, seconds: number): object {
  return {
    Name: PREFIX + name,
    Labels: labels,
    Count: value,
    Sum: value,
    Min: 1,
    Max: 1,
    Mean: 1,
    Stddev: 0,
    Rate: value / seconds,
  };
}

/** Milliseconds. */
function summaryToJson({ name, labels, timing }: Summary, seconds: number): object {
  return {
    Name: PREFIX + name,
    Labels: labels,
    Count: timing.count,
    Sum: timing.sumMs,
    Min: timing.minMs,
    Max: timing.maxMs,
    Mean: timing.meanMs,
    Stddev: timing.stddevMs,
    Rate: timing.sumMs / seconds,
  };
}

/** The text format of Prometheus, version 0.0.4: all values of a name together, behind its type. */
export function metricsToPrometheus(metrics: readonly Metric[]): string {
  const byName = Map.groupBy(metrics, ({ name }) => metricName(name));
  return [...byName.entries()]
    .toSorted(([a], [b]) => compare(a, b))
    .map(([name, values]) => {
      const lines = values.map((metric) => linesOf(name, metric));
      const kind = values[0]?.kind ?? 'untyped';
      return `# HELP ${name} ${name}\n# TYPE ${name} ${kind}\n${lines.toSorted().join('\n')}\n`;
    })
    .join('');
}

function linesOf(name: string, metric: Metric): string {
  const { labels } = metric;
  if (metric.kind !== 'summary') return `${name}${labelsOf(labels)} ${metric.value}`;
  const { p50Ms, p90Ms, p99Ms, sumMs, count } = metric.timing;
  const quantiles = Object.entries({ '0.5': p50Ms, '0.9': p90Ms, '0.99': p99Ms });
  return [
    ...quantiles.map(([quantile, ms]) => `${name}${labelsOf({ ...labels, quantile })} ${ms}`),
    `${name}_sum${labelsOf(labels)} ${sumMs}`,
    `${name}_count${labelsOf(labels)} ${count}`,
  ].join('\n');
}

function metricName(name: string): string {
  return (PREFIX + name).replaceAll(/[^a-zA-Z0-9_:]/g, '_');
}

function labelsOf(labels: Readonly<Record<string, string>>): string {
  const pairs = Object.entries(labels).map(
    ([name, value]) => `${name.replaceAll(/\W/g, '_')}="${escaped(value)}"`,
  );
  return pairs.length === 0 ? '' : `{${pairs.join(',')}}`;
}

function escaped(value: string): string {
  return value
    .replaceAll('\\', String.raw`\\`)
    .replaceAll('"', String.raw`\"`)
    .replaceAll('\n', String.raw`\n`);
}

function keyOf({ name, labels }: Metric): string {
  return `${name} ${Object.values(labels).join(' ')}`;
}

function compare(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
}
