import { WireAclRole } from '@steppe/api-contract';
import type { HttpClient } from '@steppe/client';
import { z } from 'zod';
import { clientOf } from '../../api.ts';
import { noArguments, onlyArgument } from '../../arguments.ts';
import type { Command } from '../../command.ts';
import { CLIENT_FLAGS, type FlagSpecs, FORMAT_FLAGS } from '../../flags/flag-spec.ts';
import { printFormatted } from '../../formatted.ts';
import { during } from '../../step-error.ts';
import { UsageError } from '../../usage-error.ts';
import { roleBlock, roleTable } from '../../views/acl.ts';

const ONE = 'This command takes one argument: <acl_role_id>';

const ROLE_FLAGS = {
  ...CLIENT_FLAGS,
  ...FORMAT_FLAGS,
  description: { type: 'string', help: 'What the role is for.' },
  name: { type: 'string', help: 'Name of the role.' },
  policy: {
    type: 'string',
    multiple: true,
    help: 'Policy that the role gives; may be given several times.',
  },
} as const satisfies FlagSpecs;

export const aclRoleCreate: Command = {
  usage: 'steppe acl role create [options]',
  example: 'steppe acl role create -name operators -policy readonly',
  flags: ROLE_FLAGS,
  run: async (context) => {
    const { parsed, terminal } = context;
    noArguments(parsed.args);
    const Name = parsed.value('name');
    if (!Name) throw new UsageError('ACL role name must be specified using the -name flag');
    const policies = parsed.values('policy');
    if (policies.length === 0) {
      throw new UsageError('At least one policy name must be specified using the -policy flag');
    }
    const body = {
      Name,
      Description: parsed.value('description') ?? '',
      Policies: policies.map((policy) => ({ Name: policy })),
    };
    const call = clientOf(context).call('PUT', '/v1/acl/role', WireAclRole, { body });
    const { value } = await during('Error creating ACL role', call);
    if (!printFormatted(context, value)) terminal.out(roleBlock(value));
    return 0;
  },
};

export const aclRoleDelete: Command = {
  usage: 'steppe acl role delete [options] <acl_role_id>',
  example: 'steppe acl role delete 4a9d5c92-5e18-6991-6d0d-afd6696b9a73',
  flags: CLIENT_FLAGS,
  run: async (context) => {
    const id = onlyArgument(context.parsed.args, ONE);
    const call = clientOf(context).call('DELETE', rolePath(id), z.unknown());
    await during('Error deleting ACL role', call);
    context.terminal.out(`ACL role ${id} successfully deleted`);
    return 0;
  },
};

export const aclRoleInfo: Command = {
  usage: 'steppe acl role info [options] <acl_role_id>',
  example: 'steppe acl role info -by-name operators',
  flags: {
    ...CLIENT_FLAGS,
    ...FORMAT_FLAGS,
    'by-name': { type: 'boolean', help: 'The argument is the name of the role.' },
  },
  run: async (context) => {
    const { parsed, terminal } = context;
    const id = onlyArgument(parsed.args, ONE);
    const path = parsed.flag('by-name')
      ? `/v1/acl/role/name/${encodeURIComponent(id)}`
      : rolePath(id);
    const value = await readRole(clientOf(context), path);
    if (!printFormatted(context, value)) terminal.out(roleBlock(value));
    return 0;
  },
};

export const aclRoleList: Command = {
  usage: 'steppe acl role list [options]',
  example: 'steppe acl role list',
  flags: { ...CLIENT_FLAGS, ...FORMAT_FLAGS },
  run: async (context) => {
    noArguments(context.parsed.args);
    const call = clientOf(context).call('GET', '/v1/acl/roles', z.array(WireAclRole));
    const { value } = await during('Error listing ACL roles', call);
    if (printFormatted(context, value)) return 0;
    context.terminal.out(value.length === 0 ? 'No ACL roles found' : roleTable(value));
    return 0;
  },
};

export const aclRoleUpdate: Command = {
  usage: 'steppe acl role update [options] <acl_role_id>',
  example: 'steppe acl role update -policy readonly 4a9d5c92-5e18-6991-6d0d-afd6696b9a73',
  flags: {
    ...ROLE_FLAGS,
    'no-merge': { type: 'boolean', help: 'Replace the role by what the flags say.' },
  },
  run: async (context) => {
    const { parsed, terminal } = context;
    const id = onlyArgument(parsed.args, ONE);
    const client = clientOf(context);
    const before = parsed.flag('no-merge') ? undefined : await readRole(client, rolePath(id));
    const given = parsed.values('policy').map((Name) => ({ Name }));
    const body = {
      ID: id,
      Name: parsed.value('name') ?? before?.Name ?? '',
      Description: parsed.value('description') ?? before?.Description ?? '',
      Policies: [...(before?.Policies ?? []), ...given],
    };
    const call = client.call('PUT', rolePath(id), WireAclRole, { body });
    const { value } = await during('Error updating ACL role', call);
    if (!printFormatted(context, value)) terminal.out(roleBlock(value));
    return 0;
  },
};

async function readRole(client: HttpClient, path: string): Promise<WireAclRole> {
  const { value } = await during('Error reading ACL role', client.call('GET', path, WireAclRole));
  return value;
}

function rolePath(id: string): string {
  return `/v1/acl/role/${encodeURIComponent(id)}`;
}
