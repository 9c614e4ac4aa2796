import type { WireTaskGroup } from '../wire-task-group.ts';
import { faultsOf } from './multi-error.ts';

/** What is wrong with the limits of a group's count, in Nomad's words. */
export function scalingFaults({ Scaling, Count }: WireTaskGroup): string[] {
  if (!Scaling) return [];
  const count = Count ?? Scaling.Min ?? 1;
  const [min, max] = [Scaling.Min ?? count, Scaling.Max ?? -1];
  const faults: string[] = [];
  if (Scaling.Type && Scaling.Type !== 'horizontal') {
    faults.push(`scaling policy type "${Scaling.Type}" is not valid`);
  }
  if (min < 0) faults.push('minimum count must be specified and non-negative');
  if (max < 0) faults.push('maximum count must be specified and non-negative');
  else if (max < min) faults.push('maximum count must not be less than minimum count');
  if (count < min) {
    faults.push('task group count must not be less than minimum count in scaling policy');
  }
  if (max < count) {
    faults.push('task group count must not be greater than maximum count in scaling policy');
  }
  return faultsOf(
    'Task group scaling policy validation failed',
    faults.map((fault) => `Scaling policy invalid: ${fault}`),
  );
}
