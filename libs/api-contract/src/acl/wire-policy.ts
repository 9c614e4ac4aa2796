import { z } from 'zod';
import type { AclPolicy, AclPolicyRow, AclRules, NamedRule } from '@steppe/domain';
import { contentHash } from '../wire/content-hash.ts';
import { nullIfEmpty } from '../wire/empty.ts';
import { Index, Text } from '../wire/values.ts';

const JobAcl = z.object({ Namespace: Text, JobID: Text, Group: Text, Task: Text });

/** An ACL policy as it is posted. */
export const AclPolicyRequest = z
  .object({ Name: Text, Description: Text, Rules: Text, JobACL: JobAcl.nullish() })
  .meta({ id: 'ACLPolicyRequest' });
export type AclPolicyRequest = z.infer<typeof AclPolicyRequest>;

/** An ACL policy in a list. */
export const AclPolicyStub = z
  .object({
    Name: z.string(),
    Description: z.string(),
    JobACL: JobAcl.nullable(),
    Hash: z.string().nullable(),
    CreateIndex: Index,
    ModifyIndex: Index,
  })
  .meta({ id: 'ACLPolicyStub' });
export type AclPolicyStub = z.infer<typeof AclPolicyStub>;

export const WireAclPolicy = z
  .object({
    ...AclPolicyStub.shape,
    Rules: z.string(),
    RulesJSON: z.looseObject({}).nullable(),
  })
  .meta({ id: 'ACLPolicy' });
export type WireAclPolicy = z.infer<typeof WireAclPolicy>;

const NAME = /^[a-zA-Z0-9-]{1,128}$/;
const DESCRIPTION_MAX = 256;

/** What is wrong with a policy beside its rules, in Nomad's words. */
export function aclPolicyFaults({ Name, Description, JobACL }: AclPolicyRequest): string[] {
  const faults: string[] = [];
  if (!NAME.test(Name ?? '')) faults.push(`invalid name '${Name ?? ''}'`);
  if ((Description ?? '').length > DESCRIPTION_MAX) {
    faults.push(`description longer than ${DESCRIPTION_MAX}`);
  }
  if (JobACL) faults.push(...jobAclFaults(JobACL));
  return faults;
}

function jobAclFaults({ Namespace, JobID, Group, Task }: z.infer<typeof JobAcl>): string[] {
  const faults: string[] = [];
  if (JobID && !Namespace) faults.push('namespace must be set to set job ID');
  if (Group && !JobID) faults.push('job ID must be set to set group');
  if (Task && !Group) faults.push('group must be set to set task');
  return faults;
}

export function aclPolicyFromWire(wire: AclPolicyRequest): AclPolicy {
  const { JobACL: job } = wire;
  return {
    name: wire.Name ?? '',
    description: wire.Description ?? '',
    rules: wire.Rules ?? '',
    ...(job?.Namespace && job.JobID
      ? {
          workload: {
            namespace: job.Namespace,
            jobId: job.JobID,
            group: job.Group || undefined,
            task: job.Task || undefined,
          },
        }
      : {}),
  };
}

export function aclPolicyStub({ policy, createSeq, modifySeq }: AclPolicyRow): AclPolicyStub {
  const { workload } = policy;
  const ofWorkload = workload && {
    Namespace: workload.namespace,
    JobID: workload.jobId,
    Group: workload.group ?? '',
    Task: workload.task ?? '',
  };
  return {
    Name: policy.name,
    Description: policy.description,
    JobACL: ofWorkload ?? null,
    Hash: contentHash([
      policy.name,
      policy.description,
      policy.rules,
      ...Object.values(ofWorkload ?? {}),
    ]),
    CreateIndex: createSeq,
    ModifyIndex: modifySeq,
  };
}

export function aclPolicyToWire(row: AclPolicyRow, rules: AclRules): WireAclPolicy {
  const text = row.policy.rules;
  return { ...aclPolicyStub(row), Rules: text, RulesJSON: rulesToWire(rules, text) };
}

function rulesToWire(
  { namespaces, nodePools, hostVolumes, areas, operatorCapabilities }: AclRules,
  raw: string,
): Record<string, unknown> {
  return {
    Agent: areaToWire(areas.agent),
    ExtraKeysHCL: null,
    HostVolumes: nullIfEmpty(hostVolumes.map(namedToWire)),
    Namespaces: nullIfEmpty(
      namespaces.map((rule) => ({
        ...namedToWire(rule),
        Variables: rule.variables
          ? {
              Paths: rule.variables.map(({ path, capabilities }) => ({
                PathSpec: path,
                Capabilities: capabilities,
              })),
            }
          : null,
      })),
    ),
    Node: areaToWire(areas.node),
    NodePools: nullIfEmpty(nodePools.map(namedToWire)),
    Operator:
      areas.operator === undefined && operatorCapabilities.length === 0
        ? null
        : { Policy: areas.operator ?? '', Capabilities: nullIfEmpty(operatorCapabilities) },
    Plugin: areaToWire(areas.plugin),
    Quota: areaToWire(areas.quota),
    Raw: raw,
    Sentinel: null,
  };
}

function areaToWire(policy: string | undefined): { Policy: string } | null {
  return policy === undefined ? null : { Policy: policy };
}

function namedToWire({ name, policy, capabilities }: NamedRule): Record<string, unknown> {
  return { Name: name, Policy: policy, Capabilities: nullIfEmpty(capabilities) };
}
