import { parseArgs } from 'node:util';
import { agentSize } from './agent-size.ts';
import { type Benchmark, type Figure, rounded } from './figure.ts';
import { apiLists } from './api-lists.ts';
import { apiWaiting } from './api-waiting.ts';
import { c1m } from './c1m.ts';
import { clustersLeft } from './cluster.ts';
import { contention } from './contention.ts';
import { jobThroughput } from './job-throughput.ts';
import { logStreaming } from './log-streaming.ts';
import { manyAgents } from './many-agents.ts';
import { jobFile } from './job-file.ts';
import { memory } from './memory.ts';
import { placementLatency } from './placement-latency.ts';
import { peersLeft } from './peer.ts';
import { placementThroughput } from './placement-throughput.ts';
import { agentsLeft } from './real-agent.ts';
import { replay } from './replay.ts';
import { runningLatency } from './running-latency.ts';
import { scheduling } from './scheduling.ts';

const BENCHMARKS: readonly Benchmark[] = [
  scheduling,
  replay,
  memory,
  jobFile,
  contention,
  placementLatency,
  runningLatency,
  agentSize,
  manyAgents,
  logStreaming,
  placementThroughput,
  jobThroughput,
  apiLists,
  apiWaiting,
  c1m,
];

for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, () => void stopAll().finally(() => process.exit(1)));
}

/**
 * `npm run bench -- [NAME…] [--json] [--only=TEXT]`: runs those that are named, or all; `--json` prints one object per
 * figure, and `--only` leaves out figures whose names do not have the text.
 */
const { values, positionals: names } = parseArgs({
  allowPositionals: true,
  options: { json: { type: 'boolean' }, only: { type: 'string', default: '' } },
});
const { json, only } = values;
const unknown = names.filter(
  (name) => name !== 'all' && !BENCHMARKS.some((it) => it.name === name),
);
if (unknown.length > 0) {
  const known = BENCHMARKS.map(({ name, about }) => `  ${name}: ${about}`).join('\n');
  process.stderr.write(`no benchmark is named ${unknown.join(', ')}; there are:\n${known}\n`);
  process.exitCode = 1;
} else {
  const wantsAll = names.length === 0 || names.includes('all');
  const isWanted = ({ name, onlyByName }: Benchmark) =>
    names.includes(name) || (wantsAll && !onlyByName);
  for (const benchmark of BENCHMARKS.filter(isWanted)) await run(benchmark);
}

async function run(benchmark: Benchmark): Promise<void> {
  const { name, about } = benchmark;
  if (!json) process.stdout.write(`${name}: ${about}\n`);
  try {
    for await (const figure of benchmark.run({ isWanted: isShown })) {
      if (isShown(figure.name)) process.stdout.write(`${shown(figure)}\n`);
    }
  } catch (error) {
    // The others are worth their while all the same.
    process.stderr.write(
      `${name} failed: ${error instanceof Error ? error.stack : String(error)}\n`,
    );
    process.exitCode = 1;
  }
}

function isShown(figure: string): boolean {
  return figure.includes(only);
}

function shown(figure: Figure): string {
  const ratio = figure.peer === undefined ? {} : { ratio: rounded(figure.value / figure.peer, 2) };
  if (json) return JSON.stringify({ ...figure, ...ratio });
  const { target, atMost, peer, detail } = figure;
  const notes = Object.entries({ 'at least': target, 'at most': atMost, peer, ...ratio, ...detail })
    .filter(([, value]) => value !== undefined)
    .map(([key, value]) => `${key} ${value}`);
  return `  ${figure.name.padEnd(40)} ${figure.value} ${figure.unit}  ${notes.join(', ')}`;
}

async function stopAll(): Promise<void> {
  try {
    await Promise.all([agentsLeft.stopAll(), peersLeft.stopAll()]);
  } finally {
    await clustersLeft.stopAll();
  }
}
