import type { WireAllocation, WireCheckResult } from '@steppe/api-contract';
import type { AllocationUsage } from '../wire/resource-usage.ts';

export interface AllocationView {
  readonly allocation: WireAllocation;
  /** What its tasks use now; undefined when nobody can tell. */
  readonly usage: AllocationUsage | undefined;
  /** The last result of each check of its services. */
  readonly checks: readonly WireCheckResult[];
  /** When a failed one may be replaced; undefined when it is not going to be, or has been. */
  readonly replacedAtMs?: number | undefined;
  /** Show all that is measured of each task. */
  readonly stats: boolean;
}
