import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { afterEach, expect, test } from '@jest/globals';
import { z } from 'zod';
import { HttpClient } from './http-client.ts';

let server: Server | undefined;
afterEach(() => {
  server?.close();
  server = undefined;
});

interface Answer {
  readonly status?: number;
  readonly headers?: Record<string, string>;
  readonly body: string;
}

/** A server that answers all requests alike; `asked` is what it was asked. */
async function answering(answer: Answer): Promise<{ client: HttpClient; asked: string[] }> {
  const asked: string[] = [];
  const running = createServer((request, response) => {
    asked.push([request.method, request.url, request.headers['x-nomad-token']].join(' '));
    response.writeHead(answer.status ?? 200, answer.headers).end(answer.body);
  });
  server = running;
  await new Promise<void>((resolve) => running.listen(0, '127.0.0.1', resolve));
  const address = running.address();
  const port = typeof address === 'object' ? address?.port : undefined;
  const options = { address: `http://127.0.0.1:${port}`, namespace: 'team-a', token: 's3cret' };
  return { client: new HttpClient(options), asked };
}

const Jobs = z.array(z.object({ ID: z.string() }));

test('an answer comes with its index and the next page', async () => {
  const headers = { 'X-Nomad-Index': '42', 'X-Nomad-NextToken': 'web' };
  const { client, asked } = await answering({ headers, body: '[{"ID":"hello","Type":"service"}]' });
  const answer = await client.call('GET', '/v1/jobs', Jobs, {
    query: { prefix: 'h', all: undefined },
  });
  expect(answer).toEqual({ value: [{ ID: 'hello' }], index: 42, nextToken: 'web' });
  expect(asked).toEqual(['GET /v1/jobs?namespace=team-a&prefix=h s3cret']);
});

test('what the API says no with is the error', async () => {
  const { client } = await answering({ status: 404, body: 'job not found\n' });
  await expect(client.call('GET', '/v1/job/x', Jobs)).rejects.toMatchObject({
    name: 'ApiError',
    status: 404,
    message: 'job not found',
  });
});

test('an answer of another shape is an error that names the place', async () => {
  const { client } = await answering({ body: '[{"Name":"hello"}]' });
  await expect(client.call('GET', '/v1/jobs', Jobs)).rejects.toThrow(
    'GET /v1/jobs gave an unexpected answer at 0.ID: ',
  );
});

test('an answer that is no JSON is an error, too', async () => {
  const { client } = await answering({ body: '<html>' });
  await expect(client.call('GET', '/v1/jobs', Jobs)).rejects.toMatchObject({ name: 'ApiError' });
});

test('a stream passes as it comes', async () => {
  const { client } = await answering({ body: 'stdout 1\n' });
  let text = '';
  for await (const piece of client.stream('/v1/client/fs/logs/a')) text += Buffer.from(piece);
  expect(text).toBe('stdout 1\n');
});

test('nobody answers', async () => {
  const { client } = await answering({ body: '' });
  await new Promise((resolve) => server?.close(resolve));
  await expect(client.call('GET', '/v1/jobs', Jobs)).rejects.toMatchObject({
    name: 'ConnectionError',
    message: expect.stringMatching(
      /cannot reach the API at http:\/\/127\.0\.0\.1:\d+: connection refused/,
    ),
  });
});

test('an address that speaks no TLS, or that nobody has', async () => {
  const plain = createServer().listen(0, '127.0.0.1');
  await once(plain, 'listening');
  const { port } = z.object({ port: z.int() }).parse(plain.address());
  const calls = [`https://127.0.0.1:${port}`, 'http://nobody.invalid:4646'].map((address) =>
    new HttpClient({ address }).call('GET', '/v1/jobs', Jobs).catch(String),
  );
  const [wrong, unknown] = await Promise.all(calls);
  expect(wrong).toContain('it does not speak TLS: give it as http://');
  expect(unknown).toContain('there is no such host');
  plain.close();
});

test('an address that is none', async () => {
  const client = new HttpClient({ address: 'localhost' });
  await expect(client.call('GET', '/v1/jobs', Jobs)).rejects.toThrow(
    'cannot reach the API at localhost: that is no URL',
  );
});
