import type {
  AllocationStub,
  AllocMetric,
  JobStub,
  JobSummary,
  NodeStub,
  WireDeployment,
  WireEvaluation,
} from '@steppe/api-contract';

/** A time of 2026-11-22 in milliseconds, e.g. `at('17:24:53')`. */
export function at(time: string): number {
  return Date.parse(`2026-11-22T${time}Z`);
}

/** The same in nanoseconds, as the API gives times. */
export function nanosAt(time: string): number {
  return at(time) * 1e6;
}

/** Options of a view without colours. */
export function plain({ verbose = false, nowMs = 0 } = {}): {
  verbose: boolean;
  nowMs: number;
  bold: (text: string) => string;
} {
  return { verbose, nowMs, bold: (text) => text };
}

const METRIC: AllocMetric = {
  NodesEvaluated: 2,
  NodesFiltered: 0,
  NodesInPool: 2,
  NodePool: 'default',
  NodesAvailable: { dc1: 2 },
  ClassFiltered: null,
  ConstraintFiltered: null,
  NodesExhausted: 0,
  ClassExhausted: null,
  DimensionExhausted: null,
  QuotaExhausted: null,
  ResourcesExhausted: null,
  Scores: null,
  ScoreMetaData: null,
  AllocationTime: 0,
  CoalescedFailures: 0,
};

export function metric(changes: Partial<AllocMetric> = {}): AllocMetric {
  return { ...METRIC, ...changes };
}

export function evaluation(changes: Partial<WireEvaluation> = {}): WireEvaluation {
  return {
    ID: '30014a10-3fe5-d000-20c8-09879117886d',
    Namespace: 'default',
    Priority: 50,
    Type: 'service',
    TriggeredBy: 'job-register',
    JobID: 'web',
    Status: 'complete',
    CreateIndex: 14,
    ModifyIndex: 16,
    CreateTime: nanosAt('17:44:46'),
    ModifyTime: nanosAt('17:44:46'),
    ...changes,
  };
}

const GROUP: WireDeployment['TaskGroups'][string] = {
  AutoRevert: false,
  AutoPromote: false,
  ProgressDeadline: 120e9,
  RequireProgressBy: '2026-11-22T17:46:47Z',
  Promoted: false,
  PlacedCanaries: null,
  DesiredCanaries: 0,
  DesiredTotal: 2,
  PlacedAllocs: 2,
  HealthyAllocs: 2,
  UnhealthyAllocs: 0,
};

export function deployment(
  changes: Partial<WireDeployment> = {},
  group: Partial<WireDeployment['TaskGroups'][string]> = {},
): WireDeployment {
  return {
    ID: '163c740e-611e-eea1-95bc-c9b4caa12653',
    Namespace: 'default',
    JobID: 'web',
    JobVersion: 0,
    JobModifyIndex: 14,
    JobSpecModifyIndex: 14,
    JobCreateIndex: 14,
    IsMultiregion: false,
    TaskGroups: { app: { ...GROUP, ...group } },
    Status: 'successful',
    StatusDescription: 'Deployment completed successfully',
    EvalPriority: 50,
    CreateIndex: 15,
    ModifyIndex: 20,
    CreateTime: nanosAt('17:44:46'),
    ModifyTime: nanosAt('17:44:48'),
    ...changes,
  };
}

export function stub(changes: Partial<AllocationStub> = {}): AllocationStub {
  return {
    ID: '4147cf61-dc2a-390e-4569-55faac39abed',
    EvalID: '30014a10-3fe5-d000-20c8-09879117886d',
    Name: 'web.app[0]',
    Namespace: 'default',
    NodeID: 'ab9a42cd-7d2c-a855-d393-c4af4d05d0a1',
    NodeName: 'client1',
    JobID: 'web',
    JobType: 'service',
    JobVersion: 0,
    TaskGroup: 'app',
    AllocatedResources: null,
    DesiredStatus: 'run',
    DesiredDescription: '',
    ClientStatus: 'running',
    ClientDescription: 'Tasks are running',
    DesiredTransition: {
      Migrate: null,
      Reschedule: null,
      ForceReschedule: null,
      NoShutdownDelay: null,
      MigrateDisablePlacement: null,
    },
    TaskStates: null,
    DeploymentStatus: null,
    FollowupEvalID: '',
    NextAllocation: '',
    RescheduleTracker: null,
    PreemptedAllocations: null,
    PreemptedByAllocation: '',
    CreateIndex: 16,
    ModifyIndex: 18,
    CreateTime: nanosAt('17:44:46'),
    ModifyTime: nanosAt('17:44:47'),
    ...changes,
  };
}

export function summary(counts: Partial<JobSummary['Summary'][string]> = {}): JobSummary {
  const none = { Queued: 0, Starting: 0, Running: 0, Failed: 0, Complete: 0, Lost: 0, Unknown: 0 };
  return {
    JobID: 'web',
    Namespace: 'default',
    Summary: { app: { ...none, ...counts } },
    Children: { Pending: 0, Running: 0, Dead: 0 },
    CreateIndex: 14,
    ModifyIndex: 18,
  };
}

export function jobStub(changes: Partial<JobStub> = {}): JobStub {
  return {
    ID: 'web',
    ParentID: '',
    Name: 'web',
    Namespace: 'default',
    Datacenters: ['dc1'],
    NodePool: 'default',
    Multiregion: null,
    Type: 'service',
    Priority: 50,
    Periodic: false,
    ParameterizedJob: false,
    Stop: false,
    Status: 'running',
    StatusDescription: '',
    JobSummary: summary(),
    CreateIndex: 14,
    ModifyIndex: 18,
    JobModifyIndex: 14,
    SubmitTime: nanosAt('17:44:46'),
    Meta: null,
    ...changes,
  };
}

export function nodeStub(changes: Partial<NodeStub> = {}): NodeStub {
  return {
    ID: 'ab9a42cd-7d2c-a855-d393-c4af4d05d0a1',
    Address: '127.0.0.1',
    Attributes: null,
    Datacenter: 'dc1',
    Name: 'client1',
    NodePool: 'default',
    NodeClass: '',
    Version: '2.0.5',
    Drain: false,
    SchedulingEligibility: 'eligible',
    Status: 'ready',
    StatusDescription: '',
    Drivers: {},
    HostVolumes: {},
    NodeResources: null,
    ReservedResources: null,
    LastDrain: null,
    CreateIndex: 8,
    ModifyIndex: 9,
    ...changes,
  };
}
