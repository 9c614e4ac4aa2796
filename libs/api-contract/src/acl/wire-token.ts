import { z } from 'zod';
import type { AclTokenRow } from '@steppe/domain';
import { contentHash } from '../wire/content-hash.ts';
import { nullIfEmpty } from '../wire/empty.ts';
import { goDuration } from '../wire/go-duration.ts';
import { timestampOf } from '../wire/time.ts';
import { Flag, Index, Text, TextList, Timestamp } from '../wire/values.ts';

const RoleLink = z.object({ ID: Text, Name: Text });

/** An ACL token as it is posted. */
export const AclTokenRequest = z
  .object({
    AccessorID: Text,
    SecretID: Text,
    Name: Text,
    Type: Text,
    Policies: TextList,
    Roles: z.array(RoleLink).nullish(),
    Global: Flag,
    ExpirationTTL: z
      .union([z.number(), z.string()])
      .meta({ description: 'Nanoseconds, or a text such as `8h`' })
      .nullish(),
    ExpirationTime: Timestamp.nullish(),
  })
  .meta({ id: 'ACLTokenRequest' });
export type AclTokenRequest = z.infer<typeof AclTokenRequest>;

/** An ACL token in a list. */
export const AclTokenStub = z
  .object({
    AccessorID: z.string(),
    Name: z.string(),
    Type: z.string(),
    Policies: z.array(z.string()).nullable(),
    Roles: z.array(z.object({ ID: z.string(), Name: z.string() })).nullable(),
    Global: z.boolean(),
    Hash: z.string().nullable(),
    CreateTime: Timestamp,
    ExpirationTime: Timestamp.nullable(),
    CreateIndex: Index,
    ModifyIndex: Index,
  })
  .meta({ id: 'ACLTokenStub' });
export type AclTokenStub = z.infer<typeof AclTokenStub>;

export const WireAclToken = z
  .object({
    ...AclTokenStub.shape,
    ExpirationTTL: z.string(),
    SecretID: z.string().meta({
      description: 'Shown when the token is made, and to whoever presents it; empty otherwise',
    }),
  })
  .meta({ id: 'ACLToken' });
export type WireAclToken = z.infer<typeof WireAclToken>;

export const AclBootstrapRequest = z
  .object({ BootstrapSecret: Text })
  .meta({ id: 'ACLBootstrapRequest' });

export const OneTimeTokenExchangeRequest = z
  .object({ OneTimeSecretID: z.string() })
  .meta({ id: 'OneTimeTokenExchangeRequest' });

/** @param roleNames the names of roles by their IDs; a role that is gone has none. */
export function aclTokenStub(
  { token, createSeq, modifySeq }: AclTokenRow,
  roleNames: ReadonlyMap<string, string>,
): AclTokenStub {
  const roles = token.roleIds.flatMap((ID) => {
    const Name = roleNames.get(ID);
    return Name === undefined ? [] : [{ ID, Name }];
  });
  return {
    AccessorID: token.accessorId,
    Name: token.name,
    Type: token.type,
    Policies: nullIfEmpty(token.policies),
    Roles: nullIfEmpty(roles),
    Global: token.global,
    Hash: contentHash([
      token.name,
      token.type,
      ...token.policies,
      token.global ? 'global' : 'local',
      ...token.roleIds,
    ]),
    CreateTime: timestampOf(token.createdAtMs),
    ExpirationTime: token.expiresAtMs === undefined ? null : timestampOf(token.expiresAtMs),
    CreateIndex: createSeq,
    ModifyIndex: modifySeq,
  };
}

export function aclTokenToWire(
  row: AclTokenRow,
  { roleNames, secret }: { roleNames: ReadonlyMap<string, string>; secret: string },
): WireAclToken {
  const { createdAtMs, expiresAtMs } = row.token;
  return {
    ExpirationTTL: expiresAtMs === undefined ? '' : goDuration(expiresAtMs - createdAtMs),
    SecretID: secret,
    ...aclTokenStub(row, roleNames),
  };
}

/** Whoever shows no token. */
export const ANONYMOUS_TOKEN: WireAclToken = {
  ExpirationTTL: '',
  AccessorID: 'anonymous',
  SecretID: '',
  Name: 'Anonymous Token',
  Type: 'client',
  Policies: ['anonymous'],
  Roles: null,
  Global: false,
  Hash: null,
  CreateTime: '0001-01-01T00:00:00Z',
  ExpirationTime: null,
  CreateIndex: 0,
  ModifyIndex: 0,
};

/** Everyone, as long as access is not controlled. */
export const ACLS_DISABLED_TOKEN: WireAclToken = {
  ...ANONYMOUS_TOKEN,
  AccessorID: 'acls-disabled',
  Name: 'ACLs disabled token',
  Policies: null,
};
