import { deriveId, type ScalingPolicy } from '@steppe/domain';
import type { WireScalingPolicy } from './wire-policies.ts';

/** Whose count a policy is about. */
export interface ScalingTarget {
  readonly namespace: string;
  readonly jobId: string;
  readonly group: string;
}

/** @param count of the group: the least, unless the policy says another. */
export function scalingFromWire(wire: WireScalingPolicy, count: number): ScalingPolicy {
  return {
    min: wire.Min ?? count,
    max: wire.Max ?? 0,
    enabled: wire.Enabled ?? true,
    type: wire.Type || 'horizontal',
    ...(wire.Policy && { policy: wire.Policy }),
  };
}

export function scalingToWire(
  { min, max, enabled, type, policy }: ScalingPolicy,
  target: ScalingTarget,
  { createIndex, modifyIndex }: { createIndex: number; modifyIndex: number },
) {
  return {
    ID: scalingPolicyId(target),
    Type: type,
    Target: targetToWire(target),
    Policy: policy ?? null,
    Min: min,
    Max: max,
    Enabled: enabled,
    CreateIndex: createIndex,
    ModifyIndex: modifyIndex,
  };
}

/** The same in every process, as long as the group keeps its name. */
export function scalingPolicyId({ namespace, jobId, group }: ScalingTarget): string {
  return deriveId('scaling policy', namespace, jobId, group);
}

export function targetToWire({ namespace, jobId, group }: ScalingTarget) {
  return { Namespace: namespace, Job: jobId, Group: group };
}
