import type { AclPolicyStub, AclTokenStub, WireAclRole, WireAclToken } from '@steppe/api-contract';
import { keyValues, table } from '../layout/table.ts';
import { titled } from '../layout/titled.ts';
import type { Paint } from '../terminal.ts';

/** `2026-11-28 07:37:39.946 +0000 UTC`, as Go prints a time. */
function goTime(timestamp: string): string {
  return timestamp.replace('T', ' ').replace(/Z$/, ' +0000 UTC');
}

export function tokenBlock(token: WireAclToken, options: { bold: Paint }): string {
  const isManagement = token.Type === 'management';
  const fields: [string, string][] = [
    ['Accessor ID', token.AccessorID],
    // Only its maker and its holder ever see a secret.
    ['Secret ID', token.SecretID || '<redacted>'],
    ['Name', token.Name],
    ['Type', token.Type],
    ['Global', String(token.Global)],
    ['Create Time', goTime(token.CreateTime)],
    ['Expiry Time', token.ExpirationTime === null ? '' : goTime(token.ExpirationTime)],
    ['Create Index', String(token.CreateIndex)],
    ['Modify Index', String(token.ModifyIndex)],
    ['Policies', isManagement ? 'n/a' : `[${(token.Policies ?? []).join(' ')}]`],
  ];
  if (isManagement) return keyValues([...fields, ['Roles', 'n/a']]);
  const roles = token.Roles ?? [];
  const shown = table([['ID', 'Name'], ...roles.map(({ ID, Name }) => [ID, Name])]);
  const list = roles.length === 0 ? '<none>' : shown;
  return `${keyValues(fields)}\n\n${titled('Roles', list, options)}`;
}

export function tokenTable(tokens: readonly AclTokenStub[], nowMs: number): string {
  const rows = tokens.map(({ Name, Type, Global, AccessorID, ExpirationTime }) => [
    Name,
    Type,
    String(Global),
    AccessorID,
    String(ExpirationTime !== null && Date.parse(ExpirationTime) <= nowMs),
  ]);
  return table([['Name', 'Type', 'Global', 'Accessor ID', 'Expired'], ...rows]);
}

export function policyTable(policies: readonly AclPolicyStub[]): string {
  const rows = policies.map(({ Name, Description }) => [Name, Description]);
  return table([['Name', 'Description'], ...rows]);
}

export function roleBlock(role: WireAclRole): string {
  return keyValues([
    ['ID', role.ID],
    ['Name', role.Name],
    ['Description', role.Description],
    ['Policies', policyNames(role)],
    ['Create Index', String(role.CreateIndex)],
    ['Modify Index', String(role.ModifyIndex)],
  ]);
}

export function roleTable(roles: readonly WireAclRole[]): string {
  const rows = roles.map((role) => [role.ID, role.Name, role.Description, policyNames(role)]);
  return table([['ID', 'Name', 'Description', 'Policies'], ...rows]);
}

function policyNames({ Policies }: WireAclRole): string {
  return (Policies ?? []).map(({ Name }) => Name).join(',');
}
