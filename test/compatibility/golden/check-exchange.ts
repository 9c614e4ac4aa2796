import { converse, recordedConversation } from './conversation.ts';
import { jsonDocuments } from './documents.ts';
import type { Exchange, Recordings } from './recordings.ts';
import { differencesFrom } from './shape.ts';

/** Of an answer that never ends, what came within this time. */
const CUT_MS = 1_000;
/** The status of an answer of which nothing came in time. */
const NO_ANSWER = 599;
/** Longer than any other answer takes. */
const ANSWER_TIMEOUT_MS = 30_000;
/** Nomad's headers that clients read. */
const HEADERS = /^(x-|location|vary)/;

export interface Agents {
  /** Where each agent's API answers. */
  readonly server: string;
  readonly client1: string;
}

/**
 * Sends the recorded request to an agent of ours, and compares.
 *
 * @param fill puts our IDs in the place of the recording's.
 * @returns what is not as it was recorded; nothing when all is.
 */
export async function checkExchange(
  exchange: Exchange,
  {
    agents,
    recordings,
    fill,
  }: { agents: Agents; recordings: Recordings; fill: (text: string) => string },
): Promise<string[]> {
  const [method = '', path = ''] = fill(exchange.request).split(' ');
  const url = agents[exchange.agent] + path;
  if (exchange.frames) return compareFrames(url, exchange.frames.map(fill));
  const answer = await ask(url, {
    method,
    body: exchange.body && fill(exchange.body),
    cut: exchange.cut,
  });
  if (exchange.status === null) return [];
  if (answer.status !== exchange.status) {
    return [`status ${answer.status}, not ${exchange.status}: ${answer.text.slice(0, 200)}`];
  }
  return [
    ...compareHeaders(answer, exchange),
    ...compareText(answer.text, fill(exchange.text ?? '')),
    ...compareJson(answer.text, exchange, recordings),
  ];
}

interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
}

async function ask(
  url: string,
  { method, body, cut }: { method: string; body: string | undefined; cut: boolean },
): Promise<Answer> {
  const signal = AbortSignal.timeout(cut ? CUT_MS : ANSWER_TIMEOUT_MS);
  const init = {
    method,
    signal,
    redirect: 'manual',
    ...(body === undefined ? {} : { body }),
  } as const;
  const response = await fetch(url, init).catch((error: unknown) => {
    // Nothing came, not even a head.
    if (cut && signal.aborted) return new Response('', { status: NO_ANSWER });
    throw error;
  });
  const text = await readSome(response, cut ? signal : undefined);
  return { status: response.status, headers: response.headers, text };
}

/** @param cut when to stop; undefined: at the end. */
async function readSome(response: Response, cut: AbortSignal | undefined): Promise<string> {
  if (!cut) return response.text();
  let text = '';
  try {
    const pieces = response.body?.pipeThrough(new TextDecoderStream()) ?? [];
    for await (const piece of pieces) text += piece;
  } catch (error) {
    if (!cut.aborted) throw error;
  }
  return text;
}

function compareHeaders({ headers }: Answer, exchange: Exchange): string[] {
  const has = new Set([...headers.keys()].filter((name) => HEADERS.test(name)));
  const wants = new Set(exchange.headers.map((name) => name.toLowerCase()));
  const type = headers.get('content-type') ?? '';
  return [
    ...[...wants].filter((name) => !has.has(name)).map((name) => `no header ${name}`),
    ...[...has].filter((name) => !wants.has(name)).map((name) => `a header ${name}`),
    ...(type === exchange.type ? [] : [`type ${type || 'none'}, not ${exchange.type || 'none'}`]),
  ];
}

function compareText(actual: string, recorded: string): string[] {
  if (recorded === '' || plain(actual) === plain(recorded)) return [];
  return [`says ${JSON.stringify(plain(actual))}, not ${JSON.stringify(plain(recorded))}`];
}

/** Without where files of the agent are, and how the lines are broken. */
function plain(text: string): string {
  return text
    .replaceAll(/\/\S+\/alloc\//g, '<allocs>/')
    .replaceAll(/\s+/g, ' ')
    .trim();
}

function compareJson(
  text: string,
  { shape: name, lines, cut, pretty }: Exchange,
  { shapes, enumerations }: Recordings,
): string[] {
  const shape = name === undefined ? undefined : shapes[name];
  if (shape === undefined) return [];
  const documents = lines || cut ? jsonDocuments(text) : [JSON.parse(text)];
  const faults = new Set(
    documents.flatMap((document) => differencesFrom(shape, document, enumerations)),
  );
  if (pretty && documents.length > 0 && !/^[[{](\n {4}|[\]}])/.test(text))
    faults.add('not indented');
  return [...faults];
}

async function compareFrames(url: string, frames: readonly string[]): Promise<string[]> {
  const sent = frames.filter((frame) => frame.startsWith('> ')).map((frame) => frame.slice(2));
  const actual = await converse(url.replace('http', 'ws'), sent);
  const recorded = recordedConversation(frames);
  const close = recorded.close === '' ? '' : actual.close;
  const said = JSON.stringify({ ...actual, close });
  const wanted = JSON.stringify(recorded);
  return said === wanted ? [] : [`says ${said}, not ${wanted}`];
}
