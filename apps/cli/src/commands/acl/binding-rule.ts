import type { HttpClient } from '@steppe/client';
import { z } from 'zod';
import { clientOf } from '../../api.ts';
import { noArguments, onlyArgument } from '../../arguments.ts';
import type { Command, CommandContext } from '../../command.ts';
import { Failure } from '../../failure.ts';
import { CLIENT_FLAGS, type FlagSpecs, FORMAT_FLAGS } from '../../flags/flag-spec.ts';
import { printFormatted } from '../../formatted.ts';
import { during } from '../../step-error.ts';
import { bindingRuleBlock, bindingRuleTable } from '../../views/binding-rule.ts';
import { BindingRule, BindingRuleStub } from '../../wire/auth-method.ts';

const ONE = 'This command takes one argument: <acl_binding_rule_id>';
const NO_BIND_TYPE = 'ACL binding rule bind type must be specified using the -bind-type flag';

const RULE_FLAGS = {
  ...CLIENT_FLAGS,
  ...FORMAT_FLAGS,
  'bind-name': { type: 'string', help: 'The role or policy that is given.' },
  'bind-type': { type: 'string', help: 'What is given: role, policy or management.' },
  description: { type: 'string', help: 'What the rule is for.' },
  selector: { type: 'string', help: 'Expression over the claims of who logs in.' },
} as const satisfies FlagSpecs;

export const aclBindingRuleCreate: Command = {
  usage: 'steppe acl binding-rule create [options]',
  example:
    'steppe acl binding-rule create -auth-method ci -bind-type role -bind-name deploy -selector \'value.ref == "main"\'',
  flags: {
    ...RULE_FLAGS,
    'auth-method': { type: 'string', help: 'The method for which it is.' },
  },
  run: async (context) => {
    const { parsed } = context;
    noArguments(parsed.args);
    const method = parsed.value('auth-method');
    if (!method) {
      throw new Failure(
        'ACL binding rule auth method must be specified using the -auth-method flag',
      );
    }
    if (!parsed.value('bind-type')) throw new Failure(NO_BIND_TYPE);
    const body = { AuthMethod: method, ...givenOr(context, NOTHING) };
    const call = clientOf(context).call('POST', '/v1/acl/binding-rule', BindingRule, { body });
    return show(context, (await during('Error creating ACL binding rule', call)).value);
  },
};

export const aclBindingRuleUpdate: Command = {
  usage: 'steppe acl binding-rule update [options] <acl_binding_rule_id>',
  example: 'steppe acl binding-rule update -bind-name deploy 1e5f8ecb-e252-a0dd-6eca-903f05d55e3e',
  flags: {
    ...RULE_FLAGS,
    'no-merge': { type: 'boolean', help: 'Replace the rule by what the flags say.' },
  },
  run: async (context) => {
    const { parsed } = context;
    const id = onlyArgument(parsed.args, ONE);
    const client = clientOf(context);
    const before = await read(client, id);
    const isWhole = parsed.flag('no-merge');
    if (isWhole && !parsed.value('bind-type')) throw new Failure(NO_BIND_TYPE);
    const settings = givenOr(context, isWhole ? { ...NOTHING, BindName: before.BindName } : before);
    const body = { ID: id, AuthMethod: before.AuthMethod, ...settings };
    const call = client.call('POST', pathOf(id), BindingRule, { body });
    return show(context, (await during('Error updating ACL binding rule', call)).value);
  },
};

export const aclBindingRuleDelete: Command = {
  usage: 'steppe acl binding-rule delete [options] <acl_binding_rule_id>',
  example: 'steppe acl binding-rule delete 1e5f8ecb-e252-a0dd-6eca-903f05d55e3e',
  flags: CLIENT_FLAGS,
  run: async (context) => {
    const id = onlyArgument(context.parsed.args, ONE);
    const call = clientOf(context).call('DELETE', pathOf(id), z.unknown());
    await during('Error deleting ACL binding rule', call);
    context.terminal.out(`ACL binding rule ${id} successfully deleted`);
    return 0;
  },
};

export const aclBindingRuleInfo: Command = {
  usage: 'steppe acl binding-rule info [options] <acl_binding_rule_id>',
  example: 'steppe acl binding-rule info 1e5f8ecb-e252-a0dd-6eca-903f05d55e3e',
  flags: { ...CLIENT_FLAGS, ...FORMAT_FLAGS },
  run: async (context) => {
    const id = onlyArgument(context.parsed.args, ONE);
    return show(context, await read(clientOf(context), id));
  },
};

export const aclBindingRuleList: Command = {
  usage: 'steppe acl binding-rule list [options]',
  example: 'steppe acl binding-rule list',
  flags: { ...CLIENT_FLAGS, ...FORMAT_FLAGS },
  run: async (context) => {
    noArguments(context.parsed.args);
    const call = clientOf(context).call('GET', '/v1/acl/binding-rules', z.array(BindingRuleStub));
    const { value } = await during('Error listing ACL binding rules', call);
    if (printFormatted(context, value)) return 0;
    context.terminal.out(
      value.length === 0 ? 'No ACL binding rules found' : bindingRuleTable(value),
    );
    return 0;
  },
};

type RuleSettings = Pick<BindingRule, 'Description' | 'Selector' | 'BindType' | 'BindName'>;

const NOTHING: RuleSettings = { Description: '', Selector: '', BindType: '', BindName: '' };

function givenOr({ parsed }: CommandContext, before: RuleSettings): RuleSettings {
  return {
    Description: parsed.value('description') ?? before.Description,
    Selector: parsed.value('selector') ?? before.Selector,
    BindType: parsed.value('bind-type') ?? before.BindType,
    BindName: parsed.value('bind-name') ?? before.BindName,
  };
}

function show(context: CommandContext, rule: BindingRule): number {
  if (!printFormatted(context, rule)) context.terminal.out(bindingRuleBlock(rule));
  return 0;
}

async function read(client: HttpClient, id: string): Promise<BindingRule> {
  const call = client.call('GET', pathOf(id), BindingRule);
  return (await during('Error reading ACL binding rule', call)).value;
}

function pathOf(id: string): string {
  return `/v1/acl/binding-rule/${encodeURIComponent(id)}`;
}
