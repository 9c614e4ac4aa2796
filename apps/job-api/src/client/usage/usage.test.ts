import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { addNode, NODE_ID, place } from '../../testing/cluster-life.ts';
import { helloJob } from '../../testing/hello.ts';
import { NOW_MS, openTestApi, type TestApi, testId } from '../../testing/test-api.ts';

const ALLOC_ID = testId('a', 1);
const MIB = 1_024 * 1_024;

let api: TestApi;
beforeAll(async () => {
  api = await openTestApi();
  await addNode(api);
  await api.app.inject({ method: 'POST', url: '/v1/jobs', payload: helloJob() });
  await place(api, 'hello', ALLOC_ID);
  api.store.live.serve(`agent.${NODE_ID}.alloc-stats`, async () => ({
    web: {
      atMs: NOW_MS,
      cpu: { totalNs: 9, percent: 25, userPercent: 20, systemPercent: 5 },
      memory: { rssBytes: 3 * MIB, swapBytes: 4_096 },
      pids: [7],
      processes: [
        {
          pid: 7,
          cpu: { totalNs: 9, percent: 25, userPercent: 20, systemPercent: 5 },
          memory: { rssBytes: 3 * MIB, swapBytes: 4_096 },
        },
      ],
    },
    side: {
      atMs: NOW_MS - 5,
      cpu: { totalNs: 9, percent: 5, throttledPeriods: 2 },
      memory: { rssBytes: MIB, cacheBytes: 10, kernelUsageBytes: 6 },
      pids: [],
    },
  }));
  api.store.live.serve(`agent.${NODE_ID}.stats`, async () => ({
    atMs: NOW_MS,
    uptimeSeconds: 60,
    memory: { totalBytes: 100, availableBytes: 70, freeBytes: 40 },
    cpus: [{ userPercent: 20, systemPercent: 5, idlePercent: 75 }],
    allocDir: {
      path: '/d',
      sizeBytes: 100,
      usedBytes: 30,
      availableBytes: 60,
      inodesUsedPercent: 4,
    },
  }));
});
afterAll(() => api.close());

const get = async (url: string) => (await api.app.inject({ method: 'GET', url })).json();

test('what an allocation uses is summed up, and each task shows what its driver measures', async () => {
  const usage = await get(`/v1/client/allocation/${ALLOC_ID}/stats`);
  // The node has two cores of 2,000 MHz.
  expect(usage).toMatchObject({
    ResourceUsage: {
      MemoryStats: { RSS: 4 * MIB, Cache: 10, Swap: 4_096, KernelUsage: 6 },
      CpuStats: { Percent: 30, UserMode: 20, SystemMode: 5, TotalTicks: 600, ThrottledPeriods: 2 },
    },
    Tasks: {
      web: {
        ResourceUsage: {
          MemoryStats: { RSS: 3 * MIB, Cache: 0, Swap: 4_096, Measured: ['RSS', 'Swap'] },
          CpuStats: {
            Percent: 25,
            TotalTicks: 500,
            Measured: ['System Mode', 'User Mode', 'Percent'],
          },
        },
        Pids: { 7: { CpuStats: { UserMode: 20 }, MemoryStats: { Swap: 4_096 } } },
      },
      side: {
        ResourceUsage: {
          MemoryStats: { Measured: ['RSS', 'Cache', 'Kernel Usage'] },
          CpuStats: { Measured: ['Percent', 'Throttled Periods'] },
        },
        Pids: null,
      },
    },
    Timestamp: NOW_MS * 1e6,
  });
});

test('what a machine uses', async () => {
  expect(await get(`/v1/client/stats?node_id=${NODE_ID}`)).toEqual({
    AllocDirStats: expect.objectContaining({ Mountpoint: '/d' }),
    CPU: [{ CPU: 'cpu0', User: 20, System: 5, Idle: 75, TotalPercent: 25, TotalTicks: 500 }],
    CPUTicksConsumed: 500,
    DeviceStats: null,
    DiskStats: [
      {
        Device: '',
        Mountpoint: '/d',
        Size: 100,
        Used: 30,
        Available: 60,
        UsedPercent: expect.closeTo(33.33),
        InodesUsedPercent: 4,
      },
    ],
    Memory: { Total: 100, Available: 70, Used: 30, Free: 40 },
    Timestamp: NOW_MS * 1e6,
    Uptime: 60,
  });
});

test.each([
  { body: '', asks: { all: false } },
  { body: '{}', asks: { all: false } },
  { body: '{"TaskName":"web"}', asks: { all: false, task: 'web' } },
  { body: '{"AllTasks":true}', asks: { all: true } },
])('a restart with the body $body', async ({ body, asks }) => {
  const asked: unknown[] = [];
  const served = api.store.live.serve(`agent.${NODE_ID}.alloc-restart`, async ({ payload }) => {
    asked.push(payload);
    return {};
  });
  const url = `/v1/client/allocation/${ALLOC_ID}/restart`;
  const answer = await api.app.inject({ method: 'PUT', url, payload: body });
  await served.stop();
  expect([answer.statusCode, answer.json()]).toEqual([200, { Index: 0 }]);
  expect(asked).toEqual([{ allocId: ALLOC_ID, ...asks }]);
});
