import { SteppeError } from '@steppe/domain';
import { z } from 'zod';

type Words = readonly [string, ...string[]];
const Command = z.tuple([z.string()], z.string());

const EXEC_PATH = /^\/v1\/client\/allocation\/([^/]+)\/exec$/;
/** The ID of a job may have slashes. */
const ACTION_PATH = /^\/v1\/job\/(.+)\/action$/;

/** An action of a job, by its name. */
export interface NamedAction {
  readonly jobId: string;
  readonly name: string;
}

/** A command that somebody wants to run inside a task. */
export interface ExecRequest {
  readonly allocId: string;
  readonly task: string;
  readonly run: { readonly command: Words } | { readonly action: NamedAction };
  readonly tty: boolean;
  /** The first message says which version of the protocol is spoken, as browsers can set no headers. */
  readonly hasHandshake: boolean;
}

/** Whether a URL is one at which commands run. */
export function isExecUrl(url: string): boolean {
  const path = url.split('?')[0] ?? '';
  return EXEC_PATH.test(path) || ACTION_PATH.test(path);
}

/** @throws SteppeError `REQUEST_INVALID` in Nomad's words. */
export function parseExecUrl(url: string): ExecRequest {
  const { pathname, searchParams: query } = new URL(url, 'http://api');
  const [, allocId] = EXEC_PATH.exec(pathname) ?? [];
  const [, jobId = ''] = ACTION_PATH.exec(pathname) ?? [];
  const name = query.get('action') ?? '';
  return {
    allocId: allocId ?? query.get('allocID') ?? '',
    task: query.get('task') ?? '',
    run:
      allocId === undefined
        ? { action: { jobId: decodeURIComponent(jobId), name } }
        : { command: commandOf(query.get('command') ?? '') },
    tty: isTrue(query.get('tty')),
    hasHandshake: isTrue(query.get('ws_handshake')),
  };
}

function commandOf(text: string): Words {
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
