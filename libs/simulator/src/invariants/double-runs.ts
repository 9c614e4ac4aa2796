import {
  type AllocationRow,
  allocsOfJob,
  type Commit,
  disconnectedSinceMs,
  type DomainEvent,
  type EvaluationCompleted,
  groupOf,
  isClientTerminal,
  isReplacedOnLoss,
  jobKey,
  type JobKey,
  latestDeployment,
  lostAfterMs,
  nameOf,
  reconcileStrategyOf,
  type Seq,
  type State,
  type TaskGroup,
} from '@steppe/domain';

/** How the scheduler says that an allocation gives way to the one in whose stead it was placed. */
const GIVES_WAY = 'alloc not needed due to disconnected client reconnect';

/**
 * Judges whether a service runs the same allocation on two nodes: only one of a name may be meant to run, but for
 * canaries and those that they will replace, and for what is out of touch on a node as its group's `disconnect` permits.
 * A plan is judged when its evaluation ends, by what it has seen.
 */
export class DoubleRuns {
  readonly #state: State;
  /** On which state each was placed: a plan knows what it places itself, and of others what they placed before. */
  readonly #placedOn = new Map<string, Seq | undefined>();

  /** @param state as it was before the entry that is observed. */
  constructor(state: State) {
    this.#state = state;
  }

  /** @returns what is wrong with the event; undefined when nothing is. */
  observe(event: DomainEvent, commit: Commit): string | undefined {
    if (event.type === 'AllocationPlaced') {
      this.#placedOn.set(event.placement.allocId, commit.cause);
    }
    if (event.type === 'AllocationStopped' && event.desiredDescription === GIVES_WAY) {
      return this.#judgeReconciliation(event.allocId, commit);
    }
    return event.type === 'EvaluationCompleted' ? this.#judgeOutcome(event) : undefined;
  }

  #judgeReconciliation(allocId: string, { cause = 0 }: Commit): string | undefined {
    const alloc = this.#state.allocs.get(allocId);
    const job = alloc && this.#state.jobs.get(keyOf(alloc));
    const group = job && groupOf(job.current, alloc.groupName);
    if (!group || job.current.seq > cause) return undefined;
    if (reconcileStrategyOf(group) !== 'keep_replacement') return undefined;
    return `${nameOf(alloc)} (${allocId}) gave way to what it replaces, and its group keeps replacements`;
  }

  #judgeOutcome({ evalId, snapshotSeq, decidedAtMs }: EvaluationCompleted): string | undefined {
    const evaluation = this.#state.evals.get(evalId)?.evaluation;
    if (evaluation?.type !== 'service' || snapshotSeq === undefined) return undefined;
    const key = jobKey(evaluation.namespace, evaluation.jobId);
    const job = this.#state.jobs.get(key);
    if (!job || job.stopped || job.current.seq > snapshotSeq) return undefined;
    const isSeen = ({ createSeq, id }: AllocationRow) =>
      createSeq <= snapshotSeq || this.#placedOn.get(id) === snapshotSeq;
    const wanted = allocsOfJob(this.#state, key).filter(
      (alloc) => alloc.desiredStatus === 'run' && !isClientTerminal(alloc) && isSeen(alloc),
    );
    for (const alloc of wanted) {
      const isOld = alloc.allocModifySeq <= snapshotSeq;
      const group = groupOf(job.current, alloc.groupName);
      const when = { evalId, decidedAtMs: decidedAtMs ?? 0 };
      const fault = isOld && group && this.#faultOfUnknown(alloc, group, when);
      if (fault) return `${nameOf(alloc)} (${alloc.id}) ${fault}`;
    }
    return this.#hasCanaries(key, snapshotSeq)
      ? undefined
      : doubled(wanted.filter((alloc) => this.#isInTouch(alloc)));
  }

  /** What is out of touch is replaced only where its group wants that, and is lost after the time of its own version. */
  #faultOfUnknown(
    alloc: AllocationRow,
    group: TaskGroup,
    { evalId, decidedAtMs }: { evalId: string; decidedAtMs: number },
  ): string | undefined {
    const sinceMs = disconnectedSinceMs(alloc);
    const own = groupOf(alloc.jobVersion, alloc.groupName);
    if (alloc.clientStatus !== 'unknown' || sinceMs === undefined || !own) return undefined;
    const limitMs = lostAfterMs(own);
    if (limitMs === 0 && !isReplacedOnLoss(own)) return undefined; // Its node may be down for as long as it likes.
    if (isReplacedOnLoss(group)) {
      return limitMs > 0 && sinceMs + limitMs > decidedAtMs ? undefined : 'is not lost in time';
    }
    const next = this.#state.allocs.get(alloc.nextAllocId ?? '');
    // An update replaces it too, and its stop may not have been stored.
    const isReplaced = next?.reschedules.at(-1)?.previousAllocId === alloc.id;
    return isReplaced && next.evalId === evalId
      ? `is replaced by ${next.id}, against its group`
      : undefined;
  }

  /** Neither is its node away, nor was it, so that it was not decided yet what becomes of it. */
  #isInTouch(alloc: AllocationRow): boolean {
    const isAway = this.#state.nodes.get(alloc.nodeId)?.status !== 'ready';
    return !isAway && disconnectedSinceMs(alloc) === undefined;
  }

  /** What was promoted since the plan looked replaces the others when the next one does. */
  #hasCanaries(key: JobKey, snapshotSeq: Seq): boolean {
    const row = latestDeployment(this.#state, key);
    const groups = Object.values(row?.deployment.groups ?? {});
    const hasEnded = row?.status === 'successful' || row?.status === 'cancelled';
    const isSeenToHaveEnded = hasEnded && row.modifySeq <= snapshotSeq;
    return !isSeenToHaveEnded && groups.some(({ desiredCanaries }) => desiredCanaries > 0);
  }
}

function doubled(allocs: readonly AllocationRow[]): string | undefined {
  const byName = new Map<string, AllocationRow>();
  for (const alloc of allocs) {
    const name = nameOf(alloc);
    const other = byName.get(name);
    if (other) return `${name} is meant to run as ${other.id} and as ${alloc.id}`;
    byName.set(name, alloc);
  }
  return undefined;
}

function keyOf({ jobVersion: { job } }: AllocationRow): JobKey {
  return jobKey(job.namespace, job.id);
}
