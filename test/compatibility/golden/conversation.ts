import { once } from 'node:events';

/** Longer than any of these commands takes to answer; one whose input stays open says nothing more. */
const QUIET_MS = 1_500;

/** What was received over a websocket: both outputs, how the command ended, and how the socket was closed. */
export interface Conversation {
  stdout: string;
  stderr: string;
  result: unknown;
  close: string;
}

/** Sends frames, and listens until the other side closes or says nothing more. */
export async function converse(url: string, frames: readonly string[]): Promise<Conversation> {
  const heard: string[] = [];
  const socket = new WebSocket(url);
  const closed = Promise.withResolvers<string>();
  let quiet: NodeJS.Timeout | undefined;
  const listen = (): void => {
    clearTimeout(quiet);
    quiet = setTimeout(() => closed.resolve(''), QUIET_MS);
  };
  socket.addEventListener('message', ({ data }) => {
    heard.push(String(data));
    listen();
  });
  socket.addEventListener('close', ({ code, reason }) => closed.resolve(`${code} ${reason}`));
  await once(socket, 'open');
  for (const frame of frames) socket.send(frame);
  listen();
  const close = await closed.promise;
  clearTimeout(quiet);
  socket.close();
  return summaryOf(heard, close);
}

/** The same of frames as they were recorded, `< {…}` or `< [close 1011 reason]`. */
export function recordedConversation(frames: readonly string[]): Conversation {
  const received = frames.filter((frame) => frame.startsWith('< ')).map((frame) => frame.slice(2));
  const [, close = ''] = /^\[close (.*)\]$/.exec(received.at(-1) ?? '') ?? [];
  return summaryOf(
    received.filter((frame) => frame.startsWith('{')),
    close,
  );
}

function summaryOf(frames: readonly string[], close: string): Conversation {
  const summary: Conversation = { stdout: '', stderr: '', result: undefined, close };
  for (const frame of frames) {
    const { stdout, stderr, exited, result } = JSON.parse(frame);
    summary.stdout += textOf(stdout);
    summary.stderr += textOf(stderr);
    if (exited === true) summary.result = result;
  }
  return summary;
}

function textOf(output: { data?: string; close?: boolean } | undefined): string {
  const data = Buffer.from(output?.data ?? '', 'base64').toString();
  return output?.close === true ? `${data}<closed>` : data;
}
