import { readFile, writeFile } from 'node:fs/promises';
import { request, type RequestOptions } from 'node:https';
import { connect } from 'node:net';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { z } from 'zod';
import { Cluster } from './harness/cluster.ts';
import { type Output, steppe } from './harness/processes.ts';
import { until } from './harness/until.ts';

const JOB = `job "hello" {
  type = "batch"
  group "g" {
    task "t" {
      driver = "raw_exec"
      config {
        command = "/bin/echo"
        args    = ["hello"]
      }
    }
  }
}
`;

/** Adds a line to the data that it finds. */
const KEEPER = `job "keeper" {
  group "g" {
    ephemeral_disk {
      migrate = true
      sticky  = true
    }
    task "t" {
      driver = "raw_exec"
      config {
        command = "/bin/sh"
        args    = ["-c", "echo $NOMAD_ALLOC_ID >> $NOMAD_ALLOC_DIR/data/seen; exec sleep 600"]
      }
      resources {
        cpu    = 10
        memory = 10
      }
    }
  }
}
`;

const Allocs = z.array(z.object({ ID: z.string(), NodeID: z.string(), ClientStatus: z.string() }));

let cluster: Cluster;
const file = (name: string): string => join(cluster.dir, name);

async function make(...args: string[]): Promise<void> {
  const { code, stderr } = await steppe(['tls', ...args], { cwd: cluster.dir });
  if (code !== 0) throw new Error(stderr);
}

const tlsOf = (role: string) => ({
  http: true,
  rpc: true,
  verify_https_client: true,
  verify_server_hostname: true,
  ca_file: file('nomad-agent-ca.pem'),
  cert_file: file(`global-${role}-nomad.pem`),
  key_file: file(`global-${role}-nomad-key.pem`),
});

/** The flags of who trusts the cluster, and of who is trusted there. */
const trusting = (): string => `-ca-cert=${file('nomad-agent-ca.pem')}`;
const trusted = (): string[] => [
  trusting(),
  `-client-cert=${file('global-cli-nomad.pem')}`,
  `-client-key=${file('global-cli-nomad-key.pem')}`,
];

const nodeStatus = (port: number, ...flags: string[]): Promise<Output> =>
  steppe(['node', 'status', ...flags], { api: `https://127.0.0.1:${port}` });

function statusOf(options: RequestOptions): Promise<number> {
  return new Promise((resolve, reject) => {
    const outgoing = request(options, (answer) => {
      answer.resume();
      resolve(answer.statusCode ?? 0);
    });
    outgoing.once('error', reject).end();
  });
}

/** All of the wire over TLS, with certificates that the command line made. */
describe('agents with tls', () => {
  beforeAll(async () => {
    cluster = await Cluster.prepare();
    await make('ca', 'create');
    for (const role of ['server', 'client', 'cli']) await make('cert', 'create', `-${role}`);
    const limits = { http_max_conns_per_client: 8 };
    await cluster.startAgent('server', { tls: tlsOf('server'), limits });
    const plugin = [{ raw_exec: [{ config: [{ enabled: true }] }] }];
    for (const client of ['client1', 'client2'] as const) {
      await cluster.startAgent(client, { tls: tlsOf('client'), plugin });
    }
    await until('the nodes are ready', async () => {
      const { stdout } = await nodeStatus(cluster.httpPort('server'), ...trusted());
      return stdout.match(/ready/g)?.length === 2;
    });
  }, 120_000);
  afterAll(() => cluster.close(), 120_000);

  test.each(['server', 'client1'] as const)('the %s answers who is trusted', async (name) => {
    const { code, stdout } = await nodeStatus(cluster.httpPort(name), ...trusted());
    expect([code, stdout]).toEqual([0, expect.stringContaining('ready')]);
  });

  test.each(['server', 'client1'] as const)('the %s answers nobody else', async (name) => {
    const port = cluster.httpPort(name);
    const unknown = await nodeStatus(port, trusting());
    expect([unknown.code, unknown.stdout]).toEqual([1, '']);
    const distrustful = await nodeStatus(port);
    expect([distrustful.code, distrustful.stdout]).toEqual([1, '']);
    const socket = connect(port, '127.0.0.1');
    socket.end('GET /v1/jobs HTTP/1.1\r\nHost: a\r\n\r\n');
    expect(await text(socket)).not.toContain('200 OK');
  });

  test('a job runs, and its output is read through the servers', async () => {
    const job = join(cluster.dir, 'hello.nomad.hcl');
    await writeFile(job, JOB);
    const api = `https://127.0.0.1:${cluster.httpPort('server')}`;
    const run = await steppe(['job', 'run', ...trusted(), job], { api });
    expect([run.code, run.stderr]).toEqual([0, '']);
    await until('the job has said hello', async () => {
      const { stdout } = await steppe(['logs', ...trusted(), '-job', 'hello'], { api });
      return stdout === 'hello\n';
    });
    const purged = await steppe(['stop', ...trusted(), '-purge', 'hello'], { api });
    expect(purged.code).toBe(0);
  });

  test("an allocation's data follows it to another node, through a server", async () => {
    const job = join(cluster.dir, 'keeper.nomad.hcl');
    await writeFile(job, KEEPER);
    const api = `https://127.0.0.1:${cluster.httpPort('server')}`;
    const running = async () => {
      const { stdout } = await steppe(['job', 'allocs', ...trusted(), '-json', 'keeper'], { api });
      return Allocs.parse(JSON.parse(stdout)).filter((each) => each.ClientStatus === 'running');
    };
    const seen = async (allocId = ''): Promise<string> => {
      const { stdout } = await steppe(['alloc', 'fs', ...trusted(), allocId, 'alloc/data/seen'], {
        api,
      });
      return stdout;
    };
    const run = await steppe(['job', 'run', ...trusted(), job], { api });
    expect([run.code, run.stderr]).toEqual([0, '']);
    const [first] = await running();
    await until('the task has its data', async () => (await seen(first?.ID)) === `${first?.ID}\n`);
    const drain = ['node', 'drain', ...trusted(), '-enable', '-yes', first?.NodeID ?? ''];
    expect((await steppe(drain, { api })).code).toBe(0);
    const second = await until('it runs on the other node', async () =>
      (await running()).find(({ NodeID }) => NodeID !== first?.NodeID),
    );
    await until('the task has the data of both', async () => {
      return (await seen(second.ID)) === `${first?.ID}\n${second.ID}\n`;
    });
    const purged = await steppe(['stop', ...trusted(), '-purge', 'keeper'], { api });
    expect(purged.code).toBe(0);
  });

  test('whoever has no certificate does not get to the log', async () => {
    const replay = await cluster.steppe('operator', 'replay', `-nats=127.0.0.1:${cluster.rpcPort}`);
    expect([replay.code, replay.stdout]).toEqual([1, '']);
  });

  test('one client has no more connections than the limit', async () => {
    const names = ['nomad-agent-ca.pem', 'global-cli-nomad.pem', 'global-cli-nomad-key.pem'];
    const [ca, cert, key] = await Promise.all(names.map((name) => readFile(file(name), 'utf8')));
    const port = cluster.httpPort('server');
    const path = '/v1/jobs?index=1000000&wait=3s';
    const options = { host: '127.0.0.1', port, path, ca, cert, key, agent: false } as const;
    const statuses = await Promise.all(Array.from({ length: 20 }, () => statusOf(options)));
    expect(statuses.filter((status) => status === 200).length).toBeLessThanOrEqual(8);
    expect(statuses.filter((status) => status === 429).length).toBeGreaterThanOrEqual(12);
  });
});
