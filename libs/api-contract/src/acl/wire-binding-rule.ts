import { z } from 'zod';
import {
  type BindingRule,
  type BindingRuleRow,
  nameTemplateFault,
  SteppeError,
} from '@steppe/domain';
import { parseFilter } from '../filter/parse-filter.ts';
import { contentHash } from '../wire/content-hash.ts';
import { timestampOf } from '../wire/time.ts';
import { Index, Text, Timestamp } from '../wire/values.ts';

/** A binding rule as it is posted. */
export const BindingRuleRequest = z
  .object({
    ID: Text,
    Description: Text,
    AuthMethod: Text,
    Selector: Text,
    BindType: Text,
    BindName: Text,
  })
  .meta({ id: 'ACLBindingRuleRequest' });
export type BindingRuleRequest = z.infer<typeof BindingRuleRequest>;

/** A binding rule in a list. */
export const BindingRuleStub = z
  .object({
    ID: z.string(),
    Description: z.string(),
    AuthMethod: z.string(),
    Hash: z.string().nullable(),
    CreateIndex: Index,
    ModifyIndex: Index,
  })
  .meta({ id: 'ACLBindingRuleStub' });
export type BindingRuleStub = z.infer<typeof BindingRuleStub>;

export const WireBindingRule = z
  .object({
    ...BindingRuleStub.shape,
    Selector: z.string(),
    BindType: z.string(),
    BindName: z.string(),
    CreateTime: Timestamp,
    ModifyTime: Timestamp,
  })
  .meta({ id: 'ACLBindingRule' });
export type WireBindingRule = z.infer<typeof WireBindingRule>;

/** What a request leaves out stays as it is. */
export function mergedBindingRule(
  request: BindingRuleRequest,
  { rule }: BindingRuleRow,
): BindingRuleRequest {
  return {
    ID: rule.id,
    Description: request.Description || rule.description,
    AuthMethod: request.AuthMethod || rule.authMethod,
    Selector: request.Selector || rule.selector,
    BindType: request.BindType || rule.bindType,
    BindName: request.BindName || rule.bindName,
  };
}

const DESCRIPTION_MAX = 256;

/** What is wrong with a binding rule, in Nomad's words. */
export function bindingRuleFaults(request: BindingRuleRequest): string[] {
  const { AuthMethod, Description, Selector, BindType, BindName } = request;
  const faults: string[] = [];
  if (!AuthMethod) faults.push('auth method is missing');
  if (!BindType) faults.push('bind type is missing');
  else faults.push(...bindFaults(BindType, BindName ?? ''));
  if ((Description ?? '').length > DESCRIPTION_MAX) {
    faults.push(`description longer than ${DESCRIPTION_MAX}`);
  }
  const selectorFault = Selector ? filterFault(Selector) : undefined;
  if (selectorFault) faults.push(`selector is invalid: ${selectorFault}`);
  return faults;
}

function bindFaults(type: string, name: string): string[] {
  if (type === 'management') return name ? ['bind name should be empty'] : [];
  if (type !== 'role' && type !== 'policy') return [`unsupported bind type: "${type}"`];
  if (!name) return ['bind name is missing'];
  const fault = nameTemplateFault(name);
  return fault ? [`bind name is invalid: ${fault}`] : [];
}

function filterFault(selector: string): string | undefined {
  try {
    parseFilter(selector);
    return undefined;
  } catch (error) {
    if (error instanceof SteppeError) return error.message;
    throw error;
  }
}

/** Of a request without faults. */
export function bindingRuleFromWire(wire: BindingRuleRequest, id: string): BindingRule {
  const { BindType } = wire;
  return {
    id,
    description: wire.Description ?? '',
    authMethod: wire.AuthMethod ?? '',
    selector: wire.Selector ?? '',
    bindType: BindType === 'role' || BindType === 'policy' ? BindType : 'management',
    bindName: wire.BindName ?? '',
  };
}

export function bindingRuleStub({ rule, createSeq, modifySeq }: BindingRuleRow): BindingRuleStub {
  const { id, description, authMethod, selector, bindType, bindName } = rule;
  return {
    ID: id,
    Description: description,
    AuthMethod: authMethod,
    Hash: contentHash([id, description, authMethod, selector, bindType, bindName]),
    CreateIndex: createSeq,
    ModifyIndex: modifySeq,
  };
}

export function bindingRuleToWire(row: BindingRuleRow): WireBindingRule {
  const { selector, bindType, bindName } = row.rule;
  return {
    ...bindingRuleStub(row),
    Selector: selector,
    BindType: bindType,
    BindName: bindName,
    CreateTime: timestampOf(row.createdAtMs),
    ModifyTime: timestampOf(row.modifiedAtMs),
  };
}
