import { AclPolicyStub, WireAclPolicy } from '@steppe/api-contract';
import { z } from 'zod';
import { clientOf } from '../../api.ts';
import { noArguments, onlyArgument } from '../../arguments.ts';
import type { Command, CommandContext } from '../../command.ts';
import { CLIENT_FLAGS, FORMAT_FLAGS } from '../../flags/flag-spec.ts';
import { printFormatted } from '../../formatted.ts';
import { readText } from '../../job-file/read-text.ts';
import { keyValues } from '../../layout/table.ts';
import { titled } from '../../layout/titled.ts';
import { during } from '../../step-error.ts';
import { UsageError } from '../../usage-error.ts';
import { policyTable } from '../../views/acl.ts';

const ONE = 'This command takes one argument: <name>';

export const aclPolicyApply: Command = {
  usage: 'steppe acl policy apply [options] <name> <path>',
  example: 'steppe acl policy apply -description "Read only" readonly readonly.policy.hcl',
  flags: {
    ...CLIENT_FLAGS,
    description: { type: 'string', help: 'What the policy is for.' },
    job: { type: 'string', help: 'The job whose tasks have this policy by themselves.' },
    group: { type: 'string', help: 'Only the tasks of this group of the job.' },
    task: { type: 'string', help: 'Only this task of the group.' },
  },
  run: async (context) => {
    const { parsed, terminal } = context;
    const [name, path, ...more] = parsed.args;
    if (name === undefined || path === undefined || more.length > 0) {
      throw new UsageError('This command takes two arguments: <name> <path>');
    }
    const body = {
      Name: name,
      Description: parsed.value('description') ?? '',
      Rules: await readText(path, terminal.stdin),
      JobACL: jobAclOf(context),
    };
    const call = clientOf(context).call('PUT', policyPath(name), z.unknown(), { body });
    await during('Error writing ACL policy', call);
    terminal.out(`Successfully wrote "${name}" ACL policy!`);
    return 0;
  },
};

export const aclPolicyDelete: Command = {
  usage: 'steppe acl policy delete [options] <name>',
  example: 'steppe acl policy delete readonly',
  flags: CLIENT_FLAGS,
  run: async (context) => {
    const name = onlyArgument(context.parsed.args, ONE);
    const call = clientOf(context).call('DELETE', policyPath(name), z.unknown());
    await during('Error deleting ACL policy', call);
    context.terminal.out(`Successfully deleted ${name} policy!`);
    return 0;
  },
};

export const aclPolicyInfo: Command = {
  usage: 'steppe acl policy info [options] <name>',
  example: 'steppe acl policy info readonly',
  flags: CLIENT_FLAGS,
  run: async (context) => {
    const name = onlyArgument(context.parsed.args, ONE);
    const call = clientOf(context).call('GET', policyPath(name), WireAclPolicy);
    const { value } = await during('Error fetching info on ACL policy', call);
    const { terminal } = context;
    terminal.out(
      keyValues([
        ['Name', value.Name],
        ['Description', value.Description],
        ...jobAclRows(value),
        ['CreateIndex', String(value.CreateIndex)],
        ['ModifyIndex', String(value.ModifyIndex)],
      ]),
    );
    terminal.out(`\n${titled('Rules', `\n${value.Rules}`, terminal)}`);
    return 0;
  },
};

export const aclPolicyList: Command = {
  usage: 'steppe acl policy list [options]',
  example: 'steppe acl policy list',
  flags: { ...CLIENT_FLAGS, ...FORMAT_FLAGS },
  run: async (context) => {
    noArguments(context.parsed.args);
    const call = clientOf(context).call('GET', '/v1/acl/policies', z.array(AclPolicyStub));
    const { value } = await during('Error listing ACL policies', call);
    if (printFormatted(context, value)) return 0;
    context.terminal.out(value.length === 0 ? 'No policies found' : policyTable(value));
    return 0;
  },
};

export const aclPolicySelf: Command = {
  usage: 'steppe acl policy self [options]',
  example: 'steppe acl policy self',
  flags: { ...CLIENT_FLAGS, ...FORMAT_FLAGS },
  run: async (context) => {
    noArguments(context.parsed.args);
    const { terminal } = context;
    const call = clientOf(context).call('GET', '/v1/acl/policy/self', z.array(AclPolicyStub));
    const { value } = await during('Error fetching ACL policies', call);
    if (printFormatted(context, value)) return 0;
    const none = 'This is a management token. No individual policies are assigned.';
    terminal.out(value.length === 0 ? none : policyTable(value));
    return 0;
  },
};

function policyPath(name: string): string {
  return `/v1/acl/policy/${encodeURIComponent(name)}`;
}

function jobAclOf({ parsed, env }: CommandContext) {
  const [JobID, Group, Task] = ['job', 'group', 'task'].map((name) => parsed.value(name) ?? '');
  if (!JobID) {
    if (Group || Task) throw new UsageError('-group and -task need -job');
    return null;
  }
  if (Task && !Group) throw new UsageError('-task needs -group');
  const Namespace =
    parsed.value('namespace') || env['STEPPE_NAMESPACE'] || env['NOMAD_NAMESPACE'] || 'default';
  return { Namespace, JobID, Group, Task };
}

function jobAclRows({ JobACL }: WireAclPolicy): [string, string][] {
  if (!JobACL) return [];
  return [
    ['Associated Namespace', JobACL.Namespace ?? ''],
    ['Associated Job', JobACL.JobID ?? ''],
    ['Associated Group', JobACL.Group ?? ''],
    ['Associated Task', JobACL.Task ?? ''],
  ];
}
