import { createWriteStream } from 'node:fs';
import { Readable, Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';

export interface Download {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly insecure: boolean;
  readonly maxBytes: number;
  readonly signal: AbortSignal;
  /** @param totalBytes undefined when the server does not say. */
  readonly onProgress: (doneBytes: number, totalBytes: number | undefined) => void;
}

/** @throws Error when the server refuses, breaks off, or sends more than is allowed. */
export async function downloadFile(download: Download, toFile: string): Promise<void> {
  // Most agents never need it, and it takes as much memory as a third of the rest.
  const { Agent, fetch } = await import('undici');
  const dispatcher = new Agent({ connect: { rejectUnauthorized: !download.insecure } });
  try {
    const { url, headers, signal } = download;
    const response = await fetch(url, { headers: { ...headers }, signal, dispatcher });
    if (!response.ok || response.body === null) {
      throw new Error(`GET ${withoutSecrets(url)}: ${response.status} ${response.statusText}`);
    }
    const length = Number(response.headers.get('content-length') ?? Number.NaN);
    const counted = counting(download, Number.isFinite(length) ? length : undefined);
    await pipeline(Readable.fromWeb(response.body), counted, createWriteStream(toFile));
  } catch (cause) {
    throw plainError(download.url, cause);
  } finally {
    await dispatcher.close();
  }
}

function counting({ maxBytes, onProgress }: Download, totalBytes: number | undefined): Transform {
  let doneBytes = 0;
  return new Transform({
    transform(chunk: Buffer, _encoding, done) {
      doneBytes += chunk.length;
      onProgress(doneBytes, totalBytes);
      if (doneBytes <= maxBytes) done(null, chunk);
      else done(new Error(`the download is larger than the ${maxBytes} bytes that are allowed`));
    },
  });
}

/** fetch hides the reason, such as a refused connection, in the cause. */
function plainError(url: string, error: unknown): Error {
  const cause = error instanceof TypeError ? error.cause : error;
  const reason = cause instanceof Error ? cause.message : String(cause);
  return reason.startsWith('GET ') && error instanceof Error
    ? error
    : new Error(`GET ${withoutSecrets(url)}: ${reason}`, { cause: error });
}

/** A URL as it may be shown: without its password and query, which may hold a signature. */
export function withoutSecrets(url: string): string {
  return url.replace(/\/\/[^/@]*@/u, '//').replace(/\?.*$/su, '');
}
