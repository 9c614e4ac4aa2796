import type { WireAllocation } from '@steppe/api-contract';
import { z } from 'zod';

const Lifecycle = z.object({ Hook: z.string(), Sidecar: z.boolean() }).nullish();

/** When a task runs, e.g. `prestart` or `poststart sidecar`; undefined for one that is there all the time. */
export function lifecycleOf(
  { AllocatedResources }: WireAllocation,
  task: string,
): string | undefined {
  const lifecycle = Lifecycle.parse(AllocatedResources.TaskLifecycles[task]);
  return lifecycle ? `${lifecycle.Hook}${lifecycle.Sidecar ? ' sidecar' : ''}` : undefined;
}
