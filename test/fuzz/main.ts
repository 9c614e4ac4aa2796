import { parseArgs } from 'node:util';
import { type FuzzFault, runFuzz } from './run-fuzz.ts';

const { values } = parseArgs({
  options: {
    inputs: { type: 'string', default: '10000' },
    /** The same seed makes the same inputs. */
    seed: { type: 'string', default: '1' },
    /** The number of the first input. */
    from: { type: 'string', default: '0' },
  },
});

const say = (line: string): void => void process.stdout.write(`${line}\n`);
const SHOWN_MAX = 600;
/** The caches of the runtime and the libraries are full after the first rounds. */
const WARM_ROUNDS = 3;
const GROWTH_MAX_MB = 32;

const startedMs = performance.now();
const report = await runFuzz({
  seed: values.seed,
  from: Number(values.from),
  inputs: Number(values.inputs),
  onRound: (done, faults) => say(`${done} inputs, ${faults.length} faults, ${seconds()} s`),
});
for (const fault of report.faults) describe(fault);
for (const [kind, answers] of report.answers) {
  const counts = [...answers].map(([hundred, count]) => `${hundred} ${count}`);
  say(`${kind}: ${counts.join(', ')}`);
}
say(
  `slowest: ${Math.round(report.slowestMs)} ms; heap after each round, MB: ${report.heapMb.join(' ')}`,
);
const [warm, last] = [report.heapMb[WARM_ROUNDS - 1], report.heapMb.at(-1)];
const growthMb = warm === undefined || last === undefined ? 0 : last - warm;
if (growthMb > GROWTH_MAX_MB) say(`the heap grew by ${growthMb} MB`);
process.exitCode = report.faults.length > 0 || growthMb > GROWTH_MAX_MB ? 1 : 0;

function describe({ number, input, what }: FuzzFault): void {
  const { kind, method, path, body = '' } = input;
  say(`\n${kind} ${number} ${what}`);
  say(`  ${method} ${path.slice(0, SHOWN_MAX)}`);
  if (body !== '') say(`  ${body.slice(0, SHOWN_MAX)}`);
  say(`  npm run fuzz -- --seed ${values.seed} --from ${number} --inputs 1`);
}

function seconds(): string {
  return ((performance.now() - startedMs) / 1000).toFixed(0);
}
