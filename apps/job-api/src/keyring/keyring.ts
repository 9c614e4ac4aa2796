import { generateKeyPair, randomBytes } from 'node:crypto';
import { promisify } from 'node:util';
import { Inject, Injectable, type OnModuleDestroy, type OnModuleInit } from '@nestjs/common';
import {
  type EpochMs,
  type RootKeyRow,
  type Sealed,
  SteppeError,
  subjects,
  type VariablePlace,
} from '@steppe/domain';
import { type EventStore, type Served } from '@steppe/event-log';
import { CLOCK, type Clock, EVENT_STORE, type Logger, LOGGER } from '@steppe/nest-kit';
import { z } from 'zod';
import { NEW_ID, ROOT_KEYS } from '../tokens.ts';
import { LogWriter } from '../writes/log-writer.ts';
import { settingWrite } from '../writes/setting-write.ts';
import { RootKeyMaterial, type RootKeyStore } from './root-key-store.ts';
import { type Items, open, seal } from './seal.ts';

const newKeyPair = promisify(generateKeyPair);
const CIPHER_KEY_BYTES = 32;
const SIGNING_KEY_BITS = 2048;
const PEERS_WAIT_MS = 1_000;
/** Servers give each other the root keys that they miss, as Nomad's do. */
const ROOT_KEY_SUBJECT = 'root-key';
const Wanted = z.object({ keyId: z.string() });

/** The keys that encrypt variables and sign identities: which there are is in the log, they themselves are not. */
@Injectable()
export class Keyring implements OnModuleInit, OnModuleDestroy {
  readonly #known = new Map<string, RootKeyMaterial>();
  #served: Served | undefined;
  #first: Promise<RootKeyMaterial> | undefined;

  constructor(
    @Inject(LogWriter) private readonly log: LogWriter,
    @Inject(EVENT_STORE) private readonly store: EventStore,
    @Inject(ROOT_KEYS) private readonly keys: RootKeyStore,
    @Inject(NEW_ID) private readonly newId: () => string,
    @Inject(CLOCK) private readonly now: Clock,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  onModuleInit(): void {
    this.#served = this.store.live.serve(ROOT_KEY_SUBJECT, async (payload) => {
      const { keyId } = Wanted.parse(payload);
      return (await this.#own(keyId)) ?? {};
    });
  }

  async onModuleDestroy(): Promise<void> {
    await this.#served?.stop();
  }

  /** The key that encrypts and signs now; the first use of it makes one. */
  async active(): Promise<RootKeyMaterial> {
    await this.#activateDue();
    const row = [...this.log.state.rootKeys.values()].find(({ isActive }) => isActive);
    if (row) return this.material(row.keyId);
    this.#first ??= this.#makeFirst().finally(() => {
      this.#first = undefined;
    });
    return this.#first;
  }

  /** @throws SteppeError `ROOT_KEY_MISSING` when neither this server nor another one has it. */
  async material(keyId: string): Promise<RootKeyMaterial> {
    const material = (await this.#own(keyId)) ?? (await this.#ofPeers(keyId));
    if (material) return material;
    throw new SteppeError(
      'ROOT_KEY_MISSING',
      `no server has the root key ${keyId}: bring its file back into the keystore of one`,
    );
  }

  async seal(items: Items, place: VariablePlace): Promise<Sealed> {
    return seal(items, place, await this.active());
  }

  async open(sealed: Sealed, place: VariablePlace): Promise<Items> {
    return open(sealed, place, await this.material(sealed.keyId));
  }

  /**
   * Makes a key that encrypts and signs from now on.
   *
   * @param publishAtMs from then on instead; until then it is only shown.
   */
  async rotate({ publishAtMs }: { publishAtMs?: EpochMs | undefined } = {}): Promise<RootKeyRow> {
    const { keyId } = await this.#add(() => true, publishAtMs);
    const row = this.log.state.rootKeys.get(keyId);
    if (!row) throw new Error('a root key that was added is not there');
    return row;
  }

  /** @throws SteppeError `ROOT_KEY_NOT_FOUND`, or `REQUEST_INVALID` for one that is in use. */
  async remove(keyId: string, { force }: { force: boolean }): Promise<void> {
    await this.log.write(
      settingWrite(subjects.keyring(), (state) => {
        const row = state.rootKeys.get(keyId);
        if (!row) throw new SteppeError('ROOT_KEY_NOT_FOUND', 'root key not found');
        if (row.isActive) {
          const text = 'active root key cannot be deleted - call rotate first';
          throw new SteppeError('REQUEST_INVALID', text);
        }
        if (!force && isUsed(state, keyId)) {
          throw new SteppeError('REQUEST_INVALID', 'root key in use, cannot delete');
        }
        return [{ type: 'RootKeyRemoved', v: 1, keyId }];
      }),
    );
    this.#known.delete(keyId);
    await this.keys.remove(keyId);
  }

  /** Another server may make the first one at the same time: then that one counts. */
  async #makeFirst(): Promise<RootKeyMaterial> {
    const made = await this.#add(({ rootKeys }) => rootKeys.size === 0);
    if (this.log.state.rootKeys.has(made.keyId)) return made;
    await this.keys.remove(made.keyId);
    return this.active();
  }

  /** Whoever uses the keys first after the time of one has come says so. */
  async #activateDue(): Promise<void> {
    if (!dueKey(this.log.state, this.now())) return;
    await this.log.write(
      settingWrite(subjects.keyring(), (state) => {
        const due = dueKey(state, this.now());
        if (!due) return [];
        return [{ type: 'RootKeyAdded', v: 1, keyId: due.keyId, publicKey: due.publicKey }];
      }),
    );
  }

  async #add(
    isWanted: (state: LogWriter['state']) => boolean,
    publishAtMs?: EpochMs,
  ): Promise<RootKeyMaterial> {
    const { publicKey, privateKey } = await newKeyPair('rsa', {
      modulusLength: SIGNING_KEY_BITS,
      publicKeyEncoding: { type: 'spki', format: 'pem' },
      privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
    });
    const keyId = this.newId();
    const cipherKey = randomBytes(CIPHER_KEY_BYTES).toString('base64');
    const material = { keyId, cipherKey, signingKey: privateKey };
    // First the key, then the word that there is one: a key that is announced can be used.
    await this.keys.write(material);
    const seq = await this.log.write(
      settingWrite(subjects.keyring(), (state) =>
        isWanted(state) ? [{ type: 'RootKeyAdded', v: 1, keyId, publicKey, publishAtMs }] : [],
      ),
    );
    this.logger.info({ keyId, seq }, 'root key added');
    return material;
  }

  async #own(keyId: string): Promise<RootKeyMaterial | undefined> {
    const known = this.#known.get(keyId) ?? (await this.keys.read(keyId));
    if (known) this.#known.set(keyId, known);
    return known;
  }

  async #ofPeers(keyId: string): Promise<RootKeyMaterial | undefined> {
    const options = { timeoutMs: PEERS_WAIT_MS };
    const answers = await this.store.live.requestAll(ROOT_KEY_SUBJECT, { keyId }, options);
    const [found] = answers.flatMap((answer) => RootKeyMaterial.safeParse(answer).data ?? []);
    if (found) await this.keys.write(found);
    return found;
  }
}

/** Whether anything that counts can be opened with this key alone. */
function isUsed({ variables, aclAuthMethods }: LogWriter['state'], keyId: string): boolean {
  const ofMethods = [...aclAuthMethods.values()].flatMap(({ authMethod: { config } }) => [
    config.clientSecret,
    config.assertion?.privateKey,
  ]);
  const ofVariables = [...variables.values()].map(({ sealed }) => sealed);
  return [...ofVariables, ...ofMethods].some((sealed) => sealed?.keyId === keyId);
}

/** The key that was to become active last, of those whose time has come. */
function dueKey({ rootKeys }: LogWriter['state'], nowMs: EpochMs): RootKeyRow | undefined {
  return [...rootKeys.values()]
    .filter(({ publishAtMs }) => publishAtMs !== undefined && publishAtMs <= nowMs)
    .toSorted((a, b) => (b.publishAtMs ?? 0) - (a.publishAtMs ?? 0))[0];
}
