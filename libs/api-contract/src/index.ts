export {
  checkDispatch,
  type Dispatch,
  DISPATCH_PAYLOAD_MAX,
  JobDispatchRequest,
  JobDispatchResponse,
} from './job/dispatch.ts';
export {
  aclPolicyFaults,
  aclPolicyFromWire,
  AclPolicyRequest,
  AclPolicyStub,
  aclPolicyStub,
  aclPolicyToWire,
  WireAclPolicy,
} from './acl/wire-policy.ts';
export {
  authMethodFaults,
  authMethodFromWire,
  AuthMethodRequest,
  AuthMethodStub,
  authMethodStub,
  authMethodToWire,
  mergedAuthMethod,
  WireAuthMethod,
} from './acl/wire-auth-method.ts';
export { authSecretsOf, REDACTED } from './acl/wire-auth-config.ts';
export {
  bindingRuleFaults,
  bindingRuleFromWire,
  BindingRuleRequest,
  BindingRuleStub,
  bindingRuleStub,
  bindingRuleToWire,
  mergedBindingRule,
  WireBindingRule,
} from './acl/wire-binding-rule.ts';
export {
  loginFaults,
  LoginRequest,
  OidcAuthUrlRequest,
  OidcAuthUrlResponse,
  OidcCompleteAuthRequest,
} from './acl/wire-login.ts';
export {
  aclRoleFaults,
  aclRoleFromWire,
  AclRoleRequest,
  aclRoleToWire,
  WireAclRole,
} from './acl/wire-role.ts';
export {
  AclBootstrapRequest,
  ACLS_DISABLED_TOKEN,
  AclTokenRequest,
  AclTokenStub,
  aclTokenStub,
  aclTokenToWire,
  ANONYMOUS_TOKEN,
  OneTimeTokenExchangeRequest,
  WireAclToken,
} from './acl/wire-token.ts';
export { AllocMetric, allocMetricToWire } from './allocation/alloc-metric.ts';
export { type AllocatedResources } from './allocation/allocated-resources.ts';
export { allocationToWire, WireAllocation } from './allocation/allocation-to-wire.ts';
export { AllocCheckResults, WireCheckResult } from './allocation/check-result.ts';
export { AllocationStub, allocationStub } from './allocation/allocation-stub.ts';
export { FileInfo } from './allocation/file-info.ts';
export { AllocRestartRequest, AllocSignalRequest } from './allocation/restart.ts';
export { TaskState, WireTaskEvent } from './allocation/task-state.ts';
export { AllocStopResponse } from './allocation/alloc-stop.ts';
export {
  DeploymentAllocHealthRequest,
  DeploymentPauseRequest,
  DeploymentPromoteRequest,
  DeploymentUpdateResponse,
} from './deployment/deployment-requests.ts';
export { deploymentToWire, WireDeployment } from './deployment/deployment-to-wire.ts';
export {
  EvaluationDeleteRequest,
  EvaluationDeleteResponse,
} from './evaluation/evaluation-delete.ts';
export {
  desiredUpdatesToWire,
  evaluationToWire,
  WireEvaluation,
} from './evaluation/evaluation-to-wire.ts';
export {
  EvaluationExplainResponse,
  WireAllocationExplanation,
  WireDecision,
  WireNodeVerdict,
  WirePlacementExplanation,
} from './evaluation/wire-explanation.ts';
export { type RelatedEvaluation, relatedEvaluations } from './evaluation/related-evaluations.ts';
export { passesFilter } from './filter/apply-filter.ts';
export { type Filter, parseFilter } from './filter/parse-filter.ts';
export { parsedJob } from './job/parsed-job.ts';
export { canonicalJob } from './job/canonical-job.ts';
export {
  JobRevertRequest,
  JobScaleRequest,
  JobStabilityRequest,
  JobStabilityResponse,
  PeriodicForceResponse,
} from './job/job-changes.ts';
export { diffJobs } from './job/diff/diff-jobs.ts';
export {
  type DiffType,
  FieldDiff,
  JobDiff,
  ObjectDiff,
  TaskDiff,
  TaskGroupDiff,
} from './job/diff/job-diff.ts';
export {
  JobPlanRequest,
  JobPlanResponse,
  createdEvalsToWire,
  preemptedToWire,
} from './job/job-plan.ts';
export { jobFromWire } from './job/job-from-wire.ts';
export { JobScaleStatus, jobScaleToWire, type WireScalingEvent } from './job/scale-status.ts';
export { WireScalingPolicy } from './job/wire-policies.ts';
export {
  type ScalingPolicyRow,
  scalingPoliciesOf,
  ScalingPolicyStub,
  scalingPolicyStub,
  scalingPolicyToWire,
} from './scaling/scaling-policies.ts';
export { CsiVolumesRequest } from './volume/csi-volumes.ts';
export { JobVersionTagRequest, JobVersionTagResponse, VersionTag } from './job/version-tag.ts';
export { actionsOf, JobAction } from './job/job-actions.ts';
export { JobStatusesRequest, JobStatusItem, jobStatusItem } from './job/job-statuses.ts';
export { JobStub, jobStub } from './job/job-stub.ts';
export { JobSummary, jobSummaryToWire } from './job/job-summary.ts';
export {
  type JobContext,
  jobContextOf,
  jobToWire,
  jobVersionDiffs,
  jobVersionsToWire,
} from './job/job-to-wire.ts';
export {
  JobDeregisterResponse,
  JobEvaluateRequest,
  JobRegisterRequest,
  JobRegisterResponse,
  JobsParseRequest,
  JobSubmission,
  JobValidateResponse,
  sourceFromSubmission,
  submissionToWire,
} from './job/register.ts';
export { jobWarnings } from './job/validate/job-warnings.ts';
export { multiError, warningText } from './job/validate/multi-error.ts';
export { placeFaults } from './job/validate/place-faults.ts';
export { validateJob } from './job/validate/validate-job.ts';
export { WireJob } from './job/wire-job.ts';
export { WireTask } from './job/wire-task.ts';
export { WireTaskGroup } from './job/wire-task-group.ts';
export {
  namespaceFaults,
  namespaceFromWire,
  NamespaceRequest,
  namespaceToWire,
  WireNamespace,
} from './namespace/wire-namespace.ts';
export {
  nodePoolFaults,
  nodePoolFromWire,
  NodePoolRequest,
  nodePoolToWire,
  WireNodePool,
} from './node-pool/wire-node-pool.ts';
export {
  NodeChangeResponse,
  NodeDrainRequest,
  NodeEligibilityRequest,
  nodeMetaFault,
  NodeIdentityGetResponse,
  NodeIdentityRenewRequest,
  NodeIdentityRenewResponse,
  NodeMetaRequest,
  NodeMetaResponse,
  NodeUpdateResponse,
} from './node/node-requests.ts';
export { NodeStub, nodeStub } from './node/node-stub.ts';
export { nodeToWire, WireNode } from './node/node-to-wire.ts';
export { openApiDocument, OPERATIONS } from './openapi/open-api-document.ts';
export { type Operation } from './openapi/operation.ts';
export { WireHistoryEvent } from './operator/history.ts';
export {
  WhatIfRequest,
  WhatIfResponse,
  WireForeseenEvaluation,
  WireForeseenNode,
} from './operator/what-if.ts';
export {
  schedulerConfigurationFromWire,
  SchedulerConfigurationRequest,
  SchedulerConfigurationResponse,
  schedulerConfigurationToWire,
  SchedulerConfigurationUpdate,
  WireSchedulerConfiguration,
} from './operator/scheduler-configuration.ts';
export {
  FuzzyMatch,
  FuzzySearchContext,
  FuzzySearchRequest,
  FuzzySearchResponse,
  SearchContext,
  SearchRequest,
  SearchResponse,
} from './search/search.ts';
export {
  rootKeyToWire,
  variableFault,
  VariableRequest,
  VariableStub,
  variableStub,
  WireRootKey,
  WireVariable,
  lockFaults,
  type LockRequest,
  lockTimesOf,
} from './variable/wire-variable.ts';
export { contentHash, sortedTexts } from './wire/content-hash.ts';
export { goDuration } from './wire/go-duration.ts';
export { msOfNs, nsOfMs, timestampOf } from './wire/time.ts';
export { streamEventsOf } from './event-stream/events-of-entry.ts';
export { type StreamEvent, streamEventToWire } from './event-stream/stream-event.ts';
export { parseTopicFilter, type TopicFilter, wantsEvent } from './event-stream/topic-filter.ts';
export {
  serviceInstanceToWire,
  serviceLists,
  WireServiceInstance,
  WireServiceList,
} from './service/wire-service.ts';
