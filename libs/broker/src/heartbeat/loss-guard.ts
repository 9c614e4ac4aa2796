import type { EpochMs } from '@steppe/domain';
import type { Warning } from '../command.ts';

export interface LossGuardOptions {
  readonly nodeLossRateMax: number;
  readonly massLossMin: number;
  readonly massLossGraceMs: number;
}

/**
 * Slows the loss of nodes down. When many fall silent at once, the likelier cause is a network between them
 * and us, and moving all that they run would turn a hiccup into an outage: so the broker waits for a while,
 * and then declares them down at a limited rate.
 */
export class LossGuard {
  readonly #options: LossGuardOptions;
  #massSinceMs: EpochMs | undefined;
  #secondStartMs: EpochMs = 0;
  #admittedInSecond = 0;

  constructor(options: LossGuardOptions) {
    this.#options = options;
  }

  /** @returns the silent nodes that may be declared lost now. */
  admit({ silent, known, nowMs }: { silent: readonly string[]; known: number; nowMs: EpochMs }): {
    lost: readonly string[];
    warnings: Warning[];
  } {
    const { massLossMin, massLossGraceMs } = this.#options;
    if (silent.length < Math.max(massLossMin, known / 2)) this.#massSinceMs = undefined;
    else if (this.#massSinceMs === undefined) {
      this.#massSinceMs = nowMs;
      const message = 'many nodes fell silent at once: waiting before declaring them down';
      const details = { silent: silent.length, known, waitMs: massLossGraceMs };
      return { lost: [], warnings: [{ kind: 'warning', message, details }] };
    }
    const isHeld = this.#massSinceMs !== undefined && nowMs - this.#massSinceMs < massLossGraceMs;
    return {
      lost: isHeld ? [] : silent.slice(0, this.#allowance(silent.length, nowMs)),
      warnings: [],
    };
  }

  #allowance(asked: number, nowMs: EpochMs): number {
    if (nowMs - this.#secondStartMs >= 1_000) {
      this.#secondStartMs = nowMs;
      this.#admittedInSecond = 0;
    }
    const allowed = Math.min(asked, this.#options.nodeLossRateMax - this.#admittedInSecond);
    this.#admittedInSecond += allowed;
    return allowed;
  }
}
