import { Inject, Injectable } from '@nestjs/common';
import {
  heldLock,
  isLockDelayed,
  SteppeError,
  type VariableLock,
  type VariablePlace,
  type VariableRow,
} from '@steppe/domain';
import { CLOCK, type Clock } from '@steppe/nest-kit';
import type { Items } from '../keyring/seal.ts';
import { NEW_ID } from '../tokens.ts';
import { VariableConflict, VariableWriter } from './variable-writer.ts';

/**
 * Locks of variables: by compare-and-set, as all writes. That a lock has run out nobody writes down; whoever wants it
 * next sees it by their own clock, so the clocks of servers must agree to within a second or so.
 */
@Injectable()
export class VariableLocker {
  constructor(
    @Inject(VariableWriter) private readonly writer: VariableWriter,
    @Inject(CLOCK) private readonly now: Clock,
    @Inject(NEW_ID) private readonly newId: () => string,
  ) {}

  /**
   * Acquires the lock of a variable, new or not, and writes the variable; who holds it already renews it.
   *
   * @param id of the lock, of who holds it already.
   * @throws VariableConflict when somebody else holds it, or has lately.
   */
  acquire(
    place: VariablePlace,
    items: Items,
    { id, ...times }: Omit<VariableLock, 'id'> & { id: string | undefined },
  ): Promise<VariableRow> {
    const newId = this.newId();
    const lockOf = (row: VariableRow | undefined): VariableLock => {
      if (!row?.lock || isFree(row, this.now())) return { id: newId, ...times };
      // Its last holder may have it again, also while it is kept from others.
      if (row.lock.id !== id) throw new VariableConflict(undefined);
      return { id, ...times };
    };
    return this.writer.put(place, items, { lockOf });
  }

  /** @throws SteppeError `VARIABLE_NOT_FOUND`, `VARIABLE_CONFLICT` in Nomad's words. */
  async renew(place: VariablePlace, id: string): Promise<void> {
    await this.writer.changeLock(place, (row) => {
      const held = this.#lockOf(row);
      if (held.id !== id) {
        throw new SteppeError('VARIABLE_CONFLICT', 'attempting to modify locked variable');
      }
      return [{ type: 'VariableLockRenewed', v: 1, ...place, lockId: id }];
    });
  }

  /** @throws VariableConflict; SteppeError `VARIABLE_NOT_FOUND`, `VARIABLE_CONFLICT`. */
  async release(place: VariablePlace, id: string): Promise<void> {
    await this.writer.changeLock(place, (row) => {
      if (this.#lockOf(row).id !== id) throw new VariableConflict(undefined);
      return [{ type: 'VariableLockReleased', v: 1, ...place, lockId: id }];
    });
  }

  #lockOf(row: VariableRow | undefined): VariableLock {
    if (!row) throw new SteppeError('VARIABLE_NOT_FOUND', "variable doesn't exist");
    const held = heldLock(row, this.now());
    if (!held) throw new SteppeError('VARIABLE_CONFLICT', "variable doesn't hold a lock");
    return held;
  }
}

function isFree(row: VariableRow, nowMs: number): boolean {
  return !heldLock(row, nowMs) && !isLockDelayed(row, nowMs);
}
