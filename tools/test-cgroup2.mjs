// Runs the tests of drivers that isolate on a machine that has control groups of version 2 alone, whatever this one has:
// in a kernel that runs as a process of this machine (User-mode Linux). It sees this machine's files, read-only, and
// what its programs write is in its memory. It has one CPU, no network, and no cpuset controller.
//
//     npm run test:cgroup2 [-- PATTERN...]    patterns of test files in libs/task-drivers
import { spawn, spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { installPackages, mayInstallPackages } from './apt.mjs';
import { ROOT, say } from './places.mjs';

/** Of Debian's package user-mode-linux. */
const KERNEL = 'linux.uml';
const MACHINE = [
  'mem=3000M',
  // This machine's files.
  'rootfstype=hostfs',
  'rootflags=/',
  'root=hostfs',
  'ro',
  // The console is this process's output.
  'quiet',
  'con=null',
  'con0=null,fd:1',
];
/** It takes two minutes on a machine that has nothing else to do. */
const TIME_LIMIT_MS = 45 * 60_000;
const PATTERNS = ['src/exec/', 'src/java/', 'src/raw-exec/', 'src/isolation/'];

/** What the first process of the other machine prints at its end. */
const END = /^tests ended with (\d+)$/u;

function ensureKernel() {
  const isThere = () => spawnSync(KERNEL, ['--version'], { stdio: 'ignore' }).status === 0;
  if (isThere()) return;
  if (!mayInstallPackages()) throw new Error(`this machine lacks ${KERNEL} (user-mode-linux)`);
  installPackages(['user-mode-linux']);
  if (!isThere()) throw new Error(`${KERNEL} does not run on this machine`);
}

const secondsNow = () => String(Math.floor(Date.now() / 1000));

/** @returns {Promise<number>} the exit status of the tests */
async function runTests(patterns) {
  const init = `init=${join(ROOT, 'tools/cgroup2-init.sh')}`;
  const kernel = spawn(KERNEL, [...MACHINE, init, '--', ROOT, secondsNow(), patterns.join('|')], {
    stdio: ['ignore', 'pipe', 'inherit'],
    timeout: TIME_LIMIT_MS,
  });
  let status;
  for await (const line of createInterface({ input: kernel.stdout })) {
    const end = END.exec(line.trim());
    if (end === null) process.stdout.write(`${line}\n`);
    else status = Number(end[1]);
  }
  if (status === undefined) throw new Error('the machine ended before the tests did');
  return status;
}

try {
  ensureKernel();
  const patterns = process.argv.slice(2);
  process.exitCode = await runTests(patterns.length > 0 ? patterns : PATTERNS);
} catch (error) {
  say(error.message);
  process.exitCode = 1;
}
