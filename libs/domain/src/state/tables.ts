import type { AllocationRow } from '../allocation/allocation-row.ts';
import {
  INITIAL_SCHEDULER_CONFIGURATION,
  type SchedulerConfigurationRow,
} from '../config/scheduler-configuration.ts';
import type { DeploymentRow } from '../deployment/deployment-row.ts';
import type { EvaluationRow } from '../evaluation/evaluation-row.ts';
import type { JobKey } from '../job/job.ts';
import type { JobVersion } from '../job/job-version.ts';
import type { ScalingEvents } from '../job/scaling-event.ts';
import type { JobSource } from '../events/job-events.ts';
import type { AclPolicyRow, AclRoleRow, AclTokenRow, OneTimeTokenRow } from '../acl/acl.ts';
import type { AuthMethodRow, BindingRuleRow } from '../acl/auth-method.ts';
import type { RootKeyRow, VariableKey, VariableRow } from '../variable/variable.ts';
import { builtInNamespaces, type NamespaceRow } from '../namespace/namespace.ts';
import { builtInNodePools, type NodePoolRow } from '../node-pool/node-pool.ts';
import type { NodeRow } from '../node/node-row.ts';
import type { EpochMs, Seq } from '../primitives.ts';
import type { ServiceRow } from '../service/service.ts';
import { ChangeJournal } from './change-journal.ts';
import type { NodeUsage } from './node-usage.ts';
import type { GroupCounts } from './group-counts.ts';

/** At most so many versions of a job are kept, the latest, as Nomad does. */
export const JOB_VERSIONS_MAX = 6;

/** A job in the state. */
export interface JobRow {
  readonly current: JobVersion;
  /** Newest first, the current one included. */
  readonly versions: readonly JobVersion[];
  readonly stopped: boolean;
  readonly source: JobSource | undefined;
  readonly createSeq: Seq;
  readonly modifySeq: Seq;
}

export const TABLES = [
  'jobs',
  'nodes',
  'evals',
  'allocs',
  'deployments',
  'namespaces',
  'nodePools',
  'services',
  'aclPolicies',
  'aclRoles',
  'aclTokens',
  'aclAuthMethods',
  'aclBindingRules',
  'variables',
  'rootKeys',
  'scalingEvents',
] as const;
export type TableName = (typeof TABLES)[number];

/**
 * All that the log says, at one seq. Tables change in place (copying them makes replay quadratic); rows
 * are immutable. Only `applyRecorded` may change it.
 */
export interface State {
  /** Seq of the last entry that was applied; 0 for none. */
  seq: Seq;
  readonly jobs: Map<JobKey, JobRow>;
  /** Versions by the seq of their JobRegistered event, while a job or an allocation refers to them. */
  readonly jobVersions: Map<Seq, JobVersion>;
  readonly nodes: Map<string, NodeRow>;
  /**
   * Last seqs on the subjects of nodes that are gone. Their subjects have a history all the same, which the
   * compare-and-set of a node that comes back must know.
   */
  readonly formerNodes: Map<string, Pick<NodeRow, 'commandSeq' | 'clientSeq'>>;
  readonly evals: Map<string, EvaluationRow>;
  readonly allocs: Map<string, AllocationRow>;
  /** Allocations that came too late to be known, by ID: their nodes run them until they are told to stop. */
  readonly strays: Map<string, Stray>;
  readonly deployments: Map<string, DeploymentRow>;
  schedulerConfiguration: SchedulerConfigurationRow;
  readonly namespaces: Map<string, NamespaceRow>;
  readonly nodePools: Map<string, NodePoolRow>;
  /** Instances of services by their IDs. */
  readonly services: Map<string, ServiceRow>;
  readonly aclPolicies: Map<string, AclPolicyRow>;
  readonly aclRoles: Map<string, AclRoleRow>;
  /** By accessor. */
  readonly aclTokens: Map<string, AclTokenRow>;
  readonly aclAuthMethods: Map<string, AuthMethodRow>;
  readonly aclBindingRules: Map<string, BindingRuleRow>;
  /** By the hash of the one-time secret. */
  readonly oneTimeTokens: Map<string, OneTimeTokenRow>;
  readonly variables: Map<VariableKey, VariableRow>;
  readonly rootKeys: Map<string, RootKeyRow>;
  /** Seq of the last bootstrap; 0 for none. */
  aclBootstrapSeq: Seq;
  /** Last seq on each `eval.…` subject, for the compare-and-set that completes an evaluation. */
  readonly evalSubjectSeq: Map<JobKey, Seq>;
  /** Last seq on each `job.…` subject, and on each `deployment.…` subject. */
  readonly jobSubjectSeq: Map<JobKey, Seq>;
  readonly deploymentSubjectSeq: Map<JobKey, Seq>;
  /** Last seq on each subject of what operators set: namespaces, node pools and so on. */
  readonly settingSubjectSeq: Map<string, Seq>;
  /** When the latest child of each periodic job was launched, whatever became of the child. */
  readonly periodicLaunches: Map<JobKey, EpochMs>;
  /** Of jobs that were scaled. */
  readonly scalingEvents: Map<JobKey, ScalingEvents>;
  collection: Collection;
  /** Last seq that changed each table: what a list's index is. */
  readonly tableSeq: Record<TableName, Seq>;
  /** Derived from the tables, and kept with them. */
  readonly index: StateIndex;
}

/** An allocation that was placed when the version of its job was forgotten: its worker slept for so long. */
export interface Stray {
  readonly nodeId: string;
}

/** How far the forgetting of what has ended has got. */
export interface Collection {
  /** Last seq on its subject. */
  readonly subjectSeq: Seq;
  /** When all that has ended was last asked to be forgotten, and which such request was last carried out. */
  readonly requestedSeq: Seq;
  readonly requestedAtMs: EpochMs;
  readonly doneSeq: Seq;
  /** The latest version of any job that was forgotten: who still places by one up to here comes too late. */
  readonly versionSeq: Seq;
}

/** Ways into the tables. All of it follows from the tables; the hash leaves it out. */
export interface StateIndex {
  readonly allocsByJob: Map<JobKey, Set<string>>;
  readonly allocsByNode: Map<string, Set<string>>;
  readonly allocsByEval: Map<string, Set<string>>;
  readonly evalsByJob: Map<JobKey, Set<string>>;
  /** What was launched from a job, by the clock or by a dispatch. */
  readonly childrenByJob: Map<JobKey, Set<JobKey>>;
  readonly deploymentsByJob: Map<JobKey, Set<string>>;
  readonly servicesByAlloc: Map<string, Set<string>>;
  /** Accessors of tokens by the hash of their secret. */
  readonly aclTokensByHash: Map<string, string>;
  /** What the allocations on each node hold. */
  readonly usage: Map<string, NodeUsage>;
  /** Nodes whose row, apart from the seqs on their subjects, or whose usage changed. */
  readonly nodeChanges: ChangeJournal;
  /** How many allocations of each group are in which state, by job. */
  readonly groupCounts: Map<JobKey, Map<string, GroupCounts>>;
}

export function emptyState(): State {
  return {
    seq: 0,
    jobs: new Map(),
    jobVersions: new Map(),
    nodes: new Map(),
    formerNodes: new Map(),
    evals: new Map(),
    allocs: new Map(),
    strays: new Map(),
    deployments: new Map(),
    schedulerConfiguration: INITIAL_SCHEDULER_CONFIGURATION,
    namespaces: builtInNamespaces(),
    nodePools: builtInNodePools(),
    services: new Map(),
    aclPolicies: new Map(),
    aclRoles: new Map(),
    aclTokens: new Map(),
    aclAuthMethods: new Map(),
    aclBindingRules: new Map(),
    oneTimeTokens: new Map(),
    variables: new Map(),
    rootKeys: new Map(),
    aclBootstrapSeq: 0,
    evalSubjectSeq: new Map(),
    jobSubjectSeq: new Map(),
    deploymentSubjectSeq: new Map(),
    settingSubjectSeq: new Map(),
    tableSeq: {
      jobs: 0,
      nodes: 0,
      evals: 0,
      allocs: 0,
      deployments: 0,
      // What is built in was there at the first index.
      namespaces: 1,
      nodePools: 1,
      services: 0,
      aclPolicies: 1,
      aclRoles: 1,
      aclTokens: 1,
      aclAuthMethods: 1,
      aclBindingRules: 1,
      variables: 1,
      rootKeys: 1,
      scalingEvents: 0,
    },
    periodicLaunches: new Map(),
    scalingEvents: new Map(),
    collection: { subjectSeq: 0, requestedSeq: 0, requestedAtMs: 0, doneSeq: 0, versionSeq: 0 },
    index: {
      allocsByJob: new Map(),
      allocsByNode: new Map(),
      allocsByEval: new Map(),
      evalsByJob: new Map(),
      childrenByJob: new Map(),
      deploymentsByJob: new Map(),
      servicesByAlloc: new Map(),
      aclTokensByHash: new Map(),
      usage: new Map(),
      nodeChanges: new ChangeJournal(),
      groupCounts: new Map(),
    },
  };
}

/** Adds a value to the set at a key, making the set when it is the first. */
export function addTo<K>(index: Map<K, Set<string>>, key: K, value: string): void {
  const set = index.get(key);
  if (set) set.add(value);
  else index.set(key, new Set([value]));
}

/** Removes a value from the set at a key, and the set with its last value. */
export function removeFrom<K>(index: Map<K, Set<string>>, key: K, value: string): void {
  const set = index.get(key);
  if (!set?.delete(value)) return;
  if (set.size === 0) index.delete(key);
}
