import { type DomainEvent, type EpochMs, type Recorded, type Seq, subjects } from '@steppe/domain';

/** One event of the log, with what its entry says of it. */
export interface HistoryRow {
  readonly seq: Seq;
  readonly atMs: EpochMs;
  readonly actor: string;
  readonly cause: Seq | undefined;
  readonly subject: string;
  readonly event: DomainEvent;
}

/** Picks what concerns one thing from entries that come in order. */
export interface History {
  observe(entry: Recorded): void;
  /** In order. */
  rows(): readonly HistoryRow[];
}

interface JobName {
  readonly namespace: string;
  readonly jobId: string;
}

export function historyOfNode(nodeId: string): History {
  const own = new Set([subjects.node(nodeId), subjects.client(nodeId)]);
  return picked(
    ({ subject, event }) => own.has(subject) && event.type !== 'AllocationStatusReported',
  );
}

/** Of a job, what was decided on it, and its allocations. */
export function historyOfJob({ namespace, jobId }: JobName): History {
  const own = new Set([
    subjects.job(namespace, jobId),
    subjects.evaluation(namespace, jobId),
    subjects.deployment(namespace, jobId),
  ]);
  const allocIds = new Set<string>();
  return picked(({ subject, event }) => {
    if (event.type === 'AllocationPlaced') {
      const { placement } = event;
      const isOwn = placement.jobId === jobId && placement.namespace === namespace;
      if (isOwn) allocIds.add(placement.allocId);
      return isOwn;
    }
    return own.has(subject) || ('allocId' in event && allocIds.has(event.allocId));
  });
}

/** Of an allocation, with the evaluations that decided on it, and what led to these. */
export function historyOfAlloc(allocId: string, { namespace, jobId }: JobName): History {
  const direct = picked(({ event }) => isAbout(event, allocId));
  const decisions = new Set([
    subjects.job(namespace, jobId),
    subjects.evaluation(namespace, jobId),
  ]);
  const ofJob = picked(({ subject }) => decisions.has(subject));
  const origins = picked(({ event }) => mayBeOrigin(event));
  return {
    observe(entry) {
      for (const history of [direct, ofJob, origins]) history.observe(entry);
    },
    rows() {
      const plans = new Set(direct.rows().map(({ cause }) => cause));
      const isOfPlan = (seq: Seq | undefined) => seq !== undefined && plans.has(seq);
      const evalIds = new Set([
        ...direct.rows().flatMap(({ event }) => evalIdOf(event) ?? []),
        ...ofJob.rows().flatMap(({ event }) => {
          return isOfPlan(decidedOn(event)) ? (evalIdOf(event) ?? []) : [];
        }),
      ]);
      const decided = ofJob.rows().filter(({ event }) => {
        const evalId = evalIdOf(event);
        return evalId !== undefined && evalIds.has(evalId);
      });
      const known = [...direct.rows(), ...decided];
      const led = known.flatMap((row) => originsOf(row, origins.rows()));
      const drains = led.flatMap((row) => originsOf(row, origins.rows()));
      const all = new Map([...known, ...led, ...drains].map((row) => [row.event, row]));
      return [...all.values()].toSorted((a, b) => a.seq - b.seq);
    },
  };
}

function picked(isWanted: (row: HistoryRow) => boolean): History {
  const rows: HistoryRow[] = [];
  return {
    observe({ seq, subject, commit: { atMs, actor, cause, events } }) {
      for (const event of events) {
        const row = { seq, atMs, actor, cause, subject, event };
        if (isWanted(row)) rows.push(row);
      }
    },
    rows: () => rows,
  };
}

function isAbout(event: DomainEvent, allocId: string): boolean {
  if (event.type === 'GarbageCollected') return event.allocIds.includes(allocId);
  if (event.type !== 'AllocationPlaced') return 'allocId' in event && event.allocId === allocId;
  const { placement } = event;
  const { previousAllocId, preemptedAllocIds = [] } = placement;
  return [placement.allocId, previousAllocId, ...preemptedAllocIds].includes(allocId);
}

/** The evaluation that an event tells of. */
function evalIdOf(event: DomainEvent): string | undefined {
  if (event.type === 'AllocationPlaced') return event.placement.evalId;
  if ('evaluation' in event) return event.evaluation.id;
  return 'evalId' in event ? event.evalId : undefined;
}

/** The state on which the event's plan was made. */
function decidedOn(event: DomainEvent): Seq | undefined {
  if (event.type === 'EvaluationCompleted') return event.snapshotSeq;
  return event.type === 'EvaluationBlocked' ? event.blockedOn.snapshotSeq : undefined;
}

const NODE_CHANGES: ReadonlySet<DomainEvent['type']> = new Set([
  'NodeRegistered',
  'NodeStatusChanged',
  'NodeDrainChanged',
  'NodeEligibilityChanged',
  'NodeDeregistered',
]);

/** Whether an event can be what others come from. */
function mayBeOrigin(event: DomainEvent): boolean {
  if (event.type === 'AllocationStatusReported') return event.clientStatus === 'failed';
  return NODE_CHANGES.has(event.type) || event.type === 'AllocationMigrationRequested';
}

/** What led to an event: for what an evaluation was asked, and for which drain an allocation was told to move. */
function originsOf(
  { seq, subject, cause, event }: HistoryRow,
  origins: readonly HistoryRow[],
): readonly HistoryRow[] {
  const lastChange = (own: ReadonlySet<string>) =>
    origins.findLast(
      (row) => row.seq < seq && own.has(row.subject) && NODE_CHANGES.has(row.event.type),
    );
  if (event.type === 'AllocationMigrationRequested') {
    const change = lastChange(new Set([subject]));
    // Else a person has asked for it.
    const isDrained = change?.event.type === 'NodeDrainChanged' && change.event.drain !== null;
    return isDrained ? [change] : [];
  }
  if (event.type !== 'EvaluationCreated') return [];
  const { nodeId } = event.evaluation;
  if (nodeId === undefined) return origins.filter((row) => row.seq === cause);
  const change = lastChange(new Set([subjects.node(nodeId), subjects.client(nodeId)]));
  return change ? [change] : [];
}
