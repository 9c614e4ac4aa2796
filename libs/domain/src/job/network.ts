import { z } from 'zod';

/** A port that a group or task asks for. */
export const PortRequest = z.object({
  label: z.string().min(1),
  /** The fixed host port; 0 for a dynamic one. */
  value: z.int().min(0).max(65_535),
  /** The port inside the network namespace; 0: same as the host port, -1: the host port that was assigned. */
  to: z.int().min(-1).max(65_535),
  hostNetwork: z.string(),
  ignoreCollision: z.boolean().optional(),
});
export type PortRequest = z.infer<typeof PortRequest>;

export const Network = z.object({
  mode: z.string(),
  mbits: z.int().nonnegative().optional(),
  reservedPorts: z.array(PortRequest),
  dynamicPorts: z.array(PortRequest),
  extra: z.record(z.string(), z.unknown()).optional(),
});
export type Network = z.infer<typeof Network>;
