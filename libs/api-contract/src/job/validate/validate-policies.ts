import { msOfNs } from '../../wire/time.ts';
import { DEFAULT_DISK_MB } from '../disk-defaults.ts';
import type {
  WireReschedulePolicy,
  WireRestartPolicy,
  WireUpdateStrategy,
} from '../wire-policies.ts';
import type { WireTaskGroup } from '../wire-task-group.ts';

const MIN_DISK_MB = 10;
const MIN_RESTART_INTERVAL_NS = 5_000_000_000;
const MIN_RESCHEDULE_DELAY_NS = 5_000_000_000;
const MIN_RESCHEDULE_INTERVAL_NS = 15_000_000_000;
const HEALTH_CHECKS = ['checks', 'task_states', 'manual'];
const DELAY_FUNCTIONS = ['constant', 'exponential', 'fibonacci'];

export function restartFaults(policy: WireRestartPolicy): string[] {
  const faults: string[] = [];
  const mode = policy.Mode || 'fail';
  const attempts = policy.Attempts ?? 0;
  const interval = policy.Interval ?? 0;
  const delay = policy.Delay ?? 0;
  if (mode !== 'fail' && mode !== 'delay') faults.push(`Unsupported restart mode: "${mode}"`);
  if (attempts < 0) faults.push(`Restart attempts can't be negative; got ${attempts}`);
  if (delay < 0) faults.push(`Restart delay can't be negative; got ${seconds(delay)}`);
  if (attempts === 0 && mode !== 'fail') {
    faults.push(`Restart policy "${mode}" with ${attempts} attempts is ambiguous`);
  }
  if (attempts > 0 && interval < MIN_RESTART_INTERVAL_NS) {
    faults.push(`Interval can not be less than 5s (got ${seconds(interval)})`);
  }
  if (interval > 0 && attempts * delay > interval) {
    faults.push(
      `Nomad can't restart the TaskGroup ${attempts} times in an interval of ` +
        `${seconds(interval)} with a delay of ${seconds(delay)}`,
    );
  }
  return faults;
}

export function rescheduleFaults(
  policy: WireReschedulePolicy | null | undefined,
  jobType: string,
): string[] {
  if (!policy) return [];
  if (jobType === 'system' || jobType === 'sysbatch') {
    return ['System or sysbatch jobs should not have a reschedule policy'];
  }
  const attempts = policy.Attempts ?? 0;
  const delayFunction = policy.DelayFunction || 'constant';
  const faults: string[] = [];
  if (attempts < 0) faults.push(`Reschedule attempts can't be negative; got ${attempts}`);
  if (attempts === 0 && policy.Unlimited !== true) return faults;
  if (!DELAY_FUNCTIONS.includes(delayFunction)) {
    faults.push(
      `Invalid delay function "${delayFunction}", must be one of ["constant" "exponential" "fibonacci"]`,
    );
  }
  const delay = policy.Delay ?? 0;
  if (delay < MIN_RESCHEDULE_DELAY_NS) {
    faults.push(`Delay cannot be less than 5s (got ${seconds(delay)})`);
  }
  const maxDelay = policy.MaxDelay ?? 0;
  if (delayFunction !== 'constant' && maxDelay < delay) {
    faults.push(`Max Delay cannot be less than Delay ${seconds(delay)} (got ${seconds(maxDelay)})`);
  }
  return faults.concat(attemptFaults(policy));
}

/** Whether the attempts are limited or not, and fit into their interval. */
function attemptFaults(policy: WireReschedulePolicy): string[] {
  const [attempts, interval] = [policy.Attempts ?? 0, policy.Interval ?? 0];
  const isUnlimited = policy.Unlimited === true;
  const faults: string[] = [];
  if (isUnlimited && attempts > 0) {
    faults.push('If Attempts >0, Unlimited cannot also be set to true');
  }
  if (isUnlimited) return faults;
  if (interval < MIN_RESCHEDULE_INTERVAL_NS) {
    faults.push(`Interval cannot be less than 15s (got ${seconds(interval)})`);
  }
  const needed = attempts * (policy.Delay ?? 0);
  if (policy.DelayFunction === 'constant' && interval < needed) {
    faults.push(
      `Set the interval to at least ${seconds(needed)} to accommodate ${attempts} attempts`,
    );
  }
  return faults;
}

export function updateFaults(
  strategy: WireUpdateStrategy | null | undefined,
  jobType: string,
): string[] {
  if (!strategy) return [];
  if (jobType !== 'service' && jobType !== 'system') {
    return [`Job type "${jobType}" does not allow update block`];
  }
  const faults: string[] = [];
  if ((strategy.Stagger ?? 0) < 0) {
    faults.push(`Stagger must be greater than zero: ${strategy.Stagger}ns`);
  }
  const healthCheck = strategy.HealthCheck || 'checks';
  if (!HEALTH_CHECKS.includes(healthCheck)) {
    faults.push(`Invalid health check given: "${healthCheck}"`);
  }
  for (const field of ['MaxParallel', 'Canary'] as const) {
    const value = strategy[field] ?? 0;
    if (value < 0) {
      const name = field === 'Canary' ? 'Canary count' : 'Max parallel';
      faults.push(`${name} can not be less than zero: ${value} < 0`);
    }
  }
  if (strategy.AutoPromote === true && (strategy.Canary ?? 0) === 0) {
    faults.push('Auto Promote requires a Canary count greater than zero');
  }
  return faults.concat(deadlineFaults(strategy));
}

function deadlineFaults(strategy: WireUpdateStrategy): string[] {
  const faults: string[] = [];
  const minHealthy = strategy.MinHealthyTime ?? 0;
  const healthyDeadline = strategy.HealthyDeadline ?? 0;
  const progressDeadline = strategy.ProgressDeadline ?? 0;
  if (minHealthy < 0) {
    faults.push(`Minimum healthy time may not be less than zero: ${seconds(minHealthy)}`);
  }
  if (healthyDeadline <= 0) {
    faults.push(`Healthy deadline must be greater than zero: ${seconds(healthyDeadline)}`);
  }
  if (progressDeadline < 0) {
    faults.push(
      `Progress deadline must be zero or greater than healthy deadline: ${seconds(progressDeadline)}`,
    );
  }
  if (minHealthy >= healthyDeadline) {
    faults.push(
      `Minimum healthy time must be less than healthy deadline: ` +
        `${seconds(minHealthy)} > ${seconds(healthyDeadline)}`,
    );
  }
  if (progressDeadline !== 0 && healthyDeadline >= progressDeadline) {
    faults.push(
      `Healthy deadline must be less than progress deadline: ` +
        `${seconds(healthyDeadline)} > ${seconds(progressDeadline)}`,
    );
  }
  return faults;
}

export function diskFaults({ EphemeralDisk }: WireTaskGroup): string[] {
  const sizeMb = EphemeralDisk?.SizeMB ?? DEFAULT_DISK_MB;
  return sizeMb < MIN_DISK_MB ? [`minimum DiskMB value is ${MIN_DISK_MB}; got ${sizeMb}`] : [];
}

function seconds(ns: number): string {
  return `${msOfNs(ns) / 1000}s`;
}
