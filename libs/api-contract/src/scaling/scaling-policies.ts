import { canonicalJson, type JobRow, type ScalingPolicy, type State } from '@steppe/domain';
import { z } from 'zod';
import { scalingToWire, scalingPolicyId, type ScalingTarget } from '../job/map-scaling.ts';
import type { WireScalingPolicy } from '../job/wire-policies.ts';
import { Index } from '../wire/values.ts';

/** A policy in a list. */
export const ScalingPolicyStub = z
  .object({
    ID: z.string(),
    Enabled: z.boolean(),
    Type: z.string(),
    Target: z.record(z.string(), z.string()),
    CreateIndex: Index,
    ModifyIndex: Index,
  })
  .meta({ id: 'ScalingPolicyListStub' });
export type ScalingPolicyStub = z.infer<typeof ScalingPolicyStub>;

/** The limits of one group's count, which are a part of its job. */
export interface ScalingPolicyRow {
  readonly id: string;
  readonly target: ScalingTarget;
  readonly policy: ScalingPolicy;
  readonly createIndex: number;
  readonly modifyIndex: number;
}

/** Of the jobs that are not stopped, as in Nomad; by ID. */
export function scalingPoliciesOf({ jobs }: State): ScalingPolicyRow[] {
  const running = [...jobs.values()].filter(({ stopped }) => !stopped);
  return running.flatMap(policiesOfJob).toSorted((a, b) => (a.id < b.id ? -1 : 1));
}

export function scalingPolicyToWire(row: ScalingPolicyRow): WireScalingPolicy {
  return scalingToWire(row.policy, row.target, row);
}

export function scalingPolicyStub(row: ScalingPolicyRow): ScalingPolicyStub {
  const { ID, Enabled, Type, Target, CreateIndex, ModifyIndex } = scalingToWire(
    row.policy,
    row.target,
    row,
  );
  return { ID, Enabled, Type, Target, CreateIndex, ModifyIndex };
}

function policiesOfJob({ current, versions, createSeq }: JobRow): ScalingPolicyRow[] {
  const { job } = current;
  return job.groups.flatMap(({ name, scaling: policy }) => {
    if (!policy) return [];
    const target = { namespace: job.namespace, jobId: job.id, group: name };
    const same = canonicalJson(policy);
    const firstOther = versions.findIndex(({ job: { groups } }) => {
      const before = groups.find((group) => group.name === name)?.scaling;
      return before === undefined || canonicalJson(before) !== same;
    });
    // Since when it has been so, as far as versions are kept.
    const since = firstOther === -1 ? createSeq : (versions[firstOther - 1] ?? current).seq;
    const indexes = { createIndex: createSeq, modifyIndex: since };
    return [{ id: scalingPolicyId(target), target, policy, ...indexes }];
  });
}
