import { createPrivateKey } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { CLOCK, type Clock } from '@steppe/nest-kit';
import { SignJWT } from 'jose';
import { Keyring } from '../keyring/keyring.ts';
import { NEW_ID } from '../tokens.ts';

export const TOKEN_ALGORITHM = 'RS256';
/** What an identity is for that nobody says otherwise of. */
export const OWN_AUDIENCE = 'nomadproject.io';
const MS_PER_SECOND = 1000;

export interface TokenContent {
  readonly claims: Readonly<Record<string, string>>;
  readonly subject: string;
  readonly audience: string | readonly string[];
  /** How long it is valid; 0: for ever. */
  readonly ttlMs: number;
}

/** Signs JSON Web Tokens with the cluster's root key; whoever has its JWKS can check them. */
@Injectable()
export class TokenSigner {
  constructor(
    @Inject(Keyring) private readonly keyring: Keyring,
    @Inject(CLOCK) private readonly now: Clock,
    @Inject(NEW_ID) private readonly newId: () => string,
  ) {}

  async sign({ claims, subject, audience, ttlMs }: TokenContent): Promise<string> {
    const { keyId, signingKey } = await this.keyring.active();
    const issuedAt = Math.floor(this.now() / MS_PER_SECOND);
    const jwt = new SignJWT({ ...claims })
      .setProtectedHeader({ alg: TOKEN_ALGORITHM, kid: keyId, typ: 'JWT' })
      .setSubject(subject)
      .setAudience(typeof audience === 'string' ? audience : [...audience])
      .setIssuedAt(issuedAt)
      .setNotBefore(issuedAt)
      .setJti(this.newId());
    if (ttlMs > 0) jwt.setExpirationTime(issuedAt + Math.ceil(ttlMs / MS_PER_SECOND));
    return jwt.sign(createPrivateKey(signingKey));
  }
}
