import { Body, Controller, Delete, Get, HttpCode, Inject, Param, Post } from '@nestjs/common';
import {
  AclBootstrapRequest,
  ACLS_DISABLED_TOKEN,
  AclTokenRequest,
  AclTokenStub,
  aclTokenStub,
  aclTokenToWire,
  ANONYMOUS_TOKEN,
  OneTimeTokenExchangeRequest,
  timestampOf,
} from '@steppe/api-contract';
import { type AclTokenRow, type State, SteppeError } from '@steppe/domain';
import { type Caller, FromCaller } from '../access/caller.ts';
import { Answer } from '../http/answer.ts';
import { Options, type ReadOptions } from '../http/read-options.ts';
import { parseBody } from '../http/request-body.ts';
import type { AclSettings } from '../ports.ts';
import { checkUuid, isUuid } from '../reads/ids.ts';
import { byCreation, compareCreation } from '../reads/page.ts';
import { Reads } from '../reads/reads.service.ts';
import { ACL } from '../tokens.ts';
import { checkAclEnabled } from './acl-enabled.ts';
import { AclTokenWriter, type MadeToken, type TokenIdentity } from './acl-token-writer.ts';
import { checkedToken, checkedTtlMs, checkSameExpiry, uploadedIdentity } from './checked-token.ts';

@Controller('v1/acl')
export class AclTokensController {
  constructor(
    @Inject(Reads) private readonly reads: Reads,
    @Inject(AclTokenWriter) private readonly writer: AclTokenWriter,
    @Inject(ACL) private readonly acl: AclSettings,
  ) {}

  @Post('bootstrap')
  @HttpCode(200)
  async bootstrap(@Body() body: unknown): Promise<Answer> {
    checkAclEnabled(this.acl);
    const isEmpty = body === undefined || body === '' || body === null;
    const { BootstrapSecret } = isEmpty ? {} : parseBody(body, AclBootstrapRequest);
    if (BootstrapSecret && !isUuid(BootstrapSecret)) {
      throw new SteppeError('REQUEST_INVALID', 'invalid acl token');
    }
    return this.#made(await this.writer.bootstrap(BootstrapSecret || undefined));
  }

  @Get('tokens')
  list(@Options() options: ReadOptions): Promise<Answer> {
    checkAclEnabled(this.acl);
    const isGlobal = options.query.flag('global') ?? false;
    return this.reads.list<AclTokenRow>(
      {
        tables: ['aclTokens', 'aclRoles'],
        rows: ({ aclTokens }) => {
          const wanted = [...aclTokens.values()].filter(({ token }) => {
            return token.accessorId.startsWith(options.prefix) && (!isGlobal || token.global);
          });
          const inOrder = wanted.toSorted((a, b) => a.createSeq - b.createSeq);
          return byCreation(inOrder, ({ token }) => token.accessorId);
        },
        tokenOf: ({ createSeq, token }) => `${createSeq}.${token.accessorId}`,
        compareTokens: compareCreation,
        item: AclTokenStub,
        toWire: (row, state) => aclTokenStub(row, roleNamesIn(state)),
      },
      options,
    );
  }

  @Post('token')
  @HttpCode(200)
  async create(@Body() body: unknown): Promise<Answer> {
    checkAclEnabled(this.acl);
    const request = parseBody(body, AclTokenRequest);
    if (request.AccessorID) return this.#update(request.AccessorID, request);
    return this.#create(request);
  }

  /** Whoever presents a secret may see it again; without ACLs everyone is the same. */
  @Get('token/self')
  own(@Options() options: ReadOptions, @FromCaller() { token, secret }: Caller): Promise<Answer> {
    const nobody = this.acl.enabled ? ANONYMOUS_TOKEN : ACLS_DISABLED_TOKEN;
    return this.reads.one(
      {
        tables: ['aclTokens'],
        find: (state) => ({
          body: token ? aclTokenToWire(token, { roleNames: roleNamesIn(state), secret }) : nobody,
          index: token?.modifySeq ?? 0,
        }),
        otherwise: () => new SteppeError('ACL_NOT_FOUND', 'ACL token not found'),
      },
      options,
    );
  }

  @Post('token/onetime')
  @HttpCode(200)
  async oneTime(@FromCaller() { token }: Caller): Promise<Answer> {
    checkAclEnabled(this.acl);
    if (!token) throw new SteppeError('PERMISSION_DENIED', 'Permission denied');
    const made = await this.writer.createOneTime(token.token.accessorId);
    const OneTimeToken = {
      OneTimeSecretID: made.secret,
      AccessorID: made.accessorId,
      ExpiresAt: timestampOf(made.expiresAtMs),
      CreateIndex: made.seq,
      ModifyIndex: made.seq,
    };
    return Answer.ofWrite({ OneTimeToken, Index: made.seq }, made.seq);
  }

  @Post('token/onetime/exchange')
  @HttpCode(200)
  async exchange(@Body() body: unknown): Promise<Answer> {
    checkAclEnabled(this.acl);
    const { OneTimeSecretID } = parseBody(body, OneTimeTokenExchangeRequest);
    const { row, secret } = await this.writer.exchange(OneTimeSecretID);
    const Token = aclTokenToWire(row, { roleNames: roleNamesIn(this.reads.state), secret });
    return Answer.ofWrite({ Token, Index: row.modifySeq }, row.modifySeq);
  }

  @Get('token/:accessorId')
  get(
    @Param('accessorId') accessorId: string,
    @Options() options: ReadOptions,
    @FromCaller() { permissions, token, secret }: Caller,
  ): Promise<Answer> {
    checkAclEnabled(this.acl);
    const isOwn = token?.token.accessorId === accessorId;
    if (!permissions.isManagement && !isOwn) {
      throw new SteppeError('PERMISSION_DENIED', 'Permission denied');
    }
    checkUuid(accessorId, 'acl token');
    return this.reads.one(
      {
        tables: ['aclTokens', 'aclRoles'],
        find: (state) => {
          const row = state.aclTokens.get(accessorId);
          const shown = { roleNames: roleNamesIn(state), secret: isOwn ? secret : '' };
          return row && { body: aclTokenToWire(row, shown), index: row.modifySeq };
        },
        otherwise: () => new SteppeError('ACL_NOT_FOUND', 'ACL token not found'),
      },
      options,
    );
  }

  @Post('token/:accessorId')
  @HttpCode(200)
  async change(@Param('accessorId') accessorId: string, @Body() body: unknown): Promise<Answer> {
    checkAclEnabled(this.acl);
    const request = parseBody(body, AclTokenRequest);
    if (request.AccessorID !== accessorId) {
      throw new SteppeError('REQUEST_INVALID', 'Token accessor ID does not match request path');
    }
    return this.#update(accessorId, request);
  }

  @Delete('token/:accessorId')
  async delete(@Param('accessorId') accessorId: string): Promise<Answer> {
    checkAclEnabled(this.acl);
    return Answer.ofWrite(undefined, await this.writer.delete(accessorId));
  }

  async #create(request: AclTokenRequest, identity?: TokenIdentity): Promise<Answer> {
    const token = checkedToken(request, this.reads.state);
    const ttlMs = checkedTtlMs(request, this.acl);
    return this.#made(await this.writer.create(token, { ttlMs, identity }));
  }

  async #update(accessorId: string, request: AclTokenRequest): Promise<Answer> {
    checkUuid(accessorId, 'acl token');
    const before = this.reads.state.aclTokens.get(accessorId);
    if (!before) {
      const identity = uploadedIdentity(request, this.reads.state);
      if (identity) return this.#create(request, identity);
      throw new SteppeError('ACL_NOT_FOUND', `cannot find token ${accessorId}`);
    }
    checkSameExpiry(request, before.token, this.acl);
    const changes = checkedToken(request, this.reads.state);
    if (changes.global !== before.token.global) {
      throw new SteppeError('REQUEST_INVALID', `cannot toggle global mode of ${accessorId}`);
    }
    return this.#made({ row: await this.writer.update(before.token, changes), secret: '' });
  }

  #made({ row, secret }: MadeToken): Answer {
    const roleNames = roleNamesIn(this.reads.state);
    return Answer.ofWrite(aclTokenToWire(row, { roleNames, secret }), row.modifySeq);
  }
}

function roleNamesIn({ aclRoles }: State): ReadonlyMap<string, string> {
  return new Map([...aclRoles.values()].map(({ role }) => [role.id, role.name]));
}
