// Adds up what Jest wrote for each project and prints `N passed, N failed`; `--clear` forgets earlier results.
// A project that has tests but no result counts as one failure, and so does a file of tests that could not run.
import { existsSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT, say } from './places.mjs';

const RESULT = '.test-results.json';

const testedProjects = () =>
  ['test', ...['apps', 'libs'].flatMap((parent) => childrenOf(parent))].filter((dir) =>
    existsSync(join(ROOT, dir, 'jest.config.js')),
  );

const childrenOf = (parent) => readdirSync(join(ROOT, parent)).map((name) => join(parent, name));

function countsOf(dir) {
  const file = join(ROOT, dir, RESULT);
  if (!existsSync(file)) {
    say(`${dir}: its tests did not run`);
    return { passed: 0, failed: 1 };
  }
  const result = JSON.parse(readFileSync(file, 'utf8'));
  const skipped = result.numPendingTests + result.numTodoTests;
  if (skipped > 0) say(`${dir}: ${skipped} tests were skipped, which counts as failed`);
  return {
    passed: result.numPassedTests,
    failed: result.numFailedTests + result.numRuntimeErrorTestSuites + skipped,
  };
}

if (process.argv[2] === '--clear') {
  for (const dir of testedProjects()) rmSync(join(ROOT, dir, RESULT), { force: true });
} else {
  const counts = testedProjects().map((dir) => countsOf(dir));
  const sum = (key) => counts.reduce((total, count) => total + count[key], 0);
  process.stdout.write(`${sum('passed')} passed, ${sum('failed')} failed\n`);
  if (sum('failed') > 0 || sum('passed') === 0) process.exitCode = 1;
}
