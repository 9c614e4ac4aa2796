import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { z } from 'zod';
import { childrenOf } from './harness/alive.ts';
import { freePorts } from './harness/free-ports.ts';
import { Background } from './harness/processes.ts';
import { until } from './harness/until.ts';

const SERVERS = 3;

/** bootstrap_expect = 3: three servers keep three replicas of the log, and two of them are enough. */
describe('three servers', () => {
  const agents: Background[] = [];
  let dir = '';
  let http: number[] = [];

  beforeAll(async () => {
    dir = await mkdtemp(join(tmpdir(), 'steppe-three-'));
    const ports = await freePorts(SERVERS * 3);
    http = ports.slice(0, SERVERS);
    const [rpc, serf] = [ports.slice(SERVERS, SERVERS * 2), ports.slice(SERVERS * 2)];
    for (let i = 0; i < SERVERS; i++) {
      const path = join(dir, `server${i}.json`);
      await writeFile(
        path,
        JSON.stringify({
          name: `server${i}`,
          data_dir: join(dir, `server${i}`),
          bind_addr: '127.0.0.1',
          log_level: 'WARN',
          ports: { http: http[i], rpc: rpc[i], serf: serf[i] },
          server: {
            enabled: true,
            bootstrap_expect: SERVERS,
            server_join: { retry_join: serf.map((port) => `127.0.0.1:${port}`) },
          },
        }),
      );
      agents.push(Background.steppe(['agent', '-config', path]));
    }
    await Promise.all(agents.map((agent) => agent.prints('agent is up')));
  }, 120_000);

  afterAll(async () => {
    await Promise.all(agents.map((agent) => agent.end('SIGTERM')));
    await rm(dir, { recursive: true, force: true });
  }, 60_000);

  test('what one takes, all know', async () => {
    expect(await register(http[0], 'first')).toBe(200);
    await Promise.all(http.map((port) => evaluated(port, 'first')));
  });

  test('each knows the others, and which one leads', async () => {
    const members = await until('all are known to all', async () => {
      const answers = await Promise.all(http.map(async (port) => membersAt(port)));
      return answers.every((names) => names.length === SERVERS) && answers;
    });
    expect(members).toEqual(http.map(() => ALIVE));
    const leaders = await until('all agree on the leader', async () => {
      const answers = await Promise.all(http.map(async (port) => get(port, '/v1/status/leader')));
      return answers[0] !== '' && new Set(answers).size === 1 && answers;
    });
    expect(leaders[0]).toMatch(/^127\.0\.0\.1:\d+$/u);
    const health = await get(http[1], '/v1/operator/autopilot/health');
    expect(health).toMatchObject({ Healthy: true, FailureTolerance: 1 });
    const self = await get(http[2], '/v1/agent/self');
    expect(self).toMatchObject({ stats: { raft: { num_peers: '2' } } });
  });

  test('after the loss of one, two go on and have lost nothing', async () => {
    const [lost] = agents;
    const [natsPid] = await childrenOf(lost?.pid ?? 0, 'nats-server');
    await lost?.end('SIGKILL');
    process.kill(natsPid ?? 0, 'SIGKILL');
    expect(await register(http[1], 'second')).toBe(200);
    await evaluated(http[2], 'second');
    const known = await (await fetch(`http://127.0.0.1:${http[2]}/v1/jobs`)).json();
    expect(known).toMatchObject([{ ID: 'first' }, { ID: 'second' }]);
    await until('the lost one is known to have failed', async () =>
      (await membersAt(http[1])).includes('server0.global failed'),
    );
    const health = await get(http[1], '/v1/operator/autopilot/health');
    expect(health).toMatchObject({ Healthy: false, FailureTolerance: 0 });
    await fetch(`http://127.0.0.1:${http[2]}/v1/agent/force-leave?node=server0.global`, {
      method: 'PUT',
    });
    await until('it is forgotten everywhere', async () => (await membersAt(http[1])).length === 2);
  });
});

const ALIVE = ['server0.global alive', 'server1.global alive', 'server2.global alive'];
const Members = z.object({ Members: z.array(z.object({ Name: z.string(), Status: z.string() })) });

async function membersAt(port: number | undefined): Promise<string[]> {
  const answer = Members.parse(await get(port, '/v1/agent/members'));
  return answer.Members.map(({ Name, Status }) => `${Name} ${Status}`);
}

async function get(port: number | undefined, path: string): Promise<unknown> {
  return (await fetch(`http://127.0.0.1:${port}${path}`)).json();
}

async function register(port: number | undefined, id: string): Promise<number> {
  const Job = {
    ID: id,
    Name: id,
    Datacenters: ['dc1'],
    TaskGroups: [
      { Name: 'g', Tasks: [{ Name: 't', Driver: 'docker', Config: { image: 'none' } }] },
    ],
  };
  const response = await fetch(`http://127.0.0.1:${port}/v1/jobs`, {
    method: 'POST',
    body: JSON.stringify({ Job }),
  });
  return response.status;
}

function evaluated(port: number | undefined, id: string): Promise<unknown> {
  return until(`${id} is evaluated`, async () => {
    const response = await fetch(`http://127.0.0.1:${port}/v1/job/${id}/evaluations`);
    const evaluations = z.array(z.object({ Status: z.string() })).parse(await response.json());
    return evaluations.some(({ Status }) => Status === 'complete');
  });
}
