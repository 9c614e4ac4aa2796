import {
  allocMetricToWire,
  nsOfMs,
  type WhatIfResponse,
  type WireForeseenEvaluation,
  type WireForeseenNode,
} from '@steppe/api-contract';
import { jobKey, type Seq, type State } from '@steppe/domain';
import { explainedAllocationToWire } from '../explain/explained-allocation-to-wire.ts';
import type { ForeseenDecision } from './forecast.ts';
import type { Foreseen, ForeseenNode, Load } from './what-if.service.ts';

/** @param state names nodes and the node pools of jobs. */
export function foreseenToWire(
  state: State,
  seq: Seq,
  { decisions, nodes, isWhole }: Foreseen,
): WhatIfResponse {
  return {
    Index: seq,
    Evaluations: decisions.map((decision) => decisionToWire(state, decision)),
    Nodes: nodes.map(nodeToWire),
    Truncated: !isWhole,
  };
}

function decisionToWire(
  state: State,
  { evaluation, allocations, outcome }: ForeseenDecision,
): WireForeseenEvaluation {
  const { namespace, jobId, triggeredBy } = evaluation;
  const nodePool = state.jobs.get(jobKey(namespace, jobId))?.current.job.nodePool ?? 'default';
  const ends = outcome.find(
    (event) => event.type === 'EvaluationCompleted' || event.type === 'EvaluationBlocked',
  );
  const failed = ends && 'failedGroups' in ends ? Object.entries(ends.failedGroups) : [];
  const later = outcome.flatMap((event) =>
    event.type === 'EvaluationCreated' ? (event.evaluation.waitUntilMs ?? []) : [],
  );
  return {
    JobID: jobId,
    Namespace: namespace,
    TriggeredBy: triggeredBy,
    Allocations: allocations.map((allocation) =>
      explainedAllocationToWire(allocation, { state, isRejected: false }),
    ),
    FailedTGAllocs:
      failed.length === 0
        ? null
        : Object.fromEntries(
            failed.map(([group, metric]) => [group, allocMetricToWire(metric, nodePool)]),
          ),
    WaitUntil: later.length === 0 ? 0 : nsOfMs(Math.min(...later)),
  };
}

function nodeToWire({ row, before, after }: ForeseenNode): WireForeseenNode {
  return {
    NodeID: row.node.id,
    NodeName: row.node.name,
    Status: row.status,
    Draining: row.drain !== undefined,
    Before: loadToWire(before),
    After: loadToWire(after),
  };
}

function loadToWire({ allocs, cpuMhz, memoryMb }: Load): WireForeseenNode['Before'] {
  return { Allocations: allocs, CpuShares: cpuMhz, MemoryMB: memoryMb };
}
