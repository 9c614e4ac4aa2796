import { clientOf } from './api.ts';
import type { Command, CommandContext } from './command.ts';
import { Failure } from './failure.ts';
import { CLIENT_FLAGS, type FlagSpecs } from './flags/flag-spec.ts';
import { readText } from './job-file/read-text.ts';
import { formatJson } from './layout/json.ts';
import { during } from './step-error.ts';
import { UsageError } from './usage-error.ts';

/** A command of what only Nomad's paid edition has: the API is asked, and says that it has no such thing. */
interface PaidCommand {
  readonly name: string;
  /** Names of its arguments, of which each is needed. */
  readonly args: readonly string[];
  readonly flags?: FlagSpecs;
  readonly method: 'GET' | 'PUT' | 'POST' | 'DELETE';
  readonly path: (first: string) => string;
  /** Which argument names a file, whose text is sent. */
  readonly file?: number;
  readonly step: string;
}

export function paidCommand({ name, args, flags, method, path, file, step }: PaidCommand): Command {
  const words = args.map((arg) => `<${arg}>`);
  return {
    usage: ['steppe', name, '[options]', ...words].join(' '),
    example: ['steppe', name, ...args.map(() => 'prod')].join(' '),
    flags: { ...CLIENT_FLAGS, ...flags },
    run: async (context) => {
      const { parsed, terminal } = context;
      if (parsed.args.length !== args.length) throw new UsageError(argumentsText(words));
      const body = file === undefined ? undefined : await fileText(context, file);
      const [first = ''] = parsed.args;
      const target = path(encodeURIComponent(first));
      const sent = clientOf(context).send(target, { method, body });
      const response = await during(step, sent);
      const text = (await response.text()).trim();
      if (!response.ok) {
        throw new Failure(`${step}: Unexpected response code: ${response.status} (${text})`);
      }
      if (text === '') throw new Failure(`${step}: Nomad Enterprise only endpoint`);
      terminal.out(formatJson(JSON.parse(text)));
      return 0;
    },
  };
}

async function fileText(
  { parsed, terminal }: CommandContext,
  at: number,
): Promise<Uint8Array<ArrayBuffer>> {
  const text = await readText(parsed.args[at] ?? '', terminal.stdin);
  return new TextEncoder().encode(JSON.stringify({ Source: text }));
}

function argumentsText(words: readonly string[]): string {
  if (words.length === 0) return 'This command takes no arguments';
  const count = words.length === 1 ? 'one argument' : `${words.length} arguments`;
  return `This command takes ${count}: ${words.join(' ')}`;
}
