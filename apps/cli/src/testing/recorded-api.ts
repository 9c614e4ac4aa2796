import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { text } from 'node:stream/consumers';
import { type Ran, steppe } from './run.ts';

/** What an API answers, by method and path; a number is a status without a body. */
export type Answers = Readonly<Record<string, unknown>>;

export interface RecordedRun extends Ran {
  /** What was asked, e.g. `PUT /v1/agent/join?address=a`, with the body after it. */
  readonly requests: readonly string[];
}

/** Runs one call of the CLI against answers as they were recorded from Nomad. */
export async function runAgainst(
  answers: Answers,
  argv: readonly string[],
  options: { stdin?: string } = {},
): Promise<RecordedRun> {
  const requests: string[] = [];
  const server = createServer((request, response) => void answer(request, response)).listen(
    0,
    '127.0.0.1',
  );
  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const body = await text(request);
    const url = request.url ?? '';
    requests.push([request.method, url, body].filter((part) => part !== '').join(' '));
    const found = answers[`${request.method} ${url.split('?', 1)[0]}`];
    if (found === undefined) response.writeHead(404).end('not found');
    else if (typeof found === 'number') response.writeHead(found).end();
    else response.end(JSON.stringify(found));
  };
  await once(server, 'listening');
  const bound = server.address();
  const port = typeof bound === 'object' ? bound?.port : undefined;
  try {
    const env = { STEPPE_ADDR: `http://127.0.0.1:${port}` };
    return { ...(await steppe(argv, { ...options, env })), requests };
  } finally {
    server.closeAllConnections();
    server.close();
  }
}
