import { createPublicKey } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { type AuthMethodConfig, type AuthMethodRow, SteppeError } from '@steppe/domain';
import { CLOCK, type Clock } from '@steppe/nest-kit';
import {
  compactVerify,
  createRemoteJWKSet,
  customFetch,
  errors,
  type FlattenedJWSInput,
  type JWSHeaderParameters,
  type JWTVerifyGetKey,
} from 'jose';
import { z } from 'zod';
import { reasonOf } from './reason-of.ts';
import { timeFault } from './token-times.ts';
import { trustingFetch } from './trusting-fetch.ts';

/** Those that go with a public key. */
const ALGORITHMS = ['RS', 'PS', 'ES'].flatMap((kind) => ['256', '384', '512'].map((n) => kind + n));
const KNOWN_ALGORITHMS: ReadonlySet<string> = new Set([...ALGORITHMS, 'EdDSA']);
const DEFAULT_ALGORITHMS = ['RS256'];

const Claims = z.looseObject({
  iss: z.string().optional(),
  aud: z.union([z.string(), z.array(z.string())]).optional(),
  iat: z.number().optional(),
  nbf: z.number().optional(),
  exp: z.number().optional(),
});
export type Claims = z.infer<typeof Claims>;

const Discovery = z.object({ issuer: z.string(), jwks_uri: z.url() });

/** Checks tokens that others signed. */
@Injectable()
export class JwtLogin {
  /** Keys are fetched once, and again when a token names one that is not among them. */
  readonly #keys = new WeakMap<AuthMethodRow, Promise<readonly JWTVerifyGetKey[]>>();

  constructor(@Inject(CLOCK) private readonly now: Clock) {}

  /**
   * @returns what the token says.
   * @throws SteppeError `LOGIN_REFUSED` in Nomad's words when it does not hold for the method.
   */
  async verify(token: string, row: AuthMethodRow): Promise<Claims> {
    const { config } = row.authMethod;
    const claims = await this.#signedClaims(token, row);
    const fault =
      audienceFault(claims, config.boundAudiences) ?? timeFault(claims, config, this.now());
    if (fault) throw refused(`unable to verify signature of JWT token: ${fault}`);
    const issuerText = issuerFault(claims, config.boundIssuers);
    if (issuerText) throw refused(issuerText);
    return claims;
  }

  async #signedClaims(token: string, row: AuthMethodRow): Promise<Claims> {
    const algorithms = algorithmsOf(row.authMethod.config);
    const keys = await this.#keysOf(row);
    let reason: unknown = new Error('the auth method has no key');
    for (const key of keys) {
      try {
        const { payload } = await compactVerify(token, key, { algorithms });
        return Claims.parse(JSON.parse(new TextDecoder().decode(payload)));
      } catch (error) {
        reason = error;
      }
    }
    throw refused(`unable to verify signature of JWT token: ${reasonOf(reason)}`, reason);
  }

  #keysOf(row: AuthMethodRow): Promise<readonly JWTVerifyGetKey[]> {
    const known = this.#keys.get(row);
    if (known) return known;
    const keys = keysOf(row.authMethod.config);
    this.#keys.set(row, keys);
    // What could not be had is tried again with the next login.
    keys.catch(() => this.#keys.delete(row));
    return keys;
  }
}

/** @throws SteppeError `LOGIN_REFUSED`. */
async function keysOf(config: AuthMethodConfig): Promise<readonly JWTVerifyGetKey[]> {
  if (config.jwtPublicKeys.length > 0) return config.jwtPublicKeys.map(keyOfPem);
  if (config.jwksUrl !== '') return [remoteKeys(config.jwksUrl, [config.jwksCaPem])];
  const url = `${config.discoveryUrl.replace(/\/$/, '')}/.well-known/openid-configuration`;
  try {
    const answer = await trustingFetch(config.discoveryCaPems)(url, { method: 'GET', headers: {} });
    if (answer.status !== 200) throw new Error(`it answers ${answer.status}`);
    const { jwks_uri } = Discovery.parse(await answer.json());
    return [remoteKeys(jwks_uri, config.discoveryCaPems)];
  } catch (cause) {
    throw refused(
      `unable to get validation keys from OIDC provider: ${url}: ${reasonOf(cause)}`,
      cause,
    );
  }
}

function keyOfPem(pem: string): JWTVerifyGetKey {
  try {
    const key = createPublicKey(pem);
    return () => key;
  } catch (cause) {
    throw refused(`unable to parse a validation key: ${reasonOf(cause)}`, cause);
  }
}

function remoteKeys(url: string, caPems: readonly string[]): JWTVerifyGetKey {
  if (!URL.canParse(url)) throw refused(`"${url}" is no URL of validation keys`);
  const fetch = trustingFetch(caPems.filter((pem) => pem !== ''));
  const keys = createRemoteJWKSet(new URL(url), { [customFetch]: fetch });
  return async (header: JWSHeaderParameters, token: FlattenedJWSInput) => {
    try {
      return await keys(header, token);
    } catch (cause) {
      if (cause instanceof errors.JOSEError) throw cause;
      throw new Error(`the keys at ${url} cannot be had: ${reasonOf(cause)}`, { cause });
    }
  };
}

function algorithmsOf({ signingAlgorithms }: AuthMethodConfig): string[] {
  const wanted = signingAlgorithms.length > 0 ? signingAlgorithms : DEFAULT_ALGORITHMS;
  const unknown = wanted.find((name) => !KNOWN_ALGORITHMS.has(name));
  if (unknown === undefined) return wanted;
  throw refused(
    `unsupported signing algorithm ${unknown}: one of ${[...KNOWN_ALGORITHMS].join(', ')}`,
  );
}

function audienceFault({ aud }: Claims, bound: readonly string[]): string | undefined {
  if (bound.length === 0 || [aud ?? []].flat().some((each) => bound.includes(each))) {
    return undefined;
  }
  return 'invalid audience (aud) claim: audience claim does not match any expected audience';
}

function issuerFault({ iss }: Claims, bound: readonly string[]): string | undefined {
  if (bound.length === 0) return undefined;
  if (!iss) {
    return 'auth method specifies BoundIssuers but the provided token does not contain issuer information';
  }
  return bound.includes(iss) ? undefined : `invalid JWT issuer: ${iss}`;
}

function refused(reason: string, cause?: unknown): SteppeError {
  const text = `unable to validate provided token: ${reason}`;
  return new SteppeError('LOGIN_REFUSED', text, { cause });
}
