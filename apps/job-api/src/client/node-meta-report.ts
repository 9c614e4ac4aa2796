import type { NodeMetaResponse } from '@steppe/api-contract';
import { z } from 'zod';

const Meta = z.record(z.string(), z.string());

/** What an agent answers of its node's metadata. */
export const MetaReport = z.object({
  current: Meta,
  changes: z.record(z.string(), z.string().nullable()),
  configured: Meta,
});
export type MetaReport = z.infer<typeof MetaReport>;

export function metaToWire({ current, changes, configured }: MetaReport): NodeMetaResponse {
  return { Meta: current, Dynamic: changes, Static: configured };
}
