import { VariableStub, WireVariable } from '@steppe/api-contract';
import { ApiError } from '@steppe/client';
import { z } from 'zod';
import { clientOf } from '../../api.ts';
import { onlyArgument, optionalArgument } from '../../arguments.ts';
import type { Command, CommandContext } from '../../command.ts';
import { Failure } from '../../failure.ts';
import { CLIENT_FLAGS, type FlagSpecs, UI_FLAG } from '../../flags/flag-spec.ts';
import { formatJson } from '../../layout/json.ts';
import { table } from '../../layout/table.ts';
import { nextPageHint } from '../../next-page-hint.ts';
import { during } from '../../step-error.ts';
import { filled } from '../../formatted.ts';
import { variablePath } from '../../variable-path.ts';
import { printVariable } from '../../variable-output.ts';

const LIST_FLAGS = {
  ...CLIENT_FLAGS,
  filter: { type: 'string', help: 'Show only variables that match an expression.' },
  out: {
    type: 'string',
    help: 'go-template, json, table or terse. Default: table; json where the output is no terminal.',
  },
  'page-token': { type: 'string', help: 'Where the page begins, as the one before said.' },
  'per-page': { type: 'integer', help: 'How many variables to show at most.' },
  template: { type: 'string', help: 'The Go template of -out go-template.' },
  ...UI_FLAG,
} as const satisfies FlagSpecs;

export const varGet: Command = {
  usage: 'steppe var get [options] <path>',
  example: 'steppe var get -item password secret/db',
  flags: {
    ...CLIENT_FLAGS,
    item: { type: 'string', help: 'Print only what this item holds.' },
    out: {
      type: 'string',
      help: 'go-template, hcl, json, none or table. Default: table; json where the output is no terminal.',
    },
    template: { type: 'string', help: 'The Go template of -out go-template.' },
    ...UI_FLAG,
  },
  run: async (context) => {
    const { parsed, terminal } = context;
    const path = onlyArgument(parsed.args, 'This command takes one argument: <path>');
    const variable = await read(context, path);
    const item = parsed.value('item');
    if (item === undefined) {
      printVariable(context, variable, 'table');
      return 0;
    }
    const value = variable.Items?.[item];
    if (value === undefined) throw new Failure(`Variable does not contain "${item}" item`);
    await terminal.write(Buffer.from(value));
    return 0;
  },
};

async function read(context: CommandContext, path: string): Promise<WireVariable> {
  try {
    const call = clientOf(context).call('GET', variablePath(path), WireVariable);
    return (await during('Error retrieving variable', call)).value;
  } catch (error) {
    const isMissing =
      error instanceof Error && error.cause instanceof ApiError && error.cause.status === 404;
    if (isMissing) throw new Failure('Variable not found', { cause: error });
    throw error;
  }
}

export const varList: Command = {
  usage: 'steppe var list [options] [<prefix>]',
  example: 'steppe var list secret/',
  flags: LIST_FLAGS,
  run: async (context) => {
    const { parsed, terminal } = context;
    const prefix = optionalArgument(parsed.args, 'This command takes at most one: <prefix>');
    const query = {
      prefix,
      filter: parsed.value('filter'),
      per_page: parsed.value('per-page'),
      next_token: parsed.value('page-token'),
    };
    const call = clientOf(context).call('GET', '/v1/vars', z.array(VariableStub), { query });
    const { value, nextToken } = await during('Error retrieving vars', call);
    terminal.out(listed(context, value));
    if (nextToken !== '') {
      terminal.out(
        nextPageHint('steppe var list', { parsed, flags: LIST_FLAGS, token: nextToken }),
      );
    }
    return 0;
  },
};

function listed({ parsed, terminal }: CommandContext, variables: readonly VariableStub[]): string {
  const form = parsed.value('out') ?? (terminal.screen ? 'table' : 'json');
  if (form === 'json') return formatJson(variables.map(({ Lock: _lock, ...stub }) => stub));
  if (form === 'go-template') return filled(parsed.value('template') ?? '', variables);
  if (form === 'terse') return variables.map(({ Path }) => Path).join('\n');
  if (form !== 'table') {
    throw new Failure(`Invalid value for "-out": "${form}"; use go-template, json, table or terse`);
  }
  if (variables.length === 0) return 'No variables found';
  const rows = variables.map(({ Namespace, Path, ModifyTime }) => {
    return [Namespace, Path, new Date(ModifyTime * 1e-6).toISOString().replace(/\.\d+Z$/, 'Z')];
  });
  return table([['Namespace', 'Path', 'Last Updated'], ...rows]);
}
