import { z } from 'zod';
import { Name } from '../primitives.ts';
import { ServiceInstance } from '../service/service.ts';

/** An allocation offers a service, or offers it otherwise than before. */
export const ServiceRegistered = z.object({
  type: z.literal('ServiceRegistered'),
  v: z.literal(1),
  instance: ServiceInstance,
});
export type ServiceRegistered = z.infer<typeof ServiceRegistered>;

/** An instance is offered no more. That of an allocation that has ended goes without an event. */
export const ServiceDeregistered = z.object({
  type: z.literal('ServiceDeregistered'),
  v: z.literal(1),
  /** Of the instance. */
  id: Name,
});
export type ServiceDeregistered = z.infer<typeof ServiceDeregistered>;
