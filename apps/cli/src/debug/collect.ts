import type { HttpClient } from '@steppe/client';
import type { DebugArchive } from './archive.ts';
import { INTERVAL_SOURCES } from './sources.ts';

/** Asks the API, and keeps each answer; one that is an error is kept as what it says. */
export async function collectAnswers(
  client: HttpClient,
  archive: DebugArchive,
  sources: Readonly<Record<string, string>>,
): Promise<void> {
  for (const [name, target] of Object.entries(sources)) {
    await archive.write(name, await answerOf(client, target));
  }
}

/** What is asked at each interval, in a directory of its own. */
export function intervalSources(at: number): Record<string, string> {
  const directory = `interval/${String(at).padStart(4, '0')}`;
  return Object.fromEntries(
    Object.entries(INTERVAL_SOURCES).map(([name, target]) => [`${directory}/${name}`, target]),
  );
}

async function answerOf(client: HttpClient, target: string): Promise<string> {
  const response = await client.send(target, { method: 'GET' });
  const text = await response.text();
  if (response.ok) return text;
  return `${JSON.stringify({ error: text.trim(), status: response.status })}\n`;
}

export interface Follow {
  readonly name: string;
  readonly target: string;
  readonly query: Readonly<Record<string, string>>;
}

/** Keeps what an agent streams, until the signal ends that. */
export async function collectStream(
  client: HttpClient,
  archive: DebugArchive,
  { name, target, query, signal }: Follow & { signal: AbortSignal },
): Promise<void> {
  const pieces: Uint8Array[] = [];
  try {
    for await (const piece of client.stream(target, { query, signal })) pieces.push(piece);
  } catch (error) {
    if (!signal.aborted) pieces.push(Buffer.from(`${String(error)}\n`));
  }
  await archive.write(name, Buffer.concat(pieces));
}
