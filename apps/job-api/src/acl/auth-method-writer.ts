import { Inject, Injectable } from '@nestjs/common';
import { REDACTED } from '@steppe/api-contract';
import {
  assert,
  type AuthMethod,
  type AuthMethodConfig,
  type AuthMethodRow,
  type DomainEvent,
  type Sealed,
  type Seq,
  type State,
  SteppeError,
  subjects,
  type VariablePlace,
} from '@steppe/domain';
import { type Logger, LOGGER } from '@steppe/nest-kit';
import { Keyring } from '../keyring/keyring.ts';
import { LogWriter } from '../writes/log-writer.ts';
import { settingWrite } from '../writes/setting-write.ts';

/** What an auth method holds that nobody may read in the log. */
export interface AuthSecrets {
  readonly clientSecret: string;
  readonly privateKey: string;
}

/** Appends what is wanted of auth methods to the log: their secrets encrypted, as variables are. */
@Injectable()
export class AuthMethodWriter {
  constructor(
    @Inject(LogWriter) private readonly log: LogWriter,
    @Inject(Keyring) private readonly keyring: Keyring,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  /**
   * @param secrets of which `redacted` stays what it was.
   * @throws SteppeError `REQUEST_INVALID` when another method is the default.
   */
  async apply(method: AuthMethod, secrets: AuthSecrets): Promise<AuthMethodRow> {
    const before = this.log.state.aclAuthMethods.get(method.name)?.authMethod.config;
    const config = await this.#withSecrets(method, secrets, before);
    const authMethod = { ...method, config };
    const seq = await this.#write(method.name, (state) => {
      checkDefault(state, method);
      return { type: 'AclAuthMethodApplied', v: 1, authMethod };
    });
    this.logger.info({ authMethod: method.name, seq }, 'ACL auth method applied');
    const row = this.log.state.aclAuthMethods.get(method.name);
    assert(row !== undefined, 'an auth method that was written is not there');
    return row;
  }

  /** @throws SteppeError `ACL_NOT_FOUND`. */
  async delete(name: string): Promise<Seq> {
    const seq = await this.#write(name, ({ aclAuthMethods }) => {
      if (!aclAuthMethods.has(name)) {
        throw new SteppeError('ACL_NOT_FOUND', 'ACL auth method not found');
      }
      return { type: 'AclAuthMethodDeleted', v: 1, name };
    });
    this.logger.info({ authMethod: name, seq }, 'ACL auth method deleted');
    return seq;
  }

  async secretsOf({ name, config }: AuthMethod): Promise<AuthSecrets> {
    const { clientSecret, assertion } = config;
    return {
      clientSecret: await this.#open(clientSecret, placeOf(name, 'client-secret')),
      privateKey: await this.#open(assertion?.privateKey, placeOf(name, 'private-key')),
    };
  }

  /** Encrypts the secrets of every method with the key that is active now. */
  async rekeyAll(): Promise<void> {
    for (const row of this.log.state.aclAuthMethods.values()) {
      const { authMethod: old } = row;
      if (!old.config.clientSecret && !old.config.assertion?.privateKey) continue;
      const config = await this.#withSecrets(old, await this.secretsOf(old), undefined);
      const authMethod = { ...old, config };
      await this.#write(old.name, ({ aclAuthMethods }) => {
        // Whoever wrote it meanwhile did so with the new key.
        const isSame = aclAuthMethods.get(old.name) === row;
        return isSame ? { type: 'AclAuthMethodApplied', v: 1, authMethod } : undefined;
      });
    }
  }

  async #withSecrets(
    { name, config }: AuthMethod,
    secrets: AuthSecrets,
    before: AuthMethodConfig | undefined,
  ): Promise<AuthMethodConfig> {
    const seal = async (text: string, kept: Sealed | undefined, what: string) => {
      if (text === REDACTED && kept) return kept;
      return text === '' ? undefined : this.keyring.seal({ text }, placeOf(name, what));
    };
    const { clientSecret, privateKey } = secrets;
    const { assertion } = config;
    const keptKey = before?.assertion?.privateKey;
    return {
      ...config,
      clientSecret: await seal(clientSecret, before?.clientSecret, 'client-secret'),
      assertion: assertion && {
        ...assertion,
        privateKey: await seal(privateKey, keptKey, 'private-key'),
      },
    };
  }

  async #open(sealed: Sealed | undefined, place: VariablePlace): Promise<string> {
    if (!sealed) return '';
    const { text = '' } = await this.keyring.open(sealed, place);
    return text;
  }

  #write(name: string, decide: (state: State) => DomainEvent | undefined): Promise<Seq> {
    const subject = subjects.aclAuthMethod(name);
    return this.log.write(settingWrite(subject, (state) => [decide(state) ?? []].flat()));
  }
}

/** No namespace is without a name, so that no variable is at such a place. */
function placeOf(authMethod: string, what: string): VariablePlace {
  return { namespace: '', path: `acl/auth-method/${authMethod}/${what}` };
}

function checkDefault({ aclAuthMethods }: State, method: AuthMethod): void {
  if (!method.isDefault) return;
  for (const { authMethod: other } of aclAuthMethods.values()) {
    if (!other.isDefault || other.name === method.name) continue;
    throw new SteppeError('REQUEST_INVALID', `default method already exists: ${other.name}`);
  }
}
