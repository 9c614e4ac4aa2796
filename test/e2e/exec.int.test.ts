import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { z } from 'zod';
import { Cluster } from './harness/cluster.ts';
import { steppe } from './harness/processes.ts';
import { until } from './harness/until.ts';

const Stubs = z.array(z.object({ ID: z.string(), NodeName: z.string(), ClientStatus: z.string() }));

const Frame = z.object({
  stdout: z.object({ data: z.string().optional() }).optional(),
  exited: z.boolean().optional(),
  result: z.object({ exit_code: z.number().optional() }).optional(),
});

const JOB = {
  ID: 'shell',
  Type: 'service',
  Datacenters: ['dc1'],
  TaskGroups: [
    {
      Name: 'g',
      EphemeralDisk: { SizeMB: 10 },
      Tasks: [
        {
          Name: 't',
          Driver: 'raw_exec',
          Config: { command: 'sleep', args: ['600'] },
          Env: { COLOUR: 'green' },
          LogConfig: { MaxFiles: 1, MaxFileSizeMB: 5 },
          Resources: { CPU: 20, MemoryMB: 16 },
        },
      ],
    },
  ],
};

/** Asked of an agent that is no server, which passes it on to one, which asks the task's own agent. */
describe('a command in a task, by way of an agent that is only a client', () => {
  let cluster: Cluster;
  let allocId = '';

  beforeAll(async () => {
    cluster = await Cluster.start(['server']);
    const plugin = { raw_exec: { config: { enabled: true } } };
    await cluster.startAgent('client1', { plugin });
    const body = JSON.stringify({ Job: JOB });
    await fetch(`${cluster.apiOf('client1')}/v1/jobs`, { method: 'POST', body });
    allocId = await until('the job runs', async () => {
      const stubs = Stubs.parse(await cluster.get('/v1/job/shell/allocations'));
      return stubs.find(({ ClientStatus }) => ClientStatus === 'running')?.ID;
    });
  }, 120_000);
  afterAll(async () => {
    await cluster.steppe('job', 'stop', '-purge', 'shell');
    await cluster.close();
  }, 120_000);

  test('has its input, its output, its error output and its exit code', async () => {
    const script = 'read line; echo "$line and $COLOUR"; echo wrong >&2; exit 3';
    const command = ['alloc', 'exec', '-t=false', '-i=true', allocId, '/bin/sh', '-c', script];
    const ended = await steppe(command, { api: cluster.apiOf('client1'), input: 'red\n' });
    expect(ended).toMatchObject({ stdout: 'red and green\n', stderr: 'wrong\n', code: 3 });
  });

  test('has a terminal of the size that it is told', async () => {
    const script = 'stty size; read line; stty size; exit 4';
    const url = new URL(`/v1/client/allocation/${allocId}/exec`, cluster.apiOf('client1'));
    url.protocol = 'ws:';
    url.search = new URLSearchParams({
      task: 't',
      tty: 'true',
      command: JSON.stringify(['/bin/sh', '-c', script]),
    }).toString();
    const socket = new WebSocket(url);
    const exitCode = Promise.withResolvers<number | undefined>();
    const say = (frame: object): void => socket.send(JSON.stringify(frame));
    let shown = '';
    socket.addEventListener('open', () => say({ tty_size: { height: 11, width: 22 } }));
    socket.addEventListener('error', () =>
      exitCode.reject(new Error(`the socket failed after ${shown}`)),
    );
    socket.addEventListener('message', ({ data }) => {
      const { stdout, exited, result } = Frame.parse(JSON.parse(String(data)));
      const before = shown;
      shown += Buffer.from(stdout?.data ?? '', 'base64').toString();
      if (/\d+ \d+\r\n/u.test(shown) && !/\d+ \d+\r\n/u.test(before)) {
        say({ tty_size: { height: 33, width: 44 } });
        say({ stdin: { data: Buffer.from('go\n').toString('base64') } });
      }
      if (exited === true) exitCode.resolve(result?.exit_code);
    });
    expect(await exitCode.promise).toBe(4);
    expect(shown).toContain('33 44');
    socket.close();
  });
});
