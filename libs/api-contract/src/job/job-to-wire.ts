import {
  type JobRow,
  jobStatus,
  type JobVersion,
  type JobVersionTag,
  type State,
} from '@steppe/domain';
import { diffJobs } from './diff/diff-jobs.ts';
import type { JobDiff } from './diff/job-diff.ts';
import { nullIfNoKeys } from '../wire/empty.ts';
import { nsOfMs } from '../wire/time.ts';
import { affinitiesToWire, constraintsToWire, spreadsToWire } from './map-placement.ts';
import { jobUpdateToWire } from './map-policies.ts';
import { taskGroupToWire } from './map-task-group.ts';
import type { VersionTag } from './version-tag.ts';
import type { WireJob } from './wire-job.ts';

/** What the state knows of a job beside its version. */
export interface JobContext {
  readonly status: string;
  readonly createIndex: number;
  readonly modifyIndex: number;
}

/** A job as `/v1/job/:id` answers it. */
export function jobToWire(version: JobVersion, context: JobContext): WireJob {
  const { job } = version;
  const { createIndex } = context;
  const owner = { namespace: job.namespace, jobId: job.id, createIndex };
  return {
    Stop: version.stopped,
    Region: job.region,
    Namespace: job.namespace,
    ID: job.id,
    ParentID: job.parentId,
    Name: job.name,
    Type: job.type,
    Priority: job.priority,
    AllAtOnce: job.allAtOnce,
    Datacenters: job.datacenters,
    NodePool: job.nodePool,
    Constraints: constraintsToWire(job.constraints),
    Affinities: affinitiesToWire(job.affinities),
    Spreads: spreadsToWire(job.spreads),
    TaskGroups: job.groups.map((group) => taskGroupToWire(group, owner)),
    Update: jobUpdateToWire(job.update),
    Multiregion: null,
    Periodic: job.periodic ?? null,
    ParameterizedJob: job.parameterized ?? null,
    Dispatched: job.dispatch !== undefined,
    DispatchIdempotencyToken: job.dispatch?.idempotencyToken ?? '',
    Payload: job.dispatch?.payload || null,
    Meta: nullIfNoKeys(job.meta),
    ConsulNamespace: '',
    VaultNamespace: '',
    NomadTokenID: '',
    Status: context.status,
    StatusDescription: '',
    Stable: version.stable,
    Version: version.version,
    SubmitTime: nsOfMs(version.submittedAtMs),
    CreateIndex: context.createIndex,
    ModifyIndex: context.modifyIndex,
    JobModifyIndex: version.seq,
    UI: null,
    ...job.extra,
    VersionTag: versionTagToWire(version.tag),
  };
}

export function jobContextOf(state: State, row: JobRow): JobContext {
  return {
    status: jobStatus(state, row),
    createIndex: row.createSeq,
    modifyIndex: row.modifySeq,
  };
}

function versionTagToWire(tag: JobVersionTag | undefined): VersionTag | null {
  if (!tag) return null;
  const { name, description, taggedAtMs } = tag;
  return { Name: name, Description: description, TaggedTime: nsOfMs(taggedAtMs) };
}

/** All versions that are kept, newest first. An older one's own seq is when it changed last. */
export function jobVersionsToWire(state: State, row: JobRow): WireJob[] {
  const context = jobContextOf(state, row);
  return row.versions.map((version) =>
    jobToWire(
      version,
      version === row.current ? context : { ...context, modifyIndex: version.seq },
    ),
  );
}

/**
 * What each version but the oldest changed, in the order of the versions.
 *
 * @param against compare each with this version; undefined: with the one before.
 */
export function jobVersionDiffs(versions: readonly WireJob[], against?: number): JobDiff[] {
  const fixed = versions.find(({ Version }) => Version === against);
  return versions.slice(0, -1).map((after, at) => diffJobs(fixed ?? versions[at + 1], after));
}
