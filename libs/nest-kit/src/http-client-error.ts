import { STATUS_CODES } from 'node:http';
import type { Socket } from 'node:net';

/** What Node finds wrong with a request before there is one: its code, by which status and text we answer. */
const ANSWERS: Readonly<Record<string, { status: number; text: string }>> = {
  ERR_HTTP_REQUEST_TIMEOUT: { status: 408, text: 'the request took too long to arrive' },
  HPE_HEADER_OVERFLOW: {
    status: 431,
    text: 'the URL and the headers are too large: at most 16 KiB are taken',
  },
};

/**
 * Answers what is no request, and closes its connection. It is said that it is closed: a client that does not know sends
 * its next request into the void.
 */
export function answerClientError(error: Error & { code?: string }, socket: Socket): void {
  const { code = '' } = error;
  // Any other fault is of the connection, or of its TLS: there is nobody to answer.
  const isOfHttp = code.startsWith('HPE_') || code.startsWith('ERR_HTTP_');
  if (!isOfHttp || !socket.writable) {
    socket.destroy();
    return;
  }
  const { status, text } = ANSWERS[code] ?? {
    status: 400,
    text: `this is no HTTP request: ${error.message}`,
  };
  const head = [
    `HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ''}`,
    'Content-Type: text/plain; charset=utf-8',
    `Content-Length: ${Buffer.byteLength(text)}`,
    'Connection: close',
  ];
  socket.end(`${head.join('\r\n')}\r\n\r\n${text}`);
}
