import { createPublicKey } from 'node:crypto';
import { Controller, Get, Inject } from '@nestjs/common';
import { SteppeError } from '@steppe/domain';
import { exportJWK } from 'jose';
import { Answer } from '../http/answer.ts';
import { Keyring } from '../keyring/keyring.ts';
import { Reads } from '../reads/reads.service.ts';

/** Verifiers may keep the keys for so long: shorter than a key that went out of use is kept. */
const MAX_AGE_S = 300;

/** What others check the identities of tasks with. */
@Controller('.well-known')
export class JwksController {
  constructor(
    @Inject(Reads) private readonly reads: Reads,
    @Inject(Keyring) private readonly keyring: Keyring,
  ) {}

  @Get('jwks.json')
  async keys(): Promise<Answer> {
    await this.keyring.active();
    const { rootKeys, tableSeq } = this.reads.state;
    const keys = await Promise.all(
      [...rootKeys.values()].map(async ({ keyId, publicKey }) => {
        const { kty, n, e } = await exportJWK(createPublicKey(publicKey));
        return { use: 'sig', kty, kid: keyId, alg: 'RS256', n, e };
      }),
    );
    const { body, headers } = Answer.ofRead({ keys }, tableSeq.rootKeys);
    return new Answer(body, { ...headers, 'Cache-Control': `max-age=${MAX_AGE_S}` });
  }

  @Get('openid-configuration')
  discovery(): never {
    throw new SteppeError('DISCOVERY_DISABLED', 'OIDC Discovery endpoint disabled');
  }
}
