import type { Holding } from '@steppe/domain';

/** The cores, device instances and named ports of one node: those in use, and what a plan takes and gives back. */
export class ProposedHoldings {
  private readonly held: ReadonlyMap<Holding, number> | undefined;
  /** Holders that the plan adds to or takes from a holding. */
  private readonly change = new Map<Holding, number>();

  constructor(held: ReadonlyMap<Holding, number> | undefined) {
    this.held = held;
  }

  isFree(holding: Holding): boolean {
    return (this.held?.get(holding) ?? 0) + (this.change.get(holding) ?? 0) <= 0;
  }

  /** Counts holdings as held once more (1) or once less (-1). */
  count(holdings: readonly Holding[], holders: 1 | -1): void {
    for (const holding of holdings) {
      this.change.set(holding, (this.change.get(holding) ?? 0) + holders);
    }
  }
}
