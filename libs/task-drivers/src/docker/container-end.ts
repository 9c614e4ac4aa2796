import type Docker from 'dockerode';
import { buffersOf } from './stream-frames.ts';

/**
 * Waits until a container doesn't run any more, or is removed.
 *
 * Uses the connection as a stream: the client library's own `wait` never returns when the connection breaks after
 * the daemon has sent the head of its answer, which it does at once.
 *
 * @throws what the engine answers, or an error of the connection.
 */
export async function waitForEnd(
  container: Docker.Container,
  {
    condition = 'not-running',
    signal,
  }: { readonly condition?: 'not-running' | 'removed'; readonly signal: AbortSignal },
): Promise<void> {
  const answer = await new Promise<NodeJS.ReadableStream>((resolve, reject) => {
    container.modem.dial(
      {
        path: `/containers/${container.id}/wait?`,
        options: { condition },
        method: 'POST',
        isStream: true,
        abortSignal: signal,
        statusCodes: { 200: true, 404: 'no such container', 500: 'server error' },
      },
      (error: unknown, stream: NodeJS.ReadableStream) =>
        error === null || error === undefined ? resolve(stream) : reject(error),
    );
  });
  for await (const _ of buffersOf(answer)) signal.throwIfAborted();
}
