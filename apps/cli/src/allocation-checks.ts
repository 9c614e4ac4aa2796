import { AllocCheckResults, type WireAllocation, type WireCheckResult } from '@steppe/api-contract';
import { ApiError, type HttpClient } from '@steppe/client';

/** The last result of each check of an allocation's services; none where its node cannot be asked. */
export async function checksOf(
  client: HttpClient,
  allocation: WireAllocation,
): Promise<readonly WireCheckResult[]> {
  if (allocation.ClientStatus !== 'running' || !hasServices(allocation)) return [];
  try {
    const path = `/v1/client/allocation/${allocation.ID}/checks`;
    const { value } = await client.call('GET', path, AllocCheckResults);
    return Object.values(value ?? {});
  } catch (error) {
    if (error instanceof ApiError) return [];
    throw error;
  }
}

function hasServices({ Job, TaskGroup }: WireAllocation): boolean {
  const group = Job.TaskGroups?.find(({ Name }) => Name === TaskGroup);
  return [group, ...(group?.Tasks ?? [])].some((owner) => (owner?.Services ?? []).length > 0);
}
