import type { WireAllocation } from '@steppe/api-contract';
import { ApiError, type HttpClient } from '@steppe/client';
import { AllocationUsage } from './wire/resource-usage.ts';

/** What an allocation uses; undefined when its node cannot be asked, as it is shown for one that has ended. */
export async function usageOf(
  client: HttpClient,
  { ID, ClientStatus }: Pick<WireAllocation, 'ID' | 'ClientStatus'>,
): Promise<AllocationUsage | undefined> {
  if (ClientStatus !== 'running') return undefined;
  try {
    return (await client.call('GET', `/v1/client/allocation/${ID}/stats`, AllocationUsage)).value;
  } catch (error) {
    if (error instanceof ApiError) return undefined;
    throw error;
  }
}

/** How many requests about a node's allocations are under way at once. */
const AT_ONCE = 16;

/** What allocations use together. */
export async function totalUsageOf(
  client: HttpClient,
  allocations: readonly WireAllocation[],
): Promise<{ cpuMhz: number; memoryBytes: number }> {
  const total = { cpuMhz: 0, memoryBytes: 0 };
  for (let at = 0; at < allocations.length; at += AT_ONCE) {
    const some = allocations.slice(at, at + AT_ONCE);
    const usages = await Promise.all(some.map((allocation) => usageOf(client, allocation)));
    for (const usage of usages) {
      total.cpuMhz += usage?.ResourceUsage?.CpuStats?.TotalTicks ?? 0;
      total.memoryBytes += usage?.ResourceUsage?.MemoryStats?.RSS ?? 0;
    }
  }
  return total;
}
