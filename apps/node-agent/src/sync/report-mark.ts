import { createHash } from 'node:crypto';
import type { AllocStatus } from '@steppe/alloc-runner';
import {
  type AllocationStatusReported,
  canonicalJson,
  ClientStatus,
  type Seq,
  type ServiceDeregistered,
  type ServiceInstance,
  type ServiceRegistered,
} from '@steppe/domain';
import { z } from 'zod';

/** How much of an allocation the log has been told: what is beyond it is still to be reported. */
export const ReportMark = z.object({
  clientStatus: ClientStatus,
  /** Of all that was reported but events. */
  digest: z.string(),
  /** Time of the last reported event, by task. Each event of a task is later than the one before. */
  lastEventAtMs: z.record(z.string(), z.number()),
  healthAtMs: z.number().optional(),
  /** Seq at which the servers last lost touch with it: what is in the log before that is to be told again. */
  unknownSeq: z.number().optional(),
  /** The services that were registered, by the ID of the instance: a digest of each. */
  services: z.record(z.string(), z.string()).optional(),
});
export type ReportMark = z.infer<typeof ReportMark>;

/** The mark after a report that is in the log at `seq`: it may be known only after what came later. */
export function markAfter(
  before: ReportMark | undefined,
  { report, seq }: { report: AllocationStatusReported; seq: Seq },
): ReportMark {
  const lastEventAtMs = { ...before?.lastEventAtMs };
  for (const [task, { newEvents }] of Object.entries(report.tasks)) {
    const last = newEvents.at(-1);
    if (last !== undefined) lastEventAtMs[task] = last.atMs;
  }
  const after: ReportMark = {
    clientStatus: report.clientStatus,
    digest: digestOf(report),
    lastEventAtMs,
    healthAtMs: report.deploymentHealth?.atMs ?? before?.healthAtMs,
    services: before?.services,
  };
  const unknownSeq = before?.unknownSeq ?? 0;
  return seq < unknownSeq ? markUnknown(after, unknownSeq) : after;
}

/**
 * The mark of an allocation that the servers lost touch with at `seq`: all of it is to be told again. One that ended is
 * known.
 */
export function markUnknown(mark: ReportMark | undefined, seq: Seq): ReportMark {
  const { clientStatus } = mark ?? {};
  if (mark && (clientStatus === 'complete' || clientStatus === 'failed')) return mark;
  return { lastEventAtMs: {}, ...mark, clientStatus: 'unknown', digest: '', unknownSeq: seq };
}

/** The report that brings the log up to date; undefined when it already is. */
export function reportOf(
  status: AllocStatus,
  mark: ReportMark | undefined,
): AllocationStatusReported | undefined {
  let hasNews = false;
  const tasks: AllocationStatusReported['tasks'] = {};
  for (const [name, task] of Object.entries(status.tasks)) {
    const lastAtMs = mark?.lastEventAtMs[name] ?? -1;
    const newEvents = task.events.filter(({ atMs }) => atMs > lastAtMs);
    hasNews ||= newEvents.length > 0;
    tasks[name] = { ...task.status, newEvents };
  }
  const { health } = status;
  const isHealthNews = health !== undefined && health.atMs !== mark?.healthAtMs;
  const report: AllocationStatusReported = {
    type: 'AllocationStatusReported',
    v: 1,
    allocId: status.allocId,
    clientStatus: status.clientStatus,
    clientDescription: status.clientDescription,
    tasks,
    ...(status.network === undefined ? {} : { network: status.network }),
    ...(isHealthNews ? { deploymentHealth: { healthy: health.healthy, atMs: health.atMs } } : {}),
  };
  return hasNews || isHealthNews || digestOf(report) !== mark?.digest ? report : undefined;
}

function digestOf({
  clientStatus,
  clientDescription,
  tasks,
  network,
}: AllocationStatusReported): string {
  const statuses = Object.fromEntries(
    Object.entries(tasks).map(([name, task]) => [name, { ...task, newEvents: [] }]),
  );
  const text = canonicalJson({
    clientStatus,
    clientDescription,
    statuses,
    ...(network === undefined ? {} : { network }),
  });
  return createHash('sha256').update(text).digest('base64url').slice(0, 22);
}

/** What is to be said so that the log knows the services that an allocation offers, and no others. */
export function serviceEventsOf(
  { services, clientStatus }: Pick<AllocStatus, 'services' | 'clientStatus'>,
  mark: ReportMark | undefined,
): readonly (ServiceRegistered | ServiceDeregistered)[] {
  // They go with an allocation that has ended.
  if (clientStatus === 'complete' || clientStatus === 'failed') return [];
  const told = mark?.services ?? {};
  const offered = new Map(services.map((instance) => [instance.id, instance]));
  const gone = Object.keys(told).filter((id) => !offered.has(id));
  const changed = services.filter((instance) => told[instance.id] !== instanceDigest(instance));
  return [
    ...gone.map((id) => ({ type: 'ServiceDeregistered' as const, v: 1 as const, id })),
    ...changed.map((instance) => ({
      type: 'ServiceRegistered' as const,
      v: 1 as const,
      instance,
    })),
  ];
}

function instanceDigest(instance: ServiceInstance): string {
  return createHash('sha256').update(canonicalJson(instance)).digest('base64url').slice(0, 22);
}

/** The mark after a service's event that is in the log. */
export function markAfterService(
  before: ReportMark,
  event: ServiceRegistered | ServiceDeregistered,
): ReportMark {
  const services = { ...before.services };
  if (event.type === 'ServiceRegistered') {
    services[event.instance.id] = instanceDigest(event.instance);
  } else delete services[event.id];
  return { ...before, services };
}
