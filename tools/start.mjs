// `npm start`: a dev agent with a first job on it. Runs until Ctrl-C, which also stops the job's processes.
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { ROOT, say } from './places.mjs';

const API = `http://127.0.0.1:${process.env.STEPPE_HTTP_PORT ?? 4646}`;
const JOB_FILE = join(ROOT, 'examples/hello/hello.nomad.hcl');
const STEPPE = join(ROOT, 'apps/cli/bin/steppe.js');
const START_TIMEOUT_MS = 60_000;
const POLL_MS = 100;

const agent = spawn(
  process.execPath,
  [STEPPE, 'agent', '-dev', '-log-level=WARN', `-http-port=${new URL(API).port}`],
  // A process group of its own, so that a Ctrl-C reaches the agent once: from here.
  { stdio: ['ignore', 'pipe', 'inherit'], detached: true },
);
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'])
  process.on(signal, () => agent.kill('SIGTERM'));
agent.on('exit', (code) => process.exit(code ?? 1));

try {
  await untilUp();
  await steppe('job', 'run', '-detach', JOB_FILE);
  const address = await untilRunning();
  console.log(welcome(address));
} catch (error) {
  say(error.message);
  process.exitCode = 1;
  agent.kill('SIGTERM');
}

/** The agent says on its standard output that it is up; what else it prints is shown. */
function untilUp() {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(
      () => reject(new Error('the agent did not come up in time')),
      START_TIMEOUT_MS,
    );
    agent.stdout.setEncoding('utf8').on('data', (text) => {
      process.stdout.write(text);
      if (!text.includes('agent is up')) return;
      clearTimeout(timer);
      resolve();
    });
  });
}

function steppe(...args) {
  const env = { ...process.env, STEPPE_ADDR: API };
  const child = spawn(process.execPath, [STEPPE, ...args], {
    env,
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  return new Promise((resolve, reject) => {
    child.on('exit', (code) =>
      code === 0 ? resolve() : reject(new Error(`steppe ${args.join(' ')} failed`)),
    );
  });
}

/** @returns the address of the hello job, once it answers there */
async function untilRunning() {
  const deadline = Date.now() + START_TIMEOUT_MS;
  while (Date.now() < deadline) {
    const [stub] = await get('/v1/job/hello/allocations');
    if (stub?.ClientStatus === 'failed')
      throw new Error('the hello job failed: see "steppe job status hello"');
    const address = stub && addressOf(await get(`/v1/allocation/${stub.ID}`));
    if (stub?.ClientStatus === 'running' && (await answers(address))) return address;
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
  }
  throw new Error('the hello job did not run in time: see "steppe job status hello"');
}

async function get(path) {
  const response = await fetch(`${API}${path}`);
  if (!response.ok)
    throw new Error(`${path} answered ${response.status}: ${await response.text()}`);
  return response.json();
}

function addressOf({ AllocatedResources }) {
  const [port] = AllocatedResources.Shared.Ports;
  return `http://${port.HostIP}:${port.Value}`;
}

async function answers(address) {
  try {
    return (await fetch(address)).ok;
  } catch {
    return false; // Running, but it does not listen yet.
  }
}

function welcome(address) {
  return `
The hello job is running:  ${address}
The API is at:             ${API}/v1/jobs

Next, in another terminal:
  ./node_modules/.bin/steppe job status hello
  ./node_modules/.bin/steppe alloc logs -job hello
  ./node_modules/.bin/steppe job stop hello

Ctrl-C stops the agent and the job.`;
}
