import { z } from 'zod';
import type { Link } from './link.ts';
import { retrying } from './retrying.ts';

/** JetStream's code for "there is no such message". */
const NO_MESSAGE_CODE = 10_037;

const StoredMessage = z.object({
  message: z.object({
    subject: z.string(),
    seq: z.int().positive(),
    hdrs: z.base64().optional(),
    data: z.base64().optional(),
  }),
});
const ErrorAnswer = z.object({
  error: z.object({ err_code: z.int(), description: z.string() }),
});
const Answer = z.union([StoredMessage, ErrorAnswer]);

export interface LeaderMessage {
  readonly seq: number;
  readonly subject: string;
  readonly text: string;
  readonly headers: ReadonlyMap<string, string>;
}

/**
 * The first message on `subject` with seq >= `fromSeq`, read from the stream's leader: a direct get may
 * be answered by a replica that has not got it yet.
 */
export async function nextOnSubject(
  link: Link,
  {
    stream,
    subject,
    fromSeq,
    timeoutMs,
  }: { stream: string; subject: string; fromSeq: number; timeoutMs: number },
): Promise<LeaderMessage | undefined> {
  return await leaderGet(link, {
    stream,
    query: { seq: fromSeq, next_by_subj: subject },
    timeoutMs,
  });
}

/** The message at `seq`, read from the stream's leader. */
export async function messageAt(
  link: Link,
  { stream, seq, timeoutMs }: { stream: string; seq: number; timeoutMs: number },
): Promise<LeaderMessage | undefined> {
  return await leaderGet(link, { stream, query: { seq }, timeoutMs });
}

async function leaderGet(
  link: Link,
  { stream, query, timeoutMs }: { stream: string; query: object; timeoutMs: number },
): Promise<LeaderMessage | undefined> {
  return await retrying(link, { what: `reading ${stream}`, timeoutMs }, async (timeout) => {
    const subject = `$JS.API.STREAM.MSG.GET.${stream}`;
    const reply = await link.nc.request(subject, JSON.stringify(query), { timeout });
    const answer = Answer.parse(reply.json());
    if ('message' in answer) return decode(answer.message);
    if (answer.error.err_code === NO_MESSAGE_CODE) return undefined;
    throw new Error(answer.error.description);
  });
}

function decode({
  seq,
  subject,
  hdrs = '',
  data = '',
}: z.infer<typeof StoredMessage>['message']): LeaderMessage {
  return { seq, subject, text: fromBase64(data), headers: parseHeaders(fromBase64(hdrs)) };
}

function fromBase64(base64: string): string {
  return Buffer.from(base64, 'base64').toString('utf8');
}

/** As in HTTP: a first line with the version, then `Name: value` lines. */
function parseHeaders(block: string): Map<string, string> {
  const lines = block.split('\r\n').slice(1);
  return new Map(
    lines
      .filter((line) => line.includes(':'))
      .map((line) => {
        const colon = line.indexOf(':');
        return [line.slice(0, colon), line.slice(colon + 1).trim()];
      }),
  );
}
