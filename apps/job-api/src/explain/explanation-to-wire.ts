import {
  allocMetricToWire,
  type EvaluationExplainResponse,
  nsOfMs,
  type WireDecision,
  type WireNodeVerdict,
  type WirePlacementExplanation,
} from '@steppe/api-contract';
import { allocationName, type EvaluationRow, jobKey, type State } from '@steppe/domain';
import {
  type EvaluationExplanation,
  LOGIC_VERSION,
  type NodeVerdict,
  type PlacementExplanation,
} from '@steppe/scheduler';
import { explainedAllocationToWire } from './explained-allocation-to-wire.ts';
import type { ExplainedEvaluation } from './explanation.service.ts';

/** What the shapes below need to know of the evaluation. */
interface About {
  readonly state: State;
  readonly jobId: string;
  readonly nodePool: string;
  readonly stored: ReadonlySet<string>;
}

export function explanationToWire(
  state: State,
  { evaluation, status, blockedEvalId, logicVersion }: EvaluationRow,
  { decisions, stored }: ExplainedEvaluation,
): EvaluationExplainResponse {
  const { id, namespace, jobId, type, triggeredBy, previousEvalId } = evaluation;
  const job = state.jobs.get(jobKey(namespace, jobId))?.current.job;
  const about = { state, jobId, nodePool: job?.nodePool ?? 'default', stored };
  return {
    EvalID: id,
    Namespace: namespace,
    JobID: jobId,
    Type: type,
    TriggeredBy: triggeredBy,
    Status: status,
    BlockedEval: blockedEvalId ?? '',
    PreviousEval: previousEvalId ?? '',
    LogicVersion: logicVersion,
    ExplainedByVersion: LOGIC_VERSION,
    Decisions: decisions.map((decision) => decisionToWire(decision, about)),
  };
}

function decisionToWire(
  { snapshotSeq, atMs, placements, allocations, outcome }: EvaluationExplanation,
  about: About,
): WireDecision {
  const ends = outcome.find(
    (event) => event.type === 'EvaluationCompleted' || event.type === 'EvaluationBlocked',
  );
  const followups = outcome.filter((event) => event.type === 'EvaluationCreated');
  return {
    SnapshotIndex: snapshotSeq,
    Time: nsOfMs(atMs),
    Placements: placements.map((placement) => placementToWire(placement, about)),
    Allocations: allocations.map((allocation) =>
      explainedAllocationToWire(allocation, {
        state: about.state,
        isRejected: allocation.action === 'place' && !about.stored.has(allocation.allocId),
      }),
    ),
    QueuedAllocations: ends && 'queuedAllocations' in ends ? ends.queuedAllocations : {},
    FollowupEvals: followups.map(({ evaluation }) => evaluation.id),
  };
}

function placementToWire(
  { groupName, index, chosen, metric, verdicts }: PlacementExplanation,
  about: About,
): WirePlacementExplanation {
  const nodeId = chosen?.nodeId ?? '';
  return {
    Name: allocationName(about.jobId, groupName, index),
    TaskGroup: groupName,
    AllocID: chosen?.allocId ?? '',
    NodeID: nodeId,
    NodeName: nodeName(about, nodeId),
    Metrics: allocMetricToWire(metric, about.nodePool),
    Nodes: verdicts
      ? verdicts.map((verdict) => verdictToWire(verdict, nodeId, about)).toSorted(bestFirst)
      : null,
  };
}

function verdictToWire(verdict: NodeVerdict, chosenId: string, about: About): WireNodeVerdict {
  const { nodeId } = verdict;
  const node = { NodeID: nodeId, NodeName: nodeName(about, nodeId), Chosen: nodeId === chosenId };
  const unscored = { Scores: null, NormScore: 0, PreemptedAllocations: null };
  if ('filtered' in verdict) {
    return { ...node, Verdict: 'filtered', Reason: verdict.filtered, ...unscored };
  }
  if ('exhausted' in verdict) {
    return { ...node, Verdict: 'exhausted', Reason: verdict.exhausted, ...unscored };
  }
  const { parts, score, preempted } = verdict;
  return {
    ...node,
    Verdict: 'scored',
    Reason: '',
    Scores: { ...parts },
    NormScore: score,
    PreemptedAllocations: preempted ? [...preempted] : null,
  };
}

/** The chosen one, then by score, then what could not be scored. */
function bestFirst(a: WireNodeVerdict, b: WireNodeVerdict): number {
  if (a.Chosen !== b.Chosen) return a.Chosen ? -1 : 1;
  if (a.Verdict !== b.Verdict) return RANK[a.Verdict] - RANK[b.Verdict];
  return b.NormScore - a.NormScore || (a.NodeID < b.NodeID ? -1 : 1);
}

const RANK = { scored: 0, exhausted: 1, filtered: 2 };

function nodeName({ state }: About, nodeId: string): string {
  return state.nodes.get(nodeId)?.node.name ?? '';
}
