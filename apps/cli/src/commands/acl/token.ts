import { AclTokenRequest, AclTokenStub, WireAclToken } from '@steppe/api-contract';
import { ApiError } from '@steppe/client';
import { z } from 'zod';
import { clientOf } from '../../api.ts';
import { noArguments, onlyArgument, optionalArgument } from '../../arguments.ts';
import type { Command, CommandContext } from '../../command.ts';
import { Failure } from '../../failure.ts';
import { CLIENT_FLAGS, type FlagSpecs, FORMAT_FLAGS } from '../../flags/flag-spec.ts';
import { printFormatted } from '../../formatted.ts';
import { readText } from '../../job-file/read-text.ts';
import { during } from '../../step-error.ts';
import { UsageError } from '../../usage-error.ts';
import { tokenBlock, tokenTable } from '../../views/acl.ts';

const ONE = 'This command takes one argument: <token_accessor_id>';

const TOKEN_FLAGS = {
  name: { type: 'string', help: 'What the token is for.' },
  policy: {
    type: 'string',
    multiple: true,
    help: 'Policy of the token; may be given several times.',
  },
  'role-id': {
    type: 'string',
    multiple: true,
    help: 'ID of a role of the token; may be given several times.',
  },
  'role-name': {
    type: 'string',
    multiple: true,
    help: 'Name of a role of the token; may be given several times.',
  },
  type: { type: 'string', help: 'client (the default) or management.' },
} as const satisfies FlagSpecs;

export const aclBootstrap: Command = {
  usage: 'steppe acl bootstrap [options] [<path>]',
  example: 'steppe acl bootstrap',
  flags: { ...CLIENT_FLAGS, ...FORMAT_FLAGS },
  run: async (context) => {
    const { parsed, terminal } = context;
    const path = optionalArgument(parsed.args, 'This command takes no argument or one: <path>');
    const secret = path === undefined ? '' : (await readText(path, terminal.stdin)).trim();
    const body = secret === '' ? {} : { BootstrapSecret: secret };
    const call = clientOf(context).call('PUT', '/v1/acl/bootstrap', WireAclToken, { body });
    return show(context, await during('Error bootstrapping', call));
  },
};

export const aclTokenCreate: Command = {
  usage: 'steppe acl token create [options] [<path>]',
  example: 'steppe acl token create -name deploy -policy submit -ttl 8h',
  flags: {
    ...CLIENT_FLAGS,
    ...FORMAT_FLAGS,
    ...TOKEN_FLAGS,
    accessor: { type: 'string', help: 'Taken for compatibility; accessors are made here.' },
    global: { type: 'boolean', help: 'The token is meant for every region.' },
    ttl: { type: 'string', help: 'How long the token is valid, such as 8h. Default: for ever.' },
  },
  run: async (context) => {
    const { parsed, terminal } = context;
    const path = optionalArgument(parsed.args, 'This command takes no argument or one: <path>');
    const body =
      path === undefined ? tokenOf(context) : tokenIn(await readText(path, terminal.stdin), path);
    await warnOfUnknownPolicies(context, body.Policies ?? []);
    const call = clientOf(context).call('PUT', '/v1/acl/token', WireAclToken, { body });
    return show(context, await during('Error creating token', call));
  },
};

export const aclTokenDelete: Command = {
  usage: 'steppe acl token delete [options] <token_accessor_id>',
  example: 'steppe acl token delete 44c4a7b1-492f-67d0-c355-2e03038aa4bd',
  flags: CLIENT_FLAGS,
  run: async (context) => {
    const accessorId = onlyArgument(context.parsed.args, ONE);
    const call = clientOf(context).call('DELETE', tokenPath(accessorId), z.unknown());
    await during('Error deleting token', call);
    context.terminal.out(`Token ${accessorId} successfully deleted`);
    return 0;
  },
};

export const aclTokenInfo: Command = {
  usage: 'steppe acl token info [options] <token_accessor_id>',
  example: 'steppe acl token info 44c4a7b1-492f-67d0-c355-2e03038aa4bd',
  flags: CLIENT_FLAGS,
  run: async (context) => {
    const path = tokenPath(onlyArgument(context.parsed.args, ONE));
    const call = clientOf(context).call('GET', path, WireAclToken);
    return show(context, await during('Error fetching token', call));
  },
};

export const aclTokenList: Command = {
  usage: 'steppe acl token list [options]',
  example: 'steppe acl token list',
  flags: { ...CLIENT_FLAGS, ...FORMAT_FLAGS },
  run: async (context) => {
    noArguments(context.parsed.args);
    const call = clientOf(context).call('GET', '/v1/acl/tokens', z.array(AclTokenStub));
    const { value } = await during('Error listing tokens', call);
    if (printFormatted(context, value)) return 0;
    context.terminal.out(tokenTable(value, context.now()));
    return 0;
  },
};

export const aclTokenSelf: Command = {
  usage: 'steppe acl token self [options]',
  example: 'steppe acl token self',
  flags: CLIENT_FLAGS,
  run: async (context) => {
    noArguments(context.parsed.args);
    const call = clientOf(context).call('GET', '/v1/acl/token/self', WireAclToken);
    return show(context, await during('Error fetching self token', call));
  },
};

export const aclTokenUpdate: Command = {
  usage: 'steppe acl token update [options] <token_accessor_id>',
  example: 'steppe acl token update -name deploy 44c4a7b1-492f-67d0-c355-2e03038aa4bd',
  flags: { ...CLIENT_FLAGS, ...TOKEN_FLAGS },
  run: async (context) => {
    const { parsed } = context;
    const accessorId = onlyArgument(parsed.args, ONE);
    const client = clientOf(context);
    const path = tokenPath(accessorId);
    const read = client.call('GET', path, WireAclToken);
    const { value: before } = await during('Error fetching token', read);
    const roles = rolesOf(context);
    const policies = parsed.values('policy');
    const body = {
      ...before,
      Name: parsed.value('name') ?? before.Name,
      Type: parsed.value('type') ?? before.Type,
      Policies: policies.length > 0 ? [...policies] : before.Policies,
      Roles: roles.length > 0 ? roles : before.Roles,
    };
    const call = client.call('PUT', path, WireAclToken, { body });
    return show(context, await during('Error updating token', call));
  },
};

function show(context: CommandContext, { value }: { value: WireAclToken }): number {
  if (printFormatted(context, value)) return 0;
  context.terminal.out(tokenBlock(value, context.terminal));
  return 0;
}

/** A policy may be made later, so that one that is not there is told, in Nomad's words, and no error. */
async function warnOfUnknownPolicies(
  context: CommandContext,
  names: readonly string[],
): Promise<void> {
  const client = clientOf(context);
  for (const name of names) {
    try {
      await client.call('GET', `/v1/acl/policy/${encodeURIComponent(name)}`, z.unknown());
    } catch (error) {
      // Whatever else is wrong will be told of the token itself.
      if (!(error instanceof ApiError) || error.status !== 404) return;
      context.terminal.err(
        `Error fetching info on ${name} policy: Unexpected response code: 404 (${error.message})`,
      );
    }
  }
}

function tokenOf(context: CommandContext): AclTokenRequest {
  const { parsed } = context;
  const type = parsed.value('type') ?? 'client';
  if (parsed.isGiven('ttl') && !parsed.value('ttl')) throw new UsageError('-ttl needs a duration');
  return {
    Name: parsed.value('name') ?? '',
    Type: type,
    Policies: [...parsed.values('policy')],
    Roles: rolesOf(context),
    Global: parsed.flag('global'),
    ExpirationTTL: parsed.value('ttl') ?? '',
  };
}

function tokenIn(text: string, path: string): AclTokenRequest {
  try {
    return AclTokenRequest.parse(JSON.parse(text));
  } catch (cause) {
    throw new Failure(`"${path}" is no token in JSON`, { cause });
  }
}

function rolesOf({ parsed }: CommandContext): { ID?: string; Name?: string }[] {
  return [
    ...parsed.values('role-id').map((ID) => ({ ID })),
    ...parsed.values('role-name').map((Name) => ({ Name })),
  ];
}

function tokenPath(accessorId: string): string {
  return `/v1/acl/token/${encodeURIComponent(accessorId)}`;
}
