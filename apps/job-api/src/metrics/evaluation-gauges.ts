import { type EvaluationRow, JobType, type State } from '@steppe/domain';
import { type Gauge, gauge } from './metric.ts';

/** What waits for a scheduler, or for capacity. */
export function evaluationGauges(
  state: State,
  { nowMs, queueDepth }: { nowMs: number; queueDepth: number },
): Gauge[] {
  const rows = [...state.evals.values()];
  const pending = rows.filter(({ status }) => status === 'pending');
  const waiting = pending.filter(({ evaluation }) => (evaluation.waitUntilMs ?? 0) > nowMs);
  const blocked = rows.filter(({ status }) => status === 'blocked');
  const held = Math.max(0, pending.length - waiting.length - queueDepth);
  return [
    gauge('nomad.broker.total_ready', queueDepth),
    gauge('nomad.broker.total_pending', held),
    gauge('nomad.broker.total_waiting', waiting.length),
    ...JobType.options.map((type) => gauge(`nomad.broker.${type}.ready`, countOf(pending, type))),
    gauge('nomad.blocked_evals.total_blocked', blocked.length),
    gauge('nomad.blocked_evals.total_escaped', blocked.filter(isEscaped).length),
    gauge('nomad.blocked_evals.total_quota_limit', 0),
  ];
}

function countOf(rows: readonly EvaluationRow[], type: JobType): number {
  return rows.filter(({ evaluation }) => evaluation.type === type).length;
}

function isEscaped({ blockedOn }: EvaluationRow): boolean {
  return blockedOn?.escapedComputedClass ?? false;
}
