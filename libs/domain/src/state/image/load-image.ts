import { z } from 'zod';
import type { AclPolicyRow, AclRoleRow, AclTokenRow, OneTimeTokenRow } from '../../acl/acl.ts';
import type { AuthMethodRow, BindingRuleRow } from '../../acl/auth-method.ts';
import type { RootKeyRow, VariableRow } from '../../variable/variable.ts';
import type { AllocationRow } from '../../allocation/allocation-row.ts';
import { assert } from '../../assert.ts';
import type { DeploymentRow } from '../../deployment/deployment-row.ts';
import type { EvaluationRow } from '../../evaluation/evaluation-row.ts';
import { jobKey } from '../../job/job.ts';
import type { JobVersion } from '../../job/job-version.ts';
import type { ScalingEvents } from '../../job/scaling-event.ts';
import type { NodeRow } from '../../node/node-row.ts';
import { EpochMs, Seq } from '../../primitives.ts';
import type { ServiceRow } from '../../service/service.ts';
import { putAllocation } from '../put-allocation.ts';
import { putJob } from '../put-job.ts';
import type { SchedulerConfigurationRow } from '../../config/scheduler-configuration.ts';
import type { NamespaceRow } from '../../namespace/namespace.ts';
import type { NodePoolRow } from '../../node-pool/node-pool.ts';
import {
  addTo,
  type Collection,
  emptyState,
  type JobRow,
  type State,
  type Stray,
} from '../tables.ts';
import type { AllocationImage, ImageTable, JobImage } from './state-image.ts';

/** One row of a table, as an image has it. */
export interface ImageEntry {
  readonly table: ImageTable;
  readonly key: unknown;
  readonly row: unknown;
}

/** Puts a state together from the rows of an image, in the image's order, and derives the rest. */
export class ImageLoader {
  readonly #state = emptyState();

  add({ table, key, row }: ImageEntry): void {
    LOADERS[table](this.#state, key, row);
  }

  /** @returns the state; the loader is of no more use. */
  finish({ seq, tableSeq }: { seq: Seq; tableSeq: Readonly<Record<string, Seq>> }): State {
    this.#state.seq = seq;
    Object.assign(this.#state.tableSeq, tableSeq);
    return this.#state;
  }
}

type Loader = (state: State, key: unknown, row: unknown) => void;

/**
 * Rows are taken for what their table says: this code wrote them, in the layout that it knows, and whoever reads the
 * image has checked that it is unchanged.
 */
function loader<K, R>(
  schemas: { key: z.ZodType<K>; row: z.ZodType<R> },
  put: (state: State, key: K, row: R) => void,
): Loader {
  return (state, key, row) => put(state, schemas.key.parse(key), schemas.row.parse(row));
}

const text = z.string();

/** How a row of each table gets into the state, and what is derived from it. */
const LOADERS: Readonly<Record<ImageTable, Loader>> = {
  jobVersions: loader({ key: Seq, row: z.custom<JobVersion>() }, (state, seq, row) =>
    state.jobVersions.set(seq, row),
  ),
  jobs: loader({ key: text, row: z.custom<JobImage>() }, (state, _key, row) =>
    putJob(state, jobOf(state, row)),
  ),
  nodes: loader({ key: text, row: z.custom<NodeRow>() }, (state, id, row) =>
    state.nodes.set(id, row),
  ),
  formerNodes: loader({ key: text, row: z.custom<FormerNode>() }, (state, id, row) =>
    state.formerNodes.set(id, row),
  ),
  evals: loader({ key: text, row: z.custom<EvaluationRow>() }, (state, id, row) => {
    const { namespace, jobId } = row.evaluation;
    state.evals.set(id, row);
    addTo(state.index.evalsByJob, jobKey(namespace, jobId), id);
  }),
  deployments: loader({ key: text, row: z.custom<DeploymentRow>() }, (state, id, row) => {
    const { namespace, jobId } = row.deployment;
    state.deployments.set(id, row);
    addTo(state.index.deploymentsByJob, jobKey(namespace, jobId), id);
  }),
  allocs: loader({ key: text, row: z.custom<AllocationImage>() }, (state, _id, row) =>
    putAllocation(state, allocationOf(state, row)),
  ),
  strays: loader({ key: text, row: z.custom<Stray>() }, (state, id, row) =>
    state.strays.set(id, row),
  ),
  schedulerConfiguration: loader(
    { key: text, row: z.custom<SchedulerConfigurationRow>() },
    (state, _key, row) => {
      state.schedulerConfiguration = row;
    },
  ),
  namespaces: loader({ key: text, row: z.custom<NamespaceRow>() }, (state, name, row) =>
    state.namespaces.set(name, row),
  ),
  nodePools: loader({ key: text, row: z.custom<NodePoolRow>() }, (state, name, row) =>
    state.nodePools.set(name, row),
  ),
  periodicLaunches: loader({ key: text, row: EpochMs }, (state, key, atMs) =>
    state.periodicLaunches.set(key, atMs),
  ),
  scalingEvents: loader({ key: text, row: z.custom<ScalingEvents>() }, (state, key, row) =>
    state.scalingEvents.set(key, row),
  ),
  collection: loader({ key: text, row: z.custom<Collection>() }, (state, _key, row) => {
    state.collection = row;
  }),
  services: loader({ key: text, row: z.custom<ServiceRow>() }, (state, id, row) => {
    state.services.set(id, row);
    addTo(state.index.servicesByAlloc, row.instance.allocId, id);
  }),
  aclPolicies: loader({ key: text, row: z.custom<AclPolicyRow>() }, (state, name, row) =>
    state.aclPolicies.set(name, row),
  ),
  aclRoles: loader({ key: text, row: z.custom<AclRoleRow>() }, (state, id, row) =>
    state.aclRoles.set(id, row),
  ),
  aclTokens: loader({ key: text, row: z.custom<AclTokenRow>() }, (state, accessorId, row) => {
    state.aclTokens.set(accessorId, row);
    state.index.aclTokensByHash.set(row.token.secretHash, accessorId);
  }),
  oneTimeTokens: loader({ key: text, row: z.custom<OneTimeTokenRow>() }, (state, hash, row) =>
    state.oneTimeTokens.set(hash, row),
  ),
  aclAuthMethods: loader({ key: text, row: z.custom<AuthMethodRow>() }, (state, name, row) =>
    state.aclAuthMethods.set(name, row),
  ),
  aclBindingRules: loader({ key: text, row: z.custom<BindingRuleRow>() }, (state, id, row) =>
    state.aclBindingRules.set(id, row),
  ),
  variables: loader({ key: text, row: z.custom<VariableRow>() }, (state, key, row) =>
    state.variables.set(key, row),
  ),
  rootKeys: loader({ key: text, row: z.custom<RootKeyRow>() }, (state, keyId, row) =>
    state.rootKeys.set(keyId, row),
  ),
  aclBootstrapSeq: loader({ key: text, row: Seq }, (state, _key, seq) => {
    state.aclBootstrapSeq = seq;
  }),
  settingSubjectSeq: loader({ key: text, row: Seq }, (state, key, seq) =>
    state.settingSubjectSeq.set(key, seq),
  ),
  evalSubjectSeq: loader({ key: text, row: Seq }, (state, key, seq) =>
    state.evalSubjectSeq.set(key, seq),
  ),
  jobSubjectSeq: loader({ key: text, row: Seq }, (state, key, seq) =>
    state.jobSubjectSeq.set(key, seq),
  ),
  deploymentSubjectSeq: loader({ key: text, row: Seq }, (state, key, seq) =>
    state.deploymentSubjectSeq.set(key, seq),
  ),
};

type FormerNode = Pick<NodeRow, 'commandSeq' | 'clientSeq'>;

function jobOf(state: State, { currentSeq, versionSeqs, ...rest }: JobImage): JobRow {
  const versions = versionSeqs.map((seq) => versionAt(state, seq));
  return { ...rest, current: versionAt(state, currentSeq), versions };
}

function allocationOf(state: State, { jobSeq, ...rest }: AllocationImage): AllocationRow {
  return { ...rest, jobVersion: versionAt(state, jobSeq) };
}

function versionAt(state: State, seq: Seq): JobVersion {
  const version = state.jobVersions.get(seq);
  assert(version !== undefined, `the image lacks the job version of ${seq}`);
  return version;
}
