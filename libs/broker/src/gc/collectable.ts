import {
  type AllocationRow,
  allocsOfEval,
  allocsOfJob,
  allocsOfNode,
  type DeploymentRow,
  type EpochMs,
  evalsOfJob,
  type EvaluationRow,
  groupOf,
  isActiveDeployment,
  isClientTerminal,
  isTerminal,
  isTerminalEvaluation,
  type Job,
  jobKey,
  type JobRow,
  jobStatus,
  launchesOthers,
  type NodeRow,
  type State,
} from '@steppe/domain';

/** What ended at or before these times may be forgotten. Source of the rules: Nomad's core scheduler. */
export interface Cutoffs {
  readonly jobMs: EpochMs;
  readonly evalMs: EpochMs;
  readonly batchEvalMs: EpochMs;
  readonly deploymentMs: EpochMs;
  readonly nodeMs: EpochMs;
  readonly versionMs: EpochMs;
}

/** Whether a job is over, and everything about it for long enough. */
export function isCollectableJob(state: State, row: JobRow, { jobMs }: Cutoffs): boolean {
  const { job, submittedAtMs } = row.current;
  if (submittedAtMs > jobMs || !endsByItself(job, row) || jobStatus(state, row) !== 'dead') {
    return false;
  }
  const key = jobKey(job.namespace, job.id);
  return (
    evalsOfJob(state, key).every((one) => isTerminalEvaluation(one) && one.modifiedAtMs <= jobMs) &&
    allocsOfJob(state, key).every((alloc) => isOver(state, alloc, jobMs))
  );
}

/** Only a batch job is over without having been stopped, and not while it can still launch others. */
function endsByItself(job: Job, { stopped }: JobRow): boolean {
  const isBatch = job.type === 'batch' || job.type === 'sysbatch';
  return stopped || (isBatch && !launchesOthers(job));
}

/** Of an evaluation: what may be forgotten of what it placed, and whether it may be forgotten itself. */
export interface CollectableEvaluation {
  readonly allocIds: readonly string[];
  readonly isWhole: boolean;
}

export function collectableOfEvaluation(
  state: State,
  row: EvaluationRow,
  cutoffs: Cutoffs,
): CollectableEvaluation {
  const { type, namespace, jobId, id } = row.evaluation;
  const isBatch = type === 'batch' || type === 'sysbatch';
  const job = state.jobs.get(jobKey(namespace, jobId));
  const cutoffMs = evaluationCutoff(cutoffs, { isBatch, isJobGone: job === undefined });
  if (!isTerminalEvaluation(row) || row.modifiedAtMs > cutoffMs) return NOTHING;
  const isKept = (alloc: AllocationRow) => isBatch && counts(state, alloc, job);
  const allocs = allocsOfEval(state, id);
  const collectable = allocs.filter(
    (alloc) => !isKept(alloc) && isCollectableAlloc(state, alloc, { job, cutoffMs }),
  );
  const allocIds = collectable.map((alloc) => alloc.id);
  return { allocIds, isWhole: allocIds.length === allocs.length };
}

/** What is left of a job that is forgotten goes with it. */
function evaluationCutoff(
  { jobMs, evalMs, batchEvalMs }: Cutoffs,
  { isBatch, isJobGone }: { isBatch: boolean; isJobGone: boolean },
): EpochMs {
  if (isJobGone) return Math.max(jobMs, evalMs);
  return isBatch ? batchEvalMs : evalMs;
}

const NOTHING: CollectableEvaluation = { allocIds: [], isWhole: false };

/**
 * Whether an allocation of a batch job shows that its work is done: without it the scheduler would place the
 * same again.
 */
function counts(state: State, alloc: AllocationRow, job: JobRow | undefined): boolean {
  if (!job || (job.stopped && jobStatus(state, job) === 'dead')) return false;
  return alloc.jobVersion.seq >= job.current.seq;
}

/** A failed allocation is kept while it says whether another one may take its place. */
function isCollectableAlloc(
  state: State,
  alloc: AllocationRow,
  { job, cutoffMs }: { job: JobRow | undefined; cutoffMs: EpochMs },
): boolean {
  if (!isOver(state, alloc, cutoffMs)) return false;
  if (!job || job.stopped || jobStatus(state, job) === 'dead') return true;
  if (alloc.desiredStatus !== 'run' || alloc.clientStatus !== 'failed') return true;
  if (alloc.nextAllocId !== undefined) return true;
  const policy = groupOf(alloc.jobVersion, alloc.groupName)?.reschedulePolicy;
  if (!policy || (policy.attempts === 0 && !policy.unlimited)) return true;
  const last = alloc.reschedules.at(-1);
  return !policy.unlimited && last !== undefined && last.atMs + policy.intervalMs <= cutoffMs;
}

/** Until its client says so, what was told to stop still runs there; a client that is forgotten says nothing. */
function isOver(state: State, alloc: AllocationRow, cutoffMs: EpochMs): boolean {
  const isEnded = isClientTerminal(alloc) || (isTerminal(alloc) && !state.nodes.has(alloc.nodeId));
  return isEnded && alloc.modifiedAtMs <= cutoffMs;
}

export function isCollectableDeployment(
  state: State,
  row: DeploymentRow,
  { deploymentMs }: Cutoffs,
): boolean {
  if (isActiveDeployment(row) || row.modifiedAtMs > deploymentMs) return false;
  const { id, namespace, jobId } = row.deployment;
  return !allocsOfJob(state, jobKey(namespace, jobId)).some(
    (alloc) => alloc.deploymentId === id && !isTerminal(alloc),
  );
}

/** Whether a node has been down for long, and nothing is meant to run there. */
export function isCollectableNode(state: State, row: NodeRow, { nodeMs }: Cutoffs): boolean {
  if (row.status !== 'down' || row.statusUpdatedAtMs > nodeMs) return false;
  return allocsOfNode(state, row.node.id).every(isTerminal);
}
