import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { join } from 'node:path';
import { z } from 'zod';
import { freePorts } from './harness/free-ports.ts';
import { Background, ROOT, steppe } from './harness/processes.ts';
import { until } from './harness/until.ts';

const TUTORIAL = join(ROOT, 'examples/tutorial');

const Stubs = z.array(
  z.object({
    ID: z.string(),
    JobID: z.string(),
    ClientStatus: z.string(),
    TaskStates: z
      .record(z.string(), z.object({ State: z.string(), Failed: z.boolean(), Restarts: z.int() }))
      .nullable(),
  }),
);
type Stub = z.infer<typeof Stubs>[number];

const Ports = z.object({
  AllocatedResources: z.object({
    Shared: z.object({ Ports: z.array(z.object({ Value: z.int(), HostIP: z.string() })) }),
  }),
});

/** The jobs of the tutorial on one dev agent, in the order of its list. */
describe('the tutorial', () => {
  let agent: Background;
  let api = '';

  beforeAll(async () => {
    const [port = 0] = await freePorts(1);
    api = `http://127.0.0.1:${port}`;
    agent = Background.steppe(['agent', '-dev', `-http-port=${port}`]);
    await agent.prints('agent is up');
  }, 120_000);
  afterAll(() => agent.end('SIGINT'), 60_000);

  const get = async (path: string): Promise<unknown> => {
    const answer = await fetch(api + path);
    if (!answer.ok) throw new Error(`${path}: ${answer.status}`);
    return answer.json();
  };

  const run = async (name: string): Promise<void> => {
    const { code, stdout, stderr } = await steppe(
      ['job', 'run', join(TUTORIAL, `${name}.nomad.hcl`)],
      { api },
    );
    expect({ name, code, stderr, stdout: code === 0 ? '' : stdout }).toEqual({
      name,
      code: 0,
      stderr: '',
      stdout: '',
    });
  };

  const allocOf = (job: string, holds: (stub: Stub) => boolean): Promise<Stub> =>
    until(`an allocation of ${job}`, async () =>
      Stubs.parse(await get('/v1/allocations')).find(
        (stub) => stub.JobID.startsWith(job) && holds(stub),
      ),
    );

  const logsOf = async (alloc: Stub, task: string): Promise<string> =>
    (await steppe(['alloc', 'logs', '-task', task, alloc.ID], { api })).stdout;

  test('a web service answers where the registry says, and its checks pass', async () => {
    await run('web');
    const alloc = await allocOf('web', ({ ClientStatus }) => ClientStatus === 'running');
    const { stdout } = await steppe(['alloc', 'checks', alloc.ID], { api });
    expect(stdout).toMatch(/Status +=  ?success/u);
    const { AllocatedResources } = Ports.parse(await get(`/v1/allocation/${alloc.ID}`));
    const [port] = AllocatedResources.Shared.Ports;
    const answer = await fetch(`http://${port?.HostIP}:${port?.Value}/`);
    expect(await answer.text()).toBe('hello\n');
  }, 120_000);

  test('a batch job is tried again until it succeeds', async () => {
    await run('batch');
    const alloc = await allocOf('batch', ({ ClientStatus }) => ClientStatus === 'complete');
    expect(alloc.TaskStates?.['count']).toMatchObject({ Failed: false, Restarts: 2 });
  }, 120_000);

  test('tasks before, beside and after the main one see each other', async () => {
    await run('sidecar');
    const alloc = await allocOf('sidecar', ({ ClientStatus }) => ClientStatus === 'complete');
    expect(await logsOf(alloc, 'beside')).toMatch(/^(?:prepared\n)+(?:worked\n)+$/u);
    expect(await logsOf(alloc, 'after')).toBe('cleaned up after worked\n');
  }, 120_000);

  test('a configuration follows the instances of a service', async () => {
    await run('proxy');
    const alloc = await allocOf('proxy', ({ ClientStatus }) => ClientStatus === 'running');
    await until('both instances', async () =>
      /server \S+; server \S+;/u.test(await logsOf(alloc, 'proxy')),
    );
    await steppe(['job', 'stop', 'web'], { api });
    const emptied = await until('no instance', async () => {
      const logs = await logsOf(alloc, 'proxy');
      return logs.includes('# nobody') && logs;
    });
    expect(emptied).toMatch(/config: +# nobody *\n$/u);
  }, 120_000);

  test('a periodic job runs when it is forced to', async () => {
    await run('backup');
    expect((await steppe(['job', 'periodic', 'force', 'backup'], { api })).code).toBe(0);
    const alloc = await allocOf(
      'backup/periodic-',
      ({ ClientStatus }) => ClientStatus === 'complete',
    );
    expect(await logsOf(alloc, 'archive')).toBe('etc.tar.gz\n');
  }, 120_000);

  test('a log shipper on every node ships what is written beside it', async () => {
    await run('log-shipper');
    const alloc = await allocOf('log-shipper', ({ ClientStatus }) => ClientStatus === 'running');
    const shipped = await until('an entry', async () => (await logsOf(alloc, 'ship')) || undefined);
    expect(shipped).toMatch(/^an entry of \S+\n/u);
  }, 120_000);
});
