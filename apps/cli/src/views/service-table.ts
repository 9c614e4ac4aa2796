import type { WireServiceInstance, WireServiceList } from '@steppe/api-contract';
import { keyValues, table } from '../layout/table.ts';
import { shortId } from '../layout/quantity.ts';

/** Services as a table; `namespaces` tells where each one is. */
export function serviceTable(
  lists: readonly WireServiceList[],
  { namespaces }: { namespaces: boolean },
): string {
  const header = ['Service Name', ...(namespaces ? ['Namespace'] : []), 'Tags'];
  const rows = lists.flatMap(({ Namespace, Services }) =>
    Services.map(({ ServiceName, Tags }) => [
      ServiceName,
      ...(namespaces ? [Namespace] : []),
      tagsText(Tags.toSorted()),
    ]),
  );
  return table([header, ...rows]);
}

export function instanceTable(instances: readonly WireServiceInstance[]): string {
  const header = ['Job ID', 'Address', 'Tags', 'Node ID', 'Alloc ID'];
  const rows = instances.map((each) => [
    each.JobID,
    addressText(each),
    tagsText(each.Tags),
    shortId(each.NodeID, { verbose: false }),
    shortId(each.AllocID, { verbose: false }),
  ]);
  return table([header, ...rows]);
}

/** All that is known of an instance. */
export function instanceBlock(instance: WireServiceInstance): string {
  return keyValues([
    ['ID', instance.ID],
    ['Service Name', instance.ServiceName],
    ['Namespace', instance.Namespace],
    ['Job ID', instance.JobID],
    ['Alloc ID', instance.AllocID],
    ['Node ID', instance.NodeID],
    ['Datacenter', instance.Datacenter],
    ['Address', addressText(instance)],
    ['Tags', tagsText(instance.Tags)],
  ]);
}

function addressText({ Address, Port }: WireServiceInstance): string {
  const host = Address.includes(':') ? `[${Address}]` : Address;
  return Port === 0 ? host : `${host}:${Port}`;
}

function tagsText(tags: readonly string[]): string {
  return `[${tags.join(',')}]`;
}
