import { Inject, Injectable } from '@nestjs/common';
import {
  type DomainEvent,
  heldLock,
  type Seq,
  type State,
  SteppeError,
  subjects,
  variableKey,
  type VariableLock,
  type VariablePlace,
  type VariableRow,
} from '@steppe/domain';
import { CLOCK, type Clock, type Logger, LOGGER } from '@steppe/nest-kit';
import { Keyring } from '../keyring/keyring.ts';
import type { Items } from '../keyring/seal.ts';
import { LogWriter } from '../writes/log-writer.ts';
import { settingWrite } from '../writes/setting-write.ts';

/** A variable is not at the index at which it was to be changed. */
export class VariableConflict extends Error {
  override readonly name = 'VariableConflict';
  /** As it is; undefined for none. */
  readonly current: VariableRow | undefined;

  constructor(current: VariableRow | undefined) {
    super('the variable is at another index');
    this.current = current;
  }
}

export interface WriteConditions {
  readonly cas?: Seq | undefined;
  /** The lock that the writer holds; undefined for none. */
  readonly lockId?: string | undefined;
  readonly lockOf?: (row: VariableRow | undefined) => VariableLock | undefined;
}

/** Appends variables to the log, encrypted. What it writes of them elsewhere names their paths alone. */
@Injectable()
export class VariableWriter {
  constructor(
    @Inject(LogWriter) private readonly log: LogWriter,
    @Inject(Keyring) private readonly keyring: Keyring,
    @Inject(CLOCK) private readonly now: Clock,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  /**
   * @param cas the index that the variable must be at, 0 for none; undefined for whatever it is.
   * @param lockOf says from how the variable is which lock the writer holds then. Default: the one with `lockId`.
   * @throws VariableConflict, also when somebody else holds a lock; SteppeError `NAMESPACE_NOT_FOUND`.
   */
  async put(
    place: VariablePlace,
    items: Items,
    { cas, lockId, lockOf = (row) => this.#ownLock(row, lockId) }: WriteConditions,
  ): Promise<VariableRow> {
    const sealed = await this.keyring.seal(items, place);
    const seq = await this.#write(place, (state, row) => {
      checkIndex(row, cas);
      const lock = lockOf(row);
      if (!state.namespaces.has(place.namespace)) {
        throw new SteppeError(
          'NAMESPACE_NOT_FOUND',
          `variable "${place.path}" is in nonexistent namespace "${place.namespace}"`,
        );
      }
      return [{ type: 'VariableWritten', v: 1, ...place, sealed, lock }];
    });
    this.logger.info({ ...place, seq }, 'variable written');
    const row = this.log.state.variables.get(variableKey(place.namespace, place.path));
    if (!row) throw new SteppeError('VARIABLE_NOT_FOUND', 'the variable was deleted meanwhile');
    return row;
  }

  /** A variable that is not there is no error, as in Nomad. @throws VariableConflict. */
  async delete(place: VariablePlace, cas: Seq | undefined): Promise<Seq> {
    const seq = await this.#write(place, (_state, row) => {
      checkIndex(row, cas);
      this.#ownLock(row, undefined);
      return row ? [{ type: 'VariableDeleted', v: 1, ...place }] : [];
    });
    this.logger.info({ ...place, seq }, 'variable deleted');
    return seq;
  }

  /** Appends what is decided of a variable's lock. */
  changeLock(
    place: VariablePlace,
    decide: (row: VariableRow | undefined) => readonly DomainEvent[],
  ): Promise<Seq> {
    return this.#write(place, (_state, row) => decide(row));
  }

  /** Encrypts every variable with the key that is active now. */
  async rekeyAll(): Promise<void> {
    const { keyId } = await this.keyring.active();
    const places = [...this.log.state.variables.values()];
    for (const { namespace, path } of places) {
      const place = { namespace, path };
      const row = this.log.state.variables.get(variableKey(namespace, path));
      if (!row || row.sealed.keyId === keyId) continue;
      const sealed = await this.keyring.seal(await this.keyring.open(row.sealed, place), place);
      await this.#write(place, (_state, now) => {
        // Whoever wrote it meanwhile did so with the new key.
        const isSame = now?.modifySeq === row.modifySeq;
        return isSame ? [{ type: 'VariableRekeyed', v: 1, ...place, sealed }] : [];
      });
    }
  }

  /** @throws VariableConflict when another lock is held than the writer says. */
  #ownLock(row: VariableRow | undefined, lockId: string | undefined): VariableLock | undefined {
    const held = row && heldLock(row, this.now());
    if (held?.id !== lockId) throw new VariableConflict(undefined);
    return held && { id: held.id, ttlMs: held.ttlMs, delayMs: held.delayMs };
  }

  #write(
    { namespace, path }: VariablePlace,
    decide: (state: State, row: VariableRow | undefined) => readonly DomainEvent[],
  ): Promise<Seq> {
    const subject = subjects.variable(namespace, path);
    const key = variableKey(namespace, path);
    return this.log.write(
      settingWrite(subject, (state) => decide(state, state.variables.get(key))),
    );
  }
}

function checkIndex(row: VariableRow | undefined, cas: Seq | undefined): void {
  if (cas === undefined || (row?.modifySeq ?? 0) === cas) return;
  throw new VariableConflict(row);
}
