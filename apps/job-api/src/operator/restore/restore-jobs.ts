import {
  canonicalJson,
  type DomainEvent,
  type JobKey,
  type JobRow,
  jobStatus,
  launchesOthers,
  type State,
  subjects,
} from '@steppe/domain';
import type { Write } from '../../writes/log-writer.ts';

/** Registers each job as it was, and purges those that there were not. */
export function jobWrites(wanted: State, now: State, { newId }: { newId: () => string }): Write[] {
  const restored = [...wanted.jobs].map(([key, row]) =>
    jobWrite(key, row, (current) => {
      return restoring(row, current, { isOver: jobStatus(wanted, row) === 'dead', newId });
    }),
  );
  const others = [...now.jobs].filter(([key]) => !wanted.jobs.has(key));
  const purged = others.map(([key, row]) =>
    jobWrite(key, row, (current) => (current ? [purgeOf(current, newId())] : [])),
  );
  return [...restored, ...purged];
}

function jobWrite(
  key: JobKey,
  { current: { job } }: JobRow,
  decide: (current: JobRow | undefined) => DomainEvent[],
): Write {
  return {
    subject: subjects.job(job.namespace, job.id),
    lastSeq: ({ jobSubjectSeq }) => jobSubjectSeq.get(key) ?? 0,
    decide: ({ jobs }) => decide(jobs.get(key)),
  };
}

/** @param isOver it had ended: it is registered, and not run once more. */
function restoring(
  wanted: JobRow,
  current: JobRow | undefined,
  { isOver, newId }: { isOver: boolean; newId: () => string },
): DomainEvent[] {
  const { job, tag } = wanted.current;
  const isSame =
    current !== undefined &&
    current.stopped === wanted.stopped &&
    canonicalJson(current.current.job) === canonicalJson(job);
  if (isSame) return [];
  const version = current ? current.current.version + 1 : wanted.current.version;
  const runs = !wanted.stopped && !isOver && !launchesOthers(job);
  const name = { namespace: job.namespace, jobId: job.id };
  const registered: DomainEvent = {
    type: 'JobRegistered',
    v: 1,
    job,
    version,
    ...(runs ? { evalId: newId() } : {}),
    ...(wanted.source ? { source: wanted.source } : {}),
  };
  const stopped: DomainEvent[] = wanted.stopped
    ? [{ type: 'JobDeregistered', v: 1, ...name, purge: false, evalId: newId() }]
    : [];
  const tagged: DomainEvent[] = tag
    ? [
        {
          type: 'JobVersionTagged',
          v: 1,
          ...name,
          version,
          name: tag.name,
          description: tag.description,
        },
      ]
    : [];
  return [registered, ...tagged, ...stopped];
}

function purgeOf({ current: { job } }: JobRow, evalId: string): DomainEvent {
  const evaluation = launchesOthers(job) ? {} : { evalId };
  const name = { namespace: job.namespace, jobId: job.id };
  return { type: 'JobDeregistered', v: 1, ...name, purge: true, ...evaluation };
}
