import { assertNever } from '../assert.ts';
import type { JobNote } from '../events/job-note.ts';
import { jobKey } from '../job/job.ts';
import type { FoldContext } from './fold-context.ts';
import { foldJobScalingNoted } from './fold-scaling.ts';
import { setStability, setTag } from './put-job.ts';
import type { State } from './tables.ts';

export function foldJobNote(state: State, note: JobNote, context: FoldContext): void {
  if (note.type === 'JobScalingNoted') return foldJobScalingNoted(state, note, context);
  const { version } = note;
  const key = jobKey(note.namespace, note.jobId);
  state.jobSubjectSeq.set(key, context.seq);
  switch (note.type) {
    case 'JobStabilityChanged':
      return setStability(state, key, { version, stable: note.stable });
    case 'JobVersionTagged': {
      const { name, description } = note;
      return setTag(state, key, { version, tag: { name, description, taggedAtMs: context.atMs } });
    }
    case 'JobVersionUntagged':
      return setTag(state, key, { version, tag: undefined });
    default:
      return assertNever(note);
  }
}
