import { ExplainController } from './explain/explain.controller.ts';
import { Explanations } from './explain/explanation.service.ts';
import { type DynamicModule, Module } from '@nestjs/common';
import { APP_FILTER, APP_GUARD } from '@nestjs/core';
import { systemTimers } from '@steppe/event-log';
import { CLOCK, EVENT_STORE, LOGGER, LogTap, PROJECTION, Timings } from '@steppe/nest-kit';
import { AccessGuard } from './access/access.guard.ts';
import { RequestActor } from './access/request-actor.ts';
import { Access } from './access/access.service.ts';
import { AclPoliciesController } from './acl/acl-policies.controller.ts';
import { AclPolicyWriter } from './acl/acl-policy-writer.ts';
import { AclRoleWriter } from './acl/acl-role-writer.ts';
import { AclRolesController } from './acl/acl-roles.controller.ts';
import { AclTokenWriter } from './acl/acl-token-writer.ts';
import { AclTokensController } from './acl/acl-tokens.controller.ts';
import { AuthMethodWriter } from './acl/auth-method-writer.ts';
import { AuthMethodsController } from './acl/auth-methods.controller.ts';
import { BindingRuleWriter } from './acl/binding-rule-writer.ts';
import { BindingRulesController } from './acl/binding-rules.controller.ts';
import { JwtLogin } from './login/jwt-login.ts';
import { LoginController } from './login/login.controller.ts';
import { LoginStates } from './login/login-states.ts';
import { LoginTokens } from './login/login-tokens.ts';
import { OidcLogin } from './login/oidc-login.ts';
import { AllocationStopController } from './allocations/allocation-stop.controller.ts';
import { AllocationsController } from './allocations/allocations.controller.ts';
import { DeploymentActionsController } from './deployments/deployment-actions.controller.ts';
import { DeploymentWriter } from './deployments/deployment-writer.ts';
import { DeploymentsController } from './deployments/deployments.controller.ts';
import { EvaluationDeleteController } from './evaluations/evaluation-delete.controller.ts';
import { EvaluationRemover } from './evaluations/evaluation-remover.ts';
import { EvaluationsController } from './evaluations/evaluations.controller.ts';
import { AgentController } from './agent/agent.controller.ts';
import { DiagnosisController } from './agent/diagnosis.controller.ts';
import { MembershipController } from './agent/membership.controller.ts';
import { SchedulersController } from './agent/schedulers.controller.ts';
import { AbsentController } from './http/absent.controller.ts';
import { PaidController } from './http/paid.controller.ts';
import { UiController } from './http/ui.controller.ts';
import { ServersController } from './operator/servers.controller.ts';
import { ScalingController } from './scaling/scaling.controller.ts';
import { ServicesController } from './services/services.controller.ts';
import { MonitorController } from './agent/monitor/monitor.controller.ts';
import { Servers } from './agent/servers.service.ts';
import { StatusController } from './agent/status.controller.ts';
import { TemplateData } from './workload/template-data.service.ts';
import { ChecksController } from './client/checks.controller.ts';
import { NodeIdentityController } from './client/node-identity.controller.ts';
import { ClientController } from './client/client.controller.ts';
import { JobActionsController } from './client/exec/job-actions.controller.ts';
import { ExecController } from './client/exec/exec.controller.ts';
import { ExecSockets } from './client/exec/exec-sockets.ts';
import { FsController } from './client/fs.controller.ts';
import { LogsController } from './client/logs.controller.ts';
import { NodeRequests } from './client/node-requests.ts';
import { ClusterController } from './cluster/cluster.controller.ts';
import { FuzzySearchController } from './cluster/fuzzy-search.controller.ts';
import { SearchController } from './cluster/search.controller.ts';
import { SchedulerConfigurationController } from './operator/scheduler-configuration.controller.ts';
import { Restorer } from './operator/restore/restore.service.ts';
import { SnapshotsController } from './operator/snapshots.controller.ts';
import { CsiController } from './volumes/csi.controller.ts';
import { VolumesController } from './volumes/volumes.controller.ts';
import { OpenApiController } from './operator/open-api.controller.ts';
import { OperatorController } from './operator/operator.controller.ts';
import { SystemController } from './operator/system.controller.ts';
import { EventBuffer } from './event-stream/event-buffer.ts';
import { EventLines } from './event-stream/event-lines.ts';
import { EventStreamController } from './event-stream/event-stream.controller.ts';
import { ErrorFilter } from './http/error.filter.ts';
import { KnownPaths } from './http/known-paths.ts';
import { JobController } from './jobs/job.controller.ts';
import { JobChangesController } from './jobs/job-changes.controller.ts';
import { JobPartsController } from './jobs/job-parts.controller.ts';
import { JobScaler } from './jobs/job-scaler.ts';
import { JobTagsController } from './jobs/job-tags.controller.ts';
import { JobStatusesController } from './jobs/job-statuses.controller.ts';
import { JobChanger } from './jobs/job-changer.ts';
import { JobPlanController } from './jobs/plan/job-plan.controller.ts';
import { JobDispatchController } from './jobs/dispatch/job-dispatch.controller.ts';
import { JobDispatcher } from './jobs/dispatch/job-dispatcher.ts';
import { JobSources } from './jobs/job-sources.ts';
import { JobWriter } from './jobs/job-writer.ts';
import { JobsController } from './jobs/jobs.controller.ts';
import { JwksController } from './identity/jwks.controller.ts';
import { NodeIdentities } from './identity/node-identities.ts';
import { TokenSigner } from './identity/token-signer.ts';
import { WorkloadIdentities } from './identity/workload-identities.ts';
import { Keyring } from './keyring/keyring.ts';
import { KeyringController } from './keyring/keyring.controller.ts';
import { MemoryRootKeyStore } from './keyring/root-key-store.ts';
import { VariableLocker } from './variables/variable-locker.ts';
import { VariableWriter } from './variables/variable-writer.ts';
import { VariablesController } from './variables/variables.controller.ts';
import { NamespaceWriter } from './namespaces/namespace-writer.ts';
import { NamespacesController } from './namespaces/namespaces.controller.ts';
import { NodePoolWriter } from './node-pools/node-pool-writer.ts';
import { NodePoolsController } from './node-pools/node-pools.controller.ts';
import { NodeActionsController } from './nodes/node-actions.controller.ts';
import { NodeWriter } from './nodes/node-writer.ts';
import { OwnDrains } from './nodes/own-drains.ts';
import { NodesController } from './nodes/nodes.controller.ts';
import { MetricsController } from './metrics/metrics.controller.ts';
import { ServiceTimings } from './metrics/service-timings.ts';
import { TaskCounters } from './metrics/task-counters.ts';
import { ALL_METRICS, type JobApiPorts, NO_ACL } from './ports.ts';
import { Changes } from './reads/changes.ts';
import { Reads } from './reads/reads.service.ts';
import { PastStates } from './time-travel/past-states.ts';
import { HistoryController } from './history/history.controller.ts';
import { WhatIfController } from './what-if/what-if.controller.ts';
import { WhatIf } from './what-if/what-if.service.ts';
import { LogWriter } from './writes/log-writer.ts';
import {
  ACL,
  ACTOR,
  AGENT,
  INITIAL_SCHEDULER_CONFIGURATION,
  LOG_TAP,
  METRICS,
  NEW_ID,
  ROOT_KEYS,
  TIMERS,
} from './tokens.ts';
import { InitialSchedulerConfiguration } from './operator/initial-scheduler-configuration.ts';

const CONTROLLERS = [
  JobsController,
  JobStatusesController,
  JobController,
  JobPartsController,
  JobChangesController,
  JobTagsController,
  JobPlanController,
  AllocationsController,
  EvaluationsController,
  EvaluationDeleteController,
  DeploymentsController,
  NodesController,
  NodeActionsController,
  DeploymentActionsController,
  AllocationStopController,
  StatusController,
  AgentController,
  MembershipController,
  SchedulersController,
  DiagnosisController,
  MonitorController,
  ClusterController,
  AclPoliciesController,
  AclRolesController,
  AclTokensController,
  AuthMethodsController,
  BindingRulesController,
  LoginController,
  KeyringController,
  JwksController,
  VariablesController,
  NamespacesController,
  NodePoolsController,
  SearchController,
  FuzzySearchController,
  CsiController,
  VolumesController,
  ClientController,
  NodeIdentityController,
  ExecController,
  JobActionsController,
  FsController,
  LogsController,
  OperatorController,
  SnapshotsController,
  SchedulerConfigurationController,
  ScalingController,
  SystemController,
  OpenApiController,
  ExplainController,
  WhatIfController,
  HistoryController,
  ChecksController,
  JobDispatchController,
  EventStreamController,
  ServersController,
  PaidController,
  AbsentController,
  UiController,
  ServicesController,
  MetricsController,
];

/** What the HTTP server fills in, and controllers tell. */
interface OfServer {
  readonly paths: KnownPaths;
  readonly timings: Timings;
  readonly actor: RequestActor;
}

/** What was, why it was so, and what would be. */
const OTHER_TIMES = [PastStates, Explanations, WhatIf];

/** What services and nodes tell of themselves, rather than of what they do. */
const ABOUT_PROCESSES = [TemplateData, Servers, ServiceTimings, TaskCounters];

@Module({})
export class AppModule {
  static with(ports: JobApiPorts, { paths, timings, actor }: OfServer): DynamicModule {
    return {
      module: AppModule,
      controllers: CONTROLLERS,
      providers: [
        Access,
        AclPolicyWriter,
        AclRoleWriter,
        AclTokenWriter,
        AuthMethodWriter,
        BindingRuleWriter,
        JwtLogin,
        OidcLogin,
        LoginTokens,
        LoginStates,
        Keyring,
        TokenSigner,
        WorkloadIdentities,
        NodeIdentities,
        VariableWriter,
        VariableLocker,
        LogWriter,
        JobSources,
        JobWriter,
        JobChanger,
        JobScaler,
        JobDispatcher,
        NodeWriter,
        OwnDrains,
        NamespaceWriter,
        NodePoolWriter,
        DeploymentWriter,
        Restorer,
        EvaluationRemover,
        Changes,
        Reads,
        ...OTHER_TIMES,
        NodeRequests,
        EventBuffer,
        EventLines,
        ExecSockets,
        ...ABOUT_PROCESSES,
        { provide: EVENT_STORE, useValue: ports.store },
        { provide: PROJECTION, useValue: ports.projection },
        { provide: CLOCK, useValue: ports.clock },
        { provide: LOGGER, useValue: ports.logger },
        { provide: LOG_TAP, useValue: ports.logTap ?? new LogTap() },
        { provide: NEW_ID, useValue: ports.newId },
        { provide: AGENT, useValue: ports.agent },
        { provide: ACTOR, useValue: ports.actor ?? `job-api/${ports.agent.name}` },
        { provide: TIMERS, useValue: ports.timers ?? systemTimers },
        { provide: KnownPaths, useValue: paths },
        { provide: RequestActor, useValue: actor },
        { provide: ROOT_KEYS, useValue: ports.rootKeys ?? new MemoryRootKeyStore() },
        { provide: ACL, useValue: ports.acl ?? NO_ACL },
        { provide: METRICS, useValue: ports.metrics ?? ALL_METRICS },
        InitialSchedulerConfiguration,
        {
          provide: INITIAL_SCHEDULER_CONFIGURATION,
          useValue: ports.initialSchedulerConfiguration ?? null,
        },
        { provide: Timings, useValue: timings },
        { provide: APP_GUARD, useClass: AccessGuard },
        { provide: APP_FILTER, useClass: ErrorFilter },
      ],
    };
  }
}
