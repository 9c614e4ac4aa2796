import { buffer } from 'node:stream/consumers';
import { clientOf } from '../../api.ts';
import { onlyArgument } from '../../arguments.ts';
import type { Command, CommandContext } from '../../command.ts';
import { CLIENT_FLAGS } from '../../flags/flag-spec.ts';
import { during } from '../../step-error.ts';
import { UsageError } from '../../usage-error.ts';

export const operatorApi: Command = {
  usage: 'steppe operator api [options] <path>',
  example: `steppe operator api -filter 'Status == "running"' /v1/jobs`,
  flags: {
    ...CLIENT_FLAGS,
    H: { type: 'string', multiple: true, help: 'A header, e.g. "Accept: text/plain"; repeatable.' },
    X: { type: 'string', help: 'Method. Default: GET, or POST when there is standard input.' },
    dryrun: { type: 'boolean', help: 'Print the call of curl that does the same, and do nothing.' },
    filter: { type: 'string', help: 'An expression, for the query string.' },
    verbose: { type: 'boolean', help: 'Print what is sent and received to standard error.' },
  },
  run: async (context) => {
    const { parsed, terminal, signal } = context;
    const target = targetOf(onlyArgument(parsed.args, 'This command takes one argument: <path>'));
    const client = clientOf(context);
    const body = await inputOf(context);
    const request = {
      method: parsed.value('X')?.toUpperCase() ?? (body ? 'POST' : 'GET'),
      headers: { ...client.authHeaders, ...headersOf(parsed.values('H')) },
      query: { filter: parsed.value('filter') },
      body,
      signal,
    };
    const url = client.urlOf(target, request.query);
    if (parsed.flag('dryrun')) {
      terminal.out(curlCall(url, request));
      return 0;
    }
    const note = parsed.flag('verbose') ? terminal.err : (): void => undefined;
    note(`> ${request.method} ${url.pathname}${url.search} HTTP/1.1\n>`);
    const response = await during('Error querying', client.send(target, request));
    note(`< HTTP/1.1 ${response.status} ${response.statusText}`);
    for (const [name, value] of response.headers) note(`< ${name}: ${value}`);
    if (response.body) for await (const piece of response.body) await terminal.write(piece);
    return 0;
  },
};

/** A path stays one; without a scheme, http is meant. */
function targetOf(path: string): string {
  return path.startsWith('/') || /^https?:\/\//.test(path) ? path : `http://${path}`;
}

/** What is piped in; undefined when that is nothing. */
async function inputOf({
  parsed,
  terminal: { stdin },
}: CommandContext): Promise<Uint8Array<ArrayBuffer> | undefined> {
  const isRead = /^(get|head)$/i.test(parsed.value('X') ?? '');
  if (stdin.isTTY || isRead) return undefined;
  const input = new Uint8Array(await buffer(stdin));
  return input.length === 0 ? undefined : input;
}

function headersOf(lines: readonly string[]): Record<string, string> {
  return Object.fromEntries(
    lines.map((line) => {
      const [, name, value] = /^([^:]+):\s*(.*)$/.exec(line) ?? [];
      if (name && value !== undefined) return [name, value];
      throw new UsageError(`The header "${line}" must be like "Name: value"`);
    }),
  );
}

function curlCall(
  url: URL,
  {
    method,
    headers,
    body,
  }: { method: string; headers: Readonly<Record<string, string>>; body: Uint8Array | undefined },
): string {
  return [
    'curl',
    ...(method === 'GET' ? [] : [`-X ${method}`]),
    ...Object.entries(headers).map(([name, value]) => `-H ${quoted(`${name}: ${value}`)}`),
    ...(body ? ['--data-binary @-'] : []),
    quoted(url.href),
  ].join(' \\\n  ');
}

/** As a shell takes it: quoted only when it must be. */
function quoted(text: string): string {
  return /^[\w:/.%-]+$/.test(text) ? text : `'${text.replaceAll("'", String.raw`'\''`)}'`;
}
