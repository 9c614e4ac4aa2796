import type { Write } from './log-writer.ts';

/** A write to a subject of its own, as each namespace, node pool, variable or ACL object has one. */
export function settingWrite(subject: string, decide: Write['decide']): Write {
  return {
    subject,
    lastSeq: ({ settingSubjectSeq }) => settingSubjectSeq.get(subject) ?? 0,
    decide,
  };
}
