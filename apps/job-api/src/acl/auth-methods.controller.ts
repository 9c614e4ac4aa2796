import { Body, Controller, Delete, Get, HttpCode, Inject, Param, Post } from '@nestjs/common';
import {
  authMethodFaults,
  authMethodFromWire,
  AuthMethodRequest,
  AuthMethodStub,
  authMethodStub,
  authMethodToWire,
  authSecretsOf,
  mergedAuthMethod,
  multiError,
} from '@steppe/api-contract';
import { type AuthMethodRow, SteppeError } from '@steppe/domain';
import { Answer } from '../http/answer.ts';
import { Options, type ReadOptions } from '../http/read-options.ts';
import { parseBody } from '../http/request-body.ts';
import type { AclSettings } from '../ports.ts';
import { compareText } from '../reads/page.ts';
import { Reads } from '../reads/reads.service.ts';
import { ACL } from '../tokens.ts';
import { checkAclEnabled } from './acl-enabled.ts';
import { AuthMethodWriter } from './auth-method-writer.ts';

@Controller('v1/acl')
export class AuthMethodsController {
  constructor(
    @Inject(Reads) private readonly reads: Reads,
    @Inject(AuthMethodWriter) private readonly writer: AuthMethodWriter,
    @Inject(ACL) private readonly acl: AclSettings,
  ) {}

  @Get('auth-methods')
  list(@Options() options: ReadOptions): Promise<Answer> {
    checkAclEnabled(this.acl);
    return this.reads.list<AuthMethodRow>(
      {
        tables: ['aclAuthMethods'],
        rows: ({ aclAuthMethods }) =>
          [...aclAuthMethods.values()]
            .filter(({ authMethod }) => authMethod.name.startsWith(options.prefix))
            .toSorted((a, b) => compareText(a.authMethod.name, b.authMethod.name)),
        tokenOf: ({ authMethod }) => authMethod.name,
        item: AuthMethodStub,
        toWire: authMethodStub,
      },
      options,
    );
  }

  @Get('auth-method/:name')
  get(@Param('name') name: string, @Options() options: ReadOptions): Promise<Answer> {
    checkAclEnabled(this.acl);
    return this.reads.one(
      {
        tables: ['aclAuthMethods'],
        find: ({ aclAuthMethods }) => {
          const row = aclAuthMethods.get(name);
          return row && { body: authMethodToWire(row), index: row.modifySeq };
        },
        otherwise: () => new SteppeError('ACL_NOT_FOUND', 'ACL auth-method not found'),
      },
      options,
    );
  }

  @Post('auth-method')
  @HttpCode(200)
  create(@Body() body: unknown): Promise<Answer> {
    checkAclEnabled(this.acl);
    return this.#apply(parseBody(body, AuthMethodRequest));
  }

  @Post('auth-method/:name')
  @HttpCode(200)
  async change(@Param('name') name: string, @Body() body: unknown): Promise<Answer> {
    checkAclEnabled(this.acl);
    const request = parseBody(body, AuthMethodRequest);
    if (request.Name !== name) {
      const text = 'ACL auth-method name does not match request path';
      throw new SteppeError('REQUEST_INVALID', text);
    }
    return this.#apply(request);
  }

  @Delete('auth-method/:name')
  async delete(@Param('name') name: string): Promise<Answer> {
    checkAclEnabled(this.acl);
    return Answer.ofWrite(undefined, await this.writer.delete(name));
  }

  async #apply(request: AuthMethodRequest): Promise<Answer> {
    const before = this.reads.state.aclAuthMethods.get(request.Name ?? '');
    const wanted = mergedAuthMethod(request, before);
    const { tokenMinTtlMs: minTtlMs, tokenMaxTtlMs: maxTtlMs } = this.acl;
    const faults = authMethodFaults(wanted, { minTtlMs, maxTtlMs });
    if (faults.length > 0) {
      throw new SteppeError('REQUEST_INVALID', `auth method 0 invalid: ${multiError(faults)}`);
    }
    const secrets = authSecretsOf(wanted.Config ?? {});
    const row = await this.writer.apply(authMethodFromWire(wanted), secrets);
    return Answer.ofWrite(authMethodToWire(row), row.modifySeq);
  }
}
