import { parseArgs } from 'node:util';
import { minimise } from './minimise.ts';
import { plantedBugs } from './bugs/planted-bugs.ts';
import { reportOf } from './report.ts';
import { digestOf, runSeed, STEPS } from './run-seed.ts';
import { stepsOf } from './workload/steps.ts';

const PROGRESS_EVERY = 100;

const { values } = parseArgs({
  options: {
    /** Runs this one only, and tells what happened in it. */
    seed: { type: 'string' },
    /** Runs so many, one after another. */
    seeds: { type: 'string', default: '100' },
    /** The first of them. */
    from: { type: 'string', default: '1' },
    /** With --seed: only these of its steps, e.g. `3,7,12`. */
    steps: { type: 'string' },
    /** How many of the last entries to show. */
    lines: { type: 'string', default: '30' },
    /** Plants a bug, by its name. */
    bug: { type: 'string' },
    /** With --seed: shows the end of the log even of a run without a violation. */
    trace: { type: 'boolean', default: false },
  },
});

const say = (line: string): void => void process.stdout.write(`${line}\n`);
const interference = values.bug === undefined ? undefined : bugNamed(values.bug);
const lines = Number(values.lines);
process.exitCode = values.seed === undefined ? await runMany() : await runOne(Number(values.seed));

async function runOne(seed: number): Promise<number> {
  const chosen = values.steps?.split(',').map(Number);
  const steps = stepsOf(seed, STEPS).filter(({ index }) => chosen?.includes(index) ?? true);
  const run = await runSeed({ seed, steps, interference });
  const { violation, entries, virtualMs } = run;
  say(
    `seed ${seed}: ${entries.length} entries in ${virtualMs / 1_000} virtual seconds, ${digestOf(run)}`,
  );
  if (!violation) {
    if (values.trace) for (const line of reportOf({ run, steps, lines })) say(line);
    return 0;
  }
  const smallest = chosen ? { run, steps } : await minimise(run, { seed, steps, interference });
  for (const line of reportOf({ ...smallest, lines })) say(line);
  return 1;
}

async function runMany(): Promise<number> {
  const [from, count] = [Number(values.from), Number(values.seeds)];
  const startedMs = performance.now();
  let [violations, entries] = [0, 0];
  for (let seed = from; seed < from + count; seed += 1) {
    const run = await runSeed({ seed, interference });
    entries += run.entries.length;
    if (run.violation) {
      violations += 1;
      const { rule, message } = run.violation;
      say(`seed ${seed}: ${rule}: ${message}`);
      say(`  npm run simulate -- --seed ${seed}`);
    }
    const done = seed - from + 1;
    if (done % PROGRESS_EVERY === 0 || done === count) {
      const seconds = ((performance.now() - startedMs) / 1_000).toFixed(1);
      say(`${done} seeds, ${entries} entries, ${violations} violations, ${seconds} s`);
    }
  }
  return violations === 0 ? 0 : 1;
}

function bugNamed(name: string) {
  const bug = plantedBugs.find((planted) => planted.name === name);
  if (bug) return bug;
  const names = plantedBugs.map((planted) => planted.name).join(', ');
  throw new Error(`there is no bug ${name}; there are ${names}`);
}
