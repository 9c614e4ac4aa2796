import { z } from 'zod';

/** The part of `/v1/agent/self` that the CLI reads. */
export const AgentSelf = z.object({
  stats: z.object({ client: z.object({ node_id: z.string() }).optional() }),
});

/** A server, with what it says of itself in `Tags`. */
export const Member = z.looseObject({
  Name: z.string(),
  Addr: z.string(),
  Port: z.int(),
  Status: z.string(),
  ProtocolCur: z.int(),
  Tags: z.record(z.string(), z.string()).nullable(),
});
export type Member = z.infer<typeof Member>;

/** The answer of `/v1/agent/members`. */
export const AgentMembers = z.looseObject({ Members: z.array(Member).nullable() });
