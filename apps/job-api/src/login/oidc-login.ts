import { Inject, Injectable } from '@nestjs/common';
import { type AuthMethod, type AuthMethodRow, SteppeError } from '@steppe/domain';
import { decodeProtectedHeader } from 'jose';
import {
  allowInsecureRequests,
  authorizationCodeGrant,
  buildAuthorizationUrl,
  calculatePKCECodeChallenge,
  type Configuration,
  customFetch,
  discovery,
  enableNonRepudiationChecks,
  fetchUserInfo,
  type IDToken,
  randomPKCECodeVerifier,
} from 'openid-client';
import { AuthMethodWriter } from '../acl/auth-method-writer.ts';
import { Keyring } from '../keyring/keyring.ts';
import { clientAuthOf } from './client-auth.ts';
import { type LoginState, LoginStates } from './login-states.ts';
import { reasonOf } from './reason-of.ts';
import { isAllowedRedirect } from './redirect-uris.ts';
import { trustingFetch } from './trusting-fetch.ts';

type Claims = Readonly<Record<string, unknown>>;

/** Logs people in at an OpenID Connect provider, by the authorization code flow. */
@Injectable()
export class OidcLogin {
  constructor(
    @Inject(AuthMethodWriter) private readonly methods: AuthMethodWriter,
    @Inject(LoginStates) private readonly states: LoginStates,
    @Inject(Keyring) private readonly keyring: Keyring,
  ) {}

  /** @returns where to send the person: a page of the provider. */
  async begin(
    { authMethod }: AuthMethodRow,
    { redirectUri, clientNonce }: Pick<LoginState, 'redirectUri' | 'clientNonce'>,
  ): Promise<string> {
    const { config } = authMethod;
    if (!isAllowedRedirect(redirectUri, config.allowedRedirectUris)) {
      const text = `unauthorized redirect_uri: ${redirectUri}; AllowedRedirectURIs names those that are`;
      throw new SteppeError('REQUEST_INVALID', text);
    }
    const provider = await this.#providerOf(authMethod);
    const codeVerifier = config.pkce ? randomPKCECodeVerifier() : '';
    const login = { authMethod: authMethod.name, redirectUri, clientNonce, codeVerifier };
    const parameters = new URLSearchParams({
      redirect_uri: redirectUri,
      scope: [...new Set(['openid', ...config.scopes])].join(' '),
      state: await this.states.seal(login),
      nonce: clientNonce,
    });
    if (codeVerifier !== '') {
      parameters.set('code_challenge', await calculatePKCECodeChallenge(codeVerifier));
      parameters.set('code_challenge_method', 'S256');
    }
    return buildAuthorizationUrl(provider, parameters).href;
  }

  /**
   * @returns what the provider says of the person.
   * @throws SteppeError `LOGIN_REFUSED` when it does not vouch for them, or not as the method demands.
   */
  async complete(
    { authMethod }: AuthMethodRow,
    { code, state, ...login }: Omit<LoginState, 'codeVerifier' | 'authMethod'> & CodeAnswer,
  ): Promise<Claims> {
    const begun = await this.states.open(state, { authMethod: authMethod.name, ...login });
    const provider = await this.#providerOf(authMethod);
    const answer = new URL(login.redirectUri);
    answer.searchParams.set('code', code);
    answer.searchParams.set('state', state);
    // Nomad's clients do not pass on which provider answered; the state says at which one the login began.
    answer.searchParams.set('iss', provider.serverMetadata().issuer);
    try {
      const tokens = await authorizationCodeGrant(provider, answer, {
        expectedState: state,
        expectedNonce: login.clientNonce,
        idTokenExpected: true,
        ...(begun.codeVerifier === '' ? {} : { pkceCodeVerifier: begun.codeVerifier }),
      });
      const claims = tokens.claims();
      if (!claims) throw new Error('it gave no ID token');
      checkIdToken(authMethod, claims, tokens.id_token ?? '');
      const hasMore =
        !authMethod.config.skipsUserInfo && provider.serverMetadata().userinfo_endpoint;
      if (!hasMore) return claims;
      const more = await fetchUserInfo(provider, tokens.access_token, claims.sub);
      return { ...claims, ...more };
    } catch (cause) {
      if (cause instanceof SteppeError) throw cause;
      const text = `the OIDC provider does not vouch for the login: ${reasonOf(cause)}`;
      throw new SteppeError('LOGIN_REFUSED', text, { cause });
    }
  }

  async #providerOf(method: AuthMethod): Promise<Configuration> {
    const { discoveryUrl, clientId, discoveryCaPems } = method.config;
    const secrets = await this.methods.secretsOf(method);
    try {
      const auth = await clientAuthOf(method, secrets, () => this.keyring.active());
      const isInsecure = new URL(discoveryUrl).protocol === 'http:';
      return await discovery(new URL(discoveryUrl), clientId, undefined, auth, {
        [customFetch]: trustingFetch(discoveryCaPems),
        execute: [enableNonRepudiationChecks, ...(isInsecure ? [allowInsecureRequests] : [])],
      });
    } catch (cause) {
      const text = `failed to generate OIDC provider: ${discoveryUrl}: ${reasonOf(cause)}`;
      throw new SteppeError('PROVIDER_UNREACHABLE', text, { cause });
    }
  }
}

/** What a provider sends to the redirect URI. */
interface CodeAnswer {
  readonly code: string;
  readonly state: string;
}

const DEFAULT_ALGORITHMS = ['RS256'];

/** Beyond what the library checks: signature, issuer, audience, times and nonce. */
function checkIdToken({ config }: AuthMethod, { aud }: IDToken, token: string): void {
  const { boundAudiences, signingAlgorithms } = config;
  const audiences = [aud].flat();
  if (boundAudiences.length > 0 && !audiences.some((each) => boundAudiences.includes(each))) {
    throw new Error(`the audience ${audiences.join(', ')} is none of BoundAudiences`);
  }
  const { alg = '' } = decodeProtectedHeader(token);
  const allowed = signingAlgorithms.length > 0 ? signingAlgorithms : DEFAULT_ALGORITHMS;
  if (!allowed.includes(alg)) throw new Error(`${alg} is none of SigningAlgs`);
}
