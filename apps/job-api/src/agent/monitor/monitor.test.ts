import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { subjects } from '@steppe/domain';
import { type MemoryStore, openMemoryStore, Projection } from '@steppe/event-log';
import { createLogger, LogTap, serveLog } from '@steppe/nest-kit';
import { startJobApi } from '../../start-job-api.ts';
import { clientNode } from '../../testing/cluster-life.ts';
import { plainLine } from './plain-line.ts';

const tap = new LogTap();
const logger = createLogger({ name: 'steppe', level: 'OFF', tap });

let store: MemoryStore;
let projection: Projection;
let url: string;
let close: () => Promise<void>;
beforeEach(async () => {
  store = openMemoryStore();
  projection = await Projection.start(store.log);
  const api = await startJobApi({
    store,
    projection,
    clock: () => 0,
    newId: () => 'id',
    logger,
    logTap: tap,
    agent: { name: 'server1', region: 'global', datacenter: 'dc1', version: '2.0.5' },
    http: { host: '127.0.0.1', port: 0 },
  });
  url = `${api.url}/v1/agent/monitor`;
  close = async () => {
    await api.close();
    await projection.stop();
    await store.close();
  };
});
afterEach(() => close());

/** Reads until a text has come. */
async function readUntil(response: Response, text: string): Promise<string> {
  let read = '';
  if (!response.body) return read;
  for await (const piece of response.body) {
    read += Buffer.from(piece).toString();
    if (read.includes(text)) break;
  }
  return read;
}

test('lines at and above a level come as they are written', async () => {
  const response = await fetch(`${url}?log_level=WARN&plain=true`);
  expect(response.headers.get('content-type')).toContain('text/plain');
  logger.info('too low');
  logger.child({ service: 'eval-broker' }).warn({ jobId: 'web', took: '2 s' }, 'slow');
  const text = await readUntil(response, 'slow');
  expect(text).toMatch(/^\S+Z \[WARN\] {2}eval-broker: slow: jobId=web took="2 s"\n$/);
});

test('in frames they are base64, and a frame without any says that the agent is there', async () => {
  const response = await fetch(`${url}?log_level=debug&log_json=true`);
  logger.debug('hello');
  const [first = '', second = ''] = (await readUntil(response, 'Data')).split('\n');
  expect(JSON.parse(first)).toEqual({});
  const line = Buffer.from(JSON.parse(second).Data, 'base64').toString();
  expect(JSON.parse(line)).toMatchObject({ level: 20, msg: 'hello' });
});

test.each([
  ['log_level=bogus', 400, 'Unknown log level: bogus'],
  ['node_id=other', 404, 'Unknown node other'],
  ['server_id=server9', 400, 'unknown Nomad server server9.global'],
])('?%s is refused', async (query, status, message) => {
  const response = await fetch(`${url}?${query}`);
  expect([response.status, await response.text()]).toEqual([status, message]);
});

test.each([
  { query: 'node_id=n1', owner: { nodeId: 'n1' } },
  { query: 'server_id=server2', owner: { server: 'server2.global' } },
  { query: 'server_id=server2.global', owner: { server: 'server2.global' } },
])('?$query asks that agent for its log', async ({ query, owner }) => {
  const node = clientNode('n1');
  const events = [{ type: 'NodeRegistered', v: 1, node }] as const;
  const commit = { v: 1 as const, atMs: 0, actor: 'test', events: [...events] };
  const seq = await store.log.append({ subject: subjects.client('n1'), commit });
  await projection.waitFor(seq, { timeoutMs: 1_000 });
  const other = new LogTap();
  serveLog(store.live, owner, other);
  const response = await fetch(`${url}?${query}&plain=true`);
  createLogger({ name: 'other', level: 'OFF', tap: other }).info('from afar');
  expect(await readUntil(response, 'afar')).toMatch(/\[INFO\] {2}other: from afar\n$/);
});

test('each request that is answered is a line, for those who listen at that level', async () => {
  const response = await fetch(`${url}?log_level=debug&plain=true`);
  await fetch(url.replace('monitor', 'members?secret=x'));
  const text = await readUntil(response, 'request complete');
  expect(text).toMatch(
    /\[DEBUG\] steppe: request complete: method=GET path=\/v1\/agent\/members status=200 durationMs=\d+\n/,
  );
});

test('a line without values has no colon at its end', () => {
  const line = '{"level":30,"time":"2026-11-22T18:14:45.241Z","name":"steppe","pid":1,"msg":"up"}';
  expect(plainLine(line)).toBe('2026-11-22T18:14:45.241Z [INFO]  steppe: up\n');
});
