import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { openMemoryStore, Projection } from '@steppe/event-log';
import { createLogger, LogTap } from '@steppe/nest-kit';
import { startJobApi } from '../../start-job-api.ts';
import { plainLine } from './plain-line.ts';

const tap = new LogTap();
const logger = createLogger({ name: 'steppe', level: 'OFF', tap });

let url: string;
let close: () => Promise<void>;
beforeEach(async () => {
  const store = openMemoryStore();
  const projection = await Projection.start(store.log);
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
  ['log_level=bogus', 'Unknown log level: bogus'],
  ['node_id=other', 'the log of other is not here'],
])('?%s is refused', async (query, message) => {
  const response = await fetch(`${url}?${query}`);
  expect([response.status, await response.text()]).toEqual([400, expect.stringContaining(message)]);
});

test('a line without values has no colon at its end', () => {
  const line = '{"level":30,"time":"2026-11-22T18:14:45.241Z","name":"steppe","pid":1,"msg":"up"}';
  expect(plainLine(line)).toBe('2026-11-22T18:14:45.241Z [INFO]  steppe: up\n');
});
