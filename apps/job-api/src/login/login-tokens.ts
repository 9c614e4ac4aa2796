import { Inject, Injectable } from '@nestjs/common';
import { aclTokenToWire, type WireAclToken } from '@steppe/api-contract';
import type { AuthMethod } from '@steppe/domain';
import { AclTokenWriter } from '../acl/acl-token-writer.ts';
import { Reads } from '../reads/reads.service.ts';
import { bindingsOf, tokenName } from './bindings.ts';
import { mapClaims } from './mapped-claims.ts';

/** Makes tokens for those who logged in. */
@Injectable()
export class LoginTokens {
  constructor(
    @Inject(Reads) private readonly reads: Reads,
    @Inject(AclTokenWriter) private readonly tokens: AclTokenWriter,
  ) {}

  /** @throws SteppeError `REQUEST_INVALID` when nothing is bound to what the claims say. */
  async create(
    method: AuthMethod,
    claims: Readonly<Record<string, unknown>>,
  ): Promise<WireAclToken> {
    const mapped = mapClaims(claims, method.config);
    const bindings = bindingsOf(this.reads.state, method, mapped);
    const wanted = {
      name: tokenName(method, mapped),
      type: bindings.isManagement ? ('management' as const) : ('client' as const),
      policies: [...bindings.policies],
      roleIds: [...bindings.roleIds],
      global: method.tokenLocality === 'global',
    };
    const { row, secret } = await this.tokens.create(wanted, { ttlMs: method.maxTokenTtlMs });
    const roles = [...this.reads.state.aclRoles.values()];
    const roleNames = new Map(roles.map(({ role }) => [role.id, role.name]));
    return aclTokenToWire(row, { roleNames, secret });
  }
}
