import type { Gauge } from './gauge.ts';

const PREFIX = 'nomad.';

/** As `/v1/metrics` shows them; what Nomad counts within an interval is a gauge here, read when it is asked for. */
export function gaugesToJson(gauges: readonly Gauge[], nowMs: number): Record<string, unknown> {
  const sorted = gauges.toSorted((a, b) => compare(keyOf(a), keyOf(b)));
  return {
    Counters: [],
    Gauges: sorted.map(({ name, labels, value }) => ({
      Name: PREFIX + name,
      Value: value,
      Labels: labels,
    })),
    Points: [],
    PrecisionGauges: [],
    Samples: [],
    Timestamp: `${new Date(nowMs).toISOString().slice(0, 19).replace('T', ' ')} +0000 UTC`,
  };
}

/** The text format of Prometheus, version 0.0.4: all values of a name together, behind its type. */
export function gaugesToPrometheus(gauges: readonly Gauge[]): string {
  const byName = Map.groupBy(gauges, ({ name }) => metricName(name));
  return [...byName.entries()]
    .toSorted(([a], [b]) => compare(a, b))
    .map(([name, values]) => {
      const lines = values.map(({ labels, value }) => `${name}${labelsOf(labels)} ${value}`);
      return `# HELP ${name} ${name}\n# TYPE ${name} gauge\n${lines.toSorted().join('\n')}\n`;
    })
    .join('');
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

function keyOf({ name, labels }: Gauge): string {
  return `${name} ${Object.values(labels).join(' ')}`;
}

function compare(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
}
