import type { Plan } from '@steppe/scheduler';

/** What a plan did, in numbers for the log line of its evaluation. */
export function tallyOf({ nodeCommits = [], outcome }: Pick<Plan, 'outcome'> & Partial<Plan>): {
  placed: number;
  stopped: number;
  updated: number;
  failed: number;
  outcome: string;
} {
  const events = nodeCommits.flatMap((commit) => commit.events);
  const count = (type: string): number => events.filter((event) => event.type === type).length;
  const blocked = outcome.events.find((event) => event.type === 'EvaluationBlocked');
  const queued = Object.values(blocked?.queuedAllocations ?? {});
  return {
    placed: count('AllocationPlaced'),
    stopped: count('AllocationStopped'),
    updated: count('AllocationUpdated'),
    failed: queued.reduce((sum, number) => sum + number, 0),
    outcome: outcome.events[0]?.type ?? 'none',
  };
}
