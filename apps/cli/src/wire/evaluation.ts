import type { WireEvaluation } from '@steppe/api-contract';

const UNSET = {
  AnnotatePlan: false,
  BlockedEval: '',
  ClassEligibility: null,
  DeploymentID: '',
  EscapedComputedClass: false,
  FailedTGAllocs: null,
  JobModifyIndex: 0,
  MissingNonNodeResources: null,
  NextEval: '',
  NodeID: '',
  NodeModifyIndex: 0,
  PlanAnnotations: null,
  PreviousEval: '',
  QueuedAllocations: null,
  QuotaLimitReached: '',
  RelatedEvals: null,
  SnapshotIndex: 0,
  StatusDescription: '',
  Wait: 0,
  WaitUntil: null,
};

/** An evaluation with all its fields, as scripts and templates expect it: the API leaves out those that are not set. */
export function wholeEvaluation(evaluation: WireEvaluation): unknown {
  return { ...UNSET, ...evaluation };
}
