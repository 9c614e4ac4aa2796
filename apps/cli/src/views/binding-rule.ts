import { keyValues, table } from '../layout/table.ts';
import type { BindingRule, BindingRuleStub } from '../wire/auth-method.ts';

export function bindingRuleTable(rules: readonly BindingRuleStub[]): string {
  const rows = rules.map(({ ID, Description, AuthMethod }) => [ID, Description, AuthMethod]);
  return table([['ID', 'Description', 'Auth Method'], ...rows]);
}

export function bindingRuleBlock(rule: BindingRule): string {
  return keyValues([
    ['ID', rule.ID],
    ['Description', rule.Description],
    ['Auth Method', rule.AuthMethod],
    ['Selector', JSON.stringify(rule.Selector)],
    ['Bind Type', rule.BindType],
    ['Bind Name', rule.BindName],
    ['Create Time', goTime(rule.CreateTime)],
    ['Modify Time', goTime(rule.ModifyTime)],
    ['Create Index', String(rule.CreateIndex)],
    ['Modify Index', String(rule.ModifyIndex)],
  ]);
}

function goTime(timestamp: string): string {
  return timestamp.replace('T', ' ').replace(/Z$/, ' +0000 UTC');
}
