import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { parseTopicFilter, wantsEvent } from '@steppe/api-contract';
import { takeSnapshot } from '@steppe/event-log';
import { VirtualTimers } from '@steppe/event-log/testing';
import { addNode, NODE_ID, place } from '../testing/cluster-life.ts';
import { helloJob } from '../testing/hello.ts';
import { openTestApi, type TestApi, testId } from '../testing/test-api.ts';
import { EventLines } from './event-lines.ts';

const ALLOC_ID = testId('a', 1);

let api: TestApi;
let timers: VirtualTimers;
let ending: AbortController;

beforeEach(async () => {
  timers = new VirtualTimers();
  ending = new AbortController();
  api = await openTestApi({ timers });
});
afterEach(async () => {
  ending.abort();
  await api.close();
});

const register = () => api.app.inject({ method: 'POST', url: '/v1/jobs', payload: helloJob() });

async function subscribe({
  topics = [],
  namespace = 'default',
  fromIndex = 1,
}: { topics?: string[]; namespace?: string; fromIndex?: number } = {}) {
  const filter = parseTopicFilter(topics, namespace);
  const lines = await api.app.get(EventLines).subscribe({
    wants: (event) => wantsEvent(filter, event),
    fromIndex,
    signal: ending.signal,
  });
  return lines[Symbol.asyncIterator]();
}

/** e.g. `3 Allocation PlanResult a…, Node …`; `-` for a heartbeat, `|` between lines that come at once. */
async function next(lines: AsyncIterator<Buffer>): Promise<string> {
  const { value } = await lines.next();
  const each = String(value).trimEnd().split('\n');
  return each.map((line) => told(JSON.parse(line))).join(' | ');
}

function told({ Index, Events }: { Index: number; Events?: Record<string, string>[] }): string {
  if (!Events) return '-';
  const events = Events.map(({ Topic, Type, Key }) => `${Topic} ${Type} ${Key}`);
  return `${Index} ${events.join(', ')}`;
}

describe('the event stream', () => {
  test('tells of what happens, after a heartbeat', async () => {
    const lines = await subscribe();
    expect(await next(lines)).toBe('-');
    await addNode(api);
    expect(await next(lines)).toBe(`1 Node NodeRegistration ${NODE_ID}`);
    await register();
    expect(await next(lines)).toBe(
      `2 Job JobRegistered hello | 2 Evaluation JobRegistered ${testId('e', 1)}`,
    );
    await place(api, 'hello', ALLOC_ID);
    expect(await next(lines)).toBe(`3 Allocation PlanResult ${ALLOC_ID}`);
  });

  test('tells each subscriber what it asked for, also one that asks after others', async () => {
    const filters = [['Job'], ['Job'], ['Evaluation'], ['*'], ['Job']];
    const all = await Promise.all(filters.map(async (topics) => await subscribe({ topics })));
    await addNode(api);
    await register();
    const job = 'Job JobRegistered hello';
    const evaluation = `Evaluation JobRegistered ${testId('e', 1)}`;
    const first = await Promise.all(
      all.map(async (lines) => [await next(lines), await next(lines)]),
    );
    expect(first).toEqual([
      ['-', `2 ${job}`],
      ['-', `2 ${job}`],
      ['-', `2 ${evaluation}`],
      ['-', `1 Node NodeRegistration ${NODE_ID}`],
      ['-', `2 ${job}`],
    ]);
    const [, , , everything] = all;
    expect(everything && (await next(everything))).toBe(`2 ${job} | 2 ${evaluation}`);
  });

  test.each([
    { title: 'a topic', topics: ['Job'], expected: '2 Job JobRegistered hello' },
    {
      title: 'a key',
      topics: ['Node:*', 'Job:nope'],
      expected: `1 Node NodeRegistration ${NODE_ID}`,
    },
    {
      title: 'a filter key',
      topics: ['Allocation:hello'],
      expected: `3 Allocation PlanResult ${ALLOC_ID}`,
    },
    {
      title: 'every topic with a key',
      topics: ['*:hello'],
      expected: `2 Job JobRegistered hello | 2 Evaluation JobRegistered ${testId('e', 1)}`,
    },
  ])('tells of $title alone', async ({ topics, expected }) => {
    const lines = await subscribe({ topics });
    await next(lines);
    await addNode(api);
    await register();
    await place(api, 'hello', ALLOC_ID);
    expect(await next(lines)).toBe(expected);
  });

  test('tells nothing of other namespaces, and of nodes all the same', async () => {
    const lines = await subscribe({ namespace: 'other' });
    await next(lines);
    await register();
    await addNode(api);
    expect(await next(lines)).toBe(`2 Node NodeRegistration ${NODE_ID}`);
  });

  test('sends a heartbeat when there is nothing to tell, and while it tells others', async () => {
    const lines = await subscribe({ topics: ['Service'] });
    await next(lines);
    const pending = next(lines);
    await register();
    timers.advance(10_000);
    expect(await pending).toBe('-');
  });

  test('begins without an index with what is at hand', async () => {
    await addNode(api);
    const lines = await subscribe({ fromIndex: 0 });
    await next(lines);
    expect(await next(lines)).toBe(`1 Node NodeRegistration ${NODE_ID}`);
  });

  test('is resumed at any index of the log, though this server has just started', async () => {
    await addNode(api);
    await register();
    const { store } = api;
    api = await openTestApi({ timers, store });
    await place(api, 'hello', ALLOC_ID);
    const lines = await subscribe({ fromIndex: 2 });
    await next(lines);
    expect(await next(lines)).toContain('2 Job JobRegistered hello');
    expect(await next(lines)).toBe(`3 Allocation PlanResult ${ALLOC_ID}`);
  });

  test('says so when an index is older than what is kept', async () => {
    await addNode(api);
    await register();
    await takeSnapshot(api.store.snapshots, api.projection.state, { nowMs: 1 });
    await api.store.log.trim({ beforeSeq: 3, keepFrom: () => 3 });
    const answer = await api.app.inject('/v1/event/stream?index=1');
    expect([answer.statusCode, answer.body]).toEqual([
      410,
      'index 1 is older than what is kept: ask for 3 or later',
    ]);
  });

  test.each([
    {
      query: 'topic=Job:a:b',
      expected:
        'Invalid topic query: error parsing topics: Invalid key value pair for topic, topic: Job:a:b',
    },
    {
      query: 'index=x',
      expected: 'Unable to parse index: strconv.Atoi: parsing "x": invalid syntax',
    },
  ])('refuses ?$query', async ({ query, expected }) => {
    const answer = await api.app.inject(`/v1/event/stream?${query}`);
    expect([answer.statusCode, answer.body]).toEqual([400, expected]);
  });

  test('is sent line by line over HTTP', async () => {
    await api.app.listen(0, '127.0.0.1');
    await register();
    const response = await fetch(`${await api.app.getUrl()}/v1/event/stream?topic=Job&index=1`, {
      signal: ending.signal,
    });
    expect(response.headers.get('content-type')).toBe('application/json');
    let text = '';
    for await (const chunk of response.body?.pipeThrough(new TextDecoderStream()) ?? []) {
      text += chunk;
      if (text.includes('JobRegistered')) break;
    }
    expect(JSON.parse(text.split('\n')[1] ?? '')).toMatchObject({
      Index: 1,
      Events: [
        {
          Topic: 'Job',
          Type: 'JobRegistered',
          Key: 'hello',
          Namespace: 'default',
          FilterKeys: null,
          Payload: { Job: { ID: 'hello' }, Deleted: false },
        },
      ],
    });
  });
});
