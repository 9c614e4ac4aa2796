import type { MsgHdrs } from '@nats-io/transport-node';
import { headers, type Msg } from '@nats-io/transport-node';
import { z } from 'zod';
import { Failure } from '../live/failure.ts';

/** Put before a subject of the live bus, so that its subjects are apart from the log's. */
export const LIVE_PREFIX = 'live.';

const TIMEOUT_HEADER = 'Steppe-Timeout-Ms';

/** What NATS sends to the reply subject of a message that nobody was there to get. */
export const NO_RESPONDERS_STATUS = 503;

/** An answer, as it travels. */
export const Answer = z.union([z.object({ ok: z.unknown() }), z.object({ failure: Failure })]);

export function encodeJson(payload: unknown): string {
  return JSON.stringify(payload ?? null);
}

/** Tells the server how long the asker waits. */
export function timeoutHeaders(timeoutMs: number): MsgHdrs {
  const result = headers();
  result.set(TIMEOUT_HEADER, String(timeoutMs));
  return result;
}

export function timeoutOf(msg: Msg): number {
  const timeoutMs = Number(msg.headers?.get(TIMEOUT_HEADER));
  return timeoutMs > 0 ? timeoutMs : TIMEOUT_DEFAULT_MS;
}

/** For who asks with the `nats` tool. */
const TIMEOUT_DEFAULT_MS = 10_000;

export function portSubject(subject: string): string {
  return subject.slice(LIVE_PREFIX.length);
}

/**
 * How an answer in pieces travels. The asker has an inbox and so has the server; the last token of the
 * subject says what a message is. Each carries the other side's inbox as reply subject, so that NATS tells
 * the sender when the other side is gone (`lost`).
 *
 * - to the asker: `open`, `data` (the bytes), `pong`, `end`, `failure`
 * - to the server: `credit` (bytes that were read), `ping`, `cancel`
 */
export type ToAsker = 'open' | 'data' | 'pong' | 'end' | 'failure';
export type ToServer = 'credit' | 'ping' | 'cancel';

export function kindOf(msg: Msg): string {
  return msg.subject.slice(msg.subject.lastIndexOf('.') + 1);
}

/** Longer pieces are cut, to stay far below NATS's limit for a message. Half as long ones cost a fifth more. */
export const PIECE_BYTES_MAX = 131_072;

/** So often within its timeout an asker pings; a server that hears nothing for the whole of it gives up. */
export const PINGS_PER_TIMEOUT = 3;
