import { z } from 'zod';
import { Extra, Name, type Seq, StringMap } from '../primitives.ts';

/** What jobs of a namespace may use. A list of what is enabled that is absent allows everything. */
export const NamespaceCapabilities = z.object({
  enabledTaskDrivers: z.array(z.string()).optional(),
  disabledTaskDrivers: z.array(z.string()).optional(),
  enabledNetworkModes: z.array(z.string()).optional(),
  disabledNetworkModes: z.array(z.string()).optional(),
});
export type NamespaceCapabilities = z.infer<typeof NamespaceCapabilities>;

export const Namespace = z.object({
  name: Name,
  description: z.string(),
  capabilities: NamespaceCapabilities.optional(),
  meta: StringMap.optional(),
  extra: Extra.optional(),
});
export type Namespace = z.infer<typeof Namespace>;

/** A namespace in the state. */
export interface NamespaceRow {
  readonly namespace: Namespace;
  readonly createSeq: Seq;
  readonly modifySeq: Seq;
}

/** The namespace that is always there. */
export const DEFAULT_NAMESPACE = 'default';

export function builtInNamespaces(): Map<string, NamespaceRow> {
  const namespace = { name: DEFAULT_NAMESPACE, description: 'Default shared namespace' };
  return new Map([[DEFAULT_NAMESPACE, { namespace, createSeq: 1, modifySeq: 1 }]]);
}

/** Whether a list of what is enabled and one of what is disabled let something through. */
export function isAllowed(
  name: string,
  { enabled, disabled }: { enabled: string[] | undefined; disabled: string[] | undefined },
): boolean {
  const isEnabled = enabled === undefined || enabled.length === 0 || enabled.includes(name);
  return isEnabled && !disabled?.includes(name);
}
