import type { PlacementMetric } from '@steppe/domain';

/** What a node was for one placement: the wrong one, full, or worth a score that is the mean of its parts. */
export type NodeVerdict =
  | { readonly nodeId: string; readonly filtered: string }
  | { readonly nodeId: string; readonly exhausted: string }
  | {
      readonly nodeId: string;
      readonly score: number;
      readonly parts: Readonly<Record<string, number>>;
      /** IDs of those that would be evicted for room there. */
      readonly preempted?: readonly string[];
    };

/** How one placement came about, or why it did not. */
export interface PlacementExplanation {
  readonly groupName: string;
  /** Of the allocation's name. */
  readonly index: number;
  /** Undefined when no node could take it. */
  readonly chosen: { readonly allocId: string; readonly nodeId: string } | undefined;
  readonly metric: PlacementMetric;
  /** Every node that was looked at; for the first placement of a group, and for the one that was asked about. */
  readonly verdicts: readonly NodeVerdict[] | undefined;
}

export interface ExplainOptions {
  /** Explain this one alone. Default: the first of the plan, up to a limit. */
  readonly only?: { readonly groupName: string; readonly index: number } | undefined;
}

/** Each explanation asks every node: of a large plan only so many placements are explained. */
export const EXPLAINED_MAX = 100;

interface Request {
  readonly group: { readonly name: string };
  readonly index: number;
}

/** Collects how the placements of a plan came about. */
export class Explanations {
  readonly list: PlacementExplanation[] = [];
  private readonly only: ExplainOptions['only'];

  constructor({ only }: ExplainOptions = {}) {
    this.only = only;
  }

  /** Of those that find no node, only the first of a group comes here. */
  wants(request: Request, { isPlaced }: { isPlaced: boolean }): boolean {
    if (this.only) return this.isAskedFor(request);
    return !isPlaced || this.list.length < EXPLAINED_MAX;
  }

  add(
    request: Request,
    {
      chosen,
      metric,
      verdicts,
    }: Pick<PlacementExplanation, 'chosen' | 'metric'> & { verdicts: readonly NodeVerdict[] },
  ): void {
    const groupName = request.group.name;
    const isFirst = this.list.every((other) => other.groupName !== groupName);
    this.list.push({
      groupName,
      index: request.index,
      chosen,
      metric: chosen ? withChosen(metric, verdicts, chosen.nodeId) : metric,
      verdicts: isFirst || this.isAskedFor(request) ? verdicts : undefined,
    });
  }

  private isAskedFor({ group, index }: Request): boolean {
    return this.only?.groupName === group.name && this.only.index === index;
  }
}

/** The chosen node is among those whose scores a metric names, even when others fit as well. */
function withChosen(
  metric: PlacementMetric,
  verdicts: readonly NodeVerdict[],
  nodeId: string,
): PlacementMetric {
  if (metric.scores.some((scored) => scored.nodeId === nodeId)) return metric;
  const chosen = verdicts.find((verdict) => verdict.nodeId === nodeId);
  if (!chosen || !('score' in chosen)) return metric;
  const { parts, score: normScore } = chosen;
  const scores = [...metric.scores.slice(0, -1), { nodeId, parts: { ...parts }, normScore }];
  return { ...metric, scores };
}
