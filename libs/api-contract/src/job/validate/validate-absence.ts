import type { WireDisconnectStrategy, WireMigrateStrategy } from '../wire-policies.ts';

const HEALTH_CHECKS = ['checks', 'task_states'];
const RECONCILIATIONS = ['best_score', 'keep_original', 'keep_replacement', 'longest_running'];

/** What is wrong with how allocations leave a node that is drained. */
export function migrateFaults(
  migrate: WireMigrateStrategy | null | undefined,
  jobType: string,
): string[] {
  if (!migrate) return [];
  if (jobType !== 'service') return [`Job type "${jobType}" does not allow migrate block`];
  const { MaxParallel, HealthCheck, MinHealthyTime, HealthyDeadline } = migrate;
  const [minHealthy, deadline] = [MinHealthyTime ?? 0, HealthyDeadline ?? 0];
  const faults: string[] = [];
  if ((MaxParallel ?? 1) < 0) faults.push(`MaxParallel must be >= 0 but found ${MaxParallel}`);
  if (HealthCheck && !HEALTH_CHECKS.includes(HealthCheck)) {
    faults.push(`Invalid HealthCheck: "${HealthCheck}"`);
  }
  if (minHealthy < 0) faults.push(`MinHealthyTime is ${minHealthy}ns and must be >= 0`);
  if (deadline < 0) faults.push(`HealthyDeadline is ${deadline}ns and must be >= 0`);
  if (minHealthy > deadline) faults.push('MinHealthyTime must be less than HealthyDeadline');
  return faults;
}

/** What is wrong with what is done while a node is out of touch. */
export function disconnectFaults(
  disconnect: WireDisconnectStrategy | null | undefined,
  jobType: string,
): string[] {
  if (!disconnect) return [];
  const { LostAfter, StopOnClientAfter, Reconcile } = disconnect;
  const faults: string[] = [];
  if ((LostAfter ?? 0) < 0) faults.push('lost_after cannot be a negative duration');
  if ((StopOnClientAfter ?? 0) < 0) faults.push('stop_after cannot be a negative duration');
  if (StopOnClientAfter && jobType !== 'service' && jobType !== 'batch') {
    faults.push('stop_after can only be used with service or batch job types');
  }
  if (LostAfter && StopOnClientAfter) {
    faults.push('Disconnect cannot be configured with both lost_after and stop_after');
  }
  if (Reconcile && !RECONCILIATIONS.includes(Reconcile)) {
    faults.push(`reconcile option is invalid: ${Reconcile}`);
  }
  return faults;
}
