import { assertNever } from '../assert.ts';
import type { AuthEvent } from '../events/auth-events.ts';
import type { EpochMs, Seq } from '../primitives.ts';
import type { FoldContext } from './fold-context.ts';
import type { State } from './tables.ts';

/** How people log in, and what that gives them. The rules of a method stay when it goes, as in Nomad. */
export function foldAuthEvent(state: State, event: AuthEvent, context: FoldContext): void {
  const { aclAuthMethods, aclBindingRules, tableSeq } = state;
  switch (event.type) {
    case 'AclAuthMethodApplied': {
      const { authMethod } = event;
      const times = timesOf(aclAuthMethods.get(authMethod.name), context);
      aclAuthMethods.set(authMethod.name, { authMethod, ...times });
      tableSeq.aclAuthMethods = context.seq;
      return;
    }
    case 'AclAuthMethodDeleted':
      if (aclAuthMethods.delete(event.name)) tableSeq.aclAuthMethods = context.seq;
      return;
    case 'AclBindingRuleApplied': {
      const { rule } = event;
      const times = timesOf(aclBindingRules.get(rule.id), context);
      aclBindingRules.set(rule.id, { rule, ...times });
      tableSeq.aclBindingRules = context.seq;
      return;
    }
    case 'AclBindingRuleDeleted':
      if (aclBindingRules.delete(event.id)) tableSeq.aclBindingRules = context.seq;
      return;
    default:
      return assertNever(event);
  }
}

interface Times {
  readonly createSeq: Seq;
  readonly modifySeq: Seq;
  readonly createdAtMs: EpochMs;
  readonly modifiedAtMs: EpochMs;
}

function timesOf(before: Times | undefined, { seq, atMs }: FoldContext): Times {
  return {
    createSeq: before?.createSeq ?? seq,
    modifySeq: seq,
    createdAtMs: before?.createdAtMs ?? atMs,
    modifiedAtMs: atMs,
  };
}
