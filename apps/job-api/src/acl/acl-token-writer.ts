import { Inject, Injectable } from '@nestjs/common';
import {
  type AclToken,
  type AclTokenRow,
  assert,
  isExpired,
  type Seq,
  SteppeError,
  subjects,
} from '@steppe/domain';
import { CLOCK, type Clock, type Logger, LOGGER } from '@steppe/nest-kit';
import { hashSecret } from '../access/access.service.ts';
import type { AclSettings } from '../ports.ts';
import { ACL, NEW_ID } from '../tokens.ts';
import { LogWriter } from '../writes/log-writer.ts';
import { settingWrite } from '../writes/setting-write.ts';

/** A token whose secret its maker sees now, and nobody again. */
export interface MadeToken {
  readonly row: AclTokenRow;
  readonly secret: string;
}

/** Who a token is, and what its holder shows. */
export interface TokenIdentity {
  readonly accessorId: string;
  readonly secret: string;
}

export interface OneTimeToken {
  readonly secret: string;
  readonly accessorId: string;
  readonly expiresAtMs: number;
  readonly seq: Seq;
}

const ONE_TIME_TTL_MS = 600_000;

/** Appends what is wanted of ACL tokens to the log: of a secret, only its hash. */
@Injectable()
export class AclTokenWriter {
  constructor(
    @Inject(LogWriter) private readonly log: LogWriter,
    @Inject(CLOCK) private readonly now: Clock,
    @Inject(NEW_ID) private readonly newId: () => string,
    @Inject(ACL) private readonly acl: AclSettings,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  /**
   * Makes the first management token; again only with the index of the last one in the reset file.
   *
   * @throws SteppeError `REQUEST_INVALID` when that was done already.
   */
  async bootstrap(wanted: string | undefined): Promise<MadeToken> {
    const secret = wanted ?? this.newId();
    const resetIndex = await this.acl.bootstrapResetIndex();
    const token: AclToken = {
      ...this.#fresh(secret),
      name: 'Bootstrap Token',
      type: 'management',
      policies: [],
      roleIds: [],
      global: true,
    };
    const seq = await this.log.write({
      subject: subjects.aclBootstrap(),
      lastSeq: ({ aclBootstrapSeq }) => aclBootstrapSeq,
      decide: ({ aclBootstrapSeq: doneSeq }) => {
        if (doneSeq > 0 && doneSeq !== resetIndex) {
          const text = `ACL bootstrap already done (reset index: ${doneSeq})`;
          throw new SteppeError('REQUEST_INVALID', text);
        }
        return [{ type: 'AclBootstrapped', v: 1, token }];
      },
    });
    this.logger.info({ accessorId: token.accessorId, seq }, 'ACL bootstrapped');
    return { row: this.#rowOf(token.accessorId), secret };
  }

  /** @param identity that was made elsewhere; default: a new one. */
  async create(
    token: Pick<AclToken, 'name' | 'type' | 'policies' | 'roleIds' | 'global'>,
    { ttlMs, identity }: { ttlMs: number | undefined; identity?: TokenIdentity | undefined },
  ): Promise<MadeToken> {
    const secret = identity?.secret ?? this.newId();
    const made = this.#fresh(secret);
    const fresh = identity ? { ...made, accessorId: identity.accessorId } : made;
    const expiresAtMs = ttlMs === undefined ? undefined : fresh.createdAtMs + ttlMs;
    await this.#apply({ ...fresh, ...token, expiresAtMs });
    return { row: this.#rowOf(fresh.accessorId), secret };
  }

  /** Its secret and times stay. */
  async update(
    before: AclToken,
    changes: Pick<AclToken, 'name' | 'type' | 'policies' | 'roleIds' | 'global'>,
  ): Promise<AclTokenRow> {
    await this.#apply({ ...before, ...changes });
    return this.#rowOf(before.accessorId);
  }

  /** @throws SteppeError `REQUEST_INVALID` for a token that is not there. */
  async delete(accessorId: string): Promise<Seq> {
    if (!this.log.state.aclTokens.has(accessorId)) {
      const text = `Cannot delete nonexistent tokens: ${accessorId}`;
      throw new SteppeError('REQUEST_INVALID', text);
    }
    const event = { type: 'AclTokenDeleted', v: 1, accessorId } as const;
    const seq = await this.log.append(subjects.aclToken(accessorId), event);
    this.logger.info({ accessorId, seq }, 'ACL token deleted');
    return seq;
  }

  async createOneTime(accessorId: string): Promise<OneTimeToken> {
    const secret = this.newId();
    const secretHash = hashSecret(secret);
    const expiresAtMs = this.now() + ONE_TIME_TTL_MS;
    const event = {
      type: 'OneTimeTokenCreated',
      v: 1,
      secretHash,
      accessorId,
      expiresAtMs,
    } as const;
    const seq = await this.log.append(subjects.oneTimeToken(secretHash), event);
    return { secret, accessorId, expiresAtMs, seq };
  }

  /**
   * Ends a one-time token, and makes a token like the one that it stands for: whose secret nobody has now.
   *
   * @throws SteppeError `PERMISSION_DENIED` when it is none, was used, or has expired.
   */
  async exchange(oneTimeSecret: string): Promise<MadeToken> {
    const secretHash = hashSecret(oneTimeSecret);
    let of: AclToken | undefined;
    const write = settingWrite(
      subjects.oneTimeToken(secretHash),
      ({ oneTimeTokens, aclTokens }) => {
        const row = oneTimeTokens.get(secretHash);
        of = row && !isExpired(row, this.now()) ? aclTokens.get(row.accessorId)?.token : undefined;
        if (!of) throw new SteppeError('PERMISSION_DENIED', 'Permission denied');
        return [{ type: 'OneTimeTokenExchanged', v: 1, secretHash }];
      },
    );
    await this.log.write(write);
    assert(of !== undefined, 'a one-time token was exchanged for nothing');
    const { name, type, policies, roleIds, expiresAtMs } = of;
    const ttlMs = (expiresAtMs ?? this.now() + this.acl.tokenMaxTtlMs) - this.now();
    return this.create({ name, type, policies, roleIds, global: false }, { ttlMs });
  }

  #fresh(secret: string): Pick<AclToken, 'accessorId' | 'secretHash' | 'createdAtMs'> {
    return {
      accessorId: this.newId(),
      secretHash: hashSecret(secret),
      createdAtMs: this.now(),
    };
  }

  async #apply(token: AclToken): Promise<void> {
    const event = { type: 'AclTokenApplied', v: 1, token } as const;
    const seq = await this.log.append(subjects.aclToken(token.accessorId), event);
    this.logger.info({ accessorId: token.accessorId, seq }, 'ACL token applied');
  }

  #rowOf(accessorId: string): AclTokenRow {
    const row = this.log.state.aclTokens.get(accessorId);
    assert(row !== undefined, 'a token that was written is not there');
    return row;
  }
}
