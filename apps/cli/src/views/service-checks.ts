import type { WireCheckResult } from '@steppe/api-contract';
import { table } from '../layout/table.ts';
import { titled } from '../layout/titled.ts';
import type { ViewOptions } from './view-options.ts';

/** How the checks of an allocation's services stand, or nothing when it has none. */
export function serviceChecks(
  checks: readonly WireCheckResult[],
  options: Pick<ViewOptions, 'bold'>,
): string {
  if (checks.length === 0) return '';
  const rows = checks
    .map(({ Service, Task, Check, Mode, Status }) => [
      Service,
      Task ?? '(group)',
      Check,
      Mode,
      Status,
    ])
    .toSorted(([a = ''], [b = '']) => a.localeCompare(b, 'en'));
  const header = ['Service', 'Task', 'Name', 'Mode', 'Status'];
  return titled('Nomad Service Checks:', table([header, ...rows]), options);
}
