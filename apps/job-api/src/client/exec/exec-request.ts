import { SteppeError } from '@steppe/domain';
import { z } from 'zod';

const Command = z.tuple([z.string()], z.string());

const PATH = /^\/v1\/client\/allocation\/([^/]+)\/exec$/;

/** A command that somebody wants to run inside a task. */
export interface ExecRequest {
  readonly allocId: string;
  readonly task: string;
  readonly command: readonly [string, ...string[]];
  readonly tty: boolean;
  /** The first message says which version of the protocol is spoken, as browsers can set no headers. */
  readonly hasHandshake: boolean;
}

/** Whether a URL is one at which commands run. */
export function isExecUrl(url: string): boolean {
  return PATH.test(url.split('?')[0] ?? '');
}

/** @throws SteppeError `REQUEST_INVALID` in Nomad's words. */
export function parseExecUrl(url: string): ExecRequest {
  const { pathname, searchParams: query } = new URL(url, 'http://api');
  const [, allocId = ''] = PATH.exec(pathname) ?? [];
  return {
    allocId,
    task: query.get('task') ?? '',
    command: commandOf(query.get('command') ?? ''),
    tty: isTrue(query.get('tty')),
    hasHandshake: isTrue(query.get('ws_handshake')),
  };
}

function commandOf(text: string): readonly [string, ...string[]] {
  try {
    return Command.parse(JSON.parse(text));
  } catch (cause) {
    const reason = text === '' ? 'unexpected end of JSON input' : 'it is no list of words';
    const message = `failed to marshal command into json: ${reason}`;
    throw new SteppeError('REQUEST_INVALID', message, { cause });
  }
}

function isTrue(text: string | null): boolean {
  return text === 'true' || text === '1';
}
