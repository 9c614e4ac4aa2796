import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { canonicalJob, parsedJob } from '@steppe/api-contract';
import { parseJob } from '@steppe/hcl';
import { cpuMs } from './cpu-clock.ts';
import { type Benchmark, percentile, rounded } from './figure.ts';

const FILE = join(import.meta.dirname, '../../examples/tutorial/web.nomad.hcl');
const WARM_UP = 200;
const RUNS = 1_000;

/** A typical job file, from its text to the JSON of the API. */
export const jobFile: Benchmark = {
  name: 'job-file',
  about: 'parse and evaluate examples/tutorial/web.nomad.hcl, warm: CPU time of the thread',
  takesS: 5,
  async *run() {
    const text = readFileSync(FILE, 'utf8');
    const samples: number[] = [];
    for (let i = 0; i < WARM_UP + RUNS; i++) {
      const startedAt = cpuMs();
      read(text);
      if (i >= WARM_UP) samples.push(cpuMs() - startedAt);
    }
    const mean = samples.reduce((sum, ms) => sum + ms, 0) / samples.length;
    yield {
      name: 'job-file-parse-and-evaluate',
      value: rounded(mean, 3),
      unit: 'ms',
      atMost: 2,
      detail: { p99: rounded(percentile(samples, 0.99), 2), lines: text.split('\n').length },
    };
  },
};

function read(text: string): object {
  const { job, diagnostics } = parseJob({ text, filename: 'web.nomad.hcl', varFiles: [] });
  if (!job) throw new Error(`${FILE} is faulty: ${JSON.stringify(diagnostics)}`);
  return canonicalJob(parsedJob(job), 'default');
}
