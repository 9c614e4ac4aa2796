import { jobKey, type JobKey, type Seq, type State, subjects } from '@steppe/domain';

/** A subject that the broker appends to, and what its writers compare. */
export interface Target {
  readonly subject: string;
  /** The job, when the subject is that of a job's evaluations. */
  readonly evaluationsOf?: JobKey;
  /** Seq of the last entry on the subject that the state has seen. */
  lastSeq(state: State): Seq;
}

interface JobName {
  readonly namespace: string;
  readonly jobId: string;
}

export function evaluationTarget({ namespace, jobId }: JobName): Target {
  const key = jobKey(namespace, jobId);
  return {
    subject: subjects.evaluation(namespace, jobId),
    evaluationsOf: key,
    lastSeq: (state) => state.evalSubjectSeq.get(key) ?? 0,
  };
}

export function deploymentTarget({ namespace, jobId }: JobName): Target {
  const key = jobKey(namespace, jobId);
  return {
    subject: subjects.deployment(namespace, jobId),
    lastSeq: (state) => state.deploymentSubjectSeq.get(key) ?? 0,
  };
}

export function jobTarget({ namespace, jobId }: JobName): Target {
  const key = jobKey(namespace, jobId);
  return {
    subject: subjects.job(namespace, jobId),
    lastSeq: (state) => state.jobSubjectSeq.get(key) ?? 0,
  };
}

export function collectionTarget(): Target {
  return { subject: subjects.collection(), lastSeq: (state) => state.collection.subjectSeq };
}

export function nodeTarget(nodeId: string): Target {
  return {
    subject: subjects.node(nodeId),
    lastSeq: (state) => state.nodes.get(nodeId)?.commandSeq ?? 0,
  };
}
