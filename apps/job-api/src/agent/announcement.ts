import { z } from 'zod';

/** The live subject on which servers tell each other who they are, and who has gone. */
export const SERVERS_SUBJECT = 'server.present';

/** What a server tells of itself. */
export const Announcement = z.object({
  /** Its name, which no two servers of a cluster share. */
  id: z.string().min(1),
  region: z.string(),
  datacenter: z.string(),
  version: z.string(),
  steppeVersion: z.string(),
  /** Where its log is reached, as `host:port`. */
  rpcAddress: z.string(),
  serfPort: z.int(),
  expectedServers: z.int(),
  /** Whether it decides what nobody asks for, such as what becomes of a lost node. */
  leads: z.boolean(),
  appliedSeq: z.int(),
  /** Whether its view of the log keeps up. */
  isHealthy: z.boolean(),
});
export type Announcement = z.infer<typeof Announcement>;

export const ServersMessage = z.union([
  z.object({ present: Announcement }),
  z.object({ gone: z.string() }),
]);
export type ServersMessage = z.infer<typeof ServersMessage>;
