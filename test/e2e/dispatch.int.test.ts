import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { unmountBelow } from '@steppe/alloc-runner';
import { z } from 'zod';
import { type Output, steppe } from './harness/processes.ts';
import { Services } from './harness/services.ts';
import { until } from './harness/until.ts';

const MAILER = `
job "mailer" {
  type = "batch"
  parameterized {
    payload       = "required"
    meta_required = ["to"]
  }
  group "mail" {
    task "send" {
      driver = "raw_exec"
      config {
        command = "/bin/sh"
        args    = ["-c", "cat local/post/letter.txt; echo to $NOMAD_META_to"]
      }
      dispatch_payload {
        file = "post/letter.txt"
      }
      resources {
        cpu    = 50
        memory = 32
      }
    }
  }
}
`;

const AllocStubs = z.array(z.object({ ID: z.string(), ClientStatus: z.string() }));

/** A parameterized job, from its file to its collection, with every service and the agent a process of its own. Each test goes on from the one before. */
describe('a parameterized job', () => {
  let services: Services;
  let dir = '';
  let childId = '';
  let allocId = '';

  const run = async (...args: string[]): Promise<Output> =>
    await steppe(args, { api: services.api });
  const statusOf = async (path: string): Promise<number> =>
    (await fetch(services.api + path)).status;

  beforeAll(async () => {
    dir = await mkdtemp(join(tmpdir(), 'steppe-dispatch-'));
    services = await Services.start(['job-api', 'eval-broker', 'scheduler-worker']);
    await services.startOne('node-agent', { DATA_DIR: join(dir, 'node'), RAW_EXEC: 'true' });
  });

  afterAll(async () => {
    await services.close();
    await unmountBelow(dir);
    await rm(dir, { recursive: true, force: true });
  });

  test('is registered, and runs nothing by itself', async () => {
    await writeFile(join(dir, 'mailer.nomad'), MAILER);
    const { code, stderr } = await run('job', 'run', join(dir, 'mailer.nomad'));
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(await (await fetch(`${services.api}/v1/job/mailer/allocations`)).json()).toEqual([]);
  });

  test('is not dispatched without what it requires', async () => {
    const { code, stderr } = await run('job', 'dispatch', 'mailer');
    expect(code).toBe(1);
    expect(stderr).toContain('Payload is not provided but required by parameterized job');
  });

  test('is dispatched with a payload, which its task finds in a file', async () => {
    const letter = join(dir, 'letter.txt');
    await writeFile(letter, 'hello\n');
    const { code, stdout } = await run('job', 'dispatch', '-meta', 'to=ops', 'mailer', letter);
    expect(code).toBe(0);
    childId = /Dispatched Job ID += (\S+)/.exec(stdout)?.[1] ?? '';
    expect(childId).toMatch(/^mailer\/dispatch-\d+-[0-9a-f]{8}$/);
    expect(stdout).toContain('finished with status "complete"');
    const path = `/v1/job/${encodeURIComponent(childId)}/allocations`;
    allocId = await until('the task is over', async () => {
      const stubs = AllocStubs.parse(await (await fetch(services.api + path)).json());
      return stubs.find(({ ClientStatus }) => ClientStatus === 'complete')?.ID;
    });
    expect((await run('alloc', 'logs', allocId)).stdout).toBe('hello\nto ops\n');
  });

  test('stays when what it dispatched is collected', async () => {
    expect(await run('system', 'gc')).toEqual({ code: 0, stdout: '', stderr: '' });
    // Jobs and what ran of them are forgotten by entries of their own, one after the other.
    for (const path of [`/v1/job/${encodeURIComponent(childId)}`, `/v1/allocation/${allocId}`]) {
      await until(`${path} is forgotten`, async () => (await statusOf(path)) === 404);
    }
    expect(await statusOf('/v1/job/mailer')).toBe(200);
    const { code } = await steppe(['operator', 'replay', `-nats=${services.nats.url}`]);
    expect(code).toBe(0);
  });
});
