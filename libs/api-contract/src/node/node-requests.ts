import { z } from 'zod';
import { DurationNs, Flag, Index, Text } from '../wire/values.ts';

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
  })
  .meta({ id: 'NodeDrainRequest' });
export type NodeDrainRequest = z.infer<typeof NodeDrainRequest>;

export const NodeEligibilityRequest = z
  .looseObject({ NodeID: Text, Eligibility: Text })
  .meta({ id: 'NodeEligibilityRequest' });
export type NodeEligibilityRequest = z.infer<typeof NodeEligibilityRequest>;

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
  Servers: z.null(),
  SchedulingEligibility: z.string(),
  SignedIdentity: z.null(),
  LastContact: z.int(),
  KnownLeader: z.boolean(),
  NextToken: z.string(),
}).meta({ id: 'NodeUpdateResponse' });
export type NodeUpdateResponse = z.infer<typeof NodeUpdateResponse>;
