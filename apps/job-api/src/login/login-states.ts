import { Inject, Injectable } from '@nestjs/common';
import { SteppeError, type VariablePlace } from '@steppe/domain';
import { CLOCK, type Clock } from '@steppe/nest-kit';
import { z } from 'zod';
import { Keyring } from '../keyring/keyring.ts';

/** What must be remembered from the beginning of a login to its end. */
export interface LoginState {
  readonly authMethod: string;
  readonly redirectUri: string;
  readonly clientNonce: string;
  /** Empty without PKCE. */
  readonly codeVerifier: string;
}

const VALID_MS = 600_000;
/** No namespace is without a name, so that no variable can be opened as a state. */
const PLACE: VariablePlace = { namespace: '', path: 'acl/oidc/state' };
const SealedState = z.object({ keyId: z.string(), data: z.string() });
const Opened = z.object({
  authMethod: z.string(),
  redirectUri: z.string(),
  clientNonce: z.string(),
  codeVerifier: z.string(),
  expiresAtMs: z.string(),
});

/**
 * Servers remember no logins that have begun: the provider carries what they must know, encrypted, as the `state` that
 * it gives back. So any server can end what another one began.
 */
@Injectable()
export class LoginStates {
  constructor(
    @Inject(Keyring) private readonly keyring: Keyring,
    @Inject(CLOCK) private readonly now: Clock,
  ) {}

  async seal(state: LoginState): Promise<string> {
    const expiresAtMs = String(this.now() + VALID_MS);
    const sealed = await this.keyring.seal({ ...state, expiresAtMs }, PLACE);
    return Buffer.from(JSON.stringify(sealed)).toString('base64url');
  }

  /** @throws SteppeError `REQUEST_INVALID` unless this cluster made it, not long ago, for the same login. */
  async open(text: string, expected: Omit<LoginState, 'codeVerifier'>): Promise<LoginState> {
    const { expiresAtMs, ...state } = await this.#opened(text);
    const isSame =
      state.authMethod === expected.authMethod &&
      state.redirectUri === expected.redirectUri &&
      state.clientNonce === expected.clientNonce;
    if (!isSame) throw invalid('it belongs to another login');
    if (Number(expiresAtMs) <= this.now()) throw invalid('it has expired');
    return state;
  }

  async #opened(text: string): Promise<z.infer<typeof Opened>> {
    try {
      const sealed = SealedState.parse(JSON.parse(Buffer.from(text, 'base64url').toString('utf8')));
      return Opened.parse(await this.keyring.open(sealed, PLACE));
    } catch (cause) {
      throw invalid('it is none of ours', cause);
    }
  }
}

function invalid(reason: string, cause?: unknown): SteppeError {
  const text = `the state is not valid: ${reason}. Begin the login again`;
  return new SteppeError('REQUEST_INVALID', text, { cause });
}
