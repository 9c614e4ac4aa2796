import { connect } from 'node:net';
import type { OfferedCheck } from '../services/offered-services.ts';
import { checkGrpc } from './check-grpc.ts';
import { type CheckOutcome, failure, OUTPUT_MAX } from './check-outcome.ts';

/** Runs a check that goes over the network. Never rejects: what goes wrong is the outcome. */
export async function runNetworkCheck(
  offered: OfferedCheck,
  signal: AbortSignal,
): Promise<CheckOutcome> {
  const limited = AbortSignal.any([signal, AbortSignal.timeout(offered.check.timeoutMs)]);
  try {
    if (offered.check.type === 'tcp') return await checkTcp(offered, limited);
    if (offered.check.type === 'grpc') return await checkGrpc(offered, limited);
    return await checkHttp(offered, limited);
  } catch (error) {
    return failure(`nomad: ${error instanceof Error ? error.message : String(error)}`);
  }
}

async function checkTcp(
  { address, port }: OfferedCheck,
  signal: AbortSignal,
): Promise<CheckOutcome> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  const socket = connect({ host: address, port });
  socket.once('connect', resolve).once('error', reject);
  const giveUp = (): void => reject(new Error('the connection took too long'));
  signal.addEventListener('abort', giveUp, { once: true });
  try {
    await promise;
    return { status: 'success', output: 'nomad: tcp ok' };
  } finally {
    socket.destroy();
    signal.removeEventListener('abort', giveUp);
  }
}

async function checkHttp(
  { check, address, port }: OfferedCheck,
  signal: AbortSignal,
): Promise<CheckOutcome> {
  // Most agents never need it, and it takes as much memory as a third of the rest.
  const { Agent, request } = await import('undici');
  const host = address.includes(':') ? `[${address}]` : address;
  const url = new URL(check.path === '' ? '/' : check.path, `${check.protocol}://${host}:${port}`);
  const servername = check.tlsServerName === '' ? {} : { servername: check.tlsServerName };
  const dispatcher = new Agent({
    connect: { rejectUnauthorized: !check.tlsSkipVerify, ...servername },
    pipelining: 0,
  });
  try {
    const headers = Object.entries(check.header).flatMap(([name, values]) =>
      values.flatMap((value) => [name, value]),
    );
    const response = await request(url, {
      method: check.method.toUpperCase(),
      headers,
      ...(check.body === '' ? {} : { body: check.body }),
      signal,
      dispatcher,
    });
    const { statusCode } = response;
    if (statusCode >= 200 && statusCode < 300) {
      await response.body.dump();
      return { status: 'success', statusCode, output: 'nomad: http ok' };
    }
    return { ...failure(await beginningOf(response.body)), statusCode };
  } finally {
    await dispatcher.destroy();
  }
}

async function beginningOf(body: AsyncIterable<Buffer>): Promise<string> {
  let text = '';
  for await (const piece of body) {
    text += piece.toString('utf8');
    if (text.length >= OUTPUT_MAX) break;
  }
  return text;
}
