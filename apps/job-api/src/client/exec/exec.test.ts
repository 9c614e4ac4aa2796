import { once } from 'node:events';
import { request } from 'node:http';
import { json } from 'node:stream/consumers';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { SteppeError } from '@steppe/domain';
import { WebSocket } from 'ws';
import { addNode, NODE_ID, place } from '../../testing/cluster-life.ts';
import { helloJob } from '../../testing/hello.ts';
import { openTestApi, type TestApi, testId } from '../../testing/test-api.ts';

const ALLOC_ID = testId('a', 1);
const HANDSHAKE = '{"version":1,"auth_token":""}';
const COMMAND = `command=${encodeURIComponent('["cat","-u"]')}`;

let api: TestApi;
let address = '';
beforeEach(async () => {
  api = await openTestApi();
  await addNode(api);
  await api.app.inject({ method: 'POST', url: '/v1/jobs', payload: helloJob() });
  await place(api, 'hello', ALLOC_ID);
  await api.app.listen({ host: '127.0.0.1', port: 0 });
  address = (await api.app.getUrl()).replace('http', 'ws');
});
afterEach(() => api.close());

/** An agent whose command gives back each frame that it is sent, until its input is closed. */
function echo(): { readonly asked: unknown[]; readonly ended: Promise<void> } {
  const asked: unknown[] = [];
  const { promise: ended, resolve } = Promise.withResolvers<void>();
  const { live } = api.store;
  live.serveStream(`agent.${NODE_ID}.exec`, async function* answer({ payload, signal }) {
    asked.push(payload);
    signal.addEventListener('abort', () => resolve(), { once: true });
    const input = `exec-input.${Object(payload).sessionId}`;
    for await (const frame of live.requestStream(input, {}, { timeoutMs: 1_000, signal })) {
      const text = Buffer.from(frame).toString('utf8');
      if (text.includes('close')) break;
      yield frame;
    }
    yield Buffer.from('{"exited":true,"result":{"exit_code":3}}');
  });
  return { asked, ended };
}

function connect(query: string, allocId = ALLOC_ID): WebSocket {
  return new WebSocket(`${address}/v1/client/allocation/${allocId}/exec?${query}`);
}

/** Sends messages, and gathers what comes until the socket is closed. */
async function talk(socket: WebSocket, ...messages: string[]) {
  const received: string[] = [];
  socket.on('message', (data: Buffer) => received.push(data.toString('utf8')));
  const closed = once(socket, 'close');
  await once(socket, 'open');
  for (const message of messages) socket.send(message);
  const [code, reason] = await closed;
  return { received, code, reason: String(reason) };
}

test('frames pass in both directions, and the end closes the socket', async () => {
  const { asked } = echo();
  const socket = connect(`task=server&${COMMAND}&tty=true&ws_handshake=true`);
  const frames = ['{"tty_size":{"height":4,"width":5}}', '{"stdin":{"data":"YQ=="}}', '{}'];
  expect(await talk(socket, HANDSHAKE, ...frames, '{"stdin":{"close":true}}')).toEqual({
    received: [...frames, '{"exited":true,"result":{"exit_code":3}}'],
    code: 1000,
    reason: '',
  });
  expect(asked).toEqual([
    {
      allocId: ALLOC_ID,
      task: 'server',
      command: ['cat', '-u'],
      tty: true,
      sessionId: expect.any(String),
    },
  ]);
});

test('without a handshake the first message is input already', async () => {
  echo();
  const socket = connect(`task=server&${COMMAND}`);
  const { received } = await talk(socket, '{"stdin":{"data":"YQ=="}}', '{"stdin":{"close":true}}');
  expect(received[0]).toBe('{"stdin":{"data":"YQ=="}}');
});

test('an agent is told when the client goes away', async () => {
  const { ended } = echo();
  const socket = connect(`task=server&${COMMAND}&ws_handshake=true`);
  await once(socket, 'open');
  socket.send(HANDSHAKE);
  socket.send('{"stdin":{"data":"YQ=="}}');
  await once(socket, 'message');
  socket.terminate();
  await expect(ended).resolves.toBeUndefined();
});

test("an agent's refusal is the reason of the close", async () => {
  api.store.live.serveStream(`agent.${NODE_ID}.exec`, async function* answer() {
    yield* [];
    throw new SteppeError('TASK_NOT_FOUND', 'task not found');
  });
  const socket = connect(`task=nope&${COMMAND}&ws_handshake=true`);
  expect(await talk(socket, HANDSHAKE)).toEqual({
    received: [],
    code: 1011,
    reason: 'task not found',
  });
});

test.each([
  {
    title: 'an allocation that nobody knows',
    allocId: testId('f', 1),
    message: HANDSHAKE,
    code: 1008,
    reason: `Unknown allocation "${testId('f', 1)}"`,
  },
  {
    title: 'another protocol',
    allocId: ALLOC_ID,
    message: '{"version":2}',
    code: 1011,
    reason: 'the handshake must be {"version": 1}',
  },
  {
    title: 'a node that nobody speaks for',
    allocId: ALLOC_ID,
    message: HANDSHAKE,
    code: 1011,
    reason: `nobody serves agent.${NODE_ID}.exec`,
  },
])('$title', async ({ allocId, message, code, reason }) => {
  const socket = connect(`task=server&${COMMAND}&ws_handshake=true`, allocId);
  expect(await talk(socket, message)).toEqual({ received: [], code, reason });
});

test('a command that is none is refused before the upgrade', async () => {
  const socket = connect('task=server&command=ls');
  const [, response] = await once(socket, 'unexpected-response');
  expect(response.statusCode).toBe(400);
  socket.on('error', () => undefined);
  socket.terminate();
});

test.each([
  { query: COMMAND, says: 'websocket connection not found in context' },
  { query: '', says: 'failed to marshal command into json: unexpected end of JSON input' },
])('without a websocket: $query', async ({ query, says }) => {
  const url = `/v1/client/allocation/${ALLOC_ID}/exec?${query}`;
  const answer = await api.app.inject({ method: 'GET', url });
  expect([answer.statusCode, answer.body]).toEqual([400, says]);
});

test('a request to upgrade anything else is answered as if it did not ask', async () => {
  const headers = { connection: 'upgrade', upgrade: 'h2c' };
  const asked = request(`${address.replace('ws', 'http')}/v1/regions`, { headers }).end();
  const [response] = await once(asked, 'response');
  expect(response.statusCode).toBe(200);
  expect(await json(response)).toEqual(['global']);
});

test('the end of the server ends what runs', async () => {
  const { ended } = echo();
  const socket = connect(`task=server&${COMMAND}&ws_handshake=true`);
  await once(socket, 'open');
  socket.send(HANDSHAKE);
  socket.send('{"stdin":{"data":"YQ=="}}');
  await once(socket, 'message');
  const closed = once(socket, 'close');
  await api.app.close();
  await expect(Promise.all([closed, ended])).resolves.toBeDefined();
});
