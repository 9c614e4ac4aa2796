import { placementLatency } from './placement-latency.ts';
import { placementThroughput } from './placement-throughput.ts';
import type { Benchmark, Figure } from './figure.ts';
import { runningLatency } from './running-latency.ts';

const BENCHMARKS: readonly Benchmark[] = [placementLatency, runningLatency, placementThroughput];

/** `npm run bench -- [NAME] [--json]`: runs one benchmark or all; `--json` prints one object per figure. */
const words = process.argv.slice(2);
const json = words.includes('--json');
const [wanted] = words.filter((word) => !word.startsWith('-'));
const chosen = BENCHMARKS.filter(({ name }) => wanted === undefined || name === wanted);
if (chosen.length === 0) {
  const known = BENCHMARKS.map(({ name, about }) => `  ${name}: ${about}`).join('\n');
  process.stderr.write(`no benchmark is named ${wanted}; there are:\n${known}\n`);
  process.exitCode = 1;
}
for (const benchmark of chosen) {
  if (!json) process.stdout.write(`${benchmark.name}: ${benchmark.about}\n`);
  for (const figure of await benchmark.run()) process.stdout.write(`${shown(figure)}\n`);
}

function shown(figure: Figure): string {
  if (json) return JSON.stringify(figure);
  const detail = Object.entries(figure.detail ?? {}).map(([key, value]) => `${key} ${value}`);
  return `  ${figure.name.padEnd(36)} ${figure.value} ${figure.unit}  ${detail.join(', ')}`;
}
