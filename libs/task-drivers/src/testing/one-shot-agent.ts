import { readFile } from 'node:fs/promises';
import { RawExecDriver } from '../raw-exec/raw-exec-driver.ts';

// A stand-in for an agent that is killed: starts the task of a file, prints its handle, and waits.
const driver = new RawExecDriver({
  enabled: true,
  onError: (error) => {
    throw error;
  },
});
const spec = JSON.parse(await readFile(process.argv[2] ?? '', 'utf8'));
process.stdout.write(`${JSON.stringify(await driver.start(spec))}\n`);
setInterval(() => undefined, 60_000);
