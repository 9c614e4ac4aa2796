import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { Metadata, Server, ServerCredentials, status } from '@grpc/grpc-js';
import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createServer, type Server as TcpServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { ServiceCheck } from '@steppe/api-contract/blocks';
import { runNetworkCheck } from './run-check.ts';

const run = promisify(execFile);
const NEVER = new AbortController().signal;

/** By the name of the service: UNKNOWN, SERVING, NOT_SERVING. */
const STATUSES: Readonly<Record<string, number>> = { '': 1, ready: 1, away: 2, unsure: 0 };

const HEALTH = {
  check: {
    path: '/grpc.health.v1.Health/Check',
    requestStream: false,
    responseStream: false,
    requestSerialize: (message: Buffer) => message,
    requestDeserialize: (message: Buffer) => message,
    responseSerialize: (message: Buffer) => message,
    responseDeserialize: (message: Buffer) => message,
  },
};

let dir = '';
let silent: TcpServer;
const servers: Server[] = [];
const ports = { plain: 0, tls: 0, silent: 0 };

beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'steppe-grpc-'));
  const [key, cert] = [join(dir, 'key.pem'), join(dir, 'cert.pem')];
  const subject = ['-subj', '/CN=web.test', '-addext', 'subjectAltName=DNS:web.test'];
  await run('openssl', [
    'req',
    '-x509',
    '-newkey',
    'rsa:2048',
    '-nodes',
    '-keyout',
    key,
    '-out',
    cert,
    ...subject,
  ]);
  ports.plain = await serve(ServerCredentials.createInsecure());
  const pair = { private_key: await readFile(key), cert_chain: await readFile(cert) };
  ports.tls = await serve(ServerCredentials.createSsl(null, [pair]));
  silent = createServer((socket) => socket.resume());
  await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve));
  const address = silent.address();
  ports.silent = typeof address === 'object' ? (address?.port ?? 0) : 0;
});
afterAll(async () => {
  for (const server of servers) server.forceShutdown();
  await new Promise((resolve) => silent.close(resolve));
  await rm(dir, { recursive: true });
});

/** A server of gRPC's own library that tells its health. */
function serve(credentials: ServerCredentials): Promise<number> {
  const server = new Server();
  servers.push(server);
  server.addService(HEALTH, {
    check: (call: { request: Buffer }, answer: (error: object | null, body?: Buffer) => void) => {
      const known = STATUSES[call.request.subarray(2).toString()];
      if (known !== undefined) answer(null, Buffer.from(known === 0 ? [] : [0x08, known]));
      else
        answer({ code: status.NOT_FOUND, details: 'unknown service: é', metadata: new Metadata() });
    },
  });
  return new Promise((resolve, reject) => {
    server.bindAsync('127.0.0.1:0', credentials, (error, port) =>
      error === null ? resolve(port) : reject(error),
    );
  });
}

function check(port: number, fields: Readonly<Record<string, unknown>>, signal = NEVER) {
  const parsed = ServiceCheck.parse({ Type: 'grpc', Timeout: 5e9, ...fields });
  return runNetworkCheck({ id: 'c', name: 'c', check: parsed, address: '127.0.0.1', port }, signal);
}

const OK = { status: 'success', output: 'nomad: grpc ok' };
const failed = (output: string) => ({ status: 'failure', output });

test.each([
  { title: 'a server that is well', fields: {}, expected: OK },
  { title: 'a service of it', fields: { GRPCService: 'ready' }, expected: OK },
  {
    title: 'a service that is not',
    fields: { GRPCService: 'away' },
    expected: failed('nomad: the service is NOT_SERVING'),
  },
  {
    title: 'a service of which that is not known',
    fields: { GRPCService: 'unsure' },
    expected: failed('nomad: the service is UNKNOWN'),
  },
  {
    title: 'a service that it does not have',
    fields: { GRPCService: 'x'.repeat(200) },
    expected: failed('nomad: grpc status 5: unknown service: é'),
  },
])('a check finds $title', async ({ fields, expected }) => {
  expect(await check(ports.plain, fields)).toEqual(expected);
});

test.each([
  { title: 'is not trusted', fields: {}, expected: { status: 'failure' } },
  { title: 'is not to be checked', fields: { TLSSkipVerify: true }, expected: OK },
  {
    title: 'is not to be checked, whatever its name',
    fields: { TLSSkipVerify: true, TLSServerName: 'web.test' },
    expected: OK,
  },
])('a check over TLS finds a server whose certificate $title', async ({ fields, expected }) => {
  expect(await check(ports.tls, { GRPCUseTLS: true, ...fields })).toMatchObject(expected);
});

test('a server that does not answer fails the check when its time is over', async () => {
  const outcome = await check(ports.silent, { Timeout: 1e8 });
  expect(outcome).toEqual(failed('nomad: the check took too long'));
});

test('nobody there fails it at once', async () => {
  const outcome = await check(1, {});
  expect(outcome.output).toContain('ECONNREFUSED');
});
