import { parseFilter, passesFilter } from '@steppe/api-contract';
import {
  type AuthMethod,
  type BindingRule,
  fillNameTemplate,
  type State,
  SteppeError,
} from '@steppe/domain';
import type { MappedClaims } from './mapped-claims.ts';

/** What someone may who logs in. */
export interface Bindings {
  readonly isManagement: boolean;
  readonly policies: readonly string[];
  readonly roleIds: readonly string[];
}

/**
 * Goes by the rules of the method whose selector the claims pass. A role or policy that is not there gives nothing.
 *
 * @throws SteppeError `REQUEST_INVALID` when no rule gives anything, or a name cannot be made up.
 */
export function bindingsOf(state: State, method: AuthMethod, claims: MappedClaims): Bindings {
  const rules = [...state.aclBindingRules.values()]
    .map(({ rule }) => rule)
    .filter((rule) => rule.authMethod === method.name && selects(rule, claims));
  const names = valuesOf(claims);
  const boundTo = (type: BindingRule['bindType']): string[] =>
    rules.filter(({ bindType }) => bindType === type).map((rule) => boundName(rule, names));

  const isManagement = rules.some(({ bindType }) => bindType === 'management');
  const policies = boundTo('policy').filter((name) => state.aclPolicies.has(name));
  const roleNames = new Set(boundTo('role'));
  const roleIds = [...state.aclRoles.values()]
    .filter(({ role }) => roleNames.has(role.name))
    .map(({ role }) => role.id);
  if (!isManagement && policies.length === 0 && roleIds.length === 0) {
    throw new SteppeError('REQUEST_INVALID', 'no role or policy bindings matched');
  }
  if (isManagement) return { isManagement, policies: [], roleIds: [] };
  return { isManagement, policies: [...new Set(policies)], roleIds: roleIds.toSorted() };
}

/** The name that a method gives the tokens of its logins. */
export function tokenName({ name, type, tokenNameFormat }: AuthMethod, claims: MappedClaims) {
  const own = [['auth_method_type', type] as const, ['auth_method_name', name] as const];
  return filled(
    tokenNameFormat,
    new Map([...own, ...valuesOf(claims)]),
    'failed to generate ACL token name',
  );
}

const FIELDS = new Set(['value', 'list']);

/** A selector that asks for what there is not selects nobody. */
function selects({ selector }: BindingRule, claims: MappedClaims): boolean {
  if (selector === '') return true;
  try {
    return passesFilter(parseFilter(selector), claims, FIELDS);
  } catch (error) {
    if (error instanceof SteppeError) return false;
    throw error;
  }
}

function boundName({ bindName, bindType }: BindingRule, names: ReadonlyMap<string, string>) {
  return filled(bindName, names, `cannot compute "${bindType}" bind name for bind target`);
}

function valuesOf({ value }: MappedClaims): Map<string, string> {
  return new Map(Object.entries(value).map(([name, text]) => [`value.${name}`, text]));
}

function filled(template: string, names: ReadonlyMap<string, string>, what: string): string {
  try {
    return fillNameTemplate(template, names);
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new SteppeError('REQUEST_INVALID', `${what}: ${reason}`, { cause });
  }
}
