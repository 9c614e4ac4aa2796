import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { z } from 'zod';
import { Cluster } from './harness/cluster.ts';
import { freePorts } from './harness/free-ports.ts';
import { Background, steppe } from './harness/processes.ts';
import { until } from './harness/until.ts';

const EvalStubs = z.array(
  z.object({
    ID: z.string(),
    Status: z.string(),
    FailedTGAllocs: z
      .record(
        z.string(),
        z.object({
          ConstraintFiltered: z.record(z.string(), z.int()).nullable(),
          DimensionExhausted: z.record(z.string(), z.int()).nullable(),
        }),
      )
      .nullish(),
  }),
);
const Allocs = z.array(
  z.object({
    ClientStatus: z.string(),
    TaskStates: z
      .record(
        z.string(),
        z.object({ Events: z.array(z.object({ Type: z.string(), DisplayMessage: z.string() })) }),
      )
      .nullable(),
  }),
);

describe('a job that cannot be, on a dev agent', () => {
  let api = '';
  let agent: Background;
  let dir = '';

  beforeAll(async () => {
    const [port = 0] = await freePorts(1);
    api = `http://127.0.0.1:${port}`;
    dir = await mkdtemp(join(tmpdir(), 'steppe-bad-'));
    agent = Background.steppe(['agent', '-dev', `-http-port=${port}`, '-log-level=WARN']);
    await agent.prints('agent is up');
  }, 60_000);
  afterAll(async () => {
    await agent.end('SIGTERM');
    await rm(dir, { recursive: true, force: true });
  }, 60_000);

  const run = async (hcl: string) => {
    const path = join(dir, 'job.nomad.hcl');
    await writeFile(path, hcl);
    return steppe(['job', 'run', '-detach', path], { api });
  };
  const get = async (path: string): Promise<unknown> => (await fetch(api + path)).json();

  test.each([
    {
      title: 'an HCL file that is not closed',
      hcl: 'job "bad" {\n  type = "batch"\n',
      says: ['job.nomad.hcl', '1'],
    },
    {
      title: 'a misspelt attribute',
      hcl: jobOf('priorty = 50'),
      says: ['job.nomad.hcl:4', 'priorty', 'priority'],
    },
    {
      title: 'a count below zero',
      hcl: jobOf('').replace('group "g" {', 'group "g" {\n    count = -1'),
      says: ['Task group count'],
    },
    { title: 'a missing driver', hcl: jobOf('', ''), says: ['Missing task driver'] },
    {
      title: 'an unknown type',
      hcl: jobOf('').replace('"batch"', '"bach"'),
      says: ['Invalid job type', 'bach'],
    },
  ])('$title is refused with what is wrong and where', async ({ hcl, says }) => {
    const { stderr, stdout, code } = await run(hcl);
    expect(code).toBe(1);
    for (const text of says) expect(stderr + stdout).toContain(text);
    expect(await get('/v1/jobs')).toEqual([]);
  });

  test.each([
    { title: 'malformed JSON', body: '{"Job": ', status: 400 },
    { title: 'a wrong type', body: '{"Job": {"ID": 5}}', status: 400 },
    { title: 'no job', body: '{}', status: 400 },
    {
      title: 'a job without groups',
      body: '{"Job": {"ID": "bad", "Datacenters": ["dc1"]}}',
      status: 400,
    },
  ])(
    '$title is answered with $status and a reason, never a stack trace',
    async ({ body, status }) => {
      const response = await fetch(`${api}/v1/jobs`, { method: 'POST', body });
      const text = await response.text();
      expect({ status: response.status, text }).toEqual({
        status,
        text: expect.stringMatching(/\S/),
      });
      expect(text).not.toMatch(/\bat .*\.(ts|js):\d+/);
    },
  );

  test('an unknown job gets the message and exit code of the original', async () => {
    const { stderr, code } = await steppe(['job', 'status', 'nosuch'], { api });
    expect({ stderr: stderr.trim(), code }).toEqual({
      stderr: 'No job(s) with prefix or ID "nosuch" found',
      code: 1,
    });
  });

  test('an unsatisfiable constraint: the evaluation says which filtered how many nodes', async () => {
    await run(jobOf('constraint {\n attribute = "${attr.kernel.name}"\n value = "plan9"\n }'));
    const failed = await until('the evaluation is done', async () => {
      const evals = EvalStubs.parse(await get('/v1/job/bad/evaluations'));
      return evals.find(({ Status }) => Status === 'complete');
    });
    expect(failed.FailedTGAllocs?.['g']?.ConstraintFiltered).toEqual({
      '${attr.kernel.name} = plan9': 1,
    });
    const { stdout } = await steppe(['eval', 'status', failed.ID.slice(0, 8)], { api });
    expect(stdout).toContain('Constraint "${attr.kernel.name} = plan9": 1 node excluded by filter');
    await steppe(['job', 'stop', '-purge', '-detach', 'bad'], { api });
  });

  const untilFailed = async () =>
    until('the allocation failed', async () => {
      const [alloc] = Allocs.parse(await get('/v1/job/bad/allocations'));
      return alloc?.ClientStatus === 'failed' && alloc;
    });

  test.each([
    {
      title: 'a task that exits at once fails, with its exit code',
      task: 'driver = "raw_exec"\nconfig {\n command = "/bin/sh"\n args = ["-c", "exit 3"]\n }',
      says: 'Exit Code: 3',
    },
    {
      title: 'a command that does not exist is named',
      task: 'driver = "raw_exec"\nconfig { command = "/no/such/command" }',
      says: '/no/such/command',
    },
    {
      title: 'an image that does not exist is named',
      task: 'driver = "docker"\nconfig { image = "steppe.invalid/nothing:1" }',
      says: 'steppe.invalid/nothing:1',
    },
  ])(
    '$title',
    async ({ task, says }) => {
      expect((await run(jobOf('', task))).code).toBe(0);
      expect(eventsOf(await untilFailed())).toContain(says);
      await steppe(['job', 'stop', '-purge', '-detach', 'bad'], { api });
      await until(
        'it is forgotten',
        async () =>
          Allocs.parse(await get('/v1/job/bad/allocations')).length === 0 ||
          (await fetch(`${api}/v1/job/bad`)).status === 404,
      );
    },
    120_000,
  );

  test('a port that another allocation holds: the evaluation names it', async () => {
    const [port = 0] = await freePorts(1);
    const withPort = (id: string) =>
      jobOf('', 'driver = "raw_exec"\nconfig {\n command = "/bin/sleep"\n args = ["600"]\n }')
        .replace('job "bad"', `job "${id}"`)
        .replace(
          'group "g" {',
          `group "g" {\n    network {\n      port "http" {\n        static = ${port}\n      }\n    }`,
        );
    await run(withPort('first'));
    await run(withPort('second'));
    const failed = await until('the second is evaluated', async () => {
      const evals = EvalStubs.parse(await get('/v1/job/second/evaluations'));
      return evals.find(({ Status }) => Status === 'complete');
    });
    const dimensions = Object.keys(failed.FailedTGAllocs?.['g']?.DimensionExhausted ?? {});
    expect(dimensions).toEqual([`network: reserved port collision http=${port}`]);
    for (const id of ['first', 'second'])
      await steppe(['job', 'stop', '-purge', '-detach', id], { api });
  });
});

describe('an agent that cannot start', () => {
  let cluster: Cluster;
  const servers: Server[] = [];

  beforeAll(async () => {
    cluster = await Cluster.prepare();
  });
  afterAll(async () => {
    await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))));
    await cluster.close();
  });

  const listenOn = async (port: number): Promise<void> => {
    const server = createServer();
    servers.push(server);
    await new Promise<void>((resolve) => server.listen(port, '0.0.0.0', resolve));
  };

  test('no nats-server: says how to install one', async () => {
    const emptyHome = await mkdtemp(join(tmpdir(), 'steppe-home-'));
    const nodeDir = join(process.execPath, '..');
    const agent = await cluster.launch('server', {}, { PATH: nodeDir, XDG_CACHE_HOME: emptyHome });
    await expectEnd(agent, 'nats-server', 'go install');
    await rm(emptyHome, { recursive: true });
  }, 60_000);

  test('a taken port: says which, what for, and who holds it', async () => {
    const [port = 0, rpc = 0, serf = 0] = await freePorts(3);
    await listenOn(port);
    const agent = await cluster.launch('server', { ports: { http: port, rpc, serf } });
    await expectEnd(agent, String(port), `pid ${process.pid}`);
  }, 60_000);

  test('one of several servers, and none of the others named', async () => {
    const agent = await cluster.launch('server', { server: { bootstrap_expect: 3 } });
    await expectEnd(agent, 'retry_join is missing: bootstrap_expect = 3');
  });

  test('a second server on one data_dir: says who is there', async () => {
    const first = await cluster.startAgent('server');
    const [http = 0, rpc = 0, serf = 0] = await freePorts(3);
    const second = await cluster.launch('server', { ports: { http, rpc, serf } });
    await expectEnd(
      second,
      'in use by another agent',
      String(first.pid),
      cluster.dataDir('server'),
    );
    expect(first.isRunning).toBe(true);
  }, 60_000);

  test('a data_dir that cannot be one', async () => {
    const file = join(cluster.dir, 'file');
    await writeFile(file, '');
    const agent = await cluster.launch('server', { data_dir: join(file, 'data') });
    await expectEnd(agent, `data_dir ${file}/data cannot be used`, 'not a directory');
  });

  test('tls without a certificate', async () => {
    const agent = await cluster.launch('client1', { tls: { http: true } });
    await expectEnd(agent, 'tls.cert_file is missing');
  });

  test('a misspelt key of the configuration: file, line and the right one', async () => {
    const path = join(cluster.dir, 'bad.hcl');
    await writeFile(path, 'server {\n  enabled = true\n  bootstrap_expct = 1\n}\n');
    const { stderr, code } = await steppe(['agent', '-config', path]);
    expect(code).toBe(1);
    for (const text of ['bad.hcl', '3', 'bootstrap_expct', 'bootstrap_expect'])
      expect(stderr).toContain(text);
  });
});

/** A batch job that is neither restarted nor rescheduled. */
function jobOf(
  body: string,
  task = 'driver = "raw_exec"\nconfig { command = "/bin/true" }',
): string {
  return `job "bad" {
  datacenters = ["*"]
  type = "batch"
  ${body}
  group "g" {
    reschedule {
      attempts  = 0
      unlimited = false
    }
    restart {
      attempts = 0
      mode     = "fail"
    }
    task "t" {
      ${task}
    }
  }
}
`;
}

function eventsOf({ TaskStates }: z.infer<typeof Allocs>[number]): string {
  const events = TaskStates?.['t']?.Events ?? [];
  return events.map(({ Type, DisplayMessage }) => `${Type}: ${DisplayMessage}`).join('\n');
}

/** The agent ends with 1, says why, and shows no stack. */
async function expectEnd(agent: Background, ...texts: string[]): Promise<void> {
  expect(await agent.exited()).toBe(1);
  for (const text of texts) expect(agent.output).toContain(text);
  expect(agent.output).not.toMatch(/\n\s+at .*\.(ts|js):\d+/);
}
