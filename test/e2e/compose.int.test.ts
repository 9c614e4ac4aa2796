import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { z } from 'zod';
import { buildLocalImages } from '../../tools/build-local-images.mjs';
import { resolveCompose } from '../../tools/docker-engine.mjs';
import { freePorts } from './harness/free-ports.ts';
import { ROOT } from './harness/processes.ts';
import { until } from './harness/until.ts';

const WORKERS = 3;
const JOBS = 30;

const AllocStubs = z.array(z.object({ ID: z.string(), ClientStatus: z.string() }));

/** Each service in its own container, from the one Dockerfile. */
describe('docker compose up --scale scheduler-worker=3', () => {
  const project = `steppe-e2e-${process.pid}`;
  let env: NodeJS.ProcessEnv;
  let api = '';
  let dataDir = '';
  let jobPort = 0;

  const compose = async (...words: string[]): Promise<string> => {
    const [command, ...first] = resolveCompose() ?? [];
    if (command === undefined)
      throw new Error('docker compose is missing: `node tools/ensure-docker.mjs` installs it');
    const { stdout } = await promisify(execFile)(command, [...first, '-p', project, ...words], {
      cwd: ROOT,
      env,
      maxBuffer: 64 * 1024 * 1024,
    });
    return stdout;
  };

  beforeAll(async () => {
    const { steppe, nats } = await buildLocalImages();
    const [httpPort = 0, natsPort = 0, port = 0] = await freePorts(3);
    dataDir = await mkdtemp(join(tmpdir(), 'steppe-compose-'));
    api = `http://127.0.0.1:${httpPort}`;
    jobPort = port;
    env = {
      ...process.env,
      STEPPE_IMAGE: steppe,
      NATS_IMAGE: nats,
      STEPPE_HTTP_PORT: String(httpPort),
      STEPPE_NATS_PORT: String(natsPort),
      STEPPE_DATA_DIR: dataDir,
    };
    await compose('up', '--no-build', '--detach', '--scale', `scheduler-worker=${WORKERS}`);
    await until('a node is ready', async () => {
      const nodes = z.array(z.object({ Status: z.string() })).parse(await get('/v1/nodes'));
      return nodes.some(({ Status }) => Status === 'ready');
    });
  }, 300_000);

  afterAll(async () => {
    await compose('down', '--volumes', '--timeout', '20');
    await rm(dataDir, { recursive: true, force: true });
  }, 120_000);

  const get = async (path: string): Promise<unknown> => {
    const response = await fetch(api + path);
    if (!response.ok) throw new Error(`${path} answered ${response.status}`);
    return response.json();
  };

  const post = async (job: object): Promise<void> => {
    const response = await fetch(`${api}/v1/jobs`, {
      method: 'POST',
      body: JSON.stringify({ Job: job }),
    });
    expect({ status: response.status, text: response.ok ? '' : await response.text() }).toEqual({
      status: 200,
      text: '',
    });
  };

  test('a job posted as JSON runs and answers', async () => {
    await post(helloJob(jobPort));
    const alloc = await until('the allocation runs', async () => {
      const [stub] = AllocStubs.parse(await get('/v1/job/hello/allocations'));
      return stub?.ClientStatus === 'running' && stub;
    });
    const { AllocatedResources } = z
      .object({
        AllocatedResources: z.object({
          Shared: z.object({ Ports: z.array(z.object({ HostIP: z.string(), Value: z.int() })) }),
        }),
      })
      .parse(await get(`/v1/allocation/${alloc.ID}`));
    const [port] = AllocatedResources.Shared.Ports;
    const text = await until('it answers', async () =>
      (await fetch(`http://${port?.HostIP}:${port?.Value}`)).text(),
    );
    expect(text).toBe('hello\n');
    await fetch(`${api}/v1/job/hello`, { method: 'DELETE' });
    await until('it is stopped', async () => {
      const [stub] = AllocStubs.parse(await get('/v1/job/hello/allocations'));
      return stub?.ClientStatus === 'complete';
    });
  }, 120_000);

  test('evaluations are spread over the three workers', async () => {
    await Promise.all(Array.from({ length: JOBS }, (_, i) => post(impossibleJob(i))));
    await until('all are evaluated', async () => {
      const evaluations = z
        .array(z.object({ Status: z.string() }))
        .parse(await get('/v1/evaluations'));
      return evaluations.filter(({ Status }) => Status === 'complete').length >= JOBS;
    });
    const logs = await compose('logs', '--no-color', 'scheduler-worker');
    const busy = new Set(
      logs
        .split('\n')
        .filter((line) => line.includes('"evalId"'))
        .map((line) => /"instance":"([^"]+)"|scheduler-worker[_-](\d)/.exec(line)?.[0]),
    );
    expect(busy.size).toBe(WORKERS);
  }, 120_000);
});

function helloJob(port: number): object {
  return {
    ID: 'hello',
    Name: 'hello',
    Datacenters: ['dc1'],
    TaskGroups: [
      {
        Name: 'web',
        Networks: [{ ReservedPorts: [{ Label: 'http', Value: port }] }],
        Tasks: [
          {
            Name: 'server',
            Driver: 'docker',
            Config: {
              image: 'hashicorp/http-echo',
              args: ['-listen', `:${port}`, '-text', 'hello'],
              ports: ['http'],
            },
          },
        ],
      },
    ],
  };
}

/** Evaluated, and never placed: it asks for another kernel. */
function impossibleJob(index: number): object {
  return {
    ID: `impossible-${index}`,
    Name: `impossible-${index}`,
    Datacenters: ['dc1'],
    Constraints: [{ LTarget: '${attr.kernel.name}', RTarget: 'plan9', Operand: '=' }],
    TaskGroups: [
      { Name: 'g', Tasks: [{ Name: 't', Driver: 'docker', Config: { image: 'none' } }] },
    ],
  };
}
