import type { HttpClient } from '@steppe/client';
import { z } from 'zod';
import { clientOf } from '../../api.ts';
import { noArguments, onlyArgument } from '../../arguments.ts';
import type { Command, CommandContext } from '../../command.ts';
import { Failure } from '../../failure.ts';
import { CLIENT_FLAGS, type FlagSpecs, FORMAT_FLAGS } from '../../flags/flag-spec.ts';
import type { ParsedArgs } from '../../flags/parse-flags.ts';
import { printFormatted } from '../../formatted.ts';
import { readText } from '../../job-file/read-text.ts';
import { during } from '../../step-error.ts';
import { authMethodBlock, authMethodTable } from '../../views/auth-method.ts';
import { AuthMethod, AuthMethodStub } from '../../wire/auth-method.ts';

const ONE = 'This command takes one argument: <acl_auth_method_name>';

const METHOD_FLAGS = {
  ...CLIENT_FLAGS,
  ...FORMAT_FLAGS,
  config: { type: 'string', help: 'Its configuration as JSON, @<file>, or - for stdin.' },
  default: { type: 'boolean', help: 'Log in by it when no method is named.' },
  'max-token-ttl': { type: 'string', help: 'How long its tokens are good, e.g. 8h.' },
  'token-locality': { type: 'string', help: 'Where its tokens are good: local or global.' },
  'token-name-format': {
    type: 'string',
    help: 'How its tokens are named. Default: ${auth_method_type}-${auth_method_name}.',
  },
  type: { type: 'string', help: 'OIDC or JWT.' },
} as const satisfies FlagSpecs;

export const aclAuthMethodCreate: Command = {
  usage: 'steppe acl auth-method create [options]',
  example:
    'steppe acl auth-method create -name ci -type JWT -max-token-ttl 1h -token-locality global -config @ci.json',
  flags: { ...METHOD_FLAGS, name: { type: 'string', help: 'Name of the method.' } },
  run: async (context) => {
    const { parsed } = context;
    noArguments(parsed.args);
    refuseIncomplete(parsed);
    const body = { Name: parsed.value('name'), ...(await givenSettings(context)) };
    const call = clientOf(context).call('POST', '/v1/acl/auth-method', AuthMethod, { body });
    return show(context, (await during('Error creating ACL auth method', call)).value);
  },
};

/** @throws Failure, in Nomad's words, for what is missing. */
function refuseIncomplete(parsed: ParsedArgs): void {
  const message = missingIn(parsed);
  if (message !== undefined) throw new Failure(message);
}

function missingIn({ value }: ParsedArgs): string | undefined {
  if (!value('name')) return 'ACL auth method name must be specified using the -name flag';
  if (!['local', 'global'].includes(value('token-locality') ?? '')) {
    return "Token locality must be set to either 'local' or 'global'";
  }
  if (!value('max-token-ttl')) return 'Max token TTL must be set to a value between 1m and 24h';
  if (!['OIDC', 'JWT'].includes((value('type') ?? '').toUpperCase())) {
    return "ACL auth method type must be set to 'OIDC' or 'JWT'";
  }
  return value('config') ? undefined : 'Must provide ACL auth method config in JSON format';
}

export const aclAuthMethodUpdate: Command = {
  usage: 'steppe acl auth-method update [options] <acl_auth_method_name>',
  example: 'steppe acl auth-method update -max-token-ttl 2h ci',
  flags: METHOD_FLAGS,
  run: async (context) => {
    const name = onlyArgument(context.parsed.args, ONE);
    const given = await givenSettings(context);
    if (Object.keys(given).length === 0) {
      throw new Failure('Please provide at least one flag to update the ACL auth method');
    }
    const client = clientOf(context);
    const { CreateIndex: _created, ModifyIndex: _modified, ...before } = await read(client, name);
    const body = { ...before, ...given };
    const call = client.call('POST', pathOf(name), AuthMethod, { body });
    return show(context, (await during('Error updating ACL auth method', call)).value);
  },
};

export const aclAuthMethodDelete: Command = {
  usage: 'steppe acl auth-method delete [options] <acl_auth_method_name>',
  example: 'steppe acl auth-method delete ci',
  flags: CLIENT_FLAGS,
  run: async (context) => {
    const name = onlyArgument(context.parsed.args, ONE);
    const call = clientOf(context).call('DELETE', pathOf(name), z.unknown());
    await during('Error deleting ACL auth method', call);
    context.terminal.out(`ACL auth method ${name} successfully deleted`);
    return 0;
  },
};

export const aclAuthMethodInfo: Command = {
  usage: 'steppe acl auth-method info [options] <acl_auth_method_name>',
  example: 'steppe acl auth-method info ci',
  flags: { ...CLIENT_FLAGS, ...FORMAT_FLAGS },
  run: async (context) => {
    const name = onlyArgument(context.parsed.args, ONE);
    return show(context, await read(clientOf(context), name));
  },
};

export const aclAuthMethodList: Command = {
  usage: 'steppe acl auth-method list [options]',
  example: 'steppe acl auth-method list',
  flags: { ...CLIENT_FLAGS, ...FORMAT_FLAGS },
  run: async (context) => {
    noArguments(context.parsed.args);
    const call = clientOf(context).call('GET', '/v1/acl/auth-methods', z.array(AuthMethodStub));
    const { value } = await during('Error listing ACL auth methods', call);
    if (printFormatted(context, value)) return 0;
    context.terminal.out(value.length === 0 ? 'No ACL auth methods found' : authMethodTable(value));
    return 0;
  },
};

function show(context: CommandContext, method: AuthMethod): number {
  if (!printFormatted(context, method)) {
    context.terminal.out(authMethodBlock(method, context.terminal));
  }
  return 0;
}

async function read(client: HttpClient, name: string): Promise<AuthMethod> {
  const call = client.call('GET', pathOf(name), AuthMethod);
  return (await during('Error reading ACL auth method', call)).value;
}

/** What the flags say, in the API's words. */
async function givenSettings({ parsed, terminal }: CommandContext): Promise<Partial<AuthMethod>> {
  const config = parsed.value('config');
  const [type, ttl] = [parsed.value('type'), parsed.value('max-token-ttl')];
  const [locality, format] = [parsed.value('token-locality'), parsed.value('token-name-format')];
  return {
    ...(type === undefined ? {} : { Type: type.toUpperCase() }),
    ...(ttl === undefined ? {} : { MaxTokenTTL: ttl }),
    ...(locality === undefined ? {} : { TokenLocality: locality }),
    ...(format === undefined ? {} : { TokenNameFormat: format }),
    ...(parsed.isGiven('default') ? { Default: parsed.flag('default') } : {}),
    ...(config === undefined ? {} : { Config: await configOf(config, terminal) }),
  };
}

async function configOf(
  given: string,
  { stdin }: CommandContext['terminal'],
): Promise<Record<string, unknown>> {
  const isFile = given.startsWith('@') || given === '-';
  const text = isFile ? await readText(given.replace(/^@/, ''), stdin) : given;
  try {
    return z.record(z.string(), z.unknown()).parse(JSON.parse(text));
  } catch (cause) {
    throw new Failure(`Unable to parse config: it must be an object in JSON`, { cause });
  }
}

function pathOf(name: string): string {
  return `/v1/acl/auth-method/${encodeURIComponent(name)}`;
}
