import { z } from 'zod';
import { DurationNs, Flag, Index, Text, TextMap } from '../wire/values.ts';

/** Starts, changes or ends a drain. */
export const NodeDrainRequest = z
  .looseObject({
    NodeID: Text,
    /** Null: end the drain. */
    DrainSpec: z
      .looseObject({
        /** 0: no deadline; negative: everything stops at once. */
        Deadline: DurationNs,
        IgnoreSystemJobs: Flag,
      })
      .nullish(),
    /** With the end of a drain: let the node take placements again. */
    MarkEligible: Flag,
    /** Kept with the node: why it is drained, e.g. under `message`. */
    Meta: TextMap,
  })
  .meta({ id: 'NodeDrainRequest' });
export type NodeDrainRequest = z.infer<typeof NodeDrainRequest>;

export const NodeEligibilityRequest = z
  .looseObject({ NodeID: Text, Eligibility: Text })
  .meta({ id: 'NodeEligibilityRequest' });
export type NodeEligibilityRequest = z.infer<typeof NodeEligibilityRequest>;

/** By key: what is set, or null for what is unset. */
const MetaChanges = z.record(z.string(), z.string().nullable());

/** Changes the metadata of a node while it runs. */
export const NodeMetaRequest = z
  .looseObject({ NodeID: Text, Meta: MetaChanges.nullish() })
  .meta({ id: 'NodeMetaRequest' });
export type NodeMetaRequest = z.infer<typeof NodeMetaRequest>;

export const NodeMetaResponse = z
  .object({
    /** What counts. */
    Meta: z.record(z.string(), z.string()),
    /** What was changed while the node ran; null for what the configuration sets and nobody wants. */
    Dynamic: MetaChanges,
    /** What the configuration says. */
    Static: z.record(z.string(), z.string()),
  })
  .meta({ id: 'NodeMetaResponse' });
export type NodeMetaResponse = z.infer<typeof NodeMetaResponse>;

const META_KEY = /^[\p{ID_Start}_][\p{ID_Continue}-]*(?:\.[\p{ID_Start}_][\p{ID_Continue}-]*)*$/u;

/** What is wrong with changes of metadata, in Nomad's words; undefined when nothing is. */
export function nodeMetaFault({ Meta }: NodeMetaRequest): string | undefined {
  const keys = Object.keys(Meta ?? {});
  if (keys.length === 0) return 'missing required Meta object';
  if (keys.includes('')) return 'metadata keys must not be empty';
  const invalid = keys.find((key) => !META_KEY.test(key));
  if (invalid === undefined) return undefined;
  return `${JSON.stringify(invalid)} is invalid; metadata keys must be valid dotted hcl identifiers`;
}

/** The answer to a change of a node. */
export const NodeChangeResponse = z
  .object({
    NodeModifyIndex: Index,
    /** Null: the broker makes the evaluations that the change calls for by itself. */
    EvalIDs: z.array(z.string()).nullable(),
    EvalCreateIndex: Index,
    Index,
  })
  .meta({ id: 'NodeChangeResponse' });
export type NodeChangeResponse = z.infer<typeof NodeChangeResponse>;

/** The answer to an evaluation of a node's jobs, and to its removal. */
export const NodeUpdateResponse = NodeChangeResponse.extend({
  HeartbeatTTL: z.number(),
  Features: z.int(),
  LeaderRPCAddr: z.string(),
  NumNodes: z.int(),
  Servers: z.array(
    z.object({
      RPCAdvertiseAddr: z.string(),
      RPCMajorVersion: z.int(),
      RPCMinorVersion: z.int(),
      Datacenter: z.string(),
    }),
  ),
  SchedulingEligibility: z.string(),
  SignedIdentity: z.null(),
  LastContact: z.int(),
  KnownLeader: z.boolean(),
  NextToken: z.string(),
}).meta({ id: 'NodeUpdateResponse' });
export type NodeUpdateResponse = z.infer<typeof NodeUpdateResponse>;

export const NodeIdentityGetResponse = z
  .object({ Claims: z.record(z.string(), z.unknown()) })
  .meta({ id: 'NodeIdentityGetResponse' });
export type NodeIdentityGetResponse = z.infer<typeof NodeIdentityGetResponse>;

export const NodeIdentityRenewRequest = z
  .looseObject({ NodeID: Text })
  .meta({ id: 'NodeIdentityRenewRequest' });

export const NodeIdentityRenewResponse = z.object({}).meta({ id: 'NodeIdentityRenewResponse' });
export type NodeIdentityRenewResponse = z.infer<typeof NodeIdentityRenewResponse>;
