import { parseArgs } from 'node:util';
import { soak } from './soak.ts';

const { values } = parseArgs({
  options: {
    minutes: { type: 'string', default: '30' },
    seed: { type: 'string', default: '1' },
  },
});

const say = (line: string): void => void process.stdout.write(`${line}\n`);
const [seed, minutes] = [Number(values.seed), Number(values.minutes)];
const interruption = new AbortController();
for (const name of ['SIGINT', 'SIGTERM'] as const) process.once(name, () => interruption.abort());
say(`seed ${seed}, ${minutes} minutes`);
const faults = await soak({ seed, minutes, say, signal: interruption.signal });
for (const fault of faults) say(fault);
say(faults.length === 0 ? 'nothing is wrong' : `${faults.length} faults`);
process.exit(faults.length === 0 ? 0 : 1);
