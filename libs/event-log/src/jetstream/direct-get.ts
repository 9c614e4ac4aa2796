import type { Msg } from '@nats-io/transport-node';
import type { Link } from './link.ts';

export interface DirectMessage {
  readonly seq: number;
  readonly subject: string;
  readonly text: string;
}

export interface DirectQuery {
  readonly stream: string;
  readonly fromSeq: number;
  /** Only messages on this subject. */
  readonly subject?: string;
  /** How many messages at most. */
  readonly countMax: number;
  readonly timeoutMs: number;
}

const NOT_FOUND_STATUS = 404;
const END_OF_BATCH_STATUS = 204;

/**
 * Reads messages in order from whichever server has a copy: cheap, and possibly behind the newest.
 *
 * @returns the messages with seq >= `fromSeq`, as many as there are, up to `countMax`.
 * @throws Error when the answer is incomplete; asking again does no harm.
 */
export async function directGet(
  link: Pick<Link, 'nc' | 'newInbox'>,
  { stream, fromSeq, subject, countMax, timeoutMs }: DirectQuery,
): Promise<DirectMessage[]> {
  const { nc } = link;
  const inbox = link.newInbox();
  const messages: DirectMessage[] = [];
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  const subscription = nc.subscribe(inbox, {
    callback: (error, msg) => {
      if (error) return reject(error);
      const status = msg.headers?.code ?? 0;
      if (status === 0) messages.push(toMessage(msg));
      else if (status === NOT_FOUND_STATUS || status === END_OF_BATCH_STATUS) resolve();
      else reject(new Error(`${stream} answered ${status} ${msg.headers?.description ?? ''}`));
    },
  });
  const late = setTimeout(
    () => reject(new Error(`${stream} did not answer within ${timeoutMs} ms`)),
    timeoutMs,
  );
  try {
    const query = { seq: fromSeq, batch: countMax, next_by_subj: subject };
    nc.publish(`$JS.API.DIRECT.GET.${stream}`, JSON.stringify(query), { reply: inbox });
    await promise;
  } finally {
    clearTimeout(late);
    if (!nc.isClosed()) subscription.unsubscribe();
  }
  return messages;
}

function toMessage(msg: Msg): DirectMessage {
  return {
    seq: Number(msg.headers?.get('Nats-Sequence')),
    subject: msg.headers?.get('Nats-Subject') ?? '',
    text: msg.string(),
  };
}
