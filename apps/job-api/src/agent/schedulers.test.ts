import { afterEach, expect, test } from '@jest/globals';
import type { SchedulerPool } from '../ports.ts';
import { openTestApi, type TestApi } from '../testing/test-api.ts';

let api: TestApi;
afterEach(() => api.close());

/** A pool that only counts. */
class Pool implements SchedulerPool {
  size = 2;
  async resize(size: number): Promise<void> {
    this.size = size;
  }
}

const ALL = ['service', 'batch', 'system', 'sysbatch', '_core'];
const get = async (path: string) => (await api.app.inject({ method: 'GET', url: path })).json();
const change = async (payload: object | string) => {
  const url = '/v1/agent/schedulers/config';
  const { statusCode, body } = await api.app.inject({ method: 'PUT', url, payload });
  return [statusCode, statusCode === 200 ? JSON.parse(body) : body];
};

test('the schedulers are those that answer', async () => {
  api = await openTestApi();
  api.store.live.serve('service.presence', async () => ({
    service: 'scheduler-worker',
    instance: 'worker-1',
  }));
  expect(await get('/v1/agent/schedulers')).toMatchObject({
    schedulers: [{ id: 'worker-1', status: 'Started' }],
    server_id: 'server1.global',
  });
  expect(await get('/v1/agent/schedulers/config')).toMatchObject({ num_schedulers: 1 });
});

test('a server has as many schedulers as it is told to', async () => {
  api = await openTestApi({ schedulers: new Pool() });
  const wanted = { num_schedulers: 4, enabled_schedulers: ALL };
  const told = { ...wanted, server_id: 'server1.global' };
  expect(await change(wanted)).toEqual([200, told]);
  expect(await get('/v1/agent/schedulers/config')).toEqual(told);
  const none = { num_schedulers: 0, enabled_schedulers: ['_core', 'system'] };
  expect(await change(none)).toEqual([200, { ...none, server_id: 'server1.global' }]);
});

test.each([
  ['', 'Invalid request: Request body is empty'],
  [{ num_schedulers: -1, enabled_schedulers: ALL }, 'Invalid request'],
  [{ num_schedulers: 1 }, 'Invalid request'],
  [{ num_schedulers: 1, enabled_schedulers: ['service'] }, 'Invalid request'],
  [{ num_schedulers: 1, enabled_schedulers: [...ALL, 'other'] }, 'Invalid request'],
  [
    { num_schedulers: 1, enabled_schedulers: ['_core', 'service', 'batch'] },
    expect.stringContaining('add system, sysbatch to enabled_schedulers'),
  ],
])('%j is refused', async (wanted, text) => {
  const pool = new Pool();
  api = await openTestApi({ schedulers: pool });
  expect(await change(wanted)).toEqual([400, text]);
  expect(pool.size).toBe(2);
});

test('a server without schedulers of its own says so', async () => {
  api = await openTestApi();
  const answer = await change({ num_schedulers: 1, enabled_schedulers: ALL });
  expect(answer).toEqual([501, expect.stringContaining('runs no schedulers itself')]);
});
