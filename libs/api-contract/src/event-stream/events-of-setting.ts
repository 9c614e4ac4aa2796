import { assertNever, type SettingEvent } from '@steppe/domain';
import {
  aboutFormerAuthMethod,
  aboutFormerBindingRule,
  aboutFormerNodePool,
  aboutFormerPolicy,
  aboutFormerRole,
  aboutFormerToken,
  aboutFormerVariable,
} from './about-rows.ts';
import type { StreamEvent } from './stream-event.ts';
import type { Teller } from './teller.ts';

/** What the event stream tells of a setting, of which nothing secret. */
export function settingEventsOf(tell: Teller, event: SettingEvent): StreamEvent[] {
  switch (event.type) {
    case 'ServiceRegistered':
      return tell.service('ServiceRegistration', event.instance.id);
    case 'ServiceDeregistered':
      return tell.formerService('ServiceDeregistration', event.id);
    case 'NodePoolApplied':
      return tell.nodePool('NodePoolUpserted', event.pool.name);
    case 'NodePoolDeleted':
      return [aboutFormerNodePool('NodePoolDeleted', event.name)];
    case 'AclPolicyApplied':
      return tell.policy('ACLPolicyUpserted', event.policy.name);
    case 'AclPolicyDeleted':
      return [aboutFormerPolicy('ACLPolicyDeleted', event.name)];
    case 'AclRoleApplied':
      return tell.role('ACLRoleUpserted', event.role.id);
    case 'AclRoleDeleted':
      return [aboutFormerRole('ACLRoleDeleted', event.id)];
    case 'AclBootstrapped':
    case 'AclTokenApplied':
      return tell.token('ACLTokenUpserted', event.token.accessorId);
    case 'AclTokenDeleted':
      return [aboutFormerToken('ACLTokenDeleted', event.accessorId)];
    case 'AclAuthMethodApplied':
      return tell.authMethod('ACLAuthMethodUpserted', event.authMethod.name);
    case 'AclAuthMethodDeleted':
      return [aboutFormerAuthMethod('ACLAuthMethodDeleted', event.name)];
    case 'AclBindingRuleApplied':
      return tell.bindingRule('ACLBindingRuleUpserted', event.rule.id);
    case 'AclBindingRuleDeleted':
      return [aboutFormerBindingRule('ACLBindingRuleDeleted', event.id)];
    case 'VariableWritten':
    case 'VariableLockReleased':
      return tell.variable(event);
    case 'VariableDeleted':
      return [aboutFormerVariable(event)];
    case 'VariableRekeyed': // It holds what it held before.
    case 'VariableLockRenewed':
    case 'OneTimeTokenCreated':
    case 'OneTimeTokenExchanged':
    case 'RootKeyAdded':
    case 'RootKeyRemoved':
    case 'NamespaceApplied':
    case 'NamespaceDeleted':
      return []; // Nomad has no topic for them.
    default:
      return assertNever(event);
  }
}
