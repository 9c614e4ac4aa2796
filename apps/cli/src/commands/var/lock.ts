import { setTimeout as sleep } from 'node:timers/promises';
import { ApiError, type HttpClient } from '@steppe/client';
import { parseVariableSpec } from '@steppe/hcl';
import { z } from 'zod';
import { clientOf } from '../../api.ts';
import { wholeNumber } from '../../arguments.ts';
import type { Command, CommandContext } from '../../command.ts';
import { Failure } from '../../failure.ts';
import { CLIENT_FLAGS } from '../../flags/flag-spec.ts';
import { parseDuration } from '../../layout/parse-duration.ts';
import { keepLock } from '../../locks/keep-lock.ts';
import { runChild } from '../../locks/run-child.ts';
import { type LockRequest, tryLock, type VariableLock } from '../../locks/variable-lock.ts';
import { loadSpec } from '../../spec-file.ts';
import { during } from '../../step-error.ts';
import { variablePath } from '../../variable-path.ts';

const DURATION_DEFAULT = '15s';
const RETRIES_DEFAULT = '5';
/** As Nomad waits: a little longer than a holder that is gone may block. */
const BACKOFF_PER_TTL = 1.1;

export const varLock: Command = {
  usage: 'steppe var lock [options] <path> [@<spec file>] <command>...',
  example: "steppe var lock leader/report './report.sh --send'",
  flagsFirst: true,
  flags: {
    ...CLIENT_FLAGS,
    backoff: { type: 'string', help: 'Time between two tries to get it. Default: 1.1 times -ttl.' },
    delay: {
      type: 'string',
      help: `How long nobody gets it after its holder was lost. Default: ${DURATION_DEFAULT}.`,
    },
    'early-return': { type: 'boolean', help: 'End at once when another holds it.' },
    'max-retry': {
      type: 'integer',
      help: `How many renewals in a row may fail. Default: ${RETRIES_DEFAULT}.`,
    },
    out: { type: 'string', help: 'Taken for compatibility; it has no effect.' },
    shell: { type: 'boolean', help: 'Run the command by $SHELL, or /bin/sh. Default: true.' },
    ttl: {
      type: 'string',
      help: `How long it holds without being renewed. Default: ${DURATION_DEFAULT}.`,
    },
    verbose: { type: 'boolean', help: 'Say what is done, on stderr.' },
  },
  run: async (context) => {
    const client = clientOf(context);
    const { request, words } = await requestOf(context, client);
    const lock = await acquire(context, client, request);
    if (lock === undefined) return 0;
    say(context, `Variable locked, ready to execute: ${words.join(' ')}`);
    return runLocked(context, lock, commandOf(context, words));
  },
};

/** Holds the lock while the command runs. @returns the exit code. */
async function runLocked(
  { parsed, terminal, env, signal }: CommandContext,
  lock: VariableLock,
  command: readonly string[],
): Promise<number> {
  const [ended, lost] = [new AbortController(), new AbortController()];
  const retriesMax = wholeNumber(parsed.value('max-retry') ?? RETRIES_DEFAULT, 'max-retry');
  const keeping = keepLock(lock, { retriesMax, signal: ended.signal }).then((reason) => {
    if (reason !== undefined) lost.abort();
    return reason;
  });
  const stop = AbortSignal.any([signal, lost.signal]);
  const failure = await runChild(command, { terminal, env: { ...env }, signal: stop });
  ended.abort();
  const reason = await keeping;
  if (reason !== undefined) throw new Failure(`Lock error: the lock was lost: ${reason}`);
  await lock.release();
  signal.throwIfAborted();
  if (failure === undefined) return 0;
  throw new Failure(`Lock error: error executing protected function: ${failure}`);
}

/** @returns undefined when another holds it, and that is what `-early-return` waits for. */
async function acquire(
  context: CommandContext,
  client: HttpClient,
  request: LockRequest,
): Promise<VariableLock | undefined> {
  const { parsed, signal } = context;
  const given = parsed.value('backoff');
  const backoffMs =
    given === undefined
      ? parseDuration(request.ttl, 'ttl') * BACKOFF_PER_TTL
      : parseDuration(given, 'backoff');
  for (;;) {
    say(context, 'Attempting to acquire lock');
    const lock = await tryLock(client, request);
    if (lock !== undefined || parsed.flag('early-return')) return lock;
    say(context, `Another holds it: trying again in ${Math.round(backoffMs / 1_000)}s`);
    await sleep(backoffMs, undefined, { signal });
  }
}

async function requestOf(
  context: CommandContext,
  client: HttpClient,
): Promise<{ request: LockRequest; words: readonly string[] }> {
  const { parsed } = context;
  const [first = '', ...others] = parsed.args;
  const [second = ''] = others;
  const file = [first, second].find((word) => word.startsWith('@'));
  const words = file === second && file !== undefined ? others.slice(1) : others;
  if (words.length === 0) {
    throw new Failure(`Not enough arguments (expected >2, got ${parsed.args.length})`);
  }
  const spec =
    file === undefined ? undefined : await loadSpec(context, file.slice(1), parseVariableSpec);
  const path = first === file ? (spec?.path ?? '') : first;
  if (path === '')
    throw new Failure('The lock needs a path: as the first argument, or in the file');
  const namespace = parsed.value('namespace') ?? spec?.namespace;
  const [ttl, delay] = [parsed.value('ttl'), parsed.value('delay')];
  const request = {
    path,
    namespace,
    // To lock a variable changes nothing in it, unless a file says what it is to hold.
    items: spec?.items ?? (await itemsAt(client, { path, namespace })),
    ttl: ttl ?? DURATION_DEFAULT,
    delay: delay ?? DURATION_DEFAULT,
  };
  return { request, words };
}

const Items = z.looseObject({ Items: z.record(z.string(), z.string()).nullable() });

async function itemsAt(
  client: HttpClient,
  { path, namespace }: { path: string; namespace: string | undefined },
): Promise<Record<string, string>> {
  try {
    const call = client.call('GET', variablePath(path), Items, { query: { namespace } });
    return (await call).value.Items ?? {};
  } catch (error) {
    if (error instanceof ApiError && error.status === 404) return {};
    return during('Error retrieving variable', Promise.reject(error));
  }
}

function commandOf({ parsed, env }: CommandContext, words: readonly string[]): readonly string[] {
  if (parsed.isOff('shell')) return words;
  return [env['SHELL'] || '/bin/sh', '-c', words.join(' ')];
}

function say({ parsed, terminal }: CommandContext, text: string): void {
  if (parsed.flag('verbose')) terminal.err(text);
}
