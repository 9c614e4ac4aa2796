import { connect, type ClientHttp2Session, constants } from 'node:http2';
import type { OfferedCheck } from '../services/offered-services.ts';
import { type CheckOutcome, failure } from './check-outcome.ts';

const METHOD = '/grpc.health.v1.Health/Check';

/** What a server says of a service, by number. Source: health.proto of gRPC. */
const SERVING_STATUSES = ['UNKNOWN', 'SERVING', 'NOT_SERVING', 'SERVICE_UNKNOWN'];

/** A message goes after a byte that says that it is not compressed, and its length. */
const PREFIX_BYTES = 5;

/** An answer is a few bytes: whoever sends more speaks of something else. */
const ANSWER_MAX_BYTES = 1_000;

interface Answer {
  readonly body: Buffer;
  /** The status of the call; 0 is well. */
  readonly status: string;
  readonly message: string;
}

/**
 * Asks a server for its health by gRPC's own protocol, of the service that the check names, or of all.
 *
 * @throws Error when no answer can be had.
 */
export async function checkGrpc(
  { check, address, port }: OfferedCheck,
  signal: AbortSignal,
): Promise<CheckOutcome> {
  const host = address.includes(':') ? `[${address}]` : address;
  const session = connect(`${check.grpcUseTls ? 'https' : 'http'}://${host}:${port}`, {
    rejectUnauthorized: !check.tlsSkipVerify,
    ...(check.tlsServerName === '' ? {} : { servername: check.tlsServerName }),
  });
  const giveUp = (): void => session.destroy(new Error('the check took too long'));
  signal.addEventListener('abort', giveUp, { once: true });
  try {
    return outcomeOf(await ask(session, check.grpcService));
  } finally {
    signal.removeEventListener('abort', giveUp);
    session.destroy();
  }
}

function ask(session: ClientHttp2Session, service: string): Promise<Answer> {
  const { promise, resolve, reject } = Promise.withResolvers<Answer>();
  session.once('error', reject);
  const stream = session.request({
    [constants.HTTP2_HEADER_METHOD]: 'POST',
    [constants.HTTP2_HEADER_PATH]: METHOD,
    [constants.HTTP2_HEADER_CONTENT_TYPE]: 'application/grpc',
    [constants.HTTP2_HEADER_TE]: 'trailers',
  });
  let body = Buffer.alloc(0);
  const headers: Record<string, string> = {};
  const note = (more: object): void => {
    for (const [name, value] of Object.entries(more)) headers[name] = String(value);
  };
  stream
    .on('response', note)
    .on('trailers', note)
    .on('data', (data: Buffer) => {
      body = Buffer.concat([body, data]);
      if (body.length > ANSWER_MAX_BYTES) reject(new Error('the answer is too long'));
    })
    .once('error', reject)
    .once('close', () => {
      const status = headers['grpc-status'];
      if (status === undefined) reject(new Error('the server does not speak gRPC'));
      else resolve({ body, status, message: decodeURIComponent(headers['grpc-message'] ?? '') });
    });
  stream.end(requestOf(service));
  return promise;
}

function outcomeOf({ body, status, message }: Answer): CheckOutcome {
  if (status !== '0') return failure(`nomad: grpc status ${status}: ${message}`);
  const serving = servingStatusOf(body.subarray(PREFIX_BYTES));
  if (serving === 'SERVING') return { status: 'success', output: 'nomad: grpc ok' };
  return failure(`nomad: the service is ${serving}`);
}

/** HealthCheckRequest: the name of the service is field 1. An empty one is left out. */
function requestOf(service: string): Buffer {
  const name = Buffer.from(service, 'utf8');
  const message =
    name.length === 0 ? name : Buffer.concat([Buffer.from([0x0a, ...varint(name.length)]), name]);
  const prefix = Buffer.alloc(PREFIX_BYTES);
  prefix.writeUInt32BE(message.length, 1);
  return Buffer.concat([prefix, message]);
}

/** HealthCheckResponse: the status is field 1, a number. What is left out has the value 0. */
function servingStatusOf(message: Buffer): string {
  const [tag, value = 0] = message;
  const number = tag === undefined ? 0 : value;
  const isKnown = tag === undefined || tag === 0x08;
  return (isKnown ? SERVING_STATUSES[number] : undefined) ?? `in no known state (${number})`;
}

/** Protocol buffers' form of a number, seven bits a byte, the lowest first. */
function varint(value: number): number[] {
  return value < 0x80 ? [value] : [(value & 0x7f) | 0x80, ...varint(value >>> 7)];
}
