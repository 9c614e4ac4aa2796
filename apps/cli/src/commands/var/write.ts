import { VariableRequest, WireVariable } from '@steppe/api-contract';
import { ApiError, type Query } from '@steppe/client';
import { parseVariableSpec } from '@steppe/hcl';
import { z } from 'zod';
import { clientOf } from '../../api.ts';
import { onlyArgument, optionalArgument } from '../../arguments.ts';
import type { Command, CommandContext } from '../../command.ts';
import { Failure } from '../../failure.ts';
import { CLIENT_FLAGS, UI_FLAG } from '../../flags/flag-spec.ts';
import { readText } from '../../job-file/read-text.ts';
import { writeNewFile } from '../../new-file.ts';
import { loadSpec } from '../../spec-file.ts';
import { during, StepError } from '../../step-error.ts';
import { UsageError } from '../../usage-error.ts';
import { printVariable } from '../../variable-output.ts';
import { variablePath } from '../../variable-path.ts';
import { conflictText } from '../../views/variable.ts';

const CHECK_INDEX = {
  'check-index': {
    type: 'integer',
    help: 'Only when the variable is at this index; 0: only when there is none.',
  },
} as const;

export const varPut: Command = {
  usage: 'steppe var put [options] [<path>] [@<file>] [<key>=<value>...]',
  example: 'steppe var put secret/db user=app password=@password.txt',
  flags: {
    ...CLIENT_FLAGS,
    ...CHECK_INDEX,
    force: { type: 'boolean', help: 'Write it whatever is there.' },
    in: { type: 'string', help: 'Format of stdin: json (the default) or hcl.' },
    out: {
      type: 'string',
      help: 'go-template, hcl, json, none or table. Default: none; json where the output is no terminal.',
    },
    template: { type: 'string', help: 'The Go template of -out go-template.' },
    ...UI_FLAG,
    verbose: { type: 'boolean', help: 'Taken for compatibility; it has no effect.' },
  },
  run: async (context) => {
    const { parsed } = context;
    const wanted = await variableOf(context);
    if (Object.keys(wanted.items).length === 0) throw new UsageError('Must supply data');
    const checkIndex = parsed.value('check-index') ?? '0';
    const query: Query = {
      ...(parsed.flag('force') ? {} : { cas: checkIndex }),
      namespace: wanted.namespace,
    };
    const body = { Path: wanted.path, Items: wanted.items } satisfies VariableRequest;
    const call = clientOf(context).call('PUT', variablePath(wanted.path), WireVariable, {
      body,
      query,
    });
    const { value } = await orConflict(during('Error creating variable', call), checkIndex);
    printVariable(context, value, 'none');
    return 0;
  },
};

export const varPurge: Command = {
  usage: 'steppe var purge [options] <path>',
  example: 'steppe var purge secret/db',
  flags: { ...CLIENT_FLAGS, ...CHECK_INDEX },
  run: async (context) => {
    const { parsed, terminal } = context;
    const path = onlyArgument(parsed.args, 'This command takes one argument: <path>');
    const checkIndex = parsed.value('check-index');
    const query = { cas: checkIndex };
    const call = clientOf(context).call('DELETE', variablePath(path), z.unknown(), { query });
    await orConflict(during('Error purging variable', call), checkIndex ?? '0');
    terminal.out(`Successfully purged variable "${path}"!`);
    return 0;
  },
};

const EXAMPLES = {
  hcl: `# Where the variable is written, when the command names no path.
# path = "path/to/variable"

# The namespace; the flag -namespace wins.
# namespace = "default"

# What is encrypted and kept. Names without dots are easier to use in templates.
items {
  key1 = "value 1"
  key2 = "value 2"
}
`,
  json: `{
  "Namespace": "default",
  "Path": "path/to/variable",
  "Items": {
    "key1": "value 1",
    "key2": "value 2"
  }
}
`,
} as const;

export const varInit: Command = {
  usage: 'steppe var init [options] [<filename>]',
  example: 'steppe var init',
  flags: {
    out: { type: 'string', help: 'Format: hcl (the default) or json.' },
    quiet: { type: 'boolean', help: 'Print nothing.' },
  },
  run: async ({ parsed, terminal }) => {
    const format = parsed.value('out') === 'json' ? 'json' : 'hcl';
    const message = 'This command takes no arguments or one: <filename>';
    const path = optionalArgument(parsed.args, message) ?? `spec.nv.${format}`;
    await writeNewFile(path, EXAMPLES[format]);
    if (!parsed.flag('quiet')) terminal.out(`Example variable specification written to ${path}`);
    return 0;
  },
};

interface Wanted {
  readonly path: string;
  readonly namespace: string | undefined;
  readonly items: Record<string, string>;
}

/** Of path, file or stdin, and single items, where later ones win. */
async function variableOf(context: CommandContext): Promise<Wanted> {
  const { parsed, terminal } = context;
  const [first, ...others] = parsed.args;
  if (first === undefined) throw new UsageError('Not enough arguments: give a <path> or @<file>');
  const hasPath = !first.startsWith('@') && first !== '-' && !first.includes('=');
  const rest = hasPath ? others : parsed.args;
  const [source, ...after] = rest;
  const isFile = source !== undefined && (source.startsWith('@') || source === '-');
  const spec = isFile ? await specAt(context, source.replace(/^@/, '')) : undefined;
  const path = hasPath ? first : (spec?.path ?? '');
  if (path === '') throw new UsageError('A path is needed: as the first argument, or in the file');
  const items = { ...spec?.items };
  for (const pair of isFile ? after : rest) {
    const [, key, value = ''] = /^([^=]+)=([^]*)$/.exec(pair) ?? [];
    if (key === undefined) throw new UsageError(`"${pair}" is no <key>=<value>`);
    const fromFile = value.startsWith('@') || value === '-';
    items[key] = fromFile ? await readText(value.replace(/^@/, ''), terminal.stdin) : value;
  }
  return { path, namespace: parsed.value('namespace') ?? spec?.namespace, items };
}

async function specAt(
  context: CommandContext,
  path: string,
): Promise<{
  path?: string | undefined;
  namespace?: string | undefined;
  items: Record<string, string>;
}> {
  const isHcl = path.endsWith('.hcl') || context.parsed.value('in') === 'hcl';
  if (isHcl && !path.endsWith('.json')) {
    const { items, ...place } = await loadSpec(context, path, parseVariableSpec);
    return { ...place, items: { ...items } };
  }
  const text = await readText(path, context.terminal.stdin);
  const parsed = VariableRequest.safeParse(jsonOf(text));
  if (!parsed.success) throw new Failure(`"${path}" is no variable in JSON: it needs "Items"`);
  const { Path, Namespace, Items } = parsed.data;
  return { path: Path || undefined, namespace: Namespace || undefined, items: { ...Items } };
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Says at which index a variable is that was not to be overwritten. */
async function orConflict<T>(work: Promise<T>, checkIndex: string): Promise<T> {
  try {
    return await work;
  } catch (error) {
    const { cause } = error instanceof StepError ? error : {};
    if (!(cause instanceof ApiError) || cause.status !== 409) throw error;
    const current = WireVariable.safeParse(jsonOf(cause.message));
    if (!current.success) throw error;
    throw new Failure(conflictText(checkIndex, current.data), { cause: error });
  }
}
