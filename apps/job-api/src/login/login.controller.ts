import { Body, Controller, HttpCode, Inject, Post } from '@nestjs/common';
import {
  loginFaults,
  LoginRequest,
  multiError,
  OidcAuthUrlRequest,
  OidcCompleteAuthRequest,
  type WireAclToken,
} from '@steppe/api-contract';
import { type AuthMethodRow, SteppeError } from '@steppe/domain';
import type { z } from 'zod';
import { checkAclEnabled } from '../acl/acl-enabled.ts';
import { Answer } from '../http/answer.ts';
import { parseBody } from '../http/request-body.ts';
import type { AclSettings } from '../ports.ts';
import { Reads } from '../reads/reads.service.ts';
import { ACL } from '../tokens.ts';
import { JwtLogin } from './jwt-login.ts';
import { LoginTokens } from './login-tokens.ts';
import { OidcLogin } from './oidc-login.ts';

/** Gives tokens to those of whom somebody else says who they are. */
@Controller('v1/acl')
export class LoginController {
  constructor(
    @Inject(Reads) private readonly reads: Reads,
    @Inject(JwtLogin) private readonly jwt: JwtLogin,
    @Inject(OidcLogin) private readonly oidc: OidcLogin,
    @Inject(LoginTokens) private readonly tokens: LoginTokens,
    @Inject(ACL) private readonly acl: AclSettings,
  ) {}

  @Post('login')
  @HttpCode(200)
  async login(@Body() body: unknown): Promise<Answer> {
    const request = this.#complete(body, LoginRequest, 'invalid login request');
    const row = this.#method(request.AuthMethodName);
    if (row.authMethod.type !== 'JWT') {
      const text = `unsupported auth-method type: ${row.authMethod.type}`;
      throw new SteppeError('REQUEST_INVALID', text);
    }
    const claims = await this.jwt.verify(request.LoginToken ?? '', row);
    return answerOf(await this.tokens.create(row.authMethod, claims));
  }

  @Post('oidc/auth-url')
  @HttpCode(200)
  async authUrl(@Body() body: unknown): Promise<Answer> {
    const what = 'invalid OIDC auth-url request';
    const request = this.#complete(body, OidcAuthUrlRequest, what);
    const row = this.#oidcMethod(request.AuthMethodName);
    const AuthURL = await this.oidc.begin(row, {
      redirectUri: request.RedirectURI ?? '',
      clientNonce: request.ClientNonce ?? '',
    });
    return new Answer({ AuthURL }, {});
  }

  @Post('oidc/complete-auth')
  @HttpCode(200)
  async completeAuth(@Body() body: unknown): Promise<Answer> {
    const what = 'invalid OIDC complete-auth request';
    const request = this.#complete(body, OidcCompleteAuthRequest, what);
    const row = this.#oidcMethod(request.AuthMethodName);
    const claims = await this.oidc.complete(row, {
      redirectUri: request.RedirectURI ?? '',
      clientNonce: request.ClientNonce ?? '',
      state: request.State ?? '',
      code: request.Code ?? '',
    });
    return answerOf(await this.tokens.create(row.authMethod, claims));
  }

  #complete<T extends Readonly<Record<string, unknown>>>(
    body: unknown,
    schema: z.ZodType<T> & { readonly shape: object },
    what: string,
  ): T {
    checkAclEnabled(this.acl);
    const request = parseBody(body, schema);
    const faults = loginFaults(Object.keys(schema.shape), request);
    if (faults.length > 0) {
      throw new SteppeError('REQUEST_INVALID', `${what}: ${multiError(faults)}`);
    }
    return request;
  }

  #oidcMethod(name: string | null | undefined): AuthMethodRow {
    const row = this.#method(name);
    if (row.authMethod.type === 'OIDC') return row;
    const text = `auth-method "${row.authMethod.name}" is of type ${row.authMethod.type}, not OIDC`;
    throw new SteppeError('REQUEST_INVALID', text);
  }

  #method(name: string | null | undefined): AuthMethodRow {
    const row = this.reads.state.aclAuthMethods.get(name ?? '');
    if (row) return row;
    throw new SteppeError('REQUEST_INVALID', `auth-method "${name}" not found`);
  }
}

function answerOf(token: WireAclToken): Answer {
  return Answer.ofWrite(token, token.ModifyIndex);
}
