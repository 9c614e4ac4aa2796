import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { addNode } from '../../testing/cluster-life.ts';
import { helloJob } from '../../testing/hello.ts';
import { openTestApi, type TestApi } from '../../testing/test-api.ts';

let api: TestApi;
beforeEach(async () => {
  api = await openTestApi();
});
afterEach(() => api.close());

const put = async (url: string, payload: object | string | Buffer) => {
  const answer = await api.app.inject({ method: 'PUT', url, payload });
  if (answer.statusCode !== 200) throw new Error(`${url}: ${answer.body}`);
  return answer;
};
const remove = (url: string) => api.app.inject({ method: 'DELETE', url });
const get = async (url: string) => (await api.app.inject(url)).json();
const save = async () => (await api.app.inject('/v1/operator/snapshot')).rawPayload;

/** What people want of the cluster, without when they said so. */
async function wants() {
  const jobs: Record<string, unknown>[] = await get('/v1/jobs?namespace=*');
  const namespaces: Record<string, unknown>[] = await get('/v1/namespaces');
  const pools: Record<string, unknown>[] = await get('/v1/node/pools');
  const variables: Record<string, unknown>[] = await get('/v1/vars?namespace=*');
  const { SchedulerConfig } = await get('/v1/operator/scheduler/configuration');
  return {
    jobs: jobs.map(({ ID, Namespace, Priority, Stop }) => [ID, Namespace, Priority, Stop]),
    namespaces: namespaces.map(({ Name, Description }) => [Name, Description]),
    pools: pools.map(({ Name, Description }) => [Name, Description]),
    variables: variables.map(({ Namespace, Path }) => [Namespace, Path]),
    algorithm: SchedulerConfig.SchedulerAlgorithm,
  };
}

async function makeSomething(): Promise<void> {
  await put('/v1/namespace', { Name: 'team', Description: 'before' });
  await put('/v1/node/pools', { Name: 'gpu', Description: 'before' });
  await put('/v1/var/team/db?namespace=team', { Items: { password: 'x' } });
  await put('/v1/jobs', helloJob({ Priority: 10 }));
  await put('/v1/jobs', helloJob({ ID: 'teamwork', Namespace: 'team' }));
  await put('/v1/jobs', helloJob({ ID: 'stopped' }));
  await remove('/v1/job/stopped');
}

async function changeEverything(): Promise<void> {
  await put('/v1/namespace', { Name: 'other' });
  await put('/v1/namespace', { Name: 'team', Description: 'after' });
  await put('/v1/var/new?namespace=other', { Items: { a: 'b' } });
  await put('/v1/var/team/db?namespace=team', { Items: { password: 'y' } });
  await put('/v1/jobs', helloJob({ Priority: 90 }));
  await put('/v1/jobs', helloJob({ ID: 'late' }));
  await put('/v1/jobs', helloJob({ ID: 'stopped' }));
  await remove('/v1/job/teamwork?namespace=team&purge=true');
  await remove('/v1/node/pool/gpu');
  await put('/v1/operator/scheduler/configuration', { SchedulerAlgorithm: 'spread' });
}

describe('restoring a snapshot', () => {
  test('brings back what people wanted, and takes away what they did not', async () => {
    await makeSomething();
    const before = await wants();
    const snapshot = await save();
    await changeEverything();
    expect(await wants()).not.toEqual(before);
    await put('/v1/operator/snapshot', snapshot);
    expect(await wants()).toEqual(before);
    const variable = await get('/v1/var/team/db?namespace=team');
    expect(variable.Items).toEqual({ password: 'x' });
  });

  test('has jobs evaluated that are other than they were, and no others', async () => {
    await makeSomething();
    const snapshot = await save();
    await put('/v1/jobs', helloJob({ Priority: 90 }));
    const answer = await put('/v1/operator/snapshot', snapshot);
    const index = Number(answer.headers['x-nomad-index']);
    expect(await get('/v1/job/hello')).toMatchObject({ Version: 2, Priority: 10 });
    const evals: { JobID: string; CreateIndex: number }[] = await get(
      '/v1/evaluations?namespace=*',
    );
    expect(evals.filter(({ CreateIndex }) => CreateIndex === index)).toMatchObject([
      { JobID: 'hello', TriggeredBy: 'job-register' },
    ]);
  });

  test('works in a new cluster, whose nodes stay', async () => {
    await makeSomething();
    const before = await wants();
    const snapshot = await save();
    await api.close();
    api = await openTestApi();
    await addNode(api);
    await put('/v1/operator/snapshot', snapshot);
    expect(await wants()).toEqual(before);
    expect(await get('/v1/nodes')).toHaveLength(1);
  });

  test('of what is there already writes nothing', async () => {
    await makeSomething();
    const { seq } = api.projection.state;
    await put('/v1/operator/snapshot', await save());
    expect(api.projection.state.seq).toBe(seq);
  });

  test.each([
    { title: 'nothing', body: () => Buffer.alloc(0), says: 'Request body is empty' },
    { title: 'no snapshot', body: () => Buffer.from('a text'), says: 'snapshot' },
    {
      title: 'a damaged one',
      body: async () => {
        const bytes = await save();
        bytes[bytes.length - 1] = (bytes.at(-1) ?? 0) ^ 1;
        return bytes;
      },
      says: 'damaged',
    },
  ])('refuses $title', async ({ body, says }) => {
    await makeSomething();
    const { seq } = api.projection.state;
    const payload = await body();
    const answer = await api.app.inject({ method: 'PUT', url: '/v1/operator/snapshot', payload });
    expect([answer.statusCode, answer.body]).toEqual([400, expect.stringContaining(says)]);
    expect(api.projection.state.seq).toBe(seq);
  });
});
