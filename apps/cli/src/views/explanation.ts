import type {
  EvaluationExplainResponse,
  WireAllocationExplanation,
  WireDecision,
  WireNodeVerdict,
  WirePlacementExplanation,
} from '@steppe/api-contract';
import { shortId } from '../layout/quantity.ts';
import { keyValues, table } from '../layout/table.ts';
import { formatTime, msOfNanos } from '../layout/time.ts';
import { titled } from '../layout/titled.ts';
import { placementReasons } from './placement-failures.ts';
import type { ViewOptions } from './view-options.ts';

/** How many nodes of a table are shown, unless all are asked for. */
const NODES_SHOWN = 10;

/** How an evaluation was decided. */
export function explanationBlock(
  explanation: EvaluationExplainResponse,
  options: ViewOptions,
): string {
  const { Decisions: decisions, LogicVersion, ExplainedByVersion } = explanation;
  const parts = [keyValues(overview(explanation, options))];
  if (decisions.length === 0) parts.push(undecided(explanation, options));
  if (LogicVersion > 0 && LogicVersion !== ExplainedByVersion) {
    parts.push(
      `It was decided by version ${LogicVersion} of the scheduler's rules, and is explained by version ${ExplainedByVersion}: it may differ.`,
    );
  }
  for (const [i, decision] of decisions.entries()) {
    const title = decisions.length === 1 ? 'Decision' : `Decision ${i + 1} of ${decisions.length}`;
    parts.push(...decisionParts(decision, title, options));
  }
  return parts.join('\n\n');
}

function overview(
  explanation: EvaluationExplainResponse,
  options: ViewOptions,
): [string, string][] {
  const { EvalID, JobID, Namespace, Type, TriggeredBy, Status, BlockedEval } = explanation;
  return [
    ['ID', shortId(EvalID, options)],
    ['Status', Status],
    ['Type', Type],
    ['TriggeredBy', TriggeredBy],
    ['Job ID', JobID],
    ['Namespace', Namespace],
    ['Blocked Eval', shortId(BlockedEval, options)],
  ];
}

function undecided(
  { Status, PreviousEval }: EvaluationExplainResponse,
  options: ViewOptions,
): string {
  if (Status === 'pending') return 'It has not been decided yet.';
  if (Status === 'blocked' && PreviousEval !== '') {
    return `It waits for what evaluation "${shortId(PreviousEval, options)}" could not place: explain that one.`;
  }
  return 'Nothing was decided: the log holds no decision of it.';
}

function decisionParts(decision: WireDecision, title: string, options: ViewOptions): string[] {
  const { SnapshotIndex, Time, Allocations, Placements, QueuedAllocations } = decision;
  const queued = Object.entries(QueuedAllocations).filter(([, count]) => count > 0);
  const parts = [
    titled(
      title,
      keyValues([
        ['Snapshot Index', String(SnapshotIndex)],
        ['Time', formatTime(msOfNanos(Time))],
        ['Queued', queued.map(([group, count]) => `${group}: ${count}`).join(', ')],
      ]),
      options,
    ),
  ];
  if (Allocations.length > 0) {
    parts.push(titled('Allocations', allocationTable(Allocations, options), options));
  }
  for (const placement of Placements) {
    if (placement.Nodes) parts.push(placementBlock(placement, placement.Nodes, options));
  }
  return parts;
}

function allocationTable(
  allocations: readonly WireAllocationExplanation[],
  options: ViewOptions,
): string {
  const rows = allocations.map(({ Action, AllocID, Name, NodeID, NodeName, Why, Rejected }) => [
    Rejected ? `${Action} (rejected)` : Action,
    Name,
    shortId(AllocID, options),
    shortId(NodeID, options),
    NodeName,
    Why,
  ]);
  return table([['Action', 'Name', 'ID', 'Node ID', 'Node Name', 'Why'], ...rows]);
}

function placementBlock(
  placement: WirePlacementExplanation,
  nodes: readonly WireNodeVerdict[],
  options: ViewOptions,
): string {
  const { Name, NodeName, Metrics } = placement;
  const title = NodeName === '' ? `${Name}: no node` : `${Name}: node "${NodeName}"`;
  const shown = options.verbose ? nodes : nodes.slice(0, NODES_SHOWN);
  const lines = [nodeTable(shown, options)];
  const hidden = nodes.length - shown.length;
  if (hidden > 0) lines.push(`and ${hidden} more: -verbose shows all`);
  const reasons = placementReasons(Metrics);
  return titled(title, [...lines, ...reasons].join('\n'), options);
}

function nodeTable(nodes: readonly WireNodeVerdict[], options: ViewOptions): string {
  const parts = [...new Set(nodes.flatMap(({ Scores }) => Object.keys(Scores ?? {})))].toSorted();
  const rows = nodes.map((node) => [
    node.Chosen ? '*' : ' ',
    shortId(node.NodeID, options),
    node.NodeName,
    ...parts.map((part) => (node.Scores ? significant(node.Scores[part] ?? 0) : '-')),
    node.Verdict === 'scored' ? significant(node.NormScore) : '-',
    verdictText(node),
  ]);
  const header = [' ', 'Node ID', 'Node Name', ...parts, 'final score', 'Verdict'];
  return table([header, ...rows]);
}

function verdictText({ Verdict, Reason, PreemptedAllocations }: WireNodeVerdict): string {
  if (Verdict !== 'scored') return `${Verdict}: ${Reason}`;
  const victims = PreemptedAllocations?.length ?? 0;
  if (victims === 0) return 'fits';
  return `preempts ${victims} ${victims === 1 ? 'allocation' : 'allocations'}`;
}

/** Three significant digits, without zeros at the end. */
function significant(value: number): string {
  return String(Number(value.toPrecision(3)));
}
