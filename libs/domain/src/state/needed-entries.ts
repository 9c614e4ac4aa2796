import type { EpochMs, Seq } from '../primitives.ts';
import { jobKey, type JobKey } from '../job/job.ts';
import type { State } from './tables.ts';

/**
 * Which entries of the log are still needed though a snapshot holds what they led to. On each subject that is at
 * least the last one, since its seq is what the next writer compares. Beside that:
 *
 * - registrations of a job that it or an allocation refers to: agents fetch them by their seq
 * - all that a node must obey, unless it was in touch all the time since `sinceMs`: it has not read it yet
 */
export class NeededEntries {
  readonly #state: State;
  readonly #sinceMs: EpochMs;
  readonly #oldestVersion = new Map<JobKey, Seq>();

  /** @param sinceMs when the newest of the entries that may go was written. */
  constructor(state: State, sinceMs: EpochMs) {
    this.#state = state;
    this.#sinceMs = sinceMs;
    for (const { versions } of state.jobs.values()) {
      for (const { job, seq } of versions) this.#remember(jobKey(job.namespace, job.id), seq);
    }
    for (const { jobVersion } of state.allocs.values()) {
      const { namespace, id } = jobVersion.job;
      this.#remember(jobKey(namespace, id), jobVersion.seq);
    }
  }

  /** The oldest seq on a subject that is needed; 0: all of them are, e.g. because the subject is not known here. */
  oldestOn(subject: string): Seq {
    const [kind = '', first = '', second = ''] = subject.split('.').map(decodeURIComponent);
    const key: JobKey = `${first}/${second}`;
    switch (kind) {
      case 'job': {
        const lastSeq = this.#state.jobSubjectSeq.get(key) ?? 0;
        return Math.min(lastSeq, this.#oldestVersion.get(key) ?? lastSeq);
      }
      case 'eval':
        return this.#state.evalSubjectSeq.get(key) ?? 0;
      case 'deployment':
        return this.#state.deploymentSubjectSeq.get(key) ?? 0;
      case 'client':
        return (this.#state.nodes.get(first) ?? this.#state.formerNodes.get(first))?.clientSeq ?? 0;
      case 'node':
        return this.#oldestForNode(first);
      default:
        return 0;
    }
  }

  #oldestForNode(nodeId: string): Seq {
    const row = this.#state.nodes.get(nodeId);
    const isInTouch = row?.status === 'ready' && row.statusUpdatedAtMs <= this.#sinceMs;
    return isInTouch ? row.commandSeq : 0;
  }

  #remember(key: JobKey, seq: Seq): void {
    this.#oldestVersion.set(key, Math.min(this.#oldestVersion.get(key) ?? seq, seq));
  }
}
