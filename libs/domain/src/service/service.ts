import { z } from 'zod';
import { Name, type Seq } from '../primitives.ts';

/** An instance of a service: where one allocation offers it. */
export const ServiceInstance = z.object({
  /** As Nomad makes it: `_nomad-task-<allocation>-<task or group>-<service>-<port label>`. */
  id: Name,
  name: Name,
  namespace: Name,
  nodeId: Name,
  datacenter: z.string(),
  jobId: Name,
  allocId: Name,
  tags: z.array(z.string()),
  /** Of a canary: its tags once it is promoted. */
  promotedTags: z.array(z.string()).optional(),
  address: z.string(),
  port: z.int().nonnegative(),
});
export type ServiceInstance = z.infer<typeof ServiceInstance>;

/** A registered instance in the state. */
export interface ServiceRow {
  readonly instance: ServiceInstance;
  readonly createSeq: Seq;
  readonly modifySeq: Seq;
}
