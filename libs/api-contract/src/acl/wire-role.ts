import { z } from 'zod';
import type { AclRole, AclRoleRow } from '@steppe/domain';
import { contentHash } from '../wire/content-hash.ts';
import { nullIfEmpty } from '../wire/empty.ts';
import { Index, Text } from '../wire/values.ts';

/** An ACL role as it is posted. */
export const AclRoleRequest = z
  .object({
    ID: Text,
    Name: Text,
    Description: Text,
    Policies: z.array(z.object({ Name: z.string() })).nullish(),
  })
  .meta({ id: 'ACLRoleRequest' });
export type AclRoleRequest = z.infer<typeof AclRoleRequest>;

export const WireAclRole = z
  .object({
    ID: z.string(),
    Name: z.string(),
    Description: z.string(),
    Policies: z.array(z.object({ Name: z.string() })).nullable(),
    Hash: z.string().nullable(),
    CreateIndex: Index,
    ModifyIndex: Index,
  })
  .meta({ id: 'ACLRole' });
export type WireAclRole = z.infer<typeof WireAclRole>;

const NAME = /^[a-zA-Z0-9-]{1,128}$/;
const DESCRIPTION_MAX = 256;

/** What is wrong with a role, in Nomad's words. */
export function aclRoleFaults({ Name, Description, Policies }: AclRoleRequest): string[] {
  const faults: string[] = [];
  if (!NAME.test(Name ?? '')) faults.push(`invalid name '${Name ?? ''}'`);
  if ((Description ?? '').length > DESCRIPTION_MAX) {
    faults.push(`description longer than ${DESCRIPTION_MAX}`);
  }
  if ((Policies ?? []).length === 0) faults.push('at least one policy should be specified');
  return faults;
}

export function aclRoleFromWire(wire: AclRoleRequest, id: string): AclRole {
  return {
    id,
    name: wire.Name ?? '',
    description: wire.Description ?? '',
    policies: [...new Set((wire.Policies ?? []).map(({ Name }) => Name))],
  };
}

export function aclRoleToWire({ role, createSeq, modifySeq }: AclRoleRow): WireAclRole {
  const { id, name, description, policies } = role;
  return {
    ID: id,
    Name: name,
    Description: description,
    Policies: nullIfEmpty(policies.map((Name) => ({ Name }))),
    Hash: contentHash([name, description, ...policies]),
    CreateIndex: createSeq,
    ModifyIndex: modifySeq,
  };
}
