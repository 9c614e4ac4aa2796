import { readFile } from 'node:fs/promises';
import { ExecDriver } from '../exec/exec-driver.ts';
import { RawExecDriver } from '../raw-exec/raw-exec-driver.ts';

// A stand-in for an agent that is killed: starts the task of a file with a driver, prints its handle, and waits.
const onError = (error: unknown): never => {
  throw error;
};
const [file = '', name] = process.argv.slice(2);
const driver =
  name === 'exec' ? new ExecDriver({ onError }) : new RawExecDriver({ enabled: true, onError });
const spec = JSON.parse(await readFile(file, 'utf8'));
process.stdout.write(`${JSON.stringify(await driver.start(spec, () => undefined))}\n`);
setInterval(() => undefined, 60_000);
